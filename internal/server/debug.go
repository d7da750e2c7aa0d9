package server

import (
	"net"
	"net/http"
	"net/http/pprof"
	"time"

	"github.com/numberdesk/numberdesk/internal/problem"
)

// profiles are Go's own, for whoever is on this machine. They show memory and so people, and are served nowhere else.
func profiles() http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("GET /debug/pprof/", pprof.Index)
	mux.HandleFunc("GET /debug/pprof/cmdline", pprof.Cmdline)
	mux.HandleFunc("GET /debug/pprof/profile", pprof.Profile)
	mux.HandleFunc("GET /debug/pprof/symbol", pprof.Symbol)
	mux.HandleFunc("GET /debug/pprof/trace", pprof.Trace)
	return mux
}

// debug is the server of the profiles and its listener; both are nil when nobody asked for them.
func (s *Server) debug() (*http.Server, net.Listener, error) {
	if s.c.Debug.Listen == "" {
		return nil, nil, nil
	}
	listener, err := net.Listen("tcp", s.c.Debug.Listen)
	if err != nil {
		return nil, nil, problem.Wrap(err, problem.Conflict, "debug.listen: %s is not free, or is none of this machine's.", s.c.Debug.Listen)
	}
	s.log.Info("serving profiles", "listen", listener.Addr().String())
	server := s.web(profiles())
	server.WriteTimeout = 2 * time.Minute // a profile of a minute, and time to send it
	return server, listener, nil
}

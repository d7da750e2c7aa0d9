package server

import (
	"context"
	"errors"
	"log/slog"
	"net"
	"net/http"
	"sync"
	"time"

	"github.com/numberdesk/numberdesk/internal/problem"
)

// commandTime is how long a command of the command line may take; a reconcile of a large tenant takes minutes.
const commandTime = 30 * time.Minute

// closingTime is how long Run waits for the store to close: with nine seconds for what is in hand that is ten.
const closingTime = time.Second

// Run serves until ctx ends; then it takes no new work and lets what is in hand finish, as long as Options.Shutdown says.
// What is not done by then is owed, and goes on at the next start; that is no error. It closes the store, but does not
// wait long for who still writes to it.
func (s *Server) Run(ctx context.Context) error {
	if err := s.c.CheckServe(); err != nil {
		return errors.Join(err, s.Close())
	}
	if err := s.Desk.Load(ctx); err != nil {
		return errors.Join(err, s.Close())
	}
	listener, err := net.Listen("tcp", s.c.Listen)
	if err != nil {
		err = problem.Wrap(err, problem.Conflict, "listen: %s is not free, or is none of this machine's.", s.c.Listen)
		return errors.Join(err, s.Close())
	}
	debug, debugListener, err := s.debug()
	if err != nil {
		return errors.Join(err, listener.Close(), s.Close())
	}
	socket, err := s.socket()
	if err != nil {
		s.log.Warn("the command line cannot talk to this desk while it runs", problem.Cause(err))
	}
	s.log.Info("serving", "listen", listener.Addr().String(), "mode", s.c.Mode)

	ctx, stop := context.WithCancelCause(ctx)
	defer stop(nil)
	var wg sync.WaitGroup
	serve := func(server *http.Server, l net.Listener) {
		wg.Go(func() {
			if err := server.Serve(l); !errors.Is(err, http.ErrServerClosed) {
				stop(err)
			}
		})
	}
	web, shell := s.web(s.Handler()), s.web(http.HandlerFunc(s.command))
	shell.ReadTimeout, shell.WriteTimeout = time.Minute, commandTime
	serve(web, listener)
	if socket != nil {
		serve(shell, socket)
	}
	if debug != nil {
		serve(debug, debugListener)
	}
	wg.Go(func() { s.Work(ctx) })
	if s.ready != nil {
		s.ready(listener.Addr().String())
	}

	<-ctx.Done()
	s.log.Info("stopping")
	if debug != nil {
		debug.Close()
	}
	if !s.finish(ctx, &wg, web, shell) {
		s.log.Warn("not all that was in hand has ended; what is owed goes on at the next start", "after", s.shutdown)
	}
	if cause := context.Cause(ctx); !errors.Is(cause, context.Canceled) {
		err = cause
	} else {
		err = nil
	}
	return errors.Join(err, s.closeSoon())
}

// closeSoon closes the store, which waits for who reads it and writes to it: an import of a million numbers takes longer
// than anybody waits for the process to end. Nothing is lost when it does not close: what was committed is there, and of
// the rest nothing is.
func (s *Server) closeSoon() error {
	closed := make(chan error, 1)
	go func() { closed <- s.Close() }()
	select {
	case err := <-closed:
		return err
	case <-time.After(closingTime):
		s.log.Warn("the store is in use to the last; what is not committed by now is not done")
		return nil
	}
}

// web is a server that nobody can keep busy by being slow. Teams gives up on an answer after 15 seconds.
func (s *Server) web(h http.Handler) *http.Server {
	return &http.Server{
		Handler: h, ReadHeaderTimeout: 5 * time.Second, ReadTimeout: 15 * time.Second,
		WriteTimeout: 60 * time.Second, IdleTimeout: 2 * time.Minute, MaxHeaderBytes: 64 << 10,
		ErrorLog: slog.NewLogLogger(s.log.Handler(), slog.LevelWarn),
	}
}

// finish takes no new requests and waits for those in hand, and for the work, until the time is up; then it cuts the
// rest off without an answer: Teams sends such an activity again. It reports whether all ended of itself.
func (s *Server) finish(ctx context.Context, work *sync.WaitGroup, servers ...*http.Server) bool {
	late, cancel := context.WithTimeout(context.WithoutCancel(ctx), s.shutdown)
	defer cancel()
	done := make(chan struct{})
	go func() {
		defer close(done)
		for _, server := range servers {
			work.Go(func() {
				if server.Shutdown(late) != nil {
					server.Close()
				}
			})
		}
		work.Wait()
	}()
	select {
	case <-done:
		return late.Err() == nil
	case <-late.Done():
		for _, server := range servers {
			server.Close()
		}
		return false
	}
}

// Work performs what the desk owes, keeps the keys at hand and reconciles on schedule, until ctx ends.
func (s *Server) Work(ctx context.Context) {
	var wg sync.WaitGroup
	wg.Go(func() {
		if err := s.Desk.Run(ctx); err != nil {
			s.log.Error("the outbox stopped", problem.Cause(err))
		}
	})
	wg.Go(func() { s.warm(ctx) })
	wg.Go(func() { s.lookUpPolicies(ctx) })
	wg.Go(func() { s.schedule(ctx) })
	wg.Go(func() { s.backups(ctx) })
	wg.Wait()
}

// warm fetches the keys before the first activity needs them.
func (s *Server) warm(ctx context.Context) {
	for wait := time.Second; s.endpoint != nil; wait = min(2*wait, time.Minute) {
		err := s.endpoint.Warm(ctx)
		if err == nil {
			return
		}
		s.log.Warn("keys of the Bot Framework not fetched", "again", wait, problem.Cause(err))
		select {
		case <-ctx.Done():
			return
		case <-time.After(wait):
		}
	}
}

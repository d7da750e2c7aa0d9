package server

import (
	"context"
	"errors"
	"log/slog"
	"net"
	"net/http"
	"strings"
	"sync"
	"time"

	"github.com/go-chi/chi/v5"

	"github.com/numberdesk/numberdesk/internal/desk"
	"github.com/numberdesk/numberdesk/internal/graph"
	"github.com/numberdesk/numberdesk/internal/person"
	"github.com/numberdesk/numberdesk/internal/problem"
	"github.com/numberdesk/numberdesk/internal/store"
	"github.com/numberdesk/numberdesk/internal/teams"
)

// Options are what a test or the demo gives beside the configuration; the zero value is production.
type Options struct {
	// Transport carries every call to Microsoft; nil is the network, with the configured authorities.
	Transport http.RoundTripper
	Log       *slog.Logger
	// Settle and Point are the desk's.
	Settle time.Duration
	Point  func(string)
	// Ready, when not nil, is called with the address the server listens on.
	Ready func(addr string)
}

// Server is a desk with its edges, on an open store.
type Server struct {
	Desk *desk.Desk

	c        Config
	db       store.DB
	endpoint *teams.Endpoint
	metrics  *metrics
	log      *slog.Logger
	ready    func(string)
}

// shutdown is how long what is in hand may take to finish.
const shutdown = 10 * time.Second

// New opens the store and makes the edges. Nothing runs, and nothing is sent, before Run.
func New(c Config, o Options) (*Server, error) {
	o.Log = logOf(o)
	transport := o.Transport
	if transport == nil {
		var err error
		if transport, err = outbound(c.Endpoints.CAFile); err != nil {
			return nil, err
		}
	}
	graphClient, connector, err := edges(c, transport, o.Log)
	if err != nil {
		return nil, err
	}
	db, err := store.Open(c.Store.Path)
	if err != nil {
		return nil, err
	}
	s := &Server{c: c, db: db, log: o.Log, ready: o.Ready}
	s.Desk = desk.New(db, graphClient, graphClient, connector, desk.Options{
		Observe: c.Mode == "observe", Admins: ids(c.Roles.Admins), AdminGroups: c.Roles.AdminGroups,
		ExpireAfter: time.Duration(c.Approval.ExpireAfter), Grace: time.Duration(c.Reconcile.Grace),
		MaxReleases: c.Reconcile.MaxReleases, MaxReleasePercent: c.Reconcile.MaxReleasePercent,
		RestDays: c.Inventory.RestDays, DefaultCountry: c.Inventory.DefaultCountry,
		ServiceURL: "https://" + c.Endpoints.ConnectorHosts[0] + "/teams/",
		Settle:     o.Settle, Point: o.Point, Log: o.Log,
	})
	s.metrics = newMetrics(s.Desk)
	if c.CheckServe() != nil {
		return s, nil // the command line needs no endpoint, and Run says what is missing
	}
	tenants := c.Bot.AllowedTenants
	if len(tenants) == 0 {
		tenants = []string{c.Bot.TenantID}
	}
	s.endpoint, err = teams.NewEndpoint(teams.EndpointOptions{
		AppID: c.Bot.AppID, Tenants: tenants, OpenID: c.Endpoints.BotOpenID, Issuer: c.Endpoints.BotIssuer,
		ServiceHosts: c.Endpoints.ConnectorHosts, HTTP: &http.Client{Transport: transport, Timeout: 15 * time.Second},
		Turn: s.Desk.Turn, Log: o.Log, Metrics: s.metrics.endpoint(),
	})
	if err != nil {
		return nil, errors.Join(err, db.Close())
	}
	return s, nil
}

func logOf(o Options) *slog.Logger {
	if o.Log == nil {
		return slog.New(slog.DiscardHandler)
	}
	return o.Log
}

// edges are Graph and the connector, each with its own token. A credential that is missing shows when a
// token is asked for: the command line does most of its work without one.
func edges(c Config, transport http.RoundTripper, log *slog.Logger) (*graph.Client, *teams.Connector, error) {
	graphClient, err := graph.New(graph.Options{
		BaseURL: strings.TrimSuffix(c.Endpoints.Graph, "/"), HTTP: transport, Log: log, Token: graphTokens(c, transport),
	})
	if err != nil {
		return nil, nil, err
	}
	connector := teams.NewConnector(teams.ConnectorOptions{
		AppID: c.Bot.AppID, TenantID: c.Bot.TenantID, Hosts: c.Endpoints.ConnectorHosts,
		HTTP:  &http.Client{Transport: transport, Timeout: 30 * time.Second},
		Token: connectorTokens(c, transport),
	})
	return graphClient, connector, nil
}

func ids(texts []string) []person.ID {
	list := make([]person.ID, len(texts))
	for i, t := range texts {
		list[i] = person.ID(strings.ToLower(t))
	}
	return list
}

// Handler is everything the server answers over HTTP.
func (s *Server) Handler() http.Handler {
	r := chi.NewRouter()
	r.Handle("/api/messages", s.endpoint)
	r.Get("/healthz", func(w http.ResponseWriter, _ *http.Request) { w.Write([]byte("ok\n")) })
	r.Get("/readyz", s.readyz)
	r.Method(http.MethodGet, "/metrics", s.metrics.handler())
	return r
}

// readyz is 200 when the store is open and the keys to tell Teams' word are there.
func (s *Server) readyz(w http.ResponseWriter, r *http.Request) {
	err := s.db.View(r.Context(), func(store.Tx) error { return nil })
	switch {
	case err != nil:
		http.Error(w, "store not open", http.StatusServiceUnavailable)
	case !s.endpoint.Ready():
		http.Error(w, "keys of the Bot Framework not fetched yet", http.StatusServiceUnavailable)
	default:
		w.Write([]byte("ready\n"))
	}
}

// Run serves until ctx ends; then it takes no new work, lets what is in hand finish, and leaves the rest
// in the outbox. It closes the store.
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
	web := &http.Server{
		Handler: s.Handler(), ReadHeaderTimeout: 5 * time.Second, ReadTimeout: 15 * time.Second,
		WriteTimeout: 60 * time.Second, IdleTimeout: 2 * time.Minute, MaxHeaderBytes: 64 << 10,
		ErrorLog: slog.NewLogLogger(s.log.Handler(), slog.LevelWarn),
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
	serve(web, listener)
	shell := &http.Server{Handler: http.HandlerFunc(s.command), ReadHeaderTimeout: 5 * time.Second}
	if socket != nil {
		serve(shell, socket)
	}
	wg.Go(func() { s.Work(ctx) })
	if s.ready != nil {
		s.ready(listener.Addr().String())
	}

	<-ctx.Done()
	s.log.Info("stopping")
	late, cancel := context.WithTimeout(context.WithoutCancel(ctx), shutdown)
	defer cancel()
	err = errors.Join(web.Shutdown(late), shell.Shutdown(late))
	done := make(chan struct{})
	go func() { wg.Wait(); close(done) }()
	select {
	case <-done:
	case <-late.Done(): // what hangs is in the outbox, and goes on at the next start
	}
	if cause := context.Cause(ctx); !errors.Is(cause, context.Canceled) {
		err = errors.Join(cause, err)
	}
	return errors.Join(err, s.Close())
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
	wg.Go(func() { s.schedule(ctx) })
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

// Close closes the store of a server that does not Run.
func (s *Server) Close() error { return s.db.Close() }

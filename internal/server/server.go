package server

import (
	"cmp"
	"errors"
	"log/slog"
	"net/http"
	"strings"
	"time"

	"github.com/go-chi/chi/v5"

	"github.com/numberdesk/numberdesk/internal/desk"
	"github.com/numberdesk/numberdesk/internal/graph"
	"github.com/numberdesk/numberdesk/internal/person"
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
	// Shutdown is how long what is in hand may take to end once Run is told to; zero is nine seconds.
	Shutdown time.Duration
	// Unpaced lets messages go as fast as they come, for benchmarks: Teams would refuse them.
	Unpaced bool
	// TextOnly has [Command] leave out the JSON of an answer.
	TextOnly bool
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
	shutdown time.Duration
}

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
	metrics := newMetrics()
	graphClient, connector, err := edges(c, transport, o, metrics)
	if err != nil {
		return nil, err
	}
	calendar, err := c.Approval.WorkingHours.calendar()
	if err != nil {
		return nil, err
	}
	db, err := store.Open(c.Store.Path)
	if err != nil {
		return nil, err
	}
	s := &Server{c: c, db: db, metrics: metrics, log: o.Log, ready: o.Ready, shutdown: cmp.Or(o.Shutdown, 9*time.Second)}
	s.Desk = desk.New(db, graphClient, graphClient, connector, desk.Options{
		Observe: c.Mode == "observe", Admins: ids(c.Roles.Admins), AdminGroups: c.Roles.AdminGroups,
		Policy: c.policy(), Personas: c.personas(), Help: desk.Help{Text: c.Help.Text, Link: c.Help.Link}, AssignServices: c.Services.AssignThroughGraph, WriteBusinessPhone: c.Directory.WriteBusinessPhone, AdoptBusinessPhone: c.Directory.AdoptBusinessPhone,
		ApproverGroups: c.Roles.ApproverGroups, SiteAdmins: c.Roles.SiteAdmins,
		RemindAfter: time.Duration(c.Approval.RemindAfter), EscalateAfter: time.Duration(c.Approval.EscalateAfter), Calendar: calendar,
		ExpireAfter: time.Duration(c.Approval.ExpireAfter), Grace: time.Duration(c.Reconcile.Grace),
		MaxReleases: c.Reconcile.MaxReleases, MaxReleasePercent: c.Reconcile.MaxReleasePercent, MaxOnboardings: c.Reconcile.MaxOnboardings,
		BackupFolder: c.Backup.Folder, BackupsKept: c.Backup.Keep,
		RestDays: c.Inventory.RestDays, DefaultCountry: c.Inventory.DefaultCountry, LocationRequired: c.Inventory.LocationRequired,
		// The path is the same in the public cloud and in GCC ("Send proactive messages").
		ServiceURL: "https://" + c.Endpoints.ConnectorHosts[0] + "/teams/",
		Files:      teams.NewFiles(c.Endpoints.FileHosts, &http.Client{Transport: transport}),
		Settle:     o.Settle, Point: o.Point, Log: o.Log, Undelivered: metrics.gaveUp,
	})
	metrics.watch(s.Desk)
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
func edges(c Config, transport http.RoundTripper, o Options, m *metrics) (*graph.Client, *teams.Connector, error) {
	graphClient, err := graph.New(graph.Options{
		BaseURL: strings.TrimSuffix(c.Endpoints.Graph, "/"), HTTP: transport, Log: logOf(o), Token: graphTokens(c, transport),
		ManifestID: c.Bot.AppID, Throttled: m.graphThrottled,
	})
	if err != nil {
		return nil, nil, err
	}
	options := teams.ConnectorOptions{
		AppID: c.Bot.AppID, TenantID: c.Bot.TenantID, Hosts: c.Endpoints.ConnectorHosts,
		HTTP:  &http.Client{Transport: transport, Timeout: 30 * time.Second},
		Token: connectorTokens(c, transport), Metrics: m.connector(),
	}
	if o.Unpaced {
		options.AppRate, options.ConversationRates = teams.Rate{PerSecond: 1e9, Burst: 1e9}, []teams.Rate{}
	}
	return graphClient, teams.NewConnector(options), nil
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
	r.Method(http.MethodGet, "/metrics", inside(s.metrics.handler()))
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

// Close closes the store of a server that does not Run.
func (s *Server) Close() error { return s.db.Close() }

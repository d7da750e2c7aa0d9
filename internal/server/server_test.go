package server_test

import (
	"bytes"
	"context"
	"encoding/json"
	"io"
	"log/slog"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/numberdesk/numberdesk/internal/problem"
	"github.com/numberdesk/numberdesk/internal/server"
	"github.com/numberdesk/numberdesk/internal/sim"
)

// company is the simulated Microsoft, in memory, and the configuration of a desk for it.
func company(t *testing.T) (*sim.Tenant, server.Config) {
	t.Helper()
	tenant := sim.New(sim.Sample())
	tenant.Drops(false)
	t.Cleanup(tenant.Close)
	c := server.Defaults()
	c.Listen = "127.0.0.1:0"
	c.Store.Path = filepath.Join(t.TempDir(), "n.db")
	c.Bot.AppID, c.Bot.TenantID, c.Bot.ClientSecret = tenant.World.AppID, tenant.World.TenantID, server.Secret(tenant.World.Secret)
	c.Endpoints.Graph, c.Endpoints.Login = "https://microsoft.sim/v1.0", "https://microsoft.sim"
	c.Endpoints.BotOpenID = "https://microsoft.sim/v1/.well-known/openidconfiguration"
	c.Endpoints.ConnectorHosts = []string{"microsoft.sim"}
	c.Roles.Admins = []string{tenant.IDOf("alex")}
	c.Reconcile.Schedule = "0 3 1 1 *"
	return tenant, c
}

// desk is a server that is made and not run, closed with the test.
func desk(t *testing.T, tenant *sim.Tenant, c server.Config, log io.Writer) *server.Server {
	t.Helper()
	s, err := server.New(c, server.Options{Transport: tenant.Transport(), Log: slog.New(slog.NewTextHandler(log, nil))})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { s.Close() })
	return s
}

func ask(h http.Handler, method, path, body string) *httptest.ResponseRecorder {
	w := httptest.NewRecorder()
	h.ServeHTTP(w, httptest.NewRequest(method, path, strings.NewReader(body)))
	return w
}

func TestRoutes(t *testing.T) {
	tenant, c := company(t)
	h := desk(t, tenant, c, t.Output()).Handler()
	for _, r := range []struct {
		name, method, path, body string
		status                   int
	}{
		{"alive", "GET", "/healthz", "", 200},
		{"not ready before the keys are there", "GET", "/readyz", "", 503},
		{"metrics", "GET", "/metrics", "", 200},
		{"metrics are read alone", "POST", "/metrics", "", 405},
		{"an activity without a token", "POST", "/api/messages", `{"type":"message"}`, 401},
		{"an activity that is no activity, without a token", "POST", "/api/messages", "{", 401},
		{"activities are posted", "GET", "/api/messages", "", 405},
		{"commands do not come over the network", "POST", "/command", `{"words":["numbers"]}`, 404},
		{"nothing at the top", "GET", "/", "", 404},
	} {
		t.Run(r.name, func(t *testing.T) {
			if got := ask(h, r.method, r.path, r.body); got.Code != r.status {
				t.Errorf("got %d %s, want %d", got.Code, got.Body, r.status)
			}
		})
	}
}

func TestReadyWhenTheKeysAreThereAndTheStoreIsOpen(t *testing.T) {
	tenant, c := company(t)
	if err := tenant.Fault("GET openidconfiguration", sim.Fault{Status: 503}); err != nil {
		t.Fatal(err)
	}
	s := desk(t, tenant, c, t.Output())
	h := s.Handler()
	if got := ask(h, "GET", "/readyz", ""); got.Code != 503 || !strings.Contains(got.Body.String(), "keys") {
		t.Fatalf("before the keys: got %d %s", got.Code, got.Body)
	}
	// A genuine activity fetches them, too, once Microsoft answers.
	tenant.Heal()
	tenant.Bot = through(h)
	if err := tenant.Person("adele").Install(); err != nil {
		t.Fatal(err)
	}
	if got := ask(h, "GET", "/readyz", ""); got.Code != 200 {
		t.Fatalf("with the keys: got %d %s", got.Code, got.Body)
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	if got := ask(h, "GET", "/readyz", ""); got.Code != 503 || !strings.Contains(got.Body.String(), "store") {
		t.Errorf("with the store closed: got %d %s", got.Code, got.Body)
	}
}

// through carries the tenant's activities to a handler.
func through(h http.Handler) func(*http.Request) (*http.Response, error) {
	return func(r *http.Request) (*http.Response, error) {
		w := httptest.NewRecorder()
		h.ServeHTTP(w, r)
		return w.Result(), nil
	}
}

func TestMetricsAndLogNameNobody(t *testing.T) {
	tenant, c := company(t)
	var log bytes.Buffer
	s := desk(t, tenant, c, &log)
	h := s.Handler()
	tenant.Bot = through(h)
	s.Print(t.Context(), strings.Fields("ranges add --name zurich --country CH --site Zurich --first +41446681000 --last +41446681009"), nil)
	for key, text := range map[string]string{"adele": "request", "alex": "why AdeleV@contoso.com", "megan": "numbers +41446681000", "grady": "Adele Vance +41 44 668 10 00"} {
		if err := tenant.Person(key).Say(text); err != nil {
			t.Fatal(err)
		}
	}
	if status, err := tenant.Person("adele").Forge("request", sim.Forgery{Key: "stranger"}); err != nil || status != http.StatusUnauthorized {
		t.Fatalf("a forged activity: got %d, %v", status, err)
	}
	s.Print(t.Context(), []string{"why", "+4144668100x"}, nil)

	metrics := ask(h, "GET", "/metrics", "").Body.String()
	for _, want := range []string{
		`numberdesk_turn_seconds_count{status="200",type="message"}`, `numberdesk_refused_total{reason="`, `numberdesk_key_fetches_total{outcome="done"} 1`,
		"numberdesk_outbox_effects ", "numberdesk_outbox_oldest_seconds ", "numberdesk_reconcile_changes_total 0",
		`numberdesk_connector_seconds_count{status="201"}`, `numberdesk_throttled_total{by="graph"} 0`,
	} {
		if !strings.Contains(metrics, want) {
			t.Errorf("the metrics lack %s:\n%s", want, metrics)
		}
	}
	for name, printed := range map[string]string{"metrics": metrics, "log": log.String()} {
		for _, u := range tenant.World.People {
			for _, personal := range []string{u.Name, u.UPN} {
				if strings.Contains(strings.ToLower(printed), strings.ToLower(personal)) {
					t.Errorf("the %s name %s:\n%s", name, personal, printed)
				}
			}
			if name == "metrics" && strings.Contains(printed, u.ID) {
				t.Errorf("the metrics hold an object id")
			}
		}
		for _, personal := range []string{"4144668", "44 668", tenant.World.Secret} {
			if strings.Contains(printed, personal) {
				t.Errorf("the %s hold %q:\n%s", name, personal, printed)
			}
		}
	}
	if !strings.Contains(log.String(), "msg=turn") {
		t.Errorf("the log does not tell of the turns:\n%s", log.String())
	}
}

// Who made us wait is told apart: Graph, Teams, or our own pace.
func TestThrottlesShow(t *testing.T) {
	tenant, c := company(t)
	desk := serve(t, c, server.Options{Transport: tenant.Transport()})
	tenant.BotURL = "http://" + desk.addr + "/api/messages"
	for _, match := range []string{"GET users", "POST activities"} {
		if err := tenant.Fault(match, sim.Fault{Status: 429, RetryAfter: time.Second}); err != nil {
			t.Fatal(err)
		}
	}
	if err := tenant.Person("adele").Say("request"); err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{`numberdesk_throttled_total{by="graph"} 1`, `numberdesk_throttled_total{by="teams"} 1`, `numberdesk_throttled_total{by="pace"} `,
		`numberdesk_connector_seconds_count{status="429"} 1`} {
		await(t, func() bool { return strings.Contains(get(t, desk.addr+"/metrics"), want) })
	}
}

// running starts a server, and ends with its address and a way to stop it.
func running(t *testing.T, tenant *sim.Tenant, c server.Config) (addr string, stop func() error) {
	t.Helper()
	ready := make(chan string, 1)
	s, err := server.New(c, server.Options{Transport: tenant.Transport(), Log: slog.New(slog.NewTextHandler(t.Output(), nil)), Ready: func(a string) { ready <- a }})
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	ended := make(chan error, 1)
	go func() { ended <- s.Run(ctx) }()
	stop = func() error {
		cancel()
		select {
		case err := <-ended:
			ended <- err
			return err
		case <-time.After(12 * time.Second):
			return context.DeadlineExceeded
		}
	}
	t.Cleanup(func() { stop() })
	select {
	case addr = <-ready:
	case err := <-ended:
		t.Fatal(err)
	}
	return addr, stop
}

func TestRunServesUntilItIsTold(t *testing.T) {
	tenant, c := company(t)
	addr, stop := running(t, tenant, c)
	response, err := http.Get("http://" + addr + "/healthz")
	if err != nil {
		t.Fatal(err)
	}
	response.Body.Close()
	socket := server.SocketPath(c)
	if info, err := os.Stat(socket); err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("the socket is %v, %v; want it for its owner alone", info.Mode(), err)
	}

	// A command goes to it, although another process could not open the store.
	p, err := server.Command(t.Context(), c, server.Options{Transport: tenant.Transport()}, []string{"ranges", "--"}, nil)
	if err != nil || p.Refused || !json.Valid(p.JSON) || !strings.Contains(p.Text, "no ranges yet") {
		t.Errorf("got %+v, %v", p, err)
	}
	short, err := server.Command(t.Context(), c, server.Options{Transport: tenant.Transport(), TextOnly: true}, []string{"ranges", "--"}, nil)
	if err != nil || short.Text != p.Text || string(short.JSON) != "null" {
		t.Errorf("for who prints text alone got %+v, %v", short, err)
	}
	if _, err := server.New(c, server.Options{Transport: tenant.Transport()}); problem.KindOf(err) != problem.Conflict {
		t.Errorf("a second desk on the store: got %v, want a conflict", err)
	}

	// What is no command is refused, and the desk goes on.
	client := &http.Client{Transport: &http.Transport{DialContext: func(ctx context.Context, _, _ string) (net.Conn, error) {
		return (&net.Dialer{}).DialContext(ctx, "unix", socket)
	}}}
	response, err = client.Post("http://numberdesk/command", "application/json", strings.NewReader("{"))
	if err != nil {
		t.Fatal(err)
	}
	response.Body.Close()
	if response.StatusCode != http.StatusBadRequest {
		t.Errorf("half a command: got %s", response.Status)
	}

	if err := stop(); err != nil {
		t.Errorf("stopping: %v", err)
	}
	if _, err := os.Stat(socket); !os.IsNotExist(err) {
		t.Errorf("the socket is still there: %v", err)
	}
	if _, err := server.Command(t.Context(), c, server.Options{Transport: tenant.Transport()}, []string{"ranges"}, nil); err != nil {
		t.Errorf("the store is not free afterwards: %v", err)
	}
}

func TestRunRefuses(t *testing.T) {
	taken, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer taken.Close()
	for _, c := range []struct {
		name string
		set  func(*server.Config)
		kind problem.Kind
		says string
	}{
		{"no app id", func(c *server.Config) { c.Bot.AppID = "" }, problem.Invalid, "bot.app_id is missing"},
		{"no tenant", func(c *server.Config) { c.Bot.TenantID = "" }, problem.Invalid, "bot.tenant_id is missing"},
		{"no secret", func(c *server.Config) { c.Bot.ClientSecret = "" }, problem.Invalid, "NUMBERDESK_BOT_CLIENT_SECRET"},
		{"Graph's own credential without a secret", func(c *server.Config) { c.Graph.Kind = "secret" }, problem.Invalid, "graph.credential is secret, but there is none"},
		{"a certificate that is not there", func(c *server.Config) { c.Bot.Kind, c.Bot.CertificateFile = "certificate", "nowhere" }, problem.Invalid, `"nowhere" cannot be read`},
		{"a certificate that is none", func(c *server.Config) { c.Bot.Kind, c.Bot.CertificateFile = "certificate", "server_test.go" }, problem.Invalid, "holds no certificate with its key"},
		{"an address of profiles in use", func(c *server.Config) { c.Debug.Listen = taken.Addr().String() }, problem.Conflict, "debug.listen: "},
		{"an address in use", func(c *server.Config) { c.Listen = taken.Addr().String() }, problem.Conflict, "is not free"},
	} {
		t.Run(c.name, func(t *testing.T) {
			tenant, config := company(t)
			c.set(&config)
			s := desk(t, tenant, config, t.Output())
			if err := s.Run(t.Context()); problem.KindOf(err) != c.kind || !strings.Contains(problem.Say(err).String(), c.says) {
				t.Fatalf("got %v, want a problem that is %s and says %q", err, c.kind, c.says)
			}
			again, err := server.New(config, server.Options{Transport: tenant.Transport()})
			if err != nil {
				t.Fatalf("the store was not closed: %v", err)
			}
			again.Close()
		})
	}
}

func TestRunGoesOnWithoutASocket(t *testing.T) {
	tenant, c := company(t)
	// An address of a unix socket holds 107 characters (unix(7)).
	folder := filepath.Join(t.TempDir(), strings.Repeat("long", 30))
	if err := os.Mkdir(folder, 0o700); err != nil {
		t.Fatal(err)
	}
	c.Store.Path = filepath.Join(folder, "n.db")
	addr, stop := running(t, tenant, c)
	response, err := http.Get("http://" + addr + "/healthz")
	if err != nil {
		t.Fatal(err)
	}
	response.Body.Close()
	_, err = server.Command(t.Context(), c, server.Options{Transport: tenant.Transport()}, []string{"ranges"}, nil)
	if problem.KindOf(err) != problem.Conflict {
		t.Errorf("a command that finds no socket: got %v, want a conflict that names the store", err)
	}
	if err := stop(); err != nil {
		t.Error(err)
	}
}

func TestProveSaysWhatAConfigurationLacks(t *testing.T) {
	tenant, c := company(t)
	o := server.Options{Transport: tenant.Transport()}
	for _, p := range server.Prove(t.Context(), c, o) {
		if !p.OK {
			t.Errorf("%s: %s", p.Item, p.Found)
		}
	}
	c.Bot.ClientSecret = "wrong"
	missing := map[string]string{}
	for _, p := range server.Prove(t.Context(), c, o) {
		if !p.OK {
			missing[p.Item] = p.Found
		}
	}
	if len(missing) != 2 || !strings.Contains(missing["graph sign-in"], "the client secret is wrong") || !strings.Contains(missing["bot sign-in"], "AADSTS7000215") {
		t.Errorf("got %q, want both sign-ins with what to do", missing)
	}
	if _, err := os.Stat(c.Store.Path); !os.IsNotExist(err) {
		t.Errorf("a store was made: %v", err)
	}
	if v := tenant.Violations(); len(v) > 0 {
		t.Errorf("requests nobody was meant to send: %q", v)
	}
}

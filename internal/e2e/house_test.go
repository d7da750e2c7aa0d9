package e2e

import (
	"context"
	"io"
	"log/slog"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/numberdesk/numberdesk/internal/server"
	"github.com/numberdesk/numberdesk/internal/sim"
)

// house is the whole product in one process: the simulated company, and the bot that serves it. It lives
// in a synctest bubble, over connections in memory, so days pass in milliseconds.
type house struct {
	t      *testing.T
	tenant *sim.Tenant
	config server.Config
	server *server.Server
	stop   func()
	// given are the numbers the desk itself has assigned in Teams.
	given []string
	// clicks counts the made-up ones.
	clicks int
	// way is the network between the desk and Microsoft when it is another than the tenant's own, and point the desk's.
	way   http.RoundTripper
	point func(string)
}

// configFor is the configuration of a bot for the simulated company.
func configFor(world sim.World, base, folder string) server.Config {
	c := server.Defaults()
	c.Store.Path = filepath.Join(folder, "numberdesk.db")
	c.Bot.AppID, c.Bot.TenantID, c.Bot.ClientSecret = world.AppID, world.TenantID, server.Secret(world.Secret)
	c.Endpoints = server.Endpoints{
		Graph: base + "/v1.0", Login: base, BotOpenID: base + "/v1/.well-known/openidconfiguration",
		BotIssuer: "https://api.botframework.com", ConnectorHosts: []string{strings.TrimPrefix(base, "https://")},
		FileHosts: []string{strings.TrimPrefix(base, "https://")},
	}
	for _, g := range world.Groups {
		if strings.Contains(strings.ToLower(g.Name), "admin") {
			c.Roles.AdminGroups = append(c.Roles.AdminGroups, g.ID)
		}
	}
	return c
}

// openHouse starts the product, with its app in everybody's Teams but without those of some. What set changes is changed
// before.
func openHouse(t *testing.T, set func(*server.Config), without ...string) *house {
	t.Helper()
	return open(t, sim.Sample(), set, without, "zurich CH Zurich +41446681000 +41446681049", "berlin DE Berlin +493055501000 +493055501049", "munich DE Munich +498955502000 +498955502009")
}

// openRanges starts the product in a company of its own, with ranges that are each a name, country, site, first and
// last number.
func openRanges(t *testing.T, world sim.World, set func(*server.Config), ranges ...string) *house {
	t.Helper()
	return open(t, world, set, nil, ranges...)
}

func open(t *testing.T, world sim.World, set func(*server.Config), without []string, ranges ...string) *house {
	t.Helper()
	h := &house{t: t, tenant: sim.New(world)}
	h.tenant.ServiceURL = "https://microsoft.sim/teams/"
	h.tenant.Drops(false)
	h.config = configFor(world, "https://microsoft.sim", t.TempDir())
	h.config.Reconcile.Schedule = "0 3 * * *"
	if set != nil {
		set(&h.config)
	}
	t.Cleanup(h.close)
	h.start()
	for _, r := range ranges {
		f := strings.Fields(r)
		h.command("ranges", "add", "--name", f[0], "--country", f[1], "--site", f[2], "--first", f[3], "--last", f[4])
	}
	h.command("reconcile", "--apply")
	for _, key := range h.tenant.Keys() {
		if slices.Contains(without, key) {
			continue
		}
		if err := h.tenant.Person(key).Install(); err != nil {
			t.Fatal(err)
		}
	}
	if err := h.settle(); err != nil { // everybody is welcomed
		t.Fatal(err)
	}
	return h
}

// start starts the bot on the store, as a new process would.
func (h *house) start() {
	h.t.Helper()
	way := h.way
	if way == nil {
		way = h.tenant.Transport()
	}
	s, err := server.New(h.config, server.Options{Transport: way, Point: h.point, Log: slog.New(slog.NewTextHandler(h.t.Output(), nil))})
	if err != nil {
		h.t.Fatal(err)
	}
	h.server = s
	transport, closeWeb := sim.Serve(s.Handler())
	h.tenant.Bot = func(r *http.Request) (*http.Response, error) { return transport.RoundTrip(r) }
	ctx, cancel := context.WithCancel(context.Background())
	var wg sync.WaitGroup
	wg.Go(func() { s.Work(ctx) })
	h.stop = func() {
		cancel()
		wg.Wait()
		closeWeb()
		s.Close()
	}
}

func (h *house) close() {
	h.stop()
	h.tenant.Close()
}

// restart stops the bot and starts it again on the same store.
func (h *house) restart() {
	h.stop()
	h.start()
}

// settle waits until nothing is owed that is due.
func (h *house) settle() error {
	synctest.Wait()
	ctx, cancel := context.WithTimeout(context.Background(), 2*time.Hour)
	defer cancel()
	err := h.server.Desk.Settled(ctx)
	synctest.Wait()
	return err
}

// copyStore copies the store as it lies on the disk, within the kernel: most of it is empty, and the race detector would
// look at every byte of it.
func (h *house) copyStore(to string) {
	h.t.Helper()
	h.copyFile(h.config.Store.Path, to)
}

// revive puts such a copy where the store is.
func (h *house) revive(from string) {
	h.t.Helper()
	h.copyFile(from, h.config.Store.Path)
}

func (h *house) copyFile(from, to string) {
	h.t.Helper()
	source, err := os.Open(from)
	if err != nil {
		h.t.Fatal(err)
	}
	defer source.Close()
	target, err := os.OpenFile(to, os.O_CREATE|os.O_TRUNC|os.O_WRONLY, 0o600)
	if err != nil {
		h.t.Fatal(err)
	}
	if _, err := io.Copy(target, source); err != nil {
		h.t.Fatal(err)
	}
	if err := target.Close(); err != nil {
		h.t.Fatal(err)
	}
}

// says types something in a person's chat and waits until it is answered.
func (h *house) says(who, text string) {
	h.t.Helper()
	if err := h.tenant.Person(who).Say(text); err != nil {
		h.t.Fatal(err)
	}
	if err := h.settle(); err != nil {
		h.t.Fatal(err)
	}
}

// command runs a command of the command line.
func (h *house) command(words ...string) server.Printed {
	h.t.Helper()
	p := h.server.Print(context.Background(), words, nil)
	if p.Refused {
		h.t.Logf("%s: %s", strings.Join(words, " "), p.Text)
	}
	if err := h.settle(); err != nil {
		h.t.Fatalf("%s: %v", strings.Join(words, " "), err)
	}
	return p
}

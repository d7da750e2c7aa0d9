// Package demo is the whole product on one machine with no account: the simulated Microsoft over real TLS
// on loopback, the real bot with real verification beside it, and either Microsoft's own test client in the
// browser or a conversation played as text. It promises to leave nothing behind: no process, no file, no
// port. It never weakens the bot: what Microsoft's test client does not sign, the gateway signs for it.
package demo

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/goccy/go-yaml"

	"github.com/numberdesk/numberdesk/internal/server"
	"github.com/numberdesk/numberdesk/internal/sim"
)

// Company is the sample company with the bot that serves it, both running.
type Company struct {
	// Tenant is the simulated Microsoft and its people.
	Tenant *sim.Tenant
	// Server is the bot, Bot its messaging endpoint, such as http://127.0.0.1:3978/api/messages.
	Server *server.Server
	Bot    string
	// Config is the bot's configuration file; the command line reaches the running bot with it.
	Config string

	closers []func() error
}

// ranges are the sample company's three, as an admin would add them.
var ranges = []string{
	"--name=zurich --country=CH --site=Zurich --first=+41446681000 --last=+41446681049",
	"--name=berlin --country=DE --site=Berlin --first=+493055501000 --last=+493055501049",
	"--name=munich --country=DE --site=Munich --first=+498955502000 --last=+498955502009",
}

// Open starts the company and its bot, loads the ranges and reconciles once. connectors are further places,
// besides the simulated one, at which the bot may answer: host:port, the first being where people who never
// wrote are reached; authorities are the PEM of whoever vouches for them. The bot ends with ctx or by Close.
func Open(ctx context.Context, log *slog.Logger, connectors []string, authorities ...[]byte) (*Company, error) {
	c := &Company{Tenant: sim.New(sim.Sample())}
	c.Tenant.Drops(false)
	if err := c.open(ctx, log, connectors, authorities); err != nil {
		return nil, errors.Join(err, c.Close())
	}
	return c, nil
}

func (c *Company) open(ctx context.Context, log *slog.Logger, connectors []string, authorities [][]byte) error {
	c.onClose(func() error { c.Tenant.Close(); return nil })
	base, authority, err := c.Tenant.Listen("127.0.0.1:0")
	if err != nil {
		return fmt.Errorf("start the simulated Microsoft: %w", err)
	}
	folder, err := os.MkdirTemp("", "numberdesk-demo-")
	if err != nil {
		return err
	}
	c.onClose(func() error { return os.RemoveAll(folder) })
	listen, err := freePort()
	if err != nil {
		return err
	}
	c.Bot = "http://" + listen + "/api/messages"
	c.Tenant.BotURL = c.Bot

	ca := filepath.Join(folder, "ca.pem")
	if err := os.WriteFile(ca, slices.Concat(append([][]byte{authority}, authorities...)...), 0o600); err != nil {
		return err
	}
	c.Config = filepath.Join(folder, "numberdesk.yaml")
	text, err := configuration(c.Tenant.World, base, folder, listen, ca, connectors)
	if err != nil {
		return err
	}
	if err := os.WriteFile(c.Config, text, 0o600); err != nil {
		return err
	}
	return c.serve(ctx, log)
}

// serve runs the bot as its configuration file says, with nothing of this process's environment.
func (c *Company) serve(ctx context.Context, log *slog.Logger) error {
	config, err := server.Load(c.Config, nil)
	if err != nil {
		return err
	}
	ready := make(chan struct{})
	if c.Server, err = server.New(config, server.Options{Log: log, Ready: func(string) { close(ready) }}); err != nil {
		return err
	}
	ctx, stop := context.WithCancel(ctx)
	ended := make(chan error, 1)
	go func() { ended <- c.Server.Run(ctx) }()
	c.onClose(func() error { stop(); return <-ended })
	select {
	case <-ready:
	case err := <-ended:
		ended <- err
		return err
	}
	for _, r := range ranges {
		if err := c.Command(ctx, append([]string{"ranges", "add"}, strings.Fields(r)...)...); err != nil {
			return err
		}
	}
	return c.Command(ctx, "reconcile", "--apply")
}

// Command runs a command of the command line by the running bot.
func (c *Company) Command(ctx context.Context, words ...string) error {
	if p := c.Server.Print(ctx, words, nil); p.Refused {
		return fmt.Errorf("%s: %s", strings.Join(words, " "), strings.TrimSpace(p.Text))
	}
	return c.Settle(ctx)
}

// Settle waits until the bot owes nothing that is due.
func (c *Company) Settle(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(ctx, time.Minute)
	defer cancel()
	return c.Server.Desk.Settled(ctx)
}

// Install gives everybody with a licence for Teams the bot, except those in but.
func (c *Company) Install(but ...string) error {
	for _, u := range c.Tenant.World.People {
		if slices.Contains(but, u.Key) || !slices.Contains(u.Plans, "TEAMS1") {
			continue
		}
		if err := c.Tenant.Person(u.Key).Install(); err != nil {
			return fmt.Errorf("install the bot for %s: %w", u.Key, err)
		}
	}
	return nil
}

// Close ends the bot, then the simulated Microsoft, and removes every file.
func (c *Company) Close() error {
	var errs []error
	for _, f := range slices.Backward(c.closers) {
		errs = append(errs, f())
	}
	c.closers = nil
	return errors.Join(errs...)
}

func (c *Company) onClose(f func() error) { c.closers = append(c.closers, f) }

// configuration is the bot's, written as an operator would write it.
func configuration(world sim.World, base, folder, listen, ca string, connectors []string) ([]byte, error) {
	var admins []string
	for _, g := range world.Groups {
		if g.Key == "telephony-admins" {
			admins = append(admins, g.ID)
		}
	}
	return yaml.Marshal(map[string]any{
		"listen": listen,
		"store":  map[string]any{"path": filepath.Join(folder, "numberdesk.db")},
		"bot": map[string]any{"app_id": world.AppID, "tenant_id": world.TenantID, "credential": "secret",
			"client_secret": world.Secret},
		"endpoints": map[string]any{
			"graph": base + "/v1.0", "login": base, "bot_openid": base + "/v1/.well-known/openidconfiguration",
			"connector_hosts": append(slices.Clone(connectors), strings.TrimPrefix(base, "https://")),
			"ca_file":         ca,
		},
		"roles":    map[string]any{"admin_groups": admins},
		"approval": map[string]any{"on_behalf": []string{"manager"}},
	})
}

// freePort is a loopback address nobody listens on now.
func freePort() (string, error) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return "", err
	}
	return l.Addr().String(), l.Close()
}

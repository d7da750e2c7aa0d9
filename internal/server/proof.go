package server

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"time"

	"github.com/numberdesk/numberdesk/internal/activity"
	"github.com/numberdesk/numberdesk/internal/graph"
	"github.com/numberdesk/numberdesk/internal/inventory"
	"github.com/numberdesk/numberdesk/internal/person"
	"github.com/numberdesk/numberdesk/internal/problem"
	"github.com/numberdesk/numberdesk/internal/say"
	"github.com/numberdesk/numberdesk/internal/store"
	"github.com/numberdesk/numberdesk/internal/teams"
)

// Proof is one thing the desk needs, and whether it has it.
type Proof struct {
	// Item is what was looked at: config, approval, store, emergency locations, graph sign-in, numbers, people, admins, policies,
	// persona ranges, app installation, absences, bot sign-in, bot keys.
	Item string `json:"item"`
	OK   bool   `json:"ok"`
	// Without is set when the item is missing and the desk serves all the same; it is OK then.
	Without bool `json:"without,omitempty"`
	// Found is what is there; when not OK, what is missing and what to do about it. With Without it says first what the
	// desk cannot do.
	Found string `json:"found"`
}

// patience is how long one proof may take; reads are tried again within it.
const patience = 30 * time.Second

// errEnough ends a read after its first page.
var errEnough = errors.New("one page is enough")

// prover looks at one thing after the other.
type prover struct {
	ctx    context.Context
	c      Config
	proofs []Proof
	roles  []string // the permissions Graph's token names, nil when it does not say
}

// Prove looks at all that a running desk needs: the configuration, the store, a token for Graph and one page
// of each thing read there, a token for the Bot Connector, and the keys of its tokens. It changes nothing.
func Prove(ctx context.Context, c Config, o Options) []Proof {
	p := &prover{ctx: ctx, c: c}
	transport := o.Transport
	p.look("config", func(context.Context) (string, error) {
		if err := c.CheckServe(); err != nil {
			return "", err
		}
		if transport != nil {
			return "complete, mode " + c.Mode, nil
		}
		var err error
		transport, err = outbound(c.Endpoints.CAFile)
		return "complete, mode " + c.Mode, err
	})
	p.look("approval", func(context.Context) (string, error) {
		return say.List(" ", c.policy().Sentences(nil)...).String(), nil
	})
	p.look("store", p.store)
	if p.proofs[len(p.proofs)-1].OK {
		p.without("emergency locations", "numbers that need one are not assigned", func(ctx context.Context) (string, error) { return locations(ctx, c, o) })
	}
	if !p.proofs[0].OK {
		return p.proofs
	}
	if p.look("graph sign-in", func(ctx context.Context) (string, error) { return p.signIn(ctx, graphTokens(c, transport)) }) {
		p.readGraph(transport, o)
	}
	p.look("bot sign-in", func(ctx context.Context) (string, error) {
		_, err := connectorTokens(c, transport)(ctx)
		return "token received", explained(err)
	})
	p.look("bot keys", func(ctx context.Context) (string, error) { return p.keys(ctx, transport) })
	return p.proofs
}

// look runs one proof within its time.
func (p *prover) look(item string, prove func(context.Context) (string, error)) bool {
	ctx, cancel := context.WithTimeout(p.ctx, patience)
	defer cancel()
	found, err := prove(ctx)
	if err != nil {
		found = said(err)
	}
	p.proofs = append(p.proofs, Proof{Item: item, OK: err == nil, Found: found})
	return err == nil
}

// without runs the proof of something the desk can do without; loss is what it then cannot do.
func (p *prover) without(item, loss string, prove func(context.Context) (string, error)) {
	p.look(item, prove)
	if last := &p.proofs[len(p.proofs)-1]; !last.OK {
		last.OK, last.Without, last.Found = true, true, loss+": "+last.Found
	}
}

// said is an error for whoever runs check.
func said(err error) string {
	if _, ok := errors.AsType[*problem.Error](err); ok {
		return problem.Say(err).String()
	}
	return err.Error()
}

// store proves that the store can be opened, or made when it is not there yet.
func (p *prover) store(context.Context) (string, error) {
	path := p.c.Store.Path
	if conn, err := net.Dial("unix", SocketPath(p.c)); err == nil {
		return path + " is in use by the running desk", conn.Close()
	}
	if _, err := os.Stat(path); errors.Is(err, fs.ErrNotExist) {
		const writable = 2 // access(2), W_OK
		folder := filepath.Dir(path)
		if err := syscall.Access(folder, writable); err != nil {
			return "", fmt.Errorf("%s is not there yet, and %s cannot be written: %w. Make the folder, or give it to this user", path, folder, err)
		}
		return path + " is not there yet; the first start makes it", nil
	}
	db, err := store.Open(path)
	if err != nil {
		return "", err
	}
	return path, db.Close()
}

// readGraph reads one page of each thing the desk reads.
func (p *prover) readGraph(transport http.RoundTripper, o Options) {
	g, _, err := edges(p.c, transport, o, newMetrics())
	if err != nil {
		p.look("numbers", func(context.Context) (string, error) { return "", err })
		return
	}
	p.look("numbers", func(ctx context.Context) (string, error) {
		n := 0
		err := g.Assignments(ctx, func(page []inventory.Assignment) error { n = len(page); return errEnough })
		return fmt.Sprintf("a page of %d read", n), enough(err)
	})
	p.look("people", func(ctx context.Context) (string, error) {
		n := 0
		err := g.People(ctx, func(page []person.Person) error { n = len(page); return errEnough })
		return fmt.Sprintf("a page of %d read", n), enough(err)
	})
	p.look("admins", func(ctx context.Context) (string, error) { return p.admins(ctx, g) })
	p.personas(g)
	p.without("app installation", "people who never wrote to the desk cannot be reached unless a Teams app setup policy installs the app for them",
		func(ctx context.Context) (string, error) { return p.installs(ctx, g) })
	p.without("absences", "nobody sees which approver is away, and working time is counted as approval.working_hours says",
		func(ctx context.Context) (string, error) { return p.absences(ctx, g) })
}

// admins proves that somebody may run the desk, and that every admin and group that is named is there.
func (p *prover) admins(ctx context.Context, g *graph.Client) (string, error) {
	all := map[person.ID]bool{}
	for _, id := range ids(p.c.Roles.Admins) {
		if _, err := g.Person(ctx, id); err != nil {
			return "", fmt.Errorf("roles.admins, %s: %s", id, problem.Say(err))
		}
		all[id] = true
	}
	for _, group := range p.c.Roles.AdminGroups {
		members, err := g.Members(ctx, group)
		if err != nil {
			return "", fmt.Errorf("roles.admin_groups, %s: %s", group, problem.Say(err))
		}
		for _, m := range members {
			if m.CanDecide() {
				all[m.ID] = true
			}
		}
	}
	if len(all) == 0 {
		return "", errors.New("nobody is an admin, so requests without a usable manager reach nobody: set roles.admins or roles.admin_groups")
	}
	return fmt.Sprintf("%d found", len(all)), nil
}

// keys fetches the keys by which Teams' word is told from anybody's.
func (p *prover) keys(ctx context.Context, transport http.RoundTripper) (string, error) {
	endpoint, err := teams.NewEndpoint(teams.EndpointOptions{
		AppID: p.c.Bot.AppID, Tenants: []string{p.c.Bot.TenantID}, OpenID: p.c.Endpoints.BotOpenID, Issuer: p.c.Endpoints.BotIssuer,
		HTTP: &http.Client{Transport: transport, Timeout: 15 * time.Second},
		Turn: func(context.Context, activity.Activity) (activity.Response, error) { return activity.Response{}, nil },
	})
	if err != nil {
		return "", err
	}
	if err := endpoint.Warm(ctx); err != nil {
		return "", fmt.Errorf("%s does not give them: %s. Check endpoints.bot_openid, the firewall and endpoints.ca_file", p.c.Endpoints.BotOpenID, strings.ReplaceAll(err.Error(), "\n", "; "))
	}
	return "fetched", nil
}

func enough(err error) error {
	if errors.Is(err, errEnough) {
		return nil
	}
	return err
}

package server_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/numberdesk/numberdesk/internal/problem"
	"github.com/numberdesk/numberdesk/internal/server"
	"github.com/numberdesk/numberdesk/internal/sim"
)

// A Microsoft behind an authority of the company's own, as a proxy that inspects TLS makes it, is trusted with ca_file
// and not without it.
func TestAnAuthorityOfTheCompanysOwn(t *testing.T) {
	tenant, c := company(t)
	base, authority, err := tenant.Listen("127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	c.Endpoints.Graph, c.Endpoints.Login, c.Endpoints.BotOpenID = base+"/v1.0", base, base+"/v1/.well-known/openidconfiguration"
	c.Endpoints.ConnectorHosts = []string{strings.TrimPrefix(base, "https://")}
	file := func(name, text string) string {
		path := filepath.Join(t.TempDir(), name)
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		return path
	}
	another, err := sim.NewAuthority()
	if err != nil {
		t.Fatal(err)
	}
	outside := map[string]bool{"graph sign-in": true, "bot sign-in": true, "bot keys": true}
	for _, tt := range []struct {
		name, file string
		trusted    bool
	}{
		{"with its certificate", file("ca.pem", string(authority)), true},
		{"with two, of which one is its", file("both.pem", string(another.PEM)+string(authority)), true},
		{"without", "", false},
		{"with another's", file("other.pem", string(another.PEM)), false},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			c := c
			c.Endpoints.CAFile = tt.file
			for _, p := range server.Prove(t.Context(), c, server.Options{}) {
				if want := tt.trusted || !outside[p.Item]; p.OK != want {
					t.Errorf("%s: %v, %s", p.Item, p.OK, p.Found)
				}
				if outside[p.Item] && !tt.trusted && !strings.Contains(p.Found, "certificate") {
					t.Errorf("%s does not say why: %s", p.Item, p.Found)
				}
			}
		})
	}
	c.Endpoints.CAFile = file("empty.pem", "no certificate\n")
	if _, err := server.New(c, server.Options{}); problem.KindOf(err) != problem.Invalid || !strings.Contains(problem.Say(err).String(), "holds no certificate in PEM form") {
		t.Errorf("an authority that is none: got %v", err)
	}
}

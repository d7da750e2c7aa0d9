package server_test

import (
	"strings"
	"testing"

	"github.com/numberdesk/numberdesk/internal/server"
	"github.com/numberdesk/numberdesk/internal/sim"
)

// The desk serves without being able to install its app, and says whom it then cannot reach.
func TestProveTellsWhetherTheAppCanBeInstalled(t *testing.T) {
	const cannot = "people who never wrote to the desk cannot be reached unless"
	manage := []string{"TeamsTelephoneNumber.ReadWrite.All", "User.Read.All", "GroupMember.Read.All"}
	with := func(more ...string) func(*sim.Tenant, *server.Config) {
		return func(t *sim.Tenant, _ *server.Config) { t.Consent(append(manage, more...)...) }
	}
	for _, c := range []struct {
		name    string
		set     func(*sim.Tenant, *server.Config)
		without bool
		says    []string
	}{
		{"all is there", func(*sim.Tenant, *server.Config) {}, false, []string{"may be installed for people"}},
		{"the wider permission is enough", with("AppCatalog.Read.All", "TeamsAppInstallation.ReadWriteForUser.All"), false, []string{"may be installed for people"}},
		{"it may not look into the catalogue", with("TeamsAppInstallation.ReadWriteSelfForUser.All"), true, []string{cannot, "the permission AppCatalog.Read.All"}},
		{"it may not install", with("AppCatalog.Read.All"), true, []string{cannot, "the permission TeamsAppInstallation.ReadWriteSelfForUser.All is missing"}},
		{"nobody uploaded the app", func(t *sim.Tenant, _ *server.Config) { t.Publish(false) }, true, []string{cannot, "numberdesk manifest"}},
		{"the catalogue does not answer", func(t *sim.Tenant, _ *server.Config) {
			if err := t.Fault("GET teamsApps", sim.Fault{Status: 404, Body: "<html>"}); err != nil {
				panic(err)
			}
		}, true, []string{cannot}},
	} {
		t.Run(c.name, func(t *testing.T) {
			tenant, config := company(t)
			c.set(tenant, &config)
			var found *server.Proof
			for _, p := range server.Prove(t.Context(), config, server.Options{Transport: tenant.Transport()}) {
				if !p.OK {
					t.Errorf("%s: %s", p.Item, p.Found)
				}
				if p.Item == "app installation" {
					found = &p
				}
			}
			if found == nil {
				t.Fatal("nothing was said of it")
			}
			for _, want := range c.says {
				if found.Without != c.without || !strings.Contains(found.Found, want) {
					t.Errorf("got %+v, want %q", *found, c.says)
				}
			}
			if v := tenant.Violations(); len(v) != 0 {
				t.Errorf("violations: %q", v)
			}
		})
	}
}

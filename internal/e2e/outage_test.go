package e2e

import (
	"slices"
	"strings"
	"testing"
	"testing/synctest"

	"github.com/numberdesk/numberdesk/internal/server"
	"github.com/numberdesk/numberdesk/internal/sim"
)

// TestDirectoryOut: a request whose approvers the directory does not tell is no dead end. Who is found without it is asked
// after an hour; when nobody is, the requester hears of it, and the search goes on.
func TestDirectoryOut(t *testing.T) {
	for _, tt := range []struct {
		name  string
		named bool
		told  bool
	}{
		{"an admin is named in the config, and is asked", true, false},
		{"nobody is known without the directory, and the requester is told", false, true},
	} {
		t.Run(tt.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				h := openHouse(t, func(c *server.Config) {
					c.Approval.Stages = []server.Stage{{Approvers: []string{"manager"}}, {Approvers: []string{"approver_groups"}}}
					c.Roles.ApproverGroups = c.Roles.AdminGroups
					if tt.named {
						c.Roles.Admins = []string{sim.New(sim.Sample()).IDOf("alex")}
					}
				})
				h.asks()
				if err := h.tenant.Fault("GET transitiveMembers", sim.Fault{Status: 503, Times: 150}); err != nil {
					t.Fatal(err)
				}
				if err := h.tenant.Person("megan").Click("Approve", nil); err != nil {
					t.Fatal(err)
				}
				if err := h.settle(); err != nil {
					t.Fatalf("still owed: %v", err)
				}
				if got := strings.Join(h.asked(), " "); got != "alex" {
					t.Errorf("%s was asked, want alex", got)
				}
				if told := slices.Contains(h.titles("adele"), "Nobody can be asked yet"); told != tt.told {
					t.Errorf("the requester was told: %v", told)
				}
			})
		})
	}
}

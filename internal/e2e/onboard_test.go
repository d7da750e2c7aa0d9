package e2e

import (
	"fmt"
	"testing"
	"testing/synctest"

	"github.com/numberdesk/numberdesk/internal/person"
	"github.com/numberdesk/numberdesk/internal/server"
	"github.com/numberdesk/numberdesk/internal/sim"
)

// TestOnboardingLooksAtEverybody has a group of which most may have no number, far more than one run looks at: those behind
// them come all the same, however their ids sort.
func TestOnboardingLooksAtEverybody(t *testing.T) {
	t.Parallel()
	const group = "c44a66f4-cf25-4346-9cbe-4f50bdbcda98"
	world := sim.Sample()
	world.Crowd(40, "+41449990000")
	world.Numbers[len(world.Numbers)-1].Assigned = nil // they have no number, and get no licence
	synctest.Test(t, func(t *testing.T) {
		h := openRanges(t, world, func(c *server.Config) {
			c.Personas = []server.Persona{{Name: "all", For: "true", SecurityGroups: []string{group}, Onboard: "give"}}
			c.Reconcile.MaxOnboardings = 1
		}, "zurich CH Zurich +41449990000 +41449990039")
		licensed := map[string]bool{"crowd-7": true, "crowd-23": true, "crowd-38": true}
		for i := range 40 {
			key := fmt.Sprintf("crowd-%d", i+1)
			if err := h.tenant.Join(key, "telephony-auditors", true); err != nil {
				t.Fatal(err)
			}
			if err := h.tenant.License(key, "MCOEV", licensed[key]); err != nil {
				t.Fatal(err)
			}
		}
		for range 8 {
			if printed := h.command("reconcile", "--apply"); printed.Refused {
				t.Fatalf("%+v", printed)
			}
			if err := h.settle(); err != nil {
				t.Fatal(err)
			}
		}
		held := map[person.ID]int{}
		for _, n := range h.ledger().numbers {
			held[n.Holder]++
		}
		for key := range licensed {
			if n := held[person.ID(h.tenant.IDOf(key))]; n != 1 {
				t.Errorf("%s has %d numbers", key, n)
			}
		}
		h.checkInvariants()
	})
}

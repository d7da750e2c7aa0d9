package e2e

import (
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/numberdesk/numberdesk/internal/inventory"
	"github.com/numberdesk/numberdesk/internal/phone"
	"github.com/numberdesk/numberdesk/internal/request"
	"github.com/numberdesk/numberdesk/internal/sim"
)

// TestEveryTroubleOfAServicesChange: whatever Microsoft does while a service's number is changed, it has one number in Teams
// or none, never two; what the desk says of it is so, and tried again when the trouble is over it has the new one.
func TestEveryTroubleOfAServicesChange(t *testing.T) {
	const old, number = "+41446681005", "+41446681000"
	refusedOnce := []trouble{
		{name: "the new one is refused at once", faults: times(1, post, badRequest(saysOther)), ends: time.Minute, state: stuckState},
		{name: "the new one is refused by its operation", faults: times(1, post, sim.Fault{Fails: saysOther}), ends: time.Minute, state: stuckState},
		{name: "both are refused", faults: []order{{post, badRequest(saysUnlicensed)}}, ends: time.Minute, state: stuckState},
	}
	for _, tt := range slices.Concat(passingTroubles, refusedOnce, rightsTroubles) {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				h := openServing(t, tt.clumsy)
				h.command("assign", old, queueUPN)
				h.between(tt, unpost, func() error { return h.tenant.Person("alex").Say("assign " + number + " " + queueUPN + " --swap") })
				if tt.healed > 0 {
					h.passes(tt.healed)
					h.tenant.Heal()
				}
				h.passes(2*tt.ends + time.Hour)
				h.tenant.Heal()

				l := h.ledger()
				has := map[string]bool{old: h.tenant.Holder(old) == queue, number: h.tenant.Holder(number) == queue}
				if has[old] && has[number] {
					t.Error("it has two numbers in Teams")
				}
				for n, his := range has {
					if row := l.numbers[phone.Number(n)]; row.State == inventory.Assigned && !his {
						t.Errorf("%s is called assigned, and is with %q in Teams", n, h.tenant.Holder(n))
					}
				}
				stuck, lost := h.cardOf("alex", "A request is stuck"), h.cardOf("alex", "A service is left without")
				switch r := l.requests["R-2"]; {
				case r.State == request.Delivered:
					if !has[number] || l.numbers[old].State != inventory.Resting || stuck+lost != "" {
						t.Errorf("it is delivered, in Teams: %v, %s is %s, and Alex reads %q", has, old, l.numbers[old].State, stuck+lost)
					}
					return
				case r.State != request.DeliveryFailed || tt.state != stuckState:
					t.Fatalf("the request is %s, want %s", r.State, tt.state)
				case has[old] && !strings.Contains(stuck, queueName+" keeps +41 44 668 10 05."),
					!has[old] && !has[number] && lost == "":
					t.Errorf("in Teams: %v, and Alex reads %q", has, stuck+lost)
				}
				h.impersonal("R-2", old, number)
				h.server.Print(t.Context(), []string{"requests", "retry", "R-2"}, nil)
				h.passes(time.Hour)
				if r := h.ledger().requests["R-2"]; r.State != request.Delivered || h.tenant.Holder(number) != queue || h.tenant.Holder(old) != "" {
					t.Errorf("tried again it is %s, with %q, and the old one with %q", r.State, h.tenant.Holder(number), h.tenant.Holder(old))
				}
				h.checkInvariants()
			})
		})
	}
}

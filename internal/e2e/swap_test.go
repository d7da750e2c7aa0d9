package e2e

import (
	"testing"
	"testing/synctest"
	"time"

	"github.com/numberdesk/numberdesk/internal/inventory"
	"github.com/numberdesk/numberdesk/internal/request"
	"github.com/numberdesk/numberdesk/internal/sim"
)

// TestAReplacedNumberOfAChangeCannotBeGivenEither: the new number is refused and the next is taken, and that one cannot be
// given for a reason that is seen before. By then the old one is gone, so it is put back.
func TestAReplacedNumberOfAChangeCannotBeGivenEither(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h := openHouse(t, nil)
		h.command("assign", "+41446681000", "adelev@contoso.com")
		if err := h.tenant.Assign("+41446681002", "diego"); err != nil { // the desk does not know of it
			t.Fatal(err)
		}
		if err := h.tenant.Fault("POST assignNumber", sim.Fault{Fails: saysOther}); err != nil {
			t.Fatal(err)
		}
		h.server.Print(t.Context(), []string{"assign", "next", "adelev@contoso.com", "--swap"}, nil)
		time.Sleep(10 * time.Minute)
		synctest.Wait()
		l := h.ledger()
		if r := l.requests["R-2"]; r.State != request.DeliveryFailed {
			t.Errorf("the request is %s with %s", r.State, r.Number)
		}
		if n := l.numbers["+41446681000"]; n.State != inventory.Assigned || h.tenant.Holder("+41446681000") != "adele" {
			t.Errorf("her old number is %s, and with %q in Teams", n.State, h.tenant.Holder("+41446681000"))
		}
		h.checkInvariants()
	})
}

// TestReleasedWhileItsChangeIsApproved: an admin takes back a number whose holder has asked for another one, and the change
// is approved before Teams has let go of it. He gets the new one, whichever of the two comes first.
func TestReleasedWhileItsChangeIsApproved(t *testing.T) {
	const first, second = "+41446681000", "+41446681001"
	for name, faults := range map[string][]order{
		"the change first":  times(1, unpost, sim.Fault{Status: 429, RetryAfter: 10 * time.Minute}),
		"the release first": append(times(1, unpost, sim.Fault{Status: 429, RetryAfter: 10 * time.Minute}), always("GET users", sim.Fault{Status: 503})...),
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				h := openHouse(t, nil)
				h.command("assign", first, "adelev@contoso.com")
				h.says("adele", "request change")
				if err := h.tenant.Person("adele").Click("Send request", map[string]string{"reason": "Too alike"}); err != nil {
					t.Fatal(err)
				}
				if err := h.settle(); err != nil {
					t.Fatal(err)
				}
				h.happens(trouble{faults: faults})
				h.server.Print(t.Context(), []string{"release", first}, nil)
				h.passes(time.Minute)
				if err := h.tenant.Person("megan").Click("Approve", nil); err != nil {
					t.Fatal(err)
				}
				h.passes(20 * time.Minute)
				h.tenant.Heal()
				h.passes(time.Hour)
				l := h.ledger()
				if r := l.requests["R-2"]; r.State != request.Delivered || h.tenant.Holder(second) != "adele" {
					t.Errorf("the change is %s, and %s with %q in Teams", r.State, second, h.tenant.Holder(second))
				}
				if n := l.numbers[first]; n.State != inventory.Resting || h.tenant.Holder(first) != "" {
					t.Errorf("%s is %s, and with %q in Teams", first, n.State, h.tenant.Holder(first))
				}
				h.checkInvariants()
			})
		})
	}
}

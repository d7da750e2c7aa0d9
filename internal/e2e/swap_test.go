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

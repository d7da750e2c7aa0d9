package e2e

import (
	"context"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/numberdesk/numberdesk/internal/inventory"
	"github.com/numberdesk/numberdesk/internal/sim"
)

// TestReconcileBesideARelease: a run that read the number with its holder, and compares when it rests already, leaves it
// alone. What it read is older than what is so.
func TestReconcileBesideARelease(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h := openHouse(t, nil)
		h.command("assign", "+41446681000", "adelev@contoso.com")
		if err := h.tenant.Fault("GET users", sim.Fault{Status: 429, RetryAfter: 9 * time.Second}); err != nil {
			t.Fatal(err)
		}
		var beside sync.WaitGroup
		began := time.Now()
		beside.Go(func() { h.server.Print(context.Background(), []string{"reconcile", "--apply"}, nil) })
		synctest.Wait()
		h.command("release", "+41446681000")
		if took := time.Since(began); took > 8*time.Second {
			t.Fatalf("the release took %s, and so was not beside", took)
		}
		beside.Wait()
		if took := time.Since(began); took < 9*time.Second {
			t.Fatalf("the reconcile took %s, and so did not wait", took)
		}
		if err := h.settle(); err != nil {
			t.Fatal(err)
		}
		var numbers []numberRow
		h.json(&numbers, "numbers", "+41446681000")
		if len(numbers) != 1 || numbers[0].State != inventory.Resting {
			t.Errorf("the released number is %+v", numbers)
		}
	})
}

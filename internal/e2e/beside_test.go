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

// TestThrottledTurn: while Graph asks for patience, who writes or clicks is told to try again before Teams gives up on
// the bot, which it does after fifteen seconds.
func TestThrottledTurn(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h := openHouse(t, nil)
		adele := h.tenant.Person("adele")
		if err := adele.Say("request"); err != nil {
			t.Fatal(err)
		}
		for what, act := range map[string]func() error{
			"a message": func() error { return adele.Say("request") },
			"a click": func() error {
				return adele.Click("Send request", map[string]string{"reason": "New in the shop"})
			},
		} {
			if err := h.tenant.Fault("GET users", sim.Fault{Status: 429, RetryAfter: 9 * time.Second, Times: 4}); err != nil {
				t.Fatal(err)
			}
			h.tenant.Shown()
			began := time.Now()
			if err := act(); err != nil {
				t.Errorf("%s: %v", what, err)
			}
			if took := time.Since(began); took > 12*time.Second {
				t.Errorf("%s was answered after %s", what, took)
			}
			if shown := h.tenant.Shown(); len(shown) != 1 {
				t.Errorf("%s was answered with %v", what, shown)
			}
			h.tenant.Heal()
		}
	})
}

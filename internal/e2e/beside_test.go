package e2e

import (
	"context"
	"fmt"
	"strings"
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

// TestThrottledTurn: while Graph asks for patience, a message is taken at once and answered later, a form that is open is
// sent all the same, and one that was opened before a restart is told to try again before Teams gives up on the bot,
// which it does after fifteen seconds.
func TestThrottledTurn(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h := openHouse(t, nil)
		adele := h.tenant.Person("adele")
		send := func() error { return adele.Click("Send request", map[string]string{"reason": "New in the shop"}) }
		h.says("adele", "request")
		for _, c := range []struct {
			what           string
			before         func()
			act            func() error
			within, answer time.Duration
			says           string
		}{
			{"a message", func() {}, func() error { return adele.Say("request") }, time.Second, 3 * time.Minute, "Please try again"},
			{"a click after a restart", h.restart, send, 12 * time.Second, 12 * time.Second, "slow down"},
			{"a click on a form just opened", func() { h.tenant.Heal(); h.says("adele", "request") }, send, time.Second, time.Second, "Waiting for Megan Bowen"},
		} {
			c.before()
			if err := h.tenant.Fault("GET users", sim.Fault{Status: 429, RetryAfter: 9 * time.Second, Times: sim.Always}); err != nil {
				t.Fatal(err)
			}
			h.tenant.Shown()
			typing := adele.Typing()
			began := time.Now()
			if err := c.act(); err != nil {
				t.Errorf("%s: %v", c.what, err)
			}
			if took := time.Since(began); took > c.within {
				t.Errorf("%s was taken after %s", c.what, took)
			}
			if err := h.settle(); err != nil {
				t.Fatal(err)
			}
			if took := time.Since(began); took > c.answer {
				t.Errorf("%s was answered after %s", c.what, took)
			}
			if shown := fmt.Sprint(h.tenant.Shown()); !strings.Contains(shown, c.says) {
				t.Errorf("%s was answered with %s, want %q", c.what, shown, c.says)
			}
			if dots := adele.Typing() - typing; (dots > 0) != (c.what == "a message") {
				t.Errorf("%s: the three dots were shown %d times", c.what, dots)
			}
		}
	})
}

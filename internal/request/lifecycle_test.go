package request_test

import (
	"flag"
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/numberdesk/numberdesk/internal/lifecycle"
	"github.com/numberdesk/numberdesk/internal/problem"
	"github.com/numberdesk/numberdesk/internal/request"
)

var update = flag.Bool("update", false, "redraw the diagram")

func TestLifecycleDiagram(t *testing.T) {
	if err := lifecycle.CheckDiagram("lifecycle.go", request.Lifecycle.Diagram(), *update); err != nil {
		t.Error(err)
	}
	if err := lifecycle.CheckDiagram("list.go", request.ListLifecycle.Diagram(), *update); err != nil {
		t.Error(err)
	}
}

func TestAListEndsAsARequestDoes(t *testing.T) {
	for _, row := range request.ListLifecycle {
		one, ok := request.Lifecycle.Next(row.From, row.On)
		if !ok || one.To != row.To {
			t.Errorf("a list goes from %q on %s to %s, and a request to %s", row.From, row.On, row.To, one.To)
		}
	}
	for _, s := range request.ListLifecycle.States() {
		stuck := !slices.ContainsFunc(request.ListLifecycle, func(row request.Row) bool { return row.From == s })
		if stuck != s.Final() {
			t.Errorf("a list can move on from %s: %v, but it is final: %v", s, !stuck, s.Final())
		}
	}
}

func TestEveryStateCanBeReachedAndHasWords(t *testing.T) {
	for _, s := range request.Lifecycle.States() {
		reached := slices.ContainsFunc(request.Lifecycle, func(row request.Row) bool { return row.To == s && row.From != s })
		if !reached || s.Words().IsZero() {
			t.Errorf("%s: reached %v, words %q", s, reached, s.Words())
		}
	}
	for _, row := range request.Lifecycle {
		if row.On.Words().IsZero() {
			t.Errorf("event %s has no words", row.On)
		}
		if !slices.Contains(row.Effects, request.UpdateCards) {
			t.Errorf("%s on %s leaves cards as they were", row.From, row.On)
		}
	}
}

// Whatever happens in whatever order: what a walk holds it gives back or delivers, an assignment is asked
// for only after an approval, and a final state stays.
func TestWalks(t *testing.T) {
	var events []request.Event
	for _, row := range request.Lifecycle {
		if !slices.Contains(events, row.On) {
			events = append(events, row.On)
		}
	}
	rapid.Check(t, func(t *rapid.T) {
		r := request.Request{ID: "R-1"}
		held, approved := false, false
		for range 30 {
			on := rapid.SampledFrom(events).Draw(t, "event")
			if on == request.ApproveNone && held || on == request.Approve && !held {
				continue // which of the two it is depends on the hold, not on the clicker
			}
			next, effects, err := r.Apply(on, time.Unix(0, 0))
			if err != nil {
				if problem.KindOf(err) != problem.Conflict || next.State != r.State || next.Revision != r.Revision {
					t.Fatalf("a refused move changed the request: %v, %+v", err, next)
				}
				continue
			}
			if r.State.Final() {
				t.Fatalf("final state %s moved on %s", r.State, on)
			}
			approved = approved || on == request.Approve || on == request.ApproveNone || on == request.Order || on == request.OrderEmpty
			for _, e := range effects {
				switch {
				case e == request.HoldNumber && held && on != request.Replace: // by then the first is blocked
					t.Fatal("holds twice")
				case e == request.HoldNumber:
					held = true
				case e == request.UnholdNumber:
					held = false
				case e == request.AssignNumber && (!approved || !held):
					t.Fatalf("assigns on %s without approval (%v) or hold (%v)", on, approved, held)
				}
			}
			r = next
			if r.State.Final() && r.State != request.Delivered && held {
				t.Fatalf("%s keeps its hold", r.State)
			}
		}
	})
}

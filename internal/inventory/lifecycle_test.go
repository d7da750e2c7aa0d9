package inventory_test

import (
	"flag"
	"reflect"
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/numberdesk/numberdesk/internal/inventory"
	"github.com/numberdesk/numberdesk/internal/lifecycle"
	"github.com/numberdesk/numberdesk/internal/problem"
)

var update = flag.Bool("update", false, "redraw the diagrams")

func TestLifecycleDiagram(t *testing.T) {
	if err := lifecycle.CheckDiagram("lifecycle.go", inventory.Lifecycle.Diagram(), *update); err != nil {
		t.Error(err)
	}
}

func TestEveryStateIsReachedAndLeft(t *testing.T) {
	for _, state := range inventory.Lifecycle.States() {
		reached, left := state == inventory.Available, false
		for _, row := range inventory.Lifecycle {
			reached = reached || row.To == state && row.From != state
			left = left || row.From == state && row.To != state
		}
		if !reached || !left {
			t.Errorf("%s: reached %v, left %v; want both", state, reached, left)
		}
	}
}

func TestEveryEventHasWords(t *testing.T) {
	for _, row := range inventory.Lifecycle {
		if row.On.Words().IsZero() {
			t.Errorf("event %s has no words for a sentence", row.On)
		}
	}
}

// Whatever happens in whatever order, a number that can be offered belongs to nobody.
func TestAvailableBelongsToNobody(t *testing.T) {
	var events []inventory.Event
	for _, row := range inventory.Lifecycle {
		if !slices.Contains(events, row.On) {
			events = append(events, row.On)
		}
	}
	rapid.Check(t, func(t *rapid.T) {
		n := inventory.Number{Phone: "+41446681000", State: inventory.Available}
		for range 30 {
			on := rapid.SampledFrom(events).Draw(t, "event")
			next, err := n.Apply(on, time.Unix(0, 0))
			if err != nil {
				if problem.KindOf(err) != problem.Conflict || !reflect.DeepEqual(next, n) {
					t.Fatalf("refused %s in %s: got %v and %+v; want a conflict and no change", on, n.State, err, next)
				}
				continue
			}
			n = next
			if n.State != inventory.Available {
				n.Holder, n.Request = "someone", "R-1"
			}
			if n.State == inventory.Available && (n.Holder != "" || n.Request != "" || !n.Until.IsZero()) {
				t.Fatalf("available, yet %+v", n)
			}
		}
	})
}

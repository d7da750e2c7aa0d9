package e2e

import (
	"fmt"
	"sync"
	"testing"
	"testing/synctest"

	"github.com/numberdesk/numberdesk/internal/inventory"
	"github.com/numberdesk/numberdesk/internal/request"
	"github.com/numberdesk/numberdesk/internal/sim"
)

// TestCrowd lets two hundred people ask for a hundred numbers at the same moment: a hundred get one held, each another,
// and the others a request that waits without.
func TestCrowd(t *testing.T) {
	t.Parallel()
	const people, numbers = 200, 100
	synctest.Test(t, func(t *testing.T) {
		world := sim.Sample()
		world.Crowd(people, "+41449990000")
		world.Numbers[len(world.Numbers)-1].Assigned = nil // they have no number yet
		h := openRanges(t, world, nil, "lobby CH Zurich +41446681000 +41446681000")
		h.command("assign", "+41446681000", "adelev@contoso.com")

		// Everybody opens the form while nothing is free, so that nobody chooses and all want the lowest.
		crowd := make([]*sim.Person, people)
		for i := range crowd {
			crowd[i] = h.tenant.Person(fmt.Sprintf("crowd-%d", i+1))
			if err := crowd[i].Say("request"); err != nil {
				t.Fatal(err)
			}
		}
		if err := h.settle(); err != nil {
			t.Fatal(err)
		}
		h.command("ranges", "add", "--name", "zurich", "--country", "CH", "--site", "Zurich", "--first", "+41449990000", "--last", fmt.Sprintf("+4144999%04d", numbers-1))

		var clicks sync.WaitGroup
		for _, p := range crowd {
			clicks.Go(func() {
				if err := p.Click("Send request", map[string]string{"reason": "New here", "purpose": "Sales"}); err != nil {
					t.Error(err)
				}
			})
		}
		clicks.Wait()
		if err := h.settle(); err != nil {
			t.Fatal(err)
		}

		l := h.ledger()
		for _, wrong := range l.contradictions() {
			t.Error(wrong)
		}
		held, without := 0, 0
		for _, r := range l.requests {
			switch {
			case r.State != request.PendingApproval:
			case r.Number == "":
				without++
			case l.numbers[r.Number].State == inventory.Held && l.numbers[r.Number].Request == string(r.ID):
				held++
			}
		}
		events := map[string]int{}
		for _, e := range l.entries {
			events[e.What]++
		}
		if held != numbers || without != people-numbers {
			t.Errorf("%d requests hold a number and %d do not; want %d and %d", held, without, numbers, people-numbers)
		}
		if events["request.submit"] != numbers || events["request.submitEmpty"] != people-numbers {
			t.Errorf("the audit tells of %d requests with a number and %d without", events["request.submit"], events["request.submitEmpty"])
		}
	})
}

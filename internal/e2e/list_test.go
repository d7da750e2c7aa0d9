package e2e

import (
	"fmt"
	"strings"
	"testing"
	"testing/synctest"

	"github.com/numberdesk/numberdesk/internal/person"
	"github.com/numberdesk/numberdesk/internal/request"
	"github.com/numberdesk/numberdesk/internal/server"
	"github.com/numberdesk/numberdesk/internal/sim"
)

// TestAListOfTwoHundred asks for two hundred people at once, of whom a hundred and fifty can have a number at first. The
// desk starts anew in the middle, and the file comes again: nobody gets two.
func TestAListOfTwoHundred(t *testing.T) {
	t.Parallel()
	const people, numbers = 200, 150
	synctest.Test(t, func(t *testing.T) {
		world := sim.Sample()
		world.Crowd(people, "+41449990000")
		world.Numbers[len(world.Numbers)-1].Assigned = nil // they have no number yet
		h := openRanges(t, world, func(c *server.Config) { c.Approval.OnBehalf = []string{"manager"} },
			fmt.Sprintf("zurich CH Zurich +41449990000 +4144999%04d", numbers-1))
		lines := []string{"person"}
		for i := range people {
			key := fmt.Sprintf("crowd-%d", i+1)
			if err := h.tenant.SetManager(key, "adele"); err != nil {
				t.Fatal(err)
			}
			lines = append(lines, string(h.tenant.IDOf(key)))
		}
		adele, megan := h.tenant.Person("adele"), h.tenant.Person("megan")
		drop := func() {
			t.Helper()
			if err := adele.Drop("people.csv", []byte(strings.Join(lines, "\n"))); err != nil {
				t.Fatal(err)
			}
			if err := h.settle(); err != nil {
				t.Fatal(err)
			}
		}
		drop()
		if err := adele.Click("Send request", map[string]string{"reason": "A new shop"}); err != nil {
			t.Fatal(err)
		}
		if err := h.settle(); err != nil {
			t.Fatal(err)
		}
		if err := megan.Click("Approve", nil); err != nil {
			t.Fatal(err)
		}
		h.restart()
		if err := h.settle(); err != nil {
			t.Fatal(err)
		}
		drop()

		check := func(delivered, waiting int) *ledger {
			t.Helper()
			l := h.ledger()
			for _, wrong := range l.contradictions() {
				t.Error(wrong)
			}
			count, holders := map[request.State]int{}, map[person.ID]int{}
			for _, r := range l.requests {
				if r.PartOf != "" {
					count[r.State]++
				}
			}
			for _, n := range l.numbers {
				if n.Holder != "" {
					if holders[n.Holder]++; holders[n.Holder] > 1 {
						t.Errorf("%s has two numbers", n.Holder)
					}
				}
			}
			if count[request.Delivered] != delivered || count[request.Waiting] != waiting {
				t.Errorf("got %v; want %d delivered and %d waiting", count, delivered, waiting)
			}
			return l
		}
		if l := check(numbers, people-numbers); l.requests["R-1"].State != request.Delivering {
			t.Errorf("the list is %s", l.requests["R-1"].State)
		}
		h.command("ranges", "add", "--name", "more", "--country", "CH", "--site", "Zurich", "--first", fmt.Sprintf("+4144999%04d", numbers), "--last", fmt.Sprintf("+4144999%04d", people-1))
		if err := h.settle(); err != nil {
			t.Fatal(err)
		}
		if l := check(people, 0); l.requests["R-1"].State != request.Delivered {
			t.Errorf("the list is %s", l.requests["R-1"].State)
		}
	})
}

// TestAListIsSentUnderThePolicyItWasMadeUnder: a rule that is gone approves nothing.
func TestAListIsSentUnderThePolicyItWasMadeUnder(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h := openRanges(t, sim.Sample(), func(c *server.Config) {
			c.Approval.OnBehalf, c.Approval.Self = []string{"manager"}, []server.SelfApproval{{When: `wanted.range == "zurich"`}}
		}, "zurich CH Zurich +41446681000 +41446681009")
		if err := h.tenant.SetManager("henrietta", "megan"); err != nil {
			t.Fatal(err)
		}
		h.says("megan", "request for AdeleV@contoso.com HenriettaM@contoso.com")
		h.config.Approval.Self = nil
		h.restart()
		if err := h.tenant.Person("megan").Click("Send request", map[string]string{"reason": "A new shop"}); err != nil {
			t.Fatal(err)
		}
		if err := h.settle(); err != nil {
			t.Fatal(err)
		}
		if l := h.ledger(); len(l.requests) != 0 {
			t.Errorf("the list was sent: %+v", l.requests)
		}
	})
}

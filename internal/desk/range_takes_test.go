package desk

import (
	"strings"
	"testing"

	"github.com/numberdesk/numberdesk/internal/inventory"
	"github.com/numberdesk/numberdesk/internal/phone"
	"github.com/numberdesk/numberdesk/internal/problem"
)

func TestWhatARangeTakes(t *testing.T) {
	groups := []inventory.Range{
		{Name: "ch-zurich", Country: "CH", Site: "Zurich", Type: inventory.DirectRouting},
		{Name: "ch-zurich-callingplan", Country: "CH", Site: "Zurich", Type: inventory.CallingPlan},
		{Name: "lobby", Country: "CH", Site: "Zurich", Type: inventory.DirectRouting},
	}
	r := inventory.Range{Name: "zurich", Country: "CH", Site: "Zurich", Type: inventory.DirectRouting, First: "+41446682000", Last: "+41446682009"}
	there := func(groups ...string) (numbers []inventory.Number) {
		for i, group := range groups {
			numbers = append(numbers, inventory.Number{Phone: phone.Number("+4144668200" + string(rune('0'+i))), Range: group})
		}
		return numbers
	}
	for _, c := range []struct {
		name, site, want, refusal string
		there                     []inventory.Number
	}{
		{name: "nothing is there"},
		{name: "numbers of its site and type, in whatever group", there: there("lobby", "ch-zurich", "lobby"), want: "ch-zurich lobby"},
		{name: "the site in other letters", site: "ZURICH", there: there("lobby"), want: "lobby"},
		{name: "one of another type", there: there("lobby", "ch-zurich-callingplan"), refusal: "Range zurich is directRouting for Zurich, CH, but 1 number that is there already is not: +41 44 668 20 01 of range ch-zurich-callingplan is callingPlan for Zurich, CH. Say the same"},
		{name: "many of another site are named up to three", site: "Bern", there: there("lobby", "lobby", "lobby", "lobby"), refusal: "Range zurich is directRouting for Bern, CH, but 4 numbers that are there already are not: +41 44 668 20 00 of range lobby is directRouting for Zurich, CH; +41 44 668 20 01 of range lobby is directRouting for Zurich, CH; +41 44 668 20 02 of range lobby is directRouting for Zurich, CH. Say the same"},
	} {
		t.Run(c.name, func(t *testing.T) {
			r := r
			if c.site != "" {
				r.Site = c.site
			}
			got, err := takes(r, c.there, groups)
			if c.refusal != "" {
				if problem.KindOf(err) != problem.Conflict || !strings.HasPrefix(problem.Say(err).String(), c.refusal) {
					t.Errorf("got %v, want %s", err, c.refusal)
				}
				return
			}
			if err != nil || strings.Join(got, " ") != c.want {
				t.Errorf("got %q %v, want %s", got, err, c.want)
			}
		})
	}
}

package inventory_test

import (
	"fmt"
	"slices"
	"testing"

	"github.com/numberdesk/numberdesk/internal/inventory"
	"github.com/numberdesk/numberdesk/internal/phone"
)

func TestProposedSites(t *testing.T) {
	in := func(n phone.Number, city string) inventory.Assignment {
		return inventory.Assignment{Phone: n, Type: inventory.DirectRouting, Status: "unassigned", City: city}
	}
	for _, c := range []struct {
		name   string
		theirs []inventory.Assignment
		want   []string // name, site, first, last, how many
	}{
		{"neighbours of one city are one range", []inventory.Assignment{in("+498955502000", "Munich"), in("+498955502003", "munich ")}, []string{"munich Munich +498955502000 +498955502003 2"}},
		{"a city that is not said is not invented", []inventory.Assignment{in("+41446681000", ""), in("+41446681001", " ")}, []string{"ch  +41446681000 +41446681001 2"}},
		{"those without a city stay apart from those with one", []inventory.Assignment{in("+41446681000", "Zurich"), in("+41446681001", "")}, []string{"ch  +41446681001 +41446681001 1", "zurich Zurich +41446681000 +41446681000 1"}},
		{"a gap makes two", []inventory.Assignment{in("+41446681000", "Zurich"), in("+41446681100", "Zurich")}, []string{"zurich Zurich +41446681000 +41446681000 1", "zurich-2 Zurich +41446681100 +41446681100 1"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			var got []string
			for _, p := range inventory.Propose(c.theirs, nil) {
				got = append(got, fmt.Sprint(p.Range.Name, " ", p.Range.Site, " ", p.Range.First, " ", p.Range.Last, " ", p.Have))
			}
			if !slices.Equal(got, c.want) {
				t.Errorf("got %q, want %q", got, c.want)
			}
		})
	}
}

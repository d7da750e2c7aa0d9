package inventory_test

import (
	"strings"
	"testing"

	"github.com/numberdesk/numberdesk/internal/inventory"
	"github.com/numberdesk/numberdesk/internal/problem"
)

func TestRangeNames(t *testing.T) {
	others := []inventory.Range{{Name: "zurich", First: "+41446681000", Last: "+41446681009"}, {Name: "ch-basel"}}
	singles := func(name string) inventory.Range {
		return inventory.Range{Name: name, Country: "CH", Site: "Basel", Type: inventory.DirectRouting}
	}
	block := singles("ch-basel")
	block.First, block.Last = "+41446682000", "+41446682009"
	costly := singles("basel")
	costly.Cost = strings.Repeat("CHF 5 a month ", 10)
	for _, c := range []struct {
		name string
		r    inventory.Range
		want string
	}{
		{"a new name is taken", singles("basel"), ""},
		{"a range keeps its own name", singles("ch-basel"), ""},
		{"a name that differs by case alone is another's", singles("Zurich"), "There is a range zurich already (+41446681000–+41446681009)."},
		{"the name of single numbers is no name for a block", block, "There is a range ch-basel already (single numbers). Choose another name."},
		{"a cost that is a story", costly, "Range basel: please keep what a number costs under 100 characters, such as CHF 5 a month."},
		{"the word for every range is no name", singles("ALL"), "A range cannot be called ALL, which means every one. Choose another name, such as zurich."},
	} {
		t.Run(c.name, func(t *testing.T) {
			err := c.r.CheckSingles(others)
			if got := problem.Say(err).String(); err != nil && got != c.want || err == nil && c.want != "" {
				t.Errorf("got %q, want %q", got, c.want)
			}
		})
	}
}

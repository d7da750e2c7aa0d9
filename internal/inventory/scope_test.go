package inventory_test

import (
	"strings"
	"testing"

	"github.com/numberdesk/numberdesk/internal/inventory"
	"github.com/numberdesk/numberdesk/internal/person"
)

func TestAPersonaNarrowsTheRanges(t *testing.T) {
	ranges := []inventory.Range{
		{Name: "zurich", Site: "Zurich", Country: "CH", Type: inventory.DirectRouting, Order: 10},
		{Name: "bern", Site: "Bern", Country: "CH", Type: inventory.DirectRouting, Order: 20},
		{Name: "vip", Site: "Zurich", Country: "CH", Type: inventory.DirectRouting, Order: 30, Rule: "user.department == 'Board'"},
		{Name: "carrier", Site: "Zurich", Country: "CH", Type: inventory.OperatorConnect, Order: 40, Tags: []string{"Front desk", "sales"}},
		{Name: "berlin", Site: "Berlin", Country: "DE", Type: inventory.OperatorConnect, Order: 50},
	}
	adele := &person.Person{City: "Zurich", UsageLocation: "CH"}
	for _, c := range []struct {
		name string
		only inventory.Only
		want string
		why  string
	}{
		{"without a persona it is who sits there", inventory.Only{}, "zurich carrier", ""},
		{"a range that is named serves wherever people sit", inventory.Only{Persona: "sales", Ranges: []string{"bern"}}, "bern", "persona sales takes its numbers here"},
		{"in the ranges' own order", inventory.Only{Persona: "sales", Ranges: []string{"bern", "zurich"}}, "zurich bern", ""},
		{"a type keeps the sites", inventory.Only{Persona: "sales", Type: inventory.OperatorConnect}, "carrier", ""},
		{"a range keeps its own rule", inventory.Only{Persona: "sales", Ranges: []string{"vip"}}, "", "department is not set"},
		{"and what Teams would refuse", inventory.Only{Persona: "sales", Ranges: []string{"berlin"}}, "", "usage location is CH, not DE"},
		{"ranges that are none", inventory.Only{Persona: "sales", Ranges: []string{"zurch", "brn"}}, "", "persona sales takes its numbers from zurch, brn, which is no range"},
		{"a tag keeps the sites, however it is written", inventory.Only{Persona: "sales", Tag: "front Desk"}, "carrier", ""},
		{"no range with the tag", inventory.Only{Persona: "sales", Tag: "shop"}, "", "persona sales takes numbers of ranges tagged shop"},
		{"no range of the type", inventory.Only{Persona: "sales", Type: inventory.CallingPlan}, "", "persona sales takes numbers of the type callingPlan"},
	} {
		t.Run(c.name, func(t *testing.T) {
			scope := c.only.ScopeOf(adele, ranges)
			if got := strings.Join(inventory.Names(scope.Ranges), " "); got != c.want || !strings.Contains(scope.Why.String(), c.why) {
				t.Errorf("got %q because %s; want %q because %q", got, scope.Why, c.want, c.why)
			}
		})
	}
}

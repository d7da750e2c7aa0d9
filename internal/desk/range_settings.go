package desk

import (
	"slices"
	"strings"

	"github.com/numberdesk/numberdesk/internal/card"
	"github.com/numberdesk/numberdesk/internal/inventory"
	"github.com/numberdesk/numberdesk/internal/say"
)

// setting is one thing that can be said about a range: the flag that says it, what admins read it under, and its value,
// which says nothing while it is not set.
type setting struct {
	flag  string
	title say.Sentence
	value func(inventory.Range) say.Sentence
}

// settings are all of them, in the order in which they are shown.
var settings = []setting{
	{"site", say.Text("Site"), func(r inventory.Range) say.Sentence { return say.Words(r.Site) }},
	{"country", say.Text("Country"), func(r inventory.Range) say.Sentence { return say.Words(r.Country) }},
	{"rule", say.Text("Serves"), func(r inventory.Range) say.Sentence {
		return say.Words(r.Rule).Or(say.Text("its site and country"))
	}},
	{"order", say.Text("Order"), func(r inventory.Range) say.Sentence { return say.Text("%d", r.Order) }},
	{"strategy", say.Text("Picks"), func(r inventory.Range) say.Sentence {
		if r.Strategy == inventory.Rested {
			return say.Text("the number released longest ago")
		}
		return say.Text("the lowest free number")
	}},
	{"type", say.Text("Type"), func(r inventory.Range) say.Sentence { return say.Words(string(r.Type)) }},
	{"capability", say.Text("For"), func(r inventory.Range) say.Sentence {
		if r.Capability == inventory.ForServices {
			return say.Text("services")
		}
		return say.Text("people")
	}},
	{"provider", say.Text("Provider"), func(r inventory.Range) say.Sentence { return say.Words(r.Provider) }},
	{"location", say.Text("Emergency location"), func(r inventory.Range) say.Sentence { return say.Words(r.Location) }},
	{"rest-days", say.Text("Rest"), func(r inventory.Range) say.Sentence { return say.Count(r.RestDays, "%d day", "%d days") }},
	{"low-stock", say.Text("Low stock"), func(r inventory.Range) say.Sentence {
		if r.LowStock == 0 {
			return say.Sentence{}
		}
		return say.Text("the admins are told at %d free", r.LowStock)
	}},
	{"gold", say.Text("Gold"), func(r inventory.Range) say.Sentence {
		var patterns []say.Sentence
		for _, p := range r.Gold {
			patterns = append(patterns, say.Words(string(p)))
		}
		return say.List(", ", patterns...)
	}},
	{"cost", say.Text("Cost"), func(r inventory.Range) say.Sentence { return say.Words(r.Cost) }},
	{"tags", say.Text("Tags"), func(r inventory.Range) say.Sentence { return say.Words(strings.Join(r.Tags, ", ")) }},
	{"comment", say.Text("Comment"), func(r inventory.Range) say.Sentence { return say.Words(r.Comment) }},
}

// of is the value of a range, or a dash.
func (s setting) of(r inventory.Range) say.Sentence { return s.value(r).Or(say.Words("–")) }

// changed are the settings in which two ranges differ.
func changed(old, r inventory.Range) []setting {
	return slices.DeleteFunc(slices.Clone(settings), func(s setting) bool { return s.of(old).String() == s.of(r).String() })
}

// changedTable shows what a range was and what it is now.
func changedTable(old, r inventory.Range) card.Table {
	table := card.Table{Columns: []card.Column{{Title: say.Text("Setting")}, {Title: say.Text("Before")}, {Title: say.Text("Now")}}}
	for _, s := range changed(old, r) {
		table.Rows = append(table.Rows, []say.Sentence{s.title, s.of(old), s.of(r)})
	}
	return table
}

// changedDetail is the same for the audit. A comment is a person's own words, so that of it only the change is told.
func changedDetail(old, r inventory.Range) map[string]string {
	detail := map[string]string{"name": r.Name}
	for _, s := range changed(old, r) {
		detail[s.flag] = s.of(old).String() + " → " + s.of(r).String()
		if s.flag == "comment" {
			detail[s.flag] = "changed"
		}
	}
	return detail
}

package desk

import (
	"slices"
	"strings"

	"github.com/numberdesk/numberdesk/internal/inventory"
	"github.com/numberdesk/numberdesk/internal/problem"
	"github.com/numberdesk/numberdesk/internal/say"
	"github.com/numberdesk/numberdesk/internal/store"
)

// takenShown is how many numbers a refusal names.
const takenShown = 3

// takes are the ranges of single numbers whose numbers a new range takes, once each. It refuses a range that would make
// another number of one of them: a Calling Plan number that is called Direct Routing would go to whom it cannot serve.
func takes(r inventory.Range, there []inventory.Number, ranges []inventory.Range) (groups []string, err error) {
	byName := map[string]inventory.Range{}
	for _, o := range ranges {
		byName[o.Name] = o
	}
	var other []say.Sentence
	count := 0
	for _, n := range there {
		from, known := byName[n.Range]
		if !known || from.Name == r.Name {
			continue
		}
		if last := len(groups) - 1; last < 0 || groups[last] != from.Name {
			groups = append(groups, from.Name)
		}
		if from.Type == r.Type && from.Country == r.Country && strings.EqualFold(from.Site, r.Site) {
			continue
		}
		if count++; count <= takenShown {
			other = append(other, say.Text("%s of range %s is %s for %s, %s", n.Phone.Display(), from.Name, string(from.Type), from.Site, from.Country))
		}
	}
	if count > 0 {
		return nil, problem.New(problem.Conflict, "Range %s is %s for %s, %s, but %s: %s. Say the same of the range, change theirs with ranges set, or leave them out.",
			r.Name, string(r.Type), r.Site, r.Country,
			say.Count(count, "%d number that is there already is not", "%d numbers that are there already are not"), say.List("; ", other...))
	}
	slices.Sort(groups)
	return slices.Compact(groups), nil
}

// takesAll is takes with what the store has.
func (w *work) takesAll(r inventory.Range, ranges []inventory.Range) (groups []string, err error) {
	there, err := store.Between(w.tx, r.Numbers())
	if err != nil {
		return nil, err
	}
	return takes(r, there, ranges)
}

// dropEmpty removes those of these ranges of single numbers that have no number any more.
func (w *work) dropEmpty(groups []string, cause string) error {
	slices.Sort(groups)
	for _, name := range slices.Compact(groups) {
		r, err := store.Range(w.tx, name)
		if err != nil {
			return err
		}
		s, err := store.Stock(w.tx, name, w.now)
		if err != nil {
			return err
		}
		if r.First != "" || s.Total > 0 {
			continue
		}
		if err := store.DropRange(w.tx, name); err != nil {
			return err
		}
		err = store.Record(w.tx, store.Entry{Actor: w.by, What: "range.remove", Cause: cause, Detail: map[string]string{"name": name, "first": "", "last": ""}}, nil, w.now)
		if err != nil {
			return err
		}
	}
	return nil
}

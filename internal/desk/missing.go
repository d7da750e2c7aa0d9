package desk

import (
	"cmp"
	"slices"
	"strings"

	"github.com/numberdesk/numberdesk/internal/inventory"
	"github.com/numberdesk/numberdesk/internal/problem"
	"github.com/numberdesk/numberdesk/internal/say"
)

// missing refuses a search for a range, a site or a country that no range has, naming those that are written like it, and
// for a type that is none. That nothing is found would be no answer to it.
func missing(s inventory.Search, ranges []inventory.Range) error {
	for _, c := range []struct {
		said      string
		of        func(inventory.Range) string
		none, all say.Sentence
	}{
		{s.Range, func(r inventory.Range) string { return r.Name }, say.Text("There is no range %.60s.", s.Range), say.Text("Type ranges to see all.")},
		{s.Site, func(r inventory.Range) string { return r.Site }, say.Text("There is no site %.60s.", s.Site), say.Text("Type sites to see all.")},
		{s.Country, func(r inventory.Range) string { return r.Country }, say.Text("There are no numbers of a country %.60s.", s.Country), say.Text("Type report --by country to see all.")},
	} {
		names := map[string]string{}
		for _, r := range ranges {
			names[inventory.Word(c.of(r))] = c.of(r)
		}
		said := inventory.Word(c.said)
		if _, there := names[said]; there || said == "" {
			continue
		}
		if like := alike(said, names); like != nil {
			c.none = c.none.And(say.Text("Did you mean %s?", strings.Join(like, ", ")))
		}
		return problem.New(problem.NotFound, "%s", c.none.And(c.all))
	}
	types := []inventory.Type{inventory.DirectRouting, inventory.CallingPlan, inventory.OperatorConnect}
	said := inventory.Word(s.Type)
	if said != "" && !slices.ContainsFunc(types, func(t inventory.Type) bool { return inventory.Word(string(t)) == said }) {
		return problem.New(problem.Invalid, "%.30q is no number type; use directRouting, callingPlan or operatorConnect.", s.Type)
	}
	return nil
}

// meant is how many names are proposed in place of one that is not there.
const meant = 3

// alike are the few names that a word is most like, of those it begins or is at most a third of its letters away from.
// They are given by what is compared.
func alike(word string, names map[string]string) []string {
	type near struct {
		name string
		far  int
	}
	var all []near
	for compared, name := range names {
		far := editDistance(word, compared)
		if far <= max(1, len(word)/3) || strings.HasPrefix(compared, word) {
			all = append(all, near{name, far})
		}
	}
	slices.SortFunc(all, func(a, b near) int { return cmp.Or(a.far-b.far, strings.Compare(a.name, b.name)) })
	var best []string
	for _, n := range all[:min(len(all), meant)] {
		best = append(best, n.name)
	}
	return best
}

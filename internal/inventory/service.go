package inventory

import (
	"cmp"
	"slices"
	"strings"

	"github.com/numberdesk/numberdesk/internal/person"
	"github.com/numberdesk/numberdesk/internal/say"
)

// ServesService reports whether a resource account gets numbers from this range without naming one, and which attribute
// decided. The range has to be for services and of the account's usage location; its rule decides where it has one, else its
// site, as far as the account has a city or an office: most have neither.
func (r Range) ServesService(p *person.Person) (ok bool, why say.Sentence) {
	switch placed := p.City != "" || p.Office != ""; {
	case r.Capability != ForServices:
		return false, say.Text("its numbers are for people")
	case !same(p.UsageLocation, r.Country):
		return false, r.elsewhere(p)
	case r.Rule != "":
		return r.ruleServes(p)
	case placed && !same(p.City, r.Site) && !same(p.Office, r.Site):
		return false, say.Text("city and office are not %s", r.Site)
	}
	return true, say.Text("its numbers are for services")
}

// ServiceScope decides which ranges serve a resource account, in the order in which they are tried.
func ServiceScope(p *person.Person, ranges []Range) Scope {
	scope := Scope{Against: map[string]say.Sentence{}}
	var against []say.Sentence
	for _, r := range ranges {
		if ok, why := r.ServesService(p); !ok {
			scope.Against[r.Name] = why
			against = append(against, say.Text("%s: %s", r.Name, why))
			continue
		}
		scope.Ranges = append(scope.Ranges, r)
	}
	slices.SortStableFunc(scope.Ranges, func(a, b Range) int {
		return cmp.Or(cmp.Compare(a.Order, b.Order), strings.Compare(a.Name, b.Name))
	})
	switch {
	case len(ranges) == 0:
		scope.Why = say.Text("there are no number ranges yet")
	case len(scope.Ranges) == 0:
		scope.Why = some(against)
	}
	return scope
}

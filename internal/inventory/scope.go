package inventory

import (
	"cmp"
	"maps"
	"slices"
	"strings"

	"github.com/numberdesk/numberdesk/internal/person"
	"github.com/numberdesk/numberdesk/internal/phone"
	"github.com/numberdesk/numberdesk/internal/say"
)

// Scope is where a person's number may come from, and why.
type Scope struct {
	// Ranges serve the person, in the order in which they are tried: for somebody with a calling plan
	// the Calling Plan ranges first, then by their order.
	Ranges []Range
	// Against says of each other range what stands against it, by name.
	Against map[string]say.Sentence
	// Barred are those of them whose numbers he cannot have even when one is reserved for him, by name.
	Barred map[string]bool
	// Why explains the choice in one sentence; when Ranges is empty it names what stands against each range.
	Why say.Sentence
	// Listed is the number that the directory shows as the person's business phone, when it is to become his; else empty.
	Listed phone.Number
}

// Only narrows where the numbers of people of one persona come from. The zero Only narrows nothing.
type Only struct {
	// Persona is its name, for the sentences.
	Persona string
	// Ranges are names. One of them without a rule of its own serves these people, wherever they sit.
	Ranges []string
	Type   Type
	// Tag is one of the tags of the range.
	Tag string
}

// serves is [Range.Serves] for people of the persona.
func (o Only) serves(r Range, p *person.Person) (bool, say.Sentence) {
	named := slices.Contains(o.Ranges, r.Name)
	switch bars := r.Bars(p); {
	case len(o.Ranges) > 0 && !named:
		return false, say.Text("persona %s takes its numbers elsewhere", o.Persona)
	case o.Type != "" && o.Type != r.Type:
		return false, say.Text("persona %s takes numbers of the type %s", o.Persona, o.Type)
	case o.Tag != "" && !r.Tagged(o.Tag):
		return false, say.Text("persona %s takes numbers of ranges tagged %s", o.Persona, o.Tag)
	case named && r.Rule == "" && bars.IsZero():
		return true, say.Text("persona %s takes its numbers here", o.Persona)
	}
	return r.Serves(p)
}

// ScopeOf decides which ranges serve p, of those the persona takes its numbers from.
func (o Only) ScopeOf(p *person.Person, ranges []Range) Scope {
	scope := Scope{Against: map[string]say.Sentence{}, Barred: map[string]bool{}}
	var against, because []say.Sentence
	for _, r := range ranges {
		ok, why := o.serves(r, p)
		if !ok {
			scope.Against[r.Name] = why
			scope.Barred[r.Name] = !r.Bars(p).IsZero()
			against = append(against, say.Text("%s: %s", r.Name, why))
			continue
		}
		scope.Ranges = append(scope.Ranges, r)
		because = append(because, say.Text("range %s serves this person: %s", r.Name, why))
	}
	slices.SortStableFunc(scope.Ranges, func(a, b Range) int {
		if calling := p.HasCallingPlan(); calling && (a.Type == CallingPlan) != (b.Type == CallingPlan) {
			if a.Type == CallingPlan {
				return -1
			}
			return 1
		}
		return cmp.Or(cmp.Compare(a.Order, b.Order), strings.Compare(a.Name, b.Name))
	})
	switch {
	case len(scope.Ranges) > 0:
		scope.Why = some(because)
	case len(ranges) == 0:
		scope.Why = say.Text("there are no number ranges yet")
	case !slices.ContainsFunc(ranges, func(r Range) bool { return len(o.Ranges) == 0 || slices.Contains(o.Ranges, r.Name) }):
		scope.Why = say.Text("persona %s takes its numbers from %s, which is no range", o.Persona, strings.Join(o.Ranges, ", "))
	default:
		scope.Why = some(against)
	}
	return scope
}

// told is how many ranges a sentence names: a company may have hundreds.
const told = 5

func some(reasons []say.Sentence) say.Sentence {
	if more := len(reasons) - told; more > 0 {
		return say.List("; ", append(reasons[:told:told], say.Count(more, "and %d more range", "and %d more ranges"))...)
	}
	return say.List("; ", reasons...)
}

// May reports whether somebody may have a number that is meant for him: what is reserved for him wherever it is of, as far
// as Teams lets him have it, what he had before while its range still serves him, and none that is never given out.
func (s Scope) May(who person.ID, n Number) bool {
	if !n.MeantFor(who) || n.ForServices() || n.Forbidden != "" || s.Barred[n.Range] {
		return false
	}
	return n.State == Reserved || slices.ContainsFunc(s.Ranges, func(r Range) bool { return r.Name == n.Range })
}

// Sites are the sites of the scope's ranges, each once, in the order they are tried.
func (s Scope) Sites() []string {
	var sites []string
	for _, r := range s.Ranges {
		if !slices.Contains(sites, r.Site) {
			sites = append(sites, r.Site)
		}
	}
	return sites
}

// Without is the scope without a range, and what stands against that one. Why says so when none is left.
func (s Scope) Without(name string, why say.Sentence) Scope {
	s.Ranges = slices.DeleteFunc(slices.Clone(s.Ranges), func(r Range) bool { return r.Name == name })
	s.Against = maps.Clone(s.Against)
	s.Against[name] = why
	if len(s.Ranges) == 0 {
		s.Why = say.Text("%s: %s", name, why)
	}
	return s
}

// At is the scope at one site; an empty site keeps all.
func (s Scope) At(site string) Scope {
	var ranges []Range
	for _, r := range s.Ranges {
		if site == "" || same(r.Site, site) {
			ranges = append(ranges, r)
		}
	}
	s.Ranges = ranges
	return s
}

// Names are the names of the ranges, in order.
func Names(ranges []Range) []string {
	names := make([]string, len(ranges))
	for i, r := range ranges {
		names[i] = r.Name
	}
	return names
}

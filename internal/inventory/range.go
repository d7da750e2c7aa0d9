package inventory

import (
	"strings"

	"github.com/numberdesk/numberdesk/internal/person"
	"github.com/numberdesk/numberdesk/internal/phone"
	"github.com/numberdesk/numberdesk/internal/problem"
	"github.com/numberdesk/numberdesk/internal/say"
)

// Range is a block of numbers of one site, with the rules they share. Without First and Last it is the
// home of single numbers.
type Range struct {
	Name     string       `json:"name"`
	Country  string       `json:"country"` // ISO 3166-1 alpha-2
	Site     string       `json:"site"`
	First    phone.Number `json:"first"`
	Last     phone.Number `json:"last"`
	Type     Type         `json:"type"`
	RestDays int          `json:"restDays"`
}

// Numbers is the run of numbers from First to Last.
func (r Range) Numbers() phone.Range { return phone.Range{First: r.First, Last: r.Last} }

// Check refuses a range that is not well formed or shares a number with another one, naming it.
func (r Range) Check(others []Range) error {
	if err := r.CheckSingles(); err != nil {
		return err
	}
	numbers, err := phone.NewRange(r.First, r.Last)
	switch {
	case err != nil:
		return problem.Wrap(err, problem.Invalid, "Range %s: %v.", r.Name, err)
	case !r.First.In(r.Country) || !r.Last.In(r.Country):
		return problem.New(problem.Invalid, "Range %s is for %s, but %s is no number of that country.", r.Name, r.Country, r.First)
	case numbers.Size() > 1_000_000:
		return problem.New(problem.Invalid, "Range %s has %d numbers; a range may have a million. Split it.", r.Name, numbers.Size())
	}
	for _, other := range others {
		if other.Name == r.Name {
			return problem.New(problem.Conflict, "There is a range %s already (%s).", r.Name, other.Numbers())
		}
		if other.First != "" && numbers.Overlaps(other.Numbers()) {
			return problem.New(problem.Conflict, "Range %s overlaps range %s (%s).", r.Name, other.Name, other.Numbers())
		}
	}
	return nil
}

// CheckSingles is Check for a range without First and Last.
func (r Range) CheckSingles() error {
	switch {
	case r.Name == "" || strings.ContainsAny(r.Name, " /\t\n"):
		return problem.New(problem.Invalid, "A range needs a short name without spaces, such as zurich.")
	case r.Site == "":
		return problem.New(problem.Invalid, "Range %s needs a site, such as Zurich.", r.Name)
	case len(r.Country) != 2 || strings.ToUpper(r.Country) != r.Country:
		return problem.New(problem.Invalid, "Range %s needs its country as two capital letters, such as CH; got %q.", r.Name, r.Country)
	case r.Type != DirectRouting && r.Type != CallingPlan && r.Type != OperatorConnect:
		return problem.New(problem.Invalid, "Range %s: %q is no number type; use directRouting, callingPlan or operatorConnect.", r.Name, r.Type)
	case r.RestDays < 0 || r.RestDays > 3650:
		return problem.New(problem.Invalid, "Range %s: a number can rest 0 to 3650 days, not %d.", r.Name, r.RestDays)
	}
	return nil
}

// Serves reports whether people like p get numbers from this range, and if not, names the attribute
// that stands against it. Without a rule of its own a range serves people whose city or office is its
// site and whose usage location is its country; a Calling Plan number goes only to people with a
// calling plan. Text compares without case and surrounding space; an empty attribute
// matches nothing.
func (r Range) Serves(p *person.Person) (ok bool, why say.Sentence) {
	switch {
	case !same(p.City, r.Site) && !same(p.Office, r.Site):
		return false, say.Text("city and office are not %s", r.Site)
	case !same(p.UsageLocation, r.Country):
		return false, say.Text("usage location is %s, not %s", orNone(p.UsageLocation), r.Country)
	case r.Type == CallingPlan && !p.HasCallingPlan():
		return false, say.Text("no calling plan")
	}
	return true, say.Text("city or office is %s, usage location is %s", r.Site, r.Country)
}

func same(a, b string) bool {
	a, b = strings.TrimSpace(a), strings.TrimSpace(b)
	return a != "" && strings.EqualFold(a, b)
}

func orNone(s string) say.Sentence {
	return say.Words(s).Or(say.Text("not set"))
}

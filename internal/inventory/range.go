package inventory

import (
	"cmp"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/numberdesk/numberdesk/internal/phone"
	"github.com/numberdesk/numberdesk/internal/problem"
	"github.com/numberdesk/numberdesk/internal/rule"
)

// Capability is what a number may be used for.
type Capability string

const (
	ForUsers    Capability = "user"
	ForServices Capability = "service"
)

// Strategy is how a number is picked out of a range.
type Strategy string

const (
	// Lowest picks the lowest free number.
	Lowest Strategy = "lowest"
	// Rested picks the number that was released longest ago, and the lowest when none ever was.
	Rested Strategy = "rested"
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
	// Order is when the range is tried, of all that serve a person: the smallest first. No two ranges have the same.
	Order int `json:"order,omitempty"`
	// Rule says whom the range serves, as an expression over the person (see package rule); empty means people whose city
	// or office is its site and whose usage location is its country.
	Rule       string     `json:"rule,omitempty"`
	Strategy   Strategy   `json:"strategy,omitempty"`   // empty is Lowest
	Capability Capability `json:"capability,omitempty"` // empty is ForUsers
	Provider   string     `json:"provider,omitempty"`
	// Location is the id of the emergency location Teams is told with an assignment.
	Location string `json:"location,omitempty"`
	// LowStock is the number of free numbers at which the admins are told; 0 is never.
	LowStock int `json:"lowStock,omitempty"`
	// Gold are numbers of the range that are given to who asks for them, never by picking.
	Gold []Pattern `json:"gold,omitempty"`
	Tags []string  `json:"tags,omitempty"`
	// Cost is what one of its numbers costs, for who decides to read: "CHF 5 a month".
	Cost    string `json:"cost,omitempty"`
	Comment string `json:"comment,omitempty"`
}

// Numbers is the run of numbers from First to Last.
func (r Range) Numbers() phone.Range { return phone.Range{First: r.First, Last: r.Last} }

// IsGold reports whether a number of the range is given only to who asks for it.
func (r Range) IsGold(n phone.Number) bool {
	return slices.ContainsFunc(r.Gold, func(p Pattern) bool { return p.Matches(n) })
}

// Own is a number as one of this range.
func (r Range) Own(n Number) Number {
	n.Range, n.Country, n.Site, n.Type, n.Gold = r.Name, r.Country, r.Site, r.Type, r.IsGold(n.Phone)
	return n
}

// CapabilityOf is what a number of the range may be used for: what the number says of itself, else the range.
func (r Range) CapabilityOf(n Number) Capability {
	if n.Own != nil && n.Own.Capability != "" {
		return n.Own.Capability
	}
	return cmp.Or(r.Capability, ForUsers)
}

// Check refuses a range that is not well formed, shares a number with another one, or is tried at the same place as
// another one, naming it.
func (r Range) Check(others []Range) error {
	if err := r.CheckSingles(others); err != nil {
		return err
	}
	numbers, err := phone.NewRange(r.First, r.Last)
	switch {
	case err != nil:
		return problem.Wrap(err, problem.Invalid, "Range %s: %v.", r.Name, problem.Say(err))
	case !r.First.In(r.Country) || !r.Last.In(r.Country):
		return problem.New(problem.Invalid, "Range %s is for %s, but %s is no number of that country.", r.Name, r.Country, r.First)
	case numbers.Size() > 1_000_000:
		return problem.New(problem.Invalid, "Range %s has %d numbers; a range may have a million. Split it.", r.Name, numbers.Size())
	}
	for _, p := range r.Gold {
		if p.Outside(numbers) {
			return problem.New(problem.Invalid, "Range %s: %s names none of its numbers, which are %s.", r.Name, string(p), numbers)
		}
	}
	for _, other := range others {
		if other.Name != r.Name && other.First != "" && numbers.Overlaps(other.Numbers()) {
			return problem.New(problem.Conflict, "Range %s overlaps range %s (%s).", r.Name, other.Name, other.Numbers())
		}
	}
	return nil
}

// CheckSingles is Check for a range without First and Last.
func (r Range) CheckSingles(others []Range) error {
	switch {
	case r.Name == "" || len(r.Name) > 60 || strings.ContainsAny(r.Name, " /\t\n"):
		return problem.New(problem.Invalid, "A range needs a short name without spaces, such as zurich.")
	case r.Site == "":
		return problem.New(problem.Invalid, "Range %s needs a site, such as Zurich.", r.Name)
	case !phone.Country(r.Country):
		return problem.New(problem.Invalid, "Range %s needs its country as two capital letters, such as CH; got %q.", r.Name, r.Country)
	case r.Type != DirectRouting && r.Type != CallingPlan && r.Type != OperatorConnect:
		return problem.New(problem.Invalid, "Range %s: %q is no number type; use directRouting, callingPlan or operatorConnect.", r.Name, r.Type)
	case r.Strategy != "" && r.Strategy != Lowest && r.Strategy != Rested:
		return problem.New(problem.Invalid, "Range %s: %q is no way to pick; use lowest or rested.", r.Name, r.Strategy)
	case r.Capability != "" && r.Capability != ForUsers && r.Capability != ForServices:
		return problem.New(problem.Invalid, "Range %s: %q is no capability; use user or service.", r.Name, r.Capability)
	case r.RestDays < 0 || r.RestDays > 3650:
		return problem.New(problem.Invalid, "Range %s: a number can rest 0 to 3650 days, not %d.", r.Name, r.RestDays)
	case r.Location != "" && objectID.FindString(r.Location) != r.Location:
		return problem.New(problem.Invalid, "Range %s: %q is no id of an emergency location, such as 11111111-2222-3333-4444-555555555555.", r.Name, r.Location)
	case utf8.RuneCountInString(r.Cost) > 100:
		return problem.New(problem.Invalid, "Range %s: please keep what a number costs under 100 characters, such as CHF 5 a month.", r.Name)
	case r.LowStock < 0:
		return problem.New(problem.Invalid, "Range %s: %d is no number of free numbers.", r.Name, r.LowStock)
	}
	if r.Rule != "" {
		if _, err := rule.Compile(r.Rule); err != nil {
			return problem.Wrap(err, problem.Invalid, "Range %s: %s", r.Name, problem.Say(err))
		}
	}
	if err := r.checkName(others); err != nil {
		return err
	}
	for _, other := range others {
		switch {
		case other.Name != r.Name && r.Order != 0 && other.Order == r.Order:
			return problem.New(problem.Conflict, "Range %s is to be tried at place %d, where range %s is. Choose another place.", r.Name, r.Order, other.Name)
		}
	}
	return nil
}

// everyName is the word that stands for all names in commands, and so can be no name itself.
const everyName = "all"

// checkName refuses the name of another range, also one that differs from it by case alone: people would take one for
// the other.
func (r Range) checkName(others []Range) error {
	if slices.ContainsFunc(others, func(o Range) bool { return o.Name == r.Name && o.First == r.First && o.Last == r.Last }) {
		return nil // it has its name already
	}
	if strings.EqualFold(r.Name, everyName) {
		return problem.New(problem.Invalid, "A range cannot be called %s, which means every one. Choose another name, such as zurich.", r.Name)
	}
	for _, other := range others {
		switch {
		case !strings.EqualFold(other.Name, r.Name):
		case other.First == "":
			return problem.New(problem.Conflict, "There is a range %s already (single numbers). Choose another name.", other.Name)
		default:
			return problem.New(problem.Conflict, "There is a range %s already (%s).", other.Name, other.Numbers())
		}
	}
	return nil
}

// NextOrder is the place behind all ranges, with room between.
func NextOrder(ranges []Range) int {
	last := 0
	for _, r := range ranges {
		last = max(last, r.Order)
	}
	return last - last%10 + 10
}

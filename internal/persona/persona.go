// Package persona holds what a company gives everybody of one job role together with a phone number: where the number
// comes from, the Teams policies that go with it, and what else belongs to it. It says which persona somebody is, what has
// to be granted, and how far somebody is from what his persona has. It does no I/O and reads no clock.
package persona

import (
	"cmp"
	"slices"
	"strings"

	"github.com/numberdesk/numberdesk/internal/problem"
	"github.com/numberdesk/numberdesk/internal/rule"
)

// Persona is one job role. Its thirteen items are those of Callroute's planning guide for Teams Phone: name, description,
// country, licences, security groups, numbers, dial plan, voice routing, caller ID, emergency calls, other policies, call
// queues, teams.
type Persona struct {
	Name        string `json:"name"`
	Description string `json:"description,omitempty"`
	// For says whose persona it is, as an expression over the person (see package rule).
	For string `json:"for"`
	// Order is when it is tried: the smallest first. No two have the same.
	Order int `json:"order"`
	// Country is the usage location its people have (ISO 3166-1 alpha-2).
	Country string `json:"country,omitempty"`
	// Licences are service plans, each by Microsoft's short name where the desk knows it, such as MCOEV, or by its id.
	Licences []string `json:"licences,omitempty"`
	// SecurityGroups are object ids.
	SecurityGroups []string `json:"securityGroups,omitempty"`
	// Onboard says whether who is in one of them gets a number without asking.
	Onboard Onboarding `json:"onboard,omitempty"`
	// Ranges, NumberType and NumberTag, a tag of their range, say which numbers its people get; without them whatever serves
	// them.
	Ranges     []string `json:"ranges,omitempty"`
	NumberType string   `json:"numberType,omitempty"`
	NumberTag  string   `json:"numberTag,omitempty"`
	// NoNumber is set when its people need no number of their own.
	NoNumber     bool   `json:"noNumber,omitempty"`
	DialPlan     string `json:"dialPlan,omitempty"`
	VoiceRouting string `json:"voiceRouting,omitempty"`
	CallerID     string `json:"callerID,omitempty"`
	// EmergencyLocation is the id of the location that Teams is told with the number.
	EmergencyLocation string `json:"emergencyLocation,omitempty"`
	EmergencyPolicy   string `json:"emergencyPolicy,omitempty"`
	// Policies are those of other types.
	Policies []Wanted `json:"policies,omitempty"`
	// CallQueues are the names of queues whose agents its people are; Teams those they are in, by name or object id.
	CallQueues []string `json:"callQueues,omitempty"`
	Teams      []string `json:"teams,omitempty"`
}

// Personas are all of a company, ready to be tried. The zero value has none.
type Personas struct {
	all   []Persona
	rules []rule.Rule
	// callerIDs are the names of caller ID policies by department in lower case; departments is how they are written.
	callerIDs   map[string]string
	departments []string
}

// New makes personas, and the caller ID policies of departments, ready. A rule that cannot be read is a problem.Invalid.
func New(all []Persona, callerIDs map[string]string) (Personas, error) {
	ps := Personas{all: slices.Clone(all), callerIDs: map[string]string{}}
	slices.SortStableFunc(ps.all, func(a, b Persona) int { return cmp.Compare(a.Order, b.Order) })
	for _, p := range ps.all {
		compiled, err := rule.Compile(p.For)
		if err != nil {
			return Personas{}, problem.Wrap(err, problem.Invalid, "Persona %s: %s", p.Name, problem.Say(err))
		}
		ps.rules = append(ps.rules, compiled)
	}
	for department, name := range callerIDs {
		ps.callerIDs[fold(department)] = name
		ps.departments = append(ps.departments, department)
	}
	slices.Sort(ps.departments)
	return ps, nil
}

// All are the personas in the order in which they are tried.
func (ps Personas) All() []Persona { return slices.Clone(ps.all) }

// Any reports whether there is anything that people get besides a number.
func (ps Personas) Any() bool { return len(ps.all) > 0 || len(ps.callerIDs) > 0 }

// Named is the persona of this name, written in whatever case.
func (ps Personas) Named(name string) (Persona, bool) {
	at := slices.IndexFunc(ps.all, func(p Persona) bool { return strings.EqualFold(p.Name, name) })
	if at < 0 {
		return Persona{}, false
	}
	return ps.all[at], true
}

// Fit is the first persona by order whose rule holds for somebody, and what decided.
func (ps Personas) Fit(of rule.Attributes) (p Persona, because string, ok bool) {
	for i, r := range ps.rules {
		if outcome := r.Eval(of); outcome.Match {
			return ps.all[i], outcome.Because, true
		}
	}
	return Persona{}, "", false
}

// Rules are the rules of all, for whoever has to know which groups they ask for.
func (ps Personas) Rules() []string {
	var rules []string
	for _, p := range ps.all {
		rules = append(rules, p.For)
	}
	return rules
}

// Departments are those with a caller ID of their own, as they are written, in order.
func (ps Personas) Departments() []string { return slices.Clone(ps.departments) }

// CallerIDOf is the caller ID policy of a department; false when the table does not have it. Text compares without case
// and surrounding space, as in rules.
func (ps Personas) CallerIDOf(department string) (name string, ok bool) {
	name, ok = ps.callerIDs[fold(department)]
	return name, ok && fold(department) != ""
}

func fold(text string) string { return strings.ToLower(strings.TrimSpace(text)) }

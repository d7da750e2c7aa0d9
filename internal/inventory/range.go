package inventory

import (
	"cmp"
	"regexp"
	"slices"
	"strings"
	"sync"

	"github.com/numberdesk/numberdesk/internal/person"
	"github.com/numberdesk/numberdesk/internal/phone"
	"github.com/numberdesk/numberdesk/internal/problem"
	"github.com/numberdesk/numberdesk/internal/rule"
	"github.com/numberdesk/numberdesk/internal/say"
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
	Gold    []Pattern `json:"gold,omitempty"`
	Tags    []string  `json:"tags,omitempty"`
	Comment string    `json:"comment,omitempty"`
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

// Bars says what keeps numbers of this range from p whatever a rule or an admin says, because Teams would refuse: a number
// for services goes to no person, one of a calling plan only to people with such a plan, and one of a carrier only to
// people of its country ("Assign, change, or remove a phone number for a user"). It is zero when nothing does.
func (r Range) Bars(p *person.Person) say.Sentence {
	switch {
	case r.Capability == ForServices:
		return say.Text("its numbers are for services")
	case r.Type == CallingPlan && !p.HasCallingPlan():
		return say.Text("no calling plan")
	case (r.Type == CallingPlan || r.Type == OperatorConnect) && !same(p.UsageLocation, r.Country):
		return r.elsewhere(p)
	}
	return say.Sentence{}
}

func (r Range) elsewhere(p *person.Person) say.Sentence {
	return say.Text("usage location is %s, not %s", orNone(p.UsageLocation), r.Country)
}

// Serves reports whether people like p get numbers from this range, and which attribute decided. Text compares without
// case and surrounding space; an empty attribute matches nothing.
func (r Range) Serves(p *person.Person) (ok bool, why say.Sentence) {
	bars := r.Bars(p)
	switch {
	case !bars.IsZero():
		return false, bars
	case r.Rule != "":
		return r.ruleServes(p)
	case !same(p.City, r.Site) && !same(p.Office, r.Site):
		return false, say.Text("city and office are not %s", r.Site)
	case !same(p.UsageLocation, r.Country):
		return false, r.elsewhere(p)
	}
	return true, say.Text("city or office is %s, usage location is %s", r.Site, r.Country)
}

func (r Range) ruleServes(p *person.Person) (bool, say.Sentence) {
	compiled, err := compiledRule(r.Rule)
	if err != nil {
		return false, problem.Say(err) // written by another version
	}
	outcome := compiled.Eval(Attributes(p))
	return outcome.Match, say.Words(outcome.Because)
}

// Attributes are what rules may ask of a person.
func Attributes(p *person.Person) rule.Attributes {
	return rule.Attributes{
		City: p.City, Office: p.Office, UsageLocation: p.UsageLocation, Department: p.Department,
		Country: p.Country, Company: p.Company, Groups: p.Groups, Plans: p.ActivePlans(),
	}
}

// Wanted is what rules may ask of a number that p wants. Beside its own and its range's tags a number is "gold",
// "service", or "international" when it is of another country than p's usage location.
func Wanted(p *person.Person, n Number, r Range) rule.Wanted {
	w := rule.Wanted{Number: string(n.Phone), Range: n.Range, Site: n.Site, Country: n.Country, Type: string(n.Type), Tags: slices.Clone(r.Tags)}
	if n.Own != nil {
		w.Tags = append(w.Tags, n.Own.Tags...)
	}
	if n.Gold {
		w.Tags = append(w.Tags, "gold")
	}
	if r.CapabilityOf(n) == ForServices {
		w.Tags = append(w.Tags, "service")
	}
	if n.Country != "" && !same(n.Country, p.UsageLocation) {
		w.Tags = append(w.Tags, "international")
	}
	return w
}

// compiledRules are the rules met so far, by their text: compiling one takes longer than evaluating it many times. All
// are forgotten when there are more than any company has ranges, as whoever tries one after the other would make them.
var compiledRules = struct {
	sync.Mutex
	byText map[string]rule.Rule
}{byText: map[string]rule.Rule{}}

const rulesKept = 1000

func compiledRule(text string) (rule.Rule, error) {
	compiledRules.Lock()
	compiled, known := compiledRules.byText[text]
	compiledRules.Unlock()
	if known {
		return compiled, nil
	}
	compiled, err := rule.Compile(text)
	if err != nil {
		return compiled, err
	}
	compiledRules.Lock()
	defer compiledRules.Unlock()
	if len(compiledRules.byText) >= rulesKept {
		clear(compiledRules.byText)
	}
	compiledRules.byText[text] = compiled
	return compiled, nil
}

// objectID is how Microsoft names groups and locations.
var objectID = regexp.MustCompile(`(?i)[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}`)

// GroupsNamed are the groups that the rules of these ranges, and these other rules, ask for, by object id in lower case.
func GroupsNamed(ranges []Range, others ...string) []string {
	var groups []string
	rules := slices.Clone(others)
	for _, r := range ranges {
		rules = append(rules, r.Rule)
	}
	for _, text := range rules {
		for _, id := range objectID.FindAllString(text, -1) {
			if id = strings.ToLower(id); !slices.Contains(groups, id) {
				groups = append(groups, id)
			}
		}
	}
	return groups
}

func same(a, b string) bool {
	a, b = strings.TrimSpace(a), strings.TrimSpace(b)
	return a != "" && strings.EqualFold(a, b)
}

func orNone(s string) say.Sentence {
	return say.Words(s).Or(say.Text("not set"))
}

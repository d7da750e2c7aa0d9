package inventory

import (
	"regexp"
	"slices"
	"strings"
	"sync"

	"github.com/numberdesk/numberdesk/internal/person"
	"github.com/numberdesk/numberdesk/internal/problem"
	"github.com/numberdesk/numberdesk/internal/rule"
	"github.com/numberdesk/numberdesk/internal/say"
)

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

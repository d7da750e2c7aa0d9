package server

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/numberdesk/numberdesk/internal/inventory"
	"github.com/numberdesk/numberdesk/internal/persona"
	"github.com/numberdesk/numberdesk/internal/phone"
	"github.com/numberdesk/numberdesk/internal/problem"
	"github.com/numberdesk/numberdesk/internal/rule"
)

// Persona is what everybody of one job role gets, and who that is.
type Persona struct {
	// Name is a short name without spaces; the company's security group for the role is best called the same.
	Name string `yaml:"name"`
	// Description says in words whom it is for. People read it on their request.
	Description string `yaml:"description"`
	// For is a rule about the person (user.…). Of the personas for which it holds the first by Order counts.
	For string `yaml:"for"`
	// Order is when it is tried, the smallest first; 10, 20, 30 in the order of the file unless given.
	Order int `yaml:"order"`
	// Country is the usage location its people have: two capital letters.
	Country string `yaml:"country"`
	// Licences are service plans its people have, by Microsoft's short name, such as MCOEV, or by id. They are looked up, not
	// assigned.
	Licences []string `yaml:"licences"`
	// SecurityGroups are object ids of groups its people are in. They are looked up; nobody is added.
	SecurityGroups []string `yaml:"security_groups"`
	// Onboard has each reconcile ask for a number for those in SecurityGroups who are of this persona and may have one: ask
	// as if they asked themselves, so that the approval policy decides, give without approval. Empty is not at all.
	Onboard string `yaml:"onboard"`
	// Ranges, NumberType (directRouting, callingPlan, operatorConnect) and NumberTag, a tag of ranges, are where its people's
	// numbers come from. A range that has a rule of its own keeps it.
	Ranges     []string `yaml:"ranges"`
	NumberType string   `yaml:"number_type"`
	NumberTag  string   `yaml:"number_tag"`
	// NoNumber is for people who need no number of their own: they cannot ask for one.
	NoNumber bool `yaml:"no_number"`
	// DialPlan, VoiceRouting and CallerID are names of policies in Teams, granted once the number is there.
	DialPlan     string `yaml:"dial_plan"`
	VoiceRouting string `yaml:"voice_routing"`
	CallerID     string `yaml:"caller_id"`
	// EmergencyLocation is the id of a location, sent with the number where the number has none of its own. EmergencyPolicy
	// is the name of an emergency calling policy.
	EmergencyLocation string `yaml:"emergency_location"`
	EmergencyPolicy   string `yaml:"emergency_policy"`
	// Policies are those of other types, each with type and name: {type: TeamsCallingPolicy, name: sales_calling}.
	Policies []PersonaPolicy `yaml:"policies"`
	// CallQueues are names of queues its people answer, Teams the teams they are in, by object id or name. Graph sets
	// neither: the admins are told what to do.
	CallQueues []string `yaml:"call_queues"`
	Teams      []string `yaml:"teams"`
}

// PersonaPolicy is a policy in Teams by its type, as Graph calls it, and its name.
type PersonaPolicy struct {
	Type string `yaml:"type"`
	Name string `yaml:"name"`
}

// personas are the personas as the rules know them. They have been checked.
func (c *Config) personas() persona.Personas {
	ps, _ := persona.New(c.personaList(), c.CallerID.Departments)
	return ps
}

func (c *Config) personaList() []persona.Persona {
	var all []persona.Persona
	for i, p := range c.Personas {
		one := persona.Persona{
			Name: p.Name, Description: p.Description, For: p.For, Order: cmp.Or(p.Order, 10*(i+1)), Country: p.Country, Licences: p.Licences,
			SecurityGroups: p.SecurityGroups, Onboard: persona.Onboarding(p.Onboard), Ranges: p.Ranges, NumberType: p.NumberType, NumberTag: p.NumberTag, NoNumber: p.NoNumber, DialPlan: p.DialPlan,
			VoiceRouting: p.VoiceRouting, CallerID: p.CallerID, EmergencyLocation: p.EmergencyLocation, EmergencyPolicy: p.EmergencyPolicy,
			CallQueues: p.CallQueues, Teams: p.Teams,
		}
		for _, w := range p.Policies {
			one.Policies = append(one.Policies, persona.Wanted(w))
		}
		all = append(all, one)
	}
	return all
}

func (c *Config) checkPersonas() error {
	all := c.personaList()
	for i, p := range all {
		if err := checkPersona(fmt.Sprintf("personas[%d]", i), p); err != nil {
			return err
		}
		for _, other := range all[:i] {
			switch {
			case strings.EqualFold(other.Name, p.Name):
				return bad(fmt.Sprintf("personas[%d].name", i), "there is a persona %s already.", other.Name)
			case other.Order == p.Order && c.Personas[i].Order != 0:
				return bad(fmt.Sprintf("personas[%d].order", i), "persona %s is tried at place %d already. Choose another place.", other.Name, p.Order)
			case other.Order == p.Order:
				return bad(fmt.Sprintf("personas[%d]", i), "persona %s is tried at place %d already. Give this one an order.", other.Name, p.Order)
			}
		}
	}
	for _, department := range slices.Sorted(maps.Keys(c.CallerID.Departments)) {
		key := departmentKey(department)
		switch {
		case strings.TrimSpace(department) == "":
			return bad("caller_id.departments", "a department needs a name.")
		case strings.TrimSpace(c.CallerID.Departments[department]) == "":
			return bad(key, "a caller ID policy needs a name, such as {Sales: sales_main}.")
		}
		for other := range c.CallerID.Departments {
			if other < department && strings.EqualFold(strings.TrimSpace(other), strings.TrimSpace(department)) {
				return bad(key, "%q is the department %q, which has a policy already.", department, other)
			}
		}
	}
	return nil
}

// departmentKey is where the caller ID policy of a department stands.
func departmentKey(department string) string { return "caller_id.departments.'" + department + "'" }

func checkPersona(where string, p persona.Persona) error {
	switch {
	case p.Name == "": // what is not there has no place of its own
		return bad(where, "a persona needs a name, such as sales.")
	case len(p.Name) > 60 || strings.ContainsAny(p.Name, " /\t\n"):
		return bad(where+".name", "a persona needs a short name without spaces, such as sales.")
	case strings.TrimSpace(p.For) == "":
		return bad(where, "say for whom %s is, such as user.department == \"Sales\".", p.Name)
	}
	if _, err := rule.Compile(p.For); err != nil {
		return bad(where+".for", "%s", problem.Say(err))
	}
	types := []string{"", string(inventory.DirectRouting), string(inventory.CallingPlan), string(inventory.OperatorConnect)}
	switch {
	case p.Order < 1:
		return bad(where+".order", "%d is no place; the first is 1.", p.Order)
	case p.Country != "" && !phone.Country(p.Country):
		return bad(where+".country", "%q is not two capital letters, such as DE.", p.Country)
	case !slices.Contains(types, p.NumberType):
		return bad(where+".number_type", "%q is not allowed; use %s.", p.NumberType, strings.Join(types[1:], ", "))
	case !slices.Contains([]persona.Onboarding{persona.ByThemselves, persona.Asked, persona.Given}, p.Onboard):
		return bad(where+".onboard", "%q is not allowed; use ask or give.", p.Onboard)
	case p.Onboard != "" && (len(p.SecurityGroups) == 0 || p.NoNumber):
		return bad(where+".onboard", "only people in security_groups who need a number can get one without asking.")
	case p.NoNumber && (len(p.Ranges) > 0 || p.NumberType != "" || p.NumberTag != "" || p.EmergencyLocation != ""):
		return bad(where+".no_number", "who needs no number needs no ranges, number_type, number_tag or emergency_location either.")
	}
	for i, id := range p.SecurityGroups {
		if !persona.ObjectID(id) {
			return bad(fmt.Sprintf("%s.security_groups[%d]", where, i), "%q is no id such as 00000000-0000-0000-0000-000000000000.", id)
		}
	}
	if p.EmergencyLocation != "" && !persona.ObjectID(p.EmergencyLocation) {
		return bad(where+".emergency_location", "%q is no id of an emergency location, such as 11111111-2222-3333-4444-555555555555.", p.EmergencyLocation)
	}
	for key, list := range map[string][]string{"licences": p.Licences, "ranges": p.Ranges, "call_queues": p.CallQueues, "teams": p.Teams} {
		if slices.ContainsFunc(list, func(s string) bool { return strings.TrimSpace(s) == "" }) {
			return bad(where+"."+key, "one of them is empty.")
		}
	}
	return checkPolicies(where, p)
}

// checkPolicies refuses policies of unknown types, without names, and two of one type: a person has one of each.
func checkPolicies(where string, p persona.Persona) error {
	keys := map[string]string{persona.DialPlan: "dial_plan", persona.VoiceRouting: "voice_routing", persona.CallerID: "caller_id", persona.EmergencyCalling: "emergency_policy"}
	for i, w := range p.Policies {
		at := fmt.Sprintf("%s.policies[%d]", where, i)
		switch {
		case !slices.Contains(persona.Types, w.Type):
			return bad(at+".type", "%q is no type of policy; use %s.", w.Type, strings.Join(persona.Types, ", "))
		case keys[w.Type] != "":
			return bad(at+".type", "write a %s as %s of the persona.", w.Type, keys[w.Type])
		case strings.TrimSpace(w.Name) == "":
			return bad(at, "a policy needs a name.")
		case slices.ContainsFunc(p.Policies[:i], func(o persona.Wanted) bool { return o.Type == w.Type }):
			return bad(at+".type", "a person has one %s, and this is the second.", w.Type)
		}
	}
	return nil
}

// policyAt is a policy and the key by which it is written down.
type policyAt struct {
	key string
	persona.Wanted
}

// policyKeys are all policies that the configuration names.
func (c *Config) policyKeys() []policyAt {
	var all []policyAt
	for i, p := range c.personaList() {
		where := fmt.Sprintf("personas[%d].", i)
		for _, w := range []policyAt{{"dial_plan", persona.Wanted{Type: persona.DialPlan, Name: p.DialPlan}}, {"voice_routing", persona.Wanted{Type: persona.VoiceRouting, Name: p.VoiceRouting}},
			{"caller_id", persona.Wanted{Type: persona.CallerID, Name: p.CallerID}}, {"emergency_policy", persona.Wanted{Type: persona.EmergencyCalling, Name: p.EmergencyPolicy}}} {
			if w.Name != "" {
				all = append(all, policyAt{where + w.key, w.Wanted})
			}
		}
		for j, w := range p.Policies {
			all = append(all, policyAt{fmt.Sprintf("%spolicies[%d].name", where, j), w})
		}
	}
	for _, department := range slices.Sorted(maps.Keys(c.CallerID.Departments)) {
		all = append(all, policyAt{departmentKey(department), persona.Wanted{Type: persona.CallerID, Name: c.CallerID.Departments[department]}})
	}
	return all
}

// remark keeps where each policy is written, and says of those whose name has a hyphen that it is against the planning
// guide. It is no reason not to start: the policies are in Teams already, and work.
func (c *Config) remark(origin func(key string) string) {
	c.places, c.Remarks = nil, nil
	for _, at := range c.policyKeys() {
		place := origin(at.key)
		if c.places == nil {
			c.places = map[persona.Wanted]string{}
		}
		if _, known := c.places[at.Wanted]; !known {
			c.places[at.Wanted] = place
		}
		if at.Hyphen() {
			c.Remarks = append(c.Remarks, fmt.Sprintf("%s%s: the name %q has a hyphen; name policies with underscores or capitals inside, such as uk_standard_london.", place, strings.ReplaceAll(at.key, "'", ""), at.Name))
		}
	}
}

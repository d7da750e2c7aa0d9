package persona

import (
	"cmp"
	"slices"
	"strings"

	"github.com/numberdesk/numberdesk/internal/person"
	"github.com/numberdesk/numberdesk/internal/say"
)

// State is how far somebody is with one item of his persona.
type State string

const (
	Done State = "done"
	// Missing is not so, and can be seen to be not so.
	Missing State = "missing"
	// ByHand is for a person to do, or to look at: Microsoft Graph neither sets nor shows it.
	ByHand State = "byHand"
	// NotAsked is what the persona says nothing of.
	NotAsked State = "notAsked"
)

// Item is one of the thirteen items of a persona, as it is with somebody.
type Item struct {
	Name  string // for programs
	Title say.Sentence
	State State
	// Found is what is so, Step what to do about it. Found may be empty of what is not asked for, and Step is when there is
	// nothing to do.
	Found, Step say.Sentence
}

// Number is one that somebody has.
type Number struct {
	Phone, Range, Type string
	Tags               []string // of its range
}

// Standing is what is known of somebody whom a persona fits.
type Standing struct {
	Person *person.Person
	// Because is what made the persona his.
	Because string
	// Groups are those of the persona's groups and teams that he is in, by object id in lower case; GroupsUnread says why
	// they could not be read.
	Groups       []string
	GroupsUnread say.Sentence
	// Number is his, nil for none.
	Number *Number
	// Wants are the policies he is to have.
	Wants []Wanted
	// Configuration is how Teams has him, nil when it could not be read; Unread then says why.
	Configuration *person.Configuration
	Unread        say.Sentence
}

// Check is how somebody stands with each of the thirteen items, in the order of [Persona].
func (p Persona) Check(s Standing) []Item {
	return []Item{
		{Name: "name", Title: say.Text("Persona"), State: Done, Found: say.Text("%s: %s", p.Name, s.Because)},
		{Name: "description", Title: say.Text("For whom"), State: Done, Found: say.Words(cmp.Or(p.Description, p.For))},
		p.country(s), p.licences(s), p.groups(s), p.number(s),
		p.policy(s, "dialPlan", say.Text("Dial plan"), DialPlan), p.policy(s, "voiceRouting", say.Text("Voice routing"), VoiceRouting),
		p.policy(s, "callerID", say.Text("Caller ID"), CallerID),
		p.emergency(s), p.others(s), p.queues(), p.teams(s),
	}
}

// ToDo are the items that are left to people once the desk has done what it can: what is missing and not the desk's own to
// set, and what is by hand.
func ToDo(items []Item) []Item {
	own := []string{"number", "dialPlan", "voiceRouting", "callerID", "emergency", "policies"}
	return slices.DeleteFunc(slices.Clone(items), func(i Item) bool {
		return i.State == Done || i.State == NotAsked || slices.Contains(own, i.Name)
	})
}

// asked is the state of what is as the persona has it, if the persona says anything of it.
func asked(is bool) State {
	if is {
		return Done
	}
	return NotAsked
}

func (p Persona) country(s Standing) Item {
	i := Item{Name: "country", Title: say.Text("Country"), State: asked(p.Country != ""), Found: say.Words(s.Person.UsageLocation).Or(say.Text("not set"))}
	if p.Country != "" && !strings.EqualFold(p.Country, s.Person.UsageLocation) {
		i.State = Missing
		i.Step = say.Text("Set the usage location to %s: Microsoft 365 admin center, Users, Active users, the person, Licenses and apps, Location.", p.Country)
	}
	return i
}

func (p Persona) licences(s Standing) Item {
	i := Item{Name: "licences", Title: say.Text("Licences"), State: asked(len(p.Licences) > 0), Found: say.Words(strings.Join(p.Licences, ", "))}
	active := s.Person.ActivePlans()
	missing := slices.DeleteFunc(slices.Clone(p.Licences), func(plan string) bool {
		return slices.ContainsFunc(active, func(has string) bool { return strings.EqualFold(has, plan) })
	})
	if len(missing) > 0 {
		list := strings.Join(missing, ", ")
		i.State, i.Found = Missing, say.Text("%s is missing", list)
		i.Step = say.Text("Assign a licence with the service plan %s, to the person or through a group: Microsoft 365 admin center, Billing, Licenses.", list)
	}
	return i
}

func (p Persona) groups(s Standing) Item {
	i := Item{Name: "securityGroups", Title: say.Text("Security groups"), State: asked(len(p.SecurityGroups) > 0), Found: say.Words(strings.Join(p.SecurityGroups, ", "))}
	if missing := s.without(p.SecurityGroups); len(missing) > 0 {
		list := strings.Join(missing, ", ")
		i.State, i.Found = Missing, s.GroupsUnread.Or(say.Text("not a member of %s", list))
		i.Step = say.Text("Add the person to the group %s: Microsoft Entra admin center, Groups, the group, Members, Add members.", list)
	}
	return i
}

// without are those of the groups that he is not in, or not known to be in.
func (s Standing) without(groups []string) []string {
	return slices.DeleteFunc(slices.Clone(groups), func(id string) bool { return slices.Contains(s.Groups, strings.ToLower(id)) })
}

func (p Persona) number(s Standing) Item {
	i := Item{Name: "number", Title: say.Text("Number"), State: asked(!p.NoNumber)}
	has := s.Number
	switch {
	case has == nil && p.NoNumber:
		i.Found = say.Text("none, and none is needed")
	case has == nil:
		i.State, i.Found = Missing, say.Text("none")
		i.Step = say.Text("Let the person type request, or type assign next %s.", s.user())
	case p.NoNumber:
		i.Found = say.Text("%s, though none is needed", has.Phone)
	case p.NumberType != "" && p.NumberType != has.Type:
		i.State, i.Found = Missing, say.Text("%s is of the type %s, not %s", has.Phone, has.Type, p.NumberType)
		i.Step = say.Text("Give the person another number: release %s, then assign next %s.", has.Phone, s.user())
	case len(p.Ranges) > 0 && !slices.Contains(p.Ranges, has.Range):
		i.State, i.Found = Missing, say.Text("%s is of none of the ranges %s", has.Phone, strings.Join(p.Ranges, ", "))
		i.Step = say.Text("Give the person another number: release %s, then assign next %s.", has.Phone, s.user())
	case p.NumberTag != "" && !slices.ContainsFunc(has.Tags, func(t string) bool { return fold(t) == fold(p.NumberTag) }):
		i.State, i.Found = Missing, say.Text("%s is of no range tagged %s", has.Phone, p.NumberTag)
		i.Step = say.Text("Give the person another number: release %s, then assign next %s.", has.Phone, s.user())
	default:
		i.Found = say.Words(has.Phone)
	}
	return i
}

func (s Standing) user() string { return cmp.Or(s.Person.UPN, string(s.Person.ID)) }

// policy is the item of the one policy of a type.
func (p Persona) policy(s Standing, name string, title say.Sentence, of string) Item {
	i := Item{Name: name, Title: title, State: NotAsked}
	for _, w := range s.Wants {
		if w.Type == of {
			i.State, i.Found, i.Step = s.holds(w)
		}
	}
	return i
}

// holds is how somebody stands with a policy that he is to have.
func (s Standing) holds(w Wanted) (state State, found, step say.Sentence) {
	byHand := say.Text("In Teams PowerShell: %s", w.Cmdlet(s.user()))
	if s.Configuration == nil {
		return ByHand, say.Text("%s; whether the person has it cannot be read: %s", w.Name, s.Unread), byHand
	}
	switch has, ok := s.Configuration.Policy(w.Type); {
	case !ok:
		return Missing, say.Text("%s is not granted", w.Name), byHand
	case !SameName(has.Name, w.Name):
		return Missing, say.Text("%s is granted, not %s", has.Name, w.Name), byHand
	case has.By == person.ByGroup:
		return Done, say.Text("%s, through a group", w.Name), say.Sentence{}
	}
	return Done, say.Words(w.Name), say.Sentence{}
}

// SameName reports whether two names are one policy's: PowerShell writes "Tag:" before them, and case does not tell two
// policies apart.
func SameName(a, b string) bool {
	bare := func(name string) string { return strings.TrimPrefix(strings.ToLower(strings.TrimSpace(name)), "tag:") }
	return bare(a) == bare(b)
}

func (p Persona) emergency(s Standing) Item {
	i := p.policy(s, "emergency", say.Text("Emergency calls"), EmergencyCalling)
	switch {
	case p.EmergencyLocation == "":
		return i
	case s.Number == nil:
		i.State, i.Found, i.Step = Missing, i.Found.Or(say.Text("none")), say.Text("The location %s is told to Teams with the number.", p.EmergencyLocation).And(i.Step)
	case i.State == NotAsked:
		i.State, i.Found = Done, say.Text("location %s, sent with the number.", p.EmergencyLocation)
	default:
		i.Found = say.Text("location %s, sent with the number.", p.EmergencyLocation).And(say.Text("Policy: %s.", i.Found))
	}
	return i
}

// others are the policies of all other types, as one item.
func (p Persona) others(s Standing) Item {
	i := Item{Name: "policies", Title: say.Text("Other policies"), State: NotAsked}
	var found, steps []say.Sentence
	for _, w := range s.Wants {
		if slices.Contains([]string{DialPlan, VoiceRouting, CallerID, EmergencyCalling}, w.Type) {
			continue
		}
		state, said, step := s.holds(w)
		if i.State == NotAsked || state != Done && i.State != Missing {
			i.State = state
		}
		found, steps = append(found, say.Text("%s: %s", w.Type, said)), append(steps, step)
	}
	i.Found, i.Step = say.List("; ", found...), say.List(" ", steps...)
	return i
}

func (p Persona) queues() Item {
	i := Item{Name: "callQueues", Title: say.Text("Call queues"), State: NotAsked}
	if len(p.CallQueues) > 0 {
		list := strings.Join(p.CallQueues, ", ")
		i.State, i.Found = ByHand, say.Text("agent of %s; Graph does not show it", list)
		i.Step = say.Text("Add the person as an agent of %s once calling works: Teams admin center, Voice, Call queues, the queue, Call agents, or the group or team that the queue takes its agents from.", list)
	}
	return i
}

func (p Persona) teams(s Standing) Item {
	i := Item{Name: "teams", Title: say.Text("Teams"), State: asked(len(p.Teams) > 0), Found: say.Words(strings.Join(p.Teams, ", "))}
	var byID, byName []string
	for _, team := range p.Teams {
		if ObjectID(team) {
			byID = append(byID, team)
		} else {
			byName = append(byName, team)
		}
	}
	missing := s.without(byID)
	switch list := strings.Join(append(missing, byName...), ", "); {
	case len(missing) > 0:
		i.State, i.Found = Missing, s.GroupsUnread.Or(say.Text("not a member of %s", strings.Join(missing, ", ")))
		i.Step = addToTeam(list)
	case len(byName) > 0:
		i.State, i.Found, i.Step = ByHand, say.Text("member of %s; only teams given by object id can be looked up", list), addToTeam(list)
	}
	return i
}

func addToTeam(list string) say.Sentence {
	return say.Text("Add the person to the team %s: Teams admin center, Teams, Manage teams, the team, Members, Add.", list)
}

// ObjectID reports whether a text is an id as Microsoft Entra writes them.
func ObjectID(text string) bool {
	parts := strings.Split(text, "-")
	return len(parts) == 5 && slices.Equal(lengths(parts), []int{8, 4, 4, 4, 12}) && strings.Trim(strings.ToLower(text), "0123456789abcdef-") == ""
}

func lengths(parts []string) []int {
	all := make([]int, len(parts))
	for i, p := range parts {
		all[i] = len(p)
	}
	return all
}

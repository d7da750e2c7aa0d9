package persona

import (
	"slices"
	"strings"

	"github.com/numberdesk/numberdesk/internal/person"
	"github.com/numberdesk/numberdesk/internal/problem"
	"github.com/numberdesk/numberdesk/internal/say"
)

// Types of policies as Microsoft Graph calls them ("teamsPolicyUserAssignment resource type": policyType). Only
// TeamsMeetingPolicy stands in an example of Graph's; that it takes the others, too, is the text of the permission
// TeamsPolicyUserAssign.ReadWrite.All ("all policy types").
const (
	VoiceRouting     = "OnlineVoiceRoutingPolicy"
	DialPlan         = "TenantDialPlan"
	CallerID         = "CallingLineIdentity"
	EmergencyCalling = "TeamsEmergencyCallingPolicy"
)

// Types are the types of policies that a persona may name.
var Types = []string{
	VoiceRouting, DialPlan, CallerID, EmergencyCalling, "TeamsEmergencyCallRoutingPolicy", "TeamsCallingPolicy", "OnlineVoicemailPolicy",
	"TeamsMeetingPolicy", "TeamsMessagingPolicy", "TeamsIPPhonePolicy", "TeamsCallHoldPolicy", "TeamsCallParkPolicy",
	"TeamsSharedCallingRoutingPolicy", "TeamsMobilityPolicy",
}

// Wanted is a policy by type and name, as a company writes it down.
type Wanted struct {
	Type string `json:"type"`
	Name string `json:"name"`
}

// Cmdlet is the command of Teams PowerShell that grants it, for a policy that Graph does not. user stands for whom.
func (w Wanted) Cmdlet(user string) string {
	return "Grant-Cs" + w.Type + " -Identity " + user + " -PolicyName '" + strings.ReplaceAll(w.Name, "'", "''") + "'"
}

// One is the policy of those Teams has of this type and name. None and several are refused: a name has to mean one. Graph
// shows no more of a policy than its name and id, so that it cannot be found by its description.
func (w Wanted) One(found []person.Policy) (person.Policy, error) {
	switch len(found) {
	case 1:
		return found[0], nil
	case 0:
		return person.Policy{}, coded(problem.NotFound, CodeNone, say.Text("Teams has no policy %s of the type %s. Make it there, or correct the name in the configuration.", w.Name, w.Type))
	}
	list := make([]string, len(found))
	for i, p := range found {
		list[i] = p.Name + " (" + p.ID + ")"
	}
	return person.Policy{}, coded(problem.Conflict, CodeSeveral, say.Text("Teams has several policies %s of the type %s: %s. Rename all but one.", w.Name, w.Type, strings.Join(list, ", ")))
}

// Codes of why a name is not one policy.
const (
	CodeNone    = "PolicyNone"
	CodeSeveral = "PolicySeveral"
)

func coded(kind problem.Kind, code string, sentence say.Sentence) error {
	return &problem.Error{Kind: kind, Code: code, Say: sentence}
}

// Hyphen reports whether the name has one: names with underscores or capitals inside read the same wherever they are
// typed, in PowerShell and in lists, while a hyphen there looks like a parameter.
func (w Wanted) Hyphen() bool { return strings.ContainsAny(w.Name, "-‐‑‒–—") }

// Wants are the policies of a persona alone, each type once, in the order in which they are granted.
func (p Persona) Wants() []Wanted {
	var all []Wanted
	for _, w := range []Wanted{{DialPlan, p.DialPlan}, {VoiceRouting, p.VoiceRouting}, {CallerID, p.CallerID}, {EmergencyCalling, p.EmergencyPolicy}} {
		if w.Name != "" {
			all = append(all, w)
		}
	}
	return append(all, p.Policies...)
}

// Wants are the policies that somebody of a persona and a department gets. The caller ID of the department goes before
// that of the persona; the zero persona is nobody's, and leaves that of the department.
func (ps Personas) Wants(p Persona, department string) []Wanted {
	all := p.Wants()
	name, ok := ps.CallerIDOf(department)
	if !ok {
		return all
	}
	if at := slices.IndexFunc(all, func(w Wanted) bool { return w.Type == CallerID }); at >= 0 {
		all[at].Name = name
		return all
	}
	return append(all, Wanted{CallerID, name})
}

// Policies are all that anything here names, each once, in order.
func (ps Personas) Policies() []Wanted {
	var all []Wanted
	add := func(w Wanted) {
		if !slices.Contains(all, w) {
			all = append(all, w)
		}
	}
	for _, p := range ps.all {
		for _, w := range p.Wants() {
			add(w)
		}
	}
	for _, department := range ps.departments {
		add(Wanted{CallerID, ps.callerIDs[fold(department)]})
	}
	return all
}

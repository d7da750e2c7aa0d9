package persona_test

import (
	"strings"
	"testing"

	"github.com/numberdesk/numberdesk/internal/person"
	"github.com/numberdesk/numberdesk/internal/persona"
	"github.com/numberdesk/numberdesk/internal/say"
)

const (
	mcoev = "4828c8ec-dc2e-4779-b502-87ac9ce28ab7"
	group = "9672be1a-7fed-4bb9-a92f-a271dbc52933"
	team  = "47eaa099-2cb6-416d-86dc-283cf0480ff9"
	place = "11111111-2222-3333-4444-555555555555"
)

// seller is a persona with all thirteen items, and complete somebody who has all that can be looked up.
var seller = persona.Persona{
	Name: "sales", Description: "people who sell", For: "user.department == 'Sales'", Country: "CH", Licences: []string{"MCOEV"}, SecurityGroups: []string{group},
	Ranges: []string{"zurich"}, NumberType: "directRouting", NumberTag: "Front desk", DialPlan: "ch_dial", VoiceRouting: "ch_vrp", CallerID: "sales_main",
	EmergencyLocation: place, EmergencyPolicy: "ch_112", Policies: []persona.Wanted{{"TeamsCallingPolicy", "sales_calling"}, {"TeamsMeetingPolicy", "sales_meet"}},
	CallQueues: []string{"Sales"}, Teams: []string{team, "Sales Zurich"},
}

func complete() persona.Standing {
	s := persona.Standing{
		Person:  &person.Person{ID: "1", UPN: "adele@contoso.com", UsageLocation: "CH", Plans: []person.Plan{{ID: mcoev, Status: "Enabled"}}},
		Because: "department is Sales", Groups: []string{group, team}, Number: &persona.Number{Phone: "+41 44 668 10 00", Range: "zurich", Type: "directRouting", Tags: []string{"front desk"}},
		Wants: seller.Wants(), Configuration: &person.Configuration{},
	}
	for _, w := range s.Wants {
		s.Configuration.Policies = append(s.Configuration.Policies, person.Effective{Policy: person.Policy{Type: w.Type, Name: w.Name}, By: person.Direct})
	}
	return s
}

func TestTheThirteenItems(t *testing.T) {
	names := []string{"name", "description", "country", "licences", "securityGroups", "number", "dialPlan", "voiceRouting", "callerID", "emergency", "policies", "callQueues", "teams"}
	for _, c := range []struct {
		name   string
		change func(*persona.Standing)
		item   string
		state  persona.State
		step   string
	}{
		{"all that can be looked up is there", func(*persona.Standing) {}, "number", persona.Done, ""},
		{"another country", func(s *persona.Standing) { s.Person.UsageLocation = "DE" }, "country", persona.Missing, "Set the usage location to CH"},
		{"a licence taken away", func(s *persona.Standing) { s.Person.Plans[0].Status = "Deleted" }, "licences", persona.Missing, "service plan MCOEV"},
		{"not in the security group", func(s *persona.Standing) { s.Groups = []string{team} }, "securityGroups", persona.Missing, "Add the person to the group " + group},
		{"groups that cannot be read", func(s *persona.Standing) { s.Groups, s.GroupsUnread = nil, say.Text("no answer") }, "securityGroups", persona.Missing, "Add the person"},
		{"no number", func(s *persona.Standing) { s.Number = nil }, "number", persona.Missing, "assign next adele@contoso.com"},
		{"a number of another range", func(s *persona.Standing) { s.Number.Range = "berlin" }, "number", persona.Missing, "release +41 44 668 10 00"},
		{"a number of another type", func(s *persona.Standing) { s.Number.Type = "callingPlan" }, "number", persona.Missing, "release +41 44 668 10 00"},
		{"another dial plan", func(s *persona.Standing) { s.Configuration.Policies[0].Name = "de_dial" }, "dialPlan", persona.Missing, "Grant-CsTenantDialPlan -Identity adele@contoso.com -PolicyName 'ch_dial'"},
		{"a voice routing policy through a group", func(s *persona.Standing) { s.Configuration.Policies[1].By = person.ByGroup }, "voiceRouting", persona.Done, ""},
		{"a caller ID by PowerShell's name", func(s *persona.Standing) { s.Configuration.Policies[2].Name = "Tag:sales_main" }, "callerID", persona.Done, ""},
		{"policies that cannot be read", func(s *persona.Standing) { s.Configuration, s.Unread = nil, say.Text("no permission") }, "callerID", persona.ByHand, "Grant-CsCallingLineIdentity"},
		{"a number of no range with the tag", func(s *persona.Standing) { s.Number.Tags = []string{"sales"} }, "number", persona.Missing, "assign next"},
		{"no emergency policy", func(s *persona.Standing) { s.Configuration.Policies = s.Configuration.Policies[:3] }, "emergency", persona.Missing, "Grant-CsTeamsEmergencyCallingPolicy"},
		{"one of the other policies", func(s *persona.Standing) { s.Configuration.Policies = s.Configuration.Policies[:5] }, "policies", persona.Missing, "Grant-CsTeamsMeetingPolicy"},
		{"call queues are always by hand", func(*persona.Standing) {}, "callQueues", persona.ByHand, "Call agents"},
		{"a team known by its name alone", func(*persona.Standing) {}, "teams", persona.ByHand, "Add the person to the team Sales Zurich"},
		{"a team he is not in", func(s *persona.Standing) { s.Groups = []string{group} }, "teams", persona.Missing, team + ", Sales Zurich"},
	} {
		t.Run(c.name, func(t *testing.T) {
			s := complete()
			c.change(&s)
			items := seller.Check(s)
			if len(items) != len(names) {
				t.Fatalf("got %d items, want %d", len(items), len(names))
			}
			for i, item := range items {
				if item.Name != names[i] || item.Title.IsZero() || item.Found.IsZero() {
					t.Errorf("item %d is %+v, want %s with a title and what is so", i, item, names[i])
				}
				if (item.State == persona.Done) != item.Step.IsZero() {
					t.Errorf("%s is %s, and the step is %q", item.Name, item.State, item.Step)
				}
				if item.Name == c.item && (item.State != c.state || !strings.Contains(item.Step.String(), c.step)) {
					t.Errorf("got %s, %q; want %s, %q", item.State, item.Step, c.state, c.step)
				}
			}
		})
	}
}

func TestWhatAPersonaDoesNotSayIsNotDone(t *testing.T) {
	none := persona.Persona{Name: "hr", NoNumber: true}
	items := none.Check(persona.Standing{Person: &person.Person{}, Because: "true"})
	for _, item := range items {
		want := persona.NotAsked
		if item.Name == "name" || item.Name == "description" {
			want = persona.Done
		}
		if item.State != want || !item.Step.IsZero() {
			t.Errorf("%s is %s, want %s: %s", item.Name, item.State, want, item.Step)
		}
	}
	if left := persona.ToDo(items); len(left) > 0 {
		t.Errorf("left to people: %+v", left)
	}
}

func TestWhatIsLeftToPeople(t *testing.T) {
	s := complete()
	s.Configuration.Policies, s.Groups = nil, nil
	var left []string
	for _, item := range persona.ToDo(seller.Check(s)) {
		left = append(left, item.Name)
	}
	if got, want := strings.Join(left, " "), "securityGroups callQueues teams"; got != want {
		t.Errorf("got %s, want %s: policies and the number are the desk's", got, want)
	}
}

package request_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/numberdesk/numberdesk/internal/person"
	"github.com/numberdesk/numberdesk/internal/problem"
	"github.com/numberdesk/numberdesk/internal/request"
	"github.com/numberdesk/numberdesk/internal/say"
)

var licensed = []person.Plan{{ID: "4828c8ec-dc2e-4779-b502-87ac9ce28ab7", Status: "Enabled"}}

func TestMayAsk(t *testing.T) {
	fine := request.Standing{Person: &person.Person{ID: "adele", Enabled: true, Plans: licensed}, Served: true}
	for _, c := range []struct {
		name string
		with func(*request.Standing)
		says string // a part of the refusal; empty: allowed
		todo string // what the person can do
	}{
		{name: "licensed, no number, no open request", with: func(*request.Standing) {}},
		{name: "no Teams Phone plan", with: func(s *request.Standing) { s.Person = &person.Person{ID: "isaiah"} }, says: "no Teams Phone licence", todo: "IT service desk"},
		{name: "an unpaid subscription", with: func(s *request.Standing) {
			s.Person = &person.Person{Plans: []person.Plan{{ID: licensed[0].ID, Status: "Suspended"}}}
		}, says: "suspended", todo: "renewed"},
		{name: "has a number", with: func(s *request.Standing) { s.Number = "+41446681000" }, says: "+41 44 668 10 00", todo: "Type number"},
		{name: "asked already", with: func(s *request.Standing) { s.Open = "R-7" }, says: "R-7", todo: "Type status"},
		{name: "a guest", with: func(s *request.Standing) { s.Person = &person.Person{Guest: true, Plans: licensed} }, says: "Guests", todo: "host"},
		{name: "no range for this place", with: func(s *request.Standing) { s.Served, s.Why = false, say.Text("zurich: city and office are not Zurich") }, says: "city and office", todo: "telephony admins"},
	} {
		t.Run(c.name, func(t *testing.T) {
			s := fine
			c.with(&s)
			err := request.MayAsk(s)
			if c.says == "" {
				if err != nil {
					t.Fatalf("refused: %v", err)
				}
				return
			}
			if say := problem.Say(err).String(); !strings.Contains(say, c.says) || !strings.Contains(say, c.todo) {
				t.Errorf("got %q, want %q and %q", say, c.says, c.todo)
			}
		})
	}
}

func TestRoute(t *testing.T) {
	manager := func(m *person.Person) *person.Person { return &person.Person{ID: "adele", Manager: m} }
	admins := []person.ID{"alex", "adele"}
	for _, c := range []struct {
		name string
		p    *person.Person
		want []person.ID
		why  string
	}{
		{"the manager decides", manager(&person.Person{ID: "megan", Enabled: true}), []person.ID{"megan"}, "manager"},
		{"no manager: the admins, without the requester", manager(nil), []person.ID{"alex"}, "names no manager"},
		{"a disabled manager", manager(&person.Person{ID: "lee"}), []person.ID{"alex"}, "disabled"},
		{"a guest as manager", manager(&person.Person{ID: "guest", Enabled: true, Guest: true}), []person.ID{"alex"}, "guest"},
		{"own manager", manager(&person.Person{ID: "adele", Enabled: true}), []person.ID{"alex"}, "own manager"},
	} {
		t.Run(c.name, func(t *testing.T) {
			got, hops, err := request.Route(c.p, admins)
			if err != nil || !slices.Equal(got, c.want) || !strings.Contains(hops[0].Why.String(), c.why) {
				t.Errorf("got %v, %v, %v; want %v because %q", got, hops, err, c.want, c.why)
			}
		})
	}
	if _, _, err := request.Route(manager(nil), []person.ID{"adele"}); problem.KindOf(err) != problem.NotFound {
		t.Errorf("nobody left: got %v, want NotFound", err)
	}
}

func TestReroute(t *testing.T) {
	r := request.Request{ID: "R-1", For: "adele", By: "adele", Approvers: []person.ID{"megan"}, Routed: []request.Hop{{Who: "megan", Why: say.Text("manager")}}}
	moved, asked := r.Reroute("megan", []person.ID{"alex", "adele", "megan"})
	if !asked || !slices.Equal(moved.Approvers, []person.ID{"megan", "alex"}) || len(moved.Routed) != 3 || len(r.Routed) != 1 {
		t.Errorf("got %+v, %v", moved, asked)
	}
	if _, asked := moved.Reroute("alex", []person.ID{"alex", "adele"}); asked {
		t.Error("asked in a circle")
	}
}

func TestMayDecide(t *testing.T) {
	r := request.Request{ID: "R-1", For: "adele", By: "adele", Approvers: []person.ID{"megan", "adele"}}
	for who, want := range map[person.ID]problem.Kind{"megan": "", "adele": problem.Forbidden, "mallory": problem.Forbidden} {
		if got := problem.KindOf(r.MayDecide(who)); got != want {
			t.Errorf("%s: got %q, want %q", who, got, want)
		}
	}
}

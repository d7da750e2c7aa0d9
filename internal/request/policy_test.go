package request_test

import (
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/numberdesk/numberdesk/internal/person"
	"github.com/numberdesk/numberdesk/internal/problem"
	"github.com/numberdesk/numberdesk/internal/request"
	"github.com/numberdesk/numberdesk/internal/say"
)

var now = time.Date(2026, 3, 2, 9, 0, 0, 0, time.UTC)

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
		{name: "for another, who may have one", with: func(s *request.Standing) { s.Other = true }},
		{name: "for a guest", with: func(s *request.Standing) {
			s.Other, s.Person = true, &person.Person{Name: "Gus", Guest: true, Enabled: true, Plans: licensed}
		}, says: "Gus is a guest", todo: "your company"},
		{name: "for somebody whose account is disabled", with: func(s *request.Standing) { s.Other, s.Person = true, &person.Person{Name: "Lee Gu", Plans: licensed} }, says: "account of Lee Gu is disabled", todo: "enabled"},
		{name: "for somebody who has a number", with: func(s *request.Standing) {
			s.Other, s.Number, s.Person = true, "+41446681000", &person.Person{Name: "Diego", Enabled: true, Plans: licensed}
		}, says: "Diego already has the number +41 44 668 10 00", todo: "telephony admins"},
		{name: "for somebody who asked already", with: func(s *request.Standing) { s.Other, s.Open = true, "R-7" }, says: "already has an open request, R-7", todo: "Wait"},
		{name: "for somebody without a licence", with: func(s *request.Standing) { s.Other, s.Person = true, &person.Person{Name: "Isaiah", Enabled: true} }, says: "Isaiah has no Teams Phone licence", todo: "IT service desk"},
		{name: "for somebody at no site of ours", with: func(s *request.Standing) {
			s.Other, s.Served, s.Why = true, false, say.Text("zurich: city and office are not Zurich")
		}, says: "city and office", todo: "telephony admins"},
		{name: "a range for this place without an emergency location", with: func(s *request.Standing) {
			s.Served, s.Unlocated, s.Why = false, true, say.Text("munich: it has no emergency location")
		}, says: "no emergency location", todo: "set the emergency location"},
		{name: "for somebody whose range has no emergency location", with: func(s *request.Standing) {
			s.Other, s.Served, s.Unlocated, s.Why = true, false, true, say.Text("munich: it has no emergency location")
		}, says: "no emergency location", todo: "set the emergency location"},
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

func TestSearch(t *testing.T) {
	megan := &person.Person{ID: "megan", Enabled: true}
	for _, c := range []struct {
		name   string
		source request.Source
		people []*person.Person
		want   []person.ID
		why    string
	}{
		{"the manager decides", request.Manager, []*person.Person{megan}, []person.ID{"megan"}, "the manager"},
		{"a disabled account", request.Manager, []*person.Person{{ID: "lee"}}, nil, "disabled"},
		{"a guest", request.Manager, []*person.Person{{ID: "guest", Enabled: true, Guest: true}}, nil, "guest"},
		{"somebody whose Teams was taken away", request.Manager, []*person.Person{{ID: "lee", Enabled: true, Plans: []person.Plan{{ID: "57ff2da0-773e-42df-b2af-ffb7a2317929", Status: "Deleted"}}}}, nil, "Teams"},
		{"the requester decides on nothing", request.AdminGroups, []*person.Person{{ID: "adele", Enabled: true}, megan}, []person.ID{"megan"}, "admins"},
		{"nobody decides on what is for him", request.AdminGroups, []*person.Person{{ID: "diego", Enabled: true}}, nil, ""},
		{"a group of nobody", request.ApproverGroups, nil, nil, "nobody who can be asked"},
		{"a source that names somebody twice", request.AdminGroups, []*person.Person{megan, megan}, []person.ID{"megan"}, "admins"},
	} {
		t.Run(c.name, func(t *testing.T) {
			s := request.Request{For: "diego", By: "adele"}.Search()
			s.Consider(c.source, c.people...)
			if !slices.Equal(s.Approvers, c.want) || s.Done() != (len(c.want) > 0) {
				t.Errorf("got %v, want %v", s.Approvers, c.want)
			}
			if c.why != "" && (len(s.Hops) != 1 || !strings.Contains(s.Hops[0].Why.String(), c.why)) {
				t.Errorf("got %v, want one hop with %q", s.Hops, c.why)
			}
		})
	}
}

// Who cannot decide does not count towards a quorum, and everybody sees how many those are.
func TestMembersWhoCannotDecide(t *testing.T) {
	megan, alex, lee := &person.Person{ID: "megan", Enabled: true}, &person.Person{ID: "alex", Enabled: true}, &person.Person{ID: "lee"}
	guest := &person.Person{ID: "guest", Enabled: true, Guest: true}
	gone := &person.Person{ID: "gone", Guest: true}
	for _, c := range []struct {
		name    string
		members []*person.Person
		done    bool
		told    []string
	}{
		{"all can", []*person.Person{megan, alex}, true, []string{"the approvers"}},
		{"a disabled account leaves too few", []*person.Person{megan, lee}, false, []string{"the approvers: 1 has a disabled account", "the approvers"}},
		{"a guest leaves too few", []*person.Person{guest, megan}, false, []string{"the approvers: 1 is a guest", "the approvers"}},
		{"enough are left", []*person.Person{lee, megan, guest, gone, alex}, true, []string{"the approvers: 1 has a disabled account, 2 are guests", "the approvers"}},
		{"nobody is left", []*person.Person{lee, guest}, false, []string{"the approvers: 1 has a disabled account, 1 is a guest", "the approvers: nobody who can be asked"}},
		{"the only one cannot", []*person.Person{lee}, false, []string{"has a disabled account"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			s := request.Request{For: "diego", By: "diego", Stages: []request.Stage{{Quorum: 2}}}.Search()
			s.Consider(request.ApproverGroups, c.members...)
			var told []string
			for _, h := range s.Hops {
				told = append(told, h.Why.String())
			}
			if s.Done() != c.done || !slices.Equal(told, c.told) {
				t.Errorf("got %v %q, want %v %q", s.Done(), told, c.done, c.told)
			}
		})
	}
}

// However often it is looked for others, nobody is asked twice, and who could not be reached is not asked again.
func TestReroute(t *testing.T) {
	r := request.Request{ID: "R-1", For: "adele", By: "adele"}
	s := r.Search()
	s.Consider(request.Manager, &person.Person{ID: "megan", Enabled: true})
	r = r.Put(s, now).Unreach("megan", say.Text("cannot be reached in Teams"), now)
	again := r.Search()
	again.Consider(request.Manager, &person.Person{ID: "megan", Enabled: true})
	if again.Done() || len(r.Approvers) != 0 {
		t.Errorf("got %v again", again.Approvers)
	}
	again.Consider(request.AdminGroups, &person.Person{ID: "alex", Enabled: true}, &person.Person{ID: "adele", Enabled: true})
	r = r.Put(again, now).Put(again, now)
	if !slices.Equal(r.Approvers, []person.ID{"alex"}) || !slices.Equal(r.PutTo, []person.ID{"megan", "alex"}) || len(r.Routed) != 3 {
		t.Errorf("got %v, %v, %v", r.Approvers, r.PutTo, r.Routed)
	}
}

func TestVotes(t *testing.T) {
	two := []request.Stage{{Ask: []request.Source{request.Manager}}, {Ask: []request.Source{request.AdminGroups}, Quorum: 2}}
	begin := request.Request{ID: "R-1", State: request.PendingApproval, For: "adele", By: "adele", Stages: two, Approvers: []person.ID{"megan"}, PutTo: []person.ID{"megan"}}
	r, verdict := begin.Vote(request.Vote{By: "megan", Approved: true})
	if verdict != request.NextStage || r.Stage != 1 || len(r.Approvers) != 0 || r.Decision != nil {
		t.Fatalf("after the first stage: got %v, %+v", verdict, r)
	}
	if r.MayVote("megan") || r.MayDecide("megan") != nil {
		t.Error("who decided on a stage before sees the card and has no vote")
	}
	s := r.Search()
	s.Consider(request.AdminGroups, &person.Person{ID: "megan", Enabled: true}, &person.Person{ID: "alex", Enabled: true}, &person.Person{ID: "lee", Enabled: true})
	r = r.Put(s, now)
	if !slices.Equal(r.Approvers, []person.ID{"alex", "lee"}) {
		t.Fatalf("the second pair of eyes: got %v", r.Approvers)
	}
	if r, verdict = r.Vote(request.Vote{By: "alex", Approved: true}); verdict != request.Undecided || r.MayVote("alex") || !r.MayVote("lee") {
		t.Fatalf("one of two: got %v", verdict)
	}
	if denied, verdict := r.Vote(request.Vote{By: "lee"}); verdict != request.Rejected || denied.Decision == nil || denied.Decision.Approved {
		t.Errorf("one denial: got %v", verdict)
	}
	if done, verdict := r.Vote(request.Vote{By: "lee", Approved: true}); verdict != request.Approved || !done.Decision.Approved {
		t.Errorf("both: got %v", verdict)
	}
}

func TestPath(t *testing.T) {
	gold := request.Stage{Ask: []request.Source{request.AdminGroups}, When: `"gold" in wanted.tags`}
	abroad := request.Stage{Ask: []request.Source{request.Owner}, When: `wanted.country != user.usageLocation`}
	manager := request.Stage{Ask: []request.Source{request.Manager}}
	outside := request.Stage{Ask: []request.Source{request.AdminGroups}, When: `user.department != "Sales"`}
	broken := request.Stage{Ask: []request.Source{request.AdminGroups}, When: "(("}
	p := request.Policy{Stages: []request.Stage{manager, gold, abroad}, Self: []string{`wanted.range == "lobby"`}}
	about := func(of string, tags ...string) request.About {
		a := request.About{UsageLocation: "CH"}
		a.Wanted.Range, a.Wanted.Country, a.Wanted.Tags = of, "CH", tags
		return a
	}
	if stages, self := p.Path(about("lobby"), about("zurich", "international")); self != "" || len(stages) != 1 {
		t.Errorf("a number of either range: got %v, %q", stages, self)
	}
	if stages, _ := p.Path(about("zurich"), func() request.About { a := about("berlin"); a.Wanted.Country = "DE"; return a }()); len(stages) != 2 {
		t.Errorf("a number that may be of another country: got %v", stages)
	}
	for _, c := range []struct {
		name  string
		p     request.Policy
		about request.About
		want  []request.Stage
		self  bool
	}{
		{"the zero policy asks the manager", request.Policy{}, about("zurich"), request.ManagerAlone.Stages, false},
		{"an ordinary number", p, about("zurich"), []request.Stage{manager}, false},
		{"a gold number takes one stage more", p, about("zurich", "gold"), []request.Stage{manager, gold}, false},
		{"a number of another country", p, func() request.About { a := about("berlin"); a.Wanted.Country = "DE"; return a }(), []request.Stage{manager, abroad}, false},
		{"no number yet", p, request.About{UsageLocation: "CH"}, []request.Stage{manager}, false},
		{"a rule asks for what the directory does not say", request.Policy{Stages: []request.Stage{manager, outside}}, about("zurich"), []request.Stage{manager, outside}, false},
		{"and for what it says", request.Policy{Stages: []request.Stage{manager, outside}}, func() request.About { a := about("zurich"); a.Department = "Sales"; return a }(), []request.Stage{manager}, false},
		{"a stage whose rule cannot be read is for everybody", request.Policy{Stages: []request.Stage{manager, broken}}, about("zurich"), []request.Stage{manager, broken}, false},
		{"a range that approves itself", p, about("lobby", "gold"), nil, true},
		{"when no stage applies the first does", request.Policy{Stages: []request.Stage{gold}}, about("zurich"), []request.Stage{gold}, false},
		{"a rule that cannot be read holds for nobody", request.Policy{Stages: []request.Stage{manager}, Self: []string{"(("}}, about("zurich"), []request.Stage{manager}, false},
	} {
		t.Run(c.name, func(t *testing.T) {
			stages, self := c.p.Path(c.about)
			if !reflect.DeepEqual(stages, c.want) || (self != "") != c.self {
				t.Errorf("got %v, %q; want %v", stages, self, c.want)
			}
		})
	}
}

func TestMayDecide(t *testing.T) {
	r := request.Request{ID: "R-1", For: "adele", By: "adele", PutTo: []person.ID{"megan", "adele"}}
	for who, want := range map[person.ID]problem.Kind{"megan": "", "adele": problem.Forbidden, "mallory": problem.Forbidden} {
		if got := problem.KindOf(r.MayDecide(who)); got != want {
			t.Errorf("%s: got %q, want %q", who, got, want)
		}
	}
}

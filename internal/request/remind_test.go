package request_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/numberdesk/numberdesk/internal/person"
	"github.com/numberdesk/numberdesk/internal/problem"
	"github.com/numberdesk/numberdesk/internal/request"
)

// wasPutTo is a request that one manager has to decide on.
func wasPutTo() request.Request {
	r := request.Request{ID: "R-1", State: request.PendingApproval, For: "adele", By: "adele", Stages: []request.Stage{{Ask: []request.Source{request.Manager}}}, Expires: now.Add(7 * 24 * time.Hour)}
	s := r.Search()
	s.Consider(request.Manager, &person.Person{ID: "megan", Enabled: true})
	return r.Put(s, now)
}

func TestNudge(t *testing.T) {
	change := func(set func(*request.Request)) request.Request {
		r := wasPutTo()
		set(&r)
		return r
	}
	nudged, err := wasPutTo().Nudge(now)
	if err != nil || nudged.Reminders.Count != 1 || !nudged.NextNudge().Equal(now.Add(24*time.Hour)) {
		t.Fatalf("got %+v, %v", nudged.Reminders, err)
	}
	for _, c := range []struct {
		name    string
		request request.Request
		after   time.Duration
		refused string
	}{
		{"the first is possible at once", wasPutTo(), 0, ""},
		{"a second on the same day", nudged, 23 * time.Hour, "from"},
		{"a day later", nudged, 24 * time.Hour, ""},
		{"one of the desk's own does not count", wasPutTo().Remind(now), time.Minute, ""},
		{"a request that waits for a number", change(func(r *request.Request) { r.State = request.Waiting }), 0, "waiting for a free number"},
		{"a request that nobody has", change(func(r *request.Request) { r.Approvers = nil }), 0, "telephony admins"},
		{"a request whose one approver has voted", change(func(r *request.Request) { r.Votes = []request.Vote{{By: "megan", Approved: true}} }), 0, "telephony admins"},
	} {
		t.Run(c.name, func(t *testing.T) {
			_, err := c.request.Nudge(now.Add(c.after))
			if said := problem.Say(err).String(); (err == nil) != (c.refused == "") || !strings.Contains(said, c.refused) {
				t.Errorf("got %v %q, want %q", err, said, c.refused)
			}
		})
	}
}

// When everybody is away who could decide, others are asked; not when enough are there, or are stood in for.
func TestShortWithout(t *testing.T) {
	two := func(quorum int, voted ...person.ID) request.Request {
		r := asked("megan", "patti")
		r.Stages[0].Quorum = quorum
		for _, id := range voted {
			r.Votes = append(r.Votes, request.Vote{By: id, Approved: true})
		}
		return r
	}
	for _, c := range []struct {
		name    string
		request request.Request
		away    []person.ID
		want    bool
	}{
		{"nobody is away", two(2), nil, false},
		{"one of two is away, and one decides", two(1), []person.ID{"megan"}, false},
		{"both are away", two(1), []person.ID{"megan", "patti"}, true},
		{"one of two is away, and both must approve", two(2), []person.ID{"megan"}, true},
		{"one is away, and the other has approved already", two(2, "patti"), []person.ID{"megan"}, true},
		{"who is away has approved already", two(2, "megan"), []person.ID{}, false},
		{"somebody stands in", two(1).Delegated([]request.Delegation{away("megan", "lidia")}, now), []person.ID{"megan", "patti"}, false},
		{"too few already, and nobody is away", two(3), nil, false},
	} {
		t.Run(c.name, func(t *testing.T) {
			if got := c.request.ShortWithout(c.away); got != c.want {
				t.Errorf("got %v, want %v", got, c.want)
			}
		})
	}
	r := two(1).Leave([]person.ID{"megan"}, now).Leave([]person.ID{"megan"}, now)
	if len(r.Routed) != 1 || len(r.Late()) != 0 || len(r.Passed()) != 0 || !r.MayVote("megan") {
		t.Errorf("who is away is told once, is not late, and may decide: got %+v", r.Routed)
	}
	if r = r.Escalate(now); len(r.Routed) != 3 || !slices.Equal(r.Late(), []person.ID{"megan", "patti"}) {
		t.Errorf("after the time for all he is late, too: got %+v", r.Routed)
	}
}

// A reminder is for those who were asked before it and have not voted.
func TestWhomAReminderIsFor(t *testing.T) {
	r := wasPutTo().Remind(now.Add(time.Hour))
	s := r.Escalation()
	s.Consider(request.Manager, &person.Person{ID: "megan", Enabled: true})
	s.Consider(request.AdminGroups, &person.Person{ID: "alex", Enabled: true}, &person.Person{ID: "lee", Enabled: true}, &person.Person{ID: "megan", Enabled: true})
	r = r.Put(s, now.Add(2*time.Hour))
	if !slices.Equal(s.Approvers, []person.ID{"alex", "lee"}) {
		t.Fatalf("asked besides: got %v", s.Approvers)
	}
	if !r.RemindedOf("megan") || r.RemindedOf("alex") || r.RemindedOf("adele") {
		t.Error("before the first reminder only Megan was asked")
	}
	if r = r.Remind(now.Add(3 * time.Hour)); !r.RemindedOf("alex") || !r.RemindedOf("lee") {
		t.Error("the second is for all three")
	}
	if r, _ = r.Vote(request.Vote{By: "alex"}); r.RemindedOf("alex") {
		t.Error("who has decided is reminded")
	}
}

func TestEscalate(t *testing.T) {
	r := wasPutTo().Escalate(now.Add(time.Hour)).Escalate(now.Add(2 * time.Hour))
	if len(r.Routed) != 2 || !slices.Equal(r.Late(), []person.ID{"megan"}) || !r.MayVote("megan") {
		t.Fatalf("twice too late: got %+v", r.Routed)
	}
	if len(r.Passed()) != 0 || len(r.Unreached()) != 0 {
		t.Error("who is late was neither passed over nor out of reach")
	}
	s := r.Escalation()
	s.Consider(request.AdminGroups, &person.Person{ID: "alex", Enabled: true}, &person.Person{ID: "lee", Enabled: true})
	r = r.Put(s, now)
	for who, want := range map[person.ID]request.Source{"megan": request.Manager, "alex": request.AdminGroups} {
		if h, _ := r.Found(who); h.Source != want {
			t.Errorf("%s was asked as %q, want %q", who, h.Source, want)
		}
	}
	if r, _ = r.Vote(request.Vote{By: "megan"}); len(r.Late()) != 0 {
		t.Error("who has decided is no longer late")
	}
}

// Several who are found later by the same source are told of by the hop that is there.
func TestAHopKnowsThemAll(t *testing.T) {
	r := wasPutTo()
	for _, members := range [][]*person.Person{
		{{ID: "alex", Enabled: true}, {ID: "lee", Enabled: true}}, {{ID: "lee", Enabled: true}, {ID: "diego", Enabled: true}},
	} {
		s := r.Search()
		s.Consider(request.AdminGroups, members...)
		r = r.Put(s, now)
	}
	if h, ok := r.Found("diego"); !ok || len(r.Routed) != 2 || !slices.Equal(h.People, []person.ID{"alex", "lee", "diego"}) {
		t.Errorf("got %+v", r.Routed)
	}
}

func TestOver(t *testing.T) {
	r := wasPutTo()
	decided := r
	decided.State = request.Denied
	for _, c := range []struct {
		name    string
		request request.Request
		stage   int
		at      time.Time
		want    bool
	}{
		{"the stage goes on", r, 0, now, false},
		{"it is another one's turn", r, 1, now, true},
		{"it is decided", decided, 0, now, true},
		{"its end has come, though nobody ended it yet", r, 0, r.Expires, true},
	} {
		if got := c.request.Over(c.stage, c.at); got != c.want {
			t.Errorf("%s: got %v", c.name, got)
		}
	}
}

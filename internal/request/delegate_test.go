package request_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/numberdesk/numberdesk/internal/person"
	"github.com/numberdesk/numberdesk/internal/request"
)

func TestMayDelegate(t *testing.T) {
	lidia := person.Person{ID: "lidia", Name: "Lidia Holloway", Enabled: true}
	friday := now.AddDate(0, 0, 4)
	for _, c := range []struct {
		name  string
		to    func(*person.Person)
		until time.Time
		says  string // a part of the refusal; empty: allowed
	}{
		{name: "a colleague until Friday", until: friday},
		{name: "ninety days are the most", until: now.AddDate(0, 0, 90)},
		{name: "one day more is too long", until: now.AddDate(0, 0, 91), says: "at most 90 days"},
		{name: "a day that is over", until: now, says: "is over"},
		{name: "oneself", to: func(p *person.Person) { p.ID = "megan" }, until: friday, says: "stand in for yourself"},
		{name: "a guest", to: func(p *person.Person) { p.Guest = true }, until: friday, says: "is a guest"},
		{name: "a disabled account", to: func(p *person.Person) { p.Enabled = false }, until: friday, says: "disabled account"},
		{name: "somebody who lost Teams", to: func(p *person.Person) {
			p.Plans = []person.Plan{{ID: "57ff2da0-773e-42df-b2af-ffb7a2317929", Status: "Deleted"}}
		}, until: friday, says: "does not have Teams"},
	} {
		t.Run(c.name, func(t *testing.T) {
			to := lidia
			if c.to != nil {
				c.to(&to)
			}
			err := request.MayDelegate("megan", &to, c.until, now)
			if c.says == "" && err != nil || c.says != "" && (err == nil || !strings.Contains(err.Error(), c.says)) {
				t.Errorf("got %v, want %q", err, c.says)
			}
		})
	}
}

// away is a delegation until Friday.
func away(of, to person.ID) request.Delegation {
	return request.Delegation{Of: of, To: to, From: now, Until: now.AddDate(0, 0, 4)}
}

// asked is a request of adele's that is put to some.
func asked(approvers ...person.ID) request.Request {
	return request.Request{ID: "R-1", State: request.PendingApproval, For: "adele", By: "adele", Approvers: approvers, PutTo: approvers,
		Stages: []request.Stage{{Ask: []request.Source{request.Manager}, Quorum: 1}}}
}

func TestADelegateVotesForHisApprover(t *testing.T) {
	approve := func(r request.Request, by person.ID) request.Request {
		r, _ = r.Vote(request.Vote{By: by, Approved: true, At: now})
		return r
	}
	both := func(r request.Request, quorum int) request.Request {
		r.Stages = []request.Stage{{Quorum: quorum}, {Quorum: 1}}
		return r
	}
	monday := now.AddDate(0, 0, 7)
	for _, c := range []struct {
		name string
		r    request.Request
		can  []person.ID // of megan, nestor, lidia, diego and adele
	}{
		{"the approver and the delegate can each vote", asked("megan").Delegated([]request.Delegation{away("megan", "lidia")}, now), []person.ID{"megan", "lidia"}},
		{"a delegation of somebody who is not asked changes nothing", asked("megan").Delegated([]request.Delegation{away("nestor", "lidia")}, now), []person.ID{"megan"}},
		{"one that is over changes nothing", asked("megan").Delegated([]request.Delegation{away("megan", "lidia")}, monday), []person.ID{"megan"}},
		{"it ends by itself, whoever noticed", asked("megan").Delegated([]request.Delegation{away("megan", "lidia")}, now).AsOf(monday), []person.ID{"megan"}},
		{"the requester is nobody's delegate", asked("megan").Delegated([]request.Delegation{away("megan", "adele")}, now), []person.ID{"megan"}},
		{"a delegate's own delegate is not asked", asked("megan").Delegated([]request.Delegation{away("megan", "lidia"), away("lidia", "diego")}, now), []person.ID{"megan", "lidia"}},
		{"what the delegate decided the approver does not decide again",
			both(asked("megan", "nestor"), 2).Delegated([]request.Delegation{away("megan", "lidia")}, now), []person.ID{"megan", "nestor", "lidia"}},
		{"after the delegate's vote it is the other approver's turn",
			approve(both(asked("megan", "nestor"), 2).Delegated([]request.Delegation{away("megan", "lidia")}, now), "lidia"), []person.ID{"nestor"}},
		{"after the approver's vote the delegate has none",
			approve(both(asked("megan", "nestor"), 2).Delegated([]request.Delegation{away("megan", "lidia")}, now), "megan"), []person.ID{"nestor"}},
		{"the delegate of two is one pair of eyes",
			approve(both(asked("megan", "nestor"), 2).Delegated([]request.Delegation{away("megan", "lidia"), away("nestor", "lidia")}, now), "lidia"), []person.ID{"nestor"}},
		{"an approver who is a delegate besides votes once",
			approve(both(asked("megan", "nestor"), 2).Delegated([]request.Delegation{away("megan", "nestor")}, now), "nestor"), []person.ID{"megan"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			for _, who := range []person.ID{"megan", "nestor", "lidia", "diego", "adele"} {
				if got, want := c.r.MayVote(who), slices.Contains(c.can, who); got != want {
					t.Errorf("%s may vote: got %v, want %v", who, got, want)
				}
			}
		})
	}
}

func TestADelegateDecidesInOneStageOnly(t *testing.T) {
	r := asked("megan")
	r.Stages = []request.Stage{{Quorum: 1}, {Quorum: 1}}
	r, verdict := r.Delegated([]request.Delegation{away("megan", "lidia")}, now).Vote(request.Vote{By: "lidia", For: "diego", Approved: true, At: now})
	if vote := r.Votes[0]; verdict != request.NextStage || vote.For != "megan" {
		t.Errorf("got %v with %+v, want the next stage, by lidia for megan whatever she says", verdict, vote)
	}
	if not := r.Search().Not; !slices.Contains(not, "lidia") || !slices.Contains(not, "megan") {
		t.Errorf("the next stage passes over %v, want megan and lidia among them", not)
	}
	r.Approvers = []person.ID{"nestor"}
	if r = r.Delegated([]request.Delegation{away("nestor", "lidia")}, now); r.MayVote("lidia") {
		t.Error("lidia may decide in both stages")
	}
	if r = r.Delegated([]request.Delegation{away("nestor", "megan")}, now); r.MayVote("megan") {
		t.Error("megan, for whom was decided, may decide again")
	}
}

func TestAnApproverOutOfReachKeepsTheDelegate(t *testing.T) {
	r := asked("megan").Delegated([]request.Delegation{away("megan", "lidia")}, now)
	r = r.Unreach("megan", request.Manager.Words(), now)
	if !r.MayVote("lidia") || r.Nobody() {
		t.Error("the delegate lost the vote with the approver")
	}
	if r = r.Unreach("lidia", request.Manager.Words(), now); r.MayVote("lidia") || !r.Nobody() {
		t.Error("a delegate out of reach is still asked")
	}
}

func TestHand(t *testing.T) {
	diego := person.Person{ID: "diego", Name: "Diego Siciliani", Enabled: true}
	two := asked("megan", "nestor")
	two.Stages = []request.Stage{{Quorum: 2}}
	half, _ := two.Vote(request.Vote{By: "megan", Approved: true, At: now})
	delivered := asked("megan")
	delivered.State = request.Delivered
	for _, c := range []struct {
		name string
		r    request.Request
		to   func(*person.Person)
		says string
		then []person.ID
	}{
		{name: "to somebody else", r: asked("megan"), then: []person.ID{"diego"}},
		{name: "when nobody decides", r: asked(), then: []person.ID{"diego"}},
		{name: "the delegates of whom it is taken from have no say any more", r: asked("megan").Delegated([]request.Delegation{away("megan", "lidia")}, now), then: []person.ID{"diego"}},
		{name: "when two are needed the others stay", r: two, then: []person.ID{"megan", "nestor", "diego"}},
		{name: "when one has approved, in place of the other", r: half, then: []person.ID{"diego"}},
		{name: "to whom it is put already", r: asked("megan"), to: func(p *person.Person) { p.ID = "megan" }, says: "already"},
		{name: "to the requester", r: asked("megan"), to: func(p *person.Person) { p.ID = "adele" }, says: "own request"},
		{name: "to one who approved it", r: half, to: func(p *person.Person) { p.ID = "megan" }, says: "has decided"},
		{name: "to a guest", r: asked("megan"), to: func(p *person.Person) { p.Guest = true }, says: "is a guest"},
		{name: "to a disabled account", r: asked("megan"), to: func(p *person.Person) { p.Enabled = false }, says: "disabled account"},
		{name: "when it is over", r: delivered, says: "nothing to decide"},
	} {
		t.Run(c.name, func(t *testing.T) {
			to := diego
			if c.to != nil {
				c.to(&to)
			}
			err := c.r.MayHand(&to)
			if c.says != "" {
				if err == nil || !strings.Contains(err.Error(), c.says) {
					t.Errorf("got %v, want %q", err, c.says)
				}
				return
			}
			if err != nil {
				t.Fatal(err)
			}
			r := c.r.Hand(to.ID, now)
			for _, who := range []person.ID{"megan", "nestor", "lidia", "diego", "adele"} {
				if got, want := r.MayVote(who), slices.Contains(c.then, who); got != want {
					t.Errorf("%s may vote: got %v, want %v", who, got, want)
				}
			}
		})
	}
}

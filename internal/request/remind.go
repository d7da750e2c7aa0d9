package request

import (
	"slices"
	"time"

	"github.com/numberdesk/numberdesk/internal/person"
	"github.com/numberdesk/numberdesk/internal/problem"
	"github.com/numberdesk/numberdesk/internal/say"
)

// Reminders are how those who decide were reminded of a request.
type Reminders struct {
	// Count is how often, in all stages, and At when last.
	Count int       `json:"count,omitempty"`
	At    time.Time `json:"at,omitzero"`
	// Asked is when the requester last had it done.
	Asked time.Time `json:"asked,omitzero"`
}

// MostReminders is how often the desk reminds of itself in one stage: who has seen five does not need a sixth.
const MostReminders = 5

// betweenNudges is how long a requester waits before he has people reminded again.
const betweenNudges = 24 * time.Hour

// LongWait is how long a stage has waited when its requester is told what he can do about it.
const LongWait = betweenNudges

// Undecided are the approvers of the present stage who have said nothing yet.
func (r Request) Undecided() []person.ID {
	var ids []person.ID
	for _, id := range r.Approvers {
		if r.MayVote(id) {
			ids = append(ids, id)
		}
	}
	return ids
}

// Remind counts one more reminder of those who have said nothing yet.
func (r Request) Remind(now time.Time) Request {
	r.Reminders.Count++
	r.Reminders.At = now
	r.Revision++
	return r
}

// Nudge is a reminder that the requester asked for. It is refused when nobody could act on it, and more than once a day.
func (r Request) Nudge(now time.Time) (Request, error) {
	switch next := r.NextNudge(); {
	case r.State != PendingApproval:
		return r, problem.New(problem.Conflict, "Request %s is %s, so there is no decision to remind anybody of. Type status to see where it is.", r.ID, r.State.Words())
	case len(r.Undecided()) == 0:
		return r, problem.New(problem.NotFound, "Nobody has request %s at the moment who could be reminded. Ask your telephony admins.", r.ID)
	case now.Before(next):
		return r, problem.New(problem.Conflict, "You had people reminded of request %s already. You can do it again from %s on.", r.ID, say.Time(next))
	}
	r = r.Remind(now)
	r.Reminders.Asked = now
	return r, nil
}

// NextNudge is from when on the requester may have people reminded again; in the past, or never, is at once.
func (r Request) NextNudge() time.Time {
	if r.Reminders.Asked.IsZero() {
		return time.Time{}
	}
	return r.Reminders.Asked.Add(betweenNudges)
}

// RemindedOf reports whether somebody who still has to decide was asked before the last reminder, and so got it.
func (r Request) RemindedOf(who person.ID) bool {
	h, _ := r.Found(who)
	asked := h.At
	if d, ok := r.StandsInFor(who); ok {
		asked = d.At
	}
	return r.Reminders.Count > 0 && r.MayVote(who) && asked.Before(r.Reminders.At)
}

// Ending reports whether the end of a request that nobody decided on is near.
func (r Request) Ending(now time.Time) bool {
	return r.State == PendingApproval && !r.Near.IsZero() && !now.Before(r.Near)
}

// Over reports whether there is nothing more to wait for in a stage: the request is decided, in another stage, or at its end.
func (r Request) Over(stage int, now time.Time) bool {
	return r.State != PendingApproval || r.Stage != stage || !now.Before(r.Expires)
}

// Escalation begins a search for those who are asked besides the present approvers, because these did not decide in time.
func (r Request) Escalation() Search {
	s := r.Search()
	s.Not, s.Enough = append(s.Not, r.Approvers...), 1
	return s
}

// Escalate says of those who have said nothing yet that they did not in time. They still may decide.
func (r Request) Escalate(now time.Time) Request {
	late := r.Late()
	r.Routed = slices.Clone(r.Routed)
	for _, id := range r.Undecided() {
		if !slices.Contains(late, id) {
			r.Routed = append(r.Routed, Hop{Who: id, Why: say.Text("did not decide in time"), Late: true, At: now})
		}
	}
	return r
}

// Leave says of those who have said nothing yet and are away that others are asked because of that. They still may decide.
func (r Request) Leave(away []person.ID, now time.Time) Request {
	r.Routed = slices.Clone(r.Routed)
	for _, id := range away {
		if !slices.ContainsFunc(r.Routed, func(h Hop) bool { return h.Away && h.Who == id }) {
			r.Routed = append(r.Routed, Hop{Who: id, Why: say.Text("is away"), Late: true, Away: true, At: now})
		}
	}
	return r
}

// ShortWithout reports whether the present stage needs the approval of somebody who is away, and for whom nobody stands in.
func (r Request) ShortWithout(away []person.ID) bool {
	have, need := r.Approvals()
	for _, id := range r.Undecided() {
		standIn := slices.ContainsFunc(r.DelegatesNow(), func(d Delegate) bool { return d.Of == id })
		if standIn || !slices.Contains(away, id) {
			have++
		}
	}
	return r.State == PendingApproval && len(away) > 0 && have < need
}

// AskedOf reports whether the request was put to those whom a source names.
func (r Request) AskedOf(source Source) bool {
	return slices.ContainsFunc(r.Routed, func(h Hop) bool { return h.Asked && h.Source == source })
}

// Late are the approvers of the present stage who did not decide in time, as long as they have not decided.
func (r Request) Late() []person.ID {
	var ids []person.ID
	for _, h := range r.Routed {
		if h.Late && !h.Away && r.MayVote(h.Who) && !slices.Contains(ids, h.Who) {
			ids = append(ids, h.Who)
		}
	}
	return ids
}

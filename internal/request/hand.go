package request

import (
	"slices"
	"time"

	"github.com/numberdesk/numberdesk/internal/person"
	"github.com/numberdesk/numberdesk/internal/problem"
	"github.com/numberdesk/numberdesk/internal/say"
)

// MayHand refuses to hand a request to somebody who cannot decide on it, or to anybody when there is nothing to decide.
func (r Request) MayHand(to *person.Person) error {
	_, voted := r.Voted(to.ID)
	switch {
	case r.State != PendingApproval:
		return problem.New(problem.Conflict, "Request %s is %s, so there is nothing to decide.", r.ID, r.State.Words())
	case r.IsFor(to.ID) || to.ID == r.By:
		return problem.New(problem.Forbidden, "%s asked for it, and nobody decides on an own request. Name somebody else.", to.Name)
	case voted || r.hadSay(to.ID):
		return problem.New(problem.Conflict, "%s has decided on request %s already, and it needs somebody else, too. Name another person.", to.Name, r.ID)
	case slices.Contains(r.Approvers, to.ID):
		return problem.New(problem.Conflict, "Request %s is put to %s already. Name somebody else.", r.ID, to.Name)
	}
	return mayStandIn(to)
}

// Hand puts the request to somebody in place of those who have not decided. When the stage needs more than one of them
// still, they stay beside him.
func (r Request) Hand(to person.ID, now time.Time) Request {
	have, need := r.Approvals()
	r.Approvers = slices.Clone(r.Approvers)
	if need-have <= 1 {
		r.Approvers = slices.DeleteFunc(r.Approvers, func(id person.ID) bool {
			_, voted := r.Voted(id)
			return !voted
		})
		r, _ = r.endDelegates(func(Delegate) bool { return true })
	}
	r.Approvers = append(r.Approvers, to)
	if !slices.Contains(r.PutTo, to) {
		r.PutTo = append(slices.Clone(r.PutTo), to)
	}
	r.Routed = append(slices.Clone(r.Routed), Hop{Who: to, Why: say.Text("handed over by a telephony admin"), Asked: true, Source: Handed, At: now})
	return r
}

package request

import (
	"slices"
	"time"

	"github.com/numberdesk/numberdesk/internal/person"
	"github.com/numberdesk/numberdesk/internal/problem"
)

// Vote is what one approver said in one stage.
type Vote struct {
	By person.ID `json:"by"`
	// For is the approver whose delegate voted; empty when he voted himself.
	For      person.ID `json:"for,omitempty"`
	Stage    int       `json:"stage"`
	Approved bool      `json:"approved"`
	Reason   string    `json:"reason,omitempty"`
	Usual    Usual     `json:"usual,omitempty"`
	At       time.Time `json:"at"`
}

// Verdict is what a request comes to by a vote.
type Verdict int

const (
	// Undecided: others of the stage have to approve, too.
	Undecided Verdict = iota
	// NextStage: the stage is approved, and it is the next one's turn.
	NextStage
	// Approved and Rejected are the end.
	Approved
	Rejected
)

// Event is the move that a verdict makes; an approval is [Approve] or [ApproveNone], which depends on the numbers.
func (v Verdict) Event() Event {
	return map[Verdict]Event{Undecided: Agree, NextStage: Advance, Rejected: Deny}[v]
}

// Now is the stage that is being decided.
func (r Request) Now() Stage {
	if r.Stage < len(r.Stages) {
		return r.Stages[r.Stage]
	}
	return ManagerAlone.Stages[0]
}

// Voted is what somebody, or his delegate for him, said in the present stage.
func (r Request) Voted(who person.ID) (Vote, bool) {
	i := slices.IndexFunc(r.Votes, func(v Vote) bool { return v.Stage == r.Stage && (v.By == who || v.For == who) })
	if i < 0 {
		return Vote{}, false
	}
	return r.Votes[i], true
}

// Approvals is how many approved in the present stage, of how many that must.
func (r Request) Approvals() (have, need int) {
	for _, v := range r.Votes {
		if v.Stage == r.Stage && v.Approved {
			have++
		}
	}
	return have, max(r.Now().Quorum, 1)
}

// Needs is how many more approvals the present stage needs.
func (r Request) Needs() int {
	have, need := r.Approvals()
	return need - have
}

// Vote counts a vote by somebody who may decide. It returns the request with the vote, and with the decision when that is
// one; the caller makes the move. In whose name somebody votes is told here, not by him.
func (r Request) Vote(v Vote) (Request, Verdict) {
	v.Stage, v.For = r.Stage, ""
	if of, has := r.voice(v.By); has && of != v.By {
		v.For = of
	}
	r.Votes = append(slices.Clone(r.Votes), v)
	decision := &Decision{By: v.By, For: v.For, Approved: v.Approved, Reason: v.Reason, Usual: v.Usual, At: v.At}
	if !v.Approved {
		r.Decision = decision
		return r, Rejected
	}
	switch have, need := r.Approvals(); {
	case have < need:
		return r, Undecided
	case r.Stage+1 < len(r.Stages):
		r.Stage++
		r.Approvers, r.Since = nil, time.Time{}
		return r, NextStage
	}
	r.Decision = decision
	return r, Approved
}

// MayDecide refuses a click by anyone but an approver of this request, and any by the requester.
func (r Request) MayDecide(who person.ID) error {
	switch {
	case r.IsFor(who) || who == r.By:
		return problem.New(problem.Forbidden, "You cannot decide on your own request.")
	case !slices.Contains(r.PutTo, who):
		return problem.New(problem.Forbidden, "Request %s was not put to you, so you cannot decide on it.", r.ID)
	}
	return nil
}

// MayVote reports whether somebody who may decide can still say something in the present stage.
func (r Request) MayVote(who person.ID) bool {
	_, has := r.voice(who)
	return r.State == PendingApproval && has
}

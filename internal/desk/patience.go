package desk

import (
	"time"

	"github.com/numberdesk/numberdesk/internal/inventory"
	"github.com/numberdesk/numberdesk/internal/problem"
)

// unknownLimit is how long Teams may take to know somebody who has a licence ("up to 24 hours", Microsoft's pages on
// assigning Teams licences), rightsLimit how long the desk waits for rights that were taken from it, and outageLimit how
// long Teams is believed that trying again will do.
const (
	unknownLimit = 24 * time.Hour
	rightsLimit  = 7 * 24 * time.Hour
	outageLimit  = 4 * time.Hour
)

// putOff waits for what passes by itself; not for ever. It was certainly not done.
func (p progress) putOff(why *problem.Error, limit time.Duration, now time.Time) (progress, verdict, error) {
	p = p.refuses(why, limit, now)
	switch {
	case p.inTime(now):
		return progress{Refused: p.Refused, Waits: p.Waits, Limit: p.Limit, For: p.For, UnderWay: why.Code == inventory.ReasonInProgress}, verdict{wait: slowPace(p.Waits), delay: why}, nil
	case why.Kind == problem.Busy: // what is under way may be ours
		return progress{}, verdict{failed: unclear(why.Code)}, nil
	}
	return progress{}, verdict{failed: why}, nil
}

// refuses counts one more refusal for a cause that is waited for so long, from the first of whatever cause: two that take
// turns would otherwise be waited for without an end.
func (p progress) refuses(why *problem.Error, limit time.Duration, now time.Time) progress {
	if p.Refused.IsZero() {
		p.Refused, p.Waits = now.UTC(), 0 // what it waited for so far was no refusal
	}
	p.For, p.Waits, p.Limit = why.Code, p.Waits+1, max(p.Limit, limit)
	return p
}

// inTime reports whether it is waited for what it is refused for.
func (p progress) inTime(now time.Time) bool { return now.Sub(p.Refused) < p.Limit }

// withoutRights waits for rights the desk's app does not have: it is no fault of this errand, and hundreds of others may
// wait for the same. What was noted of an act stays, because it may have been done.
func (p progress) withoutRights(err error, now time.Time) (progress, verdict, error) {
	var why *problem.Error
	asProblem(err, &why)
	p = p.refuses(why, rightsLimit, now)
	p.Needs, p.Writing = why.Needs, false
	acted := !p.Acted.IsZero()
	if p.inTime(now) {
		return p, verdict{wait: max(slowPace(p.Waits), why.RetryAfter), delay: why, doubt: acted && p.Operation == ""}, nil
	}
	late := *why
	if late.Say = inventory.ReasonOf(why.Code).Failed(inventory.Facts{}); acted {
		late.Kind = problem.Unclear
	}
	return p, verdict{failed: &late}, nil
}

// whoHasIt waits for Teams to say who has a number, and not for ever. What was noted of an act stays, because it may be that
// which is in trouble.
func (p progress) whoHasIt(why *problem.Error, now time.Time) (progress, verdict, error) {
	p = p.refuses(why, outageLimit, now)
	if p.inTime(now) {
		return p, verdict{wait: slowPace(p.Waits), delay: why, doubt: !p.Acted.IsZero() && p.Operation == ""}, nil
	}
	return progress{}, verdict{failed: unclear(why.Code)}, nil
}

// waits is a reason to wait, and unclear one to give up on what may have been done.
func waits(code string) *problem.Error {
	return &problem.Error{Kind: problem.Busy, Code: code, Say: inventory.ReasonOf(code).Waits(inventory.Facts{})}
}

func unclear(code string) *problem.Error {
	return &problem.Error{Kind: problem.Unclear, Code: code, Say: inventory.ReasonOf(code).Failed(inventory.Facts{})}
}

// pace is how long to wait before the next step: a second for the first few, then slower, so that no more
// than one poll goes by after Microsoft is done.
func pace(looks int) time.Duration {
	return []time.Duration{1, 1, 1, 2, 2, 3, 5, 8, 15}[min(max(looks-1, 0), 8)] * time.Second
}

// slowPace is how long to wait for what takes Microsoft or an admin minutes or hours.
func slowPace(looks int) time.Duration {
	return []time.Duration{1, 2, 5, 10, 15}[min(max(looks-1, 0), 4)] * time.Minute
}

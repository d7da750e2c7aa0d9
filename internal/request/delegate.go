package request

import (
	"slices"
	"time"

	"github.com/numberdesk/numberdesk/internal/person"
	"github.com/numberdesk/numberdesk/internal/problem"
)

// Delegation is who decides for somebody while he is away.
type Delegation struct {
	// Of is away, To decides for him.
	Of person.ID `json:"of"`
	To person.ID `json:"to"`
	// From is when it began, Until when it ends by itself.
	From  time.Time `json:"from"`
	Until time.Time `json:"until"`
	// Why is in the words of who is away.
	Why string `json:"why,omitempty"`
}

// longestAway is how long somebody can be stood in for: a longer absence needs another approver, not a delegate.
const longestAway = 90 * 24 * time.Hour

// CanBeAway reports whether somebody can be stood in for up to a day, as long as that lasts.
func CanBeAway(now, day time.Time) bool { return day.Sub(now) <= longestAway-24*time.Hour }

// MayDelegate refuses a delegation that could not be used, or that would give away too much.
func MayDelegate(of person.ID, to *person.Person, until, now time.Time) error {
	switch {
	case to.ID == of:
		return problem.New(problem.Invalid, "You cannot stand in for yourself. Name somebody else.")
	case !until.After(now):
		return problem.New(problem.Invalid, "That day is over. Name one that is still to come, such as Friday or 2026-12-31.")
	case until.Sub(now) > longestAway:
		return problem.New(problem.Invalid, "You can be stood in for at most 90 days. Name an earlier day, or ask your telephony admins for another approver.")
	}
	return mayStandIn(to)
}

// mayStandIn refuses a person who cannot decide for anybody.
func mayStandIn(p *person.Person) error {
	switch {
	case p.Guest:
		return problem.New(problem.Forbidden, "%s is a guest, and guests decide nothing here. Name somebody of the company.", p.Name)
	case !p.Enabled:
		return problem.New(problem.Conflict, "%s has a disabled account. Name somebody else.", p.Name)
	case p.LostTeams():
		return problem.New(problem.Conflict, "%s does not have Teams any more. Name somebody else.", p.Name)
	case !p.CanDecide():
		return problem.New(problem.Conflict, "%s cannot be asked. Name somebody else.", p.Name)
	}
	return nil
}

// Delegate is one who may decide on a request in an approver's place, in one stage of it.
type Delegate struct {
	Of    person.ID `json:"of"`
	To    person.ID `json:"to"`
	Stage int       `json:"stage"`
	At    time.Time `json:"at"`
	Until time.Time `json:"until"`
	// Ended is set when it is over; what was decided before stays.
	Ended bool `json:"ended,omitempty"`
}

// Delegated puts the request to the delegates of those who decide in the present stage, each under his approver's name. It
// is put to nobody who asked, whom it is for, or who had a say in an earlier stage; and a delegate's own delegate is not
// asked, so that nobody passes on what is not his.
func (r Request) Delegated(active []Delegation, now time.Time) Request {
	for _, d := range active {
		known := func(g Delegate) bool { return g.Of == d.Of && g.To == d.To && g.Stage == r.Stage && !g.Ended }
		switch {
		case r.State != PendingApproval && r.State != "", !slices.Contains(r.Approvers, d.Of), !d.Until.After(now):
		case !r.mayHear(d.To), slices.ContainsFunc(r.Delegates, known):
		default:
			r.Delegates = append(slices.Clone(r.Delegates), Delegate{Of: d.Of, To: d.To, Stage: r.Stage, At: now, Until: d.Until})
			if !slices.Contains(r.PutTo, d.To) {
				r.PutTo = append(slices.Clone(r.PutTo), d.To)
			}
		}
	}
	return r
}

// mayHear reports whether somebody can be asked in the present stage at all.
func (r Request) mayHear(who person.ID) bool {
	return !r.IsFor(who) && who != r.By && !slices.Contains(r.Unreached(), who) && !r.hadSay(who)
}

// hadSay reports whether somebody decided in an earlier stage, or was decided for.
func (r Request) hadSay(who person.ID) bool {
	return slices.ContainsFunc(r.Votes, func(v Vote) bool { return v.Stage < r.Stage && (v.By == who || v.For == who) })
}

// Undelegated takes the request from the delegates of somebody. changed is false when it had none.
func (r Request) Undelegated(of person.ID) (_ Request, changed bool) {
	return r.endDelegates(func(d Delegate) bool { return d.Of == of })
}

// AsOf is the request without the delegates whose time is over by now, whether or not anybody has noticed.
func (r Request) AsOf(now time.Time) Request {
	r, _ = r.endDelegates(func(d Delegate) bool { return !d.Until.After(now) })
	return r
}

func (r Request) endDelegates(over func(Delegate) bool) (_ Request, changed bool) {
	r.Delegates = slices.Clone(r.Delegates)
	for i, d := range r.Delegates {
		if !d.Ended && over(d) {
			r.Delegates[i].Ended, changed = true, true
		}
	}
	return r, changed
}

// DelegatesNow are those who may decide in an approver's place in the present stage.
func (r Request) DelegatesNow() []Delegate {
	return slices.DeleteFunc(slices.Clone(r.Delegates), func(d Delegate) bool { return d.Ended || d.Stage != r.Stage })
}

// Nobody reports whether the request is put to nobody who can decide on it.
func (r Request) Nobody() bool { return len(r.Approvers) == 0 && len(r.DelegatesNow()) == 0 }

// NobodyFound reports whether those who decide were looked for, and there is nobody.
func (r Request) NobodyFound() bool { return r.Nobody() && len(r.Routed) > 0 }

// voice is in whose name somebody can vote now: his own when he is an approver, else that of one whose delegate he is and
// who was not heard yet. Nobody votes twice in a stage, in whoever's name: two votes are two pairs of eyes.
func (r Request) voice(who person.ID) (of person.ID, has bool) {
	if _, voted := r.Voted(who); voted || who == "" {
		return "", false
	}
	if slices.Contains(r.Approvers, who) {
		return who, true
	}
	for _, d := range r.DelegatesNow() {
		if _, voted := r.Voted(d.Of); d.To == who && !voted && r.mayHear(who) {
			return d.Of, true
		}
	}
	return "", false
}

// StandsInFor is for whom somebody votes now or has voted; ok is false for one with a voice of his own.
func (r Request) StandsInFor(who person.ID) (d Delegate, ok bool) {
	if slices.Contains(r.Approvers, who) {
		return d, false
	}
	for _, d := range slices.Backward(r.Delegates) {
		if d.To == who {
			return d, true
		}
	}
	return d, false
}

package desk

import (
	"cmp"
	"context"
	"time"

	"github.com/numberdesk/numberdesk/internal/inventory"
	"github.com/numberdesk/numberdesk/internal/phone"
	"github.com/numberdesk/numberdesk/internal/problem"
	"github.com/numberdesk/numberdesk/internal/request"
)

// findings are what was found out about an assignment that was refused.
type findings struct {
	about inventory.Facts
	// seen is the number in Teams, when somebody else has it.
	seen inventory.Assignment
	// old is set when it is the number to be given up that Teams does not take.
	old bool
}

// factsOf are what the words of a reason name of a number.
func factsOf(n inventory.Number) inventory.Facts {
	return inventory.Facts{Number: n.Phone, Type: n.Type, NumberCountry: n.Country, Range: n.Range}
}

// unsaid is Teams' not saying who has a number, which passes: nothing is done to it meanwhile.
func unsaid() error { return waits(inventory.ReasonUnsaid) }

// refusedFor is a reason as the requester reads it, with Microsoft's words as its cause.
func refusedFor(code string, about inventory.Facts, cause error) *problem.Error {
	return &problem.Error{Kind: problem.Conflict, Code: code, Say: inventory.ReasonOf(code).Failed(about), Err: cause}
}

// keptFor is that a number which somebody would give up for another one cannot be taken.
func keptFor(code string, about inventory.Facts, cause error) *problem.Error {
	return &problem.Error{Kind: problem.Conflict, Code: code, Say: inventory.ReasonOf(code).Kept(about), Err: cause}
}

// judge reads the number's person afresh and tells what is behind a refusal of what was asked for then; see
// [inventory.Judge]. It is Busy while the number that he gives up may stand in the way.
func (d *Desk) judge(ctx context.Context, why *problem.Error, r request.Request, n inventory.Number, asked time.Time, seen *inventory.Assignment, found *findings) (*problem.Error, error) {
	p, err := d.dir.Person(ctx, r.For)
	if problem.KindOf(err) == problem.NotFound {
		p, err = nil, nil
	}
	if err != nil {
		return nil, err
	}
	other, err := d.otherNumber(ctx, r, asked)
	if err != nil {
		return nil, err
	}
	said := why.Code
	if why.Kind == problem.NotFound { // one of the two it was about
		said = inventory.ReasonUserNotFound
	}
	code := inventory.Judge(said, n, seen, p, other)
	if code == inventory.ReasonTaken {
		return d.taken(ctx, found, seen, why.Err), nil
	}
	found.about.Other, found.about.NumberCountry = cmp.Or(other, r.Old), n.Country
	if p != nil {
		found.about.PersonCountry = p.UsageLocation
	}
	return refusedFor(code, found.about, why.Err), nil
}

// judgeRelease is [Desk.judge] of a number that Teams refused to take from its holder.
func (d *Desk) judgeRelease(ctx context.Context, why *problem.Error, n inventory.Number, seen *inventory.Assignment, about inventory.Facts) (*problem.Error, error) {
	if seen != nil && seen.Target != n.Holder {
		return refusedFor(inventory.ReasonMoved, about, why.Err), nil
	}
	p, err := d.dir.Person(ctx, n.Holder)
	if problem.KindOf(err) == problem.NotFound {
		p, err = nil, nil
	}
	if err != nil {
		return nil, err
	}
	return refusedFor(inventory.JudgeRelease(why.Code, n, seen, p), about, why.Err), nil
}

// otherNumber is the primary number Teams shows for a request's person that is not the request's; "" for none. It is Busy
// while Teams may still show the one that he gives up for it.
func (d *Desk) otherNumber(ctx context.Context, r request.Request, asked time.Time) (phone.Number, error) {
	held, err := d.tel.AssignmentsOf(ctx, r.For)
	if err != nil {
		return "", err
	}
	for _, a := range held {
		switch {
		case a.Phone == r.Number || !a.Primary():
		case r.GivesUp(a.Phone) && time.Since(asked) < sightLimit:
			return "", problem.New(problem.Busy, "Teams still shows the number that was given up.")
		default:
			return a.Phone, nil
		}
	}
	return "", nil
}

// taken is that somebody else has the number.
func (d *Desk) taken(ctx context.Context, found *findings, seen *inventory.Assignment, cause error) *problem.Error {
	found.seen = *seen
	d.nameHolder(ctx, *seen)
	return refusedFor(inventory.ReasonTaken, found.about, cause)
}

// nameHolder remembers who has a number, so that admins read a name; without one they read that it is somebody.
func (d *Desk) nameHolder(ctx context.Context, seen inventory.Assignment) {
	if !seen.OfPerson() && !seen.OfService() {
		return
	}
	p, err := d.dir.Person(ctx, seen.Target)
	if err != nil {
		return
	}
	if err := d.update(context.WithoutCancel(ctx), rule, func(w *work) error { return w.remember(p) }); err != nil {
		d.log.Error("a name is not kept", problem.Cause(err))
	}
}

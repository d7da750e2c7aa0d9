package desk

import (
	"context"
	"encoding/json"
	"time"

	"github.com/numberdesk/numberdesk/internal/problem"
	"github.com/numberdesk/numberdesk/internal/request"
	"github.com/numberdesk/numberdesk/internal/store"
)

// waited is what a timer of a stage remembers: of which stage it is, since when those were asked for whom it was wound up, and
// how often it rang.
type waited struct {
	Stage int       `json:"stage"`
	Since time.Time `json:"since,omitzero"`
	Times int       `json:"times,omitempty"`
}

// watchStage winds up the timers of the present stage, once, when somebody was found who decides in it.
func (w *work) watchStage(r *request.Request) error {
	if !r.Since.IsZero() || len(r.Approvers) == 0 {
		return nil
	}
	r.Since = w.now
	rings := waited{Stage: r.Stage, Since: r.Since}
	if err := w.windUp(effectRemind, *r, w.o.RemindAfter, rings); err != nil {
		return err
	}
	return w.windUp(effectEscalate, *r, w.o.EscalateAfter, rings)
}

// over reports whether a timer has nothing more to wait for: the stage is over, or was put to others since. One of an earlier
// version does not say since when it waits.
func (rings waited) over(r request.Request, now time.Time) bool {
	return r.Over(rings.Stage, now) || !rings.Since.IsZero() && !rings.Since.Equal(r.Since)
}

// windUp has a timer of a stage ring after so much working time at the request's site; never after none. A moment at which
// nobody works, as the last one of a day, is put off to the next working hour.
func (w *work) windUp(kind string, r request.Request, after time.Duration, rings waited) error {
	if after <= 0 {
		return nil
	}
	raw, err := json.Marshal(rings)
	if err != nil {
		return err
	}
	calendar := w.o.Calendar(r.Site)
	return w.enqueue(store.Effect{
		Lane: kind + "/" + string(r.ID), Kind: kind, Subject: string(r.ID), Progress: raw,
		NotBefore: calendar.Next(calendar.Add(w.now, after)),
	})
}

// watchEnd winds up the timer that says on the cards of a new request that its end is near.
func (w *work) watchEnd(r *request.Request) error {
	if r.Near = w.o.Calendar(r.Site).Near(w.now, r.Expires); !r.Near.After(w.now) {
		return nil // its cards say so from the beginning
	}
	return w.enqueue(store.Effect{Lane: "near/" + string(r.ID), Kind: effectNear, Subject: string(r.ID), NotBefore: r.Near})
}

// near says on the cards of a request that its end is near.
func (d *Desk) near(ctx context.Context, e store.Effect) (performed, error) {
	return d.whenDue(ctx, e, func(w *work) error {
		r, err := store.Request(w.tx, request.ID(e.Subject))
		if err != nil || r.Over(r.Stage, w.now) {
			return err
		}
		r.Revision++
		if err := store.PutRequest(w.tx, r); err != nil {
			return err
		}
		return w.ask(&r, request.UpdateCards)
	})
}

// inStage performs a timer of a stage as long as the request is in it. One that rings when nobody works, because the desk
// was down when it should have, waits for the next working hour; one whose setting was taken out of the config ends.
func (d *Desk) inStage(ctx context.Context, e store.Effect, after time.Duration, record func(*work, request.Request, waited) error) (performed, error) {
	r, rings, err := d.stageOf(ctx, e)
	if err != nil {
		return ended, err
	}
	now := time.Now().UTC()
	if wait := d.o.Calendar(r.Site).Next(now).Sub(now); wait > 0 && after > 0 && !rings.over(r, now) {
		return d.park(ctx, e, nil, wait, nil)
	}
	return d.whenDue(ctx, e, func(w *work) error {
		r, err := store.Request(w.tx, r.ID)
		if err != nil || rings.over(r, w.now) || after <= 0 {
			return err
		}
		return record(w, r, rings)
	})
}

// stageOf is the request of a timer, and what the timer remembers.
func (d *Desk) stageOf(ctx context.Context, e store.Effect) (r request.Request, rings waited, err error) {
	if err := json.Unmarshal(e.Progress, &rings); err != nil {
		return r, rings, err
	}
	err = d.db.View(ctx, func(tx store.Tx) (err error) {
		r, err = store.Request(tx, request.ID(e.Subject))
		return err
	})
	return r, rings, err
}

// escalate asks the next in the chain besides those who did not decide in time, and winds itself up until the chain is at
// its end.
func (d *Desk) escalate(ctx context.Context, e store.Effect) (performed, error) {
	r, rings, err := d.stageOf(ctx, e)
	if err != nil {
		return ended, err
	}
	var f found
	if !rings.over(r, time.Now()) {
		if f, err = d.nextInChain(ctx, r, inHaste(e)); err != nil {
			return ended, err
		}
	}
	seen := len(r.Routed)
	return d.inStage(ctx, e, d.o.EscalateAfter, func(w *work, r request.Request, rings waited) error {
		switch {
		case len(f.Approvers) == 0:
			return nil // all who could decide are asked, up to those who run the desk
		case len(r.Routed) != seen:
			return w.windUp(effectEscalate, r, time.Minute, rings) // others were asked at this moment; it looks again
		}
		if err := w.remember(f.people...); err != nil {
			return err
		}
		if err := w.endUnfit(f.unfit); err != nil {
			return err
		}
		err := store.Record(w.tx, store.Entry{Actor: w.by, What: "request.escalate", Request: r.ID, Person: r.For, Cause: "nobody decided in time"}, nil, w.now)
		if err != nil {
			return err
		}
		if err := w.putTo(r.Escalate(w.now), f.Search); err != nil {
			return err
		}
		return w.windUp(effectEscalate, r, d.o.EscalateAfter, rings)
	})
}

// nextInChain looks for those who are asked when a stage's own approvers take too long; for nobody when the person is gone
// for whom the number is.
func (d *Desk) nextInChain(ctx context.Context, r request.Request, haste bool) (f found, err error) {
	p, about, err := d.asker(ctx, r)
	switch {
	case problem.KindOf(err) == problem.NotFound:
		return f, nil
	case err != nil:
		return f, err
	}
	f.Search, f.haste = r.Escalation(), haste
	_, next := d.o.Policy.Chain(r.Now())
	for _, source := range next {
		before := len(f.Hops)
		if err := d.consider(ctx, &f, source, r, p, about); err != nil {
			return f, err
		}
		if f.Done() {
			return f, d.lookAtDelegates(ctx, &f)
		}
		if r.AskedOf(source) {
			f.Hops = f.Hops[:before] // who is there was asked before: that finds nobody, but passes over nobody either
		}
	}
	return f, f.silent
}

package desk

import (
	"context"
	"encoding/json"
	"time"

	"github.com/numberdesk/numberdesk/internal/problem"
	"github.com/numberdesk/numberdesk/internal/request"
	"github.com/numberdesk/numberdesk/internal/store"
	"github.com/numberdesk/numberdesk/internal/workday"
)

// waited is what a timer of a stage remembers: of which stage it is, since when those were asked for whom it was wound up, and
// how often it rang.
type waited struct {
	Stage int       `json:"stage"`
	Since time.Time `json:"since,omitzero"`
	Times int       `json:"times,omitempty"`
	// From is since when it counts, and After how much working time.
	From  time.Time     `json:"from,omitzero"`
	After time.Duration `json:"after,omitempty"`
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

// windUp has a timer of a stage ring after so much working time of those who have not decided; never after none. A moment at
// which nobody works, as the last one of a day, is put off to the next working hour.
func (w *work) windUp(kind string, r request.Request, after time.Duration, rings waited) error {
	if after <= 0 {
		return nil
	}
	rings.From, rings.After = w.now, after
	raw, err := json.Marshal(rings)
	if err != nil {
		return err
	}
	calendars, err := w.o.calendars(w.tx, r, w.now)
	if err != nil {
		return err
	}
	return w.enqueue(store.Effect{
		Lane: kind + "/" + string(r.ID), Kind: kind, Subject: string(r.ID), Progress: raw,
		NotBefore: workday.Due(w.now, after, r.Needs(), calendars...),
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
// was down when it should have, waits for the next working hour, and one that rings too early for those who decide by now
// for their time; one whose setting was taken out of the config ends.
func (d *Desk) inStage(ctx context.Context, e store.Effect, after time.Duration, record func(*work, request.Request, waited) error) (performed, error) {
	r, rings, err := d.stageOf(ctx, e)
	if err != nil {
		return ended, err
	}
	if now := time.Now().UTC(); after > 0 && !rings.over(r, now) {
		var calendars []workday.Calendar
		err := d.db.View(ctx, func(tx store.Tx) (err error) {
			calendars, err = d.o.calendars(tx, r, now)
			return err
		})
		if err != nil {
			return ended, err
		}
		due := workday.Due(now, 0, 1, calendars...)
		if theirs := workday.Due(rings.From, rings.After, r.Needs(), calendars...); !rings.From.IsZero() && theirs.After(due) {
			due = theirs
		}
		if due.After(now) {
			return d.park(ctx, e, nil, due.Sub(now), nil)
		}
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
		err := w.askNext(r.ID, f, "request.escalate", "nobody decided in time", func(r request.Request) request.Request { return r.Escalate(w.now) })
		if err != nil {
			return err
		}
		return w.windUp(effectEscalate, r, d.o.EscalateAfter, rings)
	})
}

// askNext puts a request to those whom a search found in the chain, besides those who were asked before.
func (w *work) askNext(id request.ID, f found, what, cause string, late func(request.Request) request.Request) error {
	if err := w.remember(f.people...); err != nil {
		return err
	}
	if err := w.endUnfit(f.unfit); err != nil {
		return err
	}
	r, err := store.Request(w.tx, id)
	if err != nil {
		return err
	}
	err = store.Record(w.tx, store.Entry{Actor: w.by, What: what, Request: r.ID, Person: r.For, Cause: cause}, nil, w.now)
	if err != nil {
		return err
	}
	return w.putTo(late(r), f.Search)
}

// calendarKept is how long working hours are believed after they were read: the permission to read them may be gone.
const calendarKept = 30 * 24 * time.Hour

// calendars are when those work who have not decided on a request: each by his own mailbox where that is known, else as
// people do at the request's site.
func (o *Options) calendars(tx store.Tx, r request.Request, now time.Time) ([]workday.Calendar, error) {
	site := o.Calendar(r.Site)
	var all []workday.Calendar
	for _, id := range r.Undecided() {
		m, _, err := store.Mailbox(tx, id)
		if err != nil {
			return nil, err
		}
		zone, err := time.LoadLocation(m.Zone)
		if err != nil || m.Zone == "" || now.Sub(m.Read) > calendarKept {
			all = append(all, site)
			continue
		}
		all = append(all, site.Own(zone, workday.DaysOf(m.Days...), workday.Hours{From: m.Opens, To: m.Closes}))
	}
	if len(all) == 0 {
		all = append(all, site)
	}
	return all, nil
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

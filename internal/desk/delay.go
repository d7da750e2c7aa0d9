package desk

import (
	"context"
	"slices"
	"time"

	"github.com/numberdesk/numberdesk/internal/inventory"
	"github.com/numberdesk/numberdesk/internal/phone"
	"github.com/numberdesk/numberdesk/internal/problem"
	"github.com/numberdesk/numberdesk/internal/request"
	"github.com/numberdesk/numberdesk/internal/store"
)

// patient is how long something may wait until it is said that it does.
const patient = 30 * time.Second

// delayed says on the request's cards, and to the admins when it is the desk's rights, what a delivery waits for. It is
// said when the cause changes, and is in the audit once for each.
func (w *work) delayed(id request.ID, v verdict, since time.Duration) error {
	if v.delay == nil || v.wait < patient && since < patient {
		return nil
	}
	r, err := store.Request(w.tx, id)
	if err != nil || r.State != request.Delivering || r.Delay != nil && r.Delay.Code == v.delay.Code {
		return err
	}
	words := inventory.ReasonOf(v.delay.Code)
	if words.Waits == nil { // what nobody foresaw is waited for in silence no longer than anything else
		words = inventory.ReasonOf(inventory.ReasonNonsense)
	}
	about := inventory.Facts{Number: r.Number, Needs: v.delay.Needs}
	before := request.Delay{Since: w.now}
	if r.Delay != nil {
		before = *r.Delay
	}
	known := slices.Contains(before.Codes, v.delay.Code)
	r.Delay = &request.Delay{Say: words.Waits(about), Admin: words.AdminWaits(about), Code: v.delay.Code, Since: before.Since, Codes: before.Codes}
	if !known {
		r.Delay.Codes = append(slices.Clone(before.Codes), v.delay.Code)
		err = store.Record(w.tx, store.Entry{
			Actor: w.by, What: "request.delay", Request: r.ID, Number: r.Number, Person: r.For, Detail: map[string]string{"reason": v.delay.Code},
		}, store.Personal{"microsoft": causeText(v.delay)}, w.now)
	}
	if err != nil {
		return err
	}
	if err := store.PutRequest(w.tx, r); err != nil {
		return err
	}
	if err := w.showConcerned(r); err != nil {
		return err
	}
	return w.tellOfRights(v.delay)
}

// releaseDelayed is [work.delayed] of a number that is being taken back, which only admins see, unless it goes for another one.
func (w *work) releaseDelayed(number phone.Number, v verdict, about inventory.Facts, since time.Duration) error {
	if v.delay == nil || v.wait < patient && since < patient {
		return nil
	}
	n, err := store.Number(w.tx, number)
	if err != nil || n.State != inventory.Releasing {
		return err
	}
	if r, part, err := changing(w.tx, n); err != nil {
		return err
	} else if part {
		if err := w.delayed(r.ID, v, since); err != nil {
			return err
		}
	}
	words := inventory.ReasonOf(v.delay.Code)
	if words.AdminWaits == nil {
		words = inventory.ReasonOf(inventory.ReasonNonsense)
	}
	about.Needs = v.delay.Needs
	n.Why = words.AdminWaits(about)
	if err := store.PutNumber(w.tx, n, w.now); err != nil {
		return err
	}
	return w.tellOfRights(v.delay)
}

// troubled says what a step could not be made for: it is tried again like every effect.
func (d *Desk) troubled(ctx context.Context, e store.Effect, err error, record func(*work, verdict) error) {
	var why *problem.Error
	if !asProblem(err, &why) {
		return
	}
	if err := d.update(context.WithoutCancel(ctx), rule, func(w *work) error { return record(w, verdict{delay: why, wait: why.RetryAfter}) }); err != nil {
		d.log.Error("a delay is not noted", "kind", e.Kind, problem.Cause(err))
	}
}

package desk

import (
	"context"

	"github.com/numberdesk/numberdesk/internal/inventory"
	"github.com/numberdesk/numberdesk/internal/phone"
	"github.com/numberdesk/numberdesk/internal/problem"
	"github.com/numberdesk/numberdesk/internal/request"
	"github.com/numberdesk/numberdesk/internal/say"
	"github.com/numberdesk/numberdesk/internal/store"
)

// putBack gives somebody his old number back after the new one failed for good, and then ends the delivery.
func (d *Desk) putBack(ctx context.Context, e store.Effect) (performed, error) {
	r, old, location, err := d.toGive(ctx, e, func(r request.Request) phone.Number { return r.Old })
	if err != nil {
		return ended, err
	}
	if r.State != request.Delivering || old.Request != string(r.ID) {
		return d.end(ctx, e, rule, nil)
	}
	found := findings{about: factsOf(old)}
	p, v, err := d.step(ctx, e, errand{
		number: old.Phone,
		is:     func(a *inventory.Assignment) bool { return a.Of(r.For, r.Kind == request.Service) },
		may: func(ctx context.Context, a *inventory.Assignment) error {
			switch {
			case a.Unsaid():
				return unsaid()
			case a != nil && a.OnPremises:
				return refusedFor(inventory.ReasonNumberOnPremises, factsOf(old), nil)
			case !a.Free():
				return refusedFor(inventory.ReasonTaken, factsOf(old), nil)
			}
			return d.hasNone(ctx, request.Request{For: r.For, Number: old.Phone}, e.Asked)
		},
		judge: func(ctx context.Context, why *problem.Error, seen *inventory.Assignment) (*problem.Error, error) {
			return d.judge(ctx, why, request.Request{For: r.For, Number: old.Phone}, old, e.Asked, seen, &found)
		},
		begin: func(w *work) error { return w.sends(r.ID) },
		act: func(ctx context.Context) (string, error) {
			return d.tel.Assign(ctx, old.Phone, r.For, old.Type, location)
		},
	})
	delayed := func(w *work, v verdict) error { return w.delayed(r.ID, v, w.now.Sub(e.Asked)) }
	switch {
	case err != nil:
		d.troubled(ctx, e, err, delayed)
		return ended, err
	case v.done || v.failed != nil:
		return d.end(ctx, e, rule, func(w *work) error { return w.wasPutBack(r.ID, v.failed, found.about) })
	}
	return d.park(ctx, e, p, v.wait, func(w *work) error {
		if err := delayed(w, v); err != nil {
			return err
		}
		return w.inDoubt(old.Phone, v.doubt, "request "+string(r.ID))
	})
}

// wasPutBack ends a change that failed: with the old number where it was, or, for a reason, not.
func (w *work) wasPutBack(id request.ID, why *problem.Error, about inventory.Facts) error {
	r, err := store.Request(w.tx, id)
	if err != nil || r.Failure == nil {
		return err
	}
	old, err := store.Number(w.tx, r.Old)
	if err != nil {
		return err
	}
	cause, personal := "put back for request "+string(r.ID), store.Personal(nil)
	failure := *r.Failure
	switch {
	case why == nil:
		_, err = w.moveNumber(old, inventory.Confirm, cause, nil)
	case why.Kind == problem.Unclear:
		if old.State == inventory.Assigning {
			_, err = w.moveNumber(old, inventory.LoseSight, cause, func(n *inventory.Number) { n.Why = why.Say })
		}
	default:
		_, err = w.moveNumber(old, inventory.Keep, cause, func(n *inventory.Number) { n.Why = why.Say })
	}
	if err != nil {
		return err
	}
	if why != nil {
		about.Needs = why.Needs
		words, nobody := inventory.ReasonOf(why.Code), say.Text("Nobody else gets %s meanwhile. Retry, or assign either of them in the Teams admin center.", old.Phone.Display())
		failure.Back, failure.BackCard = words.Admin(about).And(nobody), onCard(words.AdminCard, about)
		if !failure.BackCard.IsZero() {
			failure.BackCard = failure.BackCard.And(nobody)
		}
		personal = store.Personal{"microsoft": causeText(why)}
	}
	r.Failure = &failure
	r, err = w.moveRequest(r, request.Fail, cause, personal)
	if err == nil && failure.Code == inventory.ReasonHasNumber {
		err = w.overtaken(r)
	}
	return err
}

// oldStands says how it stands with the old number of a change that failed: to the person, and to an admin. lost is set
// when the person may be without it.
func oldStands(tx store.Tx, r request.Request) (person, admin say.Sentence, lost bool, err error) {
	if !r.Changes() || r.Old == "" || r.State != request.DeliveryFailed {
		return person, admin, false, nil
	}
	old, err := store.Number(tx, r.Old)
	number, name := r.Old.Display(), nameOf(tx, r.For)
	switch {
	case err != nil:
		return person, admin, false, err
	case old.Request == string(r.ID) && old.State == inventory.Held:
		return say.Text("You gave up %s for another number, and have neither in Teams at the moment.", number), say.Text("%s gave up %s for another number, and may have neither in Teams.", name, number), true, nil
	case old.Request == string(r.ID) && old.State == inventory.Unknown, hasNow(old, r.For) && old.State == inventory.ReleaseRefused:
		return say.Text("It is not certain whether you still have %s.", number), say.Text("%s gave up %s for another number, and may have neither in Teams.", name, number), true, nil
	case hasNow(old, r.For) && (r.Failure == nil || r.Failure.Code != inventory.ReasonMoved):
		return say.Text("You keep %s.", number), say.Text("%s keeps %s.", name, number), false, nil
	}
	return person, admin, false, nil
}

// inDoubt writes down whether it is known what became of a number's assignment.
func (w *work) inDoubt(number phone.Number, doubt bool, cause string) error {
	n, err := store.Number(w.tx, number)
	switch {
	case err != nil:
		return err
	case doubt && n.State == inventory.Assigning:
		_, err = w.moveNumber(n, inventory.LoseSight, cause, func(n *inventory.Number) { n.Why = say.Text("Teams' answer was lost") })
	case !doubt && n.State == inventory.Unknown:
		_, err = w.moveNumber(n, inventory.Assign, cause, nil)
	}
	return err
}

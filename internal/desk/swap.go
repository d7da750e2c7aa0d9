package desk

import (
	"context"
	"time"

	"github.com/numberdesk/numberdesk/internal/inventory"
	"github.com/numberdesk/numberdesk/internal/person"
	"github.com/numberdesk/numberdesk/internal/phone"
	"github.com/numberdesk/numberdesk/internal/problem"
	"github.com/numberdesk/numberdesk/internal/request"
	"github.com/numberdesk/numberdesk/internal/store"
)

// A change of number is several effects, each of which ends by owing the next:
//
//	swap      see that the new number can be given, while the person still has the old one
//	unassign  take the old one; from then on it is held for the request, so that nobody else gets it
//	assign    give the new one, and read it back: then the old one rests
//	putBack   give the old one back, and read it back, when the new one failed for good
//
// Microsoft lets a person have one primary number, so both cannot be his at once. Private and alternate lines are none of
// these and stay. After a crash the effect that is owed goes on at a look, as every errand does.

// swap sees that the new number can be given before the old one goes.
func (d *Desk) swap(ctx context.Context, e store.Effect) (performed, error) {
	r, n, location, err := d.toGive(ctx, e, func(r request.Request) phone.Number { return r.Number })
	var old inventory.Number
	if err == nil && r.Old != "" {
		err = d.db.View(ctx, func(tx store.Tx) (err error) {
			old, err = store.Number(tx, r.Old)
			return err
		})
	}
	if err != nil {
		return ended, err
	}
	if r.State != request.Delivering || n.Request != string(r.ID) || n.State == inventory.Assigning {
		return d.end(ctx, e, rule, nil) // the request has moved on without us
	}
	if d.o.Observe {
		return d.park(ctx, e, nil, 15*time.Minute, nil) // owed since before; done when the desk manages again
	}
	seen, err := d.mayChange(ctx, r, n, old, location)
	var p progress
	if err := recollect(e, &p); err != nil {
		return ended, err
	}
	if err == nil {
		d.rightsAreBack(ctx, p, false)
	}
	delayed := func(w *work, v verdict) error { return w.delayed(r.ID, v, w.now.Sub(e.Asked)) }
	var refused *problem.Error
	var v verdict
	switch known := asProblem(err, &refused); {
	case known && refused.Kind == problem.Forbidden:
		p, v, _ = p.withoutRights(err, time.Now())
	case known && refused.Code == inventory.ReasonUnsaid:
		p, v, _ = p.whoHasIt(refused, time.Now())
	case err != nil && (!known || refused.Kind == problem.Busy || refused.Kind == problem.Unclear || refused.Kind == problem.Internal):
		d.troubled(ctx, e, err, delayed)
		return ended, err // could not be looked at: later
	}
	if v.delay != nil {
		return d.park(ctx, e, p, v.wait, func(w *work) error { return delayed(w, v) })
	}
	if v.failed != nil {
		refused = v.failed
	}
	if refused != nil && refused.Code == inventory.ReasonTaken {
		d.nameHolder(ctx, seen.new)
	}
	cause := "request " + string(r.ID)
	return d.end(ctx, e, rule, func(w *work) error {
		r, err := store.Request(w.tx, r.ID)
		if err != nil || r.State != request.Delivering {
			return err
		}
		if n, err := store.Number(w.tx, r.Number); err != nil || n.State == inventory.Assigning {
			return err // who took the old one for another reason has brought it
		}
		if refused != nil {
			found := findings{about: factsOf(n), seen: seen.new}
			if seen.keeps {
				found = findings{about: factsOf(old), old: true}
			}
			// The old one may have gone for a number that was refused then, and in whose place this one is.
			return w.notGiven(r.ID, refused, found, cause)
		}
		if r.Old == "" {
			return w.bring(r)
		}
		old, err := store.Number(w.tx, r.Old)
		switch {
		case err != nil:
			return err
		case old.Request == string(r.ID) && old.State == inventory.Unknown && seen.old.Free():
			if _, err := w.moveNumber(old, inventory.Keep, cause, nil); err != nil {
				return err
			}
			return w.bring(r)
		case old.Request == string(r.ID) && old.State == inventory.Unknown:
			if old, err = w.moveNumber(old, inventory.Confirm, cause, nil); err != nil {
				return err
			}
		case old.Request == string(r.ID) && old.State == inventory.Held:
			return w.bring(r) // it went the time before, and could not be put back
		case old.State == inventory.Releasing && old.Holder == r.For:
			return nil // it is being taken for another reason, and brings the new one then
		case !hasNow(old, r.For):
			r.Old = "" // it is not his any more, so there is nothing to give up
			return w.bring(r)
		}
		r.TakesOld = true
		if err := store.PutRequest(w.tx, r); err != nil {
			return err
		}
		return w.release(old, cause)
	})
}

// hasNow reports whether a number is somebody's, in whatever way.
func hasNow(n inventory.Number, who person.ID) bool {
	return n.Holder == who && (n.State == inventory.Assigned || n.State == inventory.Parked || n.State == inventory.ReleaseRefused)
}

// changing is the change that is being delivered and that a number is part of.
func changing(tx store.Tx, n inventory.Number) (r request.Request, ok bool, err error) {
	if n.Holder == "" {
		return r, false, nil
	}
	r, open, err := store.OpenRequest(tx, n.Holder)
	return r, err == nil && open && r.Changes() && r.State == request.Delivering && r.Has(n.Phone), err
}

// bring owes the new number of a change, now that the old one is out of the way.
func (w *work) bring(r request.Request) error {
	r.Sent = r.Sent || r.Old != "" // he has given it up: there is no way back but the one that a failure takes
	if err := store.PutRequest(w.tx, r); err != nil {
		return err
	}
	n, err := store.Number(w.tx, r.Number)
	if err != nil {
		return err
	}
	if _, err := w.moveNumber(n, inventory.Assign, "request "+string(r.ID), nil); err != nil {
		return err
	}
	return w.enqueue(store.Effect{Lane: telephonyLane(r.For, r.Number), Kind: effectAssign, Subject: string(r.ID), Person: r.For})
}

// tookBack records that a number is with nobody in Teams any more. It rests, unless it goes for another one: then it is kept
// until that one is read back.
func (w *work) tookBack(number phone.Number, cause string) error {
	n, err := store.Number(w.tx, number)
	if err != nil {
		return err
	}
	r, part, err := changing(w.tx, n)
	if err != nil {
		return err
	}
	if n, err = w.moveNumber(n, inventory.Rest, cause, nil); err != nil || !part {
		return err
	}
	_, err = w.moveNumber(n, inventory.Hold, "kept until request "+string(r.ID)+" is delivered", func(n *inventory.Number) {
		n.Holder, n.Service, n.Request, n.Until = r.For, r.Kind == request.Service, string(r.ID), time.Time{}
	})
	if err != nil {
		return err
	}
	return w.bring(r)
}

// keepsOld ends a change whose old number Teams would not take: certainly so, or nobody knows.
func (w *work) keepsOld(old inventory.Number, why *problem.Error) (kept bool, err error) {
	r, part, err := changing(w.tx, old)
	if err != nil || !part {
		return false, err
	}
	cause := "request " + string(r.ID)
	if why.Kind == problem.Unclear {
		return false, w.notDelivered(r.ID, why, findings{about: factsOf(old)}, cause)
	}
	if _, err = w.moveNumber(old, inventory.Confirm, "Teams refused", nil); err != nil {
		return true, err
	}
	return true, w.notDelivered(r.ID, why, findings{about: factsOf(old), old: true}, cause)
}

// putsBack begins to give the old number back when the new one failed for good. put is false when there is none to put back.
func (w *work) putsBack(id request.ID, why *problem.Error, found findings, cause string) (put bool, err error) {
	r, err := store.Request(w.tx, id)
	if err != nil || !r.Changes() || r.Old == "" {
		return false, err
	}
	old, err := store.Number(w.tx, r.Old)
	if err != nil || old.Request != string(r.ID) || old.State != inventory.Held {
		return false, err
	}
	n, err := store.Number(w.tx, r.Number)
	if err != nil {
		return false, err
	}
	if r, err = w.didNotArrive(r, n, why, found, cause); err != nil {
		return false, err
	}
	r.Failure = failureOf(why, found)
	if err := store.PutRequest(w.tx, r); err != nil {
		return false, err
	}
	err = store.Record(w.tx, store.Entry{Actor: w.by, What: "request.putBack", Request: r.ID, Number: r.Old, Person: r.For, Cause: cause},
		store.Personal{"microsoft": causeText(why)}, w.now)
	if err != nil {
		return false, err
	}
	if _, err := w.moveNumber(old, inventory.Assign, "put back for "+cause, nil); err != nil {
		return false, err
	}
	return true, w.enqueue(store.Effect{Lane: telephonyLane(r.For, r.Old), Kind: effectPutBack, Subject: string(r.ID), Person: r.For})
}

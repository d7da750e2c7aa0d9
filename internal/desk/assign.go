package desk

import (
	"context"
	"errors"
	"time"

	"github.com/numberdesk/numberdesk/internal/inventory"
	"github.com/numberdesk/numberdesk/internal/phone"
	"github.com/numberdesk/numberdesk/internal/problem"
	"github.com/numberdesk/numberdesk/internal/request"
	"github.com/numberdesk/numberdesk/internal/say"
	"github.com/numberdesk/numberdesk/internal/store"
)

// assign gives a request's number to its person in Teams and calls it delivered only when a fresh read
// shows this person on this number.
func (d *Desk) assign(ctx context.Context, e store.Effect) (performed, error) {
	r, n, location, err := d.toGive(ctx, e, func(r request.Request) phone.Number { return r.Number })
	if err != nil {
		return ended, err
	}
	if r.State != request.Delivering || n.Request != string(r.ID) {
		return d.end(ctx, e, rule, nil) // the request has moved on without us
	}

	found := findings{about: factsOf(n)}
	p, v, err := d.step(ctx, e, errand{
		number: n.Phone,
		is:     func(a *inventory.Assignment) bool { return a.Of(r.For, n.Service) },
		may: func(ctx context.Context, a *inventory.Assignment) error {
			if a.Unsaid() {
				return unsaid()
			}
			if a != nil && a.OnPremises {
				return refusedFor(inventory.ReasonNumberOnPremises, found.about, nil)
			}
			if !a.Free() {
				return d.taken(ctx, &found, a, nil)
			}
			if n.Service && !a.May(true) {
				return refusedFor(inventory.ReasonNotForServices, found.about, nil)
			}
			if err := d.o.locationMissing(n, location); err != nil {
				return err
			}
			return d.hasNone(ctx, r, e.Asked)
		},
		judge: func(ctx context.Context, why *problem.Error, seen *inventory.Assignment) (*problem.Error, error) {
			return d.judge(ctx, why, r, n, e.Asked, seen, &found)
		},
		newcomer: true,
		begin:    func(w *work) error { return w.sends(r.ID) },
		act:      func(ctx context.Context) (string, error) { return d.tel.Assign(ctx, n.Phone, r.For, n.Type, location) },
	})
	cause := "request " + string(r.ID)
	switch {
	case err != nil:
		d.troubled(ctx, e, err, func(w *work, v verdict) error { return w.delayed(r.ID, v, w.now.Sub(e.Asked)) })
		return ended, err
	case v.done:
		return d.end(ctx, e, rule, func(w *work) error { return w.delivered(r.ID, cause) })
	case v.failed != nil:
		return d.end(ctx, e, rule, func(w *work) error { return w.notGiven(r.ID, v.failed, found, cause) })
	}
	return d.park(ctx, e, p, v.wait, func(w *work) error {
		if err := w.noteSent(r.ID, p); err != nil {
			return err
		}
		if err := w.delayed(r.ID, v, w.now.Sub(e.Asked)); err != nil {
			return err
		}
		return w.inDoubt(n.Phone, v.doubt, cause)
	})
}

// toGive is the request of an effect and that number of it which is to be given, with its emergency location.
func (d *Desk) toGive(ctx context.Context, e store.Effect, which func(request.Request) phone.Number) (r request.Request, n inventory.Number, location string, err error) {
	err = d.db.View(ctx, func(tx store.Tx) (err error) {
		if r, err = store.Request(tx, request.ID(e.Subject)); err != nil {
			return err
		}
		if n, err = store.Number(tx, which(r)); err != nil {
			return err
		}
		location, err = locationFor(tx, r, n)
		return err
	})
	return r, n, location, err
}

// hasNone refuses to give a second number to somebody who was given one outside the desk.
func (d *Desk) hasNone(ctx context.Context, r request.Request, asked time.Time) error {
	other, err := d.otherNumber(ctx, r, asked)
	if err != nil || other == "" {
		return err
	}
	return refusedFor(inventory.ReasonHasNumber, inventory.Facts{Other: other}, nil)
}

// delivered records that a fresh read showed the person on the number.
func (w *work) delivered(id request.ID, cause string) error {
	r, err := store.Request(w.tx, id)
	if err != nil {
		return err
	}
	n, err := store.Number(w.tx, r.Number)
	if err != nil {
		return err
	}
	if _, err := w.moveNumber(n, inventory.Confirm, cause, nil); err != nil {
		return err
	}
	if r.Old != "" {
		if err := w.letGoOf(&r, r.Old); err != nil {
			return err
		}
	}
	return w.arrived(r)
}

// arrived ends a request whose number a read of Teams showed where it is to be.
func (w *work) arrived(r request.Request) error {
	cause := "a fresh read shows the number on its person"
	if r.Kind == request.Service {
		cause = "a fresh read shows the number on its service"
	}
	_, err := w.moveRequest(r, request.Deliver, cause, nil)
	return err
}

// notDelivered records why it failed. A number that is certainly not with the person stays held by the
// request; one that somebody else has is a conflict; any other stays unknown until it is read back.
func (w *work) notDelivered(id request.ID, why *problem.Error, found findings, cause string) error {
	r, err := store.Request(w.tx, id)
	if err != nil {
		return err
	}
	n, err := store.Number(w.tx, r.Number)
	if err != nil {
		return err
	}
	if r, err = w.didNotArrive(r, n, why, found, cause); err != nil {
		return err
	}
	r.Failure = failureOf(why, found)
	r, err = w.moveRequest(r, request.Fail, cause, store.Personal{"microsoft": causeText(why)})
	if err == nil && why.Code == inventory.ReasonHasNumber {
		// Nobody needs to look: there is nothing left to deliver.
		err = w.overtaken(r)
	}
	return err
}

// overtaken ends a request for which there is nothing left to do, because Teams shows another number.
func (w *work) overtaken(r request.Request) error {
	cause := "the person was given a number in Teams outside the desk"
	if r.Kind == request.Service {
		cause = "the service was given a number in Teams outside the desk"
	}
	r, err := w.moveRequest(r, request.Cancel, cause, nil)
	if err == nil && r.Kind == request.Service && r.By != "" {
		err = w.tellAsker(r) // it has no card of its own
	}
	return err
}

// notGiven records that Teams did not give a number. One that it gives to nobody is blocked, and the next is taken; for the
// new number of a change that failed for good the old one is put back.
func (w *work) notGiven(id request.ID, why *problem.Error, found findings, cause string) error {
	if why.Code == inventory.ReasonNumberBlocked {
		if replaced, err := w.replaceFor(id, why, cause); err != nil || replaced {
			return err
		}
	}
	if why.Kind != problem.Unclear {
		if back, err := w.putsBack(id, why, found, cause); err != nil || back {
			return err
		}
	}
	return w.notDelivered(id, why, found, cause)
}

// didNotArrive moves the number of a request that could not be delivered.
func (w *work) didNotArrive(r request.Request, n inventory.Number, why *problem.Error, found findings, cause string) (request.Request, error) {
	var err error
	switch {
	case why.Code == inventory.ReasonTaken:
		_, err = w.moveNumber(n, inventory.Clash, cause, func(n *inventory.Number) {
			n.Why, n.Holder, n.Service = say.Text("somebody else has it in Teams"), found.seen.Target, !found.seen.OfPerson()
		})
		r.Number = ""
	case why.Kind == problem.Unclear && n.State == inventory.Assigning:
		_, err = w.moveNumber(n, inventory.LoseSight, cause, func(n *inventory.Number) { n.Why = why.Say })
	case why.Kind != problem.Unclear && n.State != inventory.Held:
		_, err = w.moveNumber(n, inventory.Keep, cause, func(n *inventory.Number) { n.Why = why.Say })
	}
	return r, err
}

// failureOf is why a delivery failed, as the request keeps it.
func failureOf(why *problem.Error, found findings) *request.Failure {
	about, words := found.about, inventory.ReasonOf(why.Code)
	about.Needs = why.Needs
	if found.old {
		return &request.Failure{Say: words.Kept(about), Admin: words.Release(about), Card: onCard(words.ReleaseCard, about), Code: why.Code}
	}
	f := &request.Failure{Say: why.Say, Admin: words.Admin(about), Card: onCard(words.AdminCard, about), Code: why.Code, Holder: found.seen.Target}
	f.Service = f.Holder != "" && !found.seen.OfPerson()
	return f
}

// onCard is what a card says in place of a long step; nothing when there is no need.
func onCard(short func(inventory.Facts) say.Sentence, about inventory.Facts) (words say.Sentence) {
	if short != nil {
		words = short(about)
	}
	return words
}

func causeText(p *problem.Error) string {
	if p.Err == nil {
		return ""
	}
	return p.Err.Error()
}

func asProblem(err error, target **problem.Error) bool { return errors.As(err, target) }

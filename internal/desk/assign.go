package desk

import (
	"context"
	"errors"
	"time"

	"github.com/numberdesk/numberdesk/internal/inventory"
	"github.com/numberdesk/numberdesk/internal/problem"
	"github.com/numberdesk/numberdesk/internal/request"
	"github.com/numberdesk/numberdesk/internal/say"
	"github.com/numberdesk/numberdesk/internal/store"
)

// assign gives a request's number to its person in Teams and calls it delivered only when a fresh read
// shows this person on this number.
func (d *Desk) assign(ctx context.Context, e store.Effect) (performed, error) {
	var r request.Request
	var n inventory.Number
	var location string
	err := d.db.View(ctx, func(tx store.Tx) (err error) {
		if r, err = store.Request(tx, request.ID(e.Subject)); err != nil {
			return err
		}
		if n, err = store.Number(tx, r.Number); err != nil {
			return err
		}
		location, err = locationOf(tx, n)
		return err
	})
	if err != nil {
		return ended, err
	}
	if r.State != request.Delivering || n.Request != string(r.ID) {
		return d.end(ctx, e, rule, nil) // the request has moved on without us
	}

	var now inventory.Assignment
	p, v, err := d.step(ctx, e, errand{
		number: n.Phone,
		is:     func(a *inventory.Assignment) bool { return a.OfPerson() && a.Target == r.For },
		may: func(ctx context.Context, a *inventory.Assignment) error {
			if a.Unsaid() {
				return problem.New(problem.Busy, "Teams does not say who has this number.")
			}
			if !a.Free() {
				now = *a
				return &problem.Error{Kind: problem.Conflict, Code: codeTaken, Say: say.Text("Somebody else was given this number in Teams in the meantime.")}
			}
			if err := d.o.locationMissing(n, location); err != nil {
				return err
			}
			return d.hasNone(ctx, r, e.Asked)
		},
		act: func(ctx context.Context) (string, error) { return d.tel.Assign(ctx, n.Phone, r.For, n.Type, location) },
	})
	cause := "request " + string(r.ID)
	switch {
	case err != nil:
		return ended, err
	case v.done:
		return d.end(ctx, e, rule, func(w *work) error { return w.delivered(r.ID, cause) })
	case v.failed != nil:
		return d.end(ctx, e, rule, func(w *work) error {
			if v.failed.Kind != problem.Unclear {
				if back, err := w.putsBack(r.ID, v.failed, now, cause); back || err != nil {
					return err
				}
			}
			return w.notDelivered(r.ID, v.failed, now, cause)
		})
	}
	return d.park(ctx, e, p, v.wait, func(w *work) error { return w.inDoubt(n.Phone, v.doubt, cause) })
}

// hasNone refuses to give a second number to somebody who was given one outside the desk.
func (d *Desk) hasNone(ctx context.Context, r request.Request, asked time.Time) error {
	held, err := d.tel.AssignmentsOf(ctx, r.For)
	if err != nil {
		return err
	}
	for _, a := range held {
		if r.GivesUp(a.Phone) && a.Primary() && time.Since(asked) < sightLimit {
			return problem.New(problem.Busy, "Teams still shows the number that was given up.")
		}
		if a.Phone != r.Number && a.Primary() {
			return &problem.Error{Kind: problem.Conflict, Code: codeHasNumber, Say: say.Text("Teams already shows another number for this person: %s.", a.Phone.Display())}
		}
	}
	return nil
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
	_, err = w.moveRequest(r, request.Deliver, "a fresh read shows the number on its person", nil)
	return err
}

// notDelivered records why it failed. A number that is certainly not with the person stays held by the
// request; one that somebody else has is a conflict; any other stays unknown until it is read back.
func (w *work) notDelivered(id request.ID, why *problem.Error, seen inventory.Assignment, cause string) error {
	r, err := store.Request(w.tx, id)
	if err != nil {
		return err
	}
	n, err := store.Number(w.tx, r.Number)
	if err != nil {
		return err
	}
	if r, err = w.didNotArrive(r, n, why, seen, cause); err != nil {
		return err
	}
	r.Failure = &request.Failure{Say: why.Say, Admin: adminSays(why), Code: why.Code}
	r, err = w.moveRequest(r, request.Fail, cause, store.Personal{"microsoft": causeText(why)})
	if err == nil && why.Code == codeHasNumber {
		// Nobody needs to look: there is nothing left to deliver.
		_, err = w.moveRequest(r, request.Cancel, "the person was given a number in Teams outside the desk", nil)
	}
	return err
}

// didNotArrive moves the number of a request that could not be delivered.
func (w *work) didNotArrive(r request.Request, n inventory.Number, why *problem.Error, seen inventory.Assignment, cause string) (request.Request, error) {
	var err error
	switch {
	case why.Code == codeTaken:
		_, err = w.moveNumber(n, inventory.Clash, cause, func(n *inventory.Number) {
			n.Why, n.Holder, n.Service = say.Text("somebody else has it in Teams"), seen.Target, !seen.OfPerson()
		})
		r.Number = ""
	case why.Kind == problem.Unclear && n.State == inventory.Assigning:
		_, err = w.moveNumber(n, inventory.LoseSight, cause, func(n *inventory.Number) { n.Why = why.Say })
	case why.Kind != problem.Unclear && n.State != inventory.Held:
		_, err = w.moveNumber(n, inventory.Keep, cause, func(n *inventory.Number) { n.Why = why.Say })
	}
	return r, err
}

// Codes of reasons that the desk finds itself; the others are the telephony edge's.
const (
	codeTaken     = "Taken"
	codeHasNumber = "HasNumber"
	codeMoved     = "Moved"
)

// adminSays is what an admin can do about a reason.
func adminSays(why *problem.Error) say.Sentence {
	switch why.Code {
	case codeTaken:
		return say.Text("Its number is in conflict; a retry picks another one.")
	case codeNoLocation:
		return say.Text("Give its range one with ranges set and --location, then retry.")
	}
	return say.Text("When that is settled, retry; or cancel the request.")
}

func causeText(p *problem.Error) string {
	if p.Err == nil {
		return ""
	}
	return p.Err.Error()
}

func asProblem(err error, target **problem.Error) bool { return errors.As(err, target) }

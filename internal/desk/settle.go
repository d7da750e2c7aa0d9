package desk

import (
	"context"
	"slices"
	"time"

	"github.com/numberdesk/numberdesk/internal/inventory"
	"github.com/numberdesk/numberdesk/internal/person"
	"github.com/numberdesk/numberdesk/internal/request"
	"github.com/numberdesk/numberdesk/internal/say"
	"github.com/numberdesk/numberdesk/internal/store"
)

// reconciled begins the cause of what a reconcile did by the rules, whoever asked for it.
const reconciled = "reconcile: "

// carryOut makes a plan's changes, a few in each transaction. A number that moved since it was compared is
// left to the next run.
func (d *Desk) carryOut(ctx context.Context, by store.Actor, plan Plan) (Plan, error) {
	if !plan.Stopped.IsZero() {
		return plan, nil
	}
	todo := slices.DeleteFunc(slices.Clone(plan.Changes), func(c inventory.Change) bool {
		return c.Drift && c.Mute.IsZero() || d.o.Observe && c.On == inventory.Release
	})
	for some := range slices.Chunk(todo, 100) {
		applied := 0
		err := d.update(ctx, by, func(w *work) error {
			applied = 0
			for _, change := range some {
				if name := plan.names[change.Holder]; name.Name != "" {
					if err := store.PutPerson(w.tx, change.Holder, name); err != nil {
						return err
					}
				}
				ok, err := w.settle(change, plan.Read)
				if err != nil {
					return err
				}
				if ok {
					applied++
				}
			}
			return nil
		})
		if err != nil {
			return plan, err
		}
		plan.Applied += applied
		d.o.Point("reconciled")
	}
	return d.onboard(ctx, by, plan)
}

// settle makes one change, unless the number has moved since the read.
func (w *work) settle(c inventory.Change, read time.Time) (bool, error) {
	n, err := store.Number(w.tx, c.Number)
	if err != nil {
		return false, err
	}
	if n.Since.After(read) {
		return false, nil
	}
	if _, part, err := changing(w.tx, n); part || err != nil {
		return false, err // in the middle of several steps, which look themselves
	}
	if _, possible := inventory.Lifecycle.Next(n.State, c.On); c.On != "" && !possible {
		return false, nil
	}
	if n.State == inventory.Unknown {
		// While it is being delivered, the errand reads it back itself.
		r, err := store.Request(w.tx, request.ID(n.Request))
		if err != nil || r.State == request.Delivering {
			return false, err
		}
	}
	switch c.On {
	case "": // seen or missed, nothing moves
		n.Missed = c.Missed
		return !c.Drift, w.mute(n, c.Mute)
	case inventory.Release:
		return true, w.release(n, reconciled+c.Why.String())
	case inventory.Adopt, inventory.Move, inventory.Confirm:
		return true, w.adopt(n, c.On, c.Holder, c.Service, "discovered: "+c.Why.String())
	case inventory.Clash:
		_, err = w.moveNumber(n, c.On, "discovered: "+c.Why.String(), func(n *inventory.Number) {
			n.Why, n.Holder, n.Service = c.Why, c.Holder, c.Service
		})
		if err == nil {
			err = w.lost(n)
		}
	default:
		_, err = w.moveNumber(n, c.On, reconciled+c.Why.String(), func(n *inventory.Number) {
			if c.On == inventory.Park {
				n.Parked, n.Until, n.Why = c.Parked, c.Until, c.Why
			}
		})
	}
	return true, err
}

// lost shows those concerned that the number that was held for a request went to somebody else.
func (w *work) lost(held inventory.Number) error {
	if held.State != inventory.Held {
		return nil
	}
	r, err := store.Request(w.tx, request.ID(held.Request))
	if err != nil || r.State != request.PendingApproval {
		return err
	}
	return w.ask(&r, request.UpdateCards)
}

// adopt writes down whom Teams shows on a number, and settles the open request that this answers: one that
// was to bring this very number is delivered, any other of that person is over, because he has a number now.
func (w *work) adopt(n inventory.Number, on inventory.Event, holder person.ID, service bool, cause string) error {
	n, err := w.moveNumber(n, on, cause, func(n *inventory.Number) {
		n.Holder, n.Service, n.Request, n.Why = holder, service, "", say.Text("discovered in Teams")
		n.Since, n.Missed, n.Mute, n.Parked, n.Until = w.now, time.Time{}, time.Time{}, "", time.Time{}
	})
	if err != nil {
		return err
	}
	r, open, err := store.OpenRequest(w.tx, holder)
	switch {
	case err != nil || !open || r.State == request.Delivering:
		return err
	case r.Changes() && r.Number != n.Phone: // his old number, or a line besides it
		return w.updateStuck(string(r.ID))
	case r.State == request.DeliveryFailed && r.Number == n.Phone:
		if r.Old != "" {
			if err := w.letGoOf(&r, r.Old); err != nil {
				return err
			}
		}
		return w.arrived(r)
	}
	r.Failure = &request.Failure{Say: say.Text("%s was given in Teams outside the desk.", n.Phone.Display()), Code: inventory.ReasonHasNumber}
	return w.overtaken(r)
}

package desk

import (
	"cmp"
	"context"

	"github.com/numberdesk/numberdesk/internal/inventory"
	"github.com/numberdesk/numberdesk/internal/phone"
	"github.com/numberdesk/numberdesk/internal/problem"
	"github.com/numberdesk/numberdesk/internal/say"
	"github.com/numberdesk/numberdesk/internal/store"
)

// movedOn is why a number is still assigned that was to be released.
var movedOn = say.Text("given to somebody else in Teams before the desk could take it back")

// leftThere reports whether a number was to be released, and was left with whom Teams shows in place of its holder.
func leftThere(n inventory.Number) bool {
	return n.State == inventory.Assigned && n.Why.String() == movedOn.String()
}

// unassign takes a number from its holder in Teams. Graph's unassignNumber is keyed by the number alone,
// so the number is read just before, and nothing is taken from anybody else.
func (d *Desk) unassign(ctx context.Context, e store.Effect) (performed, error) {
	var n inventory.Number
	err := d.db.View(ctx, func(tx store.Tx) (err error) {
		n, err = store.Number(tx, phone.Number(e.Subject))
		return err
	})
	if err != nil {
		return ended, err
	}
	if n.State != inventory.Releasing || n.Holder != e.Person {
		return d.end(ctx, e, rule, nil)
	}
	var now inventory.Assignment
	about := factsOf(n)
	p, v, err := d.step(ctx, e, errand{
		number: n.Phone,
		is:     func(a *inventory.Assignment) bool { return a.Free() },
		may: func(_ context.Context, a *inventory.Assignment) error {
			now = *a
			switch {
			case a.Unsaid():
				return unsaid()
			case a.Target != n.Holder:
				return refusedFor(inventory.ReasonMoved, about, nil)
			case a.OnPremises:
				return refusedFor(inventory.ReasonNumberOnPremises, about, nil)
			}
			return nil
		},
		judge: func(ctx context.Context, why *problem.Error, seen *inventory.Assignment) (*problem.Error, error) {
			if seen != nil {
				now = *seen
			}
			return d.judgeRelease(ctx, why, n, seen, about)
		},
		begin: func(w *work) error { return w.takes(n.Phone, n.Holder) },
		act: func(ctx context.Context) (string, error) {
			return d.tel.Unassign(ctx, n.Phone, cmp.Or(now.Type, n.Type))
		},
	})
	move := func(on inventory.Event, cause string, set func(*inventory.Number)) (performed, error) {
		return d.end(ctx, e, rule, func(w *work) error {
			n, err := store.Number(w.tx, n.Phone)
			if err != nil {
				return err
			}
			r, part, err := changing(w.tx, n)
			if err != nil {
				return err
			}
			if _, err = w.moveNumber(n, on, cause, set); err != nil {
				return err
			}
			if !part {
				return w.tellAdmins(string(n.Phone))
			}
			r.Old = ""
			return w.bring(r) // the old one went to somebody else meanwhile: the new one is his first
		})
	}
	switch {
	case err != nil:
		d.troubled(ctx, e, err, func(w *work, v verdict) error { return w.releaseDelayed(n.Phone, v, about, w.now.Sub(e.Asked)) })
		return ended, err
	case v.done:
		return d.end(ctx, e, rule, func(w *work) error { return w.tookBack(n.Phone, "a fresh read shows it with nobody") })
	case v.failed != nil && v.failed.Code == inventory.ReasonMoved:
		d.nameHolder(ctx, now)
		return move(inventory.Move, "discovered", func(n *inventory.Number) {
			n.Holder, n.Service, n.Request = now.Target, !now.OfPerson(), ""
			n.Why = movedOn
		})
	case v.failed != nil:
		return d.end(ctx, e, rule, func(w *work) error {
			n, err := store.Number(w.tx, n.Phone)
			if err != nil {
				return err
			}
			if kept, err := w.keepsOld(n, v.failed); kept || err != nil {
				return err
			}
			said := store.Personal{"microsoft": causeText(v.failed)}
			about.Needs = v.failed.Needs
			if _, err := w.moveNumberSaying(n, inventory.Refuse, "Teams refused", said, func(n *inventory.Number) {
				words := inventory.ReasonOf(v.failed.Code)
				n.Why = words.Release(about)
				if short := onCard(words.ReleaseCard, about); !short.IsZero() {
					n.Why, n.Step = short, n.Why
				}
			}); err != nil {
				return err
			}
			return w.tellAdmins(string(n.Phone))
		})
	}
	return d.park(ctx, e, p, v.wait, func(w *work) error {
		if err := w.noteTaken(n.Phone, p); err != nil {
			return err
		}
		return w.releaseDelayed(n.Phone, v, about, w.now.Sub(e.Asked))
	})
}

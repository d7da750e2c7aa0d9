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
	p, v, err := d.step(ctx, e, errand{
		number: n.Phone,
		is:     func(a *inventory.Assignment) bool { return a.Free() },
		may: func(_ context.Context, a *inventory.Assignment) error {
			now = *a
			switch {
			case a.Unsaid():
				return problem.New(problem.Busy, "Teams does not say who has this number.")
			case a.Target != n.Holder:
				return &problem.Error{Kind: problem.Conflict, Code: codeMoved, Say: say.Text("Somebody else was given this number in Teams in the meantime.")}
			case a.OnPremises:
				return &problem.Error{Kind: problem.Conflict, Code: "OnPremises", Say: say.Text("It is synchronized from Active Directory: clear it there first.")}
			}
			return nil
		},
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
			r, changing, err := w.changing(n)
			if err != nil {
				return err
			}
			if _, err = w.moveNumber(n, on, cause, set); err != nil || !changing {
				return err
			}
			r.Old = ""
			return w.bring(r) // the old one went to somebody else meanwhile: the new one is his first
		})
	}
	switch {
	case err != nil:
		return ended, err
	case v.done:
		return d.end(ctx, e, rule, func(w *work) error { return w.taken(n.Phone, "a fresh read shows it with nobody") })
	case v.failed != nil && v.failed.Code == codeMoved:
		return move(inventory.Move, "discovered", func(n *inventory.Number) {
			n.Holder, n.Service, n.Request = now.Target, !now.OfPerson(), ""
			n.Why = say.Text("given to somebody else in Teams before the desk could take it back")
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
			if _, err := w.moveNumber(n, inventory.Refuse, "Teams refused", func(n *inventory.Number) { n.Why = v.failed.Say }); err != nil {
				return err
			}
			return w.enqueue(store.Effect{Lane: "tell/" + string(n.Phone), Kind: effectTell, Subject: string(n.Phone)})
		})
	}
	return d.park(ctx, e, p, v.wait, nil)
}

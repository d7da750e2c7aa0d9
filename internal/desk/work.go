package desk

import (
	"context"
	"time"

	"github.com/numberdesk/numberdesk/internal/person"
	"github.com/numberdesk/numberdesk/internal/phone"
	"github.com/numberdesk/numberdesk/internal/request"
	"github.com/numberdesk/numberdesk/internal/store"
)

// rule is the desk acting by its own rules.
var rule = store.Actor{Kind: store.ByRule}

// work is one transaction of the desk: moves, their audit entries, and the effects they ask for.
type work struct {
	tx     store.Tx
	o      *Options
	now    time.Time
	by     store.Actor
	queued []store.Effect
	// over are the lanes whose parked effect has nothing to wait for any more.
	over []string
	// journal takes the audit of a command that moves very many numbers; nil writes each entry by itself.
	journal *store.Journal
	// left are the ranges that numbers were taken from: whether one runs low is asked once, at the end.
	left map[string]bool
	// waiting are the requests that wait for a number, once somebody asked; nil when that may have changed.
	waiting *[]request.Request
	// sought is set when those who wait get another look already.
	sought bool
}

// update runs fn in one durable transaction and then lines up the effects it asked for.
func (d *Desk) update(ctx context.Context, by store.Actor, fn func(*work) error) error {
	var w *work
	err := d.db.Update(ctx, func(tx store.Tx) error {
		w = &work{tx: tx, o: &d.o, now: time.Now().UTC(), by: by}
		if err := fn(w); err != nil {
			return err
		}
		if err := w.lowStocks(); err != nil || w.journal == nil {
			return err
		}
		return w.journal.Flush(tx)
	})
	if err != nil {
		return err
	}
	d.o.Point("committed")
	d.queue.add(w.queued...)
	d.queue.hasten(w.over...)
	select {
	case d.sealing <- struct{}{}:
	default:
	}
	return nil
}

// moved puts a move of a number into the audit.
func (w *work) moved(e store.Entry, personal store.Personal) error {
	if w.journal != nil {
		return w.journal.Record(e, personal, w.now)
	}
	return store.Record(w.tx, e, personal, w.now)
}

// enqueue owes the world an effect.
func (w *work) enqueue(e store.Effect) error {
	e, err := store.Enqueue(w.tx, e, w.now)
	w.queued = append(w.queued, e)
	return err
}

// remember keeps a person's name for cards.
func (w *work) remember(people ...*person.Person) error {
	for _, p := range people {
		if p == nil || p.ID == "" || p.Name == "" {
			continue
		}
		if err := store.PutPerson(w.tx, p.ID, store.Name{Name: p.Name, UPN: p.UPN, Language: p.Language}); err != nil {
			return err
		}
	}
	return nil
}

// telephonyLane keeps what happens to one person and number in order.
func telephonyLane(id person.ID, n phone.Number) string {
	return "phone/" + string(id) + "/" + string(n)
}

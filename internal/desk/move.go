package desk

import (
	"cmp"
	"maps"
	"time"

	"github.com/numberdesk/numberdesk/internal/inventory"
	"github.com/numberdesk/numberdesk/internal/problem"
	"github.com/numberdesk/numberdesk/internal/request"
	"github.com/numberdesk/numberdesk/internal/store"
)

// moveNumber moves a number, with whatever the move sets on it, and audits the move.
func (w *work) moveNumber(n inventory.Number, on inventory.Event, cause string, set func(*inventory.Number)) (inventory.Number, error) {
	return w.moveNumberSaying(n, on, cause, nil, set)
}

// moveNumberSaying is [work.moveNumber] with what else the audit keeps of it that can be erased, such as Microsoft's words.
func (w *work) moveNumberSaying(n inventory.Number, on inventory.Event, cause string, said store.Personal, set func(*inventory.Number)) (inventory.Number, error) {
	from := n
	n, err := n.Apply(on, w.now)
	if err != nil {
		return n, err
	}
	if set != nil {
		set(&n)
	}
	if err := w.rest(&n); err != nil {
		return n, err
	}
	if !n.Until.IsZero() && n.State.Ending() != "" && (n.State != from.State || !n.Until.Equal(from.Until)) {
		if err := w.endAt(n); err != nil {
			return n, err
		}
	}
	whom := cmp.Or(n.Holder, from.Holder, n.ForPerson, from.ForPerson)
	detail, personal := keptWhy(n)
	if personal == nil {
		personal = store.Personal{}
	}
	maps.Copy(personal, said)
	err = w.moved(store.Entry{
		Actor: w.by, What: "number." + string(on), Number: n.Phone, Request: request.ID(cmp.Or(n.Request, from.Request)), Person: whom,
		From: string(from.State), To: string(n.State), Cause: cause, Detail: detail,
	}, personal)
	if err != nil {
		return n, err
	}
	if err := store.PutNumber(w.tx, n, w.now); err != nil {
		return n, err
	}
	if from.State == inventory.Releasing || needsPerson(from) {
		if err := w.updateStuck(string(n.Phone)); err != nil {
			return n, err
		}
	}
	switch {
	case n.State == inventory.Available && n.Forbidden != "":
		return w.moveNumber(n, inventory.Block, "never given out", func(n *inventory.Number) { n.Why = n.Forbidden.Why() })
	case n.State == inventory.Available:
		return n, w.supply(n)
	case from.State == inventory.Available:
		w.leaves(n.Range)
	}
	return n, nil
}

// keptWhy is what the audit keeps of why a number is reserved or blocked, for what, and until when: the next admin wants to
// know it when the number itself has forgotten it.
func keptWhy(n inventory.Number) (detail map[string]string, personal store.Personal) {
	if n.State != inventory.Reserved && n.State != inventory.Blocked {
		return nil, nil
	}
	if n.Forbidden != "" && n.BlockedBy(n.Forbidden) {
		return map[string]string{"pattern": string(n.Forbidden)}, nil
	}
	personal = store.Personal{}
	if why := n.Why.String(); why != "" {
		personal["reason"] = why
	}
	if n.For != "" {
		personal["for"] = n.For
	}
	if !n.Until.IsZero() {
		detail = map[string]string{"until": n.Until.Format(time.RFC3339)}
	}
	return detail, personal
}

// rest gives a number that has just come to rest its end, and sees to it that the rest ends then.
func (w *work) rest(n *inventory.Number) error {
	if n.State != inventory.Resting || !n.Until.IsZero() {
		return nil
	}
	until, err := restsUntil(w.tx, w.o, *n, w.now)
	n.Until = until
	return err
}

// restsUntil is when a number is free again that comes to rest now.
func restsUntil(tx store.Tx, o *Options, n inventory.Number, now time.Time) (time.Time, error) {
	days := o.RestDays
	switch r, err := store.Range(tx, n.Range); {
	case err == nil:
		days = r.RestDays
	case problem.KindOf(err) != problem.NotFound:
		return time.Time{}, err
	}
	return now.AddDate(0, 0, days), nil
}

// endAt sees to it that a number's state ends when its time is over.
func (w *work) endAt(n inventory.Number) error {
	return w.enqueue(store.Effect{Lane: "until/" + string(n.Phone) + "/" + n.Until.Format(time.RFC3339), Kind: effectRest, Subject: string(n.Phone), NotBefore: n.Until})
}

// moveRequest moves a request, audits the move, and does or owes what the lifecycle asks for.
func (w *work) moveRequest(r request.Request, on request.Event, cause string, personal store.Personal) (request.Request, error) {
	from, before := r.State, r
	r, effects, err := r.Apply(on, w.now)
	if err != nil {
		return r, err
	}
	if err := w.took(before, r); err != nil {
		return r, err
	}
	err = store.Record(w.tx, store.Entry{
		Actor: w.by, What: "request." + string(on), Request: r.ID, Number: r.Number, Person: r.For,
		From: string(from), To: string(r.State), Cause: cause, Detail: votedFor(before, on),
	}, personal, w.now)
	if err != nil {
		return r, err
	}
	for _, effect := range effects {
		if err := w.ask(&r, effect); err != nil {
			return r, err
		}
	}
	w.waiting = nil
	if err := store.PutRequest(w.tx, r); err != nil {
		return r, err
	}
	if err := w.settleList(r.PartOf); err != nil {
		return r, err
	}
	return r, w.updateStuck(string(stuckAs(r)))
}

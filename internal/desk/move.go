package desk

import (
	"cmp"
	"maps"
	"slices"
	"time"

	"github.com/numberdesk/numberdesk/internal/inventory"
	"github.com/numberdesk/numberdesk/internal/person"
	"github.com/numberdesk/numberdesk/internal/phone"
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
	if from.State == inventory.ReleaseRefused || from.State == inventory.Releasing || !from.Rejected.IsZero() {
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

// updateStuck shows the admins who were told that something is stuck how it stands now.
func (w *work) updateStuck(subject string) error {
	told, err := store.PostedTo(w.tx, cardStuck, subject)
	if err != nil {
		return err
	}
	for _, id := range told {
		if err := w.show(cardStuck, subject, id); err != nil {
			return err
		}
	}
	return nil
}

// ask is the only place where an effect of the lifecycle becomes a move of a number or an outbox entry.
func (w *work) ask(r *request.Request, effect request.Effect) error {
	switch effect {
	case request.HoldNumber:
		n, err := store.Number(w.tx, r.Number)
		if err != nil {
			return err
		}
		_, err = w.moveNumber(n, inventory.Hold, "request "+string(r.ID), func(n *inventory.Number) {
			n.Holder, n.Service, n.Request, n.Until = r.For, r.Kind == request.Service, string(r.ID), r.Expires
		})
		return err

	case request.UnholdNumber:
		return w.letGo(r)

	case request.AssignNumber:
		n, err := store.Number(w.tx, r.Number)
		if err != nil {
			return err
		}
		if n.Request != string(r.ID) {
			return problem.New(problem.Conflict, "%s is not held for request %s.", n.Phone.Display(), r.ID)
		}
		if r.Changes() {
			return w.enqueue(store.Effect{Lane: telephonyLane(r.For, r.Number), Kind: effectSwap, Subject: string(r.ID), Person: r.For})
		}
		if _, err := w.moveNumber(n, inventory.Assign, "request "+string(r.ID), nil); err != nil {
			return err
		}
		return w.enqueue(store.Effect{Lane: telephonyLane(r.For, r.Number), Kind: effectAssign, Subject: string(r.ID), Person: r.For})

	case request.ExpireLater:
		if err := w.watchEnd(r); err != nil {
			return err
		}
		return w.enqueue(store.Effect{Lane: "expire/" + string(r.ID), Kind: effectExpire, Subject: string(r.ID), NotBefore: r.Expires})

	case request.AskApprovers:
		if len(r.Approvers) == 0 {
			return w.lookForApprovers(r.ID)
		}
		if r.Short() {
			if err := w.nobodyDecides(*r); err != nil {
				return err
			}
		}
		if err := w.askDelegates(r); err != nil {
			return err
		}
		asked := slices.Clone(r.Approvers)
		for _, g := range r.DelegatesNow() {
			asked = append(asked, g.To)
		}
		for _, who := range asked {
			if err := w.show(cardApproval, string(r.ID), who); err != nil {
				return err
			}
		}
		return w.attend(r)

	case request.UpdateCards:
		if err := w.showConcerned(*r); err != nil {
			return err
		}
		for _, who := range r.PutTo {
			// Before it was asked an approver has no card to update.
			if asked, err := wasAsked(w.tx, r.ID, who); err != nil {
				return err
			} else if asked || r.Revision > 1 && slices.Contains(r.Approvers, who) {
				if err := w.show(cardApproval, string(r.ID), who); err != nil {
					return err
				}
			}
		}
		return nil

	case request.TellRequester:
		return w.tellRequester(*r)

	case request.SeekNumber:
		return w.lookAnew(r.ID)
	case request.AskForEach:
		return w.enqueue(store.Effect{Lane: "each/" + string(r.ID), Kind: effectEach, Subject: string(r.ID)})
	case request.GrantPolicies:
		if r.Kind == request.Service {
			return nil // it has no persona, and Graph does not show how Teams has it
		}
		if err := w.owePhone(*r); err != nil {
			return err
		}
		return w.owePolicies(*r, effectEquip, time.Time{})
	case request.TellAdmins:
		return w.tellStuck(*r)
	}
	panic("desk: no such effect of the lifecycle: " + string(effect))
}

// letGo gives back what a request that ended still has. A number whose assignment may have reached Teams
// goes the long way: it is looked at there first, and taken back if it arrived.
func (w *work) letGo(r *request.Request) error {
	for _, its := range []phone.Number{r.Number, r.Old} {
		if its == "" {
			continue
		}
		if err := w.letGoOf(r, its); err != nil {
			return err
		}
	}
	return nil
}

func (w *work) letGoOf(r *request.Request, its phone.Number) error {
	n, known, err := store.Known(w.tx, its)
	if err != nil || !known { // lost, and no longer in the inventory: there is nothing to give back
		return err
	}
	cause := "request " + string(r.ID) + " ended"
	switch {
	case n.Request != string(r.ID):
		return nil
	case n.State == inventory.Held:
		_, err = w.moveNumber(n, n.LetGo(), cause, nil)
		return err
	case n.State == inventory.Unknown:
		return w.release(n, cause)
	}
	return nil
}

// release begins to take a number from its holder in Teams.
func (w *work) release(n inventory.Number, cause string) error {
	n, err := w.moveNumber(n, inventory.Release, cause, nil)
	if err != nil {
		return err
	}
	return w.enqueue(store.Effect{Lane: telephonyLane(n.Holder, n.Phone), Kind: effectUnassign, Subject: string(n.Phone), Person: n.Holder})
}

// show owes a person the present state of a card.
func (w *work) show(card, subject string, to person.ID) error {
	if card == cardApproval {
		return w.showDecision(request.ID(subject), to)
	}
	return w.enqueue(showing(card, subject, to))
}

// showConcerned owes those whom a request concerns, who asked and for whom, the present state of its card.
func (w *work) showConcerned(r request.Request) error {
	for _, who := range r.Concerned() {
		if err := w.show(cardRequest, string(r.ID), who); err != nil {
			return err
		}
	}
	return nil
}

func showing(card, subject string, to person.ID) store.Effect {
	return store.Effect{Lane: "chat/" + string(to), Kind: effectShow, Card: card, Subject: subject, Person: to}
}

package desk

import (
	"slices"
	"time"

	"github.com/numberdesk/numberdesk/internal/inventory"
	"github.com/numberdesk/numberdesk/internal/person"
	"github.com/numberdesk/numberdesk/internal/phone"
	"github.com/numberdesk/numberdesk/internal/problem"
	"github.com/numberdesk/numberdesk/internal/request"
	"github.com/numberdesk/numberdesk/internal/store"
)

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
			if r.Sent, err = gaveUp(w.tx, *r); err != nil {
				return err
			}
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
	if r.TakesOld {
		if err := w.leavesOld(r); err != nil {
			return err
		}
	}
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
	case n.State == inventory.Assigning: // Teams was not asked, or the request could not have ended
		if n, err = w.moveNumber(n, inventory.Keep, cause, nil); err != nil {
			return err
		}
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

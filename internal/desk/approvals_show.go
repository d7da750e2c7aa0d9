package desk

import (
	"context"
	"slices"

	"github.com/numberdesk/numberdesk/internal/activity"
	"github.com/numberdesk/numberdesk/internal/person"
	"github.com/numberdesk/numberdesk/internal/problem"
	"github.com/numberdesk/numberdesk/internal/request"
	"github.com/numberdesk/numberdesk/internal/store"
)

// listFrom is how many requests wait for somebody when he gets one list instead of one more card.
const listFrom = 3

// listsKept is how many earlier messages with a list change with the newest. Older ones are drawn anew when they are opened.
const listsKept = 2

// showDecision owes an approver the present state of a request: on its own card, or on the list of all that wait for him.
// A card of its own stays, and stays right, when there is a list, too.
func (w *work) showDecision(id request.ID, to person.ID) error {
	own, list := showing(cardApproval, string(id), to), showing(cardApprovals, "", to)
	hasOwn, err := w.shown(own)
	if err != nil {
		return err
	}
	hasList, err := w.shown(list)
	if err != nil {
		return err
	}
	many := false
	if !hasOwn {
		if many, err = w.isOneOfMany(id, to); err != nil {
			return err
		}
	}
	if !many {
		if err := w.enqueue(own); err != nil {
			return err
		}
	}
	if many || hasList {
		return w.enqueue(list)
	}
	return nil
}

// shown reports whether a card was posted, or is about to be.
func (w *work) shown(e store.Effect) (bool, error) {
	if owed, err := store.Owed(w.tx, e); err != nil || owed {
		return owed, err
	}
	_, posted, err := store.PostedCard(w.tx, e.Card, e.Subject, e.Person)
	return posted, err
}

// isOneOfMany reports whether somebody reads of a request without a card of its own on his list: it stands there already,
// the list is about to be shown, or so many wait for him that he gets it.
func (w *work) isOneOfMany(id request.ID, to person.ID) (bool, error) {
	if told, err := toldOnList(w.tx, id, to); err != nil || told {
		return told, err
	}
	if owed, err := store.Owed(w.tx, showing(cardApprovals, "", to)); err != nil || owed {
		return owed, err
	}
	waiting, err := store.Deciding(w.tx, to, listFrom)
	others := slices.DeleteFunc(waiting, func(other request.ID) bool { return other == id })
	return len(others) >= listFrom-1, err
}

// wasAsked reports whether somebody has a card on which a request stands: its own, or his list.
func wasAsked(tx store.Tx, id request.ID, who person.ID) (bool, error) {
	if _, asked, err := store.PostedCard(tx, cardApproval, string(id), who); err != nil || asked {
		return asked, err
	}
	return toldOnList(tx, id, who)
}

func toldOnList(tx store.Tx, id request.ID, who person.ID) (bool, error) {
	list, _, err := store.PostedCard(tx, cardApprovals, "", who)
	return slices.Contains(list.Told, id), err
}

// onlyListed are the requests that wait for somebody who has no card of their own of them.
func onlyListed(tx store.Tx, who person.ID) ([]request.ID, error) {
	ids, err := store.Deciding(tx, who, 0)
	if err != nil {
		return nil, err
	}
	var only []request.ID
	for _, id := range ids {
		_, own, err := store.PostedCard(tx, cardApproval, string(id), who)
		if err != nil {
			return nil, err
		}
		if !own {
			only = append(only, id)
		}
	}
	return only, nil
}

// newsOn are the requests of which nothing has told somebody before the list that an effect shows him; none for any other
// card.
func newsOn(tx store.Tx, e store.Effect) ([]request.ID, error) {
	if e.Card != cardApprovals {
		return nil, nil
	}
	posted, _, err := store.PostedCard(tx, e.Card, e.Subject, e.Person)
	if err != nil {
		return nil, err
	}
	only, err := onlyListed(tx, e.Person)
	return slices.DeleteFunc(only, func(id request.ID) bool { return slices.Contains(posted.Told, id) }), err
}

// keepAsked remembers a list that somebody asked for. The messages with a list before it change with it, too.
func (w *work) keepAsked(who person.ID, p store.Posted) error {
	before, there, err := store.PostedCard(w.tx, cardApprovals, "", who)
	if err != nil {
		return err
	}
	if there && before.Chat.ConversationID == p.Chat.ConversationID && before.Activity != p.Activity {
		p.Also = append([]string{before.Activity}, before.Also...)
		p.Also = p.Also[:min(len(p.Also), listsKept)]
	}
	return w.keepList(who, p)
}

// keepList remembers a list that shows all that waits for somebody, and the last reminder of it.
func (w *work) keepList(who person.ID, p store.Posted) (err error) {
	if p.Told, err = store.Deciding(w.tx, who, 0); err != nil {
		return err
	}
	if p.Round, err = remindedOnList(w.tx, who); err != nil {
		return err
	}
	return store.PutPostedCard(w.tx, cardApprovals, "", who, p)
}

// keepList remembers the list that answered somebody, so that it changes with what it shows. One that is forgotten is
// drawn anew when it is opened.
func (d *Desk) keepList(ctx context.Context, a activity.Activity, id string) {
	who := chatCaller(a)
	err := d.update(ctx, who.actor(), func(w *work) error {
		return w.keepAsked(who.ID, store.Posted{Chat: a.Reference(), Activity: id})
	})
	if err != nil {
		d.log.Error("the list of what waits was not kept", problem.Cause(err))
	}
}

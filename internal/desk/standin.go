package desk

import (
	"context"
	"time"

	"github.com/numberdesk/numberdesk/internal/card"
	"github.com/numberdesk/numberdesk/internal/person"
	"github.com/numberdesk/numberdesk/internal/request"
	"github.com/numberdesk/numberdesk/internal/say"
	"github.com/numberdesk/numberdesk/internal/store"
)

// beginDelegation lets somebody decide for another from now on, and puts to him what is open with the other; passed is how
// many requests that are. One that was there before ends.
func (w *work) beginDelegation(g request.Delegation) (passed int, err error) {
	if before, ok, err := store.Delegation(w.tx, g.Of); err != nil {
		return 0, err
	} else if ok {
		if err := w.endDelegation(before, "another one took its place"); err != nil {
			return 0, err
		}
		if before.To != g.To && before.Until.After(w.now) {
			if err := w.standsDown(before); err != nil {
				return 0, err
			}
		}
	}
	if err := store.PutDelegation(w.tx, g); err != nil {
		return 0, err
	}
	err = store.Record(w.tx, store.Entry{
		Actor: w.by, What: "delegation.begin", Person: g.To, Detail: map[string]string{"of": string(g.Of), "until": g.Until.Format(time.RFC3339)},
	}, store.Personal{"reason": g.Why}, w.now)
	if err != nil {
		return 0, err
	}
	// A lane of its own: one that lasts longer must not keep a shorter one from ending.
	err = w.enqueue(store.Effect{Lane: "delegation/" + string(g.Of) + "/" + g.Until.Format(time.RFC3339), Kind: effectUndelegate, Subject: string(g.Of), NotBefore: g.Until})
	if err != nil {
		return 0, err
	}
	err = w.sayToPerson(g.To, "", Answer{
		Title: say.Text("%s is away", nameOf(w.tx, g.Of)), Tone: card.Accent,
		Lines: []say.Sentence{say.Text("You are asked in place of %s until %s: %s", nameOf(w.tx, g.Of), say.Date(g.Until), g.Why)},
		Next:  say.Text("Requests come to you here, and what you decide stands under both names."),
	})
	if err != nil {
		return 0, err
	}
	open, err := store.OpenRequests(w.tx)
	if err != nil {
		return 0, err
	}
	for _, r := range open {
		before := len(r.Delegates)
		if r.State != request.PendingApproval {
			continue
		}
		if err := w.askDelegates(&r); err != nil {
			return passed, err
		}
		if len(r.Delegates) == before {
			continue
		}
		passed++
		for _, g := range r.DelegatesNow() {
			if err := w.show(cardApproval, string(r.ID), g.To); err != nil {
				return passed, err
			}
		}
		if err := w.ask(&r, request.UpdateCards); err != nil {
			return passed, err
		}
	}
	return passed, nil
}

// askDelegates puts a request to the delegates of its approvers.
func (w *work) askDelegates(r *request.Request) error {
	var active []request.Delegation
	for _, id := range r.Approvers {
		g, ok, err := store.Delegation(w.tx, id)
		if err != nil {
			return err
		}
		if ok {
			active = append(active, g)
		}
	}
	before := len(r.Delegates)
	*r = r.Delegated(active, w.now)
	if len(r.Delegates) == before {
		return nil
	}
	for _, g := range r.Delegates[before:] {
		err := store.Record(w.tx, store.Entry{
			Actor: w.by, What: "request.delegate", Request: r.ID, Person: r.For, Detail: map[string]string{"to": string(g.To), "of": string(g.Of)},
		}, nil, w.now)
		if err != nil {
			return err
		}
	}
	r.Revision++
	return store.PutRequest(w.tx, *r)
}

// endDelegation takes what is open from the delegate.
func (w *work) endDelegation(g request.Delegation, cause string) error {
	if err := store.DropDelegation(w.tx, g.Of); err != nil {
		return err
	}
	err := store.Record(w.tx, store.Entry{
		Actor: w.by, What: "delegation.end", Person: g.To, Detail: map[string]string{"of": string(g.Of)}, Cause: cause,
	}, nil, w.now)
	if err != nil {
		return err
	}
	open, err := store.OpenRequests(w.tx)
	if err != nil {
		return err
	}
	for _, r := range open {
		r, changed := r.Undelegated(g.Of)
		if !changed || r.State != request.PendingApproval {
			continue
		}
		r.Revision++
		if err := store.PutRequest(w.tx, r); err != nil {
			return err
		}
		if err := w.ask(&r, request.UpdateCards); err != nil {
			return err
		}
		if r.Nobody() {
			if err := w.lookForApprovers(r.ID); err != nil {
				return err
			}
		}
	}
	return nil
}

// standsDown tells a delegate that it ended before the day he was told.
func (w *work) standsDown(g request.Delegation) error {
	return w.sayToPerson(g.To, "", Answer{
		Title: say.Text("You do not stand in for %s any more", nameOf(w.tx, g.Of)),
		Lines: []say.Sentence{say.Text("What you have decided stays. What is open is with %s.", nameOf(w.tx, g.Of))},
		Next:  say.Text("There is nothing for you to do."),
	})
}

// undelegate ends a delegation when its time is over.
func (d *Desk) undelegate(ctx context.Context, e store.Effect) (performed, error) {
	return d.whenDue(ctx, e, func(w *work) error {
		g, ok, err := store.Delegation(w.tx, person.ID(e.Subject))
		if err != nil || !ok || w.now.Before(g.Until) {
			return err
		}
		return w.endDelegation(g, "its time was over at "+g.Until.Format(time.RFC3339))
	})
}

// voter is who voted, and for whom when it was as somebody's delegate.
func voter(tx store.Tx, by, of person.ID) say.Sentence {
	if of == "" {
		return nameOf(tx, by)
	}
	return say.Text("%s for %s", nameOf(tx, by), nameOf(tx, of))
}

// standsIn says to a delegate why he is asked; empty for anybody else.
func standsIn(tx store.Tx, r request.Request, viewer person.ID) say.Sentence {
	g, ok := r.StandsInFor(viewer)
	switch {
	case !ok:
		return say.Sentence{}
	case g.Ended || r.State != request.PendingApproval:
		return say.Text("You stood in for %s", nameOf(tx, g.Of))
	}
	return say.Text("For %s, who is away until %s", nameOf(tx, g.Of), say.Date(g.Until))
}

// detailFor names in the audit the approver for whom his delegate acted.
const detailFor = "for"

// votedFor is what the audit keeps of a vote besides who voted.
func votedFor(r request.Request, on request.Event) map[string]string {
	switch on {
	case request.Agree, request.Advance, request.Approve, request.ApproveNone, request.Deny:
		if n := len(r.Votes); n > 0 && r.Votes[n-1].For != "" {
			return map[string]string{detailFor: string(r.Votes[n-1].For)}
		}
	}
	return nil
}

// passedTo adds to what happened to whom a request was put, and in whose place.
func passedTo(tx store.Tx, e store.Entry, said say.Sentence) say.Sentence {
	to, of := person.ID(e.Detail["to"]), person.ID(e.Detail["of"])
	switch {
	case e.What == "request.delegate" || e.What == "request.hand":
		return say.Text("%s (%s)", said, voter(tx, to, of))
	case e.What == "delegation.begin" || e.What == "delegation.end":
		return say.Text("%s (%s)", said, voter(tx, e.Person, of))
	}
	return said
}

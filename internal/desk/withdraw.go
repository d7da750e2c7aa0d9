package desk

import (
	"github.com/numberdesk/numberdesk/internal/card"
	"github.com/numberdesk/numberdesk/internal/person"
	"github.com/numberdesk/numberdesk/internal/request"
	"github.com/numberdesk/numberdesk/internal/say"
	"github.com/numberdesk/numberdesk/internal/store"
)

// withdraw cancels a request because somebody wants it, an admin or one of those it concerns, and tells the others of these:
// a card that changes further up in a chat goes unnoticed.
func (w *work) withdraw(r request.Request, by request.Withdrawal, cause string) (request.Request, error) {
	if r.State == request.Delivering { // what is owed to it has nothing left to do, and others may wait behind it
		w.over = append(w.over, telephonyLane(r.For, r.Number), telephonyLane(r.For, r.Old))
	}
	r.Withdrawn = &by
	r, err := w.moveRequest(r, request.Cancel, cause, nil)
	if err != nil || r.Ordered() {
		return r, err
	}
	for _, id := range r.Concerned() {
		if id == by.By {
			continue
		}
		answer := Answer{Title: say.Text("Your request was canceled"), Tone: card.Warning,
			Lines: []say.Sentence{say.Text("%s canceled request %s.", nameOf(w.tx, by.By), r.ID)}, Next: askAgain(r, id)}
		switch {
		case r.OnBehalf() && id == r.For:
			answer.Title = say.Text("A request for you was canceled")
		case r.OnBehalf():
			answer.Title = say.Text("Your request for %s was canceled", forWhom(w.tx, r))
		}
		if by.Admin {
			answer.Lines = []say.Sentence{say.Text("A telephony admin canceled request %s. Ask your telephony admins why.", r.ID)}
		}
		if err := w.sayToPerson(id, r.ID, answer); err != nil {
			return r, err
		}
	}
	return r, nil
}

// canceled says that a request was, and by whom, to anybody who did not do it himself.
func canceled(tx store.Tx, r request.Request, viewer person.ID) say.Sentence {
	switch {
	case r.Withdrawn != nil && r.Withdrawn.Admin:
		return say.Text("Canceled by a telephony admin")
	case r.Withdrawn != nil && r.OnBehalf() && r.Withdrawn.By != viewer:
		return say.Text("Canceled by %s", nameOf(tx, r.Withdrawn.By))
	}
	return say.Text("Canceled")
}

// handedOver says to whom an admin handed a request that is still open; empty for nobody.
func handedOver(tx store.Tx, r request.Request) say.Sentence {
	var names []say.Sentence
	for _, h := range r.Routed {
		if h.Source == request.Handed {
			names = append(names, nameOf(tx, h.Who))
		}
	}
	if r.State != request.PendingApproval || len(names) == 0 {
		return say.Sentence{}
	}
	return say.Text("to %s, by a telephony admin", say.List(", ", names...))
}

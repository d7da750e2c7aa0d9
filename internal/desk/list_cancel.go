package desk

import (
	"github.com/numberdesk/numberdesk/internal/card"
	"github.com/numberdesk/numberdesk/internal/problem"
	"github.com/numberdesk/numberdesk/internal/request"
	"github.com/numberdesk/numberdesk/internal/say"
	"github.com/numberdesk/numberdesk/internal/store"
)

// withdrawRest cancels what is left of an approved list: the requests of those for whom Teams was asked for nothing yet. Who
// has his number keeps it, and who is being given one gets it. An admin cancels what is stuck, too.
func (w *work) withdrawRest(list request.Request, by request.Withdrawal) (Answer, error) {
	gone := 0
	for i, l := range list.Lines {
		if !l.Answered() { // none was made yet, and none will be
			list.Lines[i].Refused = say.Text("canceled")
			gone++
		}
	}
	list.Revision++
	if err := store.PutRequest(w.tx, list); err != nil {
		return Answer{}, err
	}
	for _, l := range list.Lines {
		if l.Request == "" {
			continue
		}
		r, err := store.Request(w.tx, l.Request)
		if err != nil {
			return Answer{}, err
		}
		idle := r.Cancelable() || r.State == request.Delivering && !r.Sent
		if !idle && !(by.Admin && r.State == request.DeliveryFailed) {
			continue
		}
		if _, err := w.withdraw(r, by, "withdrawn with the rest of request "+string(list.ID)); err != nil {
			return Answer{}, err
		}
		gone++
	}
	if gone == 0 {
		return Answer{}, problem.New(problem.Conflict, "Nothing of request %s can be canceled any more: %s Telephony admins can take numbers back.", list.ID, resultSaid(w.tx, list))
	}
	if err := w.settleList(list.ID); err != nil {
		return Answer{}, err
	}
	return Answer{Title: say.Text("Canceled"), Tone: card.Warning,
		Lines: []say.Sentence{say.Count(gone, "%d person of request %s gets no number by it any more.", "%d people of request %s get no number by it any more.", list.ID), resultSaid(w.tx, list)},
		Next:  say.Text("Type status %s to see everybody.", list.ID)}, nil
}

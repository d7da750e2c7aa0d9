package desk

import (
	"fmt"
	"slices"
	"time"

	"github.com/numberdesk/numberdesk/internal/inventory"
	"github.com/numberdesk/numberdesk/internal/problem"
	"github.com/numberdesk/numberdesk/internal/request"
	"github.com/numberdesk/numberdesk/internal/say"
	"github.com/numberdesk/numberdesk/internal/store"
)

// How many numbers one request may lose because Teams refuses them, and one range in a day: a refusal that is misread must
// not use a range up.
const (
	maxRefused       = 2
	maxRefusedOfDay  = 4
	refusedOfDayMark = "refused/"
)

// replaceFor blocks a number that Teams gives to nobody and takes the next of its range, which those who decided approved of.
// It does not when an admin named the number, when there is none, or when so many were refused that it is hardly the
// numbers.
func (w *work) replaceFor(id request.ID, why *problem.Error, cause string) (bool, error) {
	r, err := store.Request(w.tx, id)
	if err != nil {
		return false, err
	}
	n, err := store.Number(w.tx, r.Number)
	if err != nil {
		return false, err
	}
	said := store.Personal{"microsoft": causeText(why)}
	if r.Wanted && r.Ordered() || len(r.Refused) >= maxRefused {
		return false, nil
	}
	of, err := store.Range(w.tx, n.Range)
	if problem.KindOf(err) == problem.NotFound {
		return false, nil
	} else if err != nil {
		return false, err
	}
	free := freeOf
	if r.Kind == request.Service {
		free = freeForService
	}
	next, err := free(w.tx, of, 1)
	if err != nil || len(next) == 0 {
		return false, err
	}
	if may, err := w.mayRefuse(n.Range); err != nil || !may {
		return false, err
	}
	_, err = w.moveNumberSaying(n, inventory.Reject, cause, said, func(n *inventory.Number) {
		n.Why, n.Rejected = say.Text("Teams refuses it although it shows it as free"), w.now
	})
	if err != nil {
		return false, err
	}
	if err := w.tellAdmins(string(n.Phone)); err != nil {
		return false, err
	}
	r.Refused = append(slices.Clone(r.Refused), n.Phone)
	r.Number, r.Picked = next[0].number, say.Text("Teams refused %s, and %s", n.Phone.Display(), next[0].why)
	_, err = w.moveRequest(r, request.Replace, cause, said)
	return err == nil, err
}

// mayRefuse counts the numbers of a range that Teams refused today.
func (w *work) mayRefuse(rangeName string) (bool, error) {
	for i := range maxRefusedOfDay {
		mark := fmt.Sprintf("%s%s/%s/%d", refusedOfDayMark, rangeName, w.now.Format(time.DateOnly), i)
		if told, err := store.Told(w.tx, mark); err != nil || !told {
			if err == nil {
				err = store.PutTold(w.tx, mark)
			}
			return err == nil, err
		}
	}
	return false, nil
}

// insteadOf are the numbers in whose place a request's number is.
func insteadOf(r request.Request) say.Sentence {
	var refused []say.Sentence
	for _, n := range r.Refused {
		refused = append(refused, say.Words(n.Display()))
	}
	if len(refused) == 0 {
		return say.Sentence{}
	}
	return say.Text("%s, which Teams does not give out", say.List(", ", refused...))
}

package desk

import (
	"slices"
	"strings"
	"time"

	"github.com/numberdesk/numberdesk/internal/inventory"
	"github.com/numberdesk/numberdesk/internal/request"
	"github.com/numberdesk/numberdesk/internal/say"
	"github.com/numberdesk/numberdesk/internal/store"
)

// supply gives a number that came free, or is new, to the request that has waited longest for one like it.
func (w *work) supply(n inventory.Number) error {
	if w.o.Observe {
		return nil
	}
	waiting, err := store.WaitingRequests(w.tx)
	if err != nil {
		return err
	}
	for _, r := range waiting {
		if serves(n, r) {
			return w.supplyTo(r, n)
		}
	}
	return nil
}

// serves reports whether a number is one that a request waits for: of a range that served the person when
// he asked, or of one that has come since for his site and country.
func serves(n inventory.Number, r request.Request) bool {
	return !n.Gold && slices.Contains(r.Ranges, n.Range) ||
		n.Type != inventory.CallingPlan && strings.EqualFold(n.Site, r.Site) && strings.EqualFold(n.Country, r.Country)
}

func (w *work) supplyTo(r request.Request, n inventory.Number) error {
	r.Number, r.Picked = n.Phone, say.Text("it was the first that came free while this request had waited longest")
	if err := store.PutWait(w.tx, n.Range, w.now.Sub(r.Moved)); err != nil {
		return err
	}
	if !slices.Contains(r.Ranges, n.Range) {
		r.Ranges = append(slices.Clone(r.Ranges), n.Range)
	}
	_, err := w.moveRequest(r, request.Supply, "a number of range "+n.Range+" came free", nil)
	return err
}

// usualWait says how long a request for these ranges usually waits, and when the next number is due back, as far as
// either is known.
func usualWait(tx store.Tx, ranges []string, now time.Time) (say.Sentence, error) {
	var waits []time.Duration
	soonest := -1
	for _, name := range ranges {
		some, err := store.Waits(tx, name)
		if err != nil {
			return say.Sentence{}, err
		}
		waits = append(waits, some...)
		s, err := store.Stock(tx, name, now)
		if err != nil {
			return say.Sentence{}, err
		}
		for day := range s.Returning {
			if soonest < 0 || day < soonest {
				soonest = day
			}
		}
	}
	var said say.Sentence
	if len(waits) > 0 {
		slices.Sort(waits)
		said = say.Text("Usually that takes about %s.", say.Span(waits[len(waits)/2]))
	}
	if soonest >= 0 {
		said = said.And(say.Text("The next number comes back from its rest on %s.", say.Date(now.AddDate(0, 0, soonest))))
	}
	return said, nil
}

// supplyFrom gives a new range's numbers to those who wait for one like them.
func (w *work) supplyFrom(rangeName string) error {
	if w.o.Observe {
		return nil
	}
	waiting, err := store.WaitingRequests(w.tx)
	if err != nil {
		return err
	}
	for _, r := range waiting {
		free, err := store.Free(w.tx, rangeName, 1)
		if err != nil || len(free) == 0 {
			return err
		}
		n, err := store.Number(w.tx, free[0])
		if err != nil {
			return err
		}
		if serves(n, r) {
			if err := w.supplyTo(r, n); err != nil {
				return err
			}
		}
	}
	return nil
}

package desk

import (
	"slices"
	"strings"

	"github.com/numberdesk/numberdesk/internal/inventory"
	"github.com/numberdesk/numberdesk/internal/request"
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
	return slices.Contains(r.Ranges, n.Range) ||
		n.Type != inventory.CallingPlan && strings.EqualFold(n.Site, r.Site) && strings.EqualFold(n.Country, r.Country)
}

func (w *work) supplyTo(r request.Request, n inventory.Number) error {
	r.Number = n.Phone
	if !slices.Contains(r.Ranges, n.Range) {
		r.Ranges = append(slices.Clone(r.Ranges), n.Range)
	}
	_, err := w.moveRequest(r, request.Supply, "a number of range "+n.Range+" came free", nil)
	return err
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

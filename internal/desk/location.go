package desk

import (
	"cmp"
	"slices"

	"github.com/numberdesk/numberdesk/internal/inventory"
	"github.com/numberdesk/numberdesk/internal/phone"
	"github.com/numberdesk/numberdesk/internal/problem"
	"github.com/numberdesk/numberdesk/internal/request"
	"github.com/numberdesk/numberdesk/internal/say"
	"github.com/numberdesk/numberdesk/internal/store"
)

// locationOf is the emergency location Teams is told with a number: its own, or its range's.
func locationOf(tx store.Tx, n inventory.Number) (string, error) {
	if n.Own != nil && n.Own.Location != "" {
		return n.Own.Location, nil
	}
	r, err := store.Range(tx, n.Range)
	if problem.KindOf(err) == problem.NotFound {
		return "", nil
	}
	return r.Location, err
}

// locationFor is locationOf for a number of this request: its own, its person's persona's, or its range's.
func locationFor(tx store.Tx, r request.Request, n inventory.Number) (string, error) {
	if r.Setup != nil && r.Setup.Location != "" && (n.Own == nil || n.Own.Location == "") {
		return r.Setup.Location, nil
	}
	return locationOf(tx, n)
}

// locationMissing refuses to assign a number without an emergency location where the company demands one.
func (o *Options) locationMissing(n inventory.Number, location string) error {
	if location != "" || !slices.Contains(o.LocationRequired, n.Country) {
		return nil
	}
	return refusedFor(inventory.ReasonNoLocation, factsOf(n), nil)
}

// mustHaveLocation is locationMissing for a number that somebody is to have with this setup.
func mustHaveLocation(tx store.Tx, o *Options, n inventory.Number, setup *request.Setup) error {
	location, err := locationFor(tx, request.Request{Setup: setup}, n)
	return cmp.Or(err, o.locationMissing(n, location))
}

// mayGoOut is mustHaveLocation for a number that was picked; none was.
func (w *work) mayGoOut(picked phone.Number, setup *request.Setup) error {
	if picked == "" {
		return nil
	}
	n, err := store.Number(w.tx, picked)
	if err != nil {
		return err
	}
	return mustHaveLocation(w.tx, w.o, n, setup)
}

// looked is how many free numbers of a range are looked at for one that has an emergency location of its own.
const looked = 50

// located is a scope without the ranges that have no number to assign with this setup, because their country demands an
// emergency location.
func (o *Options) located(tx store.Tx, s inventory.Scope, setup *request.Setup) (inventory.Scope, error) {
	if setup != nil && setup.Location != "" {
		return s, nil
	}
	var without []inventory.Range
	for _, r := range s.Ranges {
		if r.Location != "" || !slices.Contains(o.LocationRequired, r.Country) {
			continue
		}
		free, err := store.Free(tx, r.Name, looked)
		if err != nil {
			return s, err
		}
		some := false
		for _, f := range free {
			n, err := store.Number(tx, f)
			if err != nil {
				return s, err
			}
			some = some || n.Own != nil && n.Own.Location != ""
		}
		if len(free) > 0 && !some {
			without = append(without, r)
		}
	}
	for _, r := range without {
		s = s.Without(r.Name, say.Text("it has no emergency location, and numbers of %s are not assigned without one", r.Country))
	}
	return s, nil
}

// locationSentence points out to an admin that a range has no emergency location; empty when it has.
func locationSentence(o *Options, r inventory.Range) say.Sentence {
	switch {
	case r.Location != "":
		return say.Sentence{}
	case slices.Contains(o.LocationRequired, r.Country):
		return say.Text("It has no emergency location, and numbers of %s are not assigned without one. Set it with ranges set %s --location ID.", r.Country, r.Name)
	}
	return say.Text("It has no emergency location: its numbers are assigned without one.")
}

package desk

import (
	"context"
	"slices"
	"time"

	"github.com/numberdesk/numberdesk/internal/inventory"
	"github.com/numberdesk/numberdesk/internal/person"
	"github.com/numberdesk/numberdesk/internal/problem"
	"github.com/numberdesk/numberdesk/internal/request"
	"github.com/numberdesk/numberdesk/internal/say"
	"github.com/numberdesk/numberdesk/internal/store"
)

// supply gives a number that came free to the request that has waited longest for one of its range.
func (w *work) supply(n inventory.Number) error {
	if w.o.Observe || !n.Pickable() {
		return nil
	}
	waiting, err := w.whoWaits()
	if err != nil {
		return err
	}
	if w.o.Policy.AsksNumber() {
		// Who has to approve this number depends on what the directory says of the person.
		if w.sought || !slices.ContainsFunc(waiting, func(r request.Request) bool { return slices.Contains(r.Ranges, n.Range) }) {
			return nil
		}
		w.sought = true
		return w.lookAnew("")
	}
	for i, r := range waiting {
		if slices.Contains(r.Ranges, n.Range) {
			r.Picked = say.Text("it was the first that came free while this request had waited longest")
			if err := w.supplyTo(r, n, "a number of range "+n.Range+" came free"); err != nil {
				return err
			}
			waiting = slices.Delete(waiting, i, i+1)
			w.waiting = &waiting // the others wait as before
			return nil
		}
	}
	return nil
}

// whoWaits are the requests that wait for a number, oldest first. They are read once: a command may free a million numbers.
func (w *work) whoWaits() ([]request.Request, error) {
	if w.waiting != nil {
		return *w.waiting, nil
	}
	waiting, err := store.WaitingRequests(w.tx)
	if err == nil {
		w.waiting = &waiting
	}
	return waiting, err
}

func (w *work) supplyTo(r request.Request, n inventory.Number, cause string) error {
	r.Number = n.Phone
	if err := store.PutWait(w.tx, n.Range, w.now.Sub(r.Moved)); err != nil {
		return err
	}
	_, err := w.moveRequest(r, request.Supply, cause, nil)
	return err
}

// lookAnew owes those who wait, or one of them, another look at which ranges serve them: ranges have changed, or time has
// passed since they asked. Whom a range serves only the directory knows.
func (w *work) lookAnew(one request.ID) error {
	if w.o.Observe {
		return nil
	}
	if one == "" {
		waiting, err := store.WaitingRequests(w.tx)
		if err != nil || len(waiting) == 0 {
			return err
		}
	}
	return w.enqueue(store.Effect{Lane: "waiting", Kind: effectScope, Subject: string(one)})
}

// scope looks anew at which ranges serve those who wait, and gives what is free, oldest request first.
func (d *Desk) scope(ctx context.Context, e store.Effect) (performed, error) {
	var waiting []request.Request
	var ranges []inventory.Range
	err := d.db.View(ctx, func(tx store.Tx) (err error) {
		if ranges, err = store.Ranges(tx); err != nil {
			return err
		}
		waiting, err = store.WaitingRequests(tx)
		return err
	})
	if err != nil {
		return ended, err
	}
	now := map[request.ID]*person.Person{}
	for _, r := range waiting {
		if e.Subject != "" && e.Subject != string(r.ID) {
			continue
		}
		p, err := d.person(ctx, r.For)
		switch {
		case problem.KindOf(err) == problem.NotFound: // reconcile sees to people who are gone
		case err != nil:
			return ended, err
		default:
			now[r.ID] = p
		}
	}
	return d.end(ctx, e, rule, func(w *work) error {
		waiting, err := store.WaitingRequests(w.tx)
		if err != nil {
			return err
		}
		for _, r := range waiting {
			p, looked := now[r.ID]
			if !looked {
				continue
			}
			supplied, err := w.supplyIn(r, p, inventory.Names(d.o.scopeOf(p, ranges).Ranges))
			if err != nil {
				return err
			}
			if e.Subject != "" && !supplied {
				if err := w.tellStuck(r); err != nil {
					return err
				}
			}
		}
		return nil
	})
}

// supplyIn gives a waiting request the best number of the ranges that serve its person, and remembers them for when
// there is none. When all that are free need the approval of more people, these are asked.
func (w *work) supplyIn(r request.Request, p *person.Person, names []string) (supplied bool, err error) {
	if !slices.Equal(r.Ranges, names) {
		r.Ranges, w.waiting = names, nil
		if err := store.PutRequest(w.tx, r); err != nil {
			return false, err
		}
	}
	ranges, err := rangesNamed(w.tx, names)
	if err != nil {
		return false, err
	}
	free, lacks, err := w.fitting(r, p, ranges)
	if err != nil || free.number == "" {
		return false, err
	}
	n, err := store.Number(w.tx, free.number)
	if err != nil {
		return false, err
	}
	r.Picked = free.why
	if len(lacks) > 0 {
		r = r.Through(lacks, w.now.Add(w.o.ExpireAfter))
		r.Number = n.Phone
		_, err := w.moveRequest(r, request.Reconsider, "a number of range "+n.Range+" needs the approval of others, too", nil)
		return true, err
	}
	return true, w.supplyTo(r, n, "a number of range "+n.Range+" serves who waited")
}

// lookedAt is how many numbers of a range are looked at for one that needs nobody else's approval.
const lookedAt = 20

// fitting is the best number for an approved request that needs nobody else's approval, else the best one and the stages
// that it needs besides; none when none is free.
func (w *work) fitting(r request.Request, p *person.Person, ranges []inventory.Range) (best candidate, lacks []request.Stage, err error) {
	for i := range ranges {
		some, err := candidates(w.tx, r.For, inventory.Scope{Ranges: ranges[i:]}, lookedAt)
		if err != nil {
			return best, nil, err
		}
		for _, c := range some {
			about, err := aboutOf(w.tx, p, c.number)
			if err != nil {
				return best, nil, err
			}
			more := w.o.Policy.Lacks(r, about)
			if len(more) == 0 {
				return c, nil, nil
			}
			if best.number == "" {
				best, lacks = c, more
			}
		}
	}
	return best, lacks, nil
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

package desk

import (
	"slices"

	"github.com/numberdesk/numberdesk/internal/inventory"
	"github.com/numberdesk/numberdesk/internal/store"
)

// fill writes the numbers of a range. Those that are ours already become numbers of it; how many are new it answers, and
// they are there when the loader is flushed. A free one is in the audit with its range, one that is blocked from the
// beginning has its move there, too.
func (w *work) fill(load *store.Loader, r inventory.Range, cause string) (added int, err error) {
	never, err := store.Forbidden(w.tx)
	if err != nil {
		return 0, err
	}
	for phone := range r.Numbers().Numbers() {
		n, known, err := store.Known(w.tx, phone)
		if err != nil {
			return added, err
		}
		if known {
			if err := w.own(r, n, never, cause); err != nil {
				return added, err
			}
			continue
		}
		n = r.Own(inventory.Number{Phone: phone, State: inventory.Available, Since: w.now}).ForbiddenBy(never)
		if err := load.Put(n); err != nil {
			return added, err
		}
		added++
		if n.State == inventory.Available {
			continue
		}
		err = w.moved(store.Entry{
			Actor: w.by, What: "number." + string(inventory.Block), Number: phone, From: string(inventory.Available), To: string(n.State), Cause: cause,
		}, nil)
		if err != nil {
			return added, err
		}
	}
	return added, nil
}

// own makes a number one of a range as the range is now. In another country other patterns may forbid it.
func (w *work) own(r inventory.Range, n inventory.Number, never []inventory.Forbidden, cause string) error {
	n = r.Own(n)
	return w.forbidBy(n, inventory.ForbiddenBy(n.Phone, n.Country, never), cause)
}

// forbidBy has a number forbidden by a pattern, or by none. A free one is blocked by it, and one that nothing but the
// pattern before blocked is free again; one that is kept for another reason or in use stays as it is until it is let go.
func (w *work) forbidBy(n inventory.Number, by inventory.Pattern, cause string) error {
	was := n.Forbidden
	n.Forbidden = by
	why := by.Why()
	switch {
	case by != "" && n.State == inventory.Available:
		_, err := w.moveNumber(n, inventory.Block, cause, func(n *inventory.Number) { n.Why = why })
		return err
	case was == "" || was == by || !n.BlockedBy(was):
	case by == "":
		_, err := w.moveNumber(n, inventory.Unblock, cause, nil)
		return err
	default:
		n.Why = why // or it would never be free again when this one is taken away, too
	}
	return store.PutNumber(w.tx, n, w.now)
}

// changeRange writes a range that was another, and what its numbers have of it.
func (w *work) changeRange(old, r inventory.Range, cause string) error {
	if err := store.PutRange(w.tx, r); err != nil {
		return err
	}
	if r.Site != old.Site || r.Country != old.Country || r.Type != old.Type || !slices.Equal(r.Gold, old.Gold) {
		never, err := store.Forbidden(w.tx)
		if err != nil {
			return err
		}
		err = store.EachOf(w.tx, r.Name, func(n inventory.Number) error {
			if r.Country != old.Country {
				return w.own(r, n, never, "range "+r.Name+" changed")
			}
			return store.PutNumber(w.tx, r.Own(n), w.now)
		})
		if err != nil {
			return err
		}
	}
	return store.Record(w.tx, store.Entry{Actor: w.by, What: "range.set", Detail: changedDetail(old, r), Cause: cause}, nil, w.now)
}

// dropNumbers takes the numbers of a range out of the inventory. What is known of a number that was kept is lost with it,
// so the audit says of each that it went; of the others it is enough to know it of the range.
func (w *work) dropNumbers(r inventory.Range) error {
	return store.EachOf(w.tx, r.Name, func(n inventory.Number) error {
		if n.State != inventory.Available {
			err := w.moved(store.Entry{
				Actor: w.by, What: "number.remove", Number: n.Phone, From: string(n.State), Cause: "range " + r.Name + " removed",
			}, nil)
			if err != nil {
				return err
			}
		}
		return store.DropNumber(w.tx, n.Phone)
	})
}

package desk

import (
	"slices"

	"github.com/numberdesk/numberdesk/internal/inventory"
	"github.com/numberdesk/numberdesk/internal/person"
	"github.com/numberdesk/numberdesk/internal/say"
	"github.com/numberdesk/numberdesk/internal/store"
)

// serviceCandidate is the best number that a resource account may have without naming one: what is reserved for it, what it
// had before, then the free ones of these ranges. ok is false when there is none.
func serviceCandidate(tx store.Tx, p *person.Person, ranges []inventory.Range) (c candidate, ok bool, err error) {
	meant, err := keptForService(tx, p)
	if err != nil {
		return c, false, err
	}
	had, err := store.MeantFor(tx, p.ID)
	if err != nil {
		return c, false, err
	}
	for _, n := range append(meant, had...) {
		inScope := slices.ContainsFunc(ranges, func(r inventory.Range) bool { return r.Name == n.Range })
		switch {
		case n.Forbidden != "" || !forServices(tx, n):
		case n.State == inventory.Reserved:
			return candidate{number: n.Phone, why: say.Text("it is reserved for this service")}, true, nil
		case inScope:
			return candidate{number: n.Phone, why: say.Text("this service had it before, and it still rests")}, true, nil
		}
	}
	for _, r := range ranges {
		free, err := freeForService(tx, r, 1)
		if err != nil || len(free) > 0 {
			return append(free, c)[0], len(free) > 0, err
		}
	}
	return c, false, nil
}

// freeForService is [freeOf] for a resource account: of a range for services, without the numbers that are for people all
// the same.
func freeForService(tx store.Tx, r inventory.Range, limit int) ([]candidate, error) {
	if r.Capability != inventory.ForServices {
		return nil, nil
	}
	for look := limit; ; look *= 2 {
		some, err := freeOf(tx, r, look)
		if err != nil {
			return nil, err
		}
		last := len(some) < look
		var all []candidate
		for _, c := range some {
			n, err := store.Number(tx, c.number)
			if err != nil {
				return nil, err
			}
			if r.CapabilityOf(n) == inventory.ForServices {
				all = append(all, c)
			}
		}
		if last || len(all) >= limit {
			return all[:min(len(all), limit)], nil
		}
	}
}

// keptForService are the numbers that are reserved for a resource account, by its id or by the name it was to be made with.
func keptForService(tx store.Tx, p *person.Person) ([]inventory.Number, error) {
	var kept []inventory.Number
	err := eachReserved(tx, func(n inventory.Number) {
		if n.MeantForService(p) {
			kept = append(kept, n)
		}
	})
	return kept, err
}

// eachReserved calls fn for every reserved number of a range.
func eachReserved(tx store.Tx, fn func(inventory.Number)) error {
	ranges, err := store.Ranges(tx)
	if err != nil {
		return err
	}
	for _, r := range ranges {
		reserved, err := store.Reserved(tx, r.Name)
		if err != nil {
			return err
		}
		for _, n := range reserved {
			fn(n)
		}
	}
	return nil
}

package store

import (
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/numberdesk/numberdesk/internal/inventory"
	"github.com/numberdesk/numberdesk/internal/phone"
)

// Found is what a search finds, in the transaction it was made in.
type Found struct {
	tx     Tx
	groups []group
}

// group is numbers of one range and one state that are found in one place.
type group struct {
	state    inventory.State
	prefixes []string
	count    int
	// wanted is set when others are found there too.
	wanted func(inventory.Number) bool
}

// Search looks for numbers in these ranges. It reads counters alone, however many numbers there are.
func Search(tx Tx, ranges []inventory.Range, s inventory.Search) (Found, error) {
	f := Found{tx: tx}
	for _, r := range ranges {
		if !s.In(r) {
			continue
		}
		groups, err := groupsOf(tx, r, s)
		if err != nil {
			return f, err
		}
		for _, g := range groups {
			if g.count > 0 && (s.State == "" || s.State == g.state) {
				f.groups = append(f.groups, g)
			}
		}
	}
	return f, nil
}

// groupsOf are those of one range. What all its numbers have is not looked for.
func groupsOf(tx Tx, r inventory.Range, s inventory.Search) ([]group, error) {
	tag, provider, common := ownWord(s.Tag), ownWord(s.Provider), ownWord(r.Provider)
	if r.Tagged(s.Tag) {
		tag = ""
	}
	byOwn := tag != "" || provider != "" && provider != common
	var groups []group
	others := map[inventory.State]int{} // those that have another provider of their own
	if byOwn || provider != "" {
		place := r.Name + "/" + tag + "/"
		err := eachCount(tx, "ownstock/"+place, func(rest string, n int) {
			own, state, _ := strings.Cut(rest, "/")
			switch has := provider == "" || own == provider || own == "" && provider == common; {
			case byOwn && has:
				groups = append(groups, group{inventory.State(state), []string{"own/" + place + rest + "/"}, n, nil})
			case !byOwn && !has:
				others[inventory.State(state)] += n
			}
		})
		if err != nil || byOwn {
			return groups, err
		}
	}
	stock, err := Stock(tx, r.Name, time.Time{}) // of which no days are looked at
	if err != nil {
		return nil, err
	}
	for _, state := range slices.Sorted(maps.Keys(stock.States)) {
		g := group{state, []string{"state/" + r.Name + "/" + string(state) + "/"}, stock.States[state] - others[state], nil}
		if state == inventory.Available {
			g.prefixes = []string{"free/" + r.Name + "/", "aside/" + r.Name + "/"}
		}
		if others[state] > 0 {
			g.wanted = func(n inventory.Number) bool { return s.Has(n, r) }
		}
		groups = append(groups, g)
	}
	return groups, nil
}

// Counts are how many numbers are found in each state.
func (f Found) Counts() map[inventory.State]int {
	counts := map[inventory.State]int{}
	for _, g := range f.groups {
		counts[g.state] += g.count
	}
	return counts
}

// In are those found that are in one of some states.
func (f Found) In(some func(inventory.State) bool) Found {
	f.groups = slices.DeleteFunc(slices.Clone(f.groups), func(g group) bool { return !some(g.state) })
	return f
}

// Behind are up to limit of the numbers found that come behind a number, lowest first; "" is before all.
func (f Found) Behind(after phone.Number, limit int) ([]inventory.Number, error) {
	var lowest []phone.Number
	for _, g := range f.groups {
		left := g.count
		for _, prefix := range g.prefixes {
			err := f.tx.Scan([]byte(prefix+string(after)+"\x00"), end(prefix), func(k, _ []byte) error {
				n := phone.Number(k[len(prefix):])
				if len(lowest) == limit && (limit == 0 || n > lowest[limit-1]) {
					return ErrStop // there are enough that come before it
				}
				if left == 0 {
					return ErrStop // the others are not wanted
				}
				if g.wanted != nil {
					if row, err := Number(f.tx, n); err != nil || !g.wanted(row) {
						return err
					}
				}
				left--
				at, _ := slices.BinarySearch(lowest, n)
				lowest = slices.Insert(lowest, at, n)
				lowest = lowest[:min(len(lowest), limit)]
				return nil
			})
			if err != nil {
				return nil, err
			}
		}
	}
	return rows(f.tx, lowest)
}

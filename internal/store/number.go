package store

import (
	"cmp"
	"context"
	"slices"
	"strings"
	"time"

	"github.com/numberdesk/numberdesk/internal/inventory"
	"github.com/numberdesk/numberdesk/internal/person"
	"github.com/numberdesk/numberdesk/internal/phone"
	"github.com/numberdesk/numberdesk/internal/problem"
)

// Keys: number/<E.164> is the row; see [indexes] and [counters] for what is kept beside it.

// Number is one number of ours; a NotFound when it is not ours.
func Number(tx Tx, n phone.Number) (inventory.Number, error) {
	row, ok, err := getJSON[inventory.Number](tx, "number/"+string(n))
	if err == nil && !ok {
		err = problem.New(problem.NotFound, "%s is not in the inventory.", n.Display())
	}
	return row, err
}

// PutNumber writes a number and keeps its indexes and the stock.
func PutNumber(tx Tx, n inventory.Number, now time.Time) error {
	old, known, err := getJSON[inventory.Number](tx, "number/"+string(n.Phone))
	if err != nil {
		return err
	}
	var before *inventory.Number
	if known {
		before = &old
	}
	if err := reindex(tx, before, &n); err != nil {
		return err
	}
	if known && inventory.CameIntoUse(old, n, now) {
		if err := count(tx, takenKey(n.Range, inventory.Day(now)), 1); err != nil {
			return err
		}
	}
	return putJSON(tx, "number/"+string(n.Phone), n)
}

// DropNumber takes a number out of the inventory. Its history stays.
func DropNumber(tx Tx, n phone.Number) error {
	old, err := Number(tx, n)
	if err != nil {
		return err
	}
	if err := reindex(tx, &old, nil); err != nil {
		return err
	}
	return tx.Delete([]byte("number/" + string(n)))
}

// Free are up to limit available numbers of a range, lowest first.
func Free(tx Tx, rangeName string, limit int) ([]phone.Number, error) {
	var free []phone.Number
	err := scanKeys(tx, "free/"+rangeName+"/", func(n string) error {
		if len(free) == limit {
			return ErrStop
		}
		free = append(free, phone.Number(n))
		return nil
	})
	return free, err
}

// Rested are up to limit available numbers of a range that somebody had once, released longest ago first.
func Rested(tx Tx, rangeName string, limit int) ([]phone.Number, error) {
	var rested []phone.Number
	err := scanKeys(tx, "rested/"+rangeName+"/", func(rest string) error {
		if len(rested) == limit {
			return ErrStop
		}
		_, n, _ := strings.Cut(rest, "/")
		rested = append(rested, phone.Number(n))
		return nil
	})
	return rested, err
}

// Nearest are up to limit available numbers of a range, nearest to n first.
func Nearest(tx Tx, rangeName string, n phone.Number, limit int) ([]phone.Number, error) {
	prefix := "free/" + rangeName + "/"
	var above, below []phone.Number
	err := tx.Scan([]byte(prefix+string(n)), end(prefix), func(k, _ []byte) error {
		if len(above) == limit {
			return ErrStop
		}
		above = append(above, phone.Number(k[len(prefix):]))
		return nil
	})
	if err != nil {
		return nil, err
	}
	// There is no way to go down the keys, so ever larger pieces below are read until there are enough.
	for step := 64; ; step *= 16 {
		from := n.Before(step)
		below = below[:0]
		err := tx.Scan([]byte(prefix+string(from)), []byte(prefix+string(n)), func(k, _ []byte) error {
			below = append(below, phone.Number(k[len(prefix):]))
			return nil
		})
		if err != nil {
			return nil, err
		}
		if len(below) >= limit || from == "" || step > 1<<20 {
			break
		}
	}
	slices.Reverse(below)
	near := append(above, below[:min(len(below), limit)]...)
	slices.SortStableFunc(near, func(a, b phone.Number) int { return cmp.Compare(n.Distance(a), n.Distance(b)) })
	return near[:min(len(near), limit)], nil
}

// HeldBy are the numbers a person has or is about to have.
func HeldBy(tx Tx, id person.ID) ([]inventory.Number, error) {
	return numbersUnder(tx, "holder/"+string(id)+"/")
}

// MeantFor are the numbers that are reserved for a person, or resting since they were taken from him.
func MeantFor(tx Tx, id person.ID) ([]inventory.Number, error) {
	return numbersUnder(tx, "meant/"+string(id)+"/")
}

// Reserved are the numbers of a range that are reserved for somebody or something.
func Reserved(tx Tx, rangeName string) ([]inventory.Number, error) {
	return numbersUnder(tx, "state/"+rangeName+"/"+string(inventory.Reserved)+"/")
}

// Extensions are the numbers with an extension of a base number.
func Extensions(tx Tx, base phone.Number) ([]inventory.Number, error) {
	var numbers []inventory.Number
	err := scanJSON(tx, "number/"+string(base.Base())+";", func(_ string, n inventory.Number) error {
		numbers = append(numbers, n)
		return nil
	})
	return numbers, err
}

func numbersUnder(tx Tx, prefix string) ([]inventory.Number, error) {
	var keys []phone.Number
	err := scanKeys(tx, prefix, func(n string) error {
		keys = append(keys, phone.Number(n))
		return nil
	})
	if err != nil {
		return nil, err
	}
	return rows(tx, keys)
}

func rows(tx Tx, keys []phone.Number) ([]inventory.Number, error) {
	numbers := make([]inventory.Number, 0, len(keys))
	for _, key := range keys {
		n, err := Number(tx, key)
		if err != nil {
			return nil, err
		}
		numbers = append(numbers, n)
	}
	return numbers, nil
}

// chunk is how many rows one read transaction sees: a long one would keep bbolt from reusing pages,
// and the file would grow.
const chunk = 5000

// EachNumber visits every number in order, in several transactions: it sees no single moment.
func EachNumber(ctx context.Context, db DB, fn func(inventory.Number) error) error {
	for from := "number/"; from != ""; {
		rows := make([]inventory.Number, 0, chunk)
		err := db.View(ctx, func(tx Tx) error {
			rows = rows[:0]
			return scanFrom(tx, "number/", from, func(_ string, n inventory.Number) error {
				rows = append(rows, n)
				if len(rows) == chunk {
					return ErrStop
				}
				return nil
			})
		})
		if err != nil {
			return err
		}
		for _, row := range rows {
			if err := fn(row); err != nil {
				return err
			}
		}
		from = ""
		if len(rows) == chunk {
			from = "number/" + string(rows[chunk-1].Phone) + "\x00"
		}
	}
	return nil
}

// Forbidden are the numbers that are never offered.
func Forbidden(tx Tx) ([]inventory.Forbidden, error) {
	var all []inventory.Forbidden
	err := scanJSON(tx, "forbidden/", func(_ string, f inventory.Forbidden) error {
		all = append(all, f)
		return nil
	})
	return all, err
}

// PutForbidden writes a pattern of numbers that are never offered.
func PutForbidden(tx Tx, f inventory.Forbidden) error {
	return putJSON(tx, "forbidden/"+f.Country+"/"+string(f.Pattern), f)
}

// DropForbidden takes a pattern away; found is false when there is none.
func DropForbidden(tx Tx, f inventory.Forbidden) (found bool, err error) {
	key := "forbidden/" + f.Country + "/" + string(f.Pattern)
	raw, err := tx.Get([]byte(key))
	if err != nil || raw == nil {
		return false, err
	}
	return true, tx.Delete([]byte(key))
}

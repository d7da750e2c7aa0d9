package store

import (
	"context"

	"github.com/numberdesk/numberdesk/internal/inventory"
	"github.com/numberdesk/numberdesk/internal/person"
	"github.com/numberdesk/numberdesk/internal/phone"
	"github.com/numberdesk/numberdesk/internal/problem"
)

// Keys: number/<E.164> is the row; free/<range>/<E.164> exists while it is available;
// holder/<person>/<E.164> exists while somebody has it or is about to.

// Number is one number of ours; a NotFound when it is not ours.
func Number(tx Tx, n phone.Number) (inventory.Number, error) {
	row, ok, err := getJSON[inventory.Number](tx, "number/"+string(n))
	if err == nil && !ok {
		err = problem.New(problem.NotFound, "%s is not in the inventory.", n.Display())
	}
	return row, err
}

// PutNumber writes a number and keeps its indexes.
func PutNumber(tx Tx, n inventory.Number) error {
	old, known, err := getJSON[inventory.Number](tx, "number/"+string(n.Phone))
	if err != nil {
		return err
	}
	if known {
		if err := moveIndex(tx, freeKey(old), freeKey(n)); err != nil {
			return err
		}
		if err := moveIndex(tx, holderKey(old), holderKey(n)); err != nil {
			return err
		}
	} else {
		if err := moveIndex(tx, "", freeKey(n)); err != nil {
			return err
		}
		if err := moveIndex(tx, "", holderKey(n)); err != nil {
			return err
		}
	}
	return putJSON(tx, "number/"+string(n.Phone), n)
}

func moveIndex(tx Tx, from, to string) error {
	if from == to {
		return nil
	}
	if from != "" {
		if err := tx.Delete([]byte(from)); err != nil {
			return err
		}
	}
	if to == "" {
		return nil
	}
	return tx.Put([]byte(to), []byte{})
}

func freeKey(n inventory.Number) string {
	if n.State != inventory.Available {
		return ""
	}
	return "free/" + n.Range + "/" + string(n.Phone)
}

func holderKey(n inventory.Number) string {
	if n.Holder == "" {
		return ""
	}
	return "holder/" + string(n.Holder) + "/" + string(n.Phone)
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

// HeldBy are the numbers a person has or is about to have.
func HeldBy(tx Tx, id person.ID) ([]inventory.Number, error) {
	var keys []phone.Number
	err := scanKeys(tx, "holder/"+string(id)+"/", func(n string) error {
		keys = append(keys, phone.Number(n))
		return nil
	})
	if err != nil {
		return nil, err
	}
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

// Ranges are all ranges by name.
func Ranges(tx Tx) ([]inventory.Range, error) {
	var ranges []inventory.Range
	err := scanJSON(tx, "range/", func(_ string, r inventory.Range) error {
		ranges = append(ranges, r)
		return nil
	})
	return ranges, err
}

// PutRange writes a range; its numbers are written apart.
func PutRange(tx Tx, r inventory.Range) error { return putJSON(tx, "range/"+r.Name, r) }

package store

import (
	"slices"
	"strings"

	"github.com/numberdesk/numberdesk/internal/inventory"
	"github.com/numberdesk/numberdesk/internal/problem"
)

// Ranges are all ranges by name.
func Ranges(tx Tx) ([]inventory.Range, error) {
	var ranges []inventory.Range
	err := scanJSON(tx, "range/", func(_ string, r inventory.Range) error {
		ranges = append(ranges, r)
		return nil
	})
	return ranges, err
}

// Range is one range by name; a NotFound when there is none.
func Range(tx Tx, name string) (inventory.Range, error) {
	r, ok, err := getJSON[inventory.Range](tx, "range/"+name)
	if err == nil && !ok {
		err = problem.New(problem.NotFound, "There is no range %s. Type ranges to see them.", name)
	}
	return r, err
}

// PutRange writes a range; its numbers are written apart.
func PutRange(tx Tx, r inventory.Range) error { return putJSON(tx, "range/"+r.Name, r) }

// DropRange takes a range away that has no numbers, with all that is remembered of it: another one of its name begins anew.
func DropRange(tx Tx, name string) error {
	if err := tx.Delete([]byte("range/" + name)); err != nil {
		return err
	}
	return forgetRanges(tx, name)
}

// forgetRanges deletes what is remembered of ranges: how fast their numbers go, and how long people waited for one.
func forgetRanges(tx Tx, names ...string) error {
	for _, name := range names {
		keys := [][]byte{[]byte(waitsKey(name))}
		err := scanKeys(tx, takenUnder(name), func(day string) error {
			keys = append(keys, []byte(takenUnder(name)+day))
			return nil
		})
		if err != nil {
			return err
		}
		for _, key := range keys {
			if err := tx.Delete(key); err != nil {
				return err
			}
		}
	}
	return nil
}

// goneRanges are those of which something is remembered though they are not there any more: earlier versions left it.
func goneRanges(tx Tx) ([]string, error) {
	var gone []string
	look := func(name string) error {
		if name == "" || slices.Contains(gone, name) {
			return nil // numbers of no range are counted under no name
		}
		raw, err := tx.Get([]byte("range/" + name))
		if err == nil && raw == nil {
			gone = append(gone, name)
		}
		return err
	}
	if err := scanKeys(tx, "waits/", look); err != nil {
		return nil, err
	}
	// One look per range, however many days are counted: "0" is what follows the "/" behind its name.
	for from := "taken/"; from != ""; {
		at := from
		from = ""
		err := tx.Scan([]byte(at), end("taken/"), func(k, _ []byte) error {
			name, _, _ := strings.Cut(string(k[len("taken/"):]), "/")
			from = "taken/" + name + "0"
			if err := look(name); err != nil {
				return err
			}
			return ErrStop
		})
		if err != nil {
			return nil, err
		}
	}
	return gone, nil
}

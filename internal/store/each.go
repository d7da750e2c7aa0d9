package store

import (
	"encoding/json"
	"fmt"
	"strings"

	"github.com/numberdesk/numberdesk/internal/inventory"
	"github.com/numberdesk/numberdesk/internal/phone"
)

// some is how many rows are read before they are changed: a scan must not be written into, and a million rows at once are
// more memory than a machine may have to spare.
const some = 1000

// EachBeginning visits the wanted numbers that begin with a prefix, such as "+4144", in order; "" is all. fn may write
// them.
func EachBeginning(tx Tx, prefix string, wanted func(phone.Number) bool, fn func(inventory.Number) error) error {
	prefix = "number/" + prefix
	for from := prefix; from != ""; {
		rows := make([]inventory.Number, 0, some)
		next := ""
		err := tx.Scan([]byte(from), end(prefix), func(k, v []byte) error {
			if len(rows) == some {
				next = string(k)
				return ErrStop
			}
			if !wanted(phone.Number(k[len("number/"):])) {
				return nil
			}
			var n inventory.Number
			if err := json.Unmarshal(v, &n); err != nil {
				return fmt.Errorf("store: number: %w", err)
			}
			rows = append(rows, n)
			return nil
		})
		if err != nil {
			return err
		}
		for _, n := range rows {
			if err := fn(n); err != nil {
				return err
			}
		}
		from = next
	}
	return nil
}

// EachOf visits all numbers of a range. fn may write them, and take them away. What is kept meanwhile is how they are
// called: where they are found is what fn changes.
func EachOf(tx Tx, rangeName string, fn func(inventory.Number) error) error {
	var names []phone.Number
	for _, index := range []string{"free/", "aside/", "state/"} {
		err := scanKeys(tx, index+rangeName+"/", func(rest string) error {
			names = append(names, phone.Number(rest[strings.LastIndexByte(rest, '/')+1:]))
			return nil
		})
		if err != nil {
			return err
		}
	}
	for _, name := range names {
		n, err := Number(tx, name)
		if err == nil {
			err = fn(n)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

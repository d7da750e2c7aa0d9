package store

import (
	"encoding/json"
	"fmt"

	"github.com/numberdesk/numberdesk/internal/inventory"
	"github.com/numberdesk/numberdesk/internal/phone"
)

// Between are the numbers of ours in a run of numbers, in order, those with an extension left out.
func Between(tx Tx, r phone.Range) ([]inventory.Number, error) {
	var numbers []inventory.Number
	from, to := []byte("number/"+string(r.First)), []byte("number/"+string(r.Last)+"\x00")
	err := tx.Scan(from, to, func(k, v []byte) error {
		n := phone.Number(k[len("number/"):])
		if n.Ext() != "" || !r.Contains(n) { // longer ones stand between them
			return nil
		}
		var row inventory.Number
		if err := json.Unmarshal(v, &row); err != nil {
			return fmt.Errorf("store: number: %w", err)
		}
		numbers = append(numbers, row)
		return nil
	})
	return numbers, err
}

package store

import (
	"github.com/numberdesk/numberdesk/internal/inventory"
	"github.com/numberdesk/numberdesk/internal/phone"
)

// InState are up to limit numbers of a range in a state, lowest first; of the free ones, those that can be picked.
func InState(tx Tx, rangeName string, s inventory.State, limit int) ([]inventory.Number, error) {
	prefix := "state/" + rangeName + "/" + string(s) + "/"
	if s == inventory.Available {
		prefix = "free/" + rangeName + "/"
	}
	var in []inventory.Number
	err := scanKeys(tx, prefix, func(key string) error {
		if len(in) == limit {
			return ErrStop
		}
		n, err := Number(tx, phone.Number(key))
		in = append(in, n)
		return err
	})
	return in, err
}

// Aside are the free numbers of a range that are never picked: gold ones, and those for services.
func Aside(tx Tx, rangeName string) ([]inventory.Number, error) {
	return numbersUnder(tx, "aside/"+rangeName+"/")
}

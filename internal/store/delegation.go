package store

import (
	"encoding/json"
	"fmt"

	"github.com/numberdesk/numberdesk/internal/person"
	"github.com/numberdesk/numberdesk/internal/request"
)

// Delegation is who decides for somebody; ok is false when nobody does. One that is over stays until it is dropped.
func Delegation(tx Tx, of person.ID) (d request.Delegation, ok bool, err error) {
	return getJSON[request.Delegation](tx, "delegation/"+string(of))
}

// DelegationsTo are those of whom somebody is the delegate.
func DelegationsTo(tx Tx, to person.ID) (all []request.Delegation, err error) {
	const prefix = "delegation/"
	err = tx.Scan([]byte(prefix), end(prefix), func(_, v []byte) error {
		var d request.Delegation
		if err := json.Unmarshal(v, &d); err != nil {
			return fmt.Errorf("store: delegation: %w", err)
		}
		if d.To == to {
			all = append(all, d)
		}
		return nil
	})
	return all, err
}

// PutDelegation writes it; somebody has one at a time.
func PutDelegation(tx Tx, d request.Delegation) error {
	return putJSON(tx, "delegation/"+string(d.Of), d)
}

// DropDelegation forgets it.
func DropDelegation(tx Tx, of person.ID) error { return tx.Delete([]byte("delegation/" + string(of))) }

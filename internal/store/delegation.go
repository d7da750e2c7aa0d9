package store

import (
	"github.com/numberdesk/numberdesk/internal/person"
	"github.com/numberdesk/numberdesk/internal/request"
)

// Delegation is who decides for somebody; ok is false when nobody does. One that is over stays until it is dropped.
func Delegation(tx Tx, of person.ID) (d request.Delegation, ok bool, err error) {
	return getJSON[request.Delegation](tx, "delegation/"+string(of))
}

// PutDelegation writes it; somebody has one at a time.
func PutDelegation(tx Tx, d request.Delegation) error {
	return putJSON(tx, "delegation/"+string(d.Of), d)
}

// DropDelegation forgets it.
func DropDelegation(tx Tx, of person.ID) error { return tx.Delete([]byte("delegation/" + string(of))) }

package store

import (
	"cmp"

	"github.com/numberdesk/numberdesk/internal/person"
)

// Name is what a person is called on cards. It stands apart from everything that refers to him, so that
// it can be erased alone.
type Name struct {
	Name string `json:"name"`
	UPN  string `json:"upn,omitempty"`
	// Language is the one the directory names, as BCP 47.
	Language string `json:"language,omitempty"`
}

// Person is the name of a person as last seen; ok is false when he was never seen.
func Person(tx Tx, id person.ID) (name Name, ok bool, err error) {
	return getJSON[Name](tx, "person/"+string(id))
}

// PutPerson writes the name, unless it is there already. One that knows less leaves what was known.
func PutPerson(tx Tx, id person.ID, name Name) error {
	old, ok, err := Person(tx, id)
	name.UPN, name.Language = cmp.Or(name.UPN, old.UPN), cmp.Or(name.Language, old.Language)
	if err != nil || ok && old == name {
		return err
	}
	return putJSON(tx, "person/"+string(id), name)
}

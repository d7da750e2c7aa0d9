package store

import "github.com/numberdesk/numberdesk/internal/person"

// Mailbox is when somebody is there, as his mailbox last said; ok is false when it was never read.
func Mailbox(tx Tx, id person.ID) (m person.Mailbox, ok bool, err error) {
	return getJSON[person.Mailbox](tx, "mailbox/"+string(id))
}

// PutMailbox writes it.
func PutMailbox(tx Tx, id person.ID, m person.Mailbox) error {
	return putJSON(tx, "mailbox/"+string(id), m)
}

package store

import "time"

// Synced is when the last complete reconcile read the tenant; zero when none did.
func Synced(tx Tx) (at time.Time, err error) {
	at, _, err = getJSON[time.Time](tx, "synced")
	return at, err
}

// PutSynced writes it.
func PutSynced(tx Tx, at time.Time) error { return putJSON(tx, "synced", at) }

// Told reports whether the admins were told about something that is told once, such as a day's low stock.
func Told(tx Tx, subject string) (bool, error) {
	raw, err := tx.Get([]byte("told/" + subject))
	return raw != nil, err
}

// PutTold remembers that they were.
func PutTold(tx Tx, subject string) error { return tx.Put([]byte("told/"+subject), []byte("1")) }

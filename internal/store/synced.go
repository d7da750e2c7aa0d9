package store

import "time"

// Synced is when the last complete reconcile read the tenant; zero when none did.
func Synced(tx Tx) (at time.Time, err error) {
	at, _, err = getJSON[time.Time](tx, "synced")
	return at, err
}

// PutSynced writes it.
func PutSynced(tx Tx, at time.Time) error { return putJSON(tx, "synced", at) }

package store

import (
	"time"

	"github.com/numberdesk/numberdesk/internal/say"
)

// Synced is when the last complete reconcile read the tenant; zero when none did.
func Synced(tx Tx) (at time.Time, err error) {
	at, _, err = getJSON[time.Time](tx, "synced")
	return at, err
}

// PutSynced writes it.
func PutSynced(tx Tx, at time.Time) error { return putJSON(tx, "synced", at) }

// Heard is when it was last read for whom Teams has calling switched on; zero when it never was.
func Heard(tx Tx) (at time.Time, err error) {
	at, _, err = getJSON[time.Time](tx, "heard")
	return at, err
}

// PutHeard writes it.
func PutHeard(tx Tx, at time.Time) error { return putJSON(tx, "heard", at) }

// Told reports whether the admins were told about something that is told once, such as a day's low stock.
func Told(tx Tx, subject string) (bool, error) {
	raw, err := tx.Get([]byte("told/" + subject))
	return raw != nil, err
}

// PutTold remembers that they were.
func PutTold(tx Tx, subject string) error { return tx.Put([]byte("told/"+subject), []byte("1")) }

// ToldOf are the subjects with this beginning that the admins were told about.
func ToldOf(tx Tx, beginning string) ([]string, error) {
	var subjects []string
	err := scanKeys(tx, "told/"+beginning, func(rest string) error {
		subjects = append(subjects, beginning+rest)
		return nil
	})
	return subjects, err
}

// DropTold forgets that the admins were told.
func DropTold(tx Tx, subject string) error { return tx.Delete([]byte("told/" + subject)) }

// BackedUp is how the scheduled backups stand.
type BackedUp struct {
	// At is when the last good one was made.
	At time.Time `json:"at,omitzero"`
	// Failed is when one failed last, and Why.
	Failed time.Time    `json:"failed,omitzero"`
	Why    say.Sentence `json:"why,omitzero"`
}

// LastBackup is how the backups stand; zero when none was made.
func LastBackup(tx Tx) (BackedUp, error) {
	b, _, err := getJSON[BackedUp](tx, "backedUp")
	return b, err
}

// PutLastBackup writes it.
func PutLastBackup(tx Tx, b BackedUp) error { return putJSON(tx, "backedUp", b) }

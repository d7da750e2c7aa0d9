package store

import (
	"encoding/json"
	"fmt"

	"github.com/numberdesk/numberdesk/internal/inventory"
	"github.com/numberdesk/numberdesk/internal/phone"
)

// Loader writes many numbers that were not there before. It does what [PutNumber] does for each, but all at once: with
// [Loader.Flush]. Before that, nobody sees them.
type Loader struct {
	tx     Tx
	rows   *run
	counts map[string]int
}

// Load begins to write new numbers in a transaction.
func Load(tx Tx) *Loader { return &Loader{tx, &run{}, map[string]int{}} }

// Put takes a number that is not there yet, nor was taken already.
func (l *Loader) Put(n inventory.Number) error {
	for _, key := range indexes(&n) {
		l.rows.add([]byte(key), nil)
	}
	for _, key := range counters(&n) {
		l.counts[key]++
	}
	raw, err := json.Marshal(n)
	if err != nil {
		return fmt.Errorf("store: number: %w", err)
	}
	l.rows.add([]byte("number/"+string(n.Phone)), raw)
	return nil
}

// many is how many rows are worth a run of their own. Tests make it small.
var many = 50_000

// Flush writes what was taken.
func (l *Loader) Flush() error {
	rows := l.rows
	l.rows = &run{}
	if err := putAll(l.tx, rows, many); err != nil {
		return err
	}
	for key, n := range l.counts {
		if err := count(l.tx, key, n); err != nil {
			return err
		}
	}
	clear(l.counts)
	return nil
}

// putAll writes new rows, as a run of their own when there are so many of them.
func putAll(tx Tx, rows *run, many int) error {
	if tx, ok := tx.(interface{ addRun(*run) }); ok && len(rows.rows) >= many {
		rows.sort()
		tx.addRun(rows)
		return nil
	}
	for i := range rows.rows {
		if err := tx.Put(rows.key(i), rows.value(i)); err != nil {
			return err
		}
	}
	return nil
}

// Known is one number of ours, if it is one. It is [Number] for whoever asks for a million that are not.
func Known(tx Tx, n phone.Number) (row inventory.Number, known bool, err error) {
	return getJSON[inventory.Number](tx, "number/"+string(n))
}

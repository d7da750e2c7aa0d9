package store

import (
	"github.com/numberdesk/numberdesk/internal/inventory"
	"github.com/numberdesk/numberdesk/internal/phone"
)

// Loader writes many numbers that were not there before. It does what [PutNumber] does for each, and writes the counts,
// which they share, once: with [Loader.Flush].
type Loader struct {
	tx     Tx
	counts map[string]int
}

// Load begins to write new numbers in a transaction.
func Load(tx Tx) *Loader { return &Loader{tx, map[string]int{}} }

// Put writes a number that is not there yet.
func (l *Loader) Put(n inventory.Number) error {
	for _, key := range indexes(&n) {
		if err := l.tx.Put([]byte(key), []byte{}); err != nil {
			return err
		}
	}
	for _, key := range counters(&n) {
		l.counts[key]++
	}
	return putJSON(l.tx, "number/"+string(n.Phone), n)
}

// Flush brings the counts up to date. Before it they lack what was put.
func (l *Loader) Flush() error {
	for key, n := range l.counts {
		if err := count(l.tx, key, n); err != nil {
			return err
		}
	}
	clear(l.counts)
	return nil
}

// Known is one number of ours, if it is one. It is [Number] for whoever asks for a million that are not.
func Known(tx Tx, n phone.Number) (row inventory.Number, known bool, err error) {
	return getJSON[inventory.Number](tx, "number/"+string(n))
}

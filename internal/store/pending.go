package store

import (
	"bytes"

	"github.com/tidwall/btree"
)

// boltUpdate is a transaction that writes. It keeps its writes apart, in order, and hands them to bbolt at
// the end: bbolt moves all that follows in a page with every key put into its middle, and a page is split
// only at the commit, so a hundred thousand keys in the order of the rules that write them take seconds,
// and in the order of their bytes a fraction of one.
type boltUpdate struct {
	boltTx
	// writes are the new values by key; nil stands for a deleted key.
	writes btree.Map[string, []byte]
	// size is about how many bytes that is. runs are many new rows at once; what is in writes is younger.
	size int
	runs []*run
}

// addRun takes in new rows, none of which is there yet.
func (tx *boltUpdate) addRun(r *run) {
	tx.runs = append(tx.runs[:len(tx.runs):len(tx.runs)], r)
}

func (tx *boltUpdate) Get(key []byte) ([]byte, error) {
	if value, ok := tx.writes.Get(string(key)); ok {
		return value, nil
	}
	for _, r := range tx.runs {
		if i, ok := r.find(key); ok {
			return r.value(i), nil
		}
	}
	return tx.boltTx.Get(key)
}

func (tx *boltUpdate) Put(key, value []byte) error {
	// An empty value is a value; nil means deleted.
	tx.writes.Set(string(key), append(make([]byte, 0, len(value)), value...))
	tx.size += len(key) + len(value)
	return nil
}

func (tx *boltUpdate) Delete(key []byte) error {
	tx.writes.Set(string(key), nil)
	return nil
}

// Scan merges what is committed with what is not yet: of a key in both, the newer value counts.
func (tx *boltUpdate) Scan(from, to []byte, fn func(k, v []byte) error) error {
	return merge(tx.sources(from, tx.b), func(k, v []byte) error {
		if bytes.Compare(k, to) >= 0 {
			return ErrStop
		}
		return fn(k, v)
	})
}

// apply hands the writes to bbolt, in order.
func (tx *boltUpdate) apply() (err error) {
	tx.writes.Scan(func(key string, value []byte) bool {
		if value == nil {
			err = tx.b.Delete([]byte(key))
		} else {
			err = tx.b.Put([]byte(key), value)
		}
		return err == nil
	})
	return err
}

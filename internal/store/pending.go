package store

import (
	"bytes"
	"errors"

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
}

func (tx *boltUpdate) Get(key []byte) ([]byte, error) {
	if value, ok := tx.writes.Get(string(key)); ok {
		return value, nil
	}
	return tx.boltTx.Get(key)
}

func (tx *boltUpdate) Put(key, value []byte) error {
	// An empty value is a value; nil means deleted.
	tx.writes.Set(string(key), append(make([]byte, 0, len(value)), value...))
	return nil
}

func (tx *boltUpdate) Delete(key []byte) error {
	tx.writes.Set(string(key), nil)
	return nil
}

// Scan merges what is committed with what is not yet: of a key in both, the newer value counts.
func (tx *boltUpdate) Scan(from, to []byte, fn func(k, v []byte) error) error {
	c := tx.b.Cursor()
	k, v := c.Seek(from)
	w := tx.writes.Iter()
	pending := w.Seek(string(from))
	for {
		old := k != nil && bytes.Compare(k, to) < 0
		young := pending && w.Key() < string(to)
		var err error
		switch {
		case !old && !young:
			return nil
		case !young || old && string(k) < w.Key():
			err = fn(k, v)
			k, v = c.Next()
		default:
			if old && string(k) == w.Key() {
				k, v = c.Next()
			}
			if value := w.Value(); value != nil {
				err = fn([]byte(w.Key()), value)
			}
			pending = w.Next()
		}
		if errors.Is(err, ErrStop) {
			return nil
		} else if err != nil {
			return err
		}
	}
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

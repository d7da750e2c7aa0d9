package store

import (
	"bytes"
	"errors"

	"github.com/tidwall/btree"
	"go.etcd.io/bbolt"
)

// source is rows in order of their keys. ok is false when there are no more; a nil value stands for a deleted key.
type source interface {
	row() (key, value []byte, ok bool)
	next()
}

// merge visits the rows of all sources from a key on. Of a key in several, the first source's counts. fn ends it with
// [ErrStop].
func merge(sources []source, fn func(key, value []byte) error) error {
	for {
		var key, value []byte
		found := false
		for _, s := range sources {
			if k, v, ok := s.row(); ok && (!found || bytes.Compare(k, key) < 0) {
				key, value, found = k, v, true
			}
		}
		if !found {
			return nil
		}
		if value != nil {
			if err := fn(key, value); errors.Is(err, ErrStop) {
				return nil
			} else if err != nil {
				return err
			}
		}
		for _, s := range sources {
			if k, _, ok := s.row(); ok && bytes.Equal(k, key) {
				s.next()
			}
		}
	}
}

// sources are all that a transaction that writes sees: its own writes, its runs, the younger first, and what is committed.
func (tx *boltUpdate) sources(from []byte, committed *bbolt.Bucket) []source {
	w := &writesFrom{iter: tx.writes.Iter()}
	w.at(w.iter.Seek(string(from)))
	all := []source{w}
	for i := len(tx.runs) - 1; i >= 0; i-- {
		at, _ := tx.runs[i].find(from)
		all = append(all, &runFrom{tx.runs[i], at})
	}
	c := committed.Cursor()
	k, v := c.Seek(from)
	return append(all, &cursorFrom{c, k, v})
}

type writesFrom struct {
	iter btree.MapIter[string, []byte]
	k    []byte // nil behind the last
}

func (s *writesFrom) at(more bool) {
	if s.k = nil; more {
		s.k = []byte(s.iter.Key())
	}
}
func (s *writesFrom) row() ([]byte, []byte, bool) {
	if s.k == nil {
		return nil, nil, false
	}
	return s.k, s.iter.Value(), true
}
func (s *writesFrom) next() { s.at(s.iter.Next()) }

type runFrom struct {
	run *run
	at  int
}

func (s *runFrom) row() ([]byte, []byte, bool) {
	if s.at >= len(s.run.rows) {
		return nil, nil, false
	}
	return s.run.key(s.at), s.run.value(s.at), true
}
func (s *runFrom) next() { s.at++ }

type cursorFrom struct {
	cursor *bbolt.Cursor
	k, v   []byte
}

func (s *cursorFrom) row() ([]byte, []byte, bool) { return s.k, s.v, s.k != nil }
func (s *cursorFrom) next()                       { s.k, s.v = s.cursor.Next() }

// Package store keeps what the desk must not forget: numbers, requests, the outbox, the audit, and where
// people can be reached. Beneath it lies one seam, ordered bytes with transactions; bbolt is behind it in
// one file. The store decides nothing and calls nobody.
package store

import (
	"bytes"
	"context"
	"crypto/rand"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"sync"
	"time"
)

// Tx is one transaction over flat, ordered keys. Slices given to or got from it belong to the transaction.
type Tx interface {
	// Get returns nil when the key is not there.
	Get(key []byte) ([]byte, error)
	Put(key, value []byte) error
	Delete(key []byte) error
	// Scan visits keys from (included) to (excluded) in order. fn must not write; it ends the scan
	// early with [ErrStop].
	Scan(from, to []byte, fn func(key, value []byte) error) error
}

// DB is the seam an engine stands behind. The functions it runs may be run again, so they hold no
// effects on anything but the transaction, and set outside variables only by assignment.
type DB interface {
	View(ctx context.Context, fn func(Tx) error) error
	// Update commits durably when fn returns nil, and changes nothing otherwise.
	Update(ctx context.Context, fn func(Tx) error) error
	Close() error
}

// ErrStop ends a Scan early without being an error.
var ErrStop = errors.New("stop")

func getJSON[T any](tx Tx, key string) (value T, ok bool, err error) {
	raw, err := tx.Get([]byte(key))
	if err != nil || raw == nil {
		return value, false, err
	}
	if err := json.Unmarshal(raw, &value); err != nil {
		return value, false, fmt.Errorf("store: %s: %w", kind(key), err)
	}
	return value, true, nil
}

func putJSON(tx Tx, key string, value any) error {
	raw, err := json.Marshal(value)
	if err != nil {
		return fmt.Errorf("store: %s: %w", kind(key), err)
	}
	return tx.Put([]byte(key), raw)
}

// scanJSON visits every value under a prefix in key order.
func scanJSON[T any](tx Tx, prefix string, fn func(key string, value T) error) error {
	return scanFrom(tx, prefix, prefix, fn)
}

// scanFrom is scanJSON starting at a key.
func scanFrom[T any](tx Tx, prefix, from string, fn func(key string, value T) error) error {
	return tx.Scan([]byte(from), end(prefix), func(k, v []byte) error {
		var value T
		if err := json.Unmarshal(v, &value); err != nil {
			return fmt.Errorf("store: %s: %w", kind(string(k)), err)
		}
		return fn(string(k), value)
	})
}

// scanKeys visits what follows the prefix in each key.
func scanKeys(tx Tx, prefix string, fn func(rest string) error) error {
	return tx.Scan([]byte(prefix), end(prefix), func(k, _ []byte) error {
		return fn(string(k[len(prefix):]))
	})
}

// end is the first key after every key with the prefix.
func end(prefix string) []byte {
	to := []byte(prefix)
	to[len(to)-1]++
	return to
}

// kind is the part of a key that may be logged: what follows can be a person or a number.
func kind(key string) string {
	before, _, _ := bytes.Cut([]byte(key), []byte("/"))
	return string(before)
}

// ids gives names that sort in the order they were made, also within one instant.
var ids struct {
	sync.Mutex
	last int64
}

// newID is unique, and greater than every one made before it by this process.
func newID(now time.Time) string {
	ids.Lock()
	ids.last = max(ids.last+1, now.UnixNano())
	n := ids.last
	ids.Unlock()
	var salt [4]byte
	rand.Read(salt[:])
	return fmt.Sprintf("%016x", n) + hex.EncodeToString(salt[:])
}

// next counts up under a name, from 1.
func next(tx Tx, name string) (int, error) {
	n, _, err := getJSON[int](tx, "seq/"+name)
	if err != nil {
		return 0, err
	}
	return n + 1, putJSON(tx, "seq/"+name, n+1)
}

// timeKey is where ids made at t begin.
func timeKey(t time.Time) string { return fmt.Sprintf("%016x", t.UnixNano()) }

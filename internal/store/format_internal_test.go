package store

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"go.etcd.io/bbolt"

	"github.com/numberdesk/numberdesk/internal/inventory"
	"github.com/numberdesk/numberdesk/internal/phone"
	"github.com/numberdesk/numberdesk/internal/problem"
)

// A file that is not for this version is refused, and stays as it is to the byte.
func TestFilesThatAreNotOursAreRefusedUnharmed(t *testing.T) {
	rows := func(name []byte, rows map[string]string) func(*bbolt.Tx) error {
		return func(tx *bbolt.Tx) error {
			b, err := tx.CreateBucketIfNotExists(name)
			for k, v := range rows {
				err = errors.Join(err, b.Put([]byte(k), []byte(v)))
			}
			return err
		}
	}
	for _, c := range []struct {
		what string
		fill []func(*bbolt.Tx) error
		says string
	}{
		{"a newer store", []func(*bbolt.Tx) error{rows(bucket, map[string]string{"format": "99"})}, "was written by a newer numberdesk (format 99"},
		{"a newer store that wrote much when it crashed", []func(*bbolt.Tx) error{rows(bucket, map[string]string{"format": "99"}), rows(besides, map[string]string{"a": "b"})}, "was written by a newer numberdesk"},
		{"another program's store", []func(*bbolt.Tx) error{rows([]byte("key"), map[string]string{"a": "b"})}, "is no store of numberdesk"},
		{"another program's store without a row", []func(*bbolt.Tx) error{rows([]byte("key"), nil)}, "is no store of numberdesk"},
		{"rows without a format", []func(*bbolt.Tx) error{rows(bucket, map[string]string{"number/+41446681000": `{"number":"+41446681000","state":"available"}`})}, "is no store of numberdesk"},
		{"a format that is none", []func(*bbolt.Tx) error{rows(bucket, map[string]string{"format": `"new"`})}, "is damaged"},
	} {
		for _, listed := range []bool{true, false} {
			t.Run(fmt.Sprintf("%s, free pages listed %t", c.what, listed), func(t *testing.T) {
				path := filepath.Join(t.TempDir(), "numberdesk.db")
				db, err := bbolt.Open(path, 0o600, &bbolt.Options{NoFreelistSync: !listed})
				if err != nil {
					t.Fatal(err)
				}
				for _, fill := range c.fill {
					err = errors.Join(err, db.Update(fill))
				}
				if err := errors.Join(err, db.Close()); err != nil {
					t.Fatal(err)
				}
				before, err := os.ReadFile(path)
				if err != nil {
					t.Fatal(err)
				}
				if _, err := Open(path); problem.KindOf(err) != problem.Conflict || !strings.Contains(problem.Say(err).String(), c.says) {
					t.Errorf("got %v, want a refusal that says %s", err, c.says)
				}
				if after, err := os.ReadFile(path); !bytes.Equal(after, before) {
					t.Errorf("the file is not what it was: %v", err)
				}
			})
		}
	}
}

// A file in which nothing is yet becomes a store, as one does that was begun and not written to.
func TestEmptyFilesBecomeStores(t *testing.T) {
	for what, fill := range map[string]func(*bbolt.Tx) error{
		"no bucket": func(*bbolt.Tx) error { return nil },
		"no row": func(tx *bbolt.Tx) error {
			_, err := tx.CreateBucket(bucket)
			return err
		},
	} {
		t.Run(what, func(t *testing.T) {
			path := filepath.Join(t.TempDir(), "numberdesk.db")
			db, err := bbolt.Open(path, 0o600, nil)
			if err != nil {
				t.Fatal(err)
			}
			if err := errors.Join(db.Update(fill), db.Close()); err != nil {
				t.Fatal(err)
			}
			if c, err := Check(t.Context(), open(t, path)); err != nil || c.Format != format {
				t.Errorf("got %+v, %v", c, err)
			}
		})
	}
}

// after ends when it was asked so many times.
type after struct {
	context.Context
	asked *int
}

func (a after) Err() error {
	if *a.asked--; *a.asked < 0 {
		return context.Canceled
	}
	return nil
}

// An upgrade that is interrupted, wherever, leaves a store that earlier versions refuse, and this one brings to its end.
func TestInterruptedUpgrade(t *testing.T) {
	now := time.Date(2026, 11, 21, 12, 0, 0, 0, time.UTC)
	done := false
	for steps := 0; !done; steps++ {
		path := filepath.Join(t.TempDir(), "numberdesk.db")
		db := open(t, path)
		err := db.Update(t.Context(), func(tx Tx) error {
			for i := range 20 {
				n := inventory.Number{Phone: phone.Number(fmt.Sprintf("+414466810%02d", i)), State: inventory.Available, Since: now}
				if err := PutNumber(tx, n, now); err != nil {
					return err
				}
			}
			return errors.Join(tx.Put([]byte("format"), []byte("2")), tx.Put([]byte("gold/zurich/+41446681000"), []byte{}))
		})
		if err != nil {
			t.Fatal(err)
		}
		left := steps
		done = db.upgrade(after{t.Context(), &left}) == nil
		var says string
		whole := false
		err = db.View(t.Context(), func(tx Tx) error {
			raw, err := tx.Get([]byte("format"))
			says = string(raw)
			free, err2 := Free(tx, "", 100)
			whole = len(free) == 20
			return errors.Join(err, err2)
		})
		if err != nil {
			t.Fatal(err)
		}
		if says == "2" && !whole {
			t.Errorf("after %d steps an earlier version takes it, and does not find its numbers", steps)
		}
		if err := db.Close(); err != nil {
			t.Fatal(err)
		}
		if c, err := Check(t.Context(), open(t, path)); err != nil || c.Numbers != 20 || c.Format != format {
			t.Errorf("after %d steps, opened again: %+v, %v", steps, c, err)
		}
	}
}

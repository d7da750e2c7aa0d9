package store_test

import (
	"fmt"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/numberdesk/numberdesk/internal/phone"
	"github.com/numberdesk/numberdesk/internal/problem"
	"github.com/numberdesk/numberdesk/internal/store"
)

// TestHistoryPages: whatever is asked for, page by page or at once, is what going through all entries finds.
func TestHistoryPages(t *testing.T) {
	folder, runs := t.TempDir(), 0
	at := now // ids of one process only grow
	rapid.Check(t, func(t *rapid.T) {
		runs++
		db, err := store.Open(filepath.Join(folder, fmt.Sprint(runs)))
		if err != nil {
			t.Fatal(err)
		}
		defer db.Close()
		err = db.Update(t.Context(), func(tx store.Tx) error {
			for range rapid.IntRange(0, 60).Draw(t, "entries") {
				// Bursts and long silence.
				at = at.Add(rapid.SampledFrom([]time.Duration{0, 1, time.Microsecond, time.Millisecond, 100 * time.Millisecond}).Draw(t, "wait"))
				n := phone.Number(fmt.Sprintf("+4144668100%d", rapid.IntRange(0, 2).Draw(t, "number")))
				if err := store.Record(tx, store.Entry{What: "number.hold", Number: n}, store.Personal{"reason": "new"}, at); err != nil {
					return err
				}
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
		name := rapid.SampledFrom([]string{"", "+41446681000", "+41446681001", "+41446681009"}).Draw(t, "name")
		page := store.Page{Limit: rapid.IntRange(1, 20).Draw(t, "limit")}
		if name != "" {
			page.What, page.Name = "number", name
		}
		if rapid.Bool().Draw(t, "bounded") {
			page.Since = at.Add(-time.Duration(rapid.IntRange(0, 1000).Draw(t, "ago")) * time.Millisecond)
		}
		db.View(t.Context(), func(tx store.Tx) error {
			var want, got []string
			store.EachEntry(tx, func(e store.Entry) error {
				if (name == "" || string(e.Number) == name) && (page.Since.IsZero() || e.ID >= store.EntriesAt(page.Since)) {
					want = append(want, e.ID)
				}
				return nil
			})
			slices.Reverse(want)
			for more := true; more; {
				var lines []store.Line
				if lines, more, err = store.History(tx, page); err != nil || more && len(lines) != page.Limit {
					t.Fatalf("%d lines, more %v: %v", len(lines), more, err)
				}
				for _, l := range lines {
					got, page.Before = append(got, l.ID), l.ID
					if l.Personal["reason"] != "new" {
						t.Errorf("the reason is %q", l.Personal["reason"])
					}
				}
			}
			if !slices.Equal(got, want) {
				t.Fatalf("got  %q\nwant %q", got, want)
			}
			return nil
		})
	})
}

// TestVerifyInPieces: in pieces or at once, the same is found, also when the piece ends where something was changed.
func TestVerifyInPieces(t *testing.T) {
	db := filled(t, filepath.Join(t.TempDir(), "numberdesk.db"), 16_000)
	defer db.Close()
	put(t, db, func(tx store.Tx) error { return store.Record(tx, store.Entry{What: "number.hold"}, nil, now) })
	sealed, open, err := store.VerifyInPieces(t.Context(), db)
	if want := 1600 * 8; sealed != want || open != 1 || err != nil {
		t.Errorf("got %d and %d, %v; want %d and 1", sealed, open, err, want)
	}
	for _, line := range []int{1, 4999, 5000, 5001, 10_001, 12_800} {
		key := []byte(fmt.Sprintf("audit/seal/%016x", line))
		var kept []byte
		put(t, db, func(tx store.Tx) error {
			raw, err := tx.Get(key)
			kept = slices.Clone(raw)
			if err != nil {
				return err
			}
			return tx.Delete(key)
		})
		if _, _, err := store.VerifyInPieces(t.Context(), db); problem.KindOf(err) != problem.Conflict {
			t.Errorf("line %d is gone: got %v", line, err)
		}
		put(t, db, func(tx store.Tx) error { return tx.Put(key, kept) })
	}
	last := lastKey(t, db, "audit/personal/")
	put(t, db, func(tx store.Tx) error { return tx.Put(last, []byte(`{"reason":{"salt":"x","value":"y"}}`)) })
	if _, _, err := store.VerifyInPieces(t.Context(), db); problem.KindOf(err) != problem.Conflict {
		t.Errorf("the last reason was changed: got %v", err)
	}
}

// lastKey is the last key with a prefix.
func lastKey(t *testing.T, db store.DB, prefix string) (last []byte) {
	t.Helper()
	err := db.View(t.Context(), func(tx store.Tx) error {
		return tx.Scan([]byte(prefix), []byte(prefix+"~"), func(k, _ []byte) error {
			last = slices.Clone(k)
			return nil
		})
	})
	if err != nil {
		t.Fatal(err)
	}
	return last
}

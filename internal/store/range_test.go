package store_test

import (
	"path/filepath"
	"testing"
	"time"

	"github.com/numberdesk/numberdesk/internal/inventory"
	"github.com/numberdesk/numberdesk/internal/store"
)

// A range that comes after another one of its name begins anew; one whose name only begins alike keeps what it has. What
// an earlier version left of a range that is gone, the next start takes away.
func TestARangeLeavesNothing(t *testing.T) {
	path := filepath.Join(t.TempDir(), "numberdesk.db")
	db, err := store.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	names := []string{"a", "a-b", "a0", "b"}
	remembered := func() (taken, waits []int) {
		t.Helper()
		err := db.View(t.Context(), func(tx store.Tx) error {
			taken, waits = nil, nil
			for _, name := range names {
				s, err := store.Stock(tx, name, now)
				if err != nil {
					return err
				}
				waited, err := store.Waits(tx, name)
				if err != nil {
					return err
				}
				taken, waits = append(taken, s.Taken90), append(waits, len(waited))
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
		return taken, waits
	}
	want := func(what string, each ...int) {
		t.Helper()
		taken, waits := remembered()
		for i, name := range names {
			if taken[i] != 2*each[i] || waits[i] != each[i] {
				t.Errorf("%s: of range %s %d numbers came into use and %d waits are known, want %d and %d", what, name, taken[i], waits[i], 2*each[i], each[i])
			}
		}
	}
	put(t, db, func(tx store.Tx) error {
		for _, name := range names {
			if err := store.PutRange(tx, inventory.Range{Name: name}); err != nil {
				return err
			}
			n := inventory.Number{Phone: "+41446681000", Range: name}
			for day := range 2 {
				at := now.AddDate(0, 0, -day)
				for _, state := range []inventory.State{inventory.Assigning, inventory.Assigned} {
					n.State = state
					if err := store.PutNumber(tx, n, at); err != nil {
						return err
					}
				}
			}
			if err := store.DropNumber(tx, n.Phone); err != nil {
				return err
			}
			if err := store.PutWait(tx, name, time.Hour); err != nil {
				return err
			}
		}
		return nil
	})
	want("before", 1, 1, 1, 1)
	put(t, db, func(tx store.Tx) error { return store.DropRange(tx, "a") })
	want("without a", 0, 1, 1, 1)
	put(t, db, func(tx store.Tx) error { return tx.Delete([]byte("range/a-b")) })
	if err := db.Close(); err != nil {
		t.Fatal(err)
	}
	if db, err = store.Open(path); err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	want("started again, without a-b", 0, 0, 1, 1)
}

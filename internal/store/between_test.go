package store_test

import (
	"path/filepath"
	"testing"
	"time"

	"github.com/numberdesk/numberdesk/internal/inventory"
	"github.com/numberdesk/numberdesk/internal/phone"
	"github.com/numberdesk/numberdesk/internal/store"
)

func TestBetweenIsTheRunAlone(t *testing.T) {
	db, err := store.Open(filepath.Join(t.TempDir(), "store.db"))
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	var got []inventory.Number
	err = db.Update(t.Context(), func(tx store.Tx) (err error) {
		for _, n := range []phone.Number{"+41446681000", "+41446681001", "+41446681001;ext=7", "+414466810015", "+41446681002", "+41446681003"} {
			if err := store.PutNumber(tx, inventory.Number{Phone: n, State: inventory.Available, Range: "zurich"}, time.Now()); err != nil {
				return err
			}
		}
		got, err = store.Between(tx, phone.Range{First: "+41446681001", Last: "+41446681002"})
		return err
	})
	if err != nil || len(got) != 2 || got[0].Phone != "+41446681001" || got[1].Phone != "+41446681002" {
		t.Errorf("got %v, %v", got, err)
	}
}

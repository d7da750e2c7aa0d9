package store_test

import (
	"testing"
	"time"

	"github.com/numberdesk/numberdesk/internal/store"
)

// TestDurationsOfAStep keeps the last twenty.
func TestDurationsOfAStep(t *testing.T) {
	db := open(t)
	for n := range 25 {
		update(t, db, func(tx store.Tx) error { return store.PutTook(tx, "approval", time.Duration(n)*time.Hour) })
	}
	err := db.View(t.Context(), func(tx store.Tx) error {
		took, err := store.Took(tx, "approval")
		if len(took) != 20 || took[0] != 5*time.Hour || took[19] != 24*time.Hour {
			t.Errorf("got %v", took)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}

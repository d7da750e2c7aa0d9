package store_test

import (
	"errors"
	"path/filepath"
	"slices"
	"testing"

	"github.com/numberdesk/numberdesk/internal/person"
	"github.com/numberdesk/numberdesk/internal/request"
	"github.com/numberdesk/numberdesk/internal/store"
)

// TestDeciding: a request is found by those it waits for, and by nobody else.
func TestDeciding(t *testing.T) {
	db, err := store.Open(filepath.Join(t.TempDir(), "numberdesk.db"))
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	put := func(r request.Request) {
		t.Helper()
		if err := db.Update(t.Context(), func(tx store.Tx) error { return store.PutRequest(tx, r) }); err != nil {
			t.Fatal(err)
		}
	}
	want := func(who person.ID, limit int, ids ...request.ID) {
		t.Helper()
		err := db.View(t.Context(), func(tx store.Tx) error {
			got, err := store.Deciding(tx, who, limit)
			if !slices.Equal(got, ids) {
				t.Errorf("%s decides on %v, want %v", who, got, ids)
			}
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	both := []person.ID{"megan", "alex"}
	of := func(id request.ID, approvers ...person.ID) request.Request {
		return request.Request{ID: id, For: "adele", By: "adele", State: request.PendingApproval, Approvers: approvers, PutTo: both}
	}
	for _, id := range []request.ID{"R-10", "R-2", "R-101"} {
		put(of(id, both...))
	}
	want("megan", 0, "R-2", "R-10", "R-101")
	want("megan", 2, "R-2", "R-10")
	want("meg", 0)
	want("adele", 0)

	put(of("R-2", "alex")) // megan could not be reached
	want("megan", 0, "R-10", "R-101")
	want("alex", 0, "R-2", "R-10", "R-101")

	voted, _ := of("R-10", both...).Vote(request.Vote{By: "megan", Approved: true})
	put(voted)
	want("megan", 0, "R-101")

	over := of("R-101", both...)
	over.State = request.Canceled
	put(over)
	want("megan", 0)
	want("alex", 0, "R-2", "R-10")
}

// A store of an earlier format did not find its requests by those who decide; once it is opened it does.
func TestDecidingInAnOlderStore(t *testing.T) {
	path := filepath.Join(t.TempDir(), "numberdesk.db")
	db, err := store.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	r := request.Request{ID: "R-7", For: "adele", By: "adele", State: request.PendingApproval, Approvers: []person.ID{"megan"}}
	err = db.Update(t.Context(), func(tx store.Tx) error {
		return errors.Join(store.PutRequest(tx, r), tx.Delete([]byte("decides/megan/0000000007")), tx.Put([]byte("format"), []byte("3")))
	})
	if err := errors.Join(err, db.Close()); err != nil {
		t.Fatal(err)
	}
	if db, err = store.Open(path); err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	err = db.View(t.Context(), func(tx store.Tx) error {
		got, err := store.Deciding(tx, "megan", 0)
		if !slices.Equal(got, []request.ID{"R-7"}) {
			t.Errorf("megan decides on %v, want R-7", got)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}

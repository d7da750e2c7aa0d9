package store_test

import (
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

package desk

import (
	"fmt"
	"testing"

	"github.com/numberdesk/numberdesk/internal/person"
	"github.com/numberdesk/numberdesk/internal/phone"
	"github.com/numberdesk/numberdesk/internal/request"
	"github.com/numberdesk/numberdesk/internal/store"
)

// One command may free many numbers. Those who wait for them get one each, oldest request first, and nobody one of a range
// that does not serve him.
func TestManyWaitForOnePattern(t *testing.T) {
	d := emptyDesk(t)
	do := func(words ...string) {
		t.Helper()
		if _, err := d.Do(t.Context(), words, nil); err != nil {
			t.Fatal(err)
		}
	}
	do("ranges", "add", "--name", "zurich", "--country", "CH", "--site", "Zurich", "--first", "+41446681000", "--last", "+41446681003")
	do("forbidden", "add", "+4144668*")
	err := d.update(t.Context(), rule, func(w *work) error {
		for _, r := range []request.Request{
			{ID: "R-1", For: "adele", Ranges: []string{"bern"}}, {ID: "R-2", For: "lee", Ranges: []string{"zurich"}},
			{ID: "R-3", For: "diego", Ranges: []string{"bern", "zurich"}},
		} {
			r.State = request.Waiting
			if err := store.PutRequest(w.tx, r); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	do("forbidden", "remove", "+4144668*")
	err = d.db.View(t.Context(), func(tx store.Tx) error {
		for i, want := range []person.ID{"lee", "diego", "", ""} {
			n, err := store.Number(tx, phone.Number(fmt.Sprint("+4144668100", i)))
			if err != nil || n.Holder != want {
				t.Errorf("%s is %q's (%v), want %q's", n.Phone, n.Holder, err, want)
			}
		}
		waiting, err := store.WaitingRequests(tx)
		if len(waiting) != 1 || waiting[0].ID != "R-1" {
			t.Errorf("there wait %+v", waiting)
		}
		return err
	})
	if err != nil {
		t.Error(err)
	}
}

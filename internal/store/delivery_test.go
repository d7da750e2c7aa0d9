package store_test

import (
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/numberdesk/numberdesk/internal/person"
	"github.com/numberdesk/numberdesk/internal/problem"
	"github.com/numberdesk/numberdesk/internal/store"
)

// TestDeliveriesAreFoundByPersonAndRequest until they are ninety days old, and forgotten then.
func TestDeliveriesAreFoundByPersonAndRequest(t *testing.T) {
	db := open(t)
	ended := func(to person.ID, subject string, at time.Time) {
		update(t, db, func(tx store.Tx) error {
			e := store.Effect{ID: "e-" + subject, Kind: "reply", Subject: subject, Asked: at.Add(-time.Minute)}
			e.Fail(problem.Busy, "TooManyRequests")
			e.Fail(problem.Busy, "TooManyRequests")
			d := store.DeliveryOf(e, to)
			d.Outcome = store.Delivered
			return store.PutDelivery(tx, d, at)
		})
	}
	ended("adele", "R-1", now)
	ended("megan", "R-1", now.Add(time.Hour))
	ended("megan", "R-2", now.Add(2*time.Hour))
	ended("megan", "", now.Add(3*time.Hour))
	read := func(at time.Time) (told string) {
		t.Helper()
		err := db.View(t.Context(), func(tx store.Tx) error {
			told = ""
			for _, who := range []person.ID{"adele", "megan"} {
				list, err := store.DeliveriesTo(tx, who, 2, at)
				if err != nil {
					return err
				}
				told += string(who) + ":"
				for _, d := range list {
					told += " " + d.Subject + "/" + string(d.Person)
				}
				told += "\n"
			}
			list, err := store.DeliveriesAbout(tx, "R-1", 9, at)
			told += "R-1:"
			for _, d := range list {
				if d.Tries() != 3 || d.Code != "TooManyRequests" || d.Ended.Sub(d.Asked) != time.Minute {
					t.Errorf("got %+v", d)
				}
				told += " " + string(d.Person)
			}
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
		return told
	}
	if got, want := read(now.Add(4*time.Hour)), "adele: R-1/adele\nmegan: R-2/megan /megan\nR-1: adele megan"; got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
	later := now.AddDate(0, 0, 90).Add(90 * time.Minute)
	if got, want := read(later), "adele:\nmegan: R-2/megan /megan\nR-1:"; got != want {
		t.Errorf("ninety days later, before anything else was sent: got\n%s\nwant\n%s", got, want)
	}
	ended("lee", "", later)
	if got, want := read(now.Add(4*time.Hour)), "adele:\nmegan: R-2/megan /megan\nR-1:"; got != want {
		t.Errorf("what is forgotten is gone: got\n%s\nwant\n%s", got, want)
	}
	if _, err := store.Check(t.Context(), db); err != nil {
		t.Errorf("what is left holds together: %v", err)
	}
}

// TestCheckKnowsDeliveries tells of one that is not found, and of an index that leads nowhere.
func TestCheckKnowsDeliveries(t *testing.T) {
	for _, c := range []struct {
		what  string
		spoil func(store.Tx) error
		says  string
	}{
		{"it is not found by its request", func(tx store.Tx) error { return tx.Delete(first(tx, "deliveryOf/")) }, "A message is not found by deliveryOf."},
		{"it does not grow old", func(tx store.Tx) error { return tx.Delete(first(tx, "deliveryAge/")) }, "A message is not found by deliveryAge."},
		{"it is gone", func(tx store.Tx) error { return tx.Delete(first(tx, "delivery/")) }, "1 entry of index deliveryOf leads nowhere."},
		{"it is another's", func(tx store.Tx) error {
			return tx.Put([]byte("delivery/lee/1"), []byte(`{"id":"1","person":"megan"}`))
		}, "A message stands in another one's place."},
	} {
		t.Run(c.what, func(t *testing.T) {
			db, err := store.Open(filepath.Join(t.TempDir(), "numberdesk.db"))
			if err != nil {
				t.Fatal(err)
			}
			defer db.Close()
			update(t, db, func(tx store.Tx) error {
				d := store.DeliveryOf(store.Effect{ID: "e", Subject: "R-1"}, "megan")
				return store.PutDelivery(tx, d, now)
			})
			update(t, db, c.spoil)
			if _, err := store.Check(t.Context(), db); problem.KindOf(err) != problem.Conflict || !strings.Contains(problem.Say(err).String(), c.says) {
				t.Errorf("got %v, want a conflict that says %s", err, c.says)
			}
		})
	}
}

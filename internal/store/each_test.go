package store_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/numberdesk/numberdesk/internal/inventory"
	"github.com/numberdesk/numberdesk/internal/phone"
	"github.com/numberdesk/numberdesk/internal/store"
)

// Whoever visits numbers may change each of them: none is visited twice, and none is left out.
func TestVisitedNumbersMayBeChanged(t *testing.T) {
	r := inventory.Range{Name: "zurich", Country: "CH", Site: "Zurich"}
	const all = 2500
	even := func(n phone.Number) bool { return strings.ContainsAny(string(n[len(n)-1:]), "02468") }
	for _, c := range []struct {
		name string
		want int
		each func(store.Tx, func(inventory.Number) error) error
	}{
		{"those of a range", all, func(tx store.Tx, fn func(inventory.Number) error) error { return store.EachOf(tx, "zurich", fn) }},
		{"those that begin alike", all, func(tx store.Tx, fn func(inventory.Number) error) error {
			return store.EachBeginning(tx, "+4144", func(phone.Number) bool { return true }, fn)
		}},
		{"some of those that begin alike", all / 2, func(tx store.Tx, fn func(inventory.Number) error) error {
			return store.EachBeginning(tx, "+4144", even, fn)
		}},
		{"those that begin otherwise", 0, func(tx store.Tx, fn func(inventory.Number) error) error {
			return store.EachBeginning(tx, "+49", even, fn)
		}},
	} {
		t.Run(c.name, func(t *testing.T) {
			db := open(t)
			update(t, db, func(tx store.Tx) error {
				load := store.Load(tx)
				for i := range all {
					n := r.Own(inventory.Number{Phone: phone.Number(fmt.Sprintf("+4144668%04d", i)), State: inventory.Available, Since: now})
					if err := load.Put(n); err != nil {
						return err
					}
				}
				return load.Flush()
			})
			update(t, db, func(tx store.Tx) error {
				visited := 0
				err := c.each(tx, func(n inventory.Number) error {
					visited++
					n.State = inventory.Blocked
					return store.PutNumber(tx, n, now)
				})
				if visited != c.want {
					t.Errorf("visited %d, want %d", visited, c.want)
				}
				s, stockErr := store.Stock(tx, "zurich", now)
				if blocked := s.States[inventory.Blocked]; blocked != c.want || stockErr != nil {
					t.Errorf("%d are blocked, want %d (%v)", blocked, c.want, stockErr)
				}
				return err
			})
		})
	}
}

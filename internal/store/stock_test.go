package store_test

import (
	"cmp"
	"context"
	"fmt"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/numberdesk/numberdesk/internal/inventory"
	"github.com/numberdesk/numberdesk/internal/person"
	"github.com/numberdesk/numberdesk/internal/phone"
	"github.com/numberdesk/numberdesk/internal/store"
)

// TestIndexesAgreeWithAModel makes whatever moves a number can make, in any order and with any people, and wants every
// index and every count to say what looking at all rows says; also after they are made anew.
func TestIndexesAgreeWithAModel(t *testing.T) {
	var events []inventory.Event
	for _, row := range inventory.Lifecycle {
		if !slices.Contains(events, row.On) {
			events = append(events, row.On)
		}
	}
	folder := t.TempDir()
	runs := 0
	rapid.Check(t, func(t *rapid.T) {
		runs++
		db, err := store.Open(filepath.Join(folder, fmt.Sprint(runs)))
		if err != nil {
			t.Fatal(err)
		}
		defer db.Close()
		now := time.Date(2026, 11, 21, 9, 0, 0, 0, time.UTC)
		model := map[phone.Number]inventory.Number{}
		ranges, people := []string{"a", "a-b", "a-c"}, []person.ID{"", "adele", "lee"}
		for i := range rapid.IntRange(1, 60).Draw(t, "steps") {
			now = now.Add(time.Duration(rapid.IntRange(0, 48).Draw(t, "hours")) * time.Hour)
			number := phone.Number(fmt.Sprintf("+4144668100%d", rapid.IntRange(0, 9).Draw(t, "number")))
			n, known := model[number]
			switch {
			case !known:
				n = inventory.Number{Phone: number, State: inventory.Available, Range: rapid.SampledFrom(ranges).Draw(t, "range"), Since: now, Gold: i%5 == 0}
				if i%7 == 0 {
					n.Own = &inventory.Own{Capability: inventory.ForServices}
				}
			case rapid.IntRange(0, 4).Draw(t, "is described") == 0:
				n.Own = &inventory.Own{
					Provider: rapid.SampledFrom(words).Draw(t, "provider"), Tags: rapid.SliceOfN(rapid.SampledFrom(words), 0, 3).Draw(t, "tags"),
					Capability: rapid.SampledFrom([]inventory.Capability{"", inventory.ForServices}).Draw(t, "capability"),
				}
			case rapid.IntRange(0, 19).Draw(t, "leaves") == 0:
				if err := db.Update(context.Background(), func(tx store.Tx) error { return store.DropNumber(tx, number) }); err != nil {
					t.Fatal(err)
				}
				delete(model, number)
				continue
			default:
				moved, err := n.Apply(rapid.SampledFrom(events).Draw(t, "event"), now)
				if err != nil {
					continue
				}
				n = moved
				switch n.State {
				case inventory.Held, inventory.Assigning, inventory.Assigned, inventory.Parked:
					n.Holder = rapid.SampledFrom(people).Draw(t, "holder")
				case inventory.Reserved:
					n.ForPerson = rapid.SampledFrom(people).Draw(t, "for")
				case inventory.Resting:
					n.Until = now.AddDate(0, 0, rapid.IntRange(0, 60).Draw(t, "days"))
				}
			}
			if err := db.Update(context.Background(), func(tx store.Tx) error { return store.PutNumber(tx, n, now) }); err != nil {
				t.Fatal(err)
			}
			model[number] = n
		}
		agree(t, db, model, ranges, people, now)
		if err := store.Rebuild(context.Background(), db); err != nil {
			t.Fatal(err)
		}
		agree(t, db, model, ranges, people, now)
	})
}

func agree(t *rapid.T, db store.DB, model map[phone.Number]inventory.Number, ranges []string, people []person.ID, now time.Time) {
	t.Helper()
	those := func(which func(inventory.Number) bool) (numbers []phone.Number) {
		for _, n := range model {
			if which(n) {
				numbers = append(numbers, n.Phone)
			}
		}
		slices.Sort(numbers)
		return numbers
	}
	same := func(what string, got, want []phone.Number) {
		t.Helper()
		if !slices.Equal(got, want) {
			t.Fatalf("%s: got %v, want %v", what, got, want)
		}
	}
	names := func(rows []inventory.Number, err error) []phone.Number {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
		var numbers []phone.Number
		for _, n := range rows {
			numbers = append(numbers, n.Phone)
		}
		return numbers
	}
	err := db.View(context.Background(), func(tx store.Tx) error {
		for _, r := range ranges {
			free, err := store.Free(tx, r, 100)
			if err != nil {
				return err
			}
			same("free in "+r, free, those(func(n inventory.Number) bool {
				return n.Range == r && n.Pickable()
			}))
			same("aside in "+r, names(store.Aside(tx, r)), those(func(n inventory.Number) bool {
				return n.Range == r && n.State == inventory.Available && !n.Pickable()
			}))
			rested, err := store.Rested(tx, r, 100)
			if err != nil {
				return err
			}
			want := those(func(n inventory.Number) bool {
				return n.Range == r && n.Pickable() && !n.Released.IsZero()
			})
			slices.SortStableFunc(want, func(a, b phone.Number) int { return model[a].Released.Compare(model[b].Released) })
			same("rested in "+r, rested, want)
			near, err := store.Nearest(tx, r, "+41446681005", 3)
			if err != nil {
				return err
			}
			slices.SortStableFunc(free, func(a, b phone.Number) int {
				return cmp.Or(cmp.Compare(a.Distance("+41446681005"), b.Distance("+41446681005")), cmp.Compare(b, a))
			})
			same("nearest in "+r, near, free[:min(3, len(free))])
			stock, err := store.Stock(tx, r, now)
			if err != nil {
				return err
			}
			for _, s := range inventory.Lifecycle.States() {
				in := those(func(n inventory.Number) bool { return n.Range == r && n.State == s })
				if stock.States[s] != len(in) {
					t.Fatalf("%s in %s: %d are counted, there are %d", s, r, stock.States[s], len(in))
				}
				if s != inventory.Available {
					same(string(s)+" in "+r, names(store.InState(tx, r, s, 100)), in)
				}
			}
			if free, pickable := stock.Free(), len(free); free != pickable {
				t.Fatalf("%d numbers of %s are counted as free, and %d can be picked", free, r, pickable)
			}
			returning := 0
			for _, n := range stock.Returning {
				returning += n
			}
			if resting := len(those(func(n inventory.Number) bool {
				return n.Range == r && n.State == inventory.Resting && !n.Until.IsZero()
			})); returning != resting {
				t.Fatalf("%d numbers of %s are to come back, and %d rest", returning, r, resting)
			}
		}
		searches(t, tx, model)
		for _, p := range people[1:] {
			same("held by "+string(p), names(store.HeldBy(tx, p)), those(func(n inventory.Number) bool { return n.Holder == p }))
			same("meant for "+string(p), names(store.MeantFor(tx, p)), those(func(n inventory.Number) bool { return n.MeantFor(p) }))
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

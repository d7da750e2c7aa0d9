package store_test

import (
	"fmt"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"github.com/numberdesk/numberdesk/internal/inventory"
	"github.com/numberdesk/numberdesk/internal/phone"
	"github.com/numberdesk/numberdesk/internal/store"
)

// words are tags and providers: in two cases, with what could break a key, and too long for one.
var words = []string{"", "VIP", "vip", "Süd", "a/b", "a%2Fb", strings.Repeat("long ", 8000)}

// searched are ranges whose numbers may be described as such, too.
var searched = []inventory.Range{
	{Name: "a", Site: "Zurich", Country: "CH"},
	{Name: "a-b", Site: "Berlin", Country: "DE", Provider: "Vip", Tags: []string{"süd", "A/b"}},
	{Name: "a-c", Site: "zurich", Country: "CH", Tags: []string{"vip"}},
}

// searches holds that a search finds and counts what looking at all rows finds.
func searches(t *rapid.T, tx store.Tx, model map[phone.Number]inventory.Number) {
	t.Helper()
	states := append(inventory.Lifecycle.States(), "")
	for range 20 {
		s := inventory.Search{
			State: rapid.SampledFrom(states).Draw(t, "state"), Site: rapid.SampledFrom([]string{"", "ZURICH"}).Draw(t, "site"),
			Provider: rapid.SampledFrom(words).Draw(t, "provider"), Tag: rapid.SampledFrom(words).Draw(t, "tag"),
		}
		var want []phone.Number
		counts := map[inventory.State]int{}
		for _, n := range model {
			i := slices.IndexFunc(searched, func(r inventory.Range) bool { return r.Name == n.Range })
			if s.Has(n, searched[i]) {
				want = append(want, n.Phone)
				counts[n.State]++
			}
		}
		slices.Sort(want)
		found, err := store.Search(tx, searched, s)
		if err != nil {
			t.Fatal(err)
		}
		if got := found.Counts(); fmt.Sprint(got) != fmt.Sprint(counts) {
			t.Fatalf("%.200v: counted %v, want %v", s, got, counts)
		}
		var got []phone.Number
		limit := rapid.IntRange(1, 4).Draw(t, "page")
		for after, more := phone.Number(""), true; more; {
			page, err := found.Behind(after, limit)
			if err != nil {
				t.Fatal(err)
			}
			for _, n := range page {
				got, after = append(got, n.Phone), n.Phone
			}
			more = len(page) == limit
		}
		if !slices.Equal(got, want) {
			t.Fatalf("%.200v: found %v, want %v", s, got, want)
		}
		free := func(s inventory.State) bool { return s == inventory.Available }
		if got := found.In(free).Counts(); got[inventory.Available] != counts[inventory.Available] || len(got) > 1 {
			t.Fatalf("%.200v: free are %v of %v", s, got, counts)
		}
	}
}

// TestCheckFindsAWrongSearch breaks what searches look at and wants a check to say so.
func TestCheckFindsAWrongSearch(t *testing.T) {
	db, err := store.Open(filepath.Join(t.TempDir(), "numberdesk.db"))
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	put(t, db, func(tx store.Tx) error {
		n := inventory.Number{Phone: "+41446681000", State: inventory.Available, Own: &inventory.Own{Tags: []string{"vip"}}}
		return store.PutNumber(tx, n, now)
	})
	if _, err := store.Check(t.Context(), db); err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		what, key, want string
		gone            bool
	}{
		{"an entry is missing", "own//vip//available/+41446681000", "+41 44 668 10 00 is not found by own.", true},
		{"an entry is too many", "own//vip//available/+41446681001", "1 entry of index own leads nowhere.", false},
		{"a count is missing", "ownstock//vip//available", "ownstock//vip//available is counted as 0, and is 1.", true},
	} {
		var old []byte
		put(t, db, func(tx store.Tx) error {
			raw, _ := tx.Get([]byte(c.key))
			if old = slices.Clone(raw); c.gone {
				return tx.Delete([]byte(c.key))
			}
			return tx.Put([]byte(c.key), []byte{})
		})
		if _, err := store.Check(t.Context(), db); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: %v, want %q", c.what, err, c.want)
		}
		put(t, db, func(tx store.Tx) error {
			if c.gone {
				return tx.Put([]byte(c.key), append([]byte{}, old...))
			}
			return tx.Delete([]byte(c.key))
		})
	}
}

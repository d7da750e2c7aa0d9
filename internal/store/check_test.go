package store_test

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/numberdesk/numberdesk/internal/problem"
	"github.com/numberdesk/numberdesk/internal/store"
)

// TestCheckNoticesWhatCannotBe changes one thing in a store that holds together, and wants that one thing told.
func TestCheckNoticesWhatCannotBe(t *testing.T) {
	path := filepath.Join(t.TempDir(), "numberdesk.db")
	if err := filled(t, path, 20).Close(); err != nil {
		t.Fatal(err)
	}
	whole, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	edit := func(key, old, new string) func(store.Tx) error {
		return func(tx store.Tx) error {
			v, err := tx.Get([]byte(key))
			if err != nil {
				return err
			}
			if !bytes.Contains(v, []byte(old)) {
				t.Errorf("%s: there is no %s in %s", key, old, v)
			}
			return tx.Put([]byte(key), bytes.Replace(v, []byte(old), []byte(new), 1))
		}
	}
	drop := func(key string) func(store.Tx) error {
		return func(tx store.Tx) error {
			if v, err := tx.Get([]byte(key)); v == nil {
				t.Errorf("there is no %s: %v", key, err)
			}
			return tx.Delete([]byte(key))
		}
	}
	add := func(key, value string) func(store.Tx) error {
		return func(tx store.Tx) error { return tx.Put([]byte(key), []byte(value)) }
	}
	both := func(one, other func(store.Tx) error) func(store.Tx) error {
		return func(tx store.Tx) error {
			if err := one(tx); err != nil {
				return err
			}
			return other(tx)
		}
	}
	for _, c := range []struct {
		what  string
		spoil func(store.Tx) error
		says  string
	}{
		{"nothing at all", func(store.Tx) error { return nil }, ""},
		{"a number of a range is gone", drop("number/+41440000017"), "Range zurich has 19 of its 20 numbers."},
		{"its indexes lead nowhere then", drop("number/+41440000017"), "1 entry of index free leads nowhere."},
		{"and it is counted", drop("number/+41440000017"), "stock/zurich/available is counted as 16, and is 15."},
		{"a row under another's key", edit("number/+41440000017", "+41440000017", "+41440000018"), "The row of +41 44 000 00 18 is another number's."},
		{"a state that is none", edit("number/+41440000017", "available", "lost"), "is lost, which is no state."},
		{"a free number with a holder", edit("number/+41440000017", `"available"`, `"available","holder":"lee"`), "is free, and yet somebody's."},
		{"a reserved number with a holder", edit("number/+41440000017", `"available"`, `"reserved","holder":"lee"`), "+41 44 000 00 17 is reserved, and yet somebody's."},
		{"a blocked number with a request", edit("number/+41440000017", `"available"`, `"blocked","request":"R-4"`), "+41 44 000 00 17 is blocked, and yet somebody's."},
		{"a free number that is never given out", edit("number/+41440000017", `"available"`, `"available","forbidden":"*17"`), "+41 44 000 00 17 is free, and *17 forbids it."},
		{"a free number that a pattern covers", add("forbidden//*17", `{"pattern":"*17"}`), "+41 44 000 00 17 is free, and *17 forbids it."},
		{"a block that nothing ends", edit("number/+41440000017", `"available"`, `"blocked","until":"2026-04-01T00:00:00Z"`), "+41 44 000 00 17 is blocked, and nothing is owed that ends it."},
		{"a rest that is looked at too early", both(edit("number/+41440000017", `"available"`, `"resting","until":"2026-04-01T00:00:00Z"`), add("effect/e", `{"id":"e","kind":"rest","subject":"+41440000017","notBefore":"2026-03-31T00:00:00Z"}`)), "+41 44 000 00 17 is resting, and nothing is owed that ends it."},
		{"a number that nobody assigns", edit("number/+41440000010", `"assigned"`, `"assigning"`), "+41 44 000 00 10 is being assigned, and nothing is owed that ends it."},
		{"a number that nobody releases", edit("number/+41440000010", `"assigned"`, `"releasing"`), "+41 44 000 00 10 is being released, and nothing is owed that ends it."},
		{"a request that nobody delivers", edit("request/0000000001", `"delivered"`, `"delivering"`), "Request R-1 is being delivered, and nothing is owed that ends it."},
		{"a card that would be shown twice", add("effect/e", `{"id":"e","lane":"chat/lee","kind":"show","card":"request","subject":"R-1"}`), "What is owed as show is not found by same."},
		{"a card that is never shown", add("same/chat/lee\x00show\x00request\x00R-1\x00lee", `"e"`), "1 entry of index same leads nowhere."},
		{"an effect in another's place", add("effect/e", `{"id":"f","kind":"sync"}`), "What is owed as sync stands in another one's place."},
		{"two ranges with a number", add("range/zurich2", `{"name":"zurich2","country":"CH","site":"Zurich","type":"directRouting","first":"+41440000019","last":"+41440000019"}`), "Range zurich2 overlaps range zurich"},
		{"two ranges at one place", both(add("range/a", `{"name":"a","country":"CH","site":"Zurich","type":"directRouting","order":10}`), add("range/b", `{"name":"b","country":"CH","site":"Zurich","type":"directRouting","order":10}`)), "Range b is to be tried at place 10, where range a is."},
		{"a range of no country", edit("range/zurich", `"CH"`, `"XX"`), "Range zurich needs its country"},
		{"a range of no type", edit("range/zurich", `"directRouting"`, `"nonsense"`), `"nonsense" is no number type`},
		{"a rule that cannot be read", edit("range/zurich", `"restDays"`, `"rule":"(((","restDays"`), "Range zurich: "},
		{"a range that is gone and remembered", add("taken/bern/20000", "1"), "Something is remembered of range bern, which is not there."},
		{"waits for a range that is gone", add("waits/bern", "[1]"), "Something is remembered of range bern, which is not there."},
		{"a range that is gone", drop("range/zurich"), "is of a range zurich that is not there."},
		{"a number that is not found", drop("free/zurich/+41440000017"), "+41 44 000 00 17 is not found by free."},
		{"a holder that is not found", drop("holder/person-10/+41440000010"), "is not found by holder."},
		{"a free number in use", add("free/zurich/+41440000010", ""), "1 entry of index free leads nowhere."},
		{"a wrong count", add("stock/zurich/available", "3"), "stock/zurich/available is counted as 3, and is 16."},
		{"a count that is gone", drop("stock/zurich/held"), "stock/zurich/held is counted as 0, and is 2."},
		{"two numbers for one", both(edit("number/+41440000011", "person-11", "person-10"), both(drop("holder/person-11/+41440000011"), add("holder/person-10/+41440000011", ""))), "One person was given +41 44 000 00 10 and +41 44 000 00 11."},
		{"a hold for another's request", edit("number/+41440000011", `"R-4"`, `"R-2"`), "is held for request R-2, which knows nothing of it."},
		{"a hold for no request", edit("number/+41440000011", `"R-4"`, `"R-99"`), "is held for request R-99, which knows nothing of it."},
		{"a delivery without a decision", edit("request/0000000001", `"decision"`, `"decided"`), "Request R-1 was delivered, and nobody decided it."},
		{"a delivery of another's number", both(edit("request/0000000001", `"delivered"`, `"delivering"`), edit("number/+41440000000", `"R-1"`, `"R-2"`)), "Request R-1 is being delivered with +41 44 000 00 00, which knows nothing of it."},
		{"a request nobody finds", drop("open/person-11/0000000004"), "Request R-4 is not found by open."},
		{"a request that waits, and does not", add("waiting/0000000004", ""), "1 entry of index waiting leads nowhere."},
		{"a state nothing led to", edit("number/+41440000010", `"assigned"`, `"parked"`), "and nothing in the audit led there."},
		{"a request's state nothing led to", edit("request/0000000001", `"delivered"`, `"denied"`), "Request R-1 is denied, and nothing in the audit led there."},
		{"an entry that is not found", func(tx store.Tx) error { return tx.Delete(first(tx, "audit/by/number/")) }, "is not found by audit."},
		{"an entry that was changed", func(tx store.Tx) error {
			return edit(string(first(tx, "audit/entry/")), "megan", "lee00")(tx)
		}, "The audit was changed at line 1, or before it."},
		{"an entry that was never sealed", func(tx store.Tx) error {
			return tx.Put([]byte("audit/entry/zzz"), []byte(`{"v":1,"id":"zzz"}`))
		}, "The audit has 17 entries, of which 16 are sealed and 0 wait for it."},
		{"an entry in another's place", func(tx store.Tx) error {
			return tx.Put([]byte("audit/entry/zzz"), []byte(`{"v":1,"id":"yyy"}`))
		}, "stands in another one's place."},
		{"a value that is none", add("number/+41440000017", "{"), "A value of number cannot be read."},
		{"a value of another kind", add("number/+41440000017", `[1]`), "The store cannot be read whole"},
	} {
		t.Run(c.what, func(t *testing.T) {
			path := filepath.Join(t.TempDir(), "numberdesk.db")
			if err := os.WriteFile(path, whole, 0o600); err != nil {
				t.Fatal(err)
			}
			db, err := store.Open(path)
			if err != nil {
				t.Fatal(err)
			}
			defer db.Close()
			put(t, db, c.spoil)
			content, err := store.Check(t.Context(), db)
			if c.says == "" {
				if err != nil || content.Numbers != 20 || content.Requests != 4 || content.Entries != 16 || !content.Newest.Equal(now) {
					t.Errorf("got %+v, %v", content, err)
				}
				return
			}
			if problem.KindOf(err) != problem.Conflict || !strings.Contains(problem.Say(err).String(), c.says) {
				t.Errorf("got %v, want a conflict that says %s", err, c.says)
			}
		})
	}
}

func first(tx store.Tx, prefix string) (key []byte) {
	tx.Scan([]byte(prefix), []byte(prefix+"~"), func(k, _ []byte) error {
		key = bytes.Clone(k)
		return store.ErrStop
	})
	return key
}

package store_test

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/numberdesk/numberdesk/internal/inventory"
	"github.com/numberdesk/numberdesk/internal/person"
	"github.com/numberdesk/numberdesk/internal/phone"
	"github.com/numberdesk/numberdesk/internal/problem"
	"github.com/numberdesk/numberdesk/internal/request"
	"github.com/numberdesk/numberdesk/internal/store"
)

var now = time.Date(2026, 3, 2, 9, 0, 0, 0, time.UTC)

// twice runs every closure twice, as an engine with optimistic transactions does, and throws the first run away.
type twice struct{ store.DB }

var errThrownAway = errors.New("thrown away")

func (db twice) Update(ctx context.Context, fn func(store.Tx) error) error {
	err := db.DB.Update(ctx, func(tx store.Tx) error {
		if err := fn(tx); err != nil {
			return err
		}
		return errThrownAway
	})
	if !errors.Is(err, errThrownAway) {
		return err
	}
	return db.DB.Update(ctx, fn)
}

func open(t *testing.T) store.DB {
	t.Helper()
	db, err := store.Open(filepath.Join(t.TempDir(), "numberdesk.db"))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { db.Close() })
	return twice{db}
}

func update(t *testing.T, db store.DB, fn func(store.Tx) error) {
	t.Helper()
	if err := db.Update(t.Context(), fn); err != nil {
		t.Fatal(err)
	}
}

// TestSeam is what every engine behind the seam must do.
func TestSeam(t *testing.T) {
	db := open(t)
	update(t, db, func(tx store.Tx) error {
		for _, k := range []string{"b/2", "a/1", "b/1", "c/1"} {
			if err := tx.Put([]byte(k), []byte(strings.ToUpper(k))); err != nil {
				return err
			}
		}
		return tx.Delete([]byte("c/1"))
	})
	boom := errors.New("boom")
	err := db.Update(t.Context(), func(tx store.Tx) error {
		tx.Put([]byte("b/3"), []byte("x"))
		return boom
	})
	if !errors.Is(err, boom) {
		t.Errorf("error of the closure: got %v", err)
	}
	db.View(t.Context(), func(tx store.Tx) error {
		var keys []string
		tx.Scan([]byte("b/"), []byte("b0"), func(k, v []byte) error {
			keys = append(keys, string(k)+"="+string(v))
			return nil
		})
		if want := []string{"b/1=B/1", "b/2=B/2"}; !slices.Equal(keys, want) {
			t.Errorf("scan: got %v, want %v (a failed update leaves nothing)", keys, want)
		}
		if v, err := tx.Get([]byte("c/1")); v != nil || err != nil {
			t.Errorf("deleted key: got %q, %v", v, err)
		}
		return nil
	})
	done, cancel := context.WithCancel(t.Context())
	cancel()
	if err := db.Update(done, func(store.Tx) error { return nil }); !errors.Is(err, context.Canceled) {
		t.Errorf("canceled context: got %v", err)
	}
}

// Whatever is put, deleted and scanned, within a transaction and after it, an engine shows what a plain map would.
func TestSeamAgainstAModel(t *testing.T) {
	db := open(t)
	model := map[string]string{}
	keys := rapid.SampledFrom([]string{"a/1", "a/2", "a/3", "b/", "b/1", "b/1/x", "c"})
	rapid.Check(t, func(rt *rapid.T) {
		type op struct{ what, key, value string }
		ops := rapid.SliceOfN(rapid.Custom(func(rt *rapid.T) op {
			return op{rapid.SampledFrom([]string{"put", "delete", "scan"}).Draw(rt, "what"), keys.Draw(rt, "key"), rapid.StringN(0, 3, 3).Draw(rt, "value")}
		}), 0, 12).Draw(rt, "ops")
		fails := rapid.Bool().Draw(rt, "fails")
		var now map[string]string
		check := func(tx store.Tx, from, to string) {
			var want, got []string
			for _, k := range slices.Sorted(maps.Keys(now)) {
				if k >= from && k < to {
					want = append(want, k+"="+now[k])
				}
			}
			tx.Scan([]byte(from), []byte(to), func(k, v []byte) error {
				got = append(got, string(k)+"="+string(v))
				return nil
			})
			if !slices.Equal(got, want) {
				rt.Fatalf("scan %q to %q: got %q, want %q", from, to, got, want)
			}
		}
		err := db.Update(t.Context(), func(tx store.Tx) error {
			now = maps.Clone(model)
			for _, o := range ops {
				switch o.what {
				case "put":
					tx.Put([]byte(o.key), []byte(o.value))
					now[o.key] = o.value
				case "delete":
					tx.Delete([]byte(o.key))
					delete(now, o.key)
				default:
					check(tx, o.key, "c")
				}
			}
			if fails {
				return errors.New("no")
			}
			return nil
		})
		if fails != (err != nil) {
			rt.Fatal(err)
		}
		if !fails {
			model = now
		}
		now = model
		db.View(t.Context(), func(tx store.Tx) error {
			check(tx, "", "d")
			if err := tx.Put([]byte("a/1"), nil); err == nil {
				rt.Fatal("a view wrote")
			}
			return nil
		})
	})
}

func TestSecondProcessIsRefused(t *testing.T) {
	path := filepath.Join(t.TempDir(), "numberdesk.db")
	db, err := store.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	if _, err := store.Open(path); problem.KindOf(err) != problem.Conflict || !strings.Contains(problem.Say(err).String(), "in use") {
		t.Errorf("got %v, want a conflict that says it is in use", err)
	}
}

// The indexes say what the rows say, whatever is written in whatever order.
func TestNumberIndexes(t *testing.T) {
	db := open(t)
	numbers := slices.Collect(phone.Range{First: "+41446681000", Last: "+41446681005"}.Numbers())
	model := map[phone.Number]inventory.Number{}
	rapid.Check(t, func(rt *rapid.T) {
		n := inventory.Number{
			Phone:  rapid.SampledFrom(numbers).Draw(rt, "number"),
			State:  rapid.SampledFrom([]inventory.State{inventory.Available, inventory.Held, inventory.Assigned}).Draw(rt, "state"),
			Range:  rapid.SampledFrom([]string{"zurich", "zurich2"}).Draw(rt, "range"),
			Holder: "",
		}
		if n.State != inventory.Available {
			n.Holder = "adele"
		}
		model[n.Phone] = n
		update(t, db, func(tx store.Tx) error { return store.PutNumber(tx, n, time.Unix(0, 0)) })
		db.View(t.Context(), func(tx store.Tx) error {
			var free, held []phone.Number
			for _, p := range numbers {
				switch m := model[p]; {
				case m.State == inventory.Available && m.Range == "zurich":
					free = append(free, p)
				case m.Holder == "adele":
					held = append(held, p)
				}
			}
			got, err := store.Free(tx, "zurich", 100)
			if err != nil || !slices.Equal(got, free) {
				rt.Fatalf("free: got %v, %v; want %v", got, err, free)
			}
			rows, err := store.HeldBy(tx, "adele")
			if err != nil || len(rows) != len(held) {
				rt.Fatalf("held: got %v, %v; want %v", rows, err, held)
			}
			return nil
		})
	})
}

func TestEachNumberSeesAllChunks(t *testing.T) {
	db := open(t)
	r := phone.Range{First: "+41446600000", Last: "+41446612344"}
	update(t, db, func(tx store.Tx) error {
		for n := range r.Numbers() {
			if err := store.PutNumber(tx, inventory.Number{Phone: n, State: inventory.Available, Range: "r"}, time.Unix(0, 0)); err != nil {
				return err
			}
		}
		return nil
	})
	seen := 0
	last := phone.Number("")
	err := store.EachNumber(t.Context(), db, func(n inventory.Number) error {
		if n.Phone <= last {
			return fmt.Errorf("%s after %s", n.Phone, last)
		}
		last = n.Phone
		seen++
		return nil
	})
	if err != nil || seen != r.Size() {
		t.Errorf("got %d, %v; want %d in order", seen, err, r.Size())
	}
}

func TestRequestIndexes(t *testing.T) {
	db := open(t)
	r := request.Request{For: "adele", Approvers: []person.ID{"megan"}, State: request.PendingApproval}
	update(t, db, func(tx store.Tx) (err error) {
		if r.ID, err = store.NewRequestID(tx); err != nil {
			return err
		}
		return store.PutRequest(tx, r)
	})
	if r.ID != "R-1" {
		t.Errorf("first request is %s", r.ID)
	}
	check := func(open, waiting int) {
		t.Helper()
		db.View(t.Context(), func(tx store.Tx) error {
			_, isOpen, _ := store.OpenRequest(tx, "adele")
			waits, _ := store.WaitingRequests(tx)
			if isOpen != (open == 1) || len(waits) != waiting {
				t.Errorf("%s: open %v, waiting %d", r.State, isOpen, len(waits))
			}
			return nil
		})
	}
	check(1, 0)
	r.State = request.Waiting
	update(t, db, func(tx store.Tx) error { return store.PutRequest(tx, r) })
	check(1, 1)
	r.State = request.Delivered
	update(t, db, func(tx store.Tx) error { return store.PutRequest(tx, r) })
	check(0, 0)
	db.View(t.Context(), func(tx store.Tx) error {
		for id, kind := range map[request.ID]problem.Kind{"R-1": "", "r-1": "", "R-2": problem.NotFound, "1": problem.Invalid, "R-x": problem.Invalid, "R-99999999999999999999": problem.Invalid} {
			if _, err := store.Request(tx, id); problem.KindOf(err) != kind {
				t.Errorf("%s: got %v, want %q", id, err, kind)
			}
		}
		return nil
	})
}

func TestOutbox(t *testing.T) {
	db := open(t)
	show := store.Effect{Lane: "chat/adele", Kind: "show", Card: "request", Subject: "R-1", Person: "adele"}
	var first, second, other store.Effect
	update(t, db, func(tx store.Tx) (err error) {
		if first, err = store.Enqueue(tx, show, now); err != nil {
			return err
		}
		if other, err = store.Enqueue(tx, store.Effect{Lane: "chat/adele", Kind: "reply"}, now); err != nil {
			return err
		}
		second, err = store.Enqueue(tx, show, now)
		return err
	})
	if first.ID != second.ID || second.Wanted != 2 || other.ID <= first.ID {
		t.Errorf("a card that waits is asked for once: got %+v, %+v, %+v", first, second, other)
	}
	update(t, db, func(tx store.Tx) error {
		if again, err := store.EndEffect(tx, first); err != nil || !again {
			t.Errorf("asked for while performed: got again %v, %v", again, err)
		}
		return nil
	})
	update(t, db, func(tx store.Tx) error {
		e, ok, err := store.GetEffect(tx, first.ID)
		if !ok || err != nil {
			t.Fatalf("it is gone: %v", err)
		}
		if again, err := store.EndEffect(tx, e); err != nil || again {
			t.Errorf("performed: got again %v, %v", again, err)
		}
		third, err := store.Enqueue(tx, show, now)
		if third.ID == first.ID {
			t.Error("a performed card was asked for again under its old name")
		}
		return err
	})
}

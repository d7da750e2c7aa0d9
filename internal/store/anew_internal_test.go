package store

import (
	"bytes"
	"errors"
	"fmt"
	"maps"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"go.etcd.io/bbolt"
	"pgregory.net/rapid"

	"github.com/numberdesk/numberdesk/internal/inventory"
	"github.com/numberdesk/numberdesk/internal/phone"
)

// small makes every write one that is made beside what is there, in many pieces.
func small(t *testing.T) {
	wasLarge, wasPiece, wasMany := large, piece, many
	large, piece, many = 100, 60, 2
	t.Cleanup(func() { large, piece, many = wasLarge, wasPiece, wasMany })
}

func open(t testing.TB, path string) *bolt {
	db, err := Open(path)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { db.Close() })
	return db.(*bolt)
}

// everything is all rows a transaction sees, but for the store's own.
func everything(tx Tx) (map[string]string, error) {
	all := map[string]string{}
	var last []byte
	return all, tx.Scan([]byte("k"), []byte("l"), func(k, v []byte) error {
		if bytes.Compare(last, k) >= 0 {
			return fmt.Errorf("%q comes after %q", k, last)
		}
		last = slices.Clone(k)
		all[string(k)] = string(v)
		return nil
	})
}

// A large write is like any other: what it wrote is there, and only that; while it is made it sees itself, and a reader
// what was there before.
func TestLargeWritesAreLikeOthers(t *testing.T) {
	small(t)
	folder, files := t.TempDir(), 0
	rapid.Check(t, func(rt *rapid.T) {
		files++
		db := open(t, filepath.Join(folder, fmt.Sprint(files)))
		model := map[string]string{}
		key := rapid.Map(rapid.IntRange(0, 60), func(n int) string { return fmt.Sprintf("k%02d", n) })
		fail := errors.New("not this one")
		for range rapid.IntRange(1, 6).Draw(rt, "transactions") {
			next := maps.Clone(model)
			refused := rapid.IntRange(0, 4).Draw(rt, "refused") == 0
			err := db.Update(t.Context(), func(tx Tx) error {
				if rapid.Bool().Draw(rt, "a run") {
					r := &run{}
					for _, k := range rapid.SliceOfNDistinct(key, 0, 20, func(k string) string { return k }).Draw(rt, "rows") {
						if _, there := next[k]; !there {
							next[k] = "run"
							r.add([]byte(k), []byte("run"))
						}
					}
					r.sort()
					tx.(*boltUpdate).addRun(r)
				}
				for range rapid.IntRange(0, 20).Draw(rt, "writes") {
					k := key.Draw(rt, "key")
					if rapid.IntRange(0, 3).Draw(rt, "deleted") == 0 {
						delete(next, k)
						if err := tx.Delete([]byte(k)); err != nil {
							return err
						}
						continue
					}
					next[k] = rapid.StringN(0, 8, 20).Draw(rt, "value")
					if err := tx.Put([]byte(k), []byte(next[k])); err != nil {
						return err
					}
				}
				seen, err := everything(tx)
				if err != nil || !maps.Equal(seen, next) {
					return fmt.Errorf("it sees %v, want %v (%w)", seen, next, err)
				}
				for k, want := range next {
					if v, err := tx.Get([]byte(k)); err != nil || string(v) != want {
						return fmt.Errorf("%s is %q, want %q (%w)", k, v, want, err)
					}
				}
				err = db.View(t.Context(), func(tx Tx) error {
					if seen, err := everything(tx); err != nil || !maps.Equal(seen, model) {
						return fmt.Errorf("a reader sees %v, want %v (%w)", seen, model, err)
					}
					return nil
				})
				if err == nil && refused {
					err = fail
				}
				return err
			})
			switch {
			case refused && errors.Is(err, fail):
			case err != nil:
				rt.Fatal(err)
			default:
				model = next
			}
		}
		if err := db.Close(); err != nil {
			rt.Fatal(err)
		}
		err := open(t, filepath.Join(folder, fmt.Sprint(files))).View(t.Context(), func(tx Tx) error {
			seen, err := everything(tx)
			if err != nil || !maps.Equal(seen, model) {
				return fmt.Errorf("later there is %v, want %v (%w)", seen, model, err)
			}
			return nil
		})
		if err != nil {
			rt.Fatal(err)
		}
	})
}

// A crash while a large write is made leaves all as it was, and nothing behind.
func TestInterruptedLargeWrite(t *testing.T) {
	small(t)
	path := filepath.Join(t.TempDir(), "numberdesk.db")
	db := open(t, path)
	if err := db.Update(t.Context(), func(tx Tx) error { return tx.Put([]byte("k1"), []byte("old")) }); err != nil {
		t.Fatal(err)
	}
	sum := &boltUpdate{}
	for i := range 50 {
		if err := sum.Put(fmt.Appendf(nil, "k%02d", i), []byte("new")); err != nil {
			t.Fatal(err)
		}
	}
	err := db.db.Update(func(tx *bbolt.Tx) error {
		made, err := tx.CreateBucket(besides)
		if err == nil {
			_, err = made.CreateBucket(bucket)
		}
		if err == nil {
			_, err = copyPiece(tx, sum, []byte{})
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	if err := db.Close(); err != nil {
		t.Fatal(err)
	}
	db = open(t, path)
	err = db.db.View(func(tx *bbolt.Tx) error {
		if tx.Bucket(besides) != nil {
			t.Error("the unfinished bucket is still there")
		}
		all, err := everything(boltTx{tx.Bucket(bucket)})
		if len(all) != 1 || all["k1"] != "old" {
			t.Errorf("there is %v", all)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}

// Numbers loaded at once are found, counted and listed like numbers put one by one.
func TestLoadedNumbers(t *testing.T) {
	small(t)
	now := time.Date(2026, 11, 21, 12, 0, 0, 0, time.UTC)
	r := inventory.Range{Name: "zurich", Country: "CH", Site: "Zurich", Type: inventory.DirectRouting, Order: 10, First: "+41446681000", Last: "+41446681099", Gold: []inventory.Pattern{"+4144668109?"}}
	dump := func(load bool) map[string]string {
		db := open(t, filepath.Join(t.TempDir(), "numberdesk.db"))
		err := db.Update(t.Context(), func(tx Tx) error {
			if err := PutRange(tx, r); err != nil {
				return err
			}
			loader := Load(tx)
			for i := range 100 {
				n := r.Own(inventory.Number{Phone: phone.Number(fmt.Sprintf("+414466810%02d", 99-i)), State: inventory.Available, Since: now})
				if i%7 == 0 {
					n.State = inventory.Blocked
				}
				put := loader.Put
				if !load {
					put = func(n inventory.Number) error { return PutNumber(tx, n, now) }
				}
				if err := put(n); err != nil {
					return err
				}
			}
			return loader.Flush()
		})
		if err != nil {
			t.Fatal(err)
		}
		all := map[string]string{}
		err = db.View(t.Context(), func(tx Tx) error {
			return tx.Scan([]byte{0}, []byte{255}, func(k, v []byte) error {
				all[string(k)] = string(v)
				return nil
			})
		})
		if err != nil {
			t.Fatal(err)
		}
		return all
	}
	if got, want := dump(true), dump(false); !maps.Equal(got, want) {
		t.Errorf("got %d rows, want %d", len(got), len(want))
	}
}

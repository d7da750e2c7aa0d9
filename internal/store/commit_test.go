package store_test

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"runtime"
	"strconv"
	"sync"
	"testing"

	"github.com/numberdesk/numberdesk/internal/store"
)

// TestWritersTogether lets many write at once, some in vain: each sees what came before it, the ones that fail, panic or
// end leave nothing, and everybody hears of his own end alone.
func TestWritersTogether(t *testing.T) {
	path := filepath.Join(t.TempDir(), "numberdesk.db")
	db, err := store.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	boom := errors.New("boom")
	const writers, each = 16, 40
	var wg sync.WaitGroup
	for w := range writers {
		wg.Go(func() {
			for i := range each {
				var ended sync.WaitGroup
				ended.Go(func() {
					defer func() {
						if p := recover(); (p == "fire") != ((w+i)%8 == 2) {
							t.Errorf("writer %d panicked with %v", w, p)
						}
					}()
					ctx, cancel := context.WithCancel(t.Context())
					defer cancel()
					err := db.Update(ctx, func(tx store.Tx) error {
						raw, err := tx.Get([]byte("sum"))
						if err != nil {
							return err
						}
						sum, _ := strconv.Atoi(string(raw))
						if err := tx.Put([]byte("sum"), strconv.AppendInt(nil, int64(sum+1), 10)); err != nil {
							return err
						}
						if err := tx.Put(fmt.Appendf(nil, "by/%d/%d", w, i), []byte("1")); err != nil {
							return err
						}
						switch (w + i) % 8 {
						case 1:
							return boom
						case 2:
							panic("fire")
						case 3:
							runtime.Goexit() // as a test that has failed does
						}
						return nil
					})
					if want := (w+i)%8 == 1; errors.Is(err, boom) != want || !want && err != nil {
						t.Errorf("writer %d: got %v", w, err)
					}
				})
				ended.Wait()
			}
		})
	}
	wg.Wait()
	if err := db.Close(); err != nil {
		t.Fatal(err)
	}
	if db, err = store.Open(path); err != nil { // what was told to be written is on the disk
		t.Fatal(err)
	}
	defer db.Close()
	db.View(t.Context(), func(tx store.Tx) error {
		sum, err := tx.Get([]byte("sum"))
		if want := strconv.Itoa(writers * each * 5 / 8); string(sum) != want || err != nil {
			t.Errorf("the sum is %s, %v; want %s", sum, err, want)
		}
		for w := range writers {
			for i := range each {
				raw, err := tx.Get(fmt.Appendf(nil, "by/%d/%d", w, i))
				if wrote := (w+i)%8 == 0 || (w+i)%8 > 3; (raw != nil) != wrote || err != nil {
					t.Errorf("writer %d, %d: wrote is %v, %v; want %v", w, i, raw != nil, err, wrote)
				}
			}
		}
		return nil
	})
}

func TestAClosedStoreTakesNothing(t *testing.T) {
	db, err := store.Open(filepath.Join(t.TempDir(), "numberdesk.db"))
	if err != nil {
		t.Fatal(err)
	}
	if err := db.Close(); err != nil {
		t.Fatal(err)
	}
	if err := db.Update(t.Context(), func(store.Tx) error { return nil }); err == nil {
		t.Error("it was taken")
	}
}

func BenchmarkUpdate(b *testing.B) {
	for _, writers := range []int{1, 8, 64} {
		b.Run(fmt.Sprint(writers), func(b *testing.B) {
			db, err := store.Open(filepath.Join(b.TempDir(), "numberdesk.db"))
			if err != nil {
				b.Fatal(err)
			}
			defer db.Close()
			b.SetParallelism((writers + runtime.GOMAXPROCS(0) - 1) / runtime.GOMAXPROCS(0))
			b.RunParallel(func(p *testing.PB) {
				for i := 0; p.Next(); i++ {
					err := db.Update(b.Context(), func(tx store.Tx) error { return tx.Put(fmt.Appendf(nil, "key/%p/%d", p, i), make([]byte, 200)) })
					if err != nil {
						b.Error(err)
					}
				}
			})
		})
	}
}

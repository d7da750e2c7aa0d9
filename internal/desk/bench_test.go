package desk

import (
	"cmp"
	"context"
	"fmt"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"go.etcd.io/bbolt"

	"github.com/numberdesk/numberdesk/internal/inventory"
	"github.com/numberdesk/numberdesk/internal/person"
	"github.com/numberdesk/numberdesk/internal/phone"
	"github.com/numberdesk/numberdesk/internal/request"
	"github.com/numberdesk/numberdesk/internal/say"
	"github.com/numberdesk/numberdesk/internal/store"
)

// stockedDesk is a desk without edges on a store with one range of so many numbers. Every tenth is somebody's. own is what
// each has of its own, nil for nothing.
func stockedDesk(b *testing.B, size int, own func(i int) *inventory.Own) *Desk {
	b.Helper()
	db, err := store.Open(filepath.Join(b.TempDir(), "numberdesk.db"))
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() { db.Close() })
	now := time.Now().UTC()
	r := inventory.Range{Name: "zurich", Country: "CH", Site: "Zurich", Type: inventory.DirectRouting, First: "+41440000000", Last: phone.Number(fmt.Sprintf("+4144%07d", size-1)), Order: 10, Provider: "Swisscom"}
	for i := 0; i < size; {
		err := db.Update(b.Context(), func(tx store.Tx) error {
			if err := store.PutRange(tx, r); err != nil {
				return err
			}
			load := store.Load(tx)
			for to := min(size, i+50_000); i < to; i++ {
				n := r.Own(inventory.Number{Phone: phone.Number(fmt.Sprintf("+4144%07d", i)), State: inventory.Available, Since: now})
				if own != nil {
					n.Own = own(i)
				}
				if i%10 == 3 {
					n.State, n.Holder = inventory.Assigned, person.ID(fmt.Sprintf("00000000-0000-0000-0000-%012d", i))
				}
				if err := load.Put(n); err != nil {
					return err
				}
			}
			return load.Flush()
		})
		if err != nil {
			b.Fatal(err)
		}
	}
	return New(db, nil, nil, nil, Options{ExpireAfter: 7 * 24 * time.Hour, RestDays: 30, DefaultCountry: "CH", Admins: []person.ID{"alex"}})
}

// choose is the number somebody gets, and of which ranges.
func choose(tx store.Tx, who person.ID) (candidate, inventory.Scope, error) {
	ranges, err := store.Ranges(tx)
	if err != nil {
		return candidate{}, inventory.Scope{}, err
	}
	scope := inventory.Only{}.ScopeOf(&person.Person{ID: who, City: "Zurich", UsageLocation: "CH"}, ranges)
	c, _, _, err := pick(tx, who, scope, "", say.Sentence{})
	return c, scope, err
}

// allocate picks the lowest free number for somebody and holds it: the number, its indexes and counts, the audit entry
// and an effect that is owed.
func (d *Desk) allocate(ctx context.Context, who person.ID) (undo func(*work) error, err error) {
	var n inventory.Number
	err = d.update(ctx, store.Actor{Kind: store.ByPerson, ID: string(who)}, func(w *work) error {
		c, _, err := choose(w.tx, who)
		if err != nil {
			return err
		}
		if n, err = store.Number(w.tx, c.number); err != nil {
			return err
		}
		n, err = w.moveNumber(n, inventory.Hold, "request R-1", func(n *inventory.Number) {
			n.Holder, n.Request, n.Until = who, "R-1", w.now.Add(d.o.ExpireAfter)
		})
		if err != nil {
			return err
		}
		return w.show(cardApproval, "R-1", who)
	})
	return func(w *work) error { _, err := w.moveNumber(n, inventory.Unhold, "", nil); return err }, err
}

// request is all that a request writes: besides what allocate does the request with its indexes and audit entry, the
// reason, and the cards and the expiry that are owed.
func (d *Desk) request(ctx context.Context, who person.ID) (undo func(*work) error, err error) {
	var r request.Request
	err = d.update(ctx, store.Actor{Kind: store.ByPerson, ID: string(who)}, func(w *work) error {
		c, scope, err := choose(w.tx, who)
		if err != nil {
			return err
		}
		id, err := store.NewRequestID(w.tx)
		if err != nil {
			return err
		}
		r = request.Request{ID: id, Kind: request.New, For: who, By: who, Number: c.number, Picked: c.why, Site: "Zurich", Ranges: inventory.Names(scope.Ranges),
			Approvers: []person.ID{"megan"}, Expires: w.now.Add(d.o.ExpireAfter)}
		r, err = w.moveRequest(r, request.Submit, scope.Why.String(), store.Personal{"reason": "new starter"})
		return err
	})
	return func(w *work) error { _, err := w.moveRequest(r, request.Cancel, "", nil); return err }, err
}

// bare is the least a durable write can cost: one key into a bbolt file of its own.
type bare struct {
	db *bbolt.DB
	n  int
}

func openBare(b *testing.B) *bare {
	b.Helper()
	db, err := bbolt.Open(filepath.Join(b.TempDir(), "bare.db"), 0o600, &bbolt.Options{FreelistType: bbolt.FreelistMapType})
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() { db.Close() })
	return &bare{db: db}
}

func (b *bare) put() error {
	b.n++
	return b.db.Update(func(tx *bbolt.Tx) error {
		bucket, err := tx.CreateBucketIfNotExists([]byte("bare"))
		if err != nil {
			return err
		}
		return bucket.Put([]byte(fmt.Sprintf("%016x", b.n)), make([]byte, 200))
	})
}

// percentile is the time within which so many of a hundred were done.
func percentile(took []time.Duration, of int) time.Duration {
	slices.Sort(took)
	return took[min(len(took)*of/100, len(took)-1)]
}

// BenchmarkAllocate is a number for somebody, durable, beside one bare durable put, in turns: x is how many of those it
// costs. The first is the number alone, the second a whole request.
func BenchmarkAllocate(b *testing.B) {
	for _, size := range []int{1_000, 100_000, 1_000_000} {
		b.Run(fmt.Sprint(size), func(b *testing.B) {
			d := stockedDesk(b, size, nil)
			b.Run("number", func(b *testing.B) { d.beside(b, d.allocate) })
			b.Run("request", func(b *testing.B) { d.beside(b, d.request) })
		})
	}
}

func (d *Desk) beside(b *testing.B, act func(context.Context, person.ID) (undo func(*work) error, err error)) {
	bare := openBare(b)
	var acts, puts []time.Duration
	var undo []func(*work) error
	for i := 0; b.Loop(); i++ {
		began := time.Now()
		back, err := act(b.Context(), person.ID(fmt.Sprintf("00000000-0000-0000-0000-%012x", i)))
		acted := time.Now()
		if err := cmp.Or(err, bare.put()); err != nil {
			b.Fatal(err)
		}
		acts, puts = append(acts, acted.Sub(began)), append(puts, time.Since(acted))
		if undo = append(undo, back); len(undo) == 500 { // or a small range is soon empty
			b.StopTimer()
			d.undo(b, undo)
			undo = undo[:0]
			b.StartTimer()
		}
	}
	d.undo(b, undo)
	b.ReportMetric(float64(percentile(acts, 50))/float64(percentile(puts, 50)), "x")
	b.ReportMetric(float64(percentile(acts, 50).Microseconds()), "p50-µs")
	b.ReportMetric(float64(percentile(acts, 99).Microseconds()), "p99-µs")
	b.ReportMetric(float64(percentile(puts, 50).Microseconds()), "bare-p50-µs")
	b.ReportMetric(float64(percentile(puts, 99).Microseconds()), "bare-p99-µs")
}

func (d *Desk) undo(b *testing.B, undo []func(*work) error) {
	b.Helper()
	err := d.update(b.Context(), rule, func(w *work) error {
		for _, back := range undo {
			if err := back(w); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		b.Fatal(err)
	}
}

// BenchmarkMillion is what an admin asks for in chat, of a range of a million numbers.
func BenchmarkMillion(b *testing.B) {
	d := stockedDesk(b, 1_000_000, nil)
	for _, words := range []string{
		"report", "sites", "ranges", "numbers", "numbers +41440500003", "numbers --state assigned", "numbers --state available --range zurich",
		"numbers --site Zurich --type directRouting", "numbers --provider Swisscom", "numbers --tag nobody",
	} {
		d.asking(b, words, Caller{ID: "alex"})
	}
}

// asking runs a command again and again.
func (d *Desk) asking(b *testing.B, words string, who Caller) {
	b.Run(words, func(b *testing.B) {
		var took []time.Duration
		for b.Loop() {
			began := time.Now()
			if _, _, err := d.run(b.Context(), words, Call{Who: who}); err != nil {
				b.Fatal(err)
			}
			took = append(took, time.Since(began))
		}
		b.ReportMetric(float64(percentile(took, 99).Microseconds())/1000, "p99-ms")
	})
}

package store_test

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"github.com/numberdesk/numberdesk/internal/person"
	"github.com/numberdesk/numberdesk/internal/phone"
	"github.com/numberdesk/numberdesk/internal/store"
)

// p99 is the time within which 99 of 100 were done, in milliseconds.
func p99(took []time.Duration) float64 {
	slices.Sort(took)
	return float64(took[len(took)*99/100].Microseconds()) / 1000
}

// BenchmarkHistory is the newest page of a history, and one in its middle, where one number has 10,000 entries of a
// million.
func BenchmarkHistory(b *testing.B) {
	const entries, busy = 1_000_000, 10_000
	db, err := store.Open(filepath.Join(b.TempDir(), "numberdesk.db"))
	if err != nil {
		b.Fatal(err)
	}
	defer db.Close()
	for i := 0; i < entries; {
		put(b, db, func(tx store.Tx) error {
			for to := i + 20_000; i < to; i++ {
				n := phone.Number("+41446681000")
				if i%(entries/busy) != 0 {
					n = phone.Number(fmt.Sprintf("+4144%07d", i))
				}
				e := store.Entry{Actor: store.Actor{Kind: store.ByRule}, What: "number.confirm", Number: n, Person: person.ID(fmt.Sprint("person-", i)), From: "assigning", To: "assigned"}
				if err := store.Record(tx, e, nil, now.Add(time.Duration(i)*time.Minute)); err != nil {
					return err
				}
			}
			return nil
		})
	}
	middle := store.EntriesAt(now.Add(entries / 2 * time.Minute))
	for _, c := range []struct {
		what string
		page store.Page
	}{
		{"number/newest", store.Page{What: "number", Name: "+41446681000", Limit: 50}},
		{"number/middle", store.Page{What: "number", Name: "+41446681000", Limit: 50, Before: middle}},
		{"all/newest", store.Page{Limit: 50}},
		{"all/middle", store.Page{Limit: 50, Before: middle}},
	} {
		b.Run(c.what, func(b *testing.B) {
			var took []time.Duration
			for b.Loop() {
				began := time.Now()
				err := db.View(b.Context(), func(tx store.Tx) error {
					lines, more, err := store.History(tx, c.page)
					if len(lines) != 50 || !more {
						b.Errorf("%d lines, more %v", len(lines), more)
					}
					return err
				})
				if err != nil {
					b.Fatal(err)
				}
				took = append(took, time.Since(began))
			}
			b.ReportMetric(p99(took), "p99-ms")
		})
	}
}

// BenchmarkBackup is a copy of a store with 100,000 numbers and 20,000 requests, and its check.
func BenchmarkBackup(b *testing.B) {
	folder := b.TempDir()
	db := filled(b, filepath.Join(folder, "numberdesk.db"), 100_000)
	defer db.Close()
	copied := filepath.Join(folder, "copy.db")
	for b.Loop() {
		if _, err := store.Backup(b.Context(), db, copied); err != nil {
			b.Fatal(err)
		}
		if err := os.Remove(copied); err != nil {
			b.Fatal(err)
		}
	}
}

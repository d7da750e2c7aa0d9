package store

import (
	"fmt"
	"path/filepath"
	"testing"
	"time"
)

// Entries taken by a journal are found, sealed and erased like entries written one by one, whether they are few or many.
func TestJournal(t *testing.T) {
	small(t)
	now := time.Date(2026, 11, 21, 12, 0, 0, 0, time.UTC)
	for _, n := range []int{1, 30} {
		db := open(t, filepath.Join(t.TempDir(), "numberdesk.db"))
		err := db.Update(t.Context(), func(tx Tx) error {
			var j Journal
			for i := range n {
				e := Entry{Actor: Actor{Kind: ByCommand}, What: "number.block", Number: "+41446681000"}
				if err := j.Record(e, Personal{"reason": fmt.Sprint("fax ", i)}, now); err != nil {
					return err
				}
			}
			return j.Flush(tx)
		})
		if err != nil {
			t.Fatal(err)
		}
		err = db.Update(t.Context(), func(tx Tx) error {
			if sealed, err := Seal(tx, 1000); sealed != n || err != nil {
				t.Errorf("%d of %d are sealed (%v)", sealed, n, err)
			}
			if verified, err := Verify(tx); verified != n || err != nil {
				t.Errorf("%d of %d are proven (%v)", verified, n, err)
			}
			lines, err := HistoryOf(tx, "number", "+41446681000")
			if err == nil && (len(lines) != n || lines[n-1].Personal["reason"] != fmt.Sprint("fax ", n-1)) {
				t.Errorf("%d entries have the history %+v", n, lines)
			}
			return err
		})
		if err != nil {
			t.Error(err)
		}
	}
}

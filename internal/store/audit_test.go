package store_test

import (
	"bytes"
	"errors"
	"fmt"
	"testing"
	"time"

	"github.com/numberdesk/numberdesk/internal/problem"
	"github.com/numberdesk/numberdesk/internal/store"
)

func sealedAudit(t *testing.T) store.DB {
	db := open(t)
	for i := range 5 {
		update(t, db, func(tx store.Tx) error {
			return store.Record(tx, store.Entry{
				Actor: store.Actor{Kind: store.ByPerson, ID: "megan"}, What: "request.approve", Request: "R-1", Person: "adele",
			}, store.Personal{"reason": fmt.Sprintf("new starter %d", i)}, now)
		})
	}
	update(t, db, func(tx store.Tx) error {
		n, err := store.Seal(tx, 3)
		if n != 3 {
			t.Errorf("sealed %d, want 3", n)
		}
		return err
	})
	update(t, db, func(tx store.Tx) error { _, err := store.Seal(tx, 100); return err })
	return db
}

func TestAuditChain(t *testing.T) {
	db := sealedAudit(t)
	db.View(t.Context(), func(tx store.Tx) error {
		if n, err := store.Verify(tx); n != 5 || err != nil {
			t.Errorf("verify: got %d, %v", n, err)
		}
		lines, err := store.HistoryOf(tx, "request", "R-1")
		if err != nil || len(lines) != 5 || lines[4].Personal["reason"] != "new starter 4" {
			t.Errorf("history: got %+v, %v", lines, err)
		}
		return nil
	})
}

func TestAuditNoticesTampering(t *testing.T) {
	first := func(tx store.Tx, prefix string) (k, v []byte) {
		tx.Scan([]byte(prefix), []byte(prefix+"~"), func(key, value []byte) error {
			k, v = bytes.Clone(key), bytes.Clone(value)
			return store.ErrStop
		})
		return k, v
	}
	for name, tamper := range map[string]func(tx store.Tx) error{
		"a changed entry": func(tx store.Tx) error {
			k, v := first(tx, "audit/entry/")
			return tx.Put(k, bytes.Replace(v, []byte("megan"), []byte("lee00"), 1))
		},
		"a deleted entry": func(tx store.Tx) error {
			k, _ := first(tx, "audit/entry/")
			return tx.Delete(k)
		},
		"a deleted seal": func(tx store.Tx) error {
			k, _ := first(tx, "audit/seal/")
			return tx.Delete(k)
		},
		"a cut-off end": func(tx store.Tx) error {
			return tx.Delete([]byte("audit/seal/0000000000000005"))
		},
		"a changed reason": func(tx store.Tx) error {
			k, v := first(tx, "audit/personal/")
			return tx.Put(k, bytes.Replace(v, []byte("new starter"), []byte("old starter"), 1))
		},
	} {
		t.Run(name, func(t *testing.T) {
			db := sealedAudit(t)
			update(t, db, tamper)
			db.View(t.Context(), func(tx store.Tx) error {
				if _, err := store.Verify(tx); problem.KindOf(err) != problem.Conflict {
					t.Errorf("got %v, want a conflict", err)
				}
				return nil
			})
		})
	}
}

func TestErasingAPersonBreaksNothing(t *testing.T) {
	db := sealedAudit(t)
	update(t, db, func(tx store.Tx) error {
		var keys [][]byte
		tx.Scan([]byte("audit/personal/"), []byte("audit/personal~"), func(k, _ []byte) error {
			keys = append(keys, bytes.Clone(k))
			return nil
		})
		for _, k := range keys {
			if err := tx.Delete(k); err != nil {
				return err
			}
		}
		return nil
	})
	db.View(t.Context(), func(tx store.Tx) error {
		if n, err := store.Verify(tx); n != 5 || err != nil {
			t.Errorf("verify: got %d, %v", n, err)
		}
		lines, err := store.HistoryOf(tx, "person", "adele")
		if err != nil || len(lines) != 5 || len(lines[0].Personal) != 0 {
			t.Errorf("history: got %+v, %v", lines, err)
		}
		return nil
	})
}

func TestAnswersAreForgottenInTime(t *testing.T) {
	db := open(t)
	put := func(id string, at time.Time) {
		update(t, db, func(tx store.Tx) error { return store.PutAnswer(tx, id, store.Answer{At: at, Status: 200}) })
	}
	has := func(id string) (ok bool) {
		db.View(t.Context(), func(tx store.Tx) (err error) {
			_, ok, err = store.AnswerTo(tx, id)
			return err
		})
		return ok
	}
	put("old", now)
	put("young", now.Add(47*time.Hour))
	if !has("old") || !has("young") {
		t.Error("forgotten too early")
	}
	put("later", now.Add(49*time.Hour))
	if has("old") || !has("young") || !has("later") {
		t.Errorf("old %v, young %v, later %v; want only the old one forgotten", has("old"), has("young"), has("later"))
	}
}

func TestRefusedWorkLeavesNoAudit(t *testing.T) {
	db := open(t)
	boom := errors.New("boom")
	db.Update(t.Context(), func(tx store.Tx) error {
		if err := store.Record(tx, store.Entry{What: "number.hold", Number: "+41446681000"}, nil, now); err != nil {
			return err
		}
		return boom
	})
	db.View(t.Context(), func(tx store.Tx) error {
		return store.EachEntry(tx, func(e store.Entry) error {
			t.Errorf("found %+v", e)
			return nil
		})
	})
}

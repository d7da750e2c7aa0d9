package store_test

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/numberdesk/numberdesk/internal/inventory"
	"github.com/numberdesk/numberdesk/internal/person"
	"github.com/numberdesk/numberdesk/internal/phone"
	"github.com/numberdesk/numberdesk/internal/problem"
	"github.com/numberdesk/numberdesk/internal/request"
	"github.com/numberdesk/numberdesk/internal/store"
)

// filled makes a store with a range of so many numbers, of which every tenth is somebody's by an approved request, and
// every tenth, too, is held for one that is not decided.
func filled(t testing.TB, path string, size int) store.DB {
	t.Helper()
	db, err := store.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	r := inventory.Range{Name: "zurich", Country: "CH", Site: "Zurich", Type: inventory.DirectRouting, First: "+41440000000", RestDays: 30}
	r.Last = phone.Number(fmt.Sprintf("+4144%07d", size-1))
	put(t, db, func(tx store.Tx) error { return store.PutRange(tx, r) })
	i := 0
	for i < size {
		put(t, db, func(tx store.Tx) error {
			for to := min(size, i+20_000); i < to; i++ {
				n := r.Own(inventory.Number{Phone: phone.Number(fmt.Sprintf("+4144%07d", i)), State: inventory.Available, Since: now})
				if err := store.PutNumber(tx, n, now); err != nil {
					return err
				}
				if i%10 < 2 {
					if err := give(tx, n, person.ID(fmt.Sprintf("person-%d", i)), i%10 == 0); err != nil {
						return err
					}
				}
			}
			return nil
		})
	}
	for more := true; more; {
		put(t, db, func(tx store.Tx) error {
			n, err := store.Seal(tx, 10_000)
			more = n > 0
			return err
		})
	}
	return db
}

func put(t testing.TB, db store.DB, fn func(store.Tx) error) {
	t.Helper()
	if err := db.Update(context.Background(), fn); err != nil {
		t.Fatal(err)
	}
}

// give holds a number for a new request, and, when it is approved, assigns it.
func give(tx store.Tx, n inventory.Number, to person.ID, approved bool) error {
	id, err := store.NewRequestID(tx)
	if err != nil {
		return err
	}
	r := request.Request{ID: id, Kind: request.New, For: to, By: to, Number: n.Phone, Approvers: []person.ID{"megan"}}
	if r, err = moved(tx, r, request.Submit); err != nil {
		return err
	}
	n.Holder, n.Request = to, string(id)
	if n, err = movedNumber(tx, n, inventory.Hold); err != nil || !approved {
		return err
	}
	r.Decision = &request.Decision{By: "megan", Approved: true, At: now}
	if r, err = moved(tx, r, request.Approve); err != nil {
		return err
	}
	if n, err = movedNumber(tx, n, inventory.Assign); err != nil {
		return err
	}
	if _, err = movedNumber(tx, n, inventory.Confirm); err != nil {
		return err
	}
	_, err = moved(tx, r, request.Deliver)
	return err
}

func moved(tx store.Tx, r request.Request, on request.Event) (request.Request, error) {
	from := r.State
	r, _, err := r.Apply(on, now)
	if err != nil {
		return r, err
	}
	err = store.Record(tx, store.Entry{Actor: store.Actor{Kind: store.ByPerson, ID: "megan"}, What: "request." + string(on), Request: r.ID, Number: r.Number, Person: r.For, From: string(from), To: string(r.State)}, store.Personal{"reason": "new starter"}, now)
	return r, errors.Join(err, store.PutRequest(tx, r))
}

func movedNumber(tx store.Tx, n inventory.Number, on inventory.Event) (inventory.Number, error) {
	from := n.State
	n, err := n.Apply(on, now)
	if err != nil {
		return n, err
	}
	err = store.Record(tx, store.Entry{Actor: store.Actor{Kind: store.ByRule}, What: "number." + string(on), Request: request.ID(n.Request), Number: n.Phone, Person: n.Holder, From: string(from), To: string(n.State)}, nil, now)
	return n, errors.Join(err, store.PutNumber(tx, n, now))
}

func TestBackup(t *testing.T) {
	folder := t.TempDir()
	path, copied := filepath.Join(folder, "numberdesk.db"), filepath.Join(folder, "copy.db")
	db := filled(t, path, 1000)
	defer db.Close()

	content, err := store.Backup(t.Context(), db, copied)
	if err != nil || content.Numbers != 1000 || content.Requests != 200 || content.Entries != 100*2+100*6 {
		t.Fatalf("got %+v, %v", content, err)
	}
	if info, err := os.Stat(copied); err != nil || info.Mode() != 0o600 {
		t.Errorf("the copy: %v, %v; want it for its owner alone", info, err)
	}
	if _, err := store.Backup(t.Context(), db, copied); problem.KindOf(err) != problem.Conflict || !strings.Contains(problem.Say(err).String(), "already") {
		t.Errorf("a file that is there: got %v", err)
	}
	if _, err := store.Backup(t.Context(), db, path); problem.KindOf(err) != problem.Conflict {
		t.Errorf("the store itself: got %v", err)
	}
	if _, err := store.Backup(t.Context(), db, filepath.Join(folder, "nowhere", "copy.db")); problem.KindOf(err) != problem.Conflict {
		t.Errorf("a folder that is not there: got %v", err)
	}
	gone, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := store.Backup(gone, db, filepath.Join(folder, "late.db")); !errors.Is(err, context.Canceled) {
		t.Errorf("nobody wants it any more: got %v", err)
	}

	// A store that contradicts itself is copied, and the copy is none to rely on.
	put(t, db, func(tx store.Tx) error { return tx.Delete([]byte("number/+41440000500")) })
	bad := filepath.Join(folder, "bad.db")
	if _, err := store.Backup(t.Context(), db, bad); problem.KindOf(err) != problem.Conflict || !strings.Contains(problem.Say(err).String(), "999 of its 1000") {
		t.Errorf("a missing number: got %v", err)
	}
	files, err := filepath.Glob(filepath.Join(folder, "*"))
	if want := []string{bad + ".unproven", copied, path}; err != nil || fmt.Sprint(files) != fmt.Sprint(want) {
		t.Errorf("left are %v, %v; want %v", files, err, want)
	}
}

// TestBackupLeavesOtherFilesAlone: what is named like something of ours is still somebody's.
func TestBackupLeavesOtherFilesAlone(t *testing.T) {
	folder := t.TempDir()
	db := filled(t, filepath.Join(folder, "numberdesk.db"), 10)
	defer db.Close()
	copied := filepath.Join(folder, "copy.db")
	theirs := []string{copied + ".part", copied + ".unproven", filepath.Join(folder, "numberdesk-list.unfinished")}
	for _, file := range theirs {
		if err := os.WriteFile(file, []byte("precious"), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	put(t, db, func(tx store.Tx) error { return tx.Delete([]byte("number/+41440000005")) })
	_, err := store.Backup(t.Context(), db, copied)
	if problem.KindOf(err) != problem.Conflict || !strings.Contains(problem.Say(err).String(), copied+".unproven-2") {
		t.Errorf("got %v, want the name of the copy that does not hold together", err)
	}
	for _, file := range theirs {
		if raw, err := os.ReadFile(file); string(raw) != "precious" {
			t.Errorf("%s: %v", file, err)
		}
	}
}

// TestBackupBesideWrites: a copy is one moment of the store, however much is written meanwhile.
func TestBackupBesideWrites(t *testing.T) {
	folder := t.TempDir()
	db := filled(t, filepath.Join(folder, "numberdesk.db"), 2000)
	defer db.Close()
	ctx, cancel := context.WithCancel(t.Context())
	wrote := make(chan int)
	go func() {
		n := 0
		for ; ctx.Err() == nil; n++ {
			err := db.Update(t.Context(), func(tx store.Tx) error {
				row, err := store.Number(tx, phone.Number(fmt.Sprintf("+4144%07d", n%200*10+5)))
				if err != nil {
					return err
				}
				on := inventory.Block
				if row.State == inventory.Blocked {
					on = inventory.Unblock
				}
				_, err = movedNumber(tx, row, on)
				return err
			})
			if err != nil {
				t.Error(err)
			}
		}
		wrote <- n
	}()
	for i := range 5 {
		if _, err := store.Backup(t.Context(), db, filepath.Join(folder, fmt.Sprint(i))); err != nil {
			t.Error(err)
		}
	}
	cancel()
	if n := <-wrote; n < 5 {
		t.Errorf("%d writes beside five backups", n)
	}
}

func TestBackupsInAFolder(t *testing.T) {
	folder := t.TempDir()
	db := filled(t, filepath.Join(t.TempDir(), "numberdesk.db"), 10)
	defer db.Close()
	mine := filepath.Join(folder, "numberdesk-2020.db")
	if err := os.WriteFile(mine, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	for day := range 5 {
		if _, _, err := store.BackupInto(t.Context(), db, folder, 3, now.Add(time.Duration(day)*24*time.Hour)); err != nil {
			t.Fatal(err)
		}
	}
	files, _ := filepath.Glob(filepath.Join(folder, "*"))
	for i := range files {
		files[i] = filepath.Base(files[i])
	}
	if got, want := strings.Join(files, " "), "numberdesk-2020.db numberdesk-20260304T090000Z.db numberdesk-20260305T090000Z.db numberdesk-20260306T090000Z.db"; got != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
}

// TestBackupsOfAClockThatWasAhead: they stay, and stand in the way of nothing.
func TestBackupsOfAClockThatWasAhead(t *testing.T) {
	folder := t.TempDir()
	db := filled(t, filepath.Join(t.TempDir(), "numberdesk.db"), 10)
	defer db.Close()
	ahead := now.AddDate(5, 0, 0)
	for _, at := range []time.Time{ahead, ahead.Add(time.Hour), now, now.Add(time.Hour), now.Add(2 * time.Hour)} {
		path, _, err := store.BackupInto(t.Context(), db, folder, 2, at)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := os.Stat(path); err != nil {
			t.Errorf("the backup that was just made: %v", err)
		}
	}
	files, _ := filepath.Glob(filepath.Join(folder, "*"))
	for i := range files {
		files[i] = strings.TrimPrefix(filepath.Base(files[i]), "numberdesk-")
	}
	if got, want := strings.Join(files, " "), "20260302T100000Z.db 20260302T110000Z.db 20310302T090000Z.db 20310302T100000Z.db"; got != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
}

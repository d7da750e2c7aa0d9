package store_test

import (
	"bytes"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"go.etcd.io/bbolt"

	"github.com/numberdesk/numberdesk/internal/problem"
	"github.com/numberdesk/numberdesk/internal/store"
)

// backedUp is a store with 100 numbers, closed, its backup, and one more request after it.
func backedUp(t *testing.T) (path, copied string) {
	folder := t.TempDir()
	path, copied = filepath.Join(folder, "numberdesk.db"), filepath.Join(folder, "copy.db")
	db := filled(t, path, 100)
	if _, err := store.Backup(t.Context(), db, copied); err != nil {
		t.Fatal(err)
	}
	put(t, db, func(tx store.Tx) error {
		n, err := store.Number(tx, "+41440000005")
		if err != nil {
			return err
		}
		return give(tx, n, "late", false)
	})
	if err := db.Close(); err != nil {
		t.Fatal(err)
	}
	return path, copied
}

func contentOf(t *testing.T, path string) store.Content {
	t.Helper()
	db, err := store.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	c, err := store.Check(t.Context(), db)
	if err != nil {
		t.Error(err)
	}
	return c
}

func TestRestore(t *testing.T) {
	path, copied := backedUp(t)
	r, err := store.Restore(t.Context(), copied, path, now)
	if err != nil {
		t.Fatal(err)
	}
	if r.Numbers != 100 || r.Requests != 20 || r.Before != path+".before-20260302T090000Z" || r.Upgraded != 0 {
		t.Errorf("got %+v", r)
	}
	if c := contentOf(t, path); c.Requests != 20 || c.Entries != r.Entries+1 {
		t.Errorf("restored is %+v; want the backup and an entry that tells of it", c)
	}
	if c := contentOf(t, r.Before); c.Requests != 21 {
		t.Errorf("kept is %+v, want 21 requests", c)
	}
	if info, err := os.Stat(path); err != nil || info.Mode() != 0o600 {
		t.Errorf("the store: %v, %v; want it for its owner alone", info, err)
	}

	// R-21 was given to somebody after the backup; the next request has another name.
	db, err := store.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	put(t, db, func(tx store.Tx) error {
		id, err := store.NewRequestID(tx)
		if id != "R-22" {
			t.Errorf("the next request is %s, want R-22", id)
		}
		return err
	})
	if err := db.Close(); err != nil {
		t.Fatal(err)
	}

	// Again within the second, and onto nothing, where nobody knows what names were given.
	if again, err := store.Restore(t.Context(), copied, path, now); err != nil || again.Before != r.Before+"-2" {
		t.Errorf("again: got %+v, %v", again, err)
	}
	anew := filepath.Join(t.TempDir(), "anew.db")
	if r, err := store.Restore(t.Context(), copied, anew, now); err != nil || r.Before != "" {
		t.Errorf("onto nothing: got %+v, %v", r, err)
	}
	if db, err = store.Open(anew); err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	put(t, db, func(tx store.Tx) error {
		if id, err := store.NewRequestID(tx); id != "R-1021" || err != nil {
			t.Errorf("the next request is %s, %v; want R-1021", id, err)
		}
		return nil
	})
}

// TestRestoreThroughALink: a store may lie elsewhere than its name; the name stays a link, and what is kept is the store.
func TestRestoreThroughALink(t *testing.T) {
	path, copied := backedUp(t)
	link := filepath.Join(t.TempDir(), "numberdesk.db")
	if err := os.Symlink(path, link); err != nil {
		t.Fatal(err)
	}
	r, err := store.Restore(t.Context(), copied, link, now)
	if err != nil {
		t.Fatal(err)
	}
	if to, err := os.Readlink(link); to != path {
		t.Errorf("the link leads to %q, %v; want %s", to, err, path)
	}
	if info, err := os.Lstat(r.Before); err != nil || !info.Mode().IsRegular() {
		t.Errorf("kept is %v, %v; want the store itself", info, err)
	}
	if before, after := contentOf(t, r.Before), contentOf(t, link); before.Requests != 21 || after.Requests != 20 {
		t.Errorf("there were %d requests and are %d, want 21 and 20", before.Requests, after.Requests)
	}

	nowhere := filepath.Join(t.TempDir(), "nowhere.db")
	if err := os.Symlink(nowhere+"-else", nowhere); err != nil {
		t.Fatal(err)
	}
	if _, err := store.Restore(t.Context(), copied, nowhere, now); problem.KindOf(err) != problem.Conflict || !strings.Contains(problem.Say(err).String(), "a link to a file that is not there") {
		t.Errorf("a link that leads nowhere: got %v", err)
	}
}

// TestRestoreRefuses: whatever is not a backup that holds together, or in use, is refused, and everything stays as it
// was, to the byte.
func TestRestoreRefuses(t *testing.T) {
	path, copied := backedUp(t)
	good, err := os.ReadFile(copied)
	if err != nil {
		t.Fatal(err)
	}
	changed := func(change func(*bbolt.Bucket) error) func(string) {
		return func(file string) {
			db, err := bbolt.Open(file, 0o600, nil)
			if err != nil {
				t.Fatal(err)
			}
			defer db.Close()
			if err := db.Update(func(tx *bbolt.Tx) error { return change(tx.Bucket([]byte("numberdesk"))) }); err != nil {
				t.Fatal(err)
			}
		}
	}
	cut := func(to int) func(string) {
		return func(file string) {
			if err := os.Truncate(file, int64(to)); err != nil {
				t.Fatal(err)
			}
		}
	}
	text := func(words string) func(string) {
		return func(file string) { os.WriteFile(file, []byte(words), 0o600) }
	}
	for _, c := range []struct {
		what  string
		spoil func(file string)
		says  string
	}{
		{"nothing", func(file string) { os.Remove(file) }, "cannot be read"},
		{"an empty file", cut(0), "is no store of numberdesk"},
		{"a text", text(strings.Repeat("number,country\n", 9999)), "is no store of numberdesk"},
		{"a folder", func(file string) { os.Remove(file); os.Mkdir(file, 0o700) }, "is no store of numberdesk"},
		{"half a page", cut(2048), "is damaged"},
		{"two pages", cut(8192), "is damaged"},
		{"half of it", cut(len(good) / 2), "is damaged"},
		{"all but the last page", cut(len(good) - 4096), "is damaged"},
		{"another program's store", func(file string) {
			os.Remove(file)
			db, err := bbolt.Open(file, 0o600, nil)
			if err != nil {
				t.Fatal(err)
			}
			db.Close()
		}, "is no store of numberdesk"},
		{"a store without a format", changed(func(b *bbolt.Bucket) error { return b.Delete([]byte("format")) }), "is no store of numberdesk"},
		{"a newer store", changed(func(b *bbolt.Bucket) error { return b.Put([]byte("format"), []byte("99")) }), "was written by a newer numberdesk (format 99"},
		{"a changed line of the audit", func(file string) {
			raw := bytes.Clone(good)
			at := bytes.LastIndex(raw, []byte(`"what":"request.approve"`))
			copy(raw[at:], `"what":"request.approvE"`)
			os.WriteFile(file, raw, 0o600)
		}, "The audit was changed at line"},
		{"a store that contradicts itself", changed(func(b *bbolt.Bucket) error { return b.Delete([]byte("number/+41440000017")) }), "99 of its 100"},
	} {
		t.Run(c.what, func(t *testing.T) {
			before, err := os.ReadFile(path)
			if err != nil {
				t.Fatal(err)
			}
			file := filepath.Join(t.TempDir(), "bad.db")
			if err := os.WriteFile(file, good, 0o600); err != nil {
				t.Fatal(err)
			}
			c.spoil(file)
			spoilt, _ := os.ReadFile(file)
			for what, do := range map[string]func() error{
				"restore": func() error { _, err := store.Restore(t.Context(), file, path, now); return err },
				"check":   func() error { _, err := store.CheckBackup(t.Context(), file, path); return err },
			} {
				err = do()
				if said := problem.Say(err).String(); problem.KindOf(err) == problem.Internal || err == nil || !strings.Contains(said, c.says) {
					t.Errorf("%s: got %v, want a refusal that says %s", what, err, c.says)
				}
				if strings.Contains(problem.Say(err).String(), ".restoring") {
					t.Errorf("%s names a file of its own: %v", what, err)
				}
			}
			after, err := os.ReadFile(path)
			if err != nil || !bytes.Equal(after, before) {
				t.Errorf("the store is not what it was: %v", err)
			}
			if still, _ := os.ReadFile(file); !bytes.Equal(still, spoilt) {
				t.Error("the backup is not what it was")
			}
			files, _ := filepath.Glob(path + "?*")
			if len(files) > 0 {
				t.Errorf("left behind: %v", files)
			}
		})
	}
}

func TestRestoreWhileInUse(t *testing.T) {
	path, copied := backedUp(t)
	db, err := store.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := store.Restore(t.Context(), copied, path, now); problem.KindOf(err) != problem.Conflict || !strings.Contains(problem.Say(err).String(), "in use") {
		t.Errorf("onto a store in use: got %v", err)
	}
	if r, err := store.CheckBackup(t.Context(), copied, path); err != nil || r.Requests != 20 {
		t.Errorf("a check beside a store in use: got %+v, %v", r, err)
	}
	other := filepath.Join(t.TempDir(), "other.db")
	if _, err := store.Restore(t.Context(), path, other, now); problem.KindOf(err) != problem.Conflict || !strings.Contains(problem.Say(err).String(), "is no backup") {
		t.Errorf("from a store in use: got %v", err)
	}
	if err := db.Close(); err != nil {
		t.Fatal(err)
	}
	if _, err := store.Restore(t.Context(), path, path, now); problem.KindOf(err) != problem.Conflict || !strings.Contains(problem.Say(err).String(), "the store itself") {
		t.Errorf("from the store itself: got %v", err)
	}
}

// TestRestoreOlder: a store of an earlier format is brought up to this one as a copy.
func TestRestoreOlder(t *testing.T) {
	for older, change := range map[int]func(*bbolt.Bucket) error{
		1: func(b *bbolt.Bucket) error { // counted nothing, and found nothing by its state
			return dropAll(b, "state/", "stock/", "resting/", "meant/", "aside/", "rested/")
		},
		2: func(b *bbolt.Bucket) error { // found gold numbers elsewhere
			return errors.Join(dropAll(b, "aside/"), b.Put([]byte("gold/zurich/+41446681007"), []byte{}))
		},
		3: func(b *bbolt.Bucket) error { // did not find requests by those who decide
			return dropAll(b, "decides/")
		},
	} {
		t.Run(fmt.Sprint("format ", older), func(t *testing.T) {
			path, copied := backedUp(t)
			db, err := bbolt.Open(copied, 0o600, nil)
			if err != nil {
				t.Fatal(err)
			}
			err = db.Update(func(tx *bbolt.Tx) error {
				b := tx.Bucket([]byte("numberdesk"))
				return errors.Join(change(b), b.Put([]byte("format"), []byte(fmt.Sprint(older))))
			})
			if err := errors.Join(err, db.Close()); err != nil {
				t.Fatal(err)
			}
			old, err := os.ReadFile(copied)
			if err != nil {
				t.Fatal(err)
			}
			r, err := store.Restore(t.Context(), copied, path, now)
			if err != nil || r.Upgraded != older || r.Format != 4 {
				t.Errorf("got %+v, %v", r, err)
			}
			contentOf(t, path)
			if still, _ := os.ReadFile(copied); !bytes.Equal(still, old) {
				t.Error("the backup itself was changed")
			}
		})
	}
}

func dropAll(b *bbolt.Bucket, prefixes ...string) error {
	for _, prefix := range prefixes {
		for k, _ := b.Cursor().Seek([]byte(prefix)); bytes.HasPrefix(k, []byte(prefix)); k, _ = b.Cursor().Seek([]byte(prefix)) {
			if err := b.Delete(k); err != nil {
				return err
			}
		}
	}
	return nil
}

// TestDamageIsFound changes bytes anywhere in a backup. It is refused, or what was changed is no part of it; it never
// ends the process, which bbolt alone would.
func TestDamageIsFound(t *testing.T) {
	path, copied := backedUp(t)
	good, err := os.ReadFile(copied)
	if err != nil {
		t.Fatal(err)
	}
	file := filepath.Join(t.TempDir(), "bad.db")
	random := rand.New(rand.NewPCG(1, 2))
	refused, rounds := 0, 200
	for range rounds {
		raw := bytes.Clone(good)
		for range 1 + random.IntN(3) {
			// Half of the damage is where pages say what they are.
			at := random.IntN(len(raw))
			if random.IntN(2) == 0 {
				at = at/4096*4096 + random.IntN(96)
			}
			raw[at] ^= byte(1 + random.IntN(255))
		}
		if err := os.WriteFile(file, raw, 0o600); err != nil {
			t.Fatal(err)
		}
		if _, err := store.CheckBackup(t.Context(), file, path); err != nil {
			refused++
		}
	}
	if refused < rounds/3 {
		t.Errorf("%d of %d were refused", refused, rounds)
	}
}

// TestRestoreKilledAnywhere kills a process that restores again and again, and finds the old store or the new one.
func TestRestoreKilledAnywhere(t *testing.T) {
	if at := os.Getenv("NUMBERDESK_TEST_RESTORE"); at != "" {
		for {
			if _, err := store.Restore(t.Context(), at+"/copy.db", at+"/numberdesk.db", time.Now()); err != nil {
				t.Fatal(err)
			}
		}
	}
	path, _ := backedUp(t)
	folder := filepath.Dir(path)
	for i := range 8 {
		cmd := exec.Command(os.Args[0], "-test.run=^TestRestoreKilledAnywhere$")
		cmd.Env = append(os.Environ(), "NUMBERDESK_TEST_RESTORE="+folder)
		if err := cmd.Start(); err != nil {
			t.Fatal(err)
		}
		time.Sleep(time.Duration(50+23*i) * time.Millisecond) // a kill comes at any time
		cmd.Process.Kill()
		var ended *exec.ExitError
		if err := cmd.Wait(); !errors.As(err, &ended) || ended.Sys().(syscall.WaitStatus).Signal() != syscall.SIGKILL {
			t.Fatalf("it ended by itself: %v", err)
		}
		if c := contentOf(t, path); c.Requests != 20 && c.Requests != 21 {
			t.Errorf("round %d: %+v", i, c)
		}
	}
	kept, _ := filepath.Glob(path + ".before-*")
	if len(kept) == 0 {
		t.Error("nothing was restored before the kill")
	}
	for _, file := range kept {
		if c := contentOf(t, file); c.Requests != 20 && c.Requests != 21 {
			t.Errorf("%s: %+v", file, c)
		}
	}
	fmt.Fprintf(t.Output(), "%d stores were set aside\n", len(kept))
}

package store

import (
	"context"
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strconv"
	"syscall"
	"time"

	"go.etcd.io/bbolt"

	"github.com/numberdesk/numberdesk/internal/problem"
)

// Restored is what a restore brought back.
type Restored struct {
	Content
	// Before is the file where the store that was there is kept; empty when none was.
	Before string `json:"before,omitempty"`
	// Upgraded is the format the backup had, when that was an earlier one; the backup itself stays as it is.
	Upgraded int `json:"upgraded,omitempty"`
}

// unknownGap is how many names of requests are passed over when nobody can tell how many were given since the backup.
const unknownGap = 1000

// CheckBackup checks a backup as Restore would, and changes nothing. It needs room for a copy beside the store at to.
func CheckBackup(ctx context.Context, from, to string) (Restored, error) {
	to, err := realPath(to)
	if err != nil {
		return Restored{}, err
	}
	r, copied, err := stage(ctx, from, to)
	return r, errors.Join(err, copied.drop())
}

// Restore puts a backup in the place of the store at to, once its copy is there and checked. The store that was there
// is kept beside it. A crash leaves the old store or the new one, whole. A store or a backup in use is a Conflict, and
// so is a backup that contradicts itself; what is no backup, is damaged, or was written by a newer version is refused.
//
// Requests made since the backup are gone, but their cards are still in people's chats: so that none of them can
// decide another request, their names are not given again. The audit tells of the restore.
func Restore(ctx context.Context, from, to string, now time.Time) (r Restored, err error) {
	if to, err = realPath(to); err != nil {
		return r, err
	}
	// One restore in a folder at a time, and no desk on the store while it is replaced.
	folder, err := lock(filepath.Dir(to), syscall.LOCK_EX)
	if err != nil {
		return r, problem.Wrap(err, problem.Conflict, "Another restore is under way in the folder of %s, or the folder is not there.", to)
	}
	defer folder.Close()
	target, err := lock(to, syscall.LOCK_SH)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		target = nil
	case err != nil:
		return r, problem.Wrap(err, problem.Conflict, "The store %s is in use by another numberdesk. Stop that one first.", to)
	default:
		defer target.Close()
	}
	r, copied, err := stage(ctx, from, to)
	defer copied.drop()
	if err != nil {
		return r, err
	}
	if err := note(ctx, copied.Name(), requestsGiven(to, target), r.Content, now); err != nil {
		return r, err
	}
	if target == nil {
		if err := copied.name(to); err != nil {
			return r, cannotName(to, err)
		}
		return r, nil
	}
	if r.Before, err = setAside(ctx, to, now); err != nil {
		return r, err
	}
	if err := os.Rename(copied.Name(), to); err != nil {
		return r, cannotWrite(to, err)
	}
	return r, syncFolder(to)
}

// realPath is the file that a name stands for, so that a link to a store stays one and what is kept is the store.
func realPath(path string) (string, error) {
	switch real, err := filepath.EvalSymlinks(path); {
	case err == nil:
		return real, nil
	case !errors.Is(err, fs.ErrNotExist):
		return "", cannotWrite(path, err)
	}
	if _, err := os.Lstat(path); err == nil {
		return "", problem.New(problem.Conflict, "%s is a link to a file that is not there. Name the file itself.", path)
	}
	return path, nil
}

// stage copies a backup to the side of the store it is for, brings the copy up to this version, and checks it.
func stage(ctx context.Context, from, to string) (r Restored, copied part, err error) {
	if info, err := os.Stat(from); err == nil && info.IsDir() { // which Restore may have locked itself
		return r, copied, problem.New(problem.Conflict, "%s is a folder, which is no store of numberdesk. Name a backup in it.", from)
	}
	source, err := lock(from, syscall.LOCK_SH)
	switch {
	case errors.Is(err, syscall.EWOULDBLOCK):
		return r, copied, problem.Wrap(err, problem.Conflict, "%s is in use by a numberdesk, so it is no backup. Make one with numberdesk backup.", from)
	case err != nil:
		return r, copied, problem.Wrap(err, problem.NotFound, "The file %s cannot be read.", from)
	}
	defer source.Close()
	info, err := source.Stat()
	if err != nil {
		return r, copied, err
	}
	if there, err := os.Stat(to); err == nil && os.SameFile(info, there) {
		return r, copied, problem.New(problem.Conflict, "%s is the store itself. Name a backup of it.", from)
	}
	if !info.Mode().IsRegular() {
		return r, copied, problem.New(problem.Conflict, "The file %s is no store of numberdesk.", from)
	}
	// A folder of backups may be one that cannot be written, and a check must not change a backup: so it is the copy
	// that is opened.
	copied, err = writePart(ctx, to, func(w io.Writer) error {
		_, err := io.Copy(w, source)
		return err
	})
	if err != nil {
		return r, copied, cannotWrite(to, err)
	}
	found, err := whole(copied.Name(), from)
	if err != nil {
		return r, copied, err
	}
	if err := copied.Close(); err != nil { // from here on the lock is bbolt's
		return r, copied, err
	}
	if found != format {
		r.Upgraded = found
	}
	db, err := Open(copied.Name()) // brings it up to this version
	if err != nil {
		return r, copied, err
	}
	defer func() { err = errors.Join(err, db.Close()) }()
	r.Content, err = Check(ctx, db)
	return r, copied, err
}

// note writes into a restored store that it was restored, and which names of requests were given since.
func note(ctx context.Context, path string, given int, backup Content, now time.Time) error {
	db, err := Open(path)
	if err != nil {
		return err
	}
	err = db.Update(ctx, func(tx Tx) error {
		last, _, err := getJSON[int](tx, "seq/request")
		if err != nil {
			return err
		}
		if given < 0 {
			given = last + unknownGap
		}
		if err := putJSON(tx, "seq/request", max(last, given)); err != nil {
			return err
		}
		return Record(tx, Entry{Actor: Actor{Kind: ByCommand}, What: "store.restore", Cause: "admin command", Detail: map[string]string{
			"newest": backup.Newest.Format(time.RFC3339), "entries": strconv.Itoa(backup.Entries), "requestsAfter": strconv.Itoa(max(last, given)),
		}}, nil, now)
	})
	return errors.Join(err, db.Close())
}

// requestsGiven is the last name of a request that a store gave; -1 when it cannot be told. The caller has its lock.
func requestsGiven(path string, target *os.File) (last int) {
	if target == nil {
		return -1
	}
	if _, err := whole(path, path); err != nil {
		return -1 // it is replaced because it is damaged
	}
	db, err := bbolt.Open(path, 0, &bbolt.Options{Timeout: 200 * time.Millisecond, ReadOnly: true})
	if err != nil {
		return -1
	}
	defer db.Close()
	err = db.View(func(tx *bbolt.Tx) error {
		last, _, err = getJSON[int](boltTx{tx.Bucket(bucket)}, "seq/request")
		return err
	})
	if err != nil {
		return -1
	}
	return last
}

// setAside gives a store a second name, so that it has one all the while, and says which.
func setAside(ctx context.Context, path string, now time.Time) (string, error) {
	name := path + ".before-" + now.UTC().Format("20060102T150405Z")
	before, err := firstFree(name, func(at string) error { return os.Link(path, at) })
	if err == nil {
		return before, syncFolder(path)
	}
	// A file system without second names.
	source, err := os.Open(path)
	if err != nil {
		return "", err
	}
	defer source.Close()
	copied, err := writePart(ctx, path, func(w io.Writer) error {
		_, err := io.Copy(w, source)
		return err
	})
	if err != nil {
		return "", cannotWrite(name, err)
	}
	defer copied.drop()
	return firstFree(name, copied.name)
}

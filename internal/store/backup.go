package store

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"time"

	"go.etcd.io/bbolt"

	"github.com/numberdesk/numberdesk/internal/problem"
)

// Suffixes of files beside the one that is meant.
const (
	unfinished = ".part"     // being written; left by a crash, it is worth nothing
	unproven   = ".unproven" // a copy that contradicts itself
	restoring  = ".restoring"
)

// Backup copies a store that is in use to a new file (mode 0600), opens the copy and checks it. Nobody waits for it.
// path is there only when the copy is whole on the disk and holds together: a Conflict tells what does not, and leaves
// the copy as path.unproven, which no restore takes. A file that is there already is a Conflict, too, and stays.
func Backup(ctx context.Context, db DB, path string) (Content, error) {
	engine, ok := db.(interface{ copyTo(io.Writer) error })
	if !ok {
		return Content{}, problem.New(problem.Conflict, "This store is kept by an engine that makes its own backups.")
	}
	if _, err := os.Lstat(path); !errors.Is(err, fs.ErrNotExist) {
		return Content{}, problem.Wrap(err, problem.Conflict, "There is something named %s already. Name another file.", path)
	}
	part := path + unfinished
	if err := writeNew(ctx, part, engine.copyTo); err != nil {
		err = errors.Join(err, drop(part))
		if ctx.Err() != nil {
			return Content{}, errors.Join(ctx.Err(), err)
		}
		return Content{}, cannotWrite(path, err)
	}
	content, err := prove(ctx, part, path)
	switch {
	case ctx.Err() != nil:
		return content, errors.Join(err, drop(part))
	case err != nil:
		kept := path + unproven
		return content, errors.Join(problem.Wrap(err, problem.Conflict, "The copy was made, and does not hold together. It is kept as %s. %s", kept, problem.Say(err)), os.Rename(part, kept))
	}
	if err := os.Rename(part, path); err != nil {
		return content, cannotWrite(path, err)
	}
	return content, syncFolder(path)
}

func cannotWrite(path string, err error) error {
	return problem.Wrap(err, problem.Conflict, "%s cannot be written. Check that its folder exists, may be written and has room.", path)
}

// writeNew makes a file anew and returns when it is on the disk.
func writeNew(ctx context.Context, path string, write func(io.Writer) error) error {
	if err := drop(path); err != nil {
		return err
	}
	file, err := os.OpenFile(path, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o600)
	if err != nil {
		return err
	}
	err = write(wanted{ctx, file})
	if err == nil {
		err = file.Sync()
	}
	return errors.Join(err, file.Close())
}

// drop removes a file, if it is there.
func drop(path string) error {
	if err := os.Remove(path); !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	return nil
}

// wanted is a file that is written as long as somebody wants it.
type wanted struct {
	ctx  context.Context
	file *os.File
}

func (w wanted) Write(p []byte) (int, error) {
	if err := w.ctx.Err(); err != nil {
		return 0, err
	}
	return w.file.Write(p)
}

// syncFolder puts a file's name on the disk.
func syncFolder(path string) error {
	folder, err := os.Open(filepath.Dir(path))
	if err != nil {
		return err
	}
	return errors.Join(folder.Sync(), folder.Close())
}

// prove looks through a file that nobody writes to, page by page and then row by row. name is what its refusals call it.
func prove(ctx context.Context, path, name string) (Content, error) {
	if _, err := whole(path, name); err != nil {
		return Content{}, err
	}
	db, err := bbolt.Open(path, 0, &bbolt.Options{Timeout: 200 * time.Millisecond, ReadOnly: true})
	if err != nil {
		return Content{}, damaged(name, err)
	}
	content, err := Check(ctx, &bolt{db: db})
	return content, errors.Join(err, db.Close())
}

// whole holds that a file is a store of this version or an earlier one that bbolt may open, and says of which format.
// name is what its refusals call it.
func whole(path, name string) (found int, err error) {
	file, err := os.Open(path)
	if err != nil {
		return 0, problem.Wrap(err, problem.NotFound, "The file %s cannot be read.", name)
	}
	defer file.Close()
	info, err := file.Stat()
	if err != nil {
		return 0, err
	}
	switch err := checkPages(file, info.Size()); {
	case errors.Is(err, errNoStore):
		return 0, noStore(name)
	case err != nil:
		return 0, damaged(name, err)
	}
	db, err := bbolt.Open(path, 0, &bbolt.Options{Timeout: 200 * time.Millisecond, ReadOnly: true})
	if err != nil {
		return 0, damaged(name, err)
	}
	defer db.Close()
	err = db.View(func(tx *bbolt.Tx) (err error) {
		found, err = formatIn(tx, name)
		return err
	})
	if err == nil && found == 0 {
		err = noStore(name)
	}
	return found, err
}

func noStore(path string) error {
	return problem.New(problem.Conflict, "The file %s is no store of numberdesk.", path)
}

func damaged(path string, err error) error {
	return problem.Wrap(err, problem.Conflict, "The file %s is damaged: it is not all there, or was changed. Take another backup.", path)
}

// backupName is what backups in a folder are called, so that they sort by their time.
var backupName = regexp.MustCompile(`^numberdesk-\d{8}T\d{6}Z\.db$`)

// BackupInto makes a backup in a folder, named after the moment, and then leaves only the newest keep of those made so;
// other files stay as they are.
func BackupInto(ctx context.Context, db DB, folder string, keep int, now time.Time) (path string, _ Content, err error) {
	path = filepath.Join(folder, now.UTC().Format("numberdesk-20060102T150405Z.db"))
	content, err := Backup(ctx, db, path)
	if err != nil {
		return path, content, err
	}
	files, err := os.ReadDir(folder)
	if err != nil {
		return path, content, fmt.Errorf("old backups: %w", err)
	}
	files = slices.DeleteFunc(files, func(f os.DirEntry) bool { return !backupName.MatchString(f.Name()) })
	for _, old := range files[:max(0, len(files)-max(keep, 1))] {
		err = errors.Join(err, os.Remove(filepath.Join(folder, old.Name())))
	}
	return path, content, err
}

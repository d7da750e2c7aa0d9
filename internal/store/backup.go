package store

import (
	"cmp"
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

// unproven is what follows the name of a copy that contradicts itself.
const unproven = ".unproven"

// Backup copies a store that is in use to a new file (mode 0600), opens the copy and checks it. Nobody waits for it.
// path is there only when the copy is whole on the disk and holds together: a Conflict tells what does not, and leaves
// the copy as path.unproven, which no restore takes. A file that is there already is a Conflict, too, and stays; so does
// one that comes while the copy is made.
func Backup(ctx context.Context, db DB, path string) (Content, error) {
	engine, ok := db.(interface{ copyTo(io.Writer) error })
	if !ok {
		return Content{}, problem.New(problem.Conflict, "This store is kept by an engine that makes its own backups.")
	}
	if _, err := os.Lstat(path); !errors.Is(err, fs.ErrNotExist) {
		return Content{}, cannotName(path, cmp.Or(err, fs.ErrExist))
	}
	copied, err := writePart(ctx, path, engine.copyTo)
	defer copied.drop()
	if ctx.Err() != nil {
		return Content{}, errors.Join(ctx.Err(), err)
	}
	if err != nil {
		return Content{}, cannotWrite(path, err)
	}
	content, err := prove(ctx, copied.Name(), path)
	switch {
	case ctx.Err() != nil:
		return content, err
	case err != nil:
		kept, lost := firstFree(path+unproven, copied.name)
		return content, errors.Join(problem.Wrap(err, problem.Conflict, "The copy was made, and does not hold together. It is kept as %s. %s", kept, problem.Say(err)), lost)
	}
	if err := copied.name(path); err != nil {
		return content, cannotName(path, err)
	}
	return content, nil
}

// cannotName says why a whole file could not be given its name.
func cannotName(path string, err error) error {
	if errors.Is(err, fs.ErrExist) {
		return problem.Wrap(err, problem.Conflict, "There is something named %s already. Name another file.", path)
	}
	return cannotWrite(path, err)
}

func cannotWrite(path string, err error) error {
	return problem.Wrap(err, problem.Conflict, "%s cannot be written. Check that its folder exists, may be written and has room.", path)
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
// other files stay as they are. Those of a later moment, made when the clock was ahead, are none of them.
func BackupInto(ctx context.Context, db DB, folder string, keep int, now time.Time) (path string, _ Content, err error) {
	name := now.UTC().Format("numberdesk-20060102T150405Z.db")
	path = filepath.Join(folder, name)
	content, err := Backup(ctx, db, path)
	if err != nil {
		return path, content, err
	}
	files, err := os.ReadDir(folder)
	if err != nil {
		return path, content, fmt.Errorf("old backups: %w", err)
	}
	files = slices.DeleteFunc(files, func(f os.DirEntry) bool { return !backupName.MatchString(f.Name()) || f.Name() >= name })
	for _, old := range files[:max(0, len(files)-max(keep-1, 0))] {
		err = errors.Join(err, os.Remove(filepath.Join(folder, old.Name())))
	}
	if _, gone := os.Stat(path); gone != nil {
		err = errors.Join(problem.Wrap(gone, problem.Conflict, "The backup %s was made, and is gone. Look at what else clears its folder.", path), err)
	}
	return path, content, err
}

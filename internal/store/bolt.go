package store

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"time"

	"go.etcd.io/bbolt"
	bolterrors "go.etcd.io/bbolt/errors"

	"github.com/numberdesk/numberdesk/internal/problem"
)

var bucket = []byte("numberdesk")

// bolt is one bbolt file with one bucket.
type bolt struct {
	db      *bbolt.DB
	commits commits
}

// Open opens the file, or makes it (mode 0600). A file another process has open, one of a newer version, or one that is
// no store of ours is a Conflict, and stays as it is.
func Open(path string) (DB, error) {
	var file *os.File
	db, err := bbolt.Open(path, 0o600, &bbolt.Options{
		Timeout: 200 * time.Millisecond, FreelistType: bbolt.FreelistMapType, InitialMmapSize: mappedAhead,
		// Else bbolt writes a list of free pages at once where another program left none, before we know whose file it is.
		NoFreelistSync: true,
		OpenFile: func(name string, flag int, mode os.FileMode) (_ *os.File, err error) {
			file, err = os.OpenFile(name, flag, mode)
			return file, err
		},
	})
	switch {
	case errors.Is(err, bolterrors.ErrTimeout):
		return nil, problem.Wrap(err, problem.Conflict, "The store %s is in use by another numberdesk. Stop that one first, or talk to it.", path)
	case errors.Is(err, fs.ErrNotExist), errors.Is(err, fs.ErrPermission):
		return nil, problem.Wrap(err, problem.NotFound, "The store %s cannot be opened. Check that its folder exists and may be written.", path)
	case err != nil:
		return nil, problem.Wrap(err, problem.Internal, "The store %s cannot be read. If it is damaged, restore a backup.", path)
	}
	store := &bolt{db: db}
	if err := store.still(path, file); err != nil {
		return nil, errors.Join(err, db.Close())
	}
	if err := store.look(path); err != nil {
		return nil, errors.Join(err, db.Close())
	}
	return store, nil
}

// mappedAhead is how many bytes of addresses are set aside for the file, so that it can grow while somebody reads for
// long, as a backup does: to map more, bbolt waits for every reader. Addresses are no memory.
const mappedAhead = 1 << 30

// still holds that the file is what its name stands for: while we waited for its lock, a restore may have put another
// one there.
func (b *bolt) still(path string, file *os.File) error {
	opened, err := file.Stat()
	if err != nil {
		return err
	}
	named, err := os.Stat(path)
	if err != nil || !os.SameFile(opened, named) {
		return problem.Wrap(err, problem.Conflict, "The store %s was replaced just now. Start again.", path)
	}
	return nil
}

func (b *bolt) View(ctx context.Context, fn func(Tx) error) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	return b.db.View(func(tx *bbolt.Tx) error { return fn(boltTx{tx.Bucket(bucket)}) })
}

// copyTo writes the store as it is now. Others read and write meanwhile.
func (b *bolt) copyTo(w io.Writer) error {
	return b.db.View(func(tx *bbolt.Tx) error {
		_, err := tx.WriteTo(w)
		return err
	})
}

func (b *bolt) Close() error {
	if err := b.db.Close(); err != nil {
		return fmt.Errorf("close store: %w", err)
	}
	return nil
}

// boltTx is a transaction that only reads.
type boltTx struct{ b *bbolt.Bucket }

var errReadOnly = errors.New("store: a view does not write")

func (tx boltTx) Get(key []byte) ([]byte, error) { return tx.b.Get(key), nil }
func (tx boltTx) Put(key, value []byte) error    { return errReadOnly }
func (tx boltTx) Delete(key []byte) error        { return errReadOnly }

func (tx boltTx) Scan(from, to []byte, fn func(k, v []byte) error) error {
	c := tx.b.Cursor()
	for k, v := c.Seek(from); k != nil && string(k) < string(to); k, v = c.Next() {
		if err := fn(k, v); errors.Is(err, ErrStop) {
			return nil
		} else if err != nil {
			return err
		}
	}
	return nil
}

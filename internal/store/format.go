package store

import (
	"context"
	"strconv"

	"go.etcd.io/bbolt"

	"github.com/numberdesk/numberdesk/internal/problem"
)

// format is what this version reads and writes. A newer file is refused, never harmed; an older one is brought up to it:
//
//	2  numbers are counted, and found by state and by whom they are meant for
//	3  free numbers that are never picked are found apart, gold ones and those for services
//	4  requests are found by those for whose decision they wait
const format = 4

// rebuilding is there while a file is brought up to the format that it says it has already: an earlier version refuses it
// then, and this one begins again.
const rebuilding = "rebuilding"

// formatIn is the format of the store in a file, or 0 when nothing is in it yet. It refuses what a newer version wrote, or
// another program. path is what the refusals call the file.
func formatIn(tx *bbolt.Tx, path string) (int, error) {
	ours := tx.Bucket(bucket)
	if ours == nil {
		if foreign, _ := tx.Cursor().First(); foreign != nil {
			return 0, noStore(path)
		}
		return 0, nil
	}
	found, there, err := getJSON[int](boltTx{ours}, "format")
	row, _ := ours.Cursor().First()
	switch {
	case err != nil:
		return 0, damaged(path, err)
	case row == nil:
		return 0, nil
	case !there, found < 1:
		return 0, noStore(path)
	case found > format:
		return 0, newer(path, found)
	}
	return found, nil
}

func newer(path string, found int) error {
	return problem.New(problem.Conflict, "The store %s was written by a newer numberdesk (format %d, this one knows %d). Use that version.", path, found, format)
}

// look finds out whose file it is, and in which state, before anything is written to it. Then it sees to it that the file
// is a store of this format.
func (b *bolt) look(path string) error {
	var found int
	var halfWritten, halfBuilt bool
	var gone []string
	err := b.db.View(func(tx *bbolt.Tx) (err error) {
		if found, err = formatIn(tx, path); err != nil || found == 0 {
			return err
		}
		ours := boltTx{tx.Bucket(bucket)}
		halfWritten, halfBuilt = tx.Bucket(besides) != nil, ours.b.Get([]byte(rebuilding)) != nil
		gone, err = goneRanges(ours)
		return err
	})
	if err != nil {
		return err
	}
	b.db.NoFreelistSync = false
	ctx := context.Background()
	if found == 0 {
		return b.db.Update(func(tx *bbolt.Tx) error {
			ours, err := tx.CreateBucketIfNotExists(bucket)
			if err != nil {
				return err
			}
			return ours.Put([]byte("format"), strconv.AppendInt(nil, format, 10))
		})
	}
	if halfWritten {
		if err := b.db.Update(dropBeside); err != nil {
			return err
		}
	}
	if len(gone) > 0 {
		if err := b.Update(ctx, func(tx Tx) error { return forgetRanges(tx, gone...) }); err != nil {
			return err
		}
	}
	if found < format || halfBuilt {
		return b.upgrade(ctx)
	}
	return nil
}

// upgrade brings an older store up to this format, in several transactions.
func (b *bolt) upgrade(ctx context.Context) error {
	err := b.Update(ctx, func(tx Tx) error {
		if err := putJSON(tx, rebuilding, true); err != nil {
			return err
		}
		return putJSON(tx, "format", format)
	})
	if err != nil {
		return err
	}
	if err := Rebuild(ctx, b); err != nil {
		return err
	}
	if err := rebuildRequests(ctx, b); err != nil {
		return err
	}
	return b.Update(ctx, func(tx Tx) error { return tx.Delete([]byte(rebuilding)) })
}

package store

import (
	"slices"

	"go.etcd.io/bbolt"
	bolterrors "go.etcd.io/bbolt/errors"
)

// One transaction of bbolt holds all that it writes in memory twice, as rows and as pages, which for a million numbers is
// more than a machine may have to spare. So a large write is made beside what is there: a new bucket gets all rows, old
// and new, in order and in many small transactions, and one last transaction puts it in the old one's place. Until that
// one is durable nothing has changed, and whoever reads sees the old bucket. A crash before it leaves a bucket that nobody
// reads, and that the next start takes away. Only [bolt.commitAll] writes, so that nothing comes between.

// besides holds the new bucket while it is made.
var besides = []byte("numberdesk.next")

// large is how many bytes of new rows are written anew; piece is how many go into one transaction. Tests make them small.
var (
	large = 32 << 20
	piece = 8 << 20
)

// isLarge reports whether a transaction's writes are better made beside what is there.
func (tx *boltUpdate) isLarge() bool {
	size := tx.size
	for _, r := range tx.runs {
		size += r.size
	}
	return size > large
}

// anew writes all that tx writes, together with what is there, in place of what is there.
func (b *bolt) anew(sum *boltUpdate) error {
	err := b.write(func(tx *bbolt.Tx) error {
		if err := dropBeside(tx); err != nil {
			return err
		}
		made, err := tx.CreateBucket(besides)
		if err == nil {
			_, err = made.CreateBucket(bucket)
		}
		return err
	})
	for from := []byte{}; from != nil && err == nil; {
		err = b.write(func(tx *bbolt.Tx) (err error) {
			from, err = copyPiece(tx, sum, from)
			return err
		})
	}
	if err != nil {
		return err
	}
	return b.write(func(tx *bbolt.Tx) error {
		if err := tx.DeleteBucket(bucket); err != nil {
			return err
		}
		if err := tx.MoveBucket(bucket, tx.Bucket(besides), nil); err != nil {
			return err
		}
		return tx.DeleteBucket(besides)
	})
}

// copyPiece writes some rows to the new bucket and answers where to go on, nil for nowhere.
func copyPiece(tx *bbolt.Tx, sum *boltUpdate, from []byte) (to []byte, err error) {
	made := tx.Bucket(besides).Bucket(bucket)
	made.FillPercent = 0.9 // the rows come in order; some room is left for those to come between them
	size := 0
	err = merge(sum.sources(from, tx.Bucket(bucket)), func(key, value []byte) error {
		if size > piece {
			to = slices.Clone(key)
			return ErrStop
		}
		size += len(key) + len(value)
		return made.Put(key, slices.Clone(value)) // what is committed lies in a page that this transaction may free
	})
	return to, err
}

// dropBeside takes away what an interrupted write has left.
func dropBeside(tx *bbolt.Tx) error {
	if err := tx.DeleteBucket(besides); err != nil && err != bolterrors.ErrBucketNotFound {
		return err
	}
	return nil
}

package store

import (
	"context"
	"errors"
	"fmt"
	"sync"

	"go.etcd.io/bbolt"
)

// A durable write waits for the disk most of its time. So those who come while one is being written are written
// together: their functions run one after the other, each on what those before it wrote, and one commit makes them all
// durable. One that fails leaves nothing behind, and the others are none the worse for it. Alone, nobody waits for
// others.

// commits are the writes that wait for the disk.
type commits struct {
	mu      sync.Mutex
	waiting []*pendingWrite
	// busy is set while somebody commits, and takes all that come.
	busy bool
}

// pendingWrite is one call of Update. Its function runs where it was called, so that a panic is its caller's alone.
type pendingWrite struct {
	// turn gives the function its transaction, or nothing when there will be none; ran tells whether it wants to be
	// committed, and done how that went.
	turn chan *boltUpdate
	ran  chan bool
	done chan error
}

func (b *bolt) Update(ctx context.Context, fn func(Tx) error) error {
	w := &pendingWrite{make(chan *boltUpdate), make(chan bool, 1), make(chan error, 1)}
	if b.commits.add(w) {
		go b.commitAll()
	}
	if tx := <-w.turn; tx != nil {
		if err := w.run(ctx, tx, fn); err != nil {
			return err
		}
	}
	return <-w.done
}

// run runs the function, and says so also when it panics.
func (w *pendingWrite) run(ctx context.Context, tx Tx, fn func(Tx) error) (err error) {
	wrote := false
	defer func() { w.ran <- wrote }()
	if err := ctx.Err(); err != nil {
		return err
	}
	err = fn(tx)
	wrote = err == nil
	return err
}

// add lines up a write, and reports whether somebody has to begin to commit.
func (c *commits) add(w *pendingWrite) (begin bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.waiting = append(c.waiting, w)
	begin = !c.busy
	c.busy = true
	return begin
}

// take is all that wait; none ends the commits.
func (c *commits) take() []*pendingWrite {
	c.mu.Lock()
	defer c.mu.Unlock()
	all := c.waiting
	c.waiting = nil
	c.busy = len(all) > 0
	return all
}

func (b *bolt) commitAll() {
	for all := b.commits.take(); len(all) > 0; all = b.commits.take() {
		b.commit(all)
	}
}

// errNothing rolls a transaction back in which nobody wrote.
var errNothing = errors.New("store: nothing to commit")

// commit lets functions write one after the other, and makes them durable.
func (b *bolt) commit(all []*pendingWrite) {
	var wrote []*pendingWrite
	late := all
	var beside *boltUpdate // what is too large for one transaction of bbolt
	err := b.write(func(tx *bbolt.Tx) error {
		sum := &boltUpdate{boltTx: boltTx{tx.Bucket(bucket)}}
		for _, w := range all {
			late = late[1:]
			own := &boltUpdate{boltTx: sum.boltTx, writes: *sum.writes.Copy(), size: sum.size, runs: sum.runs} // shares with sum what it leaves as it is
			w.turn <- own
			if <-w.ran {
				sum, wrote = own, append(wrote, w)
			}
		}
		switch {
		case sum.writes.Len() == 0 && sum.runs == nil:
			return errNothing
		case sum.runs != nil || sum.isLarge():
			beside = sum
			return errNothing
		}
		return sum.apply()
	})
	if errors.Is(err, errNothing) {
		err = nil
	}
	if beside != nil {
		err = b.anew(beside)
	}
	for _, w := range wrote {
		w.done <- err
	}
	for _, w := range late { // the file was closed
		close(w.turn)
		w.done <- err
	}
}

// write runs a transaction of bbolt, which panics over a damaged page. Those who wait hear of it.
func (b *bolt) write(fn func(*bbolt.Tx) error) (err error) {
	defer func() {
		if p := recover(); p != nil {
			err = fmt.Errorf("store: commit: %v", p)
		}
	}()
	return b.db.Update(fn)
}

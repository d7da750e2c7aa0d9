package store

import (
	"bytes"
	"context"
	"encoding/json"
	"maps"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/numberdesk/numberdesk/internal/inventory"
	"github.com/numberdesk/numberdesk/internal/problem"
	"github.com/numberdesk/numberdesk/internal/say"
)

// Content is what a store holds.
type Content struct {
	Format   int `json:"format"`
	Numbers  int `json:"numbers"`
	Requests int `json:"requests"`
	// Entries are those of the audit; Newest is when the last of them was written.
	Entries int       `json:"entries"`
	Newest  time.Time `json:"newest,omitzero"`
}

// contradictionsShown is how many of a store's contradictions are told.
const contradictionsShown = 10

// Check looks at every row of a store and holds it against all that must be true: each number has one row and at most
// one holder, every range is well formed and its numbers are there, nobody was given two, none is free that is never
// given out, requests and the numbers they have agree, every state has the audit entry that led to it, and what is to end
// it is owed, indexes and counts say what the rows say, and the audit's chain is whole.
// What is not so is a Conflict that tells the first few. It reads in one transaction: for a copy, or a store nobody
// writes to.
func Check(ctx context.Context, db DB) (Content, error) {
	var c *checker
	err := db.View(ctx, func(tx Tx) (err error) {
		c = &checker{ctx: ctx, tx: tx, there: map[string]int{}, wanted: map[string]int{}, counts: map[string]int{}, ranges: map[string]*checkedRange{}, owed: map[duty]time.Time{}}
		for _, look := range []func() error{c.values, c.outbox, c.ofRanges, c.numbers, c.holders, c.requests, c.deliveries, c.audit, c.indexes} {
			if err := look(); err != nil {
				return unreadable(ctx, err)
			}
			if c.broken {
				return nil // the rest would only say so again
			}
		}
		c.content.Format, _, err = getJSON[int](tx, "format")
		return err
	})
	if err != nil {
		return Content{}, err
	}
	if c.wrong > 0 {
		return c.content, problem.New(problem.Conflict, "The store contradicts itself in %s: %s", say.Count(c.wrong, "%d place", "%d places"), say.List(" ", c.told...))
	}
	return c.content, nil
}

// unreadable says that a row is none. Whoever no longer waits for the check gets his own word back.
func unreadable(ctx context.Context, err error) error {
	if ctx.Err() != nil {
		return ctx.Err()
	}
	return problem.Wrap(err, problem.Conflict, "The store cannot be read whole: it is damaged, or another program wrote it.")
}

// checker is one check.
type checker struct {
	ctx     context.Context
	tx      Tx
	content Content
	ranges  map[string]*checkedRange
	// forbidden are the patterns of numbers that are never given out.
	forbidden []inventory.Forbidden
	// owed is what the outbox will do that a state waits for, and when.
	owed map[duty]time.Time
	// there and wanted count the keys of each index, as they are and as the rows want them: where each wanted key is
	// there, and there are no more, the index is right.
	there, wanted map[string]int
	// counts are the counters as the rows want them.
	counts map[string]int
	told   []say.Sentence
	wrong  int
	looked int
	// broken is set when not every value can be read.
	broken bool
}

type checkedRange struct {
	inventory.Range
	found int
}

// say notes a contradiction.
func (c *checker) say(s say.Sentence) {
	if c.wrong++; len(c.told) < contradictionsShown {
		c.told = append(c.told, s)
	}
}

// step lets a long check end when it is no longer wanted.
func (c *checker) step() error {
	if c.looked++; c.looked%1000 != 0 {
		return nil
	}
	return c.ctx.Err()
}

// indexed are the indexes of which every key is wanted by a row; counted the counters.
var (
	indexed  = append(slices.Clone(found), "asked/", "lists/", "open/", "waiting/", "behalf/", "decides/", "deliveryOf/", "deliveryAge/", "audit/by/", "same/")
	counting = counts
)

// packed is what is no JSON: a file that waits to be imported.
const packed = "planned/"

// values reads everything there is.
func (c *checker) values() error {
	return c.tx.Scan([]byte{0}, []byte{0xFF}, func(k, v []byte) error {
		if len(v) > 0 && !json.Valid(v) && !bytes.HasPrefix(k, []byte(packed)) {
			c.broken = true
			c.say(say.Text("A value of %s cannot be read.", kind(string(k))))
		}
		for _, prefix := range indexed {
			if bytes.HasPrefix(k, []byte(prefix)) {
				c.there[prefix]++
			}
		}
		return c.step()
	})
}

// named says what something is called, when there is something to say of it: to write a number as people read it takes
// longer than to check it.
type named func() say.Sentence

// want holds that an index has these keys.
func (c *checker) want(whose named, keys ...string) error {
	for _, key := range keys {
		for _, prefix := range indexed {
			if strings.HasPrefix(key, prefix) {
				c.wanted[prefix]++
			}
		}
		if raw, err := c.tx.Get([]byte(key)); err != nil {
			return err
		} else if raw == nil {
			c.say(say.Text("%s is not found by %s.", whose(), kind(key)))
		}
	}
	return nil
}

// indexes holds that no index has more than the rows want, and that the stock is counted right.
func (c *checker) indexes() error {
	for _, prefix := range indexed {
		if more := c.there[prefix] - c.wanted[prefix]; more > 0 {
			c.say(say.Count(more, "%d entry of index %s leads nowhere.", "%d entries of index %s lead nowhere.", strings.TrimSuffix(prefix, "/")))
		}
	}
	for _, prefix := range counting {
		err := c.tx.Scan([]byte(prefix), end(prefix), func(k, v []byte) error {
			n, err := strconv.Atoi(string(v))
			if want := c.counts[string(k)]; err != nil || n != want {
				c.say(say.Text("%s is counted as %d, and is %d.", string(k), n, want))
			}
			delete(c.counts, string(k))
			return c.step()
		})
		if err != nil {
			return err
		}
	}
	for _, key := range slices.Sorted(maps.Keys(c.counts)) {
		c.say(say.Text("%s is counted as %d, and is %d.", key, 0, c.counts[key]))
	}
	return nil
}

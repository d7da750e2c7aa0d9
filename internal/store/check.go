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
// one holder, every number of a range is there, nobody was given two, requests and the numbers they have agree, every
// state has the audit entry that led to it, indexes and counts say what the rows say, and the audit's chain is whole.
// What is not so is a Conflict that tells the first few. It reads in one transaction: for a copy, or a store nobody
// writes to.
func Check(ctx context.Context, db DB) (Content, error) {
	var c *checker
	err := db.View(ctx, func(tx Tx) (err error) {
		c = &checker{ctx: ctx, tx: tx, there: map[string]int{}, wanted: map[string]int{}, counts: map[string]int{}, ranges: map[string]*checkedRange{}}
		for _, look := range []func() error{c.values, c.numbers, c.holders, c.requests, c.audit, c.indexes} {
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
	indexed  = append(slices.Clone(kept[:6:6]), "asked/", "open/", "waiting/", "audit/by/")
	counting = kept[6:]
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

// numbers holds each number against its range, its request, its indexes and its audit.
func (c *checker) numbers() error {
	ranges, err := Ranges(c.tx)
	if err != nil {
		return err
	}
	for _, r := range ranges {
		c.ranges[r.Name] = &checkedRange{Range: r}
	}
	states := inventory.Lifecycle.States()
	err = scanJSON(c.tx, "number/", func(key string, n inventory.Number) error {
		c.content.Numbers++
		name := func() say.Sentence { return say.Words(n.Phone.Display()) }
		switch r := c.ranges[n.Range]; {
		case key != "number/"+string(n.Phone):
			c.say(say.Text("The row of %s is another number's.", name()))
		case !slices.Contains(states, n.State):
			c.say(say.Text("%s is %s, which is no state.", name(), string(n.State)))
		case n.State == inventory.Available && (n.Holder != "" || n.Request != ""):
			c.say(say.Text("%s is free, and yet somebody's.", name()))
		case n.Range != "" && r == nil:
			c.say(say.Text("%s is of a range %s that is not there.", name(), n.Range))
		case r != nil && r.First != "" && n.Phone == n.Phone.Base() && r.Numbers().Contains(n.Phone):
			r.found++
		}
		if err := c.ofRequest(n); err != nil {
			return err
		}
		if err := c.want(name, indexes(&n)...); err != nil {
			return err
		}
		for _, key := range counters(&n) {
			c.counts[key]++
		}
		if slices.Contains(reached, n.State) {
			if err := c.led(name, "number", string(n.Phone), string(n.State)); err != nil {
				return err
			}
		}
		return c.step()
	})
	if err != nil {
		return err
	}
	for _, name := range slices.Sorted(maps.Keys(c.ranges)) {
		if r := c.ranges[name]; r.First != "" && r.found != r.Numbers().Size() {
			c.say(say.Text("Range %s has %d of its %d numbers.", name, r.found, r.Numbers().Size()))
		}
	}
	return nil
}

// given are the states in which a number is somebody's, of which nobody has two.
var given = []inventory.State{inventory.Held, inventory.Assigning, inventory.Assigned, inventory.Parked, inventory.Unknown}

// holders holds that nobody was given two numbers; what was found in Teams may be more.
func (c *checker) holders() error {
	var last, number string
	return scanKeys(c.tx, "holder/", func(rest string) error {
		who, phone, _ := strings.Cut(rest, "/")
		n, ok, err := getJSON[inventory.Number](c.tx, "number/"+phone)
		if err != nil || !ok || n.Request == "" || !slices.Contains(given, n.State) {
			return err
		}
		if who == last {
			c.say(say.Text("One person was given %s and %s.", number, n.Phone.Display()))
		}
		last, number = who, n.Phone.Display()
		return c.step()
	})
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

package desk

import (
	"bytes"
	"context"
	"encoding/json"
	"slices"

	"github.com/numberdesk/numberdesk/internal/inventory"
	"github.com/numberdesk/numberdesk/internal/phone"
	"github.com/numberdesk/numberdesk/internal/problem"
	"github.com/numberdesk/numberdesk/internal/say"
	"github.com/numberdesk/numberdesk/internal/store"
)

// shownInChat is how many rows a card lists, and shownInShell how many numbers the command line.
const (
	shownInChat  = 20
	shownInShell = 1000
)

// listNumbers shows the inventory: how many numbers there are, and the lowest. It reads no more rows than it shows.
func listNumbers(d *Desk, ctx context.Context, c *Call) (Answer, error) {
	if len(c.Args) == 1 {
		return d.listNumber(ctx, c)
	}
	search, err := c.search()
	if err != nil {
		return Answer{}, err
	}
	limit := shownInChat
	if c.Who.Shell {
		limit = shownInShell
	}
	listed := func(s inventory.State) bool {
		return s != inventory.Available || search.State == s || c.flag("all") == "true"
	}
	var answer Answer
	err = d.db.View(ctx, func(tx store.Tx) error {
		ranges, err := store.Ranges(tx)
		if err == nil {
			err = missing(search, ranges)
		}
		if err != nil {
			return err
		}
		found, err := store.Search(tx, ranges, search)
		if err != nil {
			return err
		}
		shown, err := found.In(listed).Behind("", limit)
		if err != nil {
			return err
		}
		answer = Answer{
			Title: say.Text("Numbers"), Lines: []say.Sentence{say.Text("%s: %s.", say.Count(sum(found.Counts()), "%d number", "%d numbers"), countsText(found.Counts()))},
			Table: numberTable(tx, shown), Next: say.Text("Type why and a number to see what happened to it."),
			JSON: later(func() ([]byte, error) { return d.allFound(ctx, search) }),
		}
		if sum(found.In(listed).Counts()) > len(shown) {
			answer.More = say.Text("The first %d are shown. Narrow it with --state, --range or --site.", len(shown))
			if c.Who.Shell {
				answer.More = answer.More.And(say.Text("With --output json all are printed."))
			}
		}
		return nil
	})
	return answer, err
}

func sum(counts map[inventory.State]int) int {
	all := 0
	for _, n := range counts {
		all += n
	}
	return all
}

// search is what the flags ask for.
func (c *Call) search() (inventory.Search, error) {
	s := inventory.Search{
		Range: c.flag("range"), Site: c.flag("site"), Country: c.flag("country"), Type: c.flag("type"),
		Provider: c.flag("provider"), Tag: c.flag("tag"),
	}
	if inventory.Word(c.flag("state")) == "" {
		return s, nil
	}
	var labels []say.Sentence
	for _, state := range inventory.Lifecycle.States() {
		if called(state, c.flag("state"), c.language()) {
			s.State = state
			return s, nil
		}
		labels = append(labels, state.Label())
	}
	return s, problem.New(problem.Invalid, "%.30q is no state. States are %s.", c.flag("state"), say.List(", ", labels...))
}

// called reports whether somebody who reads a language calls a state by a word: as tables or sentences do, in English too.
func called(state inventory.State, word string, l say.Language) bool {
	return slices.ContainsFunc([]string{
		string(state), state.Words().In(say.English), state.Words().In(l), state.Label().In(l),
	}, func(name string) bool { return inventory.Word(name) == inventory.Word(word) })
}

// later is JSON that is made when it is printed; whoever prints text alone never has it made.
type later func() ([]byte, error)

func (l later) MarshalJSON() ([]byte, error) { return l() }

// printedAtOnce is how many numbers are read in one transaction to be printed.
const printedAtOnce = 2000

// allFound are all numbers that are found, as JSON. It reads in several transactions, and holds little more than what is
// printed.
func (d *Desk) allFound(ctx context.Context, search inventory.Search) ([]byte, error) {
	out := bytes.NewBufferString("[")
	for last := phone.Number(""); ; {
		var page []inventory.Number
		err := d.db.View(ctx, func(tx store.Tx) error {
			ranges, err := store.Ranges(tx)
			if err != nil {
				return err
			}
			found, err := store.Search(tx, ranges, search)
			if err != nil {
				return err
			}
			page, err = found.Behind(last, printedAtOnce)
			return err
		})
		if err != nil {
			return nil, err
		}
		for _, n := range page {
			if last != "" {
				out.WriteByte(',')
			}
			raw, err := json.Marshal(listing(n))
			if err != nil {
				return nil, err
			}
			out.Write(raw)
			last = n.Phone
		}
		if len(page) < printedAtOnce {
			out.WriteByte(']')
			return out.Bytes(), nil
		}
	}
}

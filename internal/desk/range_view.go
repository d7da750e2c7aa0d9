package desk

import (
	"context"
	"slices"
	"strings"
	"time"

	"github.com/numberdesk/numberdesk/internal/card"
	"github.com/numberdesk/numberdesk/internal/inventory"
	"github.com/numberdesk/numberdesk/internal/problem"
	"github.com/numberdesk/numberdesk/internal/say"
	"github.com/numberdesk/numberdesk/internal/store"
)

// rangesWord lists the ranges, or shows one.
func rangesWord(d *Desk, ctx context.Context, c *Call) (Answer, error) {
	if len(c.Args) == 1 {
		return d.showRange(ctx, c.Args[0])
	}
	return listRanges(d, ctx, c)
}

// viewedRange is a range with its stock as --output json prints it.
type viewedRange struct {
	inventory.Range
	Stock stocked `json:"stock"`
}

// showRange shows all that is set for a range, how many numbers it has, and the one that is picked next.
func (d *Desk) showRange(ctx context.Context, name string) (Answer, error) {
	var r inventory.Range
	line := stocked{}
	err := d.db.View(ctx, func(tx store.Tx) error {
		ranges, err := store.Ranges(tx)
		if err != nil {
			return err
		}
		if r, err = rangeNamed(ranges, name); err != nil {
			return err
		}
		line = stocked{Name: r.Name}
		if line.Stock, err = store.Stock(tx, r.Name, time.Now()); err != nil {
			return err
		}
		free, err := freeOf(tx, r, 1)
		for _, f := range free {
			line.Next = f.number
		}
		return err
	})
	if err != nil {
		return Answer{}, err
	}
	line = line.computed()
	answer := Answer{
		Title: say.Text("Range %s", r.Name), JSON: viewedRange{r, line}, Lines: line.sentences(),
		Next:  say.Text("Type numbers --range %s to see its numbers, or ranges set %s to change it.", r.Name, r.Name),
		Table: card.Table{Columns: []card.Column{{Title: say.Text("Setting")}, {Title: say.Text("Value")}}, Rows: [][]say.Sentence{{say.Text("Numbers"), spanOf(r)}}},
	}
	if warning := locationSentence(&d.o, r); !warning.IsZero() {
		answer.Lines = append(answer.Lines, warning)
	}
	for _, s := range settings {
		answer.Table.Rows = append(answer.Table.Rows, []say.Sentence{s.title, s.of(r)})
	}
	return answer, nil
}

// sentences say how many numbers there are, by state, how many are in use, how long they last, and which is next.
func (s stocked) sentences() []say.Sentence {
	used := say.Text("%d %% are in use.", s.UsedPercent)
	if days, _, known, _ := s.Stock.DaysLeft(); known && days > 0 {
		used = used.And(say.Count(days, "At the present rate they last %d day.", "At the present rate they last %d days."))
	}
	lines := []say.Sentence{say.Text("%s: %s.", say.Count(s.Total, "%d number", "%d numbers"), countsText(s.States)), used}
	if s.Next != "" {
		lines = append(lines, say.Text("The next is %s.", s.Next.Display()))
	}
	return lines
}

// spanOf is which numbers a range has.
func spanOf(r inventory.Range) say.Sentence {
	if r.First == "" {
		return say.Text("single numbers")
	}
	return say.Text("%s – %s", r.First.Display(), r.Last.Display())
}

// rangeNamed is the range of a name, however its letters are written, or a refusal that names those nearest to it.
func rangeNamed(ranges []inventory.Range, name string) (inventory.Range, error) {
	names := make([]string, len(ranges))
	for i, r := range ranges {
		if names[i] = r.Name; r.Name == name {
			return r, nil
		}
	}
	if i := slices.IndexFunc(names, func(n string) bool { return strings.EqualFold(n, name) }); i >= 0 {
		return ranges[i], nil
	}
	if near := nearest(name, names); len(near) > 0 {
		return inventory.Range{}, problem.New(problem.NotFound, "There is no range %.60s. Did you mean %s? Type ranges to see them.", name, strings.Join(near, ", "))
	}
	return inventory.Range{}, problem.New(problem.NotFound, "There is no range %s. Type ranges to see them.", name)
}

// nearest are up to three of the names that a word may be a slip of, the likeliest first.
func nearest(word string, names []string) []string {
	word = strings.ToLower(word)
	far := func(name string) int {
		if name = strings.ToLower(name); strings.HasPrefix(name, word) {
			return 0
		}
		return editDistance(word, name)
	}
	near := slices.DeleteFunc(slices.Clone(names), func(name string) bool { return word == "" || far(name) > 2 })
	slices.SortStableFunc(near, func(a, b string) int { return far(a) - far(b) })
	return near[:min(len(near), 3)]
}

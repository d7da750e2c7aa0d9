package desk

import (
	"context"
	"fmt"
	"strings"

	"github.com/numberdesk/numberdesk/internal/card"
	"github.com/numberdesk/numberdesk/internal/inventory"
	"github.com/numberdesk/numberdesk/internal/phone"
	"github.com/numberdesk/numberdesk/internal/problem"
	"github.com/numberdesk/numberdesk/internal/say"
	"github.com/numberdesk/numberdesk/internal/store"
)

type listedRange struct {
	inventory.Range
	Total  int                     `json:"total"`
	States map[inventory.State]int `json:"states"`
}

func listRanges(d *Desk, ctx context.Context, c *Call) (Answer, error) {
	counts := map[string]map[inventory.State]int{}
	err := store.EachNumber(ctx, d.db, func(n inventory.Number) error {
		if counts[n.Range] == nil {
			counts[n.Range] = map[inventory.State]int{}
		}
		counts[n.Range][n.State]++
		return nil
	})
	if err != nil {
		return Answer{}, err
	}
	var ranges []inventory.Range
	err = d.db.View(ctx, func(tx store.Tx) (err error) {
		ranges, err = store.Ranges(tx)
		return err
	})
	list := []listedRange{}
	answer := Answer{Title: say.Text("Ranges"), Next: say.Text("Type numbers --range and a name to see one."),
		Table: card.Table{Columns: []card.Column{{Title: say.Text("Range")}, {Title: say.Text("Site")}, {Title: say.Text("Free")}, {Title: say.Text("Numbers")}}}}
	for _, r := range ranges {
		total := 0
		for _, n := range counts[r.Name] {
			total += n
		}
		list = append(list, listedRange{r, total, counts[r.Name]})
		first := say.Words(r.First.Display())
		if r.First == "" {
			first = say.Text("single numbers")
		}
		answer.Table.Rows = append(answer.Table.Rows, []say.Sentence{
			say.Words(r.Name), say.Text("%s, %s", r.Site, r.Country), say.Text("%d of %d", counts[r.Name][inventory.Available], total), first,
		})
	}
	if len(ranges) == 0 {
		answer.Lines = []say.Sentence{say.Text("There are no ranges yet.")}
		answer.Next = say.Text("Add one with ranges add, or import a file on the command line.")
	}
	answer.JSON = list
	return answer, err
}

func addRange(d *Desk, ctx context.Context, c *Call) (Answer, error) {
	r := inventory.Range{
		Name: c.flag("name"), Country: strings.ToUpper(c.flag("country")), Site: c.flag("site"),
		First: phone.Number(c.flag("first")), Last: phone.Number(c.flag("last")), Type: inventory.Type(c.flag("type")),
	}
	if r.First == "" || r.Last == "" {
		return Answer{}, problem.New(problem.Invalid, "ranges add needs --first and --last, such as +41446681000 and +41446681999.")
	}
	for _, n := range []*phone.Number{&r.First, &r.Last} {
		parsed, err := phone.Parse(string(*n), r.Country)
		if err != nil {
			return Answer{}, unreadable(err)
		}
		*n = parsed
	}
	if _, err := fmt.Sscan(c.flag("rest-days"), &r.RestDays); err != nil || r.RestDays == -1 {
		r.RestDays = d.o.RestDays
	}
	return d.change(ctx, c, func(w *work) (Answer, error) {
		if err := w.addRange(r); err != nil {
			return Answer{}, err
		}
		return Answer{
			Title: say.Text("Range added"), Tone: card.Good, JSON: r,
			Lines: []say.Sentence{say.Text("Range %s has %s for %s, %s.", r.Name, say.Count(r.Numbers().Size(), "%d number", "%d numbers"), r.Site, r.Country)},
			Next:  say.Text("Type ranges to see all, or sync to find out which are in use."),
		}, nil
	})
}

// addRange writes a range and those of its numbers that are not ours yet.
func (w *work) addRange(r inventory.Range) error {
	ranges, err := store.Ranges(w.tx)
	if err != nil {
		return err
	}
	if err := r.Check(ranges); err != nil {
		return err
	}
	if err := store.PutRange(w.tx, r); err != nil {
		return err
	}
	for n := range r.Numbers().Numbers() {
		row, err := store.Number(w.tx, n)
		switch {
		case problem.KindOf(err) == problem.NotFound:
			row = inventory.Number{Phone: n, State: inventory.Available, Since: w.now}
		case err != nil:
			return err
		}
		row.Range, row.Country, row.Site, row.Type = r.Name, r.Country, r.Site, r.Type
		if err := store.PutNumber(w.tx, row); err != nil {
			return err
		}
	}
	err = store.Record(w.tx, store.Entry{Actor: w.by, What: "range.add", Detail: map[string]string{
		"name": r.Name, "first": string(r.First), "last": string(r.Last), "site": r.Site, "country": r.Country,
	}}, nil, w.now)
	if err != nil {
		return err
	}
	return w.supplyFrom(r.Name)
}

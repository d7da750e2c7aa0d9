package desk

import (
	"cmp"
	"context"
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/spf13/pflag"

	"github.com/numberdesk/numberdesk/internal/card"
	"github.com/numberdesk/numberdesk/internal/inventory"
	"github.com/numberdesk/numberdesk/internal/phone"
	"github.com/numberdesk/numberdesk/internal/problem"
	"github.com/numberdesk/numberdesk/internal/say"
	"github.com/numberdesk/numberdesk/internal/store"
)

// stockCommands say how many numbers there are, and how long they last.
var stockCommands = []Command{
	{
		Word: "sites", Args: "[SITE]", Short: say.Text("See the sites and what is free at each"), MaxArgs: 8, Admin: true, Chat: true, Shell: true, run: sitesWord,
		Long:    "Counts the numbers of every site. With a site, shows how many are free there, how many are in use, how long they last, and the next five.",
		Example: "sites Munich",
	},
	{
		Word: "report", Short: say.Text("See how many numbers there are, and how long they last"), Admin: true, Chat: true, Shell: true,
		run:     func(d *Desk, ctx context.Context, c *Call) (Answer, error) { return d.report(ctx, c, c.flag("by")) },
		Long:    "Days left are counted at the rate at which numbers came into use in the last 30 days and, apart, in the last 90, with those that come back from their rest. A card has room for the first alone. A provider is that of the range, also for numbers that name one of their own.",
		Flags:   func(f *pflag.FlagSet) { f.String("by", "range", "range, site, country, type or provider") },
		Example: "report --by provider",
	},
}

// grouped is what a range is counted under.
var grouped = map[string]func(inventory.Range) string{
	"range":    func(r inventory.Range) string { return r.Name },
	"site":     func(r inventory.Range) string { return r.Site + ", " + r.Country },
	"country":  func(r inventory.Range) string { return r.Country },
	"type":     func(r inventory.Range) string { return string(r.Type) },
	"provider": func(r inventory.Range) string { return r.Provider },
}

// last sorts behind every name: what has none is listed at the end.
const last = "\U0010ffff"

// stocked is a line of a report as --output json prints it.
type stocked struct {
	Name string `json:"name"`
	inventory.Stock
	Free        int          `json:"free"`
	InUse       int          `json:"inUse"`
	UsedPercent int          `json:"usedPercent"`
	Next        phone.Number `json:"next,omitempty"`
	DaysLeft30  *int         `json:"daysLeft30"`
	DaysLeft90  *int         `json:"daysLeft90"`
}

func (d *Desk) report(ctx context.Context, c *Call, by string) (Answer, error) {
	name, known := grouped[by]
	if !known {
		return Answer{}, problem.New(problem.Invalid, "%.20q is nothing to count by; use range, site, country, type or provider.", by)
	}
	now := time.Now()
	list := []stocked{}
	err := d.db.View(ctx, func(tx store.Tx) error {
		list = list[:0]
		ranges, err := store.Ranges(tx)
		if err != nil {
			return err
		}
		sums := map[string]*stocked{}
		for _, r := range ranges {
			s, err := store.Stock(tx, r.Name, now)
			if err != nil {
				return err
			}
			line := sums[name(r)]
			if line == nil {
				line = &stocked{Name: name(r)}
				sums[name(r)] = line
			}
			line.Stock = line.Stock.Add(s)
			if line.Next == "" {
				free, err := freeOf(tx, r, 1)
				if err != nil {
					return err
				}
				for _, f := range free {
					line.Next = f.number
				}
			}
		}
		for _, line := range sums {
			list = append(list, line.computed())
		}
		slices.SortFunc(list, func(a, b stocked) int { return strings.Compare(cmp.Or(a.Name, last), cmp.Or(b.Name, last)) })
		return nil
	})
	answer := Answer{Title: say.Text("Stock"), JSON: list, Next: say.Text("Type sites and a site to see what is free there."),
		Table: card.Table{Columns: []card.Column{{Title: say.Text("Of")}, {Title: say.Text("Free")}, {Title: say.Text("In use")}, {Title: say.Text("Lasts")}}}}
	if c.Who.Shell { // a card has room for four
		answer.Table.Columns = []card.Column{{Title: say.Text("Of")}, {Title: say.Text("Free")}, {Title: say.Text("In use")}, {Title: say.Text("Next")}, {Title: say.Text("Lasts (by 30 days)")}, {Title: say.Text("Lasts (by 90 days)")}}
	}
	for _, line := range list {
		of, free, used := say.Words(line.Name).Or(say.Words("–")), say.Text("%d of %d", line.Free, line.Total), say.Text("%d %%", line.UsedPercent)
		row := []say.Sentence{of, free, used, line.lasts(line.DaysLeft30)}
		if c.Who.Shell {
			row = []say.Sentence{of, free, used, say.Words(line.Next.Display()).Or(say.Words("–")), line.lasts(line.DaysLeft30), line.lasts(line.DaysLeft90)}
		}
		answer.Table.Rows = append(answer.Table.Rows, row)
	}
	if by == "provider" {
		answer.Lines = []say.Sentence{say.Text("Each number is counted under the provider of its range, also one that names another for itself.")}
	}
	if len(list) == 0 {
		answer.Lines = []say.Sentence{say.Text("There are no ranges yet.")}
		answer.Next = say.Text("Add one with ranges add, or import a file on the command line.")
	}
	if !c.Who.Shell && len(list) > shownInChat {
		answer.Table.Rows = answer.Table.Rows[:shownInChat]
		answer.More = say.Text("The first %d of %d are shown; the command line shows all.", shownInChat, len(list))
	}
	return answer, err
}

func (s stocked) computed() stocked {
	s.Free, s.InUse, s.UsedPercent = s.Stock.Free(), s.Stock.InUse(), s.Stock.UsedPercent()
	by30, by90, known30, known90 := s.Stock.DaysLeft()
	if known30 {
		s.DaysLeft30 = &by30
	}
	if known90 {
		s.DaysLeft90 = &by90
	}
	return s
}

// lasts says how long a stock lasts that has so many days left.
func (s stocked) lasts(days *int) say.Sentence {
	switch {
	case s.Free == 0:
		return say.Text("empty")
	case days == nil:
		return say.Words("–")
	}
	return say.Count(*days, "%d day", "%d days")
}

// leaves notes that a number of a range is no longer free.
func (w *work) leaves(rangeName string) {
	if w.left == nil {
		w.left = map[string]bool{}
	}
	w.left[rangeName] = true
}

// lowStocks looks at the ranges that numbers were taken from. One command may take a million.
func (w *work) lowStocks() error {
	for _, name := range slices.Sorted(maps.Keys(w.left)) {
		if err := w.lowStock(name); err != nil {
			return err
		}
	}
	return nil
}

// lowStock tells the admins, once a day, that a range has fewer numbers left than it should.
func (w *work) lowStock(rangeName string) error {
	r, err := store.Range(w.tx, rangeName)
	switch {
	case problem.KindOf(err) == problem.NotFound:
		return nil
	case err != nil || r.LowStock == 0:
		return err
	}
	s, err := store.Stock(w.tx, rangeName, w.now)
	if err != nil || !r.RunsLow(s) {
		return err
	}
	return w.tellOnce(lowToday(rangeName, w.now))
}

// stockSubject begins the subject of a card about low stock: stock/<range>/<day>.
const stockSubject = "stock/"

// drawStock is an admin's card about a range that runs low.
func drawStock(tx store.Tx, subject string, now time.Time) (card.Card, say.Sentence, error) {
	name, _, _ := strings.Cut(strings.TrimPrefix(subject, stockSubject), "/")
	r, err := store.Range(tx, name)
	if err != nil {
		return nil, say.Sentence{}, err
	}
	s, err := store.Stock(tx, name, now)
	if err != nil {
		return nil, say.Sentence{}, err
	}
	data := card.NoticeData{Title: say.Text("Range %s is running low", name), Tone: card.Warning,
		Text: say.Text("%d of %d numbers at %s are free.", s.Free(), s.Total, r.Site),
		Next: say.Text("Add numbers with ranges add or import. Type report to see all ranges.")}
	if days, _, known, _ := s.DaysLeft(); known && days > 0 {
		data.Text = data.Text.And(say.Count(days, "At the present rate they last %d day.", "At the present rate they last %d days."))
	}
	return data, data.Title, nil
}

// watchStock tells of every range that runs low, when nobody was told today.
func (d *Desk) watchStock(ctx context.Context) error {
	var low []string
	err := d.db.View(ctx, func(tx store.Tx) error {
		low = nil
		ranges, err := store.Ranges(tx)
		if err != nil {
			return err
		}
		for _, r := range ranges {
			s, err := store.Stock(tx, r.Name, time.Now())
			if err != nil {
				return err
			}
			told, err := store.Told(tx, lowToday(r.Name, time.Now().UTC()))
			if err != nil {
				return err
			}
			if r.RunsLow(s) && !told {
				low = append(low, r.Name)
			}
		}
		return nil
	})
	if err != nil || len(low) == 0 {
		return err
	}
	return d.update(ctx, rule, func(w *work) error {
		for _, name := range low {
			if err := w.lowStock(name); err != nil {
				return err
			}
		}
		return nil
	})
}

func lowToday(rangeName string, now time.Time) string {
	return stockSubject + rangeName + "/" + now.Format(time.DateOnly)
}

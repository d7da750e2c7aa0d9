package desk

import (
	"context"
	"errors"
	"reflect"
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

type listedRange struct {
	inventory.Range
	Total  int                     `json:"total"`
	States map[inventory.State]int `json:"states"`
}

func listRanges(d *Desk, ctx context.Context, c *Call) (Answer, error) {
	list := []listedRange{}
	answer := Answer{Title: say.Text("Ranges"), Next: say.Text("Type ranges and a name to see all that is set for one."),
		Table: card.Table{Columns: []card.Column{{Title: say.Text("Range")}, {Title: say.Text("Site")}, {Title: say.Text("Free")}, {Title: say.Text("Numbers")}}}}
	if c.Who.Shell { // a card has room for four
		answer.Table.Columns = append(answer.Table.Columns, card.Column{Title: say.Text("Type")}, card.Column{Title: say.Text("Order")})
	}
	err := d.db.View(ctx, func(tx store.Tx) error {
		list = list[:0]
		ranges, err := store.Ranges(tx)
		if err != nil {
			return err
		}
		slices.SortStableFunc(ranges, func(a, b inventory.Range) int { return a.Order - b.Order })
		for _, r := range ranges {
			s, err := store.Stock(tx, r.Name, time.Now())
			if err != nil {
				return err
			}
			list = append(list, listedRange{r, s.Total, s.States})
		}
		return nil
	})
	rows := list
	if !c.Who.Shell && len(rows) > shownInChat {
		rows = rows[:shownInChat]
		answer.More = say.Text("The first %d of %d are shown; the command line shows all.", shownInChat, len(list))
	}
	for _, r := range rows {
		row := []say.Sentence{say.Words(r.Name), say.Text("%s, %s", r.Site, r.Country), say.Text("%d of %d", r.States[inventory.Available], r.Total), spanOf(r.Range)}
		if c.Who.Shell {
			row = append(row, say.Words(string(r.Type)), say.Text("%d", r.Order))
		}
		answer.Table.Rows = append(answer.Table.Rows, row)
	}
	if len(list) > 1 {
		answer.Lines = []say.Sentence{say.Text("Of those that serve somebody, the first here is tried first.")}
	}
	if len(list) == 0 {
		answer.Lines = []say.Sentence{say.Text("There are no ranges yet.")}
		answer.Next = say.Text("Add one with ranges add, or import a file on the command line.")
	}
	answer.JSON = list
	return answer, err
}

// rangeFlags are what can be said about a range.
func rangeFlags(f *pflag.FlagSet) {
	f.String("country", "", "two capital letters, such as CH")
	f.String("site", "", "city or office it serves, such as Zurich")
	f.String("type", string(inventory.DirectRouting), "directRouting, callingPlan or operatorConnect")
	f.Int("rest-days", -1, "days a number rests after use; -1 takes the configured ones")
	f.Int("order", 0, "place among the ranges that serve somebody, the smallest first; 0 is behind all others")
	f.String("rule", "", "whom it serves, such as 'user.city == \"Zurich\" && user.department != \"Sales\"'; without one, people of its site and country")
	f.String("strategy", "", "lowest (free number), or rested (the one released longest ago)")
	f.String("capability", "", "user, or service for numbers no person gets")
	f.String("provider", "", "who carries the calls")
	f.String("location", "", "id of the emergency location")
	f.Int("low-stock", 0, "tell the admins when so few numbers are free; 0 is never")
	f.StringSlice("gold", nil, "numbers given only to who asks for them, such as +4144668?000")
	f.String("cost", "", "what a number costs, such as \"CHF 5 a month\"; who decides on a request reads it")
	f.StringSlice("tags", nil, "words to find it by")
	f.String("comment", "", "anything else worth knowing")
}

// rangeCommands are about ranges.
var rangeCommands = []Command{
	{
		Word: "ranges", Args: "[NAME]", Short: say.Text("See the number ranges and what is free"), MaxArgs: 1, Admin: true, Chat: true, Shell: true, run: rangesWord,
		Long:    "Lists the ranges in the order in which they are tried. With a name, shows all that is set for that range, how many numbers it has, and which is next.",
		Example: "ranges zurich",
	},
	{
		Word: "ranges add", Short: say.Text("Add a range and its numbers"), Admin: true, Chat: true, Shell: true, Slow: true, run: addRange,
		Long: "Makes a range and its numbers in one step. Without a rule the range serves people whose city or office is its site and whose usage location is its country. A rule is a CEL expression over user.city, user.office, user.usageLocation, user.department, user.country, user.company, user.groups (object ids) and user.plans. Overlap with another range is refused.",
		Flags: func(f *pflag.FlagSet) {
			f.String("name", "", "short name, such as zurich")
			f.String("first", "", "first number, such as +41446681000")
			f.String("last", "", "last number")
			rangeFlags(f)
		},
		Example: "ranges add --name zurich --country CH --site Zurich --first +41446681000 --last +41446681999",
	},
	{
		Word: "ranges set", Args: "NAME", Short: say.Text("Change what a range is for"), MinArgs: 1, MaxArgs: 1, Admin: true, Chat: true, Shell: true, Slow: true, run: setRange, Flags: rangeFlags,
		Long:    "Changes what is named and leaves the rest as it is. First and last number stay: add another range for more numbers.",
		Example: "ranges set zurich --rest-days 60 --low-stock 20",
	},
	{
		Word: "ranges remove", Args: "NAME", Short: say.Text("Take a range out of the inventory"), MinArgs: 1, MaxArgs: 1, Admin: true, Chat: true, Shell: true, Slow: true, run: removeRange,
		Long:    "Refused while one of its numbers is anything but free or blocked. The history stays.",
		Example: "ranges remove zurich",
	},
}

// described is a range with what the flags say of it; only those that were given change anything.
func (c *Call) described(r inventory.Range, restDays int) (inventory.Range, error) {
	var err error
	c.Flags.Visit(func(f *pflag.Flag) {
		text := strings.TrimSpace(f.Value.String())
		switch f.Name {
		case "country":
			r.Country = strings.ToUpper(text)
		case "site":
			r.Site = text
		case "type":
			r.Type = typeOf(text)
		case "rest-days":
			if r.RestDays, _ = c.Flags.GetInt("rest-days"); r.RestDays == -1 {
				r.RestDays = restDays
			}
		case "order":
			r.Order, _ = c.Flags.GetInt("order")
		case "rule":
			r.Rule = text
		case "strategy":
			r.Strategy = inventory.Strategy(text)
		case "capability":
			r.Capability = inventory.Capability(text)
		case "provider":
			r.Provider = text
		case "location":
			r.Location = text
		case "low-stock":
			r.LowStock, _ = c.Flags.GetInt("low-stock")
		case "cost":
			r.Cost = text
		case "tags":
			r.Tags, _ = c.Flags.GetStringSlice("tags")
		case "comment":
			r.Comment = text
		case "gold":
			r.Gold = nil
			list, _ := c.Flags.GetStringSlice("gold")
			for _, word := range list {
				p, bad := inventory.ParsePattern(word, r.Country)
				r.Gold, err = append(r.Gold, p), errors.Join(err, bad)
			}
		}
	})
	return r, err
}

func addRange(d *Desk, ctx context.Context, c *Call) (Answer, error) {
	r, err := c.described(inventory.Range{Name: c.flag("name"), Type: inventory.DirectRouting, RestDays: d.o.RestDays}, d.o.RestDays)
	if err != nil {
		return Answer{}, err
	}
	if c.flag("first") == "" || c.flag("last") == "" {
		return Answer{}, problem.New(problem.Invalid, "ranges add needs --first and --last, such as +41446681000 and +41446681999.")
	}
	for flag, n := range map[string]*phone.Number{"first": &r.First, "last": &r.Last} {
		if *n, err = phone.Parse(c.flag(flag), r.Country); err != nil {
			return Answer{}, unreadable(err)
		}
	}
	return d.change(ctx, c, func(w *work) (Answer, error) {
		w.journal = new(store.Journal)
		added, err := w.addRange(r)
		if err != nil {
			return Answer{}, err
		}
		return Answer{
			Title: say.Text("Range added"), Tone: card.Good, JSON: added,
			Lines: []say.Sentence{say.Text("Range %s has %s for %s, %s.", r.Name, say.Count(r.Numbers().Size(), "%d number", "%d numbers"), r.Site, r.Country)},
			Next:  say.Text("Type ranges to see all, or sync to find out which are in use."),
		}, nil
	})
}

// addRange writes a range and those of its numbers that are not ours yet.
func (w *work) addRange(r inventory.Range) (inventory.Range, error) {
	ranges, err := store.Ranges(w.tx)
	if err != nil {
		return r, err
	}
	if err := r.Check(ranges); err != nil {
		return r, err
	}
	if i := slices.IndexFunc(ranges, func(o inventory.Range) bool { return o.Name == r.Name }); i >= 0 {
		return r, problem.New(problem.Conflict, "There is a range %s already (%s).", r.Name, ranges[i].Numbers())
	}
	emptied, err := w.takesAll(r, ranges)
	if err != nil {
		return r, err
	}
	if r.Order == 0 {
		r.Order = inventory.NextOrder(ranges)
	}
	if err := store.PutRange(w.tx, r); err != nil {
		return r, err
	}
	load := store.Load(w.tx)
	if _, err := w.fill(load, r, "range "+r.Name+" added"); err != nil {
		return r, err
	}
	if err := load.Flush(); err != nil {
		return r, err
	}
	err = store.Record(w.tx, store.Entry{Actor: w.by, What: "range.add", Detail: map[string]string{
		"name": r.Name, "first": string(r.First), "last": string(r.Last), "site": r.Site, "country": r.Country,
	}}, nil, w.now)
	if err != nil {
		return r, err
	}
	if err := w.dropEmpty(emptied, ""); err != nil {
		return r, err
	}
	return r, w.lookAnew("")
}

func setRange(d *Desk, ctx context.Context, c *Call) (Answer, error) {
	return d.change(ctx, c, func(w *work) (Answer, error) {
		w.journal = new(store.Journal)
		ranges, err := store.Ranges(w.tx)
		if err != nil {
			return Answer{}, err
		}
		old, err := store.Range(w.tx, c.Args[0])
		if err != nil {
			return Answer{}, err
		}
		r, err := c.described(old, d.o.RestDays)
		if r.Order == 0 && old.Order != 0 {
			r.Order = inventory.NextOrder(ranges) // 0 is behind all others
		}
		if err == nil && r.First == "" {
			err = r.CheckSingles(ranges)
		} else if err == nil {
			err = r.Check(ranges)
		}
		switch {
		case err != nil:
			return Answer{}, err
		case reflect.DeepEqual(r, old):
			return Answer{Title: say.Text("Nothing to change"), JSON: r, Lines: []say.Sentence{say.Text("Range %s is so already.", r.Name)}}, errUnchanged
		}
		if err := w.changeRange(old, r, ""); err != nil {
			return Answer{}, err
		}
		return Answer{Title: say.Text("Range changed"), Tone: card.Good, JSON: r, Lines: []say.Sentence{say.Text("Changed for range %s:", r.Name)}, Table: changedTable(old, r),
			Next: say.Text("Type ranges %s to see all that is set for it.", r.Name)}, w.lookAnew("")
	})
}

func removeRange(d *Desk, ctx context.Context, c *Call) (Answer, error) {
	return d.change(ctx, c, func(w *work) (Answer, error) {
		w.journal = new(store.Journal)
		r, err := store.Range(w.tx, c.Args[0])
		if err != nil {
			return Answer{}, err
		}
		s, err := store.Stock(w.tx, r.Name, w.now)
		if err != nil {
			return Answer{}, err
		}
		if busy := s.Total - s.States[inventory.Available] - s.States[inventory.Blocked]; busy > 0 {
			return Answer{}, problem.Wrap(nil, problem.Conflict, "Range %s cannot go: %s neither free nor blocked.", r.Name, say.Count(busy, "%d of its numbers is", "%d of its numbers are"))
		}
		if err := w.dropNumbers(r); err != nil {
			return Answer{}, err
		}
		if err := store.DropRange(w.tx, r.Name); err != nil {
			return Answer{}, err
		}
		return Answer{Title: say.Text("Range removed"), Tone: card.Good, JSON: r, Lines: []say.Sentence{say.Text("Range %s and its %s are no longer in the inventory.", r.Name, say.Count(s.Total, "%d number", "%d numbers"))}},
			store.Record(w.tx, store.Entry{Actor: w.by, What: "range.remove", Detail: map[string]string{"name": r.Name, "first": string(r.First), "last": string(r.Last)}}, nil, w.now)
	})
}

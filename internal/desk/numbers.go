package desk

import (
	"cmp"
	"context"
	"math"
	"slices"
	"strings"
	"time"

	"github.com/spf13/pflag"

	"github.com/numberdesk/numberdesk/internal/card"
	"github.com/numberdesk/numberdesk/internal/inventory"
	"github.com/numberdesk/numberdesk/internal/person"
	"github.com/numberdesk/numberdesk/internal/phone"
	"github.com/numberdesk/numberdesk/internal/problem"
	"github.com/numberdesk/numberdesk/internal/say"
	"github.com/numberdesk/numberdesk/internal/store"
)

// numberCommands are an admin's commands about the inventory.
var numberCommands = []Command{
	{
		Word: "numbers", Number: true, Args: "[NUMBER]", Short: say.Text("See the inventory"), MaxArgs: 1, Admin: true, Chat: true, Shell: true, run: listNumbers,
		Long: "Shows each number with its state and holder. In chat, and unless --all is given, free numbers are only counted.",
		Flags: func(f *pflag.FlagSet) {
			f.String("state", "", "only numbers in this state, such as available, held, assigned, parked, resting")
			f.String("range", "", "only numbers of this range")
			f.String("site", "", "only numbers of this site")
			f.String("country", "", "only numbers of this country, such as CH")
			f.String("type", "", "only directRouting, callingPlan or operatorConnect")
			f.String("provider", "", "only numbers of this provider")
			f.String("tag", "", "only numbers with this tag")
			f.Bool("all", false, "list free numbers too")
		},
		Example: "numbers --state resting",
	},
	importCommand, exportCommand,
	{
		Word: "assign", Slow: true, Number: true, Args: "NUMBER|next PERSON", Short: say.Text("Give a number to somebody without a request"), MinArgs: 2, MaxArgs: 2, Admin: true, Chat: true, Shell: true, run: assignWord,
		Long:    "Your command is the approval. PERSON is a user principal name or an object id; next takes the lowest free number that serves the person.",
		Example: "assign next adele@contoso.com",
	},
	{
		Word: "release", Number: true, Args: "NUMBER", Short: say.Text("Take a number back and let it rest"), MinArgs: 1, MaxArgs: 1, Admin: true, Chat: true, Shell: true, run: releaseWord,
		Example: "release +41446681000",
	},
	{
		Word: "accept", Slow: true, Number: true, Args: "NUMBER", Short: say.Text("Settle a conflict by leaving the number with whom Teams shows"), MinArgs: 1, MaxArgs: 1, Admin: true, Chat: true, Shell: true, run: acceptWord,
		Long:    "To settle it the other way, take the number from them in the Teams admin center; the next sync lets it rest.",
		Example: "accept +41446681000",
	},
}

// listed is a number as --output json prints it.
type listed struct {
	Number  phone.Number    `json:"number"`
	State   inventory.State `json:"state"`
	Range   string          `json:"range"`
	Site    string          `json:"site"`
	Country string          `json:"country,omitempty"`
	Type    inventory.Type  `json:"type,omitempty"`
	Holder  person.ID       `json:"holder"`
	Until   time.Time       `json:"until,omitzero"`
	Reason  string          `json:"reason,omitempty"`
	Request string          `json:"request,omitempty"`
	For     string          `json:"for,omitempty"`
	*inventory.Own
}

func listing(n inventory.Number) listed {
	return listed{n.Phone, n.State, n.Range, n.Site, n.Country, n.Type, n.Holder, n.Until, n.Why.String(), n.Request, cmp.Or(n.For, string(n.ForPerson)), n.Own}
}

// unreadable refuses what is no number. The sentence alone says it: a cause is logged, and this one names it.
func unreadable(err error) error { return problem.New(problem.Invalid, "%s.", problem.Say(err)) }

// shownInChat is how many rows a card lists.
const shownInChat = 20

// asked is which numbers a listing is to show.
type asked struct {
	state                    inventory.State
	rangeName, site, country string
	kind, provider, tag      string
	all                      bool
}

func (c *Call) asked() (asked, error) {
	a := asked{
		rangeName: c.flag("range"), site: c.flag("site"), country: c.flag("country"), kind: c.flag("type"),
		provider: c.flag("provider"), tag: c.flag("tag"), all: c.flag("all") == "true",
	}
	if state := c.flag("state"); state != "" {
		states := inventory.Lifecycle.States()
		i := slices.IndexFunc(states, func(s inventory.State) bool { return strings.EqualFold(string(s), state) })
		if i < 0 {
			return a, problem.New(problem.Invalid, "%.30q is no state. States are %s.", state, statesText())
		}
		a.state, a.all = states[i], true
	}
	return a, nil
}

// of reports whether a range has such numbers. Tags are also a single number's own.
func (a asked) of(r inventory.Range) bool {
	return (a.rangeName == "" || r.Name == a.rangeName) && (a.site == "" || strings.EqualFold(r.Site, a.site)) &&
		(a.country == "" || strings.EqualFold(r.Country, a.country)) && (a.kind == "" || strings.EqualFold(string(r.Type), a.kind))
}

// has reports whether a number is one of those asked for, given its range.
func (a asked) has(n inventory.Number, r inventory.Range) bool {
	own := inventory.Own{}
	if n.Own != nil {
		own = *n.Own
	}
	return (a.state == "" || n.State == a.state) &&
		(a.provider == "" || strings.EqualFold(cmp.Or(own.Provider, r.Provider), a.provider)) &&
		(a.tag == "" || slices.ContainsFunc(slices.Concat(own.Tags, r.Tags), func(t string) bool { return strings.EqualFold(t, a.tag) }))
}

// states are those to look into, free ones last.
func (a asked) states() []inventory.State {
	if a.state != "" {
		return []inventory.State{a.state}
	}
	return slices.DeleteFunc(inventory.Lifecycle.States(), func(s inventory.State) bool { return s == inventory.Available && !a.all })
}

// listNumbers shows the inventory. In chat it looks at no more rows than it shows: counts are kept beside the numbers.
func listNumbers(d *Desk, ctx context.Context, c *Call) (Answer, error) {
	if len(c.Args) == 1 {
		return d.listNumber(ctx, c)
	}
	a, err := c.asked()
	if err != nil {
		return Answer{}, err
	}
	limit := shownInChat
	if c.Who.Shell {
		limit = math.MaxInt
	}
	var shown []inventory.Number
	counts, total, matching := map[inventory.State]int{}, 0, 0
	byName := map[string]inventory.Range{}
	err = d.db.View(ctx, func(tx store.Tx) error {
		shown, total, matching = nil, 0, 0
		clear(counts)
		ranges, err := store.Ranges(tx)
		if err != nil {
			return err
		}
		for _, r := range ranges {
			if !a.of(r) {
				continue
			}
			byName[r.Name] = r
			stock, err := store.Stock(tx, r.Name, time.Now())
			if err != nil {
				return err
			}
			for state, n := range stock.States {
				if a.state == "" || state == a.state {
					counts[state] += n
					total += n
					if a.all || state != inventory.Available {
						matching += n
					}
				}
			}
			if c.Who.Shell && a.state == "" {
				continue // all of them, in pieces, below
			}
			for _, state := range a.states() {
				if stock.States[state] == 0 {
					continue
				}
				ofRange := func(n inventory.Number) bool { return a.has(n, r) }
				some, err := store.Those(tx, r.Name, state, limit, ofRange)
				if err != nil {
					return err
				}
				if state == inventory.Available && c.Who.Shell {
					aside, err := store.Aside(tx, r.Name)
					if err != nil {
						return err
					}
					some = append(some, slices.DeleteFunc(aside, func(n inventory.Number) bool { return !ofRange(n) })...)
				}
				shown = append(shown, some...)
			}
		}
		return nil
	})
	list := []listed{}
	if err == nil && c.Who.Shell && a.state == "" {
		err = store.EachNumber(ctx, d.db, func(n inventory.Number) error {
			r, ours := byName[n.Range]
			if !ours {
				return nil
			}
			if a.has(n, r) {
				list = append(list, listing(n))
				if a.all || n.State != inventory.Available {
					shown = append(shown, n)
				}
			}
			return nil
		})
	}
	if err != nil {
		return Answer{}, err
	}
	slices.SortFunc(shown, func(a, b inventory.Number) int { return strings.Compare(string(a.Phone), string(b.Phone)) })
	shown = shown[:min(len(shown), limit)]
	if c.Who.Shell && a.state != "" {
		for _, n := range shown {
			list = append(list, listing(n))
		}
	}
	answer := Answer{Title: say.Text("Numbers"), JSON: list, Lines: []say.Sentence{say.Text("%s: %s.", say.Count(total, "%d number", "%d numbers"), countsText(counts))}}
	if matching > len(shown) && !c.Who.Shell {
		answer.More = say.Text("The first %d are shown. Narrow it with --state, --range or --site.", len(shown))
	}
	answer.Next = say.Text("Type why and a number to see what happened to it.")
	return answer, d.db.View(ctx, func(tx store.Tx) error {
		answer.Table = numberTable(tx, shown)
		return nil
	})
}

// listNumber shows one number, and those with an extension of it.
func (d *Desk) listNumber(ctx context.Context, c *Call) (Answer, error) {
	number, err := phone.Parse(c.Args[0], d.o.DefaultCountry)
	if err != nil {
		return Answer{}, unreadable(err)
	}
	answer := Answer{Title: say.Text("Numbers"), Next: say.Text("Type why and a number to see what happened to it.")}
	list := []listed{}
	err = d.db.View(ctx, func(tx store.Tx) error {
		numbers, err := store.Extensions(tx, number)
		if err != nil {
			return err
		}
		if n, err := store.Number(tx, number.Base()); err == nil {
			numbers = append([]inventory.Number{n}, numbers...)
		} else if problem.KindOf(err) != problem.NotFound {
			return err
		}
		counts := map[inventory.State]int{}
		list = list[:0]
		for _, n := range numbers {
			counts[n.State]++
			list = append(list, listing(n))
		}
		answer.Lines = []say.Sentence{say.Text("%s: %s.", say.Count(len(numbers), "%d number", "%d numbers"), countsText(counts))}
		if len(numbers) > 1 {
			answer.Lines = append(answer.Lines, say.Text("Numbers with an extension are numbers of their own and share the base number's line."))
		}
		answer.Table = numberTable(tx, numbers)
		return nil
	})
	answer.JSON = list
	return answer, err
}

func (w *work) numberTable(numbers []inventory.Number) card.Table { return numberTable(w.tx, numbers) }

// numberTable shows numbers with their state, holder and range.
func numberTable(tx store.Tx, numbers []inventory.Number) card.Table {
	table := card.Table{Columns: []card.Column{{Title: say.Text("Number")}, {Title: say.Text("State")}, {Title: say.Text("Holder")}, {Title: say.Text("Range")}}}
	for _, n := range numbers {
		holder := say.Sentence{}
		switch {
		case n.Service:
			holder = say.Text("a service")
		case n.Holder != "":
			holder = nameOf(tx, n.Holder)
		case n.ForPerson != "":
			holder = nameOf(tx, n.ForPerson)
		case n.For != "":
			holder = say.Words(n.For)
		}
		table.Rows = append(table.Rows, []say.Sentence{say.Words(n.Phone.Display()), stateText(n), holder, say.Words(n.Range)})
	}
	return table
}

// stateText is the state in a table cell, with its end when it has one.
func stateText(n inventory.Number) say.Sentence {
	if n.Until.IsZero() {
		return n.State.Label()
	}
	return say.Text("%s until %s", n.State.Label(), say.Date(n.Until))
}

func statesText() string {
	var words []string
	for _, s := range inventory.Lifecycle.States() {
		words = append(words, string(s))
	}
	return strings.Join(words, ", ")
}

func countsText(counts map[inventory.State]int) say.Sentence {
	var parts []say.Sentence
	for _, s := range inventory.Lifecycle.States() {
		if counts[s] > 0 {
			parts = append(parts, say.Text("%d %s", counts[s], s.Label()))
		}
	}
	if parts == nil {
		return say.Text("none")
	}
	return say.List(", ", parts...)
}

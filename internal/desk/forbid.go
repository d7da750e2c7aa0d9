package desk

import (
	"cmp"
	"context"
	"slices"
	"strings"

	"github.com/spf13/pflag"

	"github.com/numberdesk/numberdesk/internal/card"
	"github.com/numberdesk/numberdesk/internal/inventory"
	"github.com/numberdesk/numberdesk/internal/phone"
	"github.com/numberdesk/numberdesk/internal/problem"
	"github.com/numberdesk/numberdesk/internal/say"
	"github.com/numberdesk/numberdesk/internal/store"
)

func countryFlag(f *pflag.FlagSet) {
	f.String("country", "", "only numbers of this country, such as CH")
}

// forbidCommands are about numbers that are never given out.
var forbidCommands = []Command{
	{Word: "forbidden", Short: say.Text("See the numbers that are never given out"), Admin: true, Chat: true, Shell: true, run: listForbidden},
	{
		Word: "forbidden add", Args: "PATTERN", Short: say.Text("Never give out the numbers of a pattern"), MinArgs: 1, MaxArgs: 1, Admin: true, Chat: true, Shell: true, Slow: true, run: forbid,
		Long: "PATTERN is one number (+41446681000), a run (+41446681000-+41446681009), or a shape with ? for one digit and * for any number of them (+41446681?00). Without a plus it is compared with what follows the country's calling code (*911, 112). Free numbers are blocked at once; numbers in use are reported and stay.",
		Flags: func(f *pflag.FlagSet) {
			countryFlag(f)
			f.String("reason", "", "why")
		},
		Example: `forbidden add "*911" --country US --reason "misdialled emergencies"`,
	},
	{Word: "forbidden remove", Args: "PATTERN", Short: say.Text("Give out the numbers of a pattern again"), MinArgs: 1, MaxArgs: 1, Admin: true, Chat: true, Shell: true, Slow: true, run: allow, Flags: countryFlag, Example: `forbidden remove "*911" --country US`},
}

func listForbidden(d *Desk, ctx context.Context, c *Call) (Answer, error) {
	answer := Answer{Title: say.Text("Never given out"), Next: say.Text("Type forbidden add and a pattern to add one."),
		Table: card.Table{Columns: []card.Column{{Title: say.Text("Pattern")}, {Title: say.Text("Country")}, {Title: say.Text("Reason")}}}}
	list := []inventory.Forbidden{}
	err := d.db.View(ctx, func(tx store.Tx) error {
		all, err := store.Forbidden(tx)
		list = append(list, all...)
		return err
	})
	shown := list
	if !c.Who.Shell && len(list) > shownInChat {
		shown = list[:shownInChat]
		answer.More = say.Text("The first %d of %d are shown; the command line shows all.", shownInChat, len(list))
	}
	for _, f := range shown {
		answer.Table.Rows = append(answer.Table.Rows, []say.Sentence{say.Words(string(f.Pattern)), say.Words(f.Country), say.Text("%.80s", f.Why)})
	}
	if len(list) == 0 {
		answer.Lines = []say.Sentence{say.Text("There are none.")}
	}
	answer.JSON = list
	return answer, err
}

// forbidding is what was typed after forbidden add or remove.
func (d *Desk) forbidding(c *Call) (inventory.Forbidden, error) {
	pattern, err := inventory.ParsePattern(c.Args[0], cmp.Or(c.flag("country"), d.o.DefaultCountry))
	f := inventory.Forbidden{Pattern: pattern, Country: strings.ToUpper(c.flag("country")), Why: strings.TrimSpace(c.flag("reason"))}
	if err == nil && f.Country != "" && !phone.Country(f.Country) {
		err = problem.New(problem.Invalid, "%.10q is no country such as CH.", f.Country)
	}
	return f, err
}

func forbid(d *Desk, ctx context.Context, c *Call) (Answer, error) {
	f, err := d.forbidding(c)
	if err != nil {
		return Answer{}, err
	}
	return d.change(ctx, c, func(w *work) (Answer, error) {
		if err := store.PutForbidden(w.tx, f); err != nil {
			return Answer{}, err
		}
		w.journal = new(store.Journal)
		blocked, used, kept := 0, []inventory.Number{}, []inventory.Number{}
		err := store.EachBeginning(w.tx, f.Pattern.Prefix(), f.Pattern.May, func(n inventory.Number) error {
			switch {
			case n.Forbidden != "" || !f.Covers(n.Phone, n.Country):
				return nil
			case n.State == inventory.Available:
				blocked++
			case n.State.InUse():
				used = append(used, n)
			case n.State != inventory.Blocked:
				kept = append(kept, n)
			}
			return w.forbidBy(n, f.Pattern, "admin command")
		})
		if err != nil {
			return Answer{}, err
		}
		return w.forbade(c, f, blocked, used, kept), store.Record(w.tx, store.Entry{Actor: w.by, What: "forbidden.add", Detail: map[string]string{"pattern": string(f.Pattern), "country": f.Country}}, store.Personal{"reason": f.Why}, w.now)
	})
}

// forbade says what came of a new pattern: what is blocked, and what cannot be yet because somebody has it or because it
// is held, reserved or resting.
func (w *work) forbade(c *Call, f inventory.Forbidden, blocked int, used, kept []inventory.Number) Answer {
	answer := Answer{Title: say.Text("Forbidden"), Tone: card.Good, Lines: []say.Sentence{say.Count(blocked, "%d free number is blocked.", "%d free numbers are blocked.")}}
	if len(used) > 0 {
		answer.Lines = append(answer.Lines, say.Count(len(used), "%d number is in use and stays so. It is blocked when it comes free.", "%d numbers are in use and stay so. They are blocked when they come free."))
	}
	if len(kept) > 0 {
		answer.Lines = append(answer.Lines, say.Count(len(kept), "%d number is kept for now, as the list says. It is blocked when it comes free.", "%d numbers are kept for now, as the list says. They are blocked when they come free."))
	}
	var holding []say.Sentence
	for _, n := range kept {
		if n.State == inventory.Held {
			holding = append(holding, say.Words(n.Request))
		}
	}
	if n := len(holding); n > 0 {
		answer.Lines = append(answer.Lines, say.Count(n, "%d request holds one of them and may still get it: %s. Type requests cancel and its name to prevent that.",
			"%d requests hold some of them and may still get them: %s. Type requests cancel and a name to prevent that.", say.List(", ", holding[:min(n, shownInChat)]...)))
	}
	all := slices.Concat(used, kept)
	if len(all) > 0 {
		shown := all
		if answer.Tone = card.Warning; !c.Who.Shell && len(all) > shownInChat {
			shown = all[:shownInChat]
			answer.More = say.Text("The first %d of %d are shown; the command line shows all.", shownInChat, len(all))
		}
		answer.Table = w.numberTable(shown)
	}
	answer.JSON = map[string]any{"pattern": f.Pattern, "blocked": blocked, "inUse": listings(used), "kept": listings(kept)}
	return answer
}

func listings(numbers []inventory.Number) []listed {
	list := make([]listed, 0, len(numbers))
	for _, n := range numbers {
		list = append(list, listing(n))
	}
	return list
}

func allow(d *Desk, ctx context.Context, c *Call) (Answer, error) {
	f, err := d.forbidding(c)
	if err != nil {
		return Answer{}, err
	}
	return d.change(ctx, c, func(w *work) (Answer, error) {
		found, err := store.DropForbidden(w.tx, f)
		if err != nil {
			return Answer{}, err
		}
		if !found {
			return Answer{}, problem.New(problem.NotFound, "The pattern %s is not forbidden. Type forbidden to see those that are.", f.Pattern)
		}
		others, err := store.Forbidden(w.tx)
		if err != nil {
			return Answer{}, err
		}
		w.journal = new(store.Journal)
		free := 0
		err = store.EachBeginning(w.tx, f.Pattern.Prefix(), f.Pattern.May, func(n inventory.Number) error {
			if n.Forbidden != f.Pattern {
				return nil
			}
			by := inventory.ForbiddenBy(n.Phone, n.Country, others)
			switch {
			case by == f.Pattern: // for all countries, or for another one
				return nil
			case by == "" && n.BlockedBy(f.Pattern):
				free++
			}
			return w.forbidBy(n, by, "admin command")
		})
		if err != nil {
			return Answer{}, err
		}
		return Answer{Title: say.Text("No longer forbidden"), Tone: card.Good, JSON: map[string]any{"pattern": f.Pattern, "freed": free},
				Lines: []say.Sentence{say.Count(free, "%d number is free again.", "%d numbers are free again.")}},
			store.Record(w.tx, store.Entry{Actor: w.by, What: "forbidden.remove", Detail: map[string]string{"pattern": string(f.Pattern), "country": f.Country}}, nil, w.now)
	})
}

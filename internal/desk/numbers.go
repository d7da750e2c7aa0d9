package desk

import (
	"cmp"
	"context"
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
		Long: "Shows each number with its state and holder. Unless --all or a state is given, free numbers are only counted; --output json has all.",
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
		Long:    "Your command is the approval. PERSON is a user principal name or an object id; next takes the lowest free number that serves the person. A resource account, such as a call queue's, gets numbers for services alone (services.assign_through_graph; without it you are told what to run in Teams PowerShell). Somebody who has a number keeps it unless you say --swap: then the new one is checked first, the old one is taken, and it comes back when the new one fails.",
		Flags:   func(f *pflag.FlagSet) { f.Bool("swap", false, "change the number of somebody who has one") },
		Example: "assign next adele@contoso.com",
	},
	releaseCommand,
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
			holder = serviceNamed(tx, n.Holder).Or(say.Text("a service"))
		case n.Holder != "":
			holder = nameOf(tx, n.Holder)
		case n.For+string(n.ForPerson) != "":
			holder = reservedFor(tx, n)
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

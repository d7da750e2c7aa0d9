package desk

import (
	"context"
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
			f.Bool("all", false, "list free numbers too")
		},
		Example: "numbers --state resting",
	},
	{Word: "ranges", Short: say.Text("See the number ranges and what is free"), Admin: true, Chat: true, Shell: true, run: listRanges},
	{
		Word: "ranges add", Short: say.Text("Add a range and its numbers"), Admin: true, Chat: true, Shell: true, run: addRange,
		Long: "Makes a range and its numbers in one step. The range serves people whose city or office is its site and whose usage location is its country. Overlap with another range is refused.",
		Flags: func(f *pflag.FlagSet) {
			f.String("name", "", "short name, such as zurich")
			f.String("country", "", "two capital letters, such as CH")
			f.String("site", "", "city or office it serves, such as Zurich")
			f.String("first", "", "first number, such as +41446681000")
			f.String("last", "", "last number")
			f.String("type", string(inventory.DirectRouting), "directRouting, callingPlan or operatorConnect")
			f.Int("rest-days", -1, "days a number rests after use; -1 takes the configured ones")
		},
		Example: "ranges add --name zurich --country CH --site Zurich --first +41446681000 --last +41446681999",
	},
	{
		Word: "import", Args: "FILE", Short: say.Text("Import numbers and ranges from a CSV file"), MaxArgs: 1, Admin: true, Shell: true, run: importFile,
		Long: "Reads a CSV file, or standard input for -, with a header row: number, or first and last for a range; further country, site, type, range, state (available, reserved, blocked), for, until, reason. All lines are imported or none; a second import of the same file changes nothing.",
		Flags: func(f *pflag.FlagSet) {
			f.Bool("dry-run", false, "only say what would happen")
		},
		Example: "import numbers.csv",
	},
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
}

func listing(n inventory.Number) listed {
	return listed{n.Phone, n.State, n.Range, n.Site, n.Country, n.Type, n.Holder, n.Until, n.Why.String(), n.Request}
}

// unreadable refuses what is no number. The sentence alone says it: a cause is logged, and this one names it.
func unreadable(err error) error { return problem.New(problem.Invalid, "%v.", err) }

// shownInChat is how many rows a card lists.
const shownInChat = 20

func listNumbers(d *Desk, ctx context.Context, c *Call) (Answer, error) {
	var only phone.Number
	if len(c.Args) == 1 {
		n, err := phone.Parse(c.Args[0], d.o.DefaultCountry)
		if err != nil {
			return Answer{}, unreadable(err)
		}
		only = n
	}
	state, rangeName, site := c.flag("state"), c.flag("range"), c.flag("site")
	if state != "" && !slices.ContainsFunc(inventory.Lifecycle.States(), func(s inventory.State) bool { return strings.EqualFold(string(s), state) }) {
		return Answer{}, problem.New(problem.Invalid, "%.30q is no state. States are %s.", state, statesText())
	}
	all := c.flag("all") == "true" || state != "" || only != ""
	list, counts, total := []listed{}, map[inventory.State]int{}, 0
	var shown []inventory.Number
	err := store.EachNumber(ctx, d.db, func(n inventory.Number) error {
		switch {
		case only != "" && n.Phone != only && n.Phone.Base() != only:
			return nil
		case state != "" && !strings.EqualFold(string(n.State), state), rangeName != "" && n.Range != rangeName, site != "" && !strings.EqualFold(n.Site, site):
			return nil
		}
		total++
		counts[n.State]++
		if c.Who.Shell {
			list = append(list, listing(n))
		}
		if all || n.State != inventory.Available {
			if c.Who.Shell || len(shown) < shownInChat {
				shown = append(shown, n)
			}
		}
		return nil
	})
	if err != nil {
		return Answer{}, err
	}
	answer := Answer{Title: say.Text("Numbers"), JSON: list, Table: card.Table{Columns: []card.Column{{Title: say.Text("Number")}, {Title: say.Text("State")}, {Title: say.Text("Holder")}, {Title: say.Text("Range")}}}}
	answer.Lines = append(answer.Lines, say.Text("%s: %s.", say.Count(total, "%d number", "%d numbers"), countsText(counts)))
	err = d.db.View(ctx, func(tx store.Tx) error {
		for _, n := range shown {
			holder := say.Sentence{}
			switch {
			case n.Service:
				holder = say.Text("a service")
			case n.Holder != "":
				holder = nameOf(tx, n.Holder)
			}
			answer.Table.Rows = append(answer.Table.Rows, []say.Sentence{say.Words(n.Phone.Display()), stateText(n), holder, say.Words(n.Range)})
		}
		return nil
	})
	if !c.Who.Shell && total-counts[inventory.Available] > len(shown) && !all || all && !c.Who.Shell && total > len(shown) {
		answer.More = say.Text("The first %d are shown. Narrow it with --state, --range or --site.", len(shown))
	}
	answer.Next = say.Text("Type why and a number to see what happened to it.")
	return answer, err
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

package desk

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/spf13/pflag"

	"github.com/numberdesk/numberdesk/internal/card"
	"github.com/numberdesk/numberdesk/internal/inventory"
	"github.com/numberdesk/numberdesk/internal/person"
	"github.com/numberdesk/numberdesk/internal/phone"
	"github.com/numberdesk/numberdesk/internal/problem"
	"github.com/numberdesk/numberdesk/internal/request"
	"github.com/numberdesk/numberdesk/internal/store"
)

// numberCommands are an admin's commands about the inventory.
var numberCommands = []Command{
	{
		Word: "numbers", Args: "[NUMBER]", Short: "See the inventory", MaxArgs: 1, Admin: true, Chat: true, Shell: true, run: listNumbers,
		Long: "Shows each number with its state and holder. In chat, and unless --all is given, free numbers are only counted.",
		Flags: func(f *pflag.FlagSet) {
			f.String("state", "", "only numbers in this state, such as available, held, assigned, parked, resting")
			f.String("range", "", "only numbers of this range")
			f.String("site", "", "only numbers of this site")
			f.Bool("all", false, "list free numbers too")
		},
		Example: "numbers --state resting",
	},
	{Word: "ranges", Short: "See the number ranges and what is free", Admin: true, Chat: true, Shell: true, run: listRanges},
	{
		Word: "ranges add", Short: "Add a range and its numbers", Admin: true, Chat: true, Shell: true, run: addRange,
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
		Word: "import", Args: "FILE", Short: "Import numbers and ranges from a CSV file", MaxArgs: 1, Admin: true, Shell: true, run: importFile,
		Long: "Reads a CSV file with a header row: number, or first and last for a range; further country, site, type, range, state (available, reserved, blocked), for, until, reason. All lines are imported or none; a second import of the same file changes nothing.",
		Flags: func(f *pflag.FlagSet) {
			f.Bool("dry-run", false, "only say what would happen")
		},
		Example: "import numbers.csv",
	},
	{
		Word: "assign", Args: "NUMBER|next PERSON", Short: "Give a number to somebody without a request", MinArgs: 2, MaxArgs: 2, Admin: true, Chat: true, Shell: true, run: assignWord,
		Long:    "Your command is the approval. PERSON is a user principal name or an object id; next takes the lowest free number that serves the person.",
		Example: "assign next adele@contoso.com",
	},
	{
		Word: "release", Args: "NUMBER", Short: "Take a number back and let it rest", MinArgs: 1, MaxArgs: 1, Admin: true, Chat: true, Shell: true, run: releaseWord,
		Example: "release +41446681000",
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
	return listed{n.Phone, n.State, n.Range, n.Site, n.Country, n.Type, n.Holder, n.Until, n.Why, n.Request}
}

// shownInChat is how many rows a card lists.
const shownInChat = 20

func listNumbers(d *Desk, ctx context.Context, c *Call) (Answer, error) {
	var only phone.Number
	if len(c.Args) == 1 {
		n, err := phone.Parse(c.Args[0], d.o.DefaultCountry)
		if err != nil {
			return Answer{}, problem.Wrap(err, problem.Invalid, "%v.", err)
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
	answer := Answer{Title: "Numbers", JSON: list, Table: card.Table{Columns: []card.Column{{Title: "Number"}, {Title: "State"}, {Title: "Holder"}, {Title: "Range"}}}}
	answer.Lines = append(answer.Lines, card.Text("%s: %s.", count(total, "number", "numbers"), countsText(counts)))
	err = d.db.View(ctx, func(tx store.Tx) error {
		for _, n := range shown {
			holder := card.Trusted("")
			switch {
			case n.Service:
				holder = "a service"
			case n.Holder != "":
				holder = nameOf(tx, n.Holder)
			}
			answer.Table.Rows = append(answer.Table.Rows, []card.Trusted{card.Escape(n.Phone.Display()), stateText(n), holder, card.Escape(n.Range)})
		}
		return nil
	})
	if !c.Who.Shell && total-counts[inventory.Available] > len(shown) && !all || all && !c.Who.Shell && total > len(shown) {
		answer.More = card.Text("The first %d are shown. Narrow it with --state, --range or --site.", len(shown))
	}
	answer.Next = "Type why and a number to see what happened to it."
	return answer, err
}

// stateText is the state in a table cell, with its end when it has one.
func stateText(n inventory.Number) card.Trusted {
	text := card.Escape(string(n.State))
	if !n.Until.IsZero() {
		text += " until " + card.Date(n.Until)
	}
	return text
}

func statesText() string {
	var words []string
	for _, s := range inventory.Lifecycle.States() {
		words = append(words, string(s))
	}
	return strings.Join(words, ", ")
}

func countsText(counts map[inventory.State]int) string {
	var parts []string
	for _, s := range inventory.Lifecycle.States() {
		if counts[s] > 0 {
			parts = append(parts, fmt.Sprintf("%d %s", counts[s], s))
		}
	}
	if parts == nil {
		return "none"
	}
	return strings.Join(parts, ", ")
}

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
	answer := Answer{Title: "Ranges", Next: "Type numbers --range and a name to see one.",
		Table: card.Table{Columns: []card.Column{{Title: "Range"}, {Title: "Site"}, {Title: "Free"}, {Title: "Numbers"}}}}
	for _, r := range ranges {
		total := 0
		for _, n := range counts[r.Name] {
			total += n
		}
		list = append(list, listedRange{r, total, counts[r.Name]})
		first := card.Escape(r.First.Display())
		if r.First == "" {
			first = "single numbers"
		}
		answer.Table.Rows = append(answer.Table.Rows, []card.Trusted{
			card.Escape(r.Name), card.Text("%s, %s", r.Site, r.Country), card.Text("%d of %d", counts[r.Name][inventory.Available], total), first,
		})
	}
	if len(ranges) == 0 {
		answer.Lines = []card.Trusted{"There are no ranges yet."}
		answer.Next = "Add one with ranges add, or import a file on the command line."
	}
	answer.JSON = list
	return answer, err
}

func addRange(d *Desk, ctx context.Context, c *Call) (Answer, error) {
	r := inventory.Range{
		Name: c.flag("name"), Country: strings.ToUpper(c.flag("country")), Site: c.flag("site"),
		First: phone.Number(c.flag("first")), Last: phone.Number(c.flag("last")), Type: inventory.Type(c.flag("type")),
	}
	for _, n := range []*phone.Number{&r.First, &r.Last} {
		parsed, err := phone.Parse(string(*n), r.Country)
		if err != nil {
			return Answer{}, problem.Wrap(err, problem.Invalid, "%v.", err)
		}
		*n = parsed
	}
	if _, err := fmt.Sscan(c.flag("rest-days"), &r.RestDays); err != nil || r.RestDays < 0 {
		r.RestDays = d.o.RestDays
	}
	return d.change(ctx, c, func(w *work) (Answer, error) {
		if err := w.addRange(r); err != nil {
			return Answer{}, err
		}
		return Answer{
			Title: "Range added", Tone: card.Good, JSON: r,
			Lines: []card.Trusted{card.Text("Range %s has %s for %s, %s.", r.Name, count(r.Numbers().Size(), "number", "numbers"), r.Site, r.Country)},
			Next:  "Type ranges to see all, or sync to find out which are in use.",
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
	return store.Record(w.tx, store.Entry{Actor: w.by, What: "range.add", Detail: map[string]string{
		"name": r.Name, "first": string(r.First), "last": string(r.Last), "site": r.Site, "country": r.Country,
	}}, nil, w.now)
}

// assignWord gives a number by an admin's command, which is its approval.
func assignWord(d *Desk, ctx context.Context, c *Call) (Answer, error) {
	if d.o.Observe {
		return Answer{}, problem.New(problem.Conflict, "The desk only observes: nothing is changed in Teams. Set mode to manage to assign numbers.")
	}
	p, err := d.dir.Person(ctx, person.ID(c.Args[1]))
	if err != nil {
		return Answer{}, err
	}
	held, err := d.tel.AssignmentsOf(ctx, p.ID)
	if err != nil {
		return Answer{}, err
	}
	return d.change(ctx, c, func(w *work) (Answer, error) {
		open, has, err := standingOf(w.tx, p.ID)
		for _, a := range held {
			has = a.Phone
		}
		switch {
		case err != nil:
			return Answer{}, err
		case open != "":
			return Answer{}, problem.New(problem.Conflict, "%s has an open request, %s. Decide or cancel that one.", p.Name, open)
		case has != "":
			return Answer{}, problem.New(problem.Conflict, "%s already has %s. Release it first.", p.Name, has.Display())
		case p.PhoneLicence() != person.Licensed:
			return Answer{}, problem.New(problem.Conflict, "%s has no Teams Phone licence, so Teams would refuse. Assign one first.", p.Name)
		}
		n, scope, err := w.orderable(d.o.DefaultCountry, c.Args[0], p)
		if err != nil {
			return Answer{}, err
		}
		if err := w.remember(p); err != nil {
			return Answer{}, err
		}
		id, err := store.NewRequestID(w.tx)
		if err != nil {
			return Answer{}, err
		}
		r := request.Request{
			ID: id, Kind: request.New, For: p.ID, By: c.Who.ID, Number: n.Phone, Site: n.Site, Ranges: inventory.Names(scope.Ranges),
			Decision: &request.Decision{By: c.Who.ID, Approved: true, At: w.now, Rule: "a telephony admin"},
		}
		if r, err = w.moveRequest(r, request.Order, "admin command", nil); err != nil {
			return Answer{}, err
		}
		return Answer{
			Title: "Assigning", Tone: card.Accent, JSON: map[string]any{"request": r.ID, "number": n.Phone, "holder": p.ID},
			Lines: []card.Trusted{card.Text("%s goes to %s as request %s. Teams needs a moment.", n.Phone.Display(), p.Name, r.ID)},
			Next:  card.Text("Type why %s to see how it goes.", n.Phone),
		}, nil
	})
}

// orderable is the number an admin named, or the lowest free one that serves the person.
func (w *work) orderable(country, word string, p *person.Person) (inventory.Number, inventory.Scope, error) {
	ranges, err := store.Ranges(w.tx)
	if err != nil {
		return inventory.Number{}, inventory.Scope{}, err
	}
	scope := inventory.ScopeOf(p, ranges)
	var wanted phone.Number
	if strings.EqualFold(word, "next") {
		free, err := freeIn(w.tx, scope.Ranges, 1)
		if err != nil {
			return inventory.Number{}, scope, err
		}
		if len(free) == 0 {
			return inventory.Number{}, scope, problem.New(problem.NotFound, "No free number serves %s (%s).", p.Name, scope.Why)
		}
		wanted = free[0]
	} else if wanted, err = phone.Parse(word, country); err != nil {
		return inventory.Number{}, scope, problem.Wrap(err, problem.Invalid, "%v.", err)
	}
	n, err := store.Number(w.tx, wanted)
	if err == nil && n.State != inventory.Available {
		err = problem.New(problem.Conflict, "%s is %s, so it cannot be assigned. Type why %s for the reason.", n.Phone.Display(), n.State.Words(), n.Phone)
	}
	return n, scope, err
}

// releaseWord takes a number from its holder.
func releaseWord(d *Desk, ctx context.Context, c *Call) (Answer, error) {
	if d.o.Observe {
		return Answer{}, problem.New(problem.Conflict, "The desk only observes: nothing is changed in Teams. Set mode to manage to release numbers.")
	}
	number, err := phone.Parse(c.Args[0], d.o.DefaultCountry)
	if err != nil {
		return Answer{}, problem.Wrap(err, problem.Invalid, "%v.", err)
	}
	return d.change(ctx, c, func(w *work) (Answer, error) {
		n, err := store.Number(w.tx, number)
		if err != nil {
			return Answer{}, err
		}
		if n.State != inventory.Assigned && n.State != inventory.Parked && n.State != inventory.ReleaseRefused {
			return Answer{}, problem.New(problem.Conflict, "%s is %s: there is nobody to take it from.", n.Phone.Display(), n.State.Words())
		}
		whose := nameOf(w.tx, n.Holder)
		if err := w.release(n, "admin command"); err != nil {
			return Answer{}, err
		}
		return Answer{
			Title: "Releasing", Tone: card.Accent, JSON: map[string]any{"number": n.Phone, "state": inventory.Releasing},
			Lines: []card.Trusted{card.Text("%s is taken from %s and then rests.", n.Phone.Display(), whose)},
			Next:  card.Text("Type why %s to see how it goes.", n.Phone),
		}, nil
	})
}

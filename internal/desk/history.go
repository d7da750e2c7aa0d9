package desk

import (
	"context"
	"strings"
	"time"

	"github.com/spf13/pflag"

	"github.com/numberdesk/numberdesk/internal/card"
	"github.com/numberdesk/numberdesk/internal/inventory"
	"github.com/numberdesk/numberdesk/internal/person"
	"github.com/numberdesk/numberdesk/internal/phone"
	"github.com/numberdesk/numberdesk/internal/problem"
	"github.com/numberdesk/numberdesk/internal/request"
	"github.com/numberdesk/numberdesk/internal/say"
	"github.com/numberdesk/numberdesk/internal/store"
)

// auditCommands read the audit.
var auditCommands = []Command{
	{
		Word: "audit", Slow: true, Short: say.Text("See who did what, when and why"), Admin: true, Chat: true, Shell: true, run: auditWord,
		Long: "Lists the newest entries, of one number, person or request if one is named. --before goes on where a list ended.",
		Flags: func(f *pflag.FlagSet) {
			f.String("number", "", "only entries about this number")
			f.String("person", "", "only entries about this person: a user principal name or an object id")
			f.String("request", "", "only entries about this request")
			f.String("since", "", "only entries since a day such as 2026-03-31, or a time such as 2026-03-31T18:00:00Z")
			pageFlags(f)
		},
		Example: "audit --number +41446681000 --since 2026-01-01",
	},
	{
		Word: "audit verify", Short: say.Text("Prove that no entry of the audit was changed"), Admin: true, Chat: true, Shell: true, run: verifyWord,
		Long: "Computes the chain of all sealed entries anew, and the digests of the personal fields beside them. A changed, missing or inserted line ends with 1.",
	},
}

// pageFlags say which part of a history is wanted.
func pageFlags(f *pflag.FlagSet) {
	f.String("before", "", "only entries before a day, a time, or the id of an entry, as the end of a list names it")
	f.Bool("all", false, "all entries, on the command line")
}

// How many entries a history shows: on a card, and on the command line unless all are asked for.
const (
	historyShown  = 12
	historyPrints = 50
)

// page is the part of a history that a call asks for.
func (c *Call) page(what, name string) (p store.Page, err error) {
	p = store.Page{What: what, Name: name, Limit: historyShown}
	if c.Who.Shell {
		p.Limit = historyPrints
	}
	if text := c.flag("since"); text != "" {
		if p.Since, err = moment(text); err != nil {
			return p, err
		}
	}
	switch text := c.flag("before"); {
	case text == "":
	case entryID(text):
		p.Before = text
	default:
		at, err := moment(text)
		if err != nil {
			return p, err
		}
		p.Before = store.EntriesAt(at)
	}
	return p, nil
}

// entryID reports whether a word can name an entry of the audit.
func entryID(word string) bool {
	return len(word) == 24 && strings.Trim(word, "0123456789abcdef") == ""
}

// moment reads a day, which begins in UTC, or a time.
func moment(text string) (time.Time, error) {
	for _, layout := range []string{time.DateOnly, time.RFC3339} {
		if at, err := time.Parse(layout, text); err == nil && at.Year() >= 1970 && at.Year() < 2200 {
			return at, nil
		}
	}
	return time.Time{}, problem.New(problem.Invalid, "%.40q is no day such as 2026-03-31 and no time such as 2026-03-31T18:00:00Z.", text)
}

// told is an entry of the audit as --output json prints it.
type told struct {
	store.Line
	// Approver decided the request that the entry follows from; ApprovedBy says it when nobody clicked.
	Approver   person.ID `json:"approver,omitempty"`
	ApprovedBy string    `json:"approvedBy,omitempty"`
}

// history puts a page of what happened under an answer, newest first, and returns it for JSON. With --all it reads on
// until there is no more, page by page, so that nobody waits for it.
func (d *Desk) history(ctx context.Context, c *Call, a *Answer, p store.Page) ([]told, error) {
	a.Table = card.Table{Columns: columns(c.Who.Shell, p.What)}
	list := []told{}
	all := c.Who.Shell && c.flag("all") == "true"
	if all {
		p.Limit = 1000
	}
	for more := true; more; {
		var rows [][]say.Sentence
		var page []told
		err := d.db.View(ctx, func(tx store.Tx) error {
			rows, page = nil, nil
			lines, older, err := store.History(tx, p)
			if err != nil {
				return err
			}
			more = older
			for _, line := range lines {
				t, approver := approvedEntry(tx, line)
				page = append(page, t)
				rows = append(rows, row(tx, c.Who.Shell, p.What, line, approver))
			}
			return nil
		})
		if err != nil {
			return nil, err
		}
		list, a.Table.Rows = append(list, page...), append(a.Table.Rows, rows...)
		if len(page) > 0 {
			p.Before = page[len(page)-1].ID
		}
		if !all {
			if more {
				a.More = say.Text("The newest %d entries are shown. Older ones: %s", len(page), older(p))
			}
			break
		}
	}
	return list, nil
}

// older is the command that shows what came before a page.
func older(p store.Page) string {
	words := []string{"audit"}
	if p.What != "" {
		words = append(words, "--"+p.What, p.Name)
	}
	return strings.Join(append(words, "--before", p.Before), " ")
}

// columns are those of a history. A card has room for the first few.
func columns(wide bool, what string) []card.Column {
	all := []card.Column{{Title: say.Text("When")}, {Title: say.Text("What")}, {Title: say.Text("Who")}}
	if !wide {
		return all
	}
	if what != "number" {
		all = append(all, card.Column{Title: say.Text("Number")})
	}
	if what != "person" {
		all = append(all, card.Column{Title: say.Text("For")})
	}
	return append(all, card.Column{Title: say.Text("Request")}, card.Column{Title: say.Text("Approved by")}, card.Column{Title: say.Text("Cause")})
}

// row is an entry in a history of something.
func row(tx store.Tx, wide bool, what string, line store.Line, approver say.Sentence) []say.Sentence {
	e := line.Entry
	who := say.Words("numberdesk")
	switch e.Actor.Kind {
	case store.ByPerson:
		who = voter(tx, person.ID(e.Actor.ID), person.ID(e.Detail[detailFor]))
	case store.ByCommand:
		who = say.Text("command line")
	}
	whom := say.Sentence{}
	if e.Person != "" {
		whom = nameOf(tx, e.Person)
	}
	if !wide {
		said := passedTo(tx, e, happenedTo(e, what, whom))
		if kept := keptTold(line); !kept.IsZero() {
			said = say.Text("%s (%s)", said, kept)
		}
		return []say.Sentence{say.Stamp(e.At), said, who}
	}
	said := passedTo(tx, e, happened(e))
	if about := concerned(e, true); !about.IsZero() {
		said = say.Text("%s: %s", said, about)
	}
	cells := []say.Sentence{say.Stamp(e.At), said, who}
	if what != "number" {
		cells = append(cells, say.Words(e.Number.Display()))
	}
	if what != "person" {
		cells = append(cells, whom)
	}
	return append(cells, say.Words(string(e.Request)), approver, say.List("; ", say.Words(e.Cause), keptTold(line)))
}

// happenedTo is what happened, with whom or what it concerns where the history is of something else.
func happenedTo(e store.Entry, what string, whom say.Sentence) say.Sentence {
	said := happened(e)
	about := concerned(e, false)
	switch ofNumber := strings.HasPrefix(e.What, "number."); {
	case !about.IsZero():
		return say.Text("%s: %s", said, about)
	case what == "number" && ofNumber && !whom.IsZero():
		return say.Text("%s: %s", said, whom)
	case what == "person" && ofNumber, what == "" && e.Number != "":
		return say.Text("%s: %s", said, e.Number.Display())
	case what == "" && !whom.IsZero():
		return say.Text("%s: %s", said, whom)
	}
	return said
}

// approvedEntry is an entry with who approved what it follows from: of a number that was given to somebody.
func approvedEntry(tx store.Tx, line store.Line) (told, say.Sentence) {
	t := told{Line: line}
	switch line.What {
	case "number." + string(inventory.Assign), "number." + string(inventory.Confirm):
	default:
		return t, say.Sentence{}
	}
	r, err := store.Request(tx, line.Request)
	if err != nil || r.Decision == nil || !r.Decision.Approved {
		return t, say.Sentence{} // adopted from Teams: nobody approved it here
	}
	t.Approver, t.ApprovedBy = r.Decision.By, r.Decision.Rule.String()
	if r.Decision.By == "" {
		return t, r.Decision.Rule
	}
	return t, voter(tx, r.Decision.By, r.Decision.For)
}

// whatHappened are the entries that are no move of a number or a request.
var whatHappened = map[string]say.Sentence{
	"message.undelivered": say.Text("A message could not be delivered"),
	"request.delay":       say.Text("Request waits for Microsoft"),
	"request.reroute":     say.Text("An approver could not be reached"),
	"request.route":       say.Text("Request put to those who decide"),
	"request.delegate":    say.Text("Request put to a delegate"),
	"request.hand":        say.Text("Request handed to somebody else"),
	"delegation.begin":    say.Text("Somebody stands in"),
	"delegation.end":      say.Text("Nobody stands in any more"),
	"request.remind":      say.Text("Those who decide were reminded"),
	"request.escalate":    say.Text("Nobody decided in time"),
	"request.away":        say.Text("Those who decide are away"),
	"request.putBack":     say.Text("The new number failed; the old one is put back"),
	"number.import":       say.Text("Number imported"),
	"number.remove":       say.Text("Number taken out of the inventory"),
	"range.add":           say.Text("Range added"),
	"range.set":           say.Text("Range changed"),
	"range.remove":        say.Text("Range removed"),
	"forbidden.add":       say.Text("Pattern forbidden"),
	"forbidden.remove":    say.Text("Pattern no longer forbidden"),
	"inventory.import":    say.Text("Spreadsheet imported"),
	"inventory.describe":  say.Text("Described anew by a spreadsheet"),
	"inventory.export":    say.Text("Inventory exported"),
	"phone.written":       say.Text("Business phone written"),
	"phone.kept":          say.Text("Business phone not written"),
	"policy.granted":      say.Text("Policy granted"),
	"policy.open":         say.Text("Policy not granted"),
	"voice.off":           say.Text("Calling found switched off"),
	"voice.on":            say.Text("Calling found switched on again"),
	"store.backup":        say.Text("Backup made"),
	"store.restore":       say.Text("Restored from a backup"),
}

// happened says an audit entry in words.
func happened(e store.Entry) say.Sentence {
	subject, event, _ := strings.Cut(e.What, ".")
	switch said, known := whatHappened[e.What]; {
	case known:
		return said
	case event == "refused":
		return say.Text("A try was refused")
	case subject == "number":
		words := inventory.Event(event).Words()
		if event == string(inventory.Assign) {
			words = inventory.Assigning.Words()
		}
		return say.Text("Number %s", words.Or(say.Words(event)))
	case subject == "request":
		return say.Text("Request %s", request.Event(event).Words().Or(say.Words(event)))
	}
	return say.Words(subject + " " + event)
}

// auditWord lists entries of the audit.
func auditWord(d *Desk, ctx context.Context, c *Call) (Answer, error) {
	what, name := "", ""
	for _, flag := range []string{"number", "person", "request"} {
		value := strings.TrimSpace(c.flag(flag))
		switch {
		case value == "":
			continue
		case what != "":
			return Answer{}, problem.New(problem.Invalid, "Name a number, a person or a request, and one of them alone.")
		}
		what, name = flag, value
	}
	switch {
	case what == "number":
		n, err := phone.Parse(name, d.o.DefaultCountry)
		if err != nil {
			return Answer{}, unreadable(err)
		}
		name = string(n)
	case what == "request":
		name = string(requestID(name))
	case what == "person" && strings.Contains(name, "@"):
		p, err := d.dir.Person(ctx, person.ID(name))
		if err != nil {
			return Answer{}, err
		}
		name = string(p.ID)
	case what == "person":
		name = strings.ToLower(name)
	}
	page, err := c.page(what, name)
	if err != nil {
		return Answer{}, err
	}
	answer := Answer{Title: say.Text("Audit"), Next: say.Text("Type why and a number, a person or a request for how it stands now.")}
	list, err := d.history(ctx, c, &answer, page)
	answer.JSON = list
	if len(list) == 0 {
		answer.Lines = []say.Sentence{say.Text("There is no such entry.")}
	}
	return answer, err
}

// verifyWord proves the audit.
func verifyWord(d *Desk, ctx context.Context, _ *Call) (Answer, error) {
	sealed, open, err := store.VerifyInPieces(ctx, d.db)
	if problem.KindOf(err) == problem.Conflict {
		return Answer{
			Title: say.Text("The audit was changed"), Tone: card.Attention, Refused: true, Lines: []say.Sentence{problem.Say(err)},
			Next: say.Text("Compare it with a backup. Whoever can write the store's file can do this; nothing in numberdesk does."),
			JSON: map[string]any{"whole": false, "error": problem.Say(err).String()},
		}, nil
	}
	return Answer{
		Title: say.Text("The audit is whole"), Tone: card.Good, JSON: map[string]any{"whole": true, "sealed": sealed, "open": open},
		Lines: []say.Sentence{say.Count(sealed, "%d entry is sealed, and not changed since.", "%d entries are sealed, and none was changed since.").
			And(say.Count(open, "%d is about to be sealed.", "%d are about to be sealed."))},
	}, err
}

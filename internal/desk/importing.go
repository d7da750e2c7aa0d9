package desk

import (
	"context"
	"crypto/sha256"
	"fmt"
	"strings"
	"time"

	"github.com/spf13/pflag"

	"github.com/numberdesk/numberdesk/internal/card"
	"github.com/numberdesk/numberdesk/internal/person"
	"github.com/numberdesk/numberdesk/internal/problem"
	"github.com/numberdesk/numberdesk/internal/say"
	"github.com/numberdesk/numberdesk/internal/sheet"
	"github.com/numberdesk/numberdesk/internal/store"
)

var importCommand = Command{
	Word: "import", Args: "[FILE]", Short: say.Text("Import numbers and ranges from a spreadsheet"), MaxArgs: 1, Admin: true, Chat: true, Shell: true, Slow: true, run: importWord,
	Long: `Reads a spreadsheet, CSV or Excel (.xlsx), or standard input for -, with a header row. A line is about one number (the column
number) or a range (first and last; or range alone, for one of single numbers). Numbers are written as people do: +41 44 668 10 00,
0041…, (044) 668 10 00 with a country. Further columns: country, site, type (directRouting, callingPlan, operatorConnect), provider,
capability (user, service), location_id, state (available, reserved, blocked), for (a purpose, an address or an object id), until,
reason, tags (parted by commas), comment and range; of a range also rest_days, order, rule, strategy, low_stock, gold and
cost (what one of its numbers costs, in words).
German headers are read, too: Rufnummer, Land, Standort, Typ, Anbieter, Zustand, Für, Bis, Grund, Kommentar, Bereich.

Of a workbook the first visible sheet with a header is read; two with the same columns are refused. The header is the first line
with anything in it, and a merged cell is read in its first line alone.

An empty cell leaves what is there. available leaves a number as it is. assigned, resting and other states that Teams or time
gives, and the column holder, are there to be read: a new number is then taken for free until the next sync finds who has it.

All lines are imported, or none and every wrong line is named. The same file again changes nothing. With --dry-run the plan is
shown and kept for a day; --plan and its id then does exactly that, or nothing when the inventory has changed since.`,
	Flags: func(f *pflag.FlagSet) {
		f.Bool("dry-run", false, "only show what would happen, and keep it as a plan")
		f.String("plan", "", "do what the plan with this id says")
	},
	Example: "import numbers.csv",
}

func importWord(d *Desk, ctx context.Context, c *Call) (Answer, error) {
	if id := strings.TrimSpace(c.flag("plan")); id != "" {
		if len(c.Args) > 0 || c.flag("dry-run") == "true" {
			return Answer{}, problem.New(problem.Invalid, "A plan has its file already. Write it like this: import --plan %s", id)
		}
		opened, err := d.openPlan(ctx, id)
		if err != nil {
			return Answer{}, err
		}
		return d.change(ctx, c, func(w *work) (Answer, error) { return w.importPlan(ctx, opened) })
	}
	if !c.Who.Shell {
		return Answer{}, problem.New(problem.Invalid, "Drop a spreadsheet here, CSV or Excel (.xlsx), and I show what it would do. Type export to get one with the right columns.")
	}
	ahead, err := readAhead(ctx, c.Input)
	if err != nil {
		return Answer{}, err
	}
	people, err := d.peopleIn(ctx, ahead.table)
	if err != nil {
		return Answer{}, err
	}
	if c.flag("dry-run") == "true" {
		return d.planFile(ctx, c, "", ahead.table, people)
	}
	return d.change(ctx, c, func(w *work) (Answer, error) {
		table, err := ahead.take(ctx)
		if err != nil {
			return Answer{}, err
		}
		result, err := w.importTable(table, people, "import", "", ticker(ctx, "importing", len(table.Rows)))
		tellProgress(ctx, Progress{Doing: "saving"})
		return imported(result, err)
	})
}

// imported is the answer to an import that was done, or refused.
func imported(result plan, err error) (Answer, error) {
	switch {
	case err != nil:
		return Answer{}, err
	case result.Refused.count > 0:
		answer := result.answer()
		answer.Title, answer.Tone, answer.Refused = say.Text("Nothing was imported"), card.Attention, true
		answer.Lines = result.refusals()
		answer.Next = say.Text("Correct these lines and import the file again.")
		return answer, errUnchanged
	}
	answer := result.answer()
	answer.Title, answer.Tone = say.Text("Imported"), card.Good
	answer.Next = say.Text("Type ranges to see them, or sync to find out which are in use.")
	if result.nothing() {
		answer.Title, answer.Next = say.Text("Nothing to import"), say.Text("Everything in the file is in the inventory already.")
		return answer, errUnchanged
	}
	return answer, nil
}

// answer says what a plan does, without its refusals.
func (r plan) answer() Answer {
	var lines []say.Sentence
	if r.Numbers > 0 {
		lines = append(lines, say.Count(r.Numbers, "%d number added.", "%d numbers added."))
	}
	if n := r.Added.count; n > 0 {
		lines = append(lines, say.Count(n, "%d line adds something: %s.", "%d lines add something: %s.", r.Added.sentence()))
	}
	if n := r.Changed.count; n > 0 {
		lines = append(lines, say.Count(n, "%d line changes something: %s.", "%d lines change something: %s.", r.Changed.sentence()))
	}
	if n := r.Unchanged.count; n > 0 {
		lines = append(lines, say.Count(n, "%d line was already there.", "%d lines were already there."))
	}
	if r.InUse > 0 {
		lines = append(lines, say.Count(r.InUse, "%d line says that its number is in use. That is Teams' to say: sync finds out.", "%d lines say that their numbers are in use. That is Teams' to say: sync finds out."))
	}
	if r.Sheet != "" {
		lines = append(lines, onlySheet(r.Sheet))
	}
	json := map[string]any{
		"added": r.Numbers, "ranges": r.Ranges, "changed": r.Changed.count, "unchanged": r.Unchanged.count, "refused": r.Refused.count,
		"lines": map[string]any{"added": r.Added.listing(), "changed": r.Changed.listing(), "unchanged": r.Unchanged.listing(), "refused": r.Refused.listing()},
	}
	if len(r.Wrong) > 0 {
		json["added"], json["errors"] = 0, plain(r.Wrong)
	}
	return Answer{Lines: lines, JSON: json}
}

// refusals are the sentences about the lines that are wrong.
func (r plan) refusals() []say.Sentence {
	lines := r.Wrong
	if more := r.Refused.count - len(lines); more > 0 {
		lines = append(lines[:len(lines):len(lines)], say.Count(more, "%d more line is wrong.", "%d more lines are wrong."))
	}
	return lines
}

// planFile plans a file, shows the plan and, when nothing in it is refused, keeps it for a day.
func (d *Desk) planFile(ctx context.Context, c *Call, name string, table *sheet.Table, people map[string]person.ID) (Answer, error) {
	var result plan
	err := d.db.View(ctx, func(tx store.Tx) error {
		p, err := presentIn(tx, &d.o, people)
		if err != nil {
			return err
		}
		p.now = time.Now().UTC()
		pl, err := newPlanner(table, p)
		if err != nil {
			return err
		}
		result, err = pl.run(true, ticker(ctx, "planning", len(table.Rows)), func(step) error { return nil })
		return err
	})
	answer, err := imported(result, ignoreUnchanged(err))
	if err = ignoreUnchanged(err); err != nil {
		return Answer{}, err
	}
	if result.Refused.count > 0 {
		if !c.Who.Shell {
			answer.Card = result.card("", name, answer)
		}
		return answer, nil
	}
	sum := sha256.Sum256(fmt.Append(nil, result.Digest, sha256.Sum256(c.Input)))
	id := fmt.Sprintf("%x", sum[:5])
	if !result.nothing() {
		answer.Title = say.Text("Would be imported")
		answer.Next = say.Text("Nothing is changed yet. Type import --plan %s to do it.", id)
	}
	answer.JSON.(map[string]any)["plan"] = id
	if !c.Who.Shell {
		answer.Card = result.card(id, name, answer)
	}
	return d.change(ctx, c, func(w *work) (Answer, error) {
		return answer, store.PutPlan(w.tx, store.Plan{ID: id, Digest: result.Digest, Made: w.now, Name: name, People: people}, c.Input)
	})
}

func ignoreUnchanged(err error) error {
	if err == errUnchanged {
		return nil
	}
	return err
}

package desk

import (
	"bytes"
	"cmp"
	"context"
	"errors"
	"strconv"
	"strings"
	"time"

	"github.com/spf13/pflag"

	"github.com/numberdesk/numberdesk/internal/inventory"
	"github.com/numberdesk/numberdesk/internal/problem"
	"github.com/numberdesk/numberdesk/internal/say"
	"github.com/numberdesk/numberdesk/internal/sheet"
	"github.com/numberdesk/numberdesk/internal/store"
)

var exportCommand = Command{
	Word: "export", Args: "[FILE]", Short: say.Text("Export numbers and ranges to a spreadsheet"), MaxArgs: 1, Admin: true, Chat: true, Shell: true, Slow: true, run: exportWord,
	Long: `Writes every range and every number that its range does not tell of already: kept, in use, with something of its own, or single.
Imported into an empty store the file gives the same inventory, but for what Teams and time decide: a number in use or resting is
there with its state and holder for people to read, and an import takes it for free until the next sync finds who has it. Forbidden
patterns, requests and the history are not in the file; a backup has them. No cell is a formula to any spreadsheet.

On the command line FILE names the file, and its ending the format; without one CSV goes to standard output. A file
that is there already is left alone, unless --force says otherwise. In chat Teams asks whether you want the file, and puts it into
your OneDrive.`,
	Flags: func(f *pflag.FlagSet) {
		f.String("format", "", "csv or xlsx; by the file's ending, else csv")
		f.Bool("force", false, "replace a file that is there already")
	},
	Example: "export numbers.xlsx",
}

// exported is a file, and what is in it.
type exported struct {
	format          sheet.Format
	content         []byte
	ranges, numbers int
}

func exportWord(d *Desk, ctx context.Context, c *Call) (Answer, error) {
	format, err := c.sheetFormat()
	if err != nil {
		return Answer{}, err
	}
	if !c.Who.Shell {
		return d.offerExport(ctx, c, format)
	}
	e, err := d.export(ctx, format)
	if err != nil {
		return Answer{}, err
	}
	return Answer{
		Title: say.Text("Exported"), Lines: []say.Sentence{e.sentence()}, File: e.content,
		JSON: map[string]any{"format": e.format, "ranges": e.ranges, "numbers": e.numbers, "bytes": len(e.content)},
	}, nil
}

// sheetFormat is the format that was asked for.
func (c *Call) sheetFormat() (sheet.Format, error) {
	format := c.flag("format")
	if len(c.Args) == 1 && format == "" {
		_, format, _ = strings.Cut(c.Args[0][max(0, len(c.Args[0])-5):], ".")
	}
	switch f := sheet.Format(strings.ToLower(cmp.Or(format, string(sheet.CSV)))); f {
	case sheet.CSV, sheet.XLSX:
		return f, nil
	}
	if c.flag("format") == "" {
		return "", problem.New(problem.Invalid, "The name of the file should end with .csv or .xlsx, or say --format csv.")
	}
	return "", problem.New(problem.Invalid, "%.20q is no format to export; use csv or xlsx.", format)
}

func (e exported) sentence() say.Sentence {
	return say.Text("%s, with %s.", say.Count(e.ranges, "%d range", "%d ranges"), say.Count(e.numbers, "%d number", "%d numbers"))
}

// export makes the file of the whole inventory.
func (d *Desk) export(ctx context.Context, format sheet.Format) (exported, error) {
	e := exported{format: format}
	var ranges []inventory.Range
	err := d.db.View(ctx, func(tx store.Tx) (err error) {
		ranges, err = store.Ranges(tx)
		return err
	})
	if err != nil {
		return e, err
	}
	byName := map[string]inventory.Range{}
	for _, r := range ranges {
		byName[r.Name] = r
	}
	e.ranges = len(ranges)
	var out bytes.Buffer
	errGone := errors.New("the writer wants no more")
	tick := ticker(ctx, "exporting", 0)
	werr := sheet.Write(&out, format, sheetColumns, func(yield func([]string) bool) {
		for _, r := range ranges {
			if !yield(rangeRow(r)) {
				return
			}
		}
		err = store.EachNumber(ctx, d.db, func(n inventory.Number) error {
			r, ours := byName[n.Range]
			if !ours {
				return nil // its range came after the others were read
			}
			tick()
			e.numbers++
			row, err := d.numberLine(ctx, n, r)
			if err == nil && row != nil && !yield(row) {
				err = errGone
			}
			return err
		})
	})
	if errors.Is(err, errGone) {
		err = nil
	}
	e.content = out.Bytes()
	return e, cmp.Or(err, werr)
}

// line is a row of a file by its columns.
type line map[string]string

func (l line) row() []string {
	row := make([]string, len(sheetColumns))
	for i, column := range sheetColumns {
		row[i] = l[column]
	}
	return row
}

// rangeRow is the line of a range.
func rangeRow(r inventory.Range) []string {
	return line{
		"first": string(r.First), "last": string(r.Last), "country": r.Country, "site": r.Site, "type": string(r.Type),
		"provider": r.Provider, "capability": string(r.Capability), "location_id": r.Location, "tags": cellOf(r.Tags), "comment": r.Comment,
		"range": r.Name, "rest_days": strconv.Itoa(r.RestDays), "order": strconv.Itoa(r.Order), "rule": r.Rule,
		"strategy": string(r.Strategy), "low_stock": unlessZero(r.LowStock), "gold": cellOf(r.Gold), "cost": r.Cost,
	}.row()
}

func unlessZero(n int) string {
	if n == 0 {
		return ""
	}
	return strconv.Itoa(n)
}

// numberLine is the line of a number with its holder's name, as far as it is known.
func (d *Desk) numberLine(ctx context.Context, n inventory.Number, r inventory.Range) ([]string, error) {
	holder := string(n.Holder)
	if n.Holder == "" {
		return numberRow(n, r, holder), nil
	}
	err := d.db.View(ctx, func(tx store.Tx) error {
		name, _, err := store.Person(tx, n.Holder)
		holder = cmp.Or(name.UPN, name.Name, holder)
		return err
	})
	return numberRow(n, r, holder), err
}

// numberRow is the line of a number, nil when its range's line says all of it.
func numberRow(n inventory.Number, r inventory.Range, holder string) []string {
	own := n.Own
	if own == nil {
		own = &inventory.Own{}
	}
	if n.State == inventory.Available && n.Own == nil && r.First != "" && n.Phone.Ext() == "" && r.Numbers().Contains(n.Phone) {
		return nil
	}
	l := line{
		"number": string(n.Phone), "country": r.Country, "site": r.Site, "type": string(r.Type), "range": r.Name, "state": string(n.State),
		"provider": own.Provider, "capability": string(own.Capability), "location_id": own.Location, "tags": cellOf(own.Tags), "comment": own.Comment,
		"holder": holder,
	}
	if n.State != inventory.Available {
		l["for"], l["reason"], l["until"] = cmp.Or(string(n.ForPerson), n.For), n.Why.String(), untilCell(n.Until)
	}
	return l.row()
}

// untilCell is a moment as until reads it.
func untilCell(t time.Time) string {
	switch t = t.UTC(); {
	case t.IsZero():
		return ""
	case t.Equal(t.Truncate(24 * time.Hour)):
		return t.Format(time.DateOnly)
	}
	return t.Format(time.RFC3339Nano)
}

package desk

import (
	"bytes"
	"cmp"
	"context"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"time"

	"github.com/numberdesk/numberdesk/internal/card"
	"github.com/numberdesk/numberdesk/internal/inventory"
	"github.com/numberdesk/numberdesk/internal/phone"
	"github.com/numberdesk/numberdesk/internal/problem"
	"github.com/numberdesk/numberdesk/internal/say"
	"github.com/numberdesk/numberdesk/internal/store"
)

// importColumns are what a file may have; one of number, or first and last, is needed.
var importColumns = []string{
	"number", "first", "last", "country", "site", "type", "provider", "capability", "location_id", "state",
	"for", "until", "reason", "tags", "comment", "range",
}

// importLine is one line of a file, by column.
type importLine struct {
	line   int
	fields map[string]string
}

// importFile adds what a file names: all of it, or nothing and every line that is wrong.
func importFile(d *Desk, ctx context.Context, c *Call) (Answer, error) {
	lines, err := readLines(c.Input)
	if err != nil {
		return Answer{}, err
	}
	var added, changed, same int
	apply := func(w *work) (Answer, error) {
		added, changed, same = 0, 0, 0
		var wrong []say.Sentence
		for _, line := range lines {
			n, moved, err := w.importLine(line, d.o.DefaultCountry, d.o.RestDays)
			var p *problem.Error
			switch {
			case asProblem(err, &p) && p.Kind != problem.Internal:
				wrong = append(wrong, say.Text("Line %d: %s", line.line, p.Say))
			case err != nil:
				return Answer{}, err
			case n > 0:
				added += n
			case moved:
				changed++
			default:
				same++
			}
		}
		if len(wrong) > 0 {
			return Answer{
				Title: say.Text("Nothing was imported"), Tone: card.Attention, Refused: true, Lines: wrong,
				Next: say.Text("Correct these lines and import the file again."), JSON: map[string]any{"added": 0, "errors": plain(wrong)},
			}, errUnchanged
		}
		answer := Answer{
			Title: say.Text("Imported"), Tone: card.Good, JSON: map[string]any{"added": added, "changed": changed, "unchanged": same},
			Lines: []say.Sentence{say.Count(added, "%d number added.", "%d numbers added.")},
			Next:  say.Text("Type ranges to see them, or reconcile to find out which are in use."),
		}
		if same > 0 {
			answer.Lines = append(answer.Lines, say.Count(same, "%d line was already there.", "%d lines were already there."))
		}
		if changed > 0 {
			answer.Lines = append(answer.Lines, say.Count(changed, "%d number that was there is now reserved or blocked.", "%d numbers that were there are now reserved or blocked."))
		}
		if c.flag("dry-run") == "true" {
			answer.Title, answer.Next = say.Text("Would be imported"), say.Text("Leave out --dry-run to import.")
			return answer, errUnchanged
		}
		return answer, nil
	}
	return d.change(ctx, c, apply)
}

// readLines reads CSV with a header row: comma, semicolon or tab, with or without a byte order mark.
func readLines(file []byte) ([]importLine, error) {
	file = bytes.TrimPrefix(file, []byte("\xef\xbb\xbf"))
	if len(bytes.TrimSpace(file)) == 0 {
		return nil, problem.New(problem.Invalid, "The file is empty.")
	}
	if bytes.HasPrefix(file, []byte("PK\x03\x04")) {
		return nil, problem.New(problem.Invalid, "This is an Excel workbook. Save it as CSV (File, Save As, CSV UTF-8) and import that.")
	}
	first, _, _ := bytes.Cut(file, []byte("\n"))
	r := csv.NewReader(bytes.NewReader(file))
	r.FieldsPerRecord, r.TrimLeadingSpace = -1, true
	for _, comma := range ";\t" {
		if bytes.ContainsRune(first, comma) {
			r.Comma = comma
		}
	}
	header, err := r.Read()
	if err != nil {
		return nil, problem.Wrap(err, problem.Invalid, "The first line cannot be read as CSV: %v.", err)
	}
	for i := range header {
		header[i] = strings.ToLower(strings.TrimSpace(header[i]))
		if !slices.Contains(importColumns, header[i]) {
			return nil, problem.New(problem.Invalid, "Line 1: there is no column %q. Columns are %s.", header[i], strings.Join(importColumns, ", "))
		}
	}
	if !slices.Contains(header, "number") && !(slices.Contains(header, "first") && slices.Contains(header, "last")) {
		return nil, problem.New(problem.Invalid, "Line 1: a column number is needed, or first and last for ranges.")
	}
	var lines []importLine
	for {
		record, err := r.Read()
		if errors.Is(err, io.EOF) {
			return lines, nil
		}
		if err != nil {
			return nil, problem.Wrap(err, problem.Invalid, "The file cannot be read as CSV: %v.", err)
		}
		line, _ := r.FieldPos(0)
		if len(record) > len(header) {
			return nil, problem.New(problem.Invalid, "Line %d has %d fields, the header %d.", line, len(record), len(header))
		}
		l := importLine{line, map[string]string{}}
		for i, field := range record {
			l.fields[header[i]] = strings.TrimSpace(field)
		}
		lines = append(lines, l)
	}
}

// importLine adds one number or range and says how many numbers are new, and whether one that was there changed.
func (w *work) importLine(l importLine, defaultCountry string, restDays int) (added int, changed bool, err error) {
	country := strings.ToUpper(cmp.Or(l.fields["country"], defaultCountry))
	kind := inventory.Type(cmp.Or(l.fields["type"], string(inventory.DirectRouting)))
	if l.fields["number"] == "" {
		added, err := w.importRange(l, country, kind, restDays)
		return added, false, err
	}
	number, err := phone.Parse(l.fields["number"], country)
	switch {
	case err != nil:
		return 0, false, unreadable(err)
	case number.In(country):
	case l.fields["country"] != "":
		return 0, false, problem.New(problem.Invalid, "%s is no number of %s.", number.Display(), country)
	default:
		country = "" // the default country is not this number's
	}
	cause := fmt.Sprintf("line %d of a file", l.line)
	n, err := store.Number(w.tx, number)
	switch {
	case problem.KindOf(err) == problem.NotFound:
		n = inventory.Number{Phone: number, State: inventory.Available, Since: w.now, Country: country, Site: l.fields["site"], Type: kind, Range: l.fields["range"]}
		if err := w.homeOf(&n, restDays); err != nil {
			return 0, false, err
		}
		if err := store.PutNumber(w.tx, n, w.now); err != nil {
			return 0, false, err
		}
		err := store.Record(w.tx, store.Entry{Actor: w.by, What: "number.import", Number: n.Phone, To: string(n.State), Cause: cause}, nil, w.now)
		if err != nil {
			return 0, false, err
		}
		added = 1
	case err != nil:
		return 0, false, err
	}
	changed, err = w.importState(&n, l, cause)
	if err == nil && added > 0 && !changed {
		err = w.supply(n)
	}
	return added, changed, err
}

// importState reserves or blocks a number as its line says; changed is false when it is so already.
func (w *work) importState(n *inventory.Number, l importLine, cause string) (changed bool, err error) {
	state := inventory.State(cmp.Or(l.fields["state"], string(inventory.Available)))
	on := map[inventory.State]inventory.Event{inventory.Reserved: inventory.Reserve, inventory.Blocked: inventory.Block}[state]
	why := strings.Join(slices.DeleteFunc([]string{l.fields["for"], l.fields["reason"]}, func(s string) bool { return s == "" }), ": ")
	var until time.Time
	if day := l.fields["until"]; day != "" {
		if until, err = time.Parse(time.DateOnly, day); err != nil {
			return false, problem.New(problem.Invalid, "%q is no day such as 2026-12-31.", day)
		}
	}
	switch {
	case state == inventory.Available:
		return false, nil // whatever it is now, by its own life
	case on == "":
		return false, problem.New(problem.Invalid, "%q is no state to import; use available, reserved or blocked.", state)
	case state == inventory.Blocked && why == "":
		return false, problem.New(problem.Invalid, "a blocked number needs a reason.")
	case n.State == state && n.Why.String() == why && n.Until.Equal(until):
		return false, nil
	}
	*n, err = w.moveNumber(*n, on, cause, func(n *inventory.Number) { n.Why, n.Until = say.Words(why), until })
	if err != nil || until.IsZero() {
		return err == nil, err
	}
	return true, w.endAt(*n)
}

func (w *work) importRange(l importLine, country string, kind inventory.Type, restDays int) (int, error) {
	r := inventory.Range{Country: country, Site: l.fields["site"], Type: kind, RestDays: restDays, Name: l.fields["range"]}
	for column, n := range map[string]*phone.Number{"first": &r.First, "last": &r.Last} {
		parsed, err := phone.Parse(l.fields[column], country)
		if err != nil {
			return 0, problem.New(problem.Invalid, "%s: %v.", column, err)
		}
		*n = parsed
	}
	if r.Name == "" {
		r.Name = strings.ToLower(strings.ReplaceAll(r.Site, " ", "-") + strings.TrimPrefix(string(r.First), "+"))
	}
	ranges, err := store.Ranges(w.tx)
	if err != nil {
		return 0, err
	}
	if slices.ContainsFunc(ranges, func(o inventory.Range) bool { return o.Name == r.Name && o.First == r.First && o.Last == r.Last }) {
		return 0, nil
	}
	_, err = w.addRange(r)
	return r.Numbers().Size(), err
}

// homeOf finds the range a single number belongs to: the one it names, the one whose numbers it lies
// among, or one for the single numbers of its country, site and type.
func (w *work) homeOf(n *inventory.Number, restDays int) error {
	ranges, err := store.Ranges(w.tx)
	if err != nil {
		return err
	}
	named := n.Range
	for _, r := range ranges {
		if named == r.Name || named == "" && r.First != "" && r.Numbers().Contains(n.Phone) {
			n.Range, n.Country, n.Site, n.Type = r.Name, r.Country, r.Site, r.Type
			return nil
		}
	}
	if n.Site == "" || len(n.Country) != 2 {
		return problem.New(problem.Invalid, "%s lies in no range, so it needs a country and a site.", n.Phone.Display())
	}
	if n.Range == "" {
		n.Range = strings.ToLower(n.Country + "-" + strings.ReplaceAll(n.Site, " ", "-"))
		if n.Type != inventory.DirectRouting {
			n.Range += "-" + strings.ToLower(string(n.Type))
		}
	}
	r := inventory.Range{Name: n.Range, Country: n.Country, Site: n.Site, Type: n.Type, RestDays: restDays}
	for _, known := range ranges {
		if known.Name == r.Name {
			return nil
		}
	}
	if err := r.CheckSingles(ranges); err != nil {
		return err
	}
	return store.PutRange(w.tx, r)
}

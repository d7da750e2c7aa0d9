package desk

import (
	"cmp"
	"encoding/csv"
	"reflect"
	"slices"
	"strconv"
	"strings"

	"github.com/numberdesk/numberdesk/internal/inventory"
	"github.com/numberdesk/numberdesk/internal/phone"
	"github.com/numberdesk/numberdesk/internal/problem"
	"github.com/numberdesk/numberdesk/internal/sheet"
)

// sheetColumns are those of a file, in the order in which an export has them. Behind range they are for lines about ranges
// alone, but holder, which is for people to read.
var sheetColumns = []string{
	"number", "first", "last", "country", "site", "type", "provider", "capability", "location_id", "state",
	"for", "until", "reason", "tags", "comment", "range",
	"rest_days", "order", "rule", "strategy", "low_stock", "gold", "cost", "holder",
}

// column is where a column stands, -1 when the file has none of this name.
func (p *planner) column(name string) int {
	if i, ok := p.columns[name]; ok {
		return i
	}
	return -1
}

// cell is a line's cell without outer space, empty when there is no such column.
func (p *planner) cell(row sheet.Row, column string) string {
	if i, ok := p.columns[column]; ok {
		return strings.TrimSpace(row.Cell(i))
	}
	return ""
}

// telephone is a cell with a number. What a workbook shows as 4.1E+10 may be stored whole.
func (p *planner) telephone(row sheet.Row, column, country string) (phone.Number, error) {
	text := p.cell(row, column)
	if i, ok := p.columns[column]; ok {
		if raw := row.Raw(i); raw != row.Cell(i) && strings.Trim(raw, "0123456789") == "" && strings.ContainsAny(text, "eE") {
			text = raw
		}
	}
	n, err := p.plan.parse(text, country)
	if err != nil {
		return "", in(column, unreadable(err))
	}
	return n, nil
}

func (p *planner) isRange(row sheet.Row) bool {
	return p.cell(row, "number") == "" && (p.cell(row, "first") != "" || p.cell(row, "last") != "" || p.cell(row, "range") != "")
}

// rangeStep plans a line about a range: one with its first and last number, or, with a name alone, one for single numbers.
// An empty cell leaves what is there.
func (p *planner) rangeStep(row sheet.Row) (step, error) {
	for _, column := range []string{"state", "for", "until", "reason"} {
		if p.cell(row, column) != "" {
			return step{}, in(column, problem.New(problem.Invalid, "that is for a single number, but this line is about a range. Empty the cell, or name the number."))
		}
	}
	country, err := p.countryIn(row)
	if err != nil {
		return step{}, err
	}
	r := inventory.Range{Country: country, Type: inventory.DirectRouting, RestDays: p.restDays, Name: p.cell(row, "range")}
	if p.cell(row, "first") != "" || p.cell(row, "last") != "" {
		for _, column := range []string{"first", "last"} {
			if p.cell(row, column) == "" {
				return step{}, in(column, problem.New(problem.Invalid, "it is empty. A range needs its first number and its last."))
			}
		}
		if r.First, err = p.telephone(row, "first", r.Country); err != nil {
			return step{}, err
		}
		if r.Last, err = p.telephone(row, "last", r.Country); err != nil {
			return step{}, err
		}
	}
	i, known := p.rangeLike(r)
	var old inventory.Range
	if known {
		old = p.ranges[i]
		first, last := cmp.Or(r.First, old.First), cmp.Or(r.Last, old.Last)
		if r = old; p.planned[r.Name] {
			return step{}, in("range", problem.New(problem.Conflict, "range %s is in an earlier line of this file. Keep one of the two lines.", r.Name))
		}
		r.First, r.Last = first, last
	}
	if r, err = p.described(row, r); err != nil {
		return step{}, err
	}
	if r.Name == "" {
		r.Name = strings.ToLower(nameable(r.Site) + strings.TrimPrefix(string(r.First), "+"))
	}
	if !known && p.cell(row, "order") == "" {
		r.Order = inventory.NextOrder(p.ranges)
	}
	if r.First == "" {
		err = r.CheckSingles(p.ranges)
	} else {
		err = r.Check(p.ranges)
	}
	switch {
	case err != nil:
		return step{}, err
	case !known:
		from, err := p.takes(r)
		if err != nil {
			return step{}, err
		}
		p.addRange(r)
		return step{newRange: &r, from: from}, nil
	case reflect.DeepEqual(r, old):
		return step{}, nil
	}
	p.ranges[i] = r
	return step{oldRange: &old, setRange: &r}, nil
}

// takes are the ranges of single numbers that lose some to a new range.
func (p *planner) takes(r inventory.Range) ([]string, error) {
	if r.First == "" {
		return nil, nil
	}
	there, err := p.within(r.Numbers())
	if err != nil {
		return nil, err
	}
	return takes(r, there, p.ranges)
}

// rangeLike is the range a line means: the one of its name or, without a name, the one with the same numbers.
func (p *planner) rangeLike(r inventory.Range) (int, bool) {
	if r.Name != "" {
		i, ok := p.byName[r.Name]
		return i, ok
	}
	i := slices.IndexFunc(p.ranges, func(o inventory.Range) bool { return o.First == r.First && o.Last == r.Last && r.First != "" })
	return i, i >= 0
}

// described is a range with what a line says of it.
func (p *planner) described(row sheet.Row, r inventory.Range) (inventory.Range, error) {
	for column, field := range map[string]*string{
		"site": &r.Site, "provider": &r.Provider, "location_id": &r.Location, "comment": &r.Comment, "rule": &r.Rule, "cost": &r.Cost,
		"strategy": (*string)(&r.Strategy), "capability": (*string)(&r.Capability),
	} {
		*field = cmp.Or(p.cell(row, column), *field)
	}
	r.Country = strings.ToUpper(cmp.Or(p.cell(row, "country"), r.Country))
	var err error
	if r.Type, err = p.typeIn(row, r.Type); err != nil {
		return r, err
	}
	for _, number := range []struct {
		column string
		field  *int
	}{{"rest_days", &r.RestDays}, {"order", &r.Order}, {"low_stock", &r.LowStock}} {
		text := p.cell(row, number.column)
		if text == "" {
			continue
		}
		n, err := strconv.Atoi(text)
		if err != nil {
			return r, in(number.column, problem.New(problem.Invalid, "%.20q is no whole number.", text))
		}
		*number.field = n
	}
	if text := p.cell(row, "tags"); text != "" {
		r.Tags = listIn(text)
	}
	if text := p.cell(row, "gold"); text != "" {
		r.Gold = nil
		for _, word := range listIn(text) {
			pattern, err := inventory.ParsePattern(word, r.Country)
			if err != nil {
				return r, in("gold", err)
			}
			r.Gold = append(r.Gold, pattern)
		}
	}
	return r, nil
}

// listIn reads a cell with a list in it: parted by commas, one with a comma in it in double quotes, as on the command line.
func listIn(text string) []string {
	r := csv.NewReader(strings.NewReader(text))
	r.LazyQuotes, r.TrimLeadingSpace, r.FieldsPerRecord = true, true, -1
	var words []string
	for {
		record, err := r.Read()
		if err != nil {
			return words
		}
		for _, word := range record {
			if word = strings.TrimSpace(word); word != "" {
				words = append(words, word)
			}
		}
	}
}

// cellOf is such a list as a cell.
func cellOf[T ~string](words []T) string {
	if len(words) == 0 {
		return ""
	}
	record := make([]string, len(words))
	for i, w := range words {
		record[i] = string(w)
	}
	var cell strings.Builder
	w := csv.NewWriter(&cell)
	_ = w.Write(record) // a strings.Builder takes everything
	w.Flush()
	return strings.TrimSuffix(cell.String(), "\n")
}

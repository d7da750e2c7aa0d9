package sheet

import (
	"strings"
	"unicode"
	"unicode/utf16"
	"unicode/utf8"

	"github.com/numberdesk/numberdesk/internal/problem"
)

// builder makes a table of lines, the first of which with anything in it is the header.
type builder struct {
	name  string
	table Table

	headerLine  int
	cells, text int
	packed      []byte // the row's cells, so far
}

// add takes one line: its cells as seen, and as stored where that may differ. short refuses a line that ends before the
// last column; a workbook leaves empty cells out, a text does not.
func (b *builder) add(line int, seen, stored []string, short bool) error {
	if blank(seen) {
		return nil
	}
	if b.headerLine == 0 {
		return b.header(line, seen)
	}
	columns := b.table.at
	if short && len(seen) <= columns[len(columns)-1] {
		return problem.New(problem.Invalid, "Line %d has %d of %d columns. Complete it, or save the table anew as CSV UTF-8.", line, len(seen), columns[len(columns)-1]+1)
	}
	if len(b.table.Rows) == maxRows {
		return problem.New(problem.Invalid, "%s has more than %d lines. Split it into several files.", b.name, maxRows)
	}
	row := Row{Line: line}
	next := 0
	b.packed = b.packed[:0]
	for i, cell := range seen {
		switch {
		case next < len(columns) && columns[next] == i:
			if err := b.cell(line, i, cell); err != nil {
				return err
			}
			b.packed = pack(b.packed, cell)
			if i < len(stored) && stored[i] != cell {
				if row.raw == nil {
					row.raw = map[int]string{}
				}
				row.raw[next] = stored[i]
			}
			next++
		case strings.TrimSpace(cell) != "" && len(columns) == 1:
			return problem.New(problem.Invalid, "Line %d: column %s holds %s, but the header in line %d names one column alone, %s. Name the others; if that is a title, delete it: the header must be the first line.", line, letters(i), cut(cell), b.headerLine, cut(b.table.Header[0]))
		case strings.TrimSpace(cell) != "":
			return problem.New(problem.Invalid, "Line %d: column %s holds %s, but the header in line %d names no such column. Name it or empty the cell; a cell with a separator in it belongs in double quotes.", line, letters(i), cut(cell), b.headerLine)
		}
	}
	for range columns[next:] { // left out
		b.packed = pack(b.packed, "")
	}
	row.packed = string(b.packed)
	b.table.Rows = append(b.table.Rows, row)
	return nil
}

func (b *builder) header(line int, cells []string) error {
	seen := map[string]int{}
	for i, cell := range cells {
		name := strings.TrimSpace(cell)
		switch {
		case name == "":
			continue
		case strings.ContainsFunc(name, func(r rune) bool { return unicode.IsControl(r) && !unicode.IsSpace(r) }):
			return noSpreadsheet(b.name) // bytes of something else
		case !strings.ContainsFunc(name, unicodeWord):
			return coded(codeNoHeader, problem.New(problem.Invalid, "Line %d should name the columns, such as number, but column %s holds %s. Put a line with the names above it.", line, letters(i), cut(cell)))
		case i >= maxColumns:
			return tooWide(line, maxColumns)
		}
		folded := strings.ToLower(name)
		if other, ok := seen[folded]; ok {
			return problem.New(problem.Invalid, "Line %d: columns %s and %s are both named %s. Rename or delete one of them.", line, letters(other), letters(i), cut(name))
		}
		if err := b.cell(line, i, name); err != nil {
			return err
		}
		seen[folded] = i
		b.table.Header, b.table.at = append(b.table.Header, name), append(b.table.at, i)
	}
	b.headerLine = line
	return nil
}

func tooWide(line, columns int) error {
	return problem.New(problem.Invalid, "Line %d has more than %d columns. Delete those that are not needed.", line, columns)
}

// cell counts a cell against what a file may have.
func (b *builder) cell(line, column int, cell string) error {
	b.cells++
	b.text += len(cell)
	switch {
	case tooLong(cell):
		return problem.New(problem.Invalid, "Line %d, column %s holds more than %d characters. Shorten it.", line, letters(column), maxCell)
	case b.cells > maxCells || b.text > maxText:
		return problem.New(problem.Invalid, "%s holds more than can be read at once. Split it into several files.", b.name)
	}
	return nil
}

// done is the table, or a refusal when there is none.
func (b *builder) done() (*Table, error) {
	if b.headerLine == 0 {
		return nil, empty(b.name)
	}
	return &b.table, nil
}

func blank(cells []string) bool {
	for _, cell := range cells {
		if strings.TrimSpace(cell) != "" {
			return false
		}
	}
	return true
}

// tooLong counts in UTF-16, as Excel does, once the bytes leave it open.
func tooLong(cell string) bool {
	if len(cell) <= maxCell {
		return false
	}
	if utf8.RuneCountInString(cell) > maxCell {
		return true
	}
	n := 0
	for _, r := range cell {
		n += utf16.RuneLen(r)
	}
	return n > maxCell
}

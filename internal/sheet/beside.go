package sheet

import (
	"slices"
	"strings"

	"github.com/xuri/excelize/v2"

	"github.com/numberdesk/numberdesk/internal/problem"
)

// lookBeside looks at the visible sheets behind the one that was read. One with the same columns is refused, because half of
// what somebody wants to be read would not be; others with something in them are named in the table.
func (t *Table) lookBeside(f *excelize.File, others []string) error {
	for _, other := range others {
		if visible, err := f.GetSheetVisible(other); err != nil || !visible {
			continue
		}
		header, filled := headOf(f, other)
		if !filled {
			continue
		}
		if slices.Equal(folded(header), folded(t.Header)) {
			return problem.New(problem.Invalid, "The sheets %s and %s have the same columns, and one is read. Put all lines into one of them, or hide the other.", cut(t.Sheet), cut(other))
		}
		t.Beside = append(t.Beside, other)
	}
	return nil
}

// headOf is the first line of a sheet with anything in it, and whether another follows. Nobody asked to read the sheet, so
// one that cannot be read is none.
func headOf(f *excelize.File, sheet string) (header []string, filled bool) {
	defer func() {
		if recover() != nil { // as readWorkbook says
			header, filled = nil, false
		}
	}()
	rows, err := f.Rows(sheet)
	if err != nil {
		return nil, false
	}
	defer rows.Close()
	for rows.Next() {
		cells, err := rows.Columns()
		switch {
		case err != nil:
			return nil, false
		case blank(cells):
		case header != nil:
			return header, true
		default:
			header = cells
		}
	}
	return header, false
}

// folded are names in order and without case, empty ones left out.
func folded(names []string) []string {
	var all []string
	for _, name := range names {
		if name = strings.ToLower(strings.TrimSpace(name)); name != "" {
			all = append(all, name)
		}
	}
	slices.Sort(all)
	return all
}

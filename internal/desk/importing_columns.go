package desk

import (
	"fmt"
	"slices"
	"strings"

	"github.com/numberdesk/numberdesk/internal/problem"
	"github.com/numberdesk/numberdesk/internal/say"
	"github.com/numberdesk/numberdesk/internal/sheet"
)

// germanColumns are the names that columns have in German tables. "Bis" is the end of a reservation, but beside a first
// number it may as well be the last of a range: see columnsOf.
var germanColumns = map[string]string{
	"rufnummer": "number", "nummer": "number", "erste": "first", "von": "first", "letzte": "last", "land": "country",
	"standort": "site", "typ": "type", "anbieter": "provider", "zustand": "state", "status": "state", "für": "for",
	"bis": "until", "grund": "reason", "kommentar": "comment", "bereich": "range",
}

// columnNamed is the column that a header means, "" when there is none.
func columnNamed(header string) string {
	name := strings.ToLower(header)
	if slices.Contains(sheetColumns, name) {
		return name
	}
	return germanColumns[name]
}

// columnIn is where a table has a column, -1 when it has none.
func columnIn(table *sheet.Table, name string) int {
	return slices.IndexFunc(table.Header, func(header string) bool { return columnNamed(header) == name })
}

func onlySheet(name string) say.Sentence {
	return say.Text("Only the sheet %q was read; the workbook has others.", name)
}

// unknownShown is how many unknown columns a refusal names.
const unknownShown = 10

// columnsOf says where each column of a table stands. It refuses a table with columns that no import has, naming them all.
func columnsOf(table *sheet.Table) (map[string]int, error) {
	columns := map[string]int{}
	var unknown []string
	first := columnIn(table, "first") >= 0
	for i, header := range table.Header {
		name := columnNamed(header)
		if name == "" || first && strings.EqualFold(header, "bis") {
			unknown = append(unknown, fmt.Sprintf("%q (%s)", header, table.Letters(i)))
			continue
		}
		if other, twice := columns[name]; twice {
			return nil, problem.New(problem.Invalid, "Columns %q and %q are both %s. Delete one of them.", table.Header[other], header, name)
		}
		columns[name] = i
	}
	if len(unknown) == 0 {
		return columns, nil
	}
	names := say.Words(strings.Join(unknown, ", "))
	if len(unknown) > unknownShown {
		names = say.Text("%s and others", strings.Join(unknown[:unknownShown], ", "))
	}
	which := say.Count(len(unknown), "%d column is not known: %s.", "%d columns are not known: %s.", names)
	if len(table.Beside) > 0 {
		which = which.And(onlySheet(table.Sheet))
	}
	if len(columns) == 0 {
		return nil, problem.New(problem.Invalid, "%s Columns are %s. The header with their names must be the first line; delete what stands above it.", which, strings.Join(sheetColumns, ", "))
	}
	return nil, problem.New(problem.Invalid, "%s Columns are %s. Rename or delete what is not among them.", which, strings.Join(sheetColumns, ", "))
}

package sheet_test

import (
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"

	"github.com/numberdesk/numberdesk/internal/problem"
	"github.com/numberdesk/numberdesk/internal/sheet"
)

func TestSeveralSheets(t *testing.T) {
	for _, c := range []struct {
		name          string
		make          func(f *excelize.File)
		beside, wrong string
	}{
		{name: "two with the same columns", make: func(f *excelize.File) {
			f.NewSheet("Bern")
			row(f, "Bern", "A2", "site", "NUMBER")
			row(f, "Bern", "A3", "Bern", "2")
		}, wrong: `The sheets "Sheet1" and "Bern" have the same columns, and one is read.`},
		{name: "one of them hidden", make: func(f *excelize.File) {
			f.NewSheet("Bern")
			row(f, "Bern", "A1", "number", "site")
			row(f, "Bern", "A2", "2", "Bern")
			f.SetSheetVisible("Bern", false)
		}},
		{name: "one of them without a line", make: func(f *excelize.File) {
			f.NewSheet("Bern")
			row(f, "Bern", "A1", "number", "site")
		}},
		{name: "another table", make: func(f *excelize.File) {
			f.NewSheet("Contacts")
			row(f, "Contacts", "A1", "site", "who")
			row(f, "Contacts", "A2", "Bern", "Adele")
			f.NewSheet("Nothing")
		}, beside: "Contacts"},
	} {
		t.Run(c.name, func(t *testing.T) {
			table, err := sheet.Read(t.Context(), "numbers.xlsx", workbook(t, func(f *excelize.File) {
				row(f, "Sheet1", "A1", "number", "site")
				row(f, "Sheet1", "A2", "1", "Zurich")
				c.make(f)
			}))
			if c.wrong != "" {
				if problem.KindOf(err) != problem.Invalid || !strings.Contains(problem.Say(err).String(), c.wrong) {
					t.Errorf("got %v, want %s", err, c.wrong)
				}
				return
			}
			if err != nil || table.Sheet != "Sheet1" || strings.Join(table.Beside, "|") != c.beside {
				t.Errorf("got %+v, %v, want %q beside", table, err, c.beside)
			}
		})
	}
}

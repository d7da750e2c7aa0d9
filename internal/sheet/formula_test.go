package sheet_test

import (
	"bytes"
	"encoding/csv"
	"errors"
	"regexp"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"github.com/numberdesk/numberdesk/internal/sheet"
)

func TestFormulasAreNeutralised(t *testing.T) {
	for _, c := range []struct{ name, text, want string }{
		{"a telephone number", "+41446681000", "'+41446681000"},
		{"a formula", "=1+1", "'=1+1"},
		{"a subtraction", "-2+3", "'-2+3"},
		{"a function of old", "@SUM(A1)", "'@SUM(A1)"},
		{"a full-width equals sign", "＝1+1", "'＝1+1"},
		{"a formula behind a tab", "\t=1", "\"'\t'=1\""},
		{"a formula behind a line end", "\r=1", "\"'\r'=1\""},
		{"a formula behind spaces", "  =1", "'  =1"},
		{"a formula behind what nobody sees", "\u200b=1", "'\u200b=1"},
		{"a formula where Excel parts lists by semicolons", "fax;=cmd|'/c calc'!A0;", `"fax;'=cmd|'/c calc'!A0;"`},
		{"a formula in the second line", "fax\n=1", "\"fax\n'=1\""},
		{"an apostrophe that looks like ours", "'=1", "''=1"},
		{"an extension is no formula", "+41446681000;ext=12", `"'+41446681000;ext=12"`},
		{"words", "fax of the lift", "fax of the lift"},
		{"an apostrophe of a word", "'tis - or not", "'tis - or not"},
		{"nothing", "", ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			file := written(t, sheet.CSV, []string{"a", "b"}, [][]string{{c.text, "x"}})
			if got, want := string(file), "\ufeffa,b\r\n"+c.want+",x\r\n"; got != want {
				t.Errorf("got %q, want %q", got, want)
			}
		})
	}
}

// formula is a cell that a spreadsheet may take for one.
var formula = regexp.MustCompile(`^[\pZ\pC]*[=+\-@＝＋－＠]`)

// Another reader than ours stands for the spreadsheets here, once for each separator they may part our lines at.
func TestNoSpreadsheetSeesAFormula(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		rows := rapid.SliceOfN(rapid.SliceOfN(nasty, 2, 2), 1, 4).Draw(t, "rows")
		file := written(t, sheet.CSV, []string{"a", "b"}, rows)
		text := strings.TrimPrefix(string(file), "\ufeff")
		var cells []string
		for _, comma := range ",;\t" {
			r := csv.NewReader(strings.NewReader(text))
			r.Comma, r.FieldsPerRecord, r.LazyQuotes = comma, -1, comma != ','
			records, err := r.ReadAll()
			if err != nil {
				t.Fatalf("our CSV is none to encoding/csv, parted at %q: %v\n%s", comma, err, text)
			}
			cells = append(cells, slices.Concat(records...)...)
		}
		// The worst a program can do that knows nothing of quotes: part the text wherever it could be parted.
		cells = append(cells, regexp.MustCompile(`;|\t|\r|\n`).Split(text, -1)...)
		for _, cell := range cells {
			if formula.MatchString(cell) {
				t.Fatalf("%q is a formula to some spreadsheet in %q", cell, text)
			}
		}
	})
}

type full struct{ room int }

var errFull = errors.New("the disk is full")

func (f *full) Write(p []byte) (int, error) {
	if f.room -= len(p); f.room < 0 {
		return 0, errFull
	}
	return len(p), nil
}

func TestAWriterThatFailsEndsIt(t *testing.T) {
	for _, format := range []sheet.Format{sheet.CSV, sheet.XLSX} {
		asked := 0
		rows := func(yield func([]string) bool) {
			for row := range inventory(3_000) {
				asked++
				if !yield(row) {
					return
				}
			}
		}
		if err := sheet.Write(&full{1000}, format, columns, rows); !errors.Is(err, errFull) {
			t.Errorf("%s: got %v", format, err)
		}
		if format == sheet.CSV && asked > 2000 {
			t.Errorf("%d rows were read for a disk that is full", asked)
		}
	}
}

// A writer may fill one slice anew for each row.
func TestOneSliceForAllRows(t *testing.T) {
	for _, format := range []sheet.Format{sheet.CSV, sheet.XLSX} {
		var file bytes.Buffer
		err := sheet.Write(&file, format, []string{"number"}, func(yield func([]string) bool) {
			row := make([]string, 1)
			for _, row[0] = range []string{"1", "2", "3"} {
				yield(row)
			}
		})
		table, err2 := sheet.Read(t.Context(), "x", file.Bytes())
		if err != nil || err2 != nil || told(table) != "number\n2: 1\n3: 2\n4: 3" {
			t.Errorf("%s: got %v, %v, %v", format, err, err2, table)
		}
	}
}

package sheet_test

import (
	"archive/zip"
	"bytes"
	"encoding/binary"
	"slices"
	"testing"

	"github.com/xuri/excelize/v2"

	"github.com/numberdesk/numberdesk/internal/problem"
	"github.com/numberdesk/numberdesk/internal/sheet"
)

// sane is what holds of every table, and of every refusal.
func sane(t *testing.T, table *sheet.Table, err error) {
	if err != nil {
		if problem.KindOf(err) != problem.Invalid || problem.Say(err).IsZero() {
			t.Fatalf("refused without a word: %v", err)
		}
		return
	}
	if len(table.Header) == 0 {
		t.Fatal("a table without columns")
	}
	last := 0
	for _, row := range table.Rows {
		if row.Line <= last || len(row.Cells()) != len(table.Header) {
			t.Fatalf("line %d after %d with %d cells for %d columns", row.Line, last, len(row.Cells()), len(table.Header))
		}
		last = row.Line
		for i := range row.Cells() {
			row.Raw(i)
			table.Letters(i)
		}
	}
	// What was read can be written and read again.
	for _, format := range []sheet.Format{sheet.CSV, sheet.XLSX} {
		var file bytes.Buffer
		cells := func(yield func([]string) bool) {
			for _, row := range table.Rows {
				if !yield(row.Cells()) {
					return
				}
			}
		}
		if err := sheet.Write(&file, format, table.Header, cells); err != nil {
			if problem.KindOf(err) == problem.Conflict {
				continue
			}
			t.Fatal(err)
		}
		again, err := sheet.Read(t.Context(), "again", file.Bytes())
		if err != nil {
			t.Fatalf("what was read as %q cannot be read again: %v", told(table), err)
		}
		if !slices.Equal(again.Header, table.Header) || !slices.EqualFunc(again.Rows, table.Rows, func(a, b sheet.Row) bool { return slices.Equal(a.Cells(), b.Cells()) }) {
			t.Fatalf("%s: got %q, want %q", format, told(again), told(table))
		}
	}
}

func FuzzReadCSV(f *testing.F) {
	for _, seed := range []string{
		"number,site\r\n+41446681000,Zürich\r\n", "number;site\n1;\"a\n\"\"b\"", "sep=|\nx|y\n1|2", "\xff\xfen\x00", "a,b\n1", "\ufeffa\n'=1\n", "a\n\xfc\n",
		wide(binary.LittleEndian, "a\tb\n1\t2\n"), "a\n\"\"\"\"\r\n\r\n", ",a,,b\n,1,,2\n",
	} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, content []byte) {
		if bytes.HasPrefix(content, []byte("PK\x03\x04")) {
			t.Skip("FuzzReadWorkbook's")
		}
		table, err := sheet.Read(t.Context(), "x", content)
		sane(t, table, err)
	})
}

// FuzzReadWorkbook puts its own XML into a workbook that is otherwise sound: what a zip can be, archive/zip's own
// fuzzing knows.
func FuzzReadWorkbook(f *testing.F) {
	parts := map[string]string{}
	good := workbook(f, func(w *excelize.File) {
		row(w, "Sheet1", "A1", "number", "until")
		row(w, "Sheet1", "A2", 41446681000, "31.12.")
		format(w, "A2", excelize.Style{NumFmt: 11})
	})
	archive, err := zip.NewReader(bytes.NewReader(good), int64(len(good)))
	if err != nil {
		f.Fatal(err)
	}
	for _, part := range archive.File {
		r, _ := part.Open()
		var content bytes.Buffer
		content.ReadFrom(r)
		parts[part.Name] = content.String()
	}
	const one, texts, styles, book = "xl/worksheets/sheet1.xml", "xl/sharedStrings.xml", "xl/styles.xml", "xl/workbook.xml"
	f.Add(parts[one], parts[texts], parts[styles], parts[book])
	f.Add(`<worksheet><sheetData><row r="1"><c t="inlineStr"><is><t>a</t></is></c></row><row><c t="d"><v>2026-12-31</v></c><c t="e"><v>#N/A</v></c></row></sheetData></worksheet>`, parts[texts], "", "")
	f.Add(`<x:worksheet xmlns:x="y"><x:sheetData><x:row r="9"><x:c r="XFD9" t="s"><x:v>0</x:v></x:c></x:row></x:sheetData></x:worksheet>`, `<sst><si><r><t>_x0041_</t></r></si></sst>`, "", "")
	f.Fuzz(func(t *testing.T, sheet1, shared, style, workbook string) {
		var file bytes.Buffer
		z := zip.NewWriter(&file)
		for name, content := range parts {
			switch own := map[string]string{one: sheet1, texts: shared, styles: style, book: workbook}[name]; own {
			case "":
			default:
				content = own
			}
			w, _ := z.Create(name)
			w.Write([]byte(content))
		}
		z.Close()
		table, err := sheet.Read(t.Context(), "x", file.Bytes())
		sane(t, table, err)
	})
}

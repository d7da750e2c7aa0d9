package sheet_test

import (
	"archive/zip"
	"bytes"
	"fmt"
	"io"
	"runtime"
	"strings"
	"testing"
	"time"

	"github.com/xuri/excelize/v2"

	"github.com/numberdesk/numberdesk/internal/problem"
	"github.com/numberdesk/numberdesk/internal/sheet"
)

// workbook is a file made by hand, cell by cell.
func workbook(t testing.TB, make func(f *excelize.File)) []byte {
	f := excelize.NewFile()
	defer f.Close()
	make(f)
	file, err := f.WriteToBuffer()
	if err != nil {
		t.Fatal(err)
	}
	return file.Bytes()
}

func row(f *excelize.File, sheet, at string, cells ...any) { f.SetSheetRow(sheet, at, &cells) }

func format(f *excelize.File, cell string, style excelize.Style) {
	id, err := f.NewStyle(&style)
	if err != nil {
		panic(err)
	}
	f.SetCellStyle("Sheet1", cell, cell, id)
}

func TestReadWorkbook(t *testing.T) {
	day := time.Date(2026, 12, 31, 0, 0, 0, 0, time.UTC)
	german := "dd.mm.yyyy"
	for _, c := range []struct {
		name string
		make func(f *excelize.File)
		want string
	}{
		{"texts", func(f *excelize.File) {
			row(f, "Sheet1", "A1", "Number", "Site")
			row(f, "Sheet1", "A2", "+41446681000", "Zürich")
		}, "Number|Site\n2: +41446681000|Zürich"},
		{"lines are counted as Excel does", func(f *excelize.File) {
			row(f, "Sheet1", "B3", "number", "comment")
			row(f, "Sheet1", "B7", "1", "two\nlines")
			row(f, "Sheet1", "B8", "2")
			row(f, "Sheet1", "B9", " ", "")
			row(f, "Sheet1", "C12", "x")
		}, "number|comment\n7: 1|two\nlines\n8: 2|\n12: |x"},
		{"figures and days as they are seen", func(f *excelize.File) {
			row(f, "Sheet1", "A1", "number", "until", "until too", "share", "ok")
			row(f, "Sheet1", "A2", 41446681000, day, day, 0.5, true)
			format(f, "A2", excelize.Style{NumFmt: 11}) // 0.00E+00
			format(f, "B2", excelize.Style{NumFmt: 14}) // the reader's own short date
			format(f, "C2", excelize.Style{CustomNumFmt: &german})
			format(f, "D2", excelize.Style{NumFmt: 9})
		}, "number|until|until too|share|ok\n2: 4.14E+10|2026-12-31|31.12.2026|50%|TRUE"},
		{"what a formula came to", func(f *excelize.File) {
			out, _ := f.NewStreamWriter("Sheet1")
			out.SetRow("A1", []any{"number"})
			out.SetRow("A2", []any{excelize.Cell{Formula: `"+"&41446681000`, Value: "+41446681000"}})
			out.Flush()
		}, "number\n2: +41446681000"},
		{"the first sheet is empty", func(f *excelize.File) {
			f.NewSheet("Numbers")
			row(f, "Numbers", "A1", "number")
			row(f, "Numbers", "A2", "1")
		}, "number\n2: 1"},
		{"the first sheet has no header", func(f *excelize.File) {
			row(f, "Sheet1", "A1", 2026)
			f.NewSheet("Numbers")
			row(f, "Numbers", "A1", "number")
		}, "number"},
		{"the first sheet is hidden", func(f *excelize.File) {
			row(f, "Sheet1", "A1", "secret")
			f.NewSheet("Numbers")
			row(f, "Numbers", "A1", "number")
			f.SetActiveSheet(1)
			f.SetSheetVisible("Sheet1", false)
		}, "number"},
		{"an apostrophe before a plus is as the person left it", func(f *excelize.File) {
			row(f, "Sheet1", "A1", "number")
			row(f, "Sheet1", "A2", "'+41446681000")
		}, "number\n2: '+41446681000"},
	} {
		t.Run(c.name, func(t *testing.T) {
			table, err := sheet.Read(t.Context(), "x.xlsx", workbook(t, c.make))
			if err != nil {
				t.Fatal(err)
			}
			if got := told(table); got != c.want {
				t.Errorf("got\n%s\nwant\n%s", got, c.want)
			}
		})
	}
}

func TestARoundedFigureCanBeTold(t *testing.T) {
	table, err := sheet.Read(t.Context(), "x.xlsx", workbook(t, func(f *excelize.File) {
		row(f, "Sheet1", "A1", "number", "site")
		row(f, "Sheet1", "A2", 41446681000, "Bern")
		format(f, "A2", excelize.Style{NumFmt: 11})
	}))
	if err != nil {
		t.Fatal(err)
	}
	if r := table.Rows[0]; r.Cell(0) != "4.14E+10" || r.Raw(0) != "41446681000" || r.Raw(1) != "Bern" || table.Sheet != "Sheet1" {
		t.Errorf("got seen %q, stored %q and %q on %s", r.Cell(0), r.Raw(0), r.Raw(1), table.Sheet)
	}
}

// changed is a workbook with the texts of one part replaced.
func changed(t testing.TB, file []byte, part string, replace ...string) []byte {
	from, err := zip.NewReader(bytes.NewReader(file), int64(len(file)))
	if err != nil {
		t.Fatal(err)
	}
	var out bytes.Buffer
	to := zip.NewWriter(&out)
	for _, f := range from.File {
		r, err := f.Open()
		if err != nil {
			t.Fatal(err)
		}
		content, err := io.ReadAll(r)
		if err != nil {
			t.Fatal(err)
		}
		if f.Name == part {
			was := string(content)
			if content = []byte(strings.NewReplacer(replace...).Replace(was)); was == string(content) {
				t.Fatalf("%s has nothing to replace in %s", part, was)
			}
		}
		w, err := to.Create(f.Name)
		if err != nil {
			t.Fatal(err)
		}
		w.Write(content)
	}
	if err := to.Close(); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

func TestRefusedWorkbooks(t *testing.T) {
	const one, texts, styles = "xl/worksheets/sheet1.xml", "xl/sharedStrings.xml", "xl/styles.xml"
	good := workbook(t, func(f *excelize.File) {
		row(f, "Sheet1", "A1", "number", "site")
		row(f, "Sheet1", "A2", "1", "Bern")
		row(f, "Sheet1", "A3", "2", "Zug")
	})
	broken := func(part string, replace ...string) []byte { return changed(t, good, part, replace...) }
	var locked bytes.Buffer
	f, err := excelize.OpenReader(bytes.NewReader(good))
	if err != nil {
		t.Fatal(err)
	}
	if err := f.Write(&locked, excelize.Options{Password: "secret"}); err != nil {
		t.Fatal(err)
	}
	other := func(name, content string) []byte {
		var out bytes.Buffer
		z := zip.NewWriter(&out)
		w, _ := z.Create(name)
		w.Write([]byte(content))
		z.Close()
		return out.Bytes()
	}
	// promising is an archive of one part that says it unpacks to size.
	promising := func(name string, size uint64) []byte {
		var out bytes.Buffer
		z := zip.NewWriter(&out)
		w, _ := z.CreateRaw(&zip.FileHeader{Name: name, Method: zip.Deflate, UncompressedSize64: size, CompressedSize64: 10})
		w.Write([]byte("\xca\x48\xcd\xc9\xc9\x07\x04\x00\x00\xff")) // hello, in deflate
		z.Close()
		return out.Bytes()
	}
	const isDamaged, isBomb = "x cannot be read; it may be damaged.", "x unpacks to far more than a table needs"
	for _, c := range []struct {
		name string
		file []byte
		want string
	}{
		{"a password", locked.Bytes(), "x is protected by a password. Open it, remove the password"},
		{"Excel 2003", []byte("\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1....W\x00o\x00r\x00k\x00b\x00o\x00o\x00k\x00"), "x is a workbook of Excel 2003 or older. Save it as Excel Workbook (.xlsx)"},
		{"a Word file of 2003", []byte("\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1....W\x00o\x00r\x00d\x00"), "x is no spreadsheet"},
		{"OpenDocument", other("content.xml", "<office/>"), "x is no spreadsheet"},
		{"an archive cut off", good[:len(good)/2], isDamaged},
		{"an archive in name only", []byte("PK\x03\x04 and so on"), isDamaged},
		{"nothing in it", workbook(t, func(*excelize.File) {}), "x is empty"},
		{"no header on any sheet", workbook(t, func(f *excelize.File) { row(f, "Sheet1", "A1", 41446681000) }), "Line 1 should name the columns"},
		{"two columns of a name, though another sheet has a header", workbook(t, func(f *excelize.File) {
			row(f, "Sheet1", "A1", "number", "number")
			f.NewSheet("Lists")
			row(f, "Lists", "A1", "states")
		}), "Line 1: columns A and B are both named"},
		{"a cell beside the table", workbook(t, func(f *excelize.File) {
			row(f, "Sheet1", "A1", "number")
			row(f, "Sheet1", "A2", "1", "", "", "total")
		}), `Line 2: column D holds "total"`},
		{"a sheet that breaks off", broken(one, `</row></sheetData>`, ``), isDamaged},
		{"a sheet with a character that XML has not", broken(one, `<row r="3"`, "\x01<row r=\"3\""), isDamaged},
		{"rows out of order", broken(one, `r="2"`, `r="4"`), isDamaged},
		{"cells out of order", broken(one, `r="B2"`, `r="A2"`), isDamaged},
		{"a formula that nobody has worked out", broken(one, `<c r="A2" t="s"><v>2</v>`, `<c r="A2"><f>B2+1</f>`), isDamaged},
		{"a text that is not there", broken(one, `<v>5</v>`, `<v>6</v>`), isDamaged},
		{"texts that are none", broken(texts, `</si>`, `<si>`), isDamaged},
		{"a text of a million characters", broken(texts, `Bern`, strings.Repeat("Bern", 300_000)), isBomb},
		{"a text of a million pieces", broken(texts, `<t>Bern</t>`, strings.Repeat("<r><t>B</t></r>", 80_000)), isBomb},
		{"a text that is all escapes", broken(texts, `Bern`, strings.Repeat("_x0041_", 6_000)), isBomb},
		{"a number format of a page", broken(styles, `<fonts`, `<numFmts><numFmt numFmtId="164" formatCode="`+strings.Repeat("0", 5000)+`"/></numFmts><fonts`), isBomb},
		{"spaces without end", broken(one, `<sheetData>`, strings.Repeat(" ", 2<<20)+`<sheetData>`), isBomb},
		{"a sheet packed a million times", promising(one, 129<<20), isBomb},
		{"a sheet larger than any", promising(one, 3<<30), isBomb},
		{"a picture larger than any", promising("xl/media/image1.png", 65<<20), isBomb},
		{"a list of a million sheets", promising("xl/workbook.xml", 2<<20), isBomb},
		{"a sheet that is larger than it says", promising(one, 1), isDamaged},
	} {
		t.Run(c.name, func(t *testing.T) {
			start := time.Now()
			_, err := sheet.Read(t.Context(), "x", c.file)
			if err == nil || problem.KindOf(err) != problem.Invalid || !strings.Contains(problem.Say(err).String(), c.want) {
				t.Errorf("got %v, want an invalid file with %q", err, c.want)
			}
			if took := time.Since(start); took > 5*time.Second {
				t.Errorf("it took %v to refuse %d kB", took, len(c.file)>>10)
			}
		})
	}
	if _, err := sheet.Read(t.Context(), "x", good); err != nil {
		t.Errorf("the workbook they are made of is refused: %v", err)
	}
}

func TestAWorkbookIsWrittenForPeople(t *testing.T) {
	file := written(t, sheet.XLSX, []string{"number", "comment"}, [][]string{{"+41446681000", "=1+1"}, {"", " "}, {"0041446681001", "a rather long comment, with words in it"}})
	f, err := excelize.OpenReader(bytes.NewReader(file))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	var got strings.Builder
	for _, cell := range []string{"A1", "A2", "B2", "A3", "B3", "A4"} {
		value, _ := f.GetCellValue("Numbers", cell)
		formula, _ := f.GetCellFormula("Numbers", cell)
		kind, _ := f.GetCellType("Numbers", cell)
		id, _ := f.GetCellStyle("Numbers", cell)
		style, _ := f.GetStyle(id)
		fmt.Fprintf(&got, "%s %q formula %q text %v format %d bold %v\n", cell, value, formula, kind == excelize.CellTypeInlineString, style.NumFmt, style.Font != nil && style.Font.Bold)
	}
	want := `A1 "number" formula "" text true format 49 bold true
A2 "+41446681000" formula "" text true format 49 bold false
B2 "=1+1" formula "" text true format 49 bold false
A3 "0041446681001" formula "" text true format 49 bold false
B3 "a rather long comment, with words in it" formula "" text true format 49 bold false
A4 "" formula "" text false format 49 bold false
`
	if got.String() != want {
		t.Errorf("got\n%swant\n%s", got.String(), want)
	}
	panes, _ := f.GetPanes("Numbers")
	first, _ := f.GetColWidth("Numbers", "A")
	second, _ := f.GetColWidth("Numbers", "B")
	if !panes.Freeze || panes.YSplit != 1 || first != 15 || second != 41 {
		t.Errorf("got panes %+v, widths %v and %v", panes, first, second)
	}
	if names := f.GetDefinedName(); len(names) != 1 || names[0].RefersTo != "'Numbers'!$A$1:$B$3" {
		t.Errorf("the filter is over %+v", names)
	}
}

func TestALargeTableIsKeptSmall(t *testing.T) {
	var file bytes.Buffer
	if err := sheet.Write(&file, sheet.XLSX, columns, inventory(5_000)); err != nil {
		t.Fatal(err)
	}
	var before, after runtime.MemStats
	runtime.GC()
	runtime.ReadMemStats(&before)
	table, err := sheet.Read(t.Context(), "x", file.Bytes())
	if err != nil {
		t.Fatal(err)
	}
	runtime.GC()
	runtime.ReadMemStats(&after)
	if kept := (int64(after.HeapAlloc) - int64(before.HeapAlloc)) / int64(len(table.Rows)); kept > 180 {
		t.Errorf("a row of %d cells keeps %d bytes", len(columns), kept)
	}
	runtime.KeepAlive(table)
}

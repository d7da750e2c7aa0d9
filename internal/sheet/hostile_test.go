package sheet_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"runtime"
	"strings"
	"testing"
	"time"

	"github.com/xuri/excelize/v2"

	"github.com/numberdesk/numberdesk/internal/problem"
	"github.com/numberdesk/numberdesk/internal/sheet"
)

// stopping is a context that ends when it has been asked so often.
type stopping struct {
	context.Context
	asked, after int
}

func (s *stopping) Err() error {
	if s.asked++; s.asked > s.after {
		return context.Canceled
	}
	return nil
}

func TestReadingCanBeEnded(t *testing.T) {
	for _, format := range []sheet.Format{sheet.CSV, sheet.XLSX} {
		var file bytes.Buffer
		if err := sheet.Write(&file, format, columns, inventory(1_000)); err != nil {
			t.Fatal(err)
		}
		whole := &stopping{Context: t.Context(), after: 1 << 30}
		if _, err := sheet.Read(whole, "x", file.Bytes()); err != nil || whole.asked < 1_000 {
			t.Fatalf("%s: got %v, asked %d times for a thousand lines", format, err, whole.asked)
		}
		for after := 0; after < whole.asked; after += 97 {
			ctx := &stopping{Context: t.Context(), after: after}
			if _, err := sheet.Read(ctx, "x", file.Bytes()); !errors.Is(err, context.Canceled) || ctx.asked > after+6 {
				t.Fatalf("%s: ended at question %d, got %v after %d", format, after, err, ctx.asked)
			}
		}
	}
}

func TestHostileWorkbooks(t *testing.T) {
	const one, texts, styles, book = "xl/worksheets/sheet1.xml", "xl/sharedStrings.xml", "xl/styles.xml", "xl/workbook.xml"
	good := workbook(t, func(f *excelize.File) {
		row(f, "Sheet1", "A1", "number")
		row(f, "Sheet1", "A2", "+41446681000")
	})
	// with puts a piece before the end of a part.
	with := func(part, end, piece string, times int) []byte {
		return changed(t, good, part, end, strings.Repeat(piece, times)+end)
	}
	inSheet := func(piece string, times int) []byte { return with(one, "</sheetData>", piece, times) }
	const isDamaged, isBomb = "x cannot be read; it may be damaged.", "x unpacks to far more than a table needs"
	for _, c := range []struct {
		name string
		file []byte
		want string
	}{
		{"a row behind the last", inSheet(`<row r="1048577"/>`, 1), isDamaged},
		{"a row at the end of the world", inSheet(`<row r="9000000000000000000"/>`, 1), isDamaged},
		{"such a row in another's name", inSheet(`<row xmlns:x="y" x:r="9000000000000000000"/>`, 1), isDamaged},
		{"such a row said twice", inSheet(`<row r="3" r="9000000000000000000"/>`, 1), isDamaged},
		{"such a row in a cell", inSheet(`<row r="3"><c r="A3"><c/><row r="9000000000000000000"/></c></row>`, 1), isDamaged},
		{"such a row in a text", inSheet(`<si><row r="9000000000000000000"/></si>`, 1), isDamaged},
		{"a row more than there are", inSheet(`<row/>`, 1_048_575), isDamaged},
		{"a column behind the last", inSheet(`<row r="3"><c r="XFE3"><v>1</v></c></row>`, 1), isDamaged},
		{"a column more than there are", inSheet(`<row>`+strings.Repeat("<c/>", 16_385)+`</row>`, 1), isDamaged},
		{"rows of the last column alone", inSheet(`<row><c/><c r="XFD1"><v>1</v></c></row>`, 5_000), isBomb},
		{"60 MB of cells", inSheet("<row>"+strings.Repeat("<c/>", 16_000)+"</row>", 60<<20/64_000), isBomb},
		{"60 MB of tags that nobody knows", inSheet(`<x/>`, 60<<20/4), isBomb},
		{"3 MB of formats", with(styles, "</cellXfs>", "<xf/>", 3<<20/5), isBomb},
		{"more formats than are unpacked", with(styles, "</cellXfs>", "<xf/>", 5<<20/5), isBomb},
		{"30 MB of texts", with(texts, "</sst>", "<si/>", 30<<20/5), isBomb},
		{"60 MB of sheets' neighbours", with("xl/theme/theme1.xml", "</a:theme>", "<a/>", 60<<20/4), isBomb},
		{"another workbook than the one looked at", changed(t, good, "_rels/.rels", "xl/workbook.xml", "xl/workbook.dat"), isDamaged},
		{"a list of a million sheets' names", with(book, "</sheets>", "<sheet/>", 2<<20/8), isBomb},
	} {
		t.Run(c.name, func(t *testing.T) {
			var before, after runtime.MemStats
			runtime.ReadMemStats(&before)
			start := time.Now()
			_, err := sheet.Read(t.Context(), "x", c.file)
			took := time.Since(start)
			runtime.ReadMemStats(&after)
			if problem.KindOf(err) != problem.Invalid || !strings.Contains(problem.Say(err).String(), c.want) {
				t.Errorf("got %v, want an invalid file with %q", err, c.want)
			}
			if took > slower*5*time.Second {
				t.Errorf("it took %v to refuse %d kB", took, len(c.file)>>10)
			}
			if made := (after.TotalAlloc - before.TotalAlloc) >> 20; made > 600 {
				t.Errorf("it took %d MB to refuse %d kB", made, len(c.file)>>10)
			}
		})
	}
}

// What the limits leave to honest files: Excel writes a row, or a cell, for each that has but a format.
func TestHonestWorkbooks(t *testing.T) {
	const one = "xl/worksheets/sheet1.xml"
	good := workbook(t, func(f *excelize.File) {
		row(f, "Sheet1", "A1", "number")
		row(f, "Sheet1", "A2", "+41446681000")
	})
	rows := func(from, to int, inside func(line int) string) []byte {
		var out strings.Builder
		for line := from; line <= to; line++ {
			fmt.Fprintf(&out, `<row r="%d" spans="1:12" s="0" ht="15" customHeight="1">%s</row>`, line, inside(line))
		}
		return changed(t, good, one, "</sheetData>", out.String()+"</sheetData>")
	}
	for name, file := range map[string][]byte{
		"a height for every row": rows(3, 100_000, func(int) string { return "" }),
		"a format for a dozen columns": rows(3, 20_000, func(line int) string {
			var out strings.Builder
			for column := range 12 {
				fmt.Fprintf(&out, `<c r="%c%d" s="0"/>`, 'A'+column, line)
			}
			return out.String()
		}),
		"a remark in the last column": rows(3, 3, func(int) string { return `<c r="XFD3" t="inlineStr"><is><t> </t></is></c>` }),
	} {
		t.Run(name, func(t *testing.T) {
			table, err := sheet.Read(t.Context(), "x", file)
			if err != nil || told(table) != "number\n2: +41446681000" {
				t.Errorf("got %v", err)
			}
		})
	}
}

func TestALineOfSeparatorsIsNotKept(t *testing.T) {
	for _, c := range []struct {
		name, file string
	}{
		{"in the header", strings.Repeat(",", 32<<20)},
		{"below it", "number\n" + strings.Repeat(",", 32<<20)},
	} {
		t.Run(c.name, func(t *testing.T) {
			var before, after runtime.MemStats
			runtime.ReadMemStats(&before)
			_, err := sheet.Read(t.Context(), "x", []byte(c.file))
			runtime.ReadMemStats(&after)
			if problem.KindOf(err) != problem.Invalid || !strings.Contains(err.Error(), "has more than 16384 columns. Delete those") {
				t.Errorf("got %v, want a refusal", err)
			}
			if made := (after.TotalAlloc - before.TotalAlloc) >> 20; made > 100 {
				t.Errorf("it took %d MB to refuse 32 MB", made)
			}
		})
	}
	if _, err := sheet.Read(t.Context(), "x", []byte("number"+strings.Repeat(",", 16_383))); err != nil {
		t.Errorf("as many columns as Excel has: got %v", err)
	}
}

// held is a context that holds up who asks whether it has ended.
type held struct {
	context.Context
	asked, free chan struct{}
}

func (h held) Err() error {
	select {
	case h.asked <- struct{}{}:
	default:
	}
	<-h.free
	return h.Context.Err()
}

func TestOneFileIsReadAtATime(t *testing.T) {
	file := []byte("number\n+41446681000\n")
	first := held{t.Context(), make(chan struct{}, 1), make(chan struct{})}
	done := make(chan error)
	go func() {
		_, err := sheet.Read(first, "first", file)
		done <- err
	}()
	<-first.asked
	// The second has time for a reading, were it let: it is asked once whether it has ended, when it gives up.
	impatient, cancel := context.WithCancel(t.Context())
	cancel()
	second := &stopping{Context: impatient, after: 1 << 30}
	if _, err := sheet.Read(second, "second", file); second.asked != 1 {
		t.Errorf("while another file is read: got %v, and %d lines were looked at", err, second.asked)
	}
	close(first.free)
	if err := <-done; err != nil {
		t.Error(err)
	}
	if _, err := sheet.Read(t.Context(), "third", file); err != nil {
		t.Errorf("when it has been read: got %v", err)
	}
}

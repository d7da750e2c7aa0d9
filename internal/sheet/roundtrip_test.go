package sheet_test

import (
	"bytes"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"github.com/numberdesk/numberdesk/internal/sheet"
)

// nasty texts are what a spreadsheet, a CSV reader or XML takes for something else.
var nasty = rapid.OneOf(
	rapid.String(),
	rapid.StringOfN(rapid.RuneFrom([]rune("'\"=+-@＝,;|\t\r\n a1_x0\x01")), 0, 12, -1),
	rapid.SampledFrom([]string{
		"+41446681000", "+41446681000;ext=12", "=1+1", "@SUM(A1)", "-1", "'", "''", "'=x", "''+1", "\t=x", "\r", "\n", " =x", "'tis", "a;=x",
		"_x000D_", "_x005F_x000D_", "_xD83D_", "_x005F_", "_xABCD\x01", "\x00", "_x0041_x0042_", "\ufffe", "_x00\x01_", "&amp;", "<t>", "]]>", " ", "é", "😀", "0041", "4.1E+10", "TRUE", "2026-12-31", "\u00a0", "\ufeff",
	}),
)

func written(t interface{ Fatal(...any) }, format sheet.Format, header []string, rows [][]string) []byte {
	var file bytes.Buffer
	if err := sheet.Write(&file, format, header, slices.Values(rows)); err != nil {
		t.Fatal(err)
	}
	return file.Bytes()
}

func TestWhatIsWrittenIsRead(t *testing.T) {
	for _, format := range []sheet.Format{sheet.CSV, sheet.XLSX} {
		t.Run(string(format), rapid.MakeCheck(func(t *rapid.T) {
			header := []string{"number"}
			for _, name := range []string{"=site", "with, comma; and \"quote\"", "+x"}[:rapid.IntRange(0, 3).Draw(t, "columns")] {
				header = append(header, name)
			}
			rows := rapid.SliceOfN(rapid.SliceOfN(nasty, len(header), len(header)), 0, 6).Draw(t, "rows")
			table, err := sheet.Read(t.Context(), "x", written(t, format, header, rows))
			if err != nil {
				t.Fatal(err)
			}
			if !slices.Equal(table.Header, header) {
				t.Fatalf("header: got %q, want %q", table.Header, header)
			}
			var got, want [][]string
			for _, row := range table.Rows {
				got = append(got, row.Cells())
			}
			for _, row := range rows {
				if strings.TrimSpace(strings.Join(row, "")) == "" {
					continue
				}
				want = append(want, row)
			}
			if !slices.EqualFunc(got, want, slices.Equal) {
				t.Fatalf("got %q, want %q", got, want)
			}
		}))
	}
}

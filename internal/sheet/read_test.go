package sheet_test

import (
	"encoding/binary"
	"fmt"
	"strings"
	"testing"
	"unicode/utf16"

	"github.com/numberdesk/numberdesk/internal/problem"
	"github.com/numberdesk/numberdesk/internal/sheet"
)

// told is a table in one line for each of its rows: the line's number and the cells.
func told(t *sheet.Table) string {
	lines := []string{strings.Join(t.Header, "|")}
	for _, row := range t.Rows {
		lines = append(lines, fmt.Sprintf("%d: %s", row.Line, strings.Join(row.Cells(), "|")))
	}
	return strings.Join(lines, "\n")
}

// wide is a text in UTF-16 with its byte order mark.
func wide(order binary.AppendByteOrder, text string) string {
	var out []byte
	for _, unit := range utf16.Encode([]rune("\ufeff" + text)) {
		out = order.AppendUint16(out, unit)
	}
	return string(out)
}

func TestReadCSV(t *testing.T) {
	zurich := "number|site\n2: +41446681000|Zürich"
	for _, c := range []struct{ name, file, want string }{
		{"commas, as most programs write it", "number,site\r\n+41446681000,Zürich\r\n", zurich},
		{"semicolons, as Excel writes it in Switzerland", "number;site\r\n+41446681000;Zürich\r\n", zurich},
		{"tabs, as copied from a sheet", "number\tsite\n+41446681000\tZürich\n", zurich},
		{"bars, as a telephone system exports", "number|site\n+41446681000|Zürich\n", zurich},
		{"Excel's own hint at the separator", "sep=;\r\nnumber;site\r\n+41446681000;Zürich\r\n", strings.Replace(zurich, "2:", "3:", 1)},
		{"a byte order mark", "\ufeffnumber,site\n+41446681000,Zürich", zurich},
		{"UTF-16, as Excel's Unicode text", wide(binary.LittleEndian, "number\tsite\r\n+41446681000\tZürich\r\n"), zurich},
		{"UTF-16 of a big machine", wide(binary.BigEndian, "number,site\n+41446681000,Zürich\n"), zurich},
		{"Windows-1252, as old Excel's CSV", "number;site\r\n+41446681000;Z\xfcrich\r\n", zurich},
		{"an old Mac's line ends", "number,site\r+41446681000,Zürich\r", zurich},
		{"no line end at the end", "number,site\n+41446681000,Zürich", zurich},
		{"spaces around the columns' names", " number , site \n+41446681000,Zürich", zurich},
		{"everything in quotes", `"number","site"` + "\n" + `"+41446681000","Zürich"`, zurich},
		{"spaces before a quote and behind it", "number,site\n+41446681000, \"Zürich\" \n", zurich},
		{"empty columns at the right", "number,site,,\n+41446681000,Zürich,,\n", zurich},
		{"an empty column at the left", ",number,site\n,+41446681000,Zürich\n", zurich},
		{"blank lines are skipped and counted", "\n\nnumber,site\n\n+41446681000,Zürich\n,\n  \n+41446681001,Bern\n\n", "number|site\n5: +41446681000|Zürich\n8: +41446681001|Bern"},
		{"a line break in a cell counts as an editor does", "number,comment\r\n1,\"two\r\nlines\"\r\n2,x\r\n", "number|comment\n2: 1|two\r\nlines\n4: 2|x"},
		{"separators and quotes in a cell", "number,comment\n1,\"a, b; \"\"c\"\"\"\n", "number|comment\n2: 1|a, b; \"c\""},
		{"a quote within a cell is a quote", "number,comment\n1,5\" screen\n", "number|comment\n2: 1|5\" screen"},
		{"an extension's semicolon among commas", "number,site\n+41446681000;ext=12,Bern\n", "number|site\n2: +41446681000;ext=12|Bern"},
		{"one column alone", "number\n+41446681000;ext=12\n", "number\n2: +41446681000;ext=12"},
		{"a column named with a semicolon in quotes", "number,\"a;b;c\"\n1,2\n", "number|a;b;c\n2: 1|2"},
		{"a spreadsheet's apostrophe before a plus", "number,site\n'+41446681000,Bern\n", "number|site\n2: +41446681000|Bern"},
		{"any other apostrophe stays", "number,comment\n1,'tis\n", "number|comment\n2: 1|'tis"},
		{"spaces in cells stay, for a text may have them", "number,comment\n1, x \n", "number|comment\n2: 1| x "},
		{"a header alone is a table of no rows", "number,site\n", "number|site"},
	} {
		t.Run(c.name, func(t *testing.T) {
			table, err := sheet.Read(t.Context(), "numbers.csv", []byte(c.file))
			if err != nil {
				t.Fatal(err)
			}
			if got := told(table); got != c.want {
				t.Errorf("got\n%s\nwant\n%s", got, c.want)
			}
		})
	}
}

func TestRefusedTexts(t *testing.T) {
	for _, c := range []struct{ name, file, want string }{
		{"nothing", "", "x is empty"},
		{"blank lines", "\r\n  \r\n;;\n", "x is empty"},
		{"a PDF", "%PDF-1.7\n%\xe2\xe3\n", "x is no spreadsheet. Save the table as Excel Workbook (.xlsx) or as CSV UTF-8"},
		{"a picture", "\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR", "x is no spreadsheet"},
		{"a web page named .xls", "<html><table><tr><td>number</td></tr></table>", "x is no spreadsheet"},
		{"UTF-16 without its mark", "n\x00u\x00m\x00\n\x00", "x is no spreadsheet"},
		{"half a character of UTF-16", "\xff\xfen\x00u", "x is no spreadsheet"},
		{"a mark of UTF-8 before something else", "\xef\xbb\xbfZ\xfcrich", "x is no spreadsheet"},
		{"numbers without a header", "+41446681000,Zurich\n+41446681001,Zurich\n", `Line 1 should name the columns, such as number, but column A holds "+41446681000". Put a line with the names above it.`},
		{"two columns of a name", "number,site,Number\n", `Line 1: columns A and C are both named "Number". Rename or delete one of them.`},
		{"a line too short", "number,site,comment\n1,Bern,x\n2,Bern\n", "Line 3 has 2 of 3 columns. Complete it"},
		{"a title above the header", "Our numbers;;\nnumber;site;country\n1;Bern;CH\n", `Line 2: column B holds "site", but the header in line 1 names one column alone, "Our numbers". Name the others; if that is a title, delete it`},
		{"a line too long", "number,site\n1,Bern\n\n2,Bern,Switzerland\n", `Line 4: column C holds "Switzerland", but the header in line 1 names no such column.`},
		{"a separator that is not in quotes", "number;site\n+41446681000;ext=12;Bern\n", "belongs in double quotes"},
		{"a column without a name", "number,,site\n1,,Bern\n2,x,Bern\n", `Line 3: column B holds "x", but the header`},
		{"a quote that does not end", "number,site\n1,\"Bern\n2,Zug\n", "Line 2, column B begins with a double quote, but does not end with one."},
		{"a quote that ends too soon", "number,site\n1,\"Bern\" or Zug\n", "Line 2, column B begins with a double quote"},
		{"a column beyond all others", "a" + strings.Repeat(",", 1024) + "b\n", "Line 1 has more than 1024 columns."},
		{"a cell longer than Excel's", "number\n" + strings.Repeat("é", 32_768), "Line 2, column A holds more than 32767 characters."},
	} {
		t.Run(c.name, func(t *testing.T) {
			_, err := sheet.Read(t.Context(), "x", []byte(c.file))
			if err == nil || problem.KindOf(err) != problem.Invalid || !strings.Contains(err.Error(), c.want) {
				t.Errorf("got %v, want an invalid file with %q", err, c.want)
			}
		})
	}
}

func TestLongCellsCountAsExcelCounts(t *testing.T) {
	for text, fits := range map[string]bool{
		strings.Repeat("é", 32_767): true, strings.Repeat("😀", 16_383): true, strings.Repeat("😀", 16_384): false,
	} {
		if _, err := sheet.Read(t.Context(), "x", []byte("comment\n"+text)); (err == nil) != fits {
			t.Errorf("%d bytes of %.4q: got %v, want fits %v", len(text), text, err, fits)
		}
	}
}

func TestAMillionRows(t *testing.T) {
	line := "+41446681000\n"
	table, err := sheet.Read(t.Context(), "x", []byte("number\n"+strings.Repeat(line, 1_000_001)))
	if err != nil || len(table.Rows) != 1_000_001 {
		t.Fatalf("got %v", err)
	}
	_, err = sheet.Read(t.Context(), "x", []byte("number\n"+strings.Repeat(line, 1_048_576)))
	if err == nil || !strings.Contains(err.Error(), "more than 1048575 lines. Split it") {
		t.Errorf("got %v, want a refusal", err)
	}
	_, err = sheet.Read(t.Context(), "x", []byte("a"+header(1000)+"\n"+strings.Repeat("x"+strings.Repeat(",", 1000)+"\n", 30_000)))
	if err == nil || !strings.Contains(err.Error(), "more than can be read at once") {
		t.Errorf("thirty million cells: got %v, want a refusal", err)
	}
}

func header(n int) string {
	var out strings.Builder
	for i := range n {
		fmt.Fprintf(&out, ",c%d", i)
	}
	return out.String()
}

func TestColumnsAreFoundByName(t *testing.T) {
	table, err := sheet.Read(t.Context(), "x", []byte(",Number,SITE\n,1,Bern\n"))
	if err != nil {
		t.Fatal(err)
	}
	if site := table.Column("site"); site != 1 || table.Letters(site) != "C" || table.Column("state") != -1 {
		t.Errorf("got %d, %s, %d", site, table.Letters(site), table.Column("state"))
	}
	if row := table.Rows[0]; row.Raw(0) != "1" {
		t.Errorf("a text is stored as it is seen: got %q", row.Raw(0))
	}
}

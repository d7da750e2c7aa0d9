package sheet

import (
	"bufio"
	"io"
	"iter"
	"strings"

	"github.com/numberdesk/numberdesk/internal/problem"
)

// Format is a kind of file that Write can make.
type Format string

const (
	// CSV is UTF-8 with a byte order mark, since Excel takes a text without one for its own region's, and commas.
	CSV Format = "csv"
	// XLSX is a workbook with one sheet, whose cells are all text.
	XLSX Format = "xlsx"
)

// Write writes the header, of one name at least, and the rows, each with as many cells; a row without a word in it is
// left out. No program takes a cell for a formula: in CSV an apostrophe keeps it from that, in a workbook every cell says
// that it is text.
//
// Read gives back what was written, whatever valid UTF-8 it is, up to 32,767 characters in a cell; only around a column's
// name does it drop spaces.
//
// Its refusals are problem.Conflict, for more than a workbook can hold; its other errors are the writer's.
func Write(w io.Writer, format Format, header []string, rows iter.Seq[[]string]) error {
	if format == XLSX {
		return writeWorkbook(w, header, rows, maxRows)
	}
	out := bufio.NewWriterSize(w, 64<<10)
	out.WriteString("\ufeff")
	writeLine(out, header)
	for row := range filled(rows) {
		writeLine(out, row)
		if _, err := out.Write(nil); err != nil {
			return err // the reader has gone; do not go on through all rows
		}
	}
	return out.Flush()
}

func writeLine(out *bufio.Writer, cells []string) {
	for i, cell := range cells {
		if i > 0 {
			out.WriteByte(',')
		}
		cell = guarded(strings.ToValidUTF8(cell, "\ufffd"))
		// In quotes stands what some program, Read among them, would otherwise take for more than a text.
		if cell == "" || !strings.ContainsAny(cell, ",;\t|\r\n\"") && strings.Trim(cell, " ") == cell && !foreign.MatchString(cell) {
			out.WriteString(cell)
			continue
		}
		out.WriteByte('"')
		out.WriteString(strings.ReplaceAll(cell, `"`, `""`))
		out.WriteByte('"')
	}
	out.WriteString("\r\n")
}

func tooManyRows(limit int) error {
	return problem.New(problem.Conflict, "An Excel workbook holds %d lines at most. Export CSV, or fewer numbers at a time.", limit)
}

func cellTooLong(line, column int) error {
	return problem.New(problem.Conflict, "Line %d, column %s holds more than the %d characters of a workbook's cell. Export CSV.", line, letters(column), maxCell)
}

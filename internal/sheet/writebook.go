package sheet

import (
	"errors"
	"fmt"
	"io"
	"iter"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/xuri/excelize/v2"
)

const (
	sheetName = "Numbers"
	textFmt   = 49 // the number format @: what is typed stays what it is, also after an edit (ECMA-376 part 1, §18.8.30)
	measured  = 500
	widest    = 60
)

// writeWorkbook streams up to limit rows; beyond 16 MB the library keeps them in a temporary file, where there is room for one.
func writeWorkbook(w io.Writer, header []string, rows iter.Seq[[]string], limit int) (err error) {
	f := excelize.NewFile()
	defer func() { err = errors.Join(err, f.Close()) }()
	if err := f.SetSheetName("Sheet1", sheetName); err != nil {
		return err
	}
	text, err := f.NewStyle(&excelize.Style{NumFmt: textFmt})
	if err != nil {
		return err
	}
	bold, err := f.NewStyle(&excelize.Style{NumFmt: textFmt, Font: &excelize.Font{Bold: true}})
	if err != nil {
		return err
	}
	out, err := f.NewStreamWriter(sheetName)
	if err != nil {
		return err
	}
	next, stop := iter.Pull(filled(rows))
	defer stop()
	first := take(next, measured)
	if err := layOut(out, widths(header, first), text); err != nil {
		return err
	}
	line := 1
	if err := writeRow(out, line, header, bold); err != nil {
		return err
	}
	for _, cells := range first {
		line++
		if err := writeRow(out, line, cells, text); err != nil {
			return err
		}
	}
	for cells, ok := next(); ok; cells, ok = next() {
		if line++; line > limit+1 {
			return tooManyRows(limit)
		}
		if err := writeRow(out, line, cells, text); err != nil {
			return err
		}
	}
	// The filter is told of now, when the last line is known; it is written behind the rows.
	if err := f.AutoFilter(sheetName, fmt.Sprintf("A1:%s%d", letters(len(header)-1), line), nil); err != nil {
		return err
	}
	if err := out.Flush(); err != nil {
		return err
	}
	_, err = f.WriteTo(w)
	return err
}

// layOut is what must be said before the first row: text also in what is added below, the widths, the header that stays.
func layOut(out *excelize.StreamWriter, widths []float64, text int) error {
	if err := out.SetColStyle(1, len(widths), text); err != nil {
		return err
	}
	for i, width := range widths {
		if err := out.SetColWidth(i+1, i+1, width); err != nil {
			return err
		}
	}
	return out.SetPanes(&excelize.Panes{Freeze: true, YSplit: 1, TopLeftCell: "A2", ActivePane: "bottomLeft"})
}

func writeRow(out *excelize.StreamWriter, line int, cells []string, style int) error {
	values := make([]any, len(cells))
	for i, cell := range cells {
		cell = strings.ToValidUTF8(cell, "\ufffd")
		if tooLong(escaped(cell)) {
			return cellTooLong(line, i)
		}
		if cell != "" {
			values[i] = excelize.Cell{StyleID: style, Value: cellText(cell)}
		}
	}
	return out.SetRow(fmt.Sprintf("A%d", line), values)
}

// filled leaves out the rows without a word in them.
func filled(rows iter.Seq[[]string]) iter.Seq[[]string] {
	return func(yield func([]string) bool) {
		for cells := range rows {
			if !blank(cells) && !yield(cells) {
				return
			}
		}
	}
}

func take(next func() ([]string, bool), n int) [][]string {
	var first [][]string
	for len(first) < n {
		cells, ok := next()
		if !ok {
			break
		}
		first = append(first, slices.Clone(cells)) // it may be one slice, filled anew for each row
	}
	return first
}

// widths are in characters, with room for the header's filter button.
func widths(header []string, rows [][]string) []float64 {
	all := make([]float64, len(header))
	for i, name := range header {
		all[i] = min(float64(utf8.RuneCountInString(name))+4, widest)
		for _, cells := range rows {
			if i < len(cells) {
				all[i] = max(all[i], min(float64(utf8.RuneCountInString(cells[i]))+2, widest))
			}
		}
	}
	return all
}

package sheet

import (
	"bytes"
	"cmp"
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/xuri/excelize/v2"

	"github.com/numberdesk/numberdesk/internal/problem"
)

// options: days come as 2026-12-31 where the workbook leaves their form to the reader's region. Sheets of more than 32 MB
// are unpacked to a temporary file, where there is room for one, and read from there.
var options = excelize.Options{ShortDatePattern: "yyyy-mm-dd", UnzipXMLSizeLimit: 32 << 20, UnzipSizeLimit: maxUnpacked}

// readWorkbook reads the first visible sheet with a header, and looks at those behind it. The library tells of a broken file now with an error, now
// with a panic; both mean the same to a person.
func readWorkbook(ctx context.Context, name string, content []byte) (table *Table, err error) {
	found, err := inspect(ctx, name, content)
	if err != nil {
		return nil, err
	}
	defer func() {
		if cause := recover(); cause != nil {
			table, err = nil, damaged(name, fmt.Errorf("excelize: %v", cause))
		}
	}()
	f, err := excelize.OpenReader(bytes.NewReader(content), options)
	if f != nil {
		defer f.Close() // takes the temporary files away; there is nothing else to lose
	}
	if err != nil {
		return nil, damaged(name, err)
	}
	f.Pkg.Range(func(path, _ any) bool { // a sheet that points elsewhere than to a sound part is empty
		if !found.sound[strings.ToLower(path.(string))] {
			f.Pkg.Delete(path)
		}
		return true
	})
	var refused error
	sheets := f.GetSheetList()
	for i, sheet := range sheets {
		if visible, err := f.GetSheetVisible(sheet); err != nil {
			return nil, damaged(name, err)
		} else if !visible {
			continue
		}
		table, err := readSheet(ctx, name, f, sheet, found.figures)
		if err == nil {
			return table, table.lookBeside(f, sheets[i+1:])
		}
		switch {
		case problem.Is(err, codeEmpty):
		case problem.Is(err, codeNoHeader):
			refused = cmp.Or(refused, err)
		default:
			return nil, err
		}
	}
	return nil, cmp.Or(refused, empty(name))
}

// readSheet goes through the sheet as seen and, where that may differ, at the same time as stored.
func readSheet(ctx context.Context, name string, f *excelize.File, sheet string, figures bool) (*Table, error) {
	seen, err := f.Rows(sheet)
	if err != nil {
		return nil, damaged(name, err)
	}
	defer seen.Close()
	stored, err := f.Rows(sheet)
	if err != nil {
		return nil, damaged(name, err)
	}
	defer stored.Close()
	b := builder{name: name, table: Table{Sheet: sheet}}
	for line := 1; seen.Next(); line++ {
		if line > lastRow {
			return nil, damaged(name, errors.New("it has rows without end"))
		}
		if ctx.Err() != nil {
			return nil, ctx.Err()
		}
		shown, err := seen.Columns()
		if err != nil {
			return nil, damaged(name, err)
		}
		raw := shown
		if figures && stored.Next() {
			if raw, err = stored.Columns(excelize.Options{RawCellValue: true}); err != nil {
				return nil, damaged(name, err)
			}
		}
		if err := b.add(line, shown, raw, false); err != nil {
			return nil, err
		}
	}
	if err := errors.Join(seen.Error(), stored.Error()); err != nil {
		return nil, damaged(name, err)
	}
	return b.done()
}

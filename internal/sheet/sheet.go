// Package sheet reads and writes tables as people really have them: CSV from any program that writes it, and Excel
// workbooks. Whatever comes in is bounded before it is believed, and a file that cannot be read is refused with the line,
// the column and what to do. It knows nothing of what the columns mean.
package sheet

import (
	"bytes"
	"context"
	"strconv"
	"strings"

	"github.com/numberdesk/numberdesk/internal/problem"
)

// What a file may have at most. Rows and characters of a cell are Excel's own limits ("Excel specifications and
// limits", Microsoft Support); the others are what a million numbers with all their columns need.
const (
	maxBytes   = 256 << 20 // of the file itself
	maxRows    = 1_048_575 // below the header
	maxColumns = 1024
	maxCells   = 20_000_000
	maxText    = 512 << 20 // of all cells together
	maxCell    = 32_767    // characters, counted in UTF-16 as Excel does
)

// Table is what a file holds: named columns, and rows of as many cells.
type Table struct {
	// Sheet is the worksheet's name; empty for CSV.
	Sheet string
	// Beside are the other visible worksheets with something in them, which were not read.
	Beside []string
	// Header are the columns' names without surrounding space, no two the same but for case.
	Header []string
	Rows   []Row

	at []int // where each column stands in the file, from 0
}

// Letters name a column as a spreadsheet does: A, B, … AA.
func (t *Table) Letters(column int) string { return letters(t.at[column]) }

// reading is held by whoever reads a file. A large one takes much of the memory that the process has, which is one for all
// desks and callers in it.
var reading = make(chan struct{}, 1)

// Read reads a CSV text or a workbook (.xlsx, .xlsm); which of them it is, the content tells. The name is for the sentence
// of a refusal, always a problem.Invalid; its other errors are ctx's, which ends it between two lines.
//
// A text is UTF-8, UTF-16 with a byte order mark or, when it is neither, Windows-1252; commas, semicolons, tabs or bars
// part its cells, whichever the header has most. A cell may stand in double quotes, and then hold line breaks. What Write
// put before a text to keep it from being a formula is taken away again.
//
// Of a workbook it reads the first visible sheet that has a header; another one with the same columns is refused. The
// first line with anything in it is the header.
//
// One file is read at a time, whoever asks, and who asks meanwhile waits.
func Read(ctx context.Context, name string, content []byte) (*Table, error) {
	select {
	case reading <- struct{}{}:
		defer func() { <-reading }()
	case <-ctx.Done():
		return nil, ctx.Err()
	}
	switch {
	case len(content) > maxBytes:
		return nil, problem.New(problem.Invalid, "%s has more than %d MB. Split it into several files.", name, maxBytes>>20)
	case bytes.HasPrefix(content, []byte("PK\x03\x04")):
		return readWorkbook(ctx, name, content)
	case bytes.HasPrefix(content, []byte("\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1")):
		return nil, compound(name, content)
	}
	text, ok := decode(content)
	if !ok {
		return nil, noSpreadsheet(name)
	}
	return readText(ctx, name, text)
}

// compound refuses the container of old Office files, which also holds a new one once it has a password
// ([MS-OFFCRYPTO] §1.3.3).
func compound(name string, content []byte) error {
	utf16 := func(s string) []byte { return []byte(strings.Join(strings.Split(s, ""), "\x00")) }
	switch {
	case bytes.Contains(content, utf16("EncryptedPackage")):
		return problem.New(problem.Invalid, "%s is protected by a password. Open it, remove the password (File, Info, Protect Workbook), save it and import it again.", name)
	case bytes.Contains(content, utf16("Workbook")), bytes.Contains(content, utf16("Book")):
		return problem.New(problem.Invalid, "%s is a workbook of Excel 2003 or older. Save it as Excel Workbook (.xlsx) and import that.", name)
	}
	return noSpreadsheet(name)
}

func noSpreadsheet(name string) error {
	return problem.New(problem.Invalid, "%s is no spreadsheet. Save the table as Excel Workbook (.xlsx) or as CSV UTF-8 and import that.", name)
}

func damaged(name string, err error) error {
	return problem.Wrap(err, problem.Invalid, "%s cannot be read; it may be damaged. Open it in Excel, save it anew and import that.", name)
}

func empty(name string) error {
	return coded(codeEmpty, problem.New(problem.Invalid, "%s is empty. It needs a line with the columns' names and a line for each entry.", name))
}

// Codes of the refusals of one sheet that let a workbook's next one be looked at.
const (
	codeEmpty    = "emptySheet"
	codeNoHeader = "noHeader"
)

func coded(code string, p *problem.Error) error {
	p.Code = code
	return p
}

// letters are the name of the column at index, from 0.
func letters(index int) string {
	name := ""
	for index++; index > 0; index = (index - 1) / 26 {
		name = string(rune('A'+(index-1)%26)) + name
	}
	return name
}

// cut is a piece of a cell, short enough for a sentence.
func cut(cell string) string {
	runes := []rune(strings.TrimSpace(cell))
	if len(runes) > 30 {
		return strconv.Quote(string(runes[:30]) + "…")
	}
	return strconv.Quote(string(runes))
}

package card

import (
	"encoding/json"
	"fmt"
	"slices"
	"unicode/utf8"

	"github.com/numberdesk/numberdesk/internal/say"
)

// ReportData fills the answers to an admin's commands.
type ReportData struct {
	Title say.Sentence `json:"title"`
	// Lines are paragraphs above the table.
	Lines []say.Sentence `json:"lines"`
	Table Table          `json:"table"`
	// More says that not all is shown, and how to see the rest. "" leaves it out.
	More say.Sentence `json:"more"`
	// Next says what to do. "" leaves it out.
	Next say.Sentence `json:"next"`
}

// MaxColumns is how many columns can be read on a phone.
const MaxColumns = 4

// Table is a table whose every row has a cell for each of at most [MaxColumns] columns. Without rows
// it is left out.
type Table struct {
	Columns []Column         `json:"columns"`
	Rows    [][]say.Sentence `json:"rows"`
}

// Column heads a column. Width is its share of the card's width; 0 asks for what its text needs.
type Column struct {
	Title say.Sentence `json:"title"`
	Width int          `json:"width"`
}

// Render is an answer of lines and a table. A table that is too wide, or a row of another length than
// the columns, is a problem of kind Internal.
func (d ReportData) Render(l say.Language) (json.RawMessage, error) {
	table, err := d.Table.fitted(l)
	if err != nil {
		return nil, internal("report", err)
	}
	d.Table = table
	return fill(l, "report", d)
}

// fitted gives every column without a width one that follows its longest text, within bounds that
// leave room to the others.
func (t Table) fitted(l say.Language) (Table, error) {
	if len(t.Columns) > MaxColumns {
		return t, fmt.Errorf("a table of %d columns does not fit a phone", len(t.Columns))
	}
	columns := make([]Column, len(t.Columns))
	for i, column := range t.Columns {
		longest := utf8.RuneCountInString(column.Title.In(l))
		for _, row := range t.Rows {
			if len(row) != len(t.Columns) {
				return t, fmt.Errorf("a row of %d cells stands under %d columns", len(row), len(t.Columns))
			}
			longest = max(longest, utf8.RuneCountInString(row[i].In(l)))
		}
		if column.Width == 0 {
			column.Width = min(max(longest, 6), 18)
		}
		columns[i] = column
	}
	rows := make([][]say.Sentence, len(t.Rows))
	for i, row := range t.Rows {
		rows[i] = slices.Clone(row)
		for j, cell := range row {
			if cell.IsZero() {
				rows[i][j] = say.Words("–") // a client shows nothing for an empty text, and the cells would slip
			}
		}
	}
	t.Columns, t.Rows = columns, rows
	return t, nil
}

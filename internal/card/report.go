package card

import (
	"encoding/json"
	"fmt"
	"slices"
	"time"
	"unicode/utf8"
)

// ReportData fills the answers to an admin's commands.
type ReportData struct {
	Title string `json:"title"`
	// Lines are paragraphs above the table.
	Lines []Trusted `json:"lines"`
	Table Table     `json:"table"`
	// More says that not all is shown, and how to see the rest. "" leaves it out.
	More Trusted `json:"more"`
	// Next says what to do. "" leaves it out.
	Next Trusted `json:"next"`
}

// MaxColumns is how many columns can be read on a phone.
const MaxColumns = 4

// Table is a table whose every row has a cell for each of at most [MaxColumns] columns. Without rows
// it is left out.
type Table struct {
	Columns []Column    `json:"columns"`
	Rows    [][]Trusted `json:"rows"`
}

// Column heads a column. Width is its share of the card's width; 0 asks for what its text needs.
type Column struct {
	Title string `json:"title"`
	Width int    `json:"width"`
}

// Report is an answer of lines and a table. A table that is too wide, or a row of another length than
// the columns, is a problem of kind Internal.
func Report(d ReportData) (json.RawMessage, error) {
	table, err := d.Table.fitted()
	if err != nil {
		return nil, internal("report", err)
	}
	d.Table = table
	return Render("report", d)
}

// fitted gives every column without a width one that follows its longest text, within bounds that
// leave room to the others.
func (t Table) fitted() (Table, error) {
	if len(t.Columns) > MaxColumns {
		return t, fmt.Errorf("a table of %d columns does not fit a phone", len(t.Columns))
	}
	columns := make([]Column, len(t.Columns))
	for i, column := range t.Columns {
		longest := utf8.RuneCountInString(column.Title)
		for _, row := range t.Rows {
			if len(row) != len(t.Columns) {
				return t, fmt.Errorf("a row of %d cells stands under %d columns", len(row), len(t.Columns))
			}
			longest = max(longest, utf8.RuneCountInString(Plain(row[i], time.UTC)))
		}
		if column.Width == 0 {
			column.Width = min(max(longest, 6), 18)
		}
		columns[i] = column
	}
	rows := make([][]Trusted, len(t.Rows))
	for i, row := range t.Rows {
		rows[i] = slices.Clone(row)
		for j, cell := range row {
			if cell == "" {
				rows[i][j] = "–" // a client shows nothing for an empty text, and the cells would slip
			}
		}
	}
	t.Columns, t.Rows = columns, rows
	return t, nil
}

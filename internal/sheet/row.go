package sheet

import "encoding/binary"

// Row is one line of a table below its header. Lines with nothing in them are no rows, but are counted.
type Row struct {
	// Line is where the row begins, from 1: a workbook's row number, a text's line in an editor.
	Line int

	// packed are the cells one behind the other, each after its length: less than half of what a string for each would
	// take, most being short, and the text of the whole file need not be kept for them.
	packed string
	raw    map[int]string
}

// Cell is a cell as a person sees it, by its column's place in the header. Spaces are kept.
func (r Row) Cell(column int) string {
	cell, rest := unpack(r.packed)
	for range column {
		cell, rest = unpack(rest)
	}
	return cell
}

// Cells are all cells as a person sees them, one for each name of the header.
func (r Row) Cells() []string {
	var cells []string
	for rest := r.packed; rest != ""; {
		var cell string
		cell, rest = unpack(rest)
		cells = append(cells, cell)
	}
	return cells
}

// Raw is the cell as it is stored, which differs from what is seen where a workbook shows a figure or a day in its own
// way: seen "4.1E+10", stored "41446681000".
func (r Row) Raw(column int) string {
	if raw, ok := r.raw[column]; ok {
		return raw
	}
	return r.Cell(column)
}

// pack adds a cell to others.
func pack(cells []byte, cell string) []byte {
	return append(binary.AppendUvarint(cells, uint64(len(cell))), cell...)
}

// unpack takes the first cell off. The length of the longest, maxCell characters, takes three bytes.
func unpack(cells string) (first, rest string) {
	length, size := binary.Uvarint([]byte(cells[:min(len(cells), 3)]))
	end := size + int(length)
	return cells[size:end], cells[end:]
}

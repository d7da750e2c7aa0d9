package sheet

import "strings"

// Column is the index of the column with this name in any case, -1 when there is none.
func (t *Table) Column(name string) int {
	for i, known := range t.Header {
		if strings.EqualFold(known, name) {
			return i
		}
	}
	return -1
}

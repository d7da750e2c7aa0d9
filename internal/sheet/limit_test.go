package sheet

import (
	"io"
	"strings"
	"testing"

	"github.com/numberdesk/numberdesk/internal/problem"
)

// A workbook's last line costs many seconds to reach, so it is brought nearer here.
func TestMoreThanAWorkbookHolds(t *testing.T) {
	rows := func(n int, cell string) func(func([]string) bool) {
		return func(yield func([]string) bool) {
			for range n {
				if !yield([]string{cell}) {
					return
				}
			}
		}
	}
	for _, c := range []struct {
		name string
		rows func(func([]string) bool)
		want string
	}{
		{"as many lines as fit", rows(1000, "1"), ""},
		{"one line more", rows(1001, "1"), "An Excel workbook holds 1000 lines at most. Export CSV"},
		{"as long a cell as fits", rows(1, strings.Repeat("x", 32_767)), ""},
		{"one character more", rows(1, strings.Repeat("x", 32_768)), "Line 2, column A holds more than the 32767 characters of a workbook's cell."},
		{"characters that take seven to write", rows(1, strings.Repeat("\x00", 5_000)), "Line 2, column A holds more"},
	} {
		t.Run(c.name, func(t *testing.T) {
			err := writeWorkbook(io.Discard, []string{"number"}, c.rows, 1000)
			if c.want == "" && err != nil || c.want != "" && (problem.KindOf(err) != problem.Conflict || !strings.Contains(err.Error(), c.want)) {
				t.Errorf("got %v, want %q", err, c.want)
			}
		})
	}
}

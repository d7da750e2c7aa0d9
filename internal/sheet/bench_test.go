package sheet_test

import (
	"bytes"
	"fmt"
	"iter"
	"testing"

	"github.com/numberdesk/numberdesk/internal/sheet"
)

// inventory is a table as an export has it, of n numbers.
func inventory(n int) iter.Seq[[]string] {
	return func(yield func([]string) bool) {
		for i := range n {
			row := []string{fmt.Sprintf("+4144%07d", i), "CH", "Zurich", "directRouting", "Swisscom", "user", "", "available", "", "", "", fmt.Sprintf("floor %d", i%40)}
			if !yield(row) {
				return
			}
		}
	}
}

var columns = []string{"number", "country", "site", "type", "provider", "capability", "location_id", "state", "for", "until", "reason", "comment"}

func BenchmarkRead(b *testing.B) {
	for _, format := range []sheet.Format{sheet.CSV, sheet.XLSX} {
		for _, n := range []int{1_000, 100_000} {
			b.Run(fmt.Sprintf("%s/%d", format, n), func(b *testing.B) {
				var file bytes.Buffer
				if err := sheet.Write(&file, format, columns, inventory(n)); err != nil {
					b.Fatal(err)
				}
				b.SetBytes(int64(file.Len()))
				for b.Loop() {
					table, err := sheet.Read(b.Context(), "inventory", file.Bytes())
					if err != nil || len(table.Rows) != n {
						b.Fatal(err)
					}
				}
				b.ReportMetric(float64(b.N*n)/b.Elapsed().Seconds(), "rows/s")
			})
		}
	}
}

func BenchmarkWrite(b *testing.B) {
	for _, format := range []sheet.Format{sheet.CSV, sheet.XLSX} {
		b.Run(string(format)+"/100000", func(b *testing.B) {
			for b.Loop() {
				if err := sheet.Write(&bytes.Buffer{}, format, columns, inventory(100_000)); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

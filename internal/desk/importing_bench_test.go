package desk_test

import (
	"bytes"
	"context"
	"fmt"
	"os"
	"path/filepath"
	"runtime/debug"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/numberdesk/numberdesk/internal/desk"
	"github.com/numberdesk/numberdesk/internal/store"
)

// table is a CSV of n single numbers.
func table(n int) []byte {
	var out bytes.Buffer
	out.WriteString("number,country,site\n")
	for i := range n {
		fmt.Fprintf(&out, "+4144%07d,CH,Zurich\n", i)
	}
	return out.Bytes()
}

// rawly writes the rows of a file to a fresh store in one transaction, each under its number, as little as can be done
// with them.
func rawly(b *testing.B, file []byte) time.Duration {
	db := fresh(b)
	began := time.Now()
	err := db.Update(context.Background(), func(tx store.Tx) error {
		for line := range bytes.Lines(file) {
			number, _, _ := bytes.Cut(line, []byte(","))
			if err := tx.Put(append([]byte("raw/"), number...), line); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		b.Fatal(err)
	}
	return time.Since(began)
}

func fresh(tb testing.TB) store.DB {
	db, err := store.Open(filepath.Join(tb.TempDir(), "numberdesk.db"))
	if err != nil {
		tb.Fatal(err)
	}
	tb.Cleanup(func() { db.Close() })
	return db
}

// BenchmarkImport reports how many times longer an import takes than writing the same rows raw, and the most memory that
// was resident meanwhile.
func BenchmarkImport(b *testing.B) {
	defer debug.SetMemoryLimit(debug.SetMemoryLimit(400 << 20)) // as the program does
	for _, n := range []int{10_000, 100_000, 1_000_000} {
		b.Run(strconv.Itoa(n), func(b *testing.B) {
			if n == 1_000_000 && testing.Short() {
				b.Skip("takes a while")
			}
			file := table(n)
			var raw, whole time.Duration
			peak := 0
			for b.Loop() {
				raw += rawly(b, file)
				d := desk.New(fresh(b), nil, nil, nil, desk.Options{})
				forgetPeak(b)
				began := time.Now()
				answer, err := d.Do(context.Background(), []string{"import"}, file)
				whole += time.Since(began)
				if err != nil || answer.JSON.(map[string]any)["added"] != n {
					b.Fatal(err, answer)
				}
				peak = max(peak, resident(b))
			}
			b.ReportMetric(whole.Seconds()/raw.Seconds(), "×raw")
			b.ReportMetric(float64(peak)/1024, "MB-peak")
			b.ReportMetric(float64(b.N*n)/whole.Seconds(), "rows/s")
		})
	}
}

// forgetPeak begins to measure the peak of resident memory anew (proc(5), clear_refs).
func forgetPeak(b *testing.B) {
	if err := os.WriteFile("/proc/self/clear_refs", []byte("5"), 0); err != nil {
		b.Skip("there is no such peak here")
	}
}

// resident is the peak of resident memory in KB.
func resident(b *testing.B) int {
	raw, err := os.ReadFile("/proc/self/status")
	if err != nil {
		b.Skip("there is no such peak here")
	}
	_, rest, _ := strings.Cut(string(raw), "VmHWM:")
	kb, err := strconv.Atoi(strings.Fields(rest)[0])
	if err != nil {
		b.Fatal(err)
	}
	return kb
}

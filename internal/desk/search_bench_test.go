package desk

import (
	"encoding/json"
	"testing"
	"time"

	"github.com/numberdesk/numberdesk/internal/inventory"
)

// BenchmarkSearch looks for tags and providers among a million numbers, most of which have some of their own: few, many or
// none are found. The last is what --output json prints of all.
func BenchmarkSearch(b *testing.B) {
	d := stockedDesk(b, 1_000_000, func(i int) *inventory.Own {
		var own inventory.Own
		if i%2 == 0 {
			own.Provider = "Sunrise"
		}
		if i%5 != 0 {
			own.Tags = append(own.Tags, "office")
		}
		if i > 0 && i%100_000 == 0 {
			own.Tags = append(own.Tags, "VIP")
		}
		return &own
	})
	for _, who := range []struct {
		name string
		Caller
	}{{"chat", Caller{ID: "alex"}}, {"shell", Caller{Shell: true}}} {
		b.Run(who.name, func(b *testing.B) {
			for _, words := range []string{
				"numbers --site zurich", "numbers --tag vip --all", "numbers --tag office", "numbers --tag nobody", "numbers --provider Sunrise", "numbers --provider Swisscom",
				"numbers --provider nobody", "numbers --tag vip --provider Sunrise --state available", "numbers --tag office --provider Swisscom --range zurich",
			} {
				d.asking(b, words, who.Caller)
			}
		})
	}
	b.Run("json", func(b *testing.B) {
		for b.Loop() {
			_, answer, err := d.run(b.Context(), "numbers", Call{Who: Caller{Shell: true}})
			if err != nil {
				b.Fatal(err)
			}
			began := time.Now()
			raw, err := json.Marshal(answer.JSON)
			if err != nil {
				b.Fatal(err)
			}
			b.ReportMetric(float64(len(raw))/1e6, "MB")
			b.ReportMetric(time.Since(began).Seconds(), "s")
		}
	})
}

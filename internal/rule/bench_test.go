package rule_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/numberdesk/numberdesk/internal/rule"
)

// usual is a rule as companies have them, longest is as long and as dear as one can be.
const usual = `user.city in ["Zurich", "Zürich"] && user.usageLocation == "CH" && !("contractors" in user.groups) || user.office.matches("^zh[0-9]+")`

var longest = strings.TrimSuffix(strings.Repeat(`user.city in user.groups || `, 2000/28), " || ")

func BenchmarkCompile(b *testing.B) {
	for b.Loop() {
		if _, err := rule.Compile(usual); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkEval(b *testing.B) {
	many := adele
	for i := range 2000 {
		many.Groups = append(many.Groups, fmt.Sprintf("group %d", i))
	}
	for _, c := range []struct {
		name, text string
		of         rule.Attributes
	}{{"usual", usual, adele}, {"longest", longest, adele}, {"longest with 2000 groups", longest, many}} {
		b.Run(c.name, func(b *testing.B) {
			r, err := rule.Compile(c.text)
			if err != nil {
				b.Fatal(err)
			}
			b.ReportAllocs()
			for b.Loop() {
				r.Eval(c.of)
			}
		})
	}
}

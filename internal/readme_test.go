package internal

import (
	"flag"
	"fmt"
	"os"
	"regexp"
	"strings"
	"testing"
)

var update = flag.Bool("update", false, "rewrite what the README quotes")

var quote = regexp.MustCompile("(?s)<!-- (transcript|diagram): (\\S+) -->\n```\n.*?```\n<!-- /(transcript|diagram) -->")

// TestReadmeQuotesWhatIsSo: the README shows the conversation and the lifecycle that the tests prove.
func TestReadmeQuotesWhatIsSo(t *testing.T) {
	text, err := os.ReadFile("../README.md")
	if err != nil {
		t.Fatal(err)
	}
	found := 0
	want := quote.ReplaceAllStringFunc(string(text), func(block string) string {
		found++
		m := quote.FindStringSubmatch(block)
		body, err := quoted(m[1], "../"+m[2])
		if err != nil {
			t.Fatal(err)
		}
		return fmt.Sprintf("<!-- %s: %s -->\n```\n%s```\n<!-- /%s -->", m[1], m[2], body, m[1])
	})
	if found != 2 {
		t.Fatalf("%d quotes in the README, want 2", found)
	}
	if want == string(text) {
		return
	}
	if !*update {
		t.Fatal("the README quotes something else than the tests prove; run go test ./internal -update")
	}
	if err := os.WriteFile("../README.md", []byte(want), 0o644); err != nil {
		t.Fatal(err)
	}
}

// quoted is a transcript up to the moment she has her number, or the diagram of a table.
func quoted(kind, file string) (string, error) {
	raw, err := os.ReadFile(file)
	if err != nil {
		return "", err
	}
	if kind == "diagram" {
		_, rest, _ := strings.Cut(string(raw), "//\t--- diagram\n")
		drawn, _, _ := strings.Cut(rest, "//\t---\n")
		return strings.ReplaceAll(drawn, "//\t", ""), nil
	}
	told, _, _ := strings.Cut(string(raw), "\n> number\n")
	return strings.TrimSpace(told) + "\n", nil
}

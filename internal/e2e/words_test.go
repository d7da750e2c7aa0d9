package e2e

import (
	"regexp"
	"strings"
	"testing"
	"testing/synctest"

	"github.com/numberdesk/numberdesk/internal/sim"
)

// meant is what a client would read as more than words: emphasis, a mention, a link, a macro, a heading.
var meant = regexp.MustCompile(`(?:^|[^\\])(?:\*\*|~~~?|<at>|<a |\]\(|\{\{DATE\(1999|` + "`" + `)|^#`)

// TestWordsStayWords: what people are called and what they write is shown as it was typed, wherever it stands, and
// mentions and formats nothing.
func TestWordsStayWords(t *testing.T) {
	const hostile = "**Bold** <at>Everybody</at> [here](https://evil.test) `x` {{DATE(1999-01-01T00:00:00Z)}} ~~no~~ <a href='x'>y</a>"
	world := sim.Sample()
	for i, u := range world.People {
		world.People[i].Name = "# " + u.Name + " " + hostile
		world.People[i].JobTitle = "**Boss** <at>All</at>"
	}
	synctest.Test(t, func(t *testing.T) {
		h := open(t, world, nil, nil, "zurich CH Zurich +41446681000 +41446681049", "berlin DE Berlin +493055501000 +493055501049", "munich DE Munich +498955502000 +498955502009")
		h.tenant.Shown()
		h.command("ranges", "set", "zurich", "--cost", "**CHF 5** [a month](https://evil.test)", "--low-stock", "100", "--comment", hostile)
		var shown []sim.Shown
		look := func() {
			t.Helper()
			if err := h.settle(); err != nil {
				t.Fatal(err)
			}
			shown = append(shown, h.tenant.Shown()...)
		}
		do := func(err error) {
			t.Helper()
			if err != nil {
				t.Fatal(err)
			}
			look()
		}
		for _, who := range []string{"adele", "alex", "lidia"} { // three at once: two cards and a list
			do(h.tenant.Person(who).Say("request"))
			do(h.tenant.Person(who).Click("Send request", map[string]string{"reason": hostile}))
		}
		do(h.tenant.Person("megan").Say("approvals"))
		do(h.tenant.Person("megan").Click("Deny R-2", nil))
		do(h.tenant.Person("megan").Click("Deny R-2", map[string]string{"reason": hostile, "usual": "notNeeded"}))
		do(h.tenant.Person("megan").Click("Approve R-1", nil))
		do(h.tenant.Person("megan").Click("Deny R-3", nil))
		do(h.tenant.Person("megan").Click("Deny R-3", map[string]string{"reason": hostile}))
		for _, text := range []string{"status", "number"} {
			do(h.tenant.Person("adele").Say(text))
			do(h.tenant.Person("lidia").Say(text))
		}
		for _, text := range []string{"requests --all", "why R-1", "why R-2", "audit", "ranges zurich", "deliveries R-1", "numbers"} {
			do(h.tenant.Person("alex").Say(text))
		}
		seen := 0
		for _, s := range shown {
			for _, text := range markdownIn(s.Message.Card) {
				if strings.Contains(text, "Everybody") {
					seen++
				}
				if meant.MatchString(text) {
					t.Errorf("%s is shown what means more than it says: %q", s.Person, text)
				}
			}
			if strings.Contains(s.Message.Text, "<at>") {
				t.Errorf("%s is mentioned in %q", s.Person, s.Message.Text)
			}
		}
		if seen < 50 {
			t.Errorf("only %d texts had anybody's words in them", seen)
		}
	})
}

// markdownIn are the texts of a card that a client reads as Markdown.
func markdownIn(node any) (texts []string) {
	switch n := node.(type) {
	case map[string]any:
		keys := map[any][]string{"TextBlock": {"text"}, nil: {"title", "value"}}[n["type"]]
		for _, key := range keys {
			if text, ok := n[key].(string); ok {
				texts = append(texts, text)
			}
		}
		for key, child := range n {
			if key != "choices" { // which clients show as they are
				texts = append(texts, markdownIn(child)...)
			}
		}
	case []any:
		for _, child := range n {
			texts = append(texts, markdownIn(child)...)
		}
	}
	return texts
}

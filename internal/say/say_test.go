package say

import (
	"encoding/json"
	"errors"
	"testing"
	"time"
)

var at = time.Date(2026, 11, 21, 11, 15, 0, 0, time.FixedZone("CET", 3600))

func TestSentences(t *testing.T) {
	for _, c := range []struct {
		name     string
		sentence Sentence
		markdown string
		plain    string
	}{
		{"the format may be Markdown, the argument may not", Text("**%s** asks", "*Ada*"), `**\*Ada\*** asks`, "*Ada* asks"},
		{"a sentence within a sentence stays one", Text("%s, %s", Text("**%d**", 3), "_x_"), `**3**, \_x\_`, "3, _x_"},
		{"flags and verbs work", Text("%03d|%q|%+d|%.2s", 7, "a", 3, "abc"), `007|"a"|+3|ab`, `007|"a"|+3|ab`},
		{"a time is left to the reader's client", Text("held until %s", Time(at)), "held until {{DATE(2026-11-21T10:15:00Z, SHORT)}} {{TIME(2026-11-21T10:15:00Z)}}", "held until 21 Nov 2026 10:15 UTC"},
		{"a day too", Date(at), "{{DATE(2026-11-21T10:15:00Z, SHORT)}}", "21 Nov 2026"},
		{"a moment in a table is short", Stamp(at), "{{DATE(2026-11-21T10:15:00Z, COMPACT)}} {{TIME(2026-11-21T10:15:00Z)}}", "21 Nov 2026 10:15 UTC"},
		{"a macro that somebody typed stays text", Words("{{DATE(2026-11-21T10:15:00Z, SHORT)}}"), `{\{DATE(2026-11-21T10:15:00Z, SHORT)}}`, "{{DATE(2026-11-21T10:15:00Z, SHORT)}}"},
		{"what reorders its neighbours goes from plain text too", Text("see %s", "a\u202eb\x00"), "see ab", "see ab"},
		{"one of many", Count(1, "%d number of %s", "%d numbers of %s", "Ada"), "1 number of Ada", "1 number of Ada"},
		{"many", Count(0, "%d number", "%d numbers"), "0 numbers", "0 numbers"},
		{"an error says itself", Text("%v.", errors.New("no_such")), "no_such.", "no_such."},
		{"sentences in a row", Text("One.").And(Sentence{}).And(Text("Two.")), "One. Two.", "One. Two."},
		{"a list", List(", ", Words("a*"), Words("b")), `a\*, b`, "a*, b"},
		{"something to say instead", Sentence{}.Or(Text("%d%%", 5)), "5%", "5%"},
		{"a whole sentence begins with a capital letter", Text("%s decided.", Text("the telephony admins")), "The telephony admins decided.", "The telephony admins decided."},
		{"a name does not", Text("%s decided.", Words("van Gogh")), "van Gogh decided.", "van Gogh decided."},
		{"nothing", Words(""), "", ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			if got := c.sentence.Markdown(English); got != c.markdown {
				t.Errorf("Markdown: got %q, want %q", got, c.markdown)
			}
			if got := c.sentence.String(); got != c.plain {
				t.Errorf("plain: got %q, want %q", got, c.plain)
			}
			raw, err := json.Marshal(c.sentence)
			if err != nil {
				t.Fatal(err)
			}
			var again Sentence
			if err := json.Unmarshal(raw, &again); err != nil {
				t.Fatal(err)
			}
			if got := again.Markdown(English); got != c.markdown {
				t.Errorf("kept as %s it says %q, want %q", raw, got, c.markdown)
			}
		})
	}
}

func TestATimeElsewhere(t *testing.T) {
	if got, want := Time(at).Plain(English, time.FixedZone("CET", 3600)), "21 Nov 2026 11:15 CET"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
	if got, want := Time(at).In(German), "21.11.2026 10:15 UTC"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
}

func TestTheLanguageOfALocale(t *testing.T) {
	for locale, want := range map[string]Language{"de-CH": German, "DE": German, "en-GB": English, "": English, "fr-FR": English, "den": English} {
		if got := Speaks(locale); got != want {
			t.Errorf("%q: got %q, want %q", locale, got, want)
		}
	}
}

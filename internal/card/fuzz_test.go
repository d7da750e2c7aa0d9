package card

import (
	"bytes"
	"encoding/json"
	"maps"
	"slices"
	"strings"
	"testing"
	"time"
)

// sixCards renders every card with text wherever a person's words may come.
func sixCards(text string, number int, flag bool) (map[string]json.RawMessage, error) {
	said, facts := Text("%s", text), []Fact{{text, Escape(text)}}
	choices := []Choice{{text, text}, {text, text}}
	out := map[string]json.RawMessage{}
	for name, render := range map[string]func() (json.RawMessage, error){
		"form": func() (json.RawMessage, error) {
			return Form(FormData{Note: "n", Sites: choices, Site: text, Numbers: choices, Purpose: text, Reason: text, Decides: "d" + said})
		},
		"request": func() (json.RawMessage, error) {
			return Request(RequestData{Title: text, Headline: said, Tone: Tone(text), Facts: facts, Next: "n" + said, CanCancel: flag, Request: "R" + text, Revision: number, UserIDs: []string{text}})
		},
		"approval": func() (json.RawMessage, error) {
			return Approval(ApprovalData{Who: said, Headline: said, Facts: facts, Note: "n", Open: flag, Outcome: said, Tone: Tone(text), Request: text, Revision: number})
		},
		"report": func() (json.RawMessage, error) {
			return Report(ReportData{Title: text, Lines: []Trusted{said}, Table: Table{Columns: []Column{{text, 0}, {text, 1}}, Rows: [][]Trusted{{said, said}}}, More: "m" + said})
		},
		"help": func() (json.RawMessage, error) {
			return Help(HelpData{Title: text, Intro: "i" + said, Groups: []Group{{text, []Command{{text, text}}}}})
		},
		"notice": func() (json.RawMessage, error) {
			return Notice(NoticeData{Title: text, Text: "t" + said, Tone: Warning})
		},
	} {
		raw, err := render()
		if err != nil {
			return nil, err
		}
		out[name] = raw
	}
	return out, nil
}

// shape is a card without its texts and numbers: two cards of one shape differ in words alone.
func shape(node any) any {
	switch n := node.(type) {
	case map[string]any:
		out := map[string]any{}
		for key, child := range n {
			if key == "type" || key == "verb" || key == "style" {
				out[key] = child
			} else {
				out[key] = shape(child)
			}
		}
		return out
	case []any:
		out := make([]any, len(n))
		for i := range n {
			out[i] = shape(n[i])
		}
		return out
	case string:
		return "text"
	case float64:
		return "number"
	}
	return node
}

func FuzzExpand(f *testing.F) {
	for _, text := range []string{
		"Adele Vance", `"},{"type":"Action.OpenUrl"`, "${request}", "{{DATE(2026-11-21T10:15:00Z, SHORT)}}", "<at>Megan</at>", "[a](b) **c** _d_",
		"\x00\xff\u202e", `\`, strings.Repeat("x", 10_000), "# a\n1. b\r\n- c", "", "~~~\n&amp;\\&",
	} {
		f.Add(text, 1, true)
	}
	f.Fuzz(func(t *testing.T, text string, number int, flag bool) {
		if len(text) > 2_000 {
			text = text[:2_000] // bigger ones may be too big to send, which is another test's
		}
		got, err := sixCards(text, number, flag)
		if err != nil {
			t.Fatal(err)
		}
		want, err := sixCards("plain", 1, flag)
		if err != nil {
			t.Fatal(err)
		}
		for _, name := range slices.Sorted(maps.Keys(want)) {
			g, _ := json.Marshal(shape(decode(t, got[name])))
			w, _ := json.Marshal(shape(decode(t, want[name])))
			if !bytes.Equal(g, w) {
				t.Errorf("%s: the shape of the card changed\ngot  %s\nwant %s", name, g, w)
			}
		}
		checkRead(t, text)
	})
}

// checkRead wants a reader to see what was typed: no macro is left, and taking the backslashes away
// gives the text back.
func checkRead(t *testing.T, text string) {
	t.Helper()
	said := Escape(text)
	if macro.MatchString(string(said)) {
		t.Errorf("%q still holds a macro: %q", text, said)
	}
	squeeze := func(s string) string { return strings.Join(strings.Fields(s), "") }
	if got, want := squeeze(Plain(said, time.UTC)), squeeze(clean(text)); got != want {
		t.Errorf("a reader sees %q, want %q", got, want)
	}
}

// The longest answers still fit a message, so a wordy person cannot keep a card from being sent.
func TestLongTextIsStillSent(t *testing.T) {
	for _, long := range []string{strings.Repeat("x", 10_000), strings.Repeat("😀", 10_000)} {
		raw, err := Approval(ApprovalData{Who: Text("%s asks", long), Headline: Escape(long), Facts: []Fact{{"Reason", Escape(long)}}, Open: true, Request: "R-1"})
		if err != nil || len(raw) > MaxBytes {
			t.Errorf("got %d bytes, %v", len(raw), err)
		}
	}
}

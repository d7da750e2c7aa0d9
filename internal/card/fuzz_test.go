package card

import (
	"bytes"
	"encoding/json"
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/numberdesk/numberdesk/internal/say"
)

// sixCards renders every card with text wherever a person's words may come.
func sixCards(text string, number int, flag bool) (map[string]json.RawMessage, error) {
	said, facts := say.Text("x %s", text), []Fact{{say.Words(text), say.Words(text)}}
	choices := []Choice{{text, text}, {text, text}}
	out := map[string]json.RawMessage{}
	for name, render := range map[string]func() (json.RawMessage, error){
		"form": func() (json.RawMessage, error) {
			return FormData{Note: say.Text("n"), Sites: choices, Site: text, Numbers: choices, Purpose: text, Reason: text, Decides: said}.Render(say.English)
		},
		"request": func() (json.RawMessage, error) {
			return RequestData{Title: said, Headline: said, Tone: Tone(text), Facts: facts, Next: said, CanCancel: flag, Request: "R" + text, Revision: number, UserIDs: []string{text}}.Render(say.English)
		},
		"approval": func() (json.RawMessage, error) {
			return ApprovalData{Who: said, Headline: said, Facts: facts, Note: say.Text("n"), Open: flag, Outcome: said, Tone: Tone(text), Request: text, Revision: number}.Render(say.English)
		},
		"report": func() (json.RawMessage, error) {
			return ReportData{Title: said, Lines: []say.Sentence{said}, Table: Table{Columns: []Column{{said, 0}, {said, 1}}, Rows: [][]say.Sentence{{said, said}}}, More: said}.Render(say.English)
		},
		"help": func() (json.RawMessage, error) {
			return HelpData{Title: said, Intro: said, Groups: []Group{{said, []Command{{text, said}}}}}.Render(say.English)
		},
		"notice": func() (json.RawMessage, error) {
			return NoticeData{Title: said, Text: said, Tone: Warning}.Render(say.English)
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
	})
}

// The longest answers still fit a message, so a wordy person cannot keep a card from being sent.
func TestLongTextIsStillSent(t *testing.T) {
	for _, long := range []string{strings.Repeat("x", 10_000), strings.Repeat("😀", 10_000)} {
		raw, err := ApprovalData{Who: say.Text("%s asks", long), Headline: say.Words(long), Facts: []Fact{{say.Text("Reason"), say.Words(long)}}, Open: true, Request: "R-1"}.Render(say.English)
		if err != nil || len(raw) > MaxBytes {
			t.Errorf("got %d bytes, %v", len(raw), err)
		}
	}
}

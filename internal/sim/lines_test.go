package sim

import (
	"slices"
	"strings"
	"testing"
	"time"
)

func TestCardsReadAsText(t *testing.T) {
	now := time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)
	tests := []struct{ name, body, want string }{
		{"emphasis and escapes are not read", `{"type":"TextBlock","text":"**Bold** and \\*plain\\*"}`, "Bold and *plain*"},
		{"a fact", `{"type":"FactSet","facts":[{"title":"Number","value":"+41 44 668 10 00"}]}`, "Number: +41 44 668 10 00"},
		{"columns are cells of one line", `{"type":"ColumnSet","columns":[{"items":[{"type":"TextBlock","text":"a"}]},{"items":[{"type":"TextBlock","text":"b"}]}]}`, "a  b"},
		{"a table has a line for each row", `{"type":"Table","rows":[{"cells":[{"items":[{"type":"TextBlock","text":"a"}]},{"items":[{"type":"TextBlock","text":"b"}]}]},{"cells":[{"items":[{"type":"TextBlock","text":"c"}]}]}]}`, "a  b\nc"},
		{"what is hidden is not read", `{"type":"Container","items":[{"type":"TextBlock","text":"a"},{"type":"TextBlock","text":"b","isVisible":false}]}`, "a"},
		{"a toggle", `{"type":"Input.Toggle","id":"t","title":"Urgent","value":"true"}`, "Urgent: (x)"},
		{"a people picker", `{"type":"Input.ChoiceSet","id":"p","label":"For","choices":[],"choices.data":{"type":"Data.Query","dataset":"graph.microsoft.com/users"}}`, "For: () [people]"},
		{"buttons inside", `{"type":"ActionSet","actions":[{"type":"Action.Execute","title":"A"},{"type":"Action.Execute","title":"B"}]}`, "[A] [B]"},
		{"a date and a time are one", `{"type":"TextBlock","text":"by {{DATE(2026-03-08T12:00:00Z, SHORT)}} {{TIME(2026-03-08T12:00:00Z)}}."}`, "by in 7d."},
		{"a date alone", `{"type":"TextBlock","text":"since {{DATE(2026-03-01T09:00:00Z)}}"}`, "since 3h ago"},
		{"no date at all", `{"type":"TextBlock","text":"{{DATE(soon)}}"}`, "{{DATE(soon)}}"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			m := Message{Card: card(t, `{"type":"AdaptiveCard","version":"1.5","body":[`+tt.body+`]}`)}
			if got := m.LinesAt(now); !slices.Equal(got, strings.Split(tt.want, "\n")) {
				t.Errorf("got %q, want %q", got, tt.want)
			}
		})
	}
}

func TestRelative(t *testing.T) {
	for d, want := range map[time.Duration]string{0: "now", 29 * time.Second: "now", -5 * time.Minute: "5m ago", 119 * time.Minute: "in 119m",
		119*time.Minute + 40*time.Second: "in 2h", 3*time.Hour - time.Minute: "in 3h", 7*24*time.Hour - time.Second: "in 7d", 50 * time.Hour: "in 2d2h"} {
		if got := Relative(d); got != want {
			t.Errorf("Relative(%s) = %q, want %q", d, got, want)
		}
	}
}

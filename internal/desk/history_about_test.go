package desk

import (
	"testing"

	"github.com/numberdesk/numberdesk/internal/inventory"
	"github.com/numberdesk/numberdesk/internal/say"
	"github.com/numberdesk/numberdesk/internal/store"
)

func TestAnEntrySaysWhatItIsAbout(t *testing.T) {
	old := inventory.Range{Name: "zurich", Order: 10, Comment: "Adele sits here"}
	now := inventory.Range{Name: "zurich", Order: 20, Comment: "Lee sits here", Strategy: inventory.Rested}
	pattern := map[string]string{"pattern": "*911", "country": "US"}
	for _, c := range []struct {
		name         string
		e            store.Entry
		chat, german string
	}{
		{"a range that was changed, and in what", store.Entry{What: "range.set", Detail: changedDetail(old, now)}, "Range changed: zurich (Order, Picks, Comment)", "Nummernbereich geändert: zurich (Reihenfolge, Auswahl, Kommentar)"},
		{"a range that an earlier version changed", store.Entry{What: "range.set", Detail: map[string]string{"name": "zurich"}}, "Range changed: zurich", "Nummernbereich geändert: zurich"},
		{"a range that came, not as one that changed", store.Entry{What: "range.add", Detail: map[string]string{"name": "zurich", "site": "Zurich"}}, "Range added: zurich", "Nummernbereich hinzugefügt: zurich"},
		{"a pattern with its country", store.Entry{What: "forbidden.add", Detail: pattern}, "Pattern forbidden: *911 (US)", "Muster ausgeschlossen: *911 (US)"},
		{"a pattern that is none any more", store.Entry{What: "forbidden.remove", Detail: pattern}, "Pattern no longer forbidden: *911 (US)", "Muster nicht mehr ausgeschlossen: *911 (US)"},
	} {
		t.Run(c.name, func(t *testing.T) {
			said := happenedTo(c.e, "", say.Sentence{})
			if got := said.Plain(say.English, nil); got != c.chat {
				t.Errorf("got %q, want %q", got, c.chat)
			}
			if got := said.Plain(say.German, nil); got != c.german {
				t.Errorf("got %q, want %q", got, c.german)
			}
		})
	}
	if got := changedDetail(old, now)["comment"]; got != "changed" {
		t.Errorf("the audit keeps %q of a comment", got)
	}
}

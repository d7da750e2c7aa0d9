package inventory

import (
	"maps"
	"regexp"
	"slices"
	"testing"
	"unicode/utf8"

	"github.com/numberdesk/numberdesk/internal/say"
)

// TestACardHasRoomForEveryReason: what admins read of a reason on a card is a few lines on a phone, and nothing to type in a
// shell; where the step is longer, the card has words of its own.
func TestACardHasRoomForEveryReason(t *testing.T) {
	const room = 320
	shell := regexp.MustCompile(`\s-[A-Z][A-Za-z]+\b|\b(Get|Set|Grant|Remove|Sync)-`)
	about := Facts{Number: "+41446681000", Type: DirectRouting, Range: "zurich", NumberCountry: "CH", PersonCountry: "DE", Other: "+41446681001"}
	all := maps.Clone(reasons)
	maps.Copy(all, serviceReasons)
	for _, code := range slices.Sorted(maps.Keys(all)) {
		words := ReasonOf(code)
		for name, of := range map[string]struct{ step, card func(Facts) say.Sentence }{"Admin": {words.Admin, words.AdminCard}, "Release": {words.Release, words.ReleaseCard}} {
			shown := of.step
			if of.card != nil {
				shown = of.card
			}
			if shown == nil {
				continue
			}
			for _, l := range []say.Language{say.English, say.German} {
				text := shown(about).In(l)
				if shell.MatchString(text) || utf8.RuneCountInString(text) > room {
					t.Errorf("%s, %s: a card says %d letters: %q", code, name, utf8.RuneCountInString(text), text)
				}
			}
		}
	}
}

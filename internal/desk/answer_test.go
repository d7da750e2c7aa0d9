package desk

import (
	"strings"
	"testing"

	"github.com/numberdesk/numberdesk/internal/say"
)

// An answer that cannot be shown says so: it must not hold up what comes behind it.
func TestAnAnswerThatIsTooBig(t *testing.T) {
	var a Answer
	for range 60 {
		a.Lines = append(a.Lines, say.Words(strings.Repeat("x", 1000)))
	}
	out, err := a.render(say.German)
	if err != nil || !strings.Contains(string(out.Card), "nicht angezeigt") {
		t.Errorf("got %.200s (%v)", out.Card, err)
	}
}

package request_test

import (
	"testing"

	"github.com/numberdesk/numberdesk/internal/request"
	"github.com/numberdesk/numberdesk/internal/say"
)

func TestWhyItWasDecidedSo(t *testing.T) {
	for _, c := range []struct {
		name     string
		decision request.Decision
		in       say.Language
		want     string
	}{
		{"a usual reason, read in English", request.Decision{Usual: request.AskLater}, say.English, "Ask again later"},
		{"a usual reason, read in German", request.Decision{Usual: request.AskLater}, say.German, "Bitte später noch einmal anfragen"},
		{"the approver's own words are nobody's language", request.Decision{Reason: "Not now"}, say.German, "Not now"},
		{"both", request.Decision{Usual: request.NotNeeded, Reason: "You have a mobile"}, say.English, "Not needed for the job. You have a mobile"},
		{"a reason of a later version says nothing", request.Decision{Usual: "tooDear"}, say.English, ""},
		{"none", request.Decision{}, say.English, ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			if got := c.decision.Because().In(c.in); got != c.want {
				t.Errorf("got %q, want %q", got, c.want)
			}
		})
	}
}

func TestOnlyUsualReasonsCanBePicked(t *testing.T) {
	for _, u := range request.UsualReasons {
		if request.UsualOf(string(u)) != u || u.Words().IsZero() {
			t.Errorf("%s cannot be picked, or says nothing", u)
		}
	}
	if got := request.UsualOf("because I say so"); got != "" {
		t.Errorf("a made-up reason is taken for %q", got)
	}
}

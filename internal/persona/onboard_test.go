package persona_test

import (
	"testing"
	"time"

	"github.com/numberdesk/numberdesk/internal/persona"
)

func TestComes(t *testing.T) {
	now := time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)
	for _, c := range []struct {
		name string
		past persona.Past
		want bool
	}{
		{"who has nothing and never had comes", persona.Past{}, true},
		{"who has a number does not", persona.Past{Has: true}, false},
		{"who was denied one does not", persona.Past{Unanswered: true}, false},
		{"who lost it to an admin yesterday does not", persona.Past{Taken: now.AddDate(0, 0, -1)}, false},
		{"who lost it ninety days ago does not yet", persona.Past{Taken: now.AddDate(0, 0, -90)}, false},
		{"who lost it long ago comes again", persona.Past{Taken: now.AddDate(0, 0, -91)}, true},
	} {
		t.Run(c.name, func(t *testing.T) {
			if got := c.past.Comes(now); got != c.want {
				t.Errorf("got %v, want %v", got, c.want)
			}
		})
	}
}

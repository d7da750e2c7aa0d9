package desk

import (
	"testing"
	"time"
)

func TestDelegationWords(t *testing.T) {
	for _, c := range []struct {
		name, text string
		want       delegationWish
	}{
		{"as it is written", "to megan@contoso.com until Friday because I am on leave", delegationWish{"megan@contoso.com", "Friday", "I am on leave"}},
		{"without to", "megan@contoso.com until Friday because leave", delegationWish{"megan@contoso.com", "Friday", "leave"}},
		{"in German", "an megan@contoso.com bis 31.12.2026 weil ich bis Silvester Urlaub habe", delegationWish{"megan@contoso.com", "31.12.2026", "ich bis Silvester Urlaub habe"}},
		{"a reason keeps its own until and because", "to a@b.c until Friday because I am away until Monday because of snow", delegationWish{"a@b.c", "Friday", "I am away until Monday because of snow"}},
		{"an apostrophe in the reason", "to a@b.c until Friday because I'm away", delegationWish{"a@b.c", "Friday", "I'm away"}},
		{"a name of two words", "to Megan Bowen until Friday", delegationWish{"Megan Bowen", "Friday", ""}},
	} {
		t.Run(c.name, func(t *testing.T) {
			words, err := split(c.text)
			if err != nil {
				t.Fatal(err)
			}
			if got := delegationWords(words); got != c.want {
				t.Errorf("got %+v, want %+v", got, c.want)
			}
		})
	}
}

func TestLastDay(t *testing.T) {
	zurich, err := time.LoadLocation("Europe/Zurich")
	if err != nil {
		t.Fatal(err)
	}
	now := time.Date(2026, 3, 27, 23, 30, 0, 0, time.UTC) // a Friday; in Zurich it is Saturday
	for _, c := range []struct {
		name, text string
		zone       *time.Location
		want       string
	}{
		{"the next Monday", "Monday", time.UTC, "2026-03-30T23:59:59Z"},
		{"Friday said on a Friday is in a week", "Friday", time.UTC, "2026-04-03T23:59:59Z"},
		{"today", "today", time.UTC, "2026-03-27T23:59:59Z"},
		{"where the person is it is tomorrow already", "heute", zurich, "2026-03-28T22:59:59Z"},
		{"across the change of the clock", "Montag", zurich, "2026-03-30T21:59:59Z"},
		{"a day", "2026-12-31", zurich, "2026-12-31T22:59:59Z"},
		{"a day as Germans write it", "31.12.2026.", time.UTC, "2026-12-31T23:59:59Z"},
		{"no day", "whenever", time.UTC, ""},
		{"no day of any month", "2026-02-30", time.UTC, ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			got := ""
			if at, ok := lastDay(c.text, now, c.zone); ok {
				got = at.Format(time.RFC3339)
			}
			if got != c.want {
				t.Errorf("got %s, want %s", got, c.want)
			}
		})
	}
}

package person_test

import (
	"testing"
	"time"

	"github.com/numberdesk/numberdesk/internal/person"
)

func TestAwayAt(t *testing.T) {
	read := time.Date(2026, 6, 1, 9, 0, 0, 0, time.UTC)
	week := &person.Absence{From: read.Add(24 * time.Hour), Until: read.Add(8 * 24 * time.Hour)}
	for _, c := range []struct {
		name  string
		away  *person.Absence
		after time.Duration
		want  bool
	}{
		{"no automatic replies", nil, 0, false},
		{"before it begins", week, 0, false},
		{"from its beginning", week, 24 * time.Hour, true},
		{"just before its end", week, 8*24*time.Hour - 1, true},
		{"from its end on he is back", week, 8 * 24 * time.Hour, false},
		{"without an end", &person.Absence{}, time.Hour, true},
		{"without an end, and nobody has looked for a day", &person.Absence{}, 24 * time.Hour, false},
	} {
		t.Run(c.name, func(t *testing.T) {
			if _, away := (person.Mailbox{Away: c.away, Read: read}).AwayAt(read.Add(c.after)); away != c.want {
				t.Errorf("got %v, want %v", away, c.want)
			}
		})
	}
}

func TestLastDay(t *testing.T) {
	berlin, err := time.LoadLocation("Europe/Berlin")
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct{ name, until, want string }{
		{"back on Monday morning", "2026-06-07T22:00:00Z", "2026-06-07"},
		{"back in the course of Monday", "2026-06-08T10:00:00Z", "2026-06-08"},
	} {
		until, err := time.Parse(time.RFC3339, c.until)
		if err != nil {
			t.Fatal(err)
		}
		if got := (person.Absence{Until: until}).LastDay(berlin).Format(time.DateOnly); got != c.want {
			t.Errorf("%s: got %s, want %s", c.name, got, c.want)
		}
	}
	if day := (person.Absence{}).LastDay(berlin); !day.IsZero() {
		t.Errorf("without an end: got %s", day)
	}
}

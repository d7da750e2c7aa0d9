package workday_test

import (
	"testing"
	"time"

	"github.com/numberdesk/numberdesk/internal/workday"
)

func TestNear(t *testing.T) {
	office := calendar(t, zone(t, "Europe/Berlin"), "mon-fri", "09:00-17:00", "2026-06-05")
	for _, c := range []struct {
		name            string
		calendar        workday.Calendar
		from, end, want string
	}{
		{"without working hours it is 24 hours before", workday.Calendar{}, "Mon 2026-06-01 10:30 +02:00", "Mon 2026-06-08 10:30 +02:00", "Sun 2026-06-07 10:30 +02:00"},
		{"a working day before", office, "Mon 2026-06-01 10:30 +02:00", "Thu 2026-06-04 10:30 +02:00", "Wed 2026-06-03 10:30 +02:00"},
		{"over a holiday and a weekend", office, "Mon 2026-06-01 10:30 +02:00", "Mon 2026-06-08 10:30 +02:00", "Thu 2026-06-04 10:30 +02:00"},
		{"an end on Sunday is near on the morning of the last working day", office, "Mon 2026-06-08 10:30 +02:00", "Sun 2026-06-14 10:30 +02:00", "Fri 2026-06-12 09:00 +02:00"},
		{"less than a day from the beginning", office, "Mon 2026-06-08 10:30 +02:00", "Mon 2026-06-08 12:30 +02:00", "Mon 2026-06-08 10:30 +02:00"},
		{"an end that was", office, "Mon 2026-06-08 10:30 +02:00", "Mon 2026-06-01 12:30 +02:00", "Mon 2026-06-08 10:30 +02:00"},
	} {
		t.Run(c.name, func(t *testing.T) {
			if got, want := c.calendar.Near(at(t, c.from), at(t, c.end)), at(t, c.want); !got.Equal(want) {
				t.Errorf("from %s to %s: got %s, want %s", c.from, c.end, got.In(want.Location()), c.want)
			}
		})
	}
}

func TestNext(t *testing.T) {
	office := calendar(t, zone(t, "Europe/Berlin"), "mon-fri", "09:00-17:00")
	for _, c := range []struct{ name, from, want string }{
		{"working time is now", "Mon 2026-06-08 16:59 +02:00", "Mon 2026-06-08 16:59 +02:00"},
		{"the end of the day is the next one's morning", "Mon 2026-06-08 17:00 +02:00", "Tue 2026-06-09 09:00 +02:00"},
		{"a weekend ends on Monday", "Fri 2026-06-05 20:00 +02:00", "Mon 2026-06-08 09:00 +02:00"},
	} {
		t.Run(c.name, func(t *testing.T) {
			if got, want := office.Next(at(t, c.from)), at(t, c.want); !got.Equal(want) {
				t.Errorf("after %s: got %s, want %s", c.from, got.In(want.Location()), c.want)
			}
		})
	}
	if got := (workday.Calendar{}).Day(); got != 24*time.Hour {
		t.Errorf("a day without working hours: got %v", got)
	}
	if got := office.Day(); got != 8*time.Hour {
		t.Errorf("a day of the office: got %v", got)
	}
}

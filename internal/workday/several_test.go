package workday_test

import (
	"testing"
	"time"

	"github.com/numberdesk/numberdesk/internal/workday"
)

func TestDue(t *testing.T) {
	zurich, newYork := calendar(t, zone(t, "Europe/Zurich"), "mon-fri", "09:00-17:00"), calendar(t, zone(t, "America/New_York"), "mon-fri", "09:00-17:00")
	for _, c := range []struct {
		name      string
		from      string
		enough    int
		calendars []workday.Calendar
		want      string
	}{
		{"one, in the same day", "Mon 2026-06-08 10:00 +02:00", 1, []workday.Calendar{zurich}, "Mon 2026-06-08 14:00 +02:00"},
		{"one for whom the day is over", "Mon 2026-06-08 16:00 +02:00", 1, []workday.Calendar{zurich}, "Tue 2026-06-09 12:00 +02:00"},
		{"the other one still works", "Mon 2026-06-08 16:00 +02:00", 1, []workday.Calendar{zurich, newYork}, "Mon 2026-06-08 20:00 +02:00"},
		{"both must have had their time", "Mon 2026-06-08 16:00 +02:00", 2, []workday.Calendar{zurich, newYork}, "Tue 2026-06-09 12:00 +02:00"},
		{"more than there are is all", "Mon 2026-06-08 16:00 +02:00", 5, []workday.Calendar{newYork, zurich}, "Tue 2026-06-09 12:00 +02:00"},
		{"none is one", "Mon 2026-06-08 16:00 +02:00", 0, []workday.Calendar{newYork, zurich}, "Mon 2026-06-08 20:00 +02:00"},
		{"the last moment of a day is the next one's morning", "Mon 2026-06-08 13:00 +02:00", 1, []workday.Calendar{zurich}, "Tue 2026-06-09 09:00 +02:00"},
	} {
		t.Run(c.name, func(t *testing.T) {
			want := at(t, c.want)
			if got := workday.Due(at(t, c.from), 4*time.Hour, c.enough, c.calendars...); !got.Equal(want) {
				t.Errorf("got %s, want %s", got.In(want.Location()), c.want)
			}
		})
	}
}

func TestOwn(t *testing.T) {
	site := calendar(t, zone(t, "Europe/Zurich"), "mon-fri", "09:00-17:00", "2026-06-09")
	early := site.Own(zone(t, "America/New_York"), workday.DaysOf(time.Monday, time.Tuesday, time.Wednesday), workday.Hours{From: 7 * 60, To: 11 * 60})
	for _, c := range []struct {
		name     string
		calendar workday.Calendar
		from     string
		want     string
	}{
		{"his hours in his zone, and the company's holiday", early, "Mon 2026-06-08 16:00 +02:00", "Wed 2026-06-10 07:00 -04:00"},
		{"his days", early, "Wed 2026-06-10 11:00 -04:00", "Mon 2026-06-15 08:00 -04:00"},
		{"nothing known but the zone", site.Own(zone(t, "America/New_York"), 0, workday.Hours{}), "Mon 2026-06-08 16:00 +02:00", "Mon 2026-06-08 11:00 -04:00"},
	} {
		t.Run(c.name, func(t *testing.T) {
			want := at(t, c.want)
			if got := workday.Due(at(t, c.from), time.Hour, 1, c.calendar); !got.Equal(want) {
				t.Errorf("got %s, want %s", got.In(want.Location()), c.want)
			}
		})
	}
}

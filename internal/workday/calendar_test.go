package workday_test

import (
	"testing"
	"time"

	"github.com/numberdesk/numberdesk/internal/workday"
)

// zone is a time zone by its name.
func zone(t interface{ Fatal(...any) }, name string) *time.Location {
	z, err := time.LoadLocation(name)
	if err != nil {
		t.Fatal(err)
	}
	return z
}

// calendar is what those words of a configuration mean.
func calendar(t interface{ Fatal(...any) }, z *time.Location, days, hours string, holidays ...string) workday.Calendar {
	d, err := workday.ParseDays(days)
	if err != nil {
		t.Fatal(err)
	}
	h, err := workday.ParseHours(hours)
	if err != nil {
		t.Fatal(err)
	}
	off, err := workday.ParseHolidays(holidays)
	if err != nil {
		t.Fatal(err)
	}
	return workday.Calendar{Zone: z, Days: d, Hours: h, Holidays: off}
}

// at is a moment as a clock shows it, with the day of the week to read it by.
func at(t *testing.T, text string) time.Time {
	t.Helper()
	const layout = "Mon 2006-01-02 15:04 -07:00"
	moment, err := time.Parse(layout, text)
	if err != nil || moment.Format(layout) != text {
		t.Fatalf("%s is no moment: %v", text, err)
	}
	return moment
}

func TestAdd(t *testing.T) {
	berlin := zone(t, "Europe/Berlin")
	office := calendar(t, berlin, "mon-fri", "09:00-17:00", "2026-12-25", "01-01", "05-01")
	// Clocks are put forward from 02:00 to 03:00 on Sunday 2026-03-29, and back from 03:00 to 02:00 on Sunday 2026-10-25.
	night := func(hours string) workday.Calendar { return calendar(t, berlin, "", hours) }
	sundays := calendar(t, berlin, "sun", "")
	for _, c := range []struct {
		name     string
		calendar workday.Calendar
		from     string
		add      time.Duration
		want     string
	}{
		{"no calendar is all hours of all days", workday.Calendar{}, "Fri 2026-10-23 16:00 +02:00", 72 * time.Hour, "Mon 2026-10-26 16:00 +02:00"},
		{"a zone alone is all hours, too", workday.Calendar{Zone: berlin}, "Fri 2026-10-23 16:00 +02:00", 72 * time.Hour, "Mon 2026-10-26 15:00 +01:00"},
		{"an hour of the same day", office, "Mon 2026-06-08 10:30 +02:00", time.Hour, "Mon 2026-06-08 11:30 +02:00"},
		{"to the last moment of the day", office, "Mon 2026-06-08 16:00 +02:00", time.Hour, "Mon 2026-06-08 17:00 +02:00"},
		{"a minute beyond the day goes on in the next", office, "Mon 2026-06-08 16:00 +02:00", 61 * time.Minute, "Tue 2026-06-09 09:01 +02:00"},
		{"over the weekend", office, "Fri 2026-06-05 16:00 +02:00", 4 * time.Hour, "Mon 2026-06-08 12:00 +02:00"},
		{"a request of Saturday night begins on Monday", office, "Sat 2026-06-06 23:59 +02:00", 30 * time.Minute, "Mon 2026-06-08 09:30 +02:00"},
		{"one before the day begins with it", office, "Mon 2026-06-08 03:00 +02:00", 8 * time.Hour, "Mon 2026-06-08 17:00 +02:00"},
		{"one at the end of the day begins in the morning", office, "Mon 2026-06-08 17:00 +02:00", 2 * time.Hour, "Tue 2026-06-09 11:00 +02:00"},
		{"nothing takes no time, even at night", office, "Sat 2026-06-06 23:59 +02:00", 0, "Sat 2026-06-06 23:59 +02:00"},
		{"less than nothing goes nowhere", office, "Mon 2026-06-08 10:00 +02:00", -time.Hour, "Mon 2026-06-08 10:00 +02:00"},
		{"over Christmas and New Year", office, "Thu 2026-12-24 16:00 +01:00", 33 * time.Hour, "Thu 2026-12-31 17:00 +01:00"},
		{"and a minute more", office, "Thu 2026-12-24 16:00 +01:00", 33*time.Hour + time.Minute, "Mon 2027-01-04 09:01 +01:00"},
		{"a holiday of every year", office, "Wed 2031-04-30 16:00 +02:00", 2 * time.Hour, "Fri 2031-05-02 10:00 +02:00"},
		{"250 working days, which are fifty weeks and no holiday", calendar(t, berlin, "mon-fri", "09:00-17:00"), "Fri 2026-01-02 09:00 +01:00", 2000 * time.Hour, "Thu 2026-12-17 17:00 +01:00"},
		{"somebody in New York reads his own clock", office, "Mon 2026-06-08 03:00 -04:00", 8 * time.Hour, "Mon 2026-06-08 11:00 -04:00"},
		{"clocks go forward on the weekend and nobody notices", office, "Fri 2026-03-27 16:00 +01:00", 2 * time.Hour, "Mon 2026-03-30 10:00 +02:00"},
		{"clocks go back on the weekend and nobody notices", office, "Fri 2026-10-23 16:00 +02:00", 2 * time.Hour, "Mon 2026-10-26 10:00 +01:00"},
		{"a day of 23 hours is over after them", sundays, "Sun 2026-03-29 00:00 +01:00", 23 * time.Hour, "Mon 2026-03-30 00:00 +02:00"},
		{"a 24th hour is next Sunday's", sundays, "Sun 2026-03-29 00:00 +01:00", 24 * time.Hour, "Sun 2026-04-05 01:00 +02:00"},
		{"a day of 25 hours has them all", sundays, "Sun 2026-10-25 00:00 +02:00", 25 * time.Hour, "Mon 2026-10-26 00:00 +01:00"},
		{"hours that are left out are not worked", night("02:00-03:00"), "Sat 2026-03-28 12:00 +01:00", time.Hour, "Mon 2026-03-30 03:00 +02:00"},
		{"hours that begin in the gap begin after it", night("02:30-04:00"), "Sun 2026-03-29 00:00 +01:00", 30 * time.Minute, "Sun 2026-03-29 03:30 +02:00"},
		{"hours that end in the gap end before it", night("01:00-02:30"), "Sun 2026-03-29 00:00 +01:00", 61 * time.Minute, "Mon 2026-03-30 01:01 +02:00"},
		{"hours that come twice are worked twice", night("02:00-03:00"), "Sun 2026-10-25 00:00 +02:00", 2 * time.Hour, "Sun 2026-10-25 03:00 +01:00"},
		{"hours that begin within the hour that comes twice begin twice", night("02:30-05:00"), "Sun 2026-10-25 00:00 +02:00", 31 * time.Minute, "Sun 2026-10-25 02:31 +01:00"},
		{"hours up to midnight", night("22:00-24:00"), "Mon 2026-06-08 12:00 +02:00", 2 * time.Hour, "Tue 2026-06-09 00:00 +02:00"},
		{"midnight is put forward", calendar(t, zone(t, "America/Sao_Paulo"), "", "00:00-02:00"), "Sat 2018-11-03 12:00 -03:00", time.Hour, "Sun 2018-11-04 02:00 -02:00"},
		{"midnight is put back, and the last hour comes twice", calendar(t, zone(t, "America/Sao_Paulo"), "sat", "23:00-24:00"), "Sat 2018-02-17 12:00 -02:00", 2 * time.Hour, "Sun 2018-02-18 00:00 -03:00"},
		{"Samoa had no Friday", calendar(t, zone(t, "Pacific/Apia"), "mon-fri", "09:00-17:00"), "Thu 2011-12-29 16:00 -10:00", 2 * time.Hour, "Mon 2012-01-02 10:00 +14:00"},
		{"the last day of a leap year far ahead", office, "Mon 2040-12-31 16:00 +01:00", 2 * time.Hour, "Wed 2041-01-02 10:00 +01:00"},
		{"Lord Howe puts clocks forward by half an hour", calendar(t, zone(t, "Australia/Lord_Howe"), "", "01:00-03:00"), "Sun 2026-10-04 00:00 +10:30", 90 * time.Minute, "Sun 2026-10-04 03:00 +11:00"},
	} {
		t.Run(c.name, func(t *testing.T) {
			from, want := at(t, c.from), at(t, c.want)
			if got := c.calendar.Add(from, c.add); !got.Equal(want) {
				t.Errorf("%s and %v of working time: got %s, want %s", c.from, c.add, got.In(want.Location()).Format("Mon 2006-01-02 15:04:05 -07:00"), c.want)
			}
		})
	}
}

func TestWorking(t *testing.T) {
	office := calendar(t, zone(t, "Europe/Berlin"), "mon-fri", "09:00-17:00", "12-25")
	for _, c := range []struct {
		name, moment string
		want         bool
	}{
		{"before the day", "Mon 2026-06-08 08:59 +02:00", false},
		{"its first moment", "Mon 2026-06-08 09:00 +02:00", true},
		{"the same moment elsewhere", "Mon 2026-06-08 03:00 -04:00", true},
		{"its last minute", "Mon 2026-06-08 16:59 +02:00", true},
		{"its end", "Mon 2026-06-08 17:00 +02:00", false},
		{"a Sunday", "Sun 2026-06-07 12:00 +02:00", false},
		{"a holiday", "Fri 2026-12-25 12:00 +01:00", false},
	} {
		t.Run(c.name, func(t *testing.T) {
			if got := office.Working(at(t, c.moment)); got != c.want {
				t.Errorf("%s: got %v, want %v", c.moment, got, c.want)
			}
		})
	}
	if !(workday.Calendar{}).Working(at(t, "Sun 2026-06-07 03:00 +02:00")) {
		t.Error("without a calendar there is an hour that is not working time")
	}
}

func TestBetween(t *testing.T) {
	office := calendar(t, zone(t, "Europe/Berlin"), "mon-fri", "09:00-17:00")
	for _, c := range []struct {
		name, a, b string
		want       time.Duration
	}{
		{"a morning", "Mon 2026-06-08 09:00 +02:00", "Mon 2026-06-08 12:00 +02:00", 3 * time.Hour},
		{"a night", "Mon 2026-06-08 17:00 +02:00", "Tue 2026-06-09 09:00 +02:00", 0},
		{"a week from Saturday to Saturday", "Sat 2026-06-06 13:00 +02:00", "Sat 2026-06-13 13:00 +02:00", 40 * time.Hour},
		{"the other way round", "Tue 2026-06-09 09:30 +02:00", "Mon 2026-06-08 16:30 +02:00", -time.Hour},
		{"no time at all", "Mon 2026-06-08 12:00 +02:00", "Mon 2026-06-08 10:00 +00:00", 0},
	} {
		t.Run(c.name, func(t *testing.T) {
			if got := office.Between(at(t, c.a), at(t, c.b)); got != c.want {
				t.Errorf("from %s to %s: got %v, want %v", c.a, c.b, got, c.want)
			}
		})
	}
}

// Whoever builds a calendar by hand can leave no working time in it; nothing waits for it for ever.
func TestNothingIsCountedForEver(t *testing.T) {
	far := time.Unix(1<<55, 0)
	for name, c := range map[string]workday.Calendar{
		"no working time": {Hours: workday.Hours{From: 60, To: 60}},
		"a minute a week": calendar(t, zone(t, "Europe/Berlin"), "sun", "02:59-03:00"),
	} {
		for _, from := range []time.Time{{}, time.Unix(1_780_000_000, 0), far} {
			got := c.Add(from, 1<<63-1)
			if got.Before(from) || from.Before(far) && got.Year() != 2262 {
				t.Errorf("%s, from %s: got %s, want it in 2262 or where it began", name, from, got)
			}
		}
		if got := c.Between(time.Time{}, far); got < 0 {
			t.Errorf("%s: got %v from long ago until far away", name, got)
		}
	}
}

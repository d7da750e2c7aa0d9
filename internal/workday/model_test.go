package workday_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/numberdesk/numberdesk/internal/workday"
)

// drawn is a calendar, and the words it was made of.
type drawn struct {
	workday.Calendar
	days        []string
	opens, ends string
	holidays    []string
}

// changes are zones and years with something odd in them.
var changes = []struct {
	zone string
	year int
}{
	{"UTC", 2026}, {"Europe/Berlin", 2026}, {"Europe/Berlin", 2040}, {"America/New_York", 2026}, {"America/Sao_Paulo", 2018}, {"Asia/Beirut", 2023},
	{"Africa/Cairo", 2024}, {"Australia/Lord_Howe", 2026}, {"Pacific/Apia", 2011}, {"Africa/Casablanca", 2026}, {"Asia/Kathmandu", 1985}, {"Asia/Gaza", 2023},
}

// draw is a calendar and a whole minute, as a rule near a change of clocks.
func draw(t *rapid.T) (drawn, time.Time) {
	where := rapid.SampledFrom(changes).Draw(t, "where")
	z := zone(t, where.zone)
	d := drawn{days: []string{"Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"}, opens: "00:00", ends: "24:00"}
	if !rapid.Bool().Draw(t, "every day") {
		d.days = rapid.SliceOfNDistinct(rapid.SampledFrom(d.days), 1, 6, rapid.ID).Draw(t, "days")
	}
	// Every quarter of an hour, for that is where clocks are changed.
	if first := rapid.IntRange(0, 95).Draw(t, "opens"); first > 0 {
		d.opens, d.ends = quarter(first), quarter(rapid.IntRange(first+1, 96).Draw(t, "ends"))
	}
	from := time.Date(where.year, 1, 1, 0, 0, 0, 0, z)
	if near := rapid.IntRange(0, 4).Draw(t, "change"); near > 0 {
		for range near {
			if _, change := from.ZoneBounds(); change.After(from) && change.Year() <= where.year {
				from = change
			}
		}
	} else {
		from = from.AddDate(0, 0, rapid.IntRange(0, 366).Draw(t, "day"))
	}
	from = from.Add(time.Duration(rapid.IntRange(-3*24*60, 3*24*60).Draw(t, "minutes")) * time.Minute)
	for _, ahead := range rapid.SliceOfN(rapid.IntRange(-2, 20), 0, 6).Draw(t, "holidays") {
		layout := rapid.SampledFrom([]string{time.DateOnly, "01-02"}).Draw(t, "how often")
		d.holidays = append(d.holidays, from.AddDate(0, 0, ahead).Format(layout))
	}
	d.Calendar = calendar(t, z, strings.Join(d.days, ","), d.opens+"-"+d.ends, d.holidays...)
	return d, from
}

func quarter(n int) string {
	return fmt.Sprintf("%02d:%02d", n/4, n%4*15)
}

// shows reports whether a clock on the wall shows working time: read as people read it, from what it shows.
func (d drawn) shows(t time.Time) bool {
	t = t.In(d.Zone)
	clock := t.Format("15:04")
	return slices.Contains(d.days, t.Format("Mon")) && d.opens <= clock && clock < d.ends &&
		!slices.Contains(d.holidays, t.Format(time.DateOnly)) && !slices.Contains(d.holidays, t.Format("01-02"))
}

// The model looks at the clock every minute and counts.
func TestCalendarIsAClockLookedAtEveryMinute(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		c, from := draw(t)
		want := rapid.IntRange(0, 3*24*60).Draw(t, "working minutes")
		moment, counted := from, 0
		for range 40 * 24 * 60 {
			if counted == want {
				break
			}
			if got := c.Working(moment); got != c.shows(moment) {
				t.Fatalf("%s is working time: got %v", moment.In(c.Zone), got)
			}
			if c.shows(moment) {
				counted++
			}
			moment = moment.Add(time.Minute)
		}
		if got := c.Between(from, moment); got != time.Duration(counted)*time.Minute {
			t.Fatalf("between %s and %s: got %v, want %d minutes", from, moment.In(c.Zone), got, counted)
		}
		if got := c.Add(from, time.Duration(want)*time.Minute); counted == want && !got.Equal(moment) {
			t.Fatalf("%s and %d minutes: got %s, want %s", from, want, got, moment.In(c.Zone))
		}
	})
}

func TestWorkingTimeAddsUp(t *testing.T) {
	span := rapid.Int64Range(0, int64(100*time.Hour))
	rapid.Check(t, func(t *rapid.T) {
		c, from := draw(t)
		from = from.Add(time.Duration(rapid.Int64Range(0, int64(time.Minute)).Draw(t, "nanoseconds")))
		a, b := time.Duration(span.Draw(t, "a")), time.Duration(span.Draw(t, "b"))
		first := c.Add(from, a)
		both := c.Add(from, a+b)
		if got := c.Add(first, b); !got.Equal(both) {
			t.Fatalf("%s and %v, and then %v: got %s, want %s", from, a, b, got, both)
		}
		if got := c.Between(from, both); got != a+b {
			t.Fatalf("between %s and %s: got %v, want %v", from, both, got, a+b)
		}
		if got := c.Between(both, from); got != -a-b {
			t.Fatalf("between %s and %s: got %v, want %v", both, from, got, -a-b)
		}
		if first.Before(from) || both.Before(first) {
			t.Fatalf("more time ends earlier: %s, %s, %s", from, first, both)
		}
		later := from.Add(time.Duration(span.Draw(t, "later")))
		if got := c.Add(later, a); got.Before(first) {
			t.Fatalf("what begins at %s ends at %s, before what began at %s and ends at %s", later, got, from, first)
		}
		if got, sum := c.Between(from, both), c.Between(from, later)+c.Between(later, both); got != sum {
			t.Fatalf("from %s to %s: got %v, want %v by way of %s", from, both, got, sum, later)
		}
		if a > 0 && !c.Working(first.Add(-1)) {
			t.Fatalf("%s is not when working time has passed", first)
		}
	})
}

// A reminder is worked out each time a request is looked at.
func BenchmarkAddAMonth(b *testing.B) {
	c := calendar(b, zone(b, "Europe/Berlin"), "mon-fri", "09:00-17:00", "2026-12-25", "01-01")
	from := time.Date(2026, 12, 1, 12, 0, 0, 0, time.UTC)
	for b.Loop() {
		c.Add(from, 20*8*time.Hour)
	}
}

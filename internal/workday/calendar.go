// Package workday counts working time: which moments are working time, how much of it lies between two of them, and when
// some of it will have passed. It does no I/O, reads no clock and loads no time zone.
//
// Working time is when a clock on the wall shows a working hour of a working day. When clocks are put forward, an hour they
// leave out is not worked; when they are put back, an hour they show twice is worked twice.
package workday

import (
	"iter"
	"sort"
	"time"
)

// Calendar is when people work. The zero Calendar is all hours of all days, so that durations are plain.
type Calendar struct {
	// Zone is where the clock hangs; nil is UTC.
	Zone     *time.Location
	Days     Days
	Hours    Hours
	Holidays Holidays
}

// Nothing is counted before the earliest moment and after the latest: that bounds all work, whatever the calendar, and all
// that is counted between them fits a time.Duration.
var (
	earliest = time.Unix(0, 0)
	latest   = time.Unix(0, 1<<63-1) // in the year 2262
)

// Add is the earliest moment at which d of working time has passed since from; from itself when d is nothing or less. A
// moment beyond the year 2262 is in that year.
func (c Calendar) Add(from time.Time, d time.Duration) time.Time {
	switch {
	case d <= 0:
		return from
	case c.always():
		return from.Add(d)
	}
	for start, end := range c.spans(from) {
		span := end.Sub(start)
		if d <= span {
			return start.Add(d).In(from.Location())
		}
		d -= span
	}
	return later(from, latest.In(from.Location()))
}

// Between is the working time that passes from a to b, less than nothing when b is before a.
func (c Calendar) Between(a, b time.Time) time.Duration {
	switch {
	case c.always():
		return b.Sub(a)
	case b.Before(a):
		return -c.Between(b, a)
	}
	var sum time.Duration
	for start, end := range c.spans(a) {
		if !start.Before(b) {
			break
		}
		sum += earlier(end, b).Sub(start)
	}
	return sum
}

// Day is how much working time a working day has.
func (c Calendar) Day() time.Duration {
	opens, closes := c.Hours.bounds()
	return time.Duration(closes-opens) * time.Minute
}

// Near is the first moment of working time from which on no more than a working day is left until end, to the second: from
// itself when that is so from the beginning.
func (c Calendar) Near(from, end time.Time) time.Time {
	seconds := sort.Search(int(max(end.Sub(from), 0)/time.Second), func(s int) bool {
		return c.Between(from.Add(time.Duration(s)*time.Second), end) <= c.Day()
	})
	if seconds == 0 {
		return from
	}
	return earlier(c.Next(from.Add(time.Duration(seconds)*time.Second)), end)
}

// Next is t when that is working time, and otherwise when work next begins.
func (c Calendar) Next(t time.Time) time.Time {
	if c.Working(t) {
		return t
	}
	return c.Add(t, 1).Add(-1)
}

// Working reports whether t is working time. The working day's last moment is not: at 17:00 it is over.
func (c Calendar) Working(t time.Time) bool {
	t = t.In(c.zone())
	minute := t.Hour()*60 + t.Minute()
	from, to := c.Hours.bounds()
	return c.worksOn(t) && from <= minute && minute < to
}

// spans are the stretches of working time from a moment on, in order; none is empty.
func (c Calendar) spans(from time.Time) iter.Seq2[time.Time, time.Time] {
	return func(yield func(start, end time.Time) bool) {
		opens, closes := c.Hours.bounds()
		for t := later(from, earliest).In(c.zone()); t.Before(latest); {
			// The day as it is while clocks run evenly. When they are changed in the course of it, what comes after the
			// change is looked at again, as a day that began at another moment.
			y, m, d := t.Date()
			_, offset := t.Zone()
			midnight := time.Date(y, m, d, 0, 0, -offset, 0, time.UTC)
			next := midnight.Add(24 * time.Hour)
			// On 31 December of a leap year after 2037 Go names a change that has been, in 2040 for one; there is none to come.
			if _, change := t.ZoneBounds(); change.After(t) {
				next = earlier(next, change)
			}
			if c.worksOn(t) {
				start := later(t, midnight.Add(time.Duration(opens)*time.Minute))
				end := earlier(earlier(next, latest), midnight.Add(time.Duration(closes)*time.Minute))
				if start.Before(end) && !yield(start, end) {
					return
				}
			}
			t = next.In(c.zone())
		}
	}
}

// worksOn reports whether the day on which t is in its own zone is a working day.
func (c Calendar) worksOn(t time.Time) bool {
	return c.Days.Has(t.Weekday()) && !c.Holidays.on(t.Date())
}

// always reports whether all time is working time.
func (c Calendar) always() bool {
	opens, closes := c.Hours.bounds()
	return c.Days.all() && len(c.Holidays) == 0 && opens == 0 && closes == wholeDay
}

func (c Calendar) zone() *time.Location {
	if c.Zone == nil {
		return time.UTC
	}
	return c.Zone
}

func earlier(a, b time.Time) time.Time {
	if b.Before(a) {
		return b
	}
	return a
}

func later(a, b time.Time) time.Time {
	if b.After(a) {
		return b
	}
	return a
}

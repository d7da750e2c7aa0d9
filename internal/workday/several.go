package workday

import (
	"slices"
	"time"
)

// Own is the calendar of somebody whose clock hangs elsewhere, or who works on other days or at other hours. No days and no
// hours are those of the calendar. Its holidays stay: they are the company's.
func (c Calendar) Own(zone *time.Location, days Days, hours Hours) Calendar {
	c.Zone = zone
	if days != 0 {
		c.Days = days
	}
	if hours != (Hours{}) {
		c.Hours = hours
	}
	return c
}

// DaysOf are these days of the week.
func DaysOf(days ...time.Weekday) Days {
	var set Days
	for _, day := range days {
		set |= 1 << day
	}
	return set
}

// Due is when d of working time has passed since from for enough of several people, each by his own calendar, and then the
// next moment at which the last of those works. Where one of two decides, it is due when the first has had his time: the
// other one's night is no reason to wait. Where both must, it is due when both have had it. There is at least one calendar,
// and enough is brought between one and as many as there are.
func Due(from time.Time, d time.Duration, enough int, calendars ...Calendar) time.Time {
	moments := make([]time.Time, len(calendars))
	for i, c := range calendars {
		moments[i] = c.Next(c.Add(from, d))
	}
	slices.SortFunc(moments, time.Time.Compare)
	return moments[min(max(enough, 1), len(moments))-1]
}

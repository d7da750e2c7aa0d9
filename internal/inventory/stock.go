package inventory

import (
	"slices"
	"time"
)

// CameIntoUse reports whether a number has been given to somebody, by the desk, or by somebody in Teams after it was
// there for a day: what the first reconcile finds in use is no demand.
func CameIntoUse(old, now Number, at time.Time) bool {
	return now.State == Assigned &&
		(old.State == Assigning || old.State == Unknown || old.State == Available && at.Sub(old.Since) > 24*time.Hour)
}

// RunsLow reports whether the admins want to be told of so few free numbers.
func (r Range) RunsLow(s Stock) bool { return r.LowStock > 0 && s.Free() <= r.LowStock }

// Stock is how many numbers there are of a range, a site, a country, a type or a provider.
type Stock struct {
	Total  int           `json:"total"`
	States map[State]int `json:"states"`
	// Apart counts the free numbers that are never picked: gold ones, and those for services.
	Apart int `json:"apart,omitempty"`
	// Taken counts the numbers that came into use in the last 30 and 90 days.
	Taken30 int `json:"taken30"`
	Taken90 int `json:"taken90"`
	// Returning counts the numbers whose rest ends, by the day (UTC, counted from today).
	Returning map[int]int `json:"-"`
}

// inUse are the states in which somebody has the number in Teams, or may have.
var inUse = []State{Assigning, Assigned, Parked, Releasing, ReleaseRefused, Conflict, Unknown}

// InUse reports whether somebody has a number in this state in Teams, or may have.
func (s State) InUse() bool { return slices.Contains(inUse, s) }

// Free is how many can be offered now.
func (s Stock) Free() int { return s.States[Available] - s.Apart }

// InUse is how many somebody has.
func (s Stock) InUse() int {
	n := 0
	for _, state := range inUse {
		n += s.States[state]
	}
	return n
}

// UsedPercent is how much of the stock is in use, rounded down; 0 when there is none.
func (s Stock) UsedPercent() int {
	if s.Total == 0 {
		return 0
	}
	return s.InUse() * 100 / s.Total
}

// Add puts another stock to this one.
func (s Stock) Add(o Stock) Stock {
	sum := Stock{Total: s.Total + o.Total, Apart: s.Apart + o.Apart, Taken30: s.Taken30 + o.Taken30, Taken90: s.Taken90 + o.Taken90, States: map[State]int{}, Returning: map[int]int{}}
	for _, one := range []Stock{s, o} {
		for state, n := range one.States {
			sum.States[state] += n
		}
		for day, n := range one.Returning {
			sum.Returning[day] += n
		}
	}
	return sum
}

// farAhead is how many days DaysLeft looks ahead.
const farAhead = 3650

// DaysLeft is in how many days no number will be free, if as many are taken every day as in the last 30 days, and,
// apart, as in the last 90. Numbers come back when their rest ends. known is false when that is further away than ten
// years, or never.
func (s Stock) DaysLeft() (by30, by90 int, known30, known90 bool) {
	by30, known30 = s.daysLeft(float64(s.Taken30) / 30)
	by90, known90 = s.daysLeft(float64(s.Taken90) / 90)
	return by30, by90, known30, known90
}

func (s Stock) daysLeft(perDay float64) (int, bool) {
	free := float64(s.Free())
	if free <= 0 {
		return 0, true
	}
	if perDay == 0 {
		return 0, false
	}
	for day := 1; day <= farAhead; day++ {
		free += float64(s.Returning[day]) - perDay
		if free < 1e-9 {
			return day, true
		}
	}
	return 0, false
}

// Day is the day of a moment, counted from the epoch in UTC, by which flows are kept.
func Day(t time.Time) int { return int(t.UTC().Unix() / 86400) }

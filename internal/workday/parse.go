package workday

import (
	"strconv"
	"strings"
	"time"

	"github.com/numberdesk/numberdesk/internal/problem"
)

// Days are days of the week. No day at all means every day, so that there is always one.
type Days uint8

const everyDay Days = 1<<7 - 1

var dayNames = []string{"sun", "mon", "tue", "wed", "thu", "fri", "sat"}

// ParseDays reads days as configuration writes them: mon-fri, or mon, wed, sat, or both. A run may go past the end of the
// week: sun-thu. Empty is every day.
func ParseDays(text string) (Days, error) {
	var days Days
	if strings.TrimSpace(text) == "" {
		return days, nil
	}
	for part := range strings.SplitSeq(plain(text), ",") {
		first, last, run := strings.Cut(part, "-")
		if !run {
			last = first
		}
		from, to := weekday(first), weekday(last)
		if from < 0 || to < 0 {
			return 0, problem.New(problem.Invalid, "%.40q names no days of the week. Write a run such as mon-fri, or days with commas between them, such as mon, wed, sat.", text)
		}
		days |= 1 << to
		for day := from; day != to; day = (day + 1) % 7 {
			days |= 1 << day
		}
	}
	return days, nil
}

// Has reports whether the day is one of them.
func (d Days) Has(day time.Weekday) bool { return d.all() || d&(1<<day) != 0 }

func (d Days) all() bool { return d&everyDay == 0 || d&everyDay == everyDay }

func weekday(name string) int {
	for day, n := range dayNames {
		if n == name {
			return day
		}
	}
	return -1
}

// Hours are when the working day begins and ends, in minutes after midnight. The zero Hours are the whole day.
type Hours struct{ From, To int }

const wholeDay = 24 * 60

// ParseHours reads hours as configuration writes them: 09:00-17:30, within one day, up to 24:00. Empty is the whole day.
func ParseHours(text string) (Hours, error) {
	if strings.TrimSpace(text) == "" {
		return Hours{}, nil
	}
	first, last, _ := strings.Cut(plain(text), "-")
	from, ok := minutes(first)
	to, also := minutes(last)
	switch {
	case !ok || !also:
		return Hours{}, problem.New(problem.Invalid, "%.40q is no time from when to when. Write the beginning and the end of the working day, such as 09:00-17:30; the day ends at 24:00.", text)
	case from >= to:
		return Hours{}, problem.New(problem.Invalid, "The working day begins at %s, so it cannot end at %s. Begin and end it on the same day, such as 09:00-17:30.", first, last)
	}
	return Hours{from, to}, nil
}

func (h Hours) bounds() (from, to int) {
	if h == (Hours{}) {
		return 0, wholeDay
	}
	return h.From, h.To
}

// minutes reads 9:00 or 09:00, as minutes after midnight.
func minutes(text string) (int, bool) {
	hour, minute, _ := strings.Cut(text, ":")
	if len(hour) < 1 || len(hour) > 2 || len(minute) != 2 || strings.Trim(hour+minute, "0123456789") != "" {
		return 0, false
	}
	h, _ := strconv.Atoi(hour)
	m, _ := strconv.Atoi(minute)
	return h*60 + m, m < 60 && h*60+m <= wholeDay
}

// Date is a day of a year; in the year 0 it is that day of every year.
type Date struct {
	Year  int
	Month time.Month
	Day   int
}

// Holidays are days on which nobody works.
type Holidays map[Date]bool

// mostYearly leaves working days in every year, whatever the days of the week.
const mostYearly = 100

// ParseHolidays reads days as configuration writes them: 2026-12-25 once, 12-25 every year.
func ParseHolidays(list []string) (Holidays, error) {
	holidays, yearly := Holidays{}, 0
	for _, text := range list {
		date, ok := parseDate(plain(text))
		if !ok {
			return nil, problem.New(problem.Invalid, "%.40q is no day of the calendar. Write 2026-12-25 for that day alone, or 12-25 for that day of every year.", text)
		}
		if date.Year == 0 && !holidays[date] {
			yearly++
		}
		holidays[date] = true
	}
	if yearly > mostYearly {
		return nil, problem.New(problem.Invalid, "These are %d holidays in every year, and there can be %d. Write the others with their year, such as 2026-12-25.", yearly, mostYearly)
	}
	return holidays, nil
}

func parseDate(text string) (Date, bool) {
	if day, err := time.Parse(time.DateOnly, text); err == nil {
		return Date{day.Year(), day.Month(), day.Day()}, day.Year() > 0
	}
	// The year 2000 has a 29 February.
	day, err := time.Parse(time.DateOnly, "2000-"+text)
	return Date{0, day.Month(), day.Day()}, err == nil
}

// on reports whether that day is one of them.
func (h Holidays) on(year int, month time.Month, day int) bool {
	return len(h) > 0 && (h[Date{year, month, day}] || h[Date{0, month, day}])
}

// plain is the text in small letters, without spaces, and with a hyphen for the dash that editors make of it.
func plain(text string) string {
	return strings.ToLower(strings.NewReplacer(" ", "", "\t", "", "\u00a0", "", "–", "-").Replace(text))
}

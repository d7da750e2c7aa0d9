package workday_test

import (
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/numberdesk/numberdesk/internal/problem"
	"github.com/numberdesk/numberdesk/internal/workday"
)

func TestParseDays(t *testing.T) {
	for _, c := range []struct{ name, text, want string }{
		{"a run", "mon-fri", "mon tue wed thu fri"},
		{"a list", "mon, wed,sat", "mon wed sat"},
		{"both", "mon-wed, fri", "mon tue wed fri"},
		{"over the end of the week", "sun-thu", "sun mon tue wed thu"},
		{"one day", "tue", "tue"},
		{"from a day to itself", "tue-tue", "tue"},
		{"capitals, and the dash of a word processor", " Mon – Fri ", "mon tue wed thu fri"},
		{"nothing is every day", "", "sun mon tue wed thu fri sat"},
	} {
		t.Run(c.name, func(t *testing.T) {
			days, err := workday.ParseDays(c.text)
			if err != nil {
				t.Fatal(err)
			}
			for day := time.Sunday; day <= time.Saturday; day++ {
				if want := strings.Contains(c.want, strings.ToLower(day.String()[:3])); days.Has(day) != want {
					t.Errorf("%q has %s: got %v", c.text, day, days.Has(day))
				}
			}
		})
	}
}

func TestParseHours(t *testing.T) {
	for _, c := range []struct {
		name, text string
		want       workday.Hours
	}{
		{"a working day", "09:00-17:30", workday.Hours{From: 540, To: 1050}},
		{"one digit and spaces", "9:00 - 17:30", workday.Hours{From: 540, To: 1050}},
		{"up to midnight", "18:00-24:00", workday.Hours{From: 1080, To: 1440}},
		{"the whole day", "00:00-24:00", workday.Hours{From: 0, To: 1440}},
		{"nothing is the whole day", " ", workday.Hours{}},
	} {
		t.Run(c.name, func(t *testing.T) {
			if got, err := workday.ParseHours(c.text); err != nil || got != c.want {
				t.Errorf("%q: got %v, %v; want %v", c.text, got, err, c.want)
			}
		})
	}
}

func TestParseHolidays(t *testing.T) {
	got, err := workday.ParseHolidays([]string{"2026-12-25", "12-25", " 02-29", "2028-02-29"})
	want := workday.Holidays{{Year: 2026, Month: 12, Day: 25}: true, {Month: 12, Day: 25}: true, {Month: 2, Day: 29}: true, {Year: 2028, Month: 2, Day: 29}: true}
	if err != nil || !reflect.DeepEqual(got, want) {
		t.Errorf("got %v, %v; want %v", got, err, want)
	}
}

func TestWhatIsNoWorkingTime(t *testing.T) {
	var yearly []string
	for day := time.Date(2025, 1, 1, 0, 0, 0, 0, time.UTC); day.Year() == 2025; day = day.AddDate(0, 0, 1) {
		yearly = append(yearly, day.Format("01-02"))
	}
	for _, c := range []struct {
		name, days, hours string
		holidays          []string
		says              string
	}{
		{"a day that is none", "mon-son", "", nil, `"mon-son" names no days of the week. Write a run such as mon-fri, or days with commas between them, such as mon, wed, sat.`},
		{"days without a comma", "mon wed", "", nil, "such as mon, wed, sat"},
		{"a run without an end", "mon-", "", nil, "such as mon-fri"},
		{"a run of three", "mon-wed-fri", "", nil, "such as mon-fri"},
		{"a comma and no day", "mon,", "", nil, "such as mon, wed, sat"},
		{"a night", "", "22:00-06:00", nil, "The working day begins at 22:00, so it cannot end at 06:00. Begin and end it on the same day, such as 09:00-17:30."},
		{"no hour at all", "", "09:00-09:00", nil, "it cannot end at 09:00"},
		{"a beginning alone", "", "09:00", nil, `"09:00" is no time from when to when. Write the beginning and the end of the working day, such as 09:00-17:30; the day ends at 24:00.`},
		{"hours without minutes", "", "9-17", nil, "such as 09:00-17:30"},
		{"an hour that is none", "", "09:00-25:00", nil, "the day ends at 24:00"},
		{"a minute past the end of the day", "", "09:00-24:01", nil, "the day ends at 24:00"},
		{"a minute that is none", "", "09:60-17:00", nil, "such as 09:00-17:30"},
		{"half a day of another clock", "", "9:00am-5:00pm", nil, "such as 09:00-17:30"},
		{"more hours than two", "", "09:00-12:00-17:00", nil, "such as 09:00-17:30"},
		{"a sign", "", "+9:00-17:00", nil, "such as 09:00-17:30"},
		{"a name", "", "", []string{"Christmas"}, `"Christmas" is no day of the calendar. Write 2026-12-25 for that day alone, or 12-25 for that day of every year.`},
		{"a day no month has", "", "", []string{"2026-02-30"}, "is no day of the calendar"},
		{"29 February of a year without", "", "", []string{"2027-02-29"}, "is no day of the calendar"},
		{"a day written the German way", "", "", []string{"25.12.2026"}, "Write 2026-12-25"},
		{"the year 0", "", "", []string{"0000-12-25"}, "is no day of the calendar"},
		{"an empty one", "", "", []string{""}, "is no day of the calendar"},
		{"every day of every year", "", "", yearly, "These are 365 holidays in every year, and there can be 100. Write the others with their year, such as 2026-12-25."},
	} {
		t.Run(c.name, func(t *testing.T) {
			_, err := workday.ParseDays(c.days)
			if err == nil {
				_, err = workday.ParseHours(c.hours)
			}
			if err == nil {
				_, err = workday.ParseHolidays(c.holidays)
			}
			if problem.KindOf(err) != problem.Invalid || !strings.Contains(problem.Say(err).String(), c.says) {
				t.Errorf("got %v, want a refusal with %q", err, c.says)
			}
		})
	}
}

// FuzzCalendar holds every text to what a parser promises: refused with a sentence, or read as a calendar in which there is
// working time and its sums come out.
func FuzzCalendar(f *testing.F) {
	f.Add("mon-fri", "09:00-17:30", "2026-12-25,12-25", int64(1_790_000_000), int64(time.Hour))
	f.Add("sun", "02:30-02:31", "02-29", int64(1_774_700_000), int64(90*time.Minute))
	f.Add("", "", "", int64(0), int64(1))
	f.Add("mon-mon-mon", "24:00-00:00", "-12-25", int64(-1), int64(-1))
	berlin := zone(f, "Europe/Berlin")
	f.Fuzz(func(t *testing.T, days, hours, holidays string, seconds, d int64) {
		c := workday.Calendar{Zone: berlin}
		var err error
		if c.Days, err = workday.ParseDays(days); err == nil {
			if c.Hours, err = workday.ParseHours(hours); err == nil && holidays != "" {
				c.Holidays, err = workday.ParseHolidays(strings.Split(holidays, ","))
			}
		}
		if err != nil {
			if problem.KindOf(err) != problem.Invalid || problem.Say(err).IsZero() {
				t.Fatalf("refused without a word: %v", err)
			}
			return
		}
		// Some time of this century, and up to an hour, which the rarest calendar has within sixty of its days.
		from := time.Unix((seconds%(1<<31)+1<<31)%(1<<31), 0)
		span := time.Duration((d%int64(time.Hour) + int64(time.Hour)) % int64(time.Hour))
		to := c.Add(from, span)
		if got := c.Between(from, to); got != span {
			t.Fatalf("%s and %v is %s, but between them lies %v", from, span, to, got)
		}
		if span > 0 && !c.Working(to.Add(-1)) {
			t.Fatalf("%s is not when working time has passed", to)
		}
	})
}

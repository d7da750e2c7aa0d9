package server_test

import (
	"strings"
	"testing"
	"time"

	"github.com/numberdesk/numberdesk/internal/problem"
	"github.com/numberdesk/numberdesk/internal/server"
)

func TestWorkingHours(t *testing.T) {
	friday := time.Date(2026, 12, 18, 15, 0, 0, 0, time.UTC) // 16:00 in Berlin, 10:00 in New York
	for _, c := range []struct{ name, text, everywhere, newYork string }{
		{"none are all hours of all days", "", "Sat 2026-12-19 01:00", ""},
		{"a time zone alone likewise", "{time_zone: Europe/Berlin}", "Sat 2026-12-19 01:00", ""},
		{"office hours end the week", "{days: mon-fri, hours: 09:00-17:00, time_zone: Europe/Berlin}", "Tue 2026-12-22 09:00", ""},
		{"without a zone they are those of UTC", "{days: mon-fri, hours: 09:00-17:00}", "Mon 2026-12-21 17:00", ""},
		{"a holiday is left out, quoted or not", "{days: mon-fri, hours: 09:00-17:00, time_zone: Europe/Berlin, holidays: [2026-12-21, \"12-22\"]}", "Thu 2026-12-24 09:00", ""},
		{"a site has its own zone, and the same hours", "{days: mon-fri, hours: 09:00-17:00, time_zone: Europe/Berlin, site_time_zones: {New York: America/New_York}}", "Tue 2026-12-22 09:00", "Mon 2026-12-21 17:00"},
	} {
		t.Run(c.name, func(t *testing.T) {
			config, err := server.Load(written(t, "approval:\n  working_hours: "+c.text+"\n"), nil)
			if err != nil {
				t.Fatal(err)
			}
			everywhere, bySite, err := config.Approval.WorkingHours.Calendars()
			if err != nil {
				t.Fatal(err)
			}
			const layout = "Mon 2006-01-02 15:04"
			if got := everywhere.Add(friday, 10*time.Hour).Format(layout); got != c.everywhere {
				t.Errorf("ten hours after Friday are over at %s, want %s", got, c.everywhere)
			}
			there, own := bySite["New York"]
			if own != (c.newYork != "") {
				t.Errorf("New York has its own hours: %v", own)
			}
			if got := there.Add(friday, 10*time.Hour).Format(layout); own && got != c.newYork {
				t.Errorf("in New York they are over at %s, want %s", got, c.newYork)
			}
		})
	}
}

func TestWorkingHoursThatCannotBeMeant(t *testing.T) {
	for _, c := range []struct{ name, line, at, says string }{
		{"a day that is none", "days: mon-son", "3:11", `approval.working_hours.days: "mon-son" names no days of the week. Write a run such as mon-fri`},
		{"days as a list", "days: [mon, tue]", "3:11", "text is needed"},
		{"a night", "hours: 22:00-06:00", "3:12", "approval.working_hours.hours: The working day begins at 22:00, so it cannot end at 06:00"},
		{"a zone that is none", "time_zone: Mars/Olympus", "3:16", `"Mars/Olympus" is no time zone, such as Europe/Berlin.`},
		{"a holiday with a name", "holidays: [12-25, Easter]", "3:15", `approval.working_hours.holidays: "Easter" is no day of the calendar. Write 2026-12-25`},
		{"a holiday that is no list", "holidays: 12-25", "3:15", "sequence"},
		{"a site in no zone", "site_time_zones: {Zurich: Zurich}", "3:22", `"Zurich" is no time zone for the site "Zurich". Write {Zurich: Europe/Zurich}.`},
		{"a site without a zone", "site_time_zones: {Zurich: \"\"}", "3:22", `"" is no time zone for the site "Zurich"`},
		{"a key nobody knows", "weekend: none", "3:5", `unknown field "weekend"`},
	} {
		t.Run(c.name, func(t *testing.T) {
			path := written(t, "approval:\n  working_hours:\n    "+c.line+"\n")
			_, err := server.Load(path, nil)
			say := problem.Say(err).String()
			if problem.KindOf(err) != problem.Invalid || !strings.HasPrefix(say, path+":"+c.at) || !strings.Contains(say, c.says) {
				t.Errorf("got %v, want it to begin with %s:%s and to contain %q", err, path, c.at, c.says)
			}
		})
	}
	_, err := server.Load("", []string{"NUMBERDESK_APPROVAL_WORKING_HOURS_HOURS=9-5"})
	if want := `The environment variable NUMBERDESK_APPROVAL_WORKING_HOURS_HOURS: approval.working_hours.hours: "9-5" is no time from when to when.`; !strings.HasPrefix(problem.Say(err).String(), want) {
		t.Errorf("got %v, want it to begin with %q", err, want)
	}
}

package server

import (
	"testing"
	"time"
)

// A site is found however its name is written; what has no zone of its own keeps everybody's.
func TestCalendarOfASite(t *testing.T) {
	hours := WorkingHours{Hours: "09:00-17:00", TimeZone: "Europe/Berlin", SiteTimeZones: map[string]string{"New York": "America/New_York"}}
	calendar, err := hours.calendar()
	if err != nil {
		t.Fatal(err)
	}
	afternoon := time.Date(2026, 6, 8, 20, 0, 0, 0, time.UTC) // 22:00 in Berlin, 16:00 in New York
	for site, want := range map[string]bool{"New York": true, "new york": true, "Zurich": false, "": false} {
		if got := calendar(site).Working(afternoon); got != want {
			t.Errorf("%q works at 20:00 UTC: got %v", site, got)
		}
	}
}

package server

import (
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/numberdesk/numberdesk/internal/problem"
	"github.com/numberdesk/numberdesk/internal/workday"
)

// WorkingHours are when time counts for those who decide and whose mailboxes do not say when they work. Empty they are all hours of all days. A duration counts working
// time alone: 8h are one working day of eight hours, and 24h, which can be written 1d, are three of them.
type WorkingHours struct {
	// Days of the week: mon-fri, or mon, wed, sat. Without them it is every day.
	Days string `yaml:"days"`
	// Hours of the day, from and to: 09:00-17:00, not past midnight. Without them it is the whole day.
	Hours string `yaml:"hours"`
	// TimeZone is where a clock shows these hours (IANA name); UTC unless given.
	TimeZone string `yaml:"time_zone"`
	// Holidays are no working days: 2026-12-25, or 12-25 for every year.
	Holidays []string `yaml:"holidays"`
	// SiteTimeZones are the time zones of sites elsewhere, by the site's name: {Zurich: Europe/Zurich}.
	SiteTimeZones map[string]string `yaml:"site_time_zones"`
}

// Calendars are what the working hours mean: for everybody, and for each site that has its own time zone, by the name that
// is written. An error names the key, which stands below approval.
func (w WorkingHours) Calendars() (def workday.Calendar, bySite map[string]workday.Calendar, err error) {
	const at = "approval.working_hours."
	if def.Days, err = workday.ParseDays(w.Days); err != nil {
		return workday.Calendar{}, nil, bad(at+"days", "%s", problem.Say(err))
	}
	if def.Hours, err = workday.ParseHours(w.Hours); err != nil {
		return workday.Calendar{}, nil, bad(at+"hours", "%s", problem.Say(err))
	}
	if def.Zone, err = time.LoadLocation(w.TimeZone); err != nil {
		return workday.Calendar{}, nil, bad(at+"time_zone", "%q is no time zone, such as Europe/Berlin.", w.TimeZone)
	}
	if def.Holidays, err = workday.ParseHolidays(w.Holidays); err != nil {
		return workday.Calendar{}, nil, bad(at+"holidays", "%s", problem.Say(err))
	}
	bySite = map[string]workday.Calendar{}
	for _, site := range slices.Sorted(maps.Keys(w.SiteTimeZones)) {
		there, zone := def, w.SiteTimeZones[site]
		if there.Zone, err = time.LoadLocation(zone); err != nil || zone == "" || site == "" {
			return workday.Calendar{}, nil, bad(at+"site_time_zones", "%q is no time zone for the site %q. Write {Zurich: Europe/Zurich}.", zone, site)
		}
		bySite[site] = there
	}
	return def, bySite, nil
}

// calendar finds the calendar of a site, however its name is written.
func (w WorkingHours) calendar() (func(site string) workday.Calendar, error) {
	def, bySite, err := w.Calendars()
	return func(site string) workday.Calendar {
		for name, there := range bySite {
			if strings.EqualFold(name, site) {
				return there
			}
		}
		return def
	}, err
}

// check refuses working hours that cannot be meant.
func (w WorkingHours) check() error {
	_, _, err := w.Calendars()
	return err
}

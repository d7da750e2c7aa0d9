package activity

import "time"

// Zone is the time zone in which the person reads a clock, as the client says in its clientInfo; UTC when it does not.
func (a Activity) Zone() *time.Location {
	for _, e := range a.Entities {
		if e.Type != clientInfo || e.Timezone == "" || e.Timezone == "Local" {
			continue
		}
		if zone, err := time.LoadLocation(e.Timezone); err == nil {
			return zone
		}
	}
	return time.UTC
}

// InZone is the entity that says a zone.
func InZone(zone string) Entity { return Entity{Type: clientInfo, Timezone: zone} }

const clientInfo = "clientInfo"

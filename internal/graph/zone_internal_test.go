package graph

import (
	"testing"
	"time"
)

func TestIANAZone(t *testing.T) {
	for name, zone := range windowsZones {
		if _, err := time.LoadLocation(zone); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
	for name, want := range map[string]string{
		"W. Europe Standard Time": "Europe/Berlin", "India Standard Time": "Asia/Calcutta", "Europe/Zurich": "Europe/Zurich", "UTC": "Etc/UTC",
		"Customized Time Zone": "", "tzone://Microsoft/Utc": "", "Local": "", "": "",
	} {
		if got := ianaZone(name); got != want {
			t.Errorf("%q: got %q, want %q", name, got, want)
		}
	}
}

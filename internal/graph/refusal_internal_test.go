package graph

import (
	"testing"
	"time"
)

func TestRetryAfter(t *testing.T) {
	now := time.Date(2026, 11, 21, 3, 0, 0, 0, time.UTC)
	for header, want := range map[string]time.Duration{
		"":                              0,
		"17":                            17 * time.Second,
		"0.9":                           900 * time.Millisecond,
		"-5":                            0,
		"NaN":                           0,
		"1e300":                         24 * time.Hour,
		"soon":                          0,
		"Sat, 21 Nov 2026 03:01:00 GMT": time.Minute,
		"Sat, 21 Nov 2026 02:00:00 GMT": 0,
		"Sun, 21 Nov 2027 02:00:00 GMT": 24 * time.Hour,
	} {
		if got := retryAfter(header, now); got != want {
			t.Errorf("%q: got %v, want %v", header, got, want)
		}
	}
}

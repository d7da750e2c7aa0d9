package server

import (
	"fmt"
	"log/slog"
	"strconv"
	"strings"
	"time"
)

// Duration is written 30s, 90m, 24h or 7d.
type Duration time.Duration

// ParseDuration reads a duration as configuration writes it.
func ParseDuration(text string) (Duration, error) {
	if days, ok := strings.CutSuffix(text, "d"); ok {
		n, err := strconv.Atoi(days)
		if err == nil && n >= 0 && n <= 36500 {
			return Duration(time.Duration(n) * 24 * time.Hour), nil
		}
	} else if d, err := time.ParseDuration(text); err == nil && d >= 0 {
		return Duration(d), nil
	}
	return 0, fmt.Errorf("%q is no duration; write 30s, 90m, 24h or 7d", text)
}

// UnmarshalText reads it from a file or the environment.
func (d *Duration) UnmarshalText(text []byte) (err error) {
	*d, err = ParseDuration(string(text))
	return err
}

// String writes it as it is read.
func (d Duration) String() string {
	if day := 24 * time.Hour; time.Duration(d)%day == 0 && d != 0 {
		return strconv.Itoa(int(time.Duration(d)/day)) + "d"
	}
	return time.Duration(d).String()
}

// Secret prints as *** wherever it might be printed.
type Secret string

// UnmarshalText reads it from a file or the environment.
func (s *Secret) UnmarshalText(text []byte) error {
	*s = Secret(text)
	return nil
}

// String never says it.
func (s Secret) String() string {
	if s == "" {
		return ""
	}
	return "***"
}

// GoString, MarshalText and LogValue never say it either.
func (s Secret) GoString() string             { return s.String() }
func (s Secret) MarshalText() ([]byte, error) { return []byte(s.String()), nil }
func (s Secret) LogValue() slog.Value         { return slog.StringValue(s.String()) }

package card

import (
	"regexp"
	"strings"
	"time"
)

var macro = regexp.MustCompile(`\{\{(DATE|TIME)\(([^,)]*)(?:, ?\w+)?\)\}\}`)

// A DATE and a TIME side by side, as Time writes them, are one moment.
var moment = regexp.MustCompile(`\{\{DATE\(([^,)]*), (?:SHORT|COMPACT)\)\}\} \{\{TIME\(([^,)]*)\)\}\}`)

var escape = regexp.MustCompile("\\\\([!-/:-@\\[-`{-~])|\\*\\*")

// Plain is a sentence as the command line prints it: the macros as times of loc ("21 Nov 2026 10:15
// UTC"), bold without its asterisks, and what was escaped as it was typed.
func Plain(s Trusted, loc *time.Location) string {
	if !strings.ContainsAny(string(s), `{\*`) {
		return strings.TrimSpace(string(s))
	}
	text := moment.ReplaceAllStringFunc(string(s), func(m string) string {
		at := moment.FindStringSubmatch(m)
		if at[1] != at[2] {
			return m
		}
		return clock(at[1], loc, "2 Jan 2006 15:04 MST", m)
	})
	text = macro.ReplaceAllStringFunc(text, func(m string) string {
		at := macro.FindStringSubmatch(m)
		layout := "2 Jan 2006"
		if at[1] == "TIME" {
			layout = "15:04 MST"
		}
		return clock(at[2], loc, layout, m)
	})
	return strings.TrimSpace(escape.ReplaceAllString(text, "$1"))
}

// clock writes an RFC 3339 time as layout, or gives back otherwise when it is none.
func clock(s string, loc *time.Location, layout, otherwise string) string {
	t, err := time.Parse(time.RFC3339, s)
	if err != nil {
		return otherwise
	}
	return t.In(loc).Format(layout)
}

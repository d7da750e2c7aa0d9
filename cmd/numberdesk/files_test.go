package main

import (
	"bytes"
	"testing"
	"testing/synctest"
	"time"

	"github.com/numberdesk/numberdesk/internal/desk"
)

// How far a command has come is told in one line, to a person alone, and only when it takes longer than a second.
func TestProgress(t *testing.T) {
	for _, c := range []struct {
		name, output string
		after        time.Duration
		want         string
	}{
		{"at once", "text", 0, ""},
		{"after a while", "text", 2 * time.Second, "\r\x1b[Kimporting: 12,000 of 1,000,000 lines\r\x1b[Ksaving\r\x1b[K"},
		{"for a program", "json", 2 * time.Second, ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				var shown bytes.Buffer
				p := &program{err: &shown, output: c.output}
				ctx, finish := p.progress(t.Context())
				time.Sleep(c.after)
				if tell := desk.ProgressOf(ctx); tell != nil {
					tell(desk.Progress{Doing: "importing", Done: 12_000, Total: 1_000_000})
					tell(desk.Progress{Doing: "importing", Done: 12_001, Total: 1_000_000}) // too soon to show
					tell(desk.Progress{Doing: "saving"})
				}
				finish()
				if got := shown.String(); got != c.want {
					t.Errorf("got %q, want %q", got, c.want)
				}
			})
		})
	}
}

package main

import (
	"bytes"
	"testing"
	"testing/synctest"
	"time"

	"github.com/numberdesk/numberdesk/internal/desk"
)

// How far a command has come is told in one line, to a person alone, seldom, and only when it takes longer than a second.
func TestProgress(t *testing.T) {
	for _, c := range []struct {
		name, output string
		watched      bool
		after        time.Duration
		want         string
	}{
		{"at once", "text", true, 0, ""},
		{"after a while", "text", true, 2 * time.Second, "\r\x1b[Kimporting: 12,000 of 1,000,000 lines\r\x1b[Ksaving\r\x1b[Kexporting: 1,000 lines\r\x1b[K"},
		{"for a program", "json", true, 2 * time.Second, ""},
		{"into a file or a pipe", "text", false, 2 * time.Second, ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				var shown bytes.Buffer
				p := &program{err: &shown, output: c.output, watched: c.watched}
				ctx, finish := p.progress(t.Context())
				time.Sleep(c.after)
				if tell := desk.ProgressOf(ctx); tell != nil {
					tell(desk.Progress{Doing: "importing", Done: 12_000, Total: 1_000_000})
					tell(desk.Progress{Doing: "importing", Done: 12_001, Total: 1_000_000}) // too soon to show
					tell(desk.Progress{Doing: "saving"})
					for done := range 800 { // how many there are is not known
						tell(desk.Progress{Doing: "exporting", Done: 1000 * (done + 1)})
					}
				}
				finish()
				if got := shown.String(); got != c.want {
					t.Errorf("got %q, want %q", got, c.want)
				}
			})
		})
	}
}

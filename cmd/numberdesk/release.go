package main

import (
	"bufio"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"strings"

	"github.com/numberdesk/numberdesk/internal/server"
)

// person reports whether somebody sits at both ends: he sees what is asked on w and can answer it on r. The null device
// looks like a terminal and is none.
func person(r io.Reader, w io.Writer) bool {
	in, ok := r.(*os.File)
	return ok && terminal(in) && terminal(w) && !null(in) && !null(w.(*os.File))
}

func null(f *os.File) bool {
	about, err := f.Stat()
	device, deviceErr := os.Stat(os.DevNull)
	return err == nil && deviceErr == nil && os.SameFile(about, device)
}

// releases asks whoever sits there before a number is taken from somebody, and answers the flags that hold the command
// to what was shown. A program is not asked. ok is false when nothing is to be done.
func (p *program) releases(ctx context.Context, config server.Config, args []string) (flags []string, ok bool, err error) {
	if !p.asks || p.output != "text" {
		return nil, true, nil
	}
	shown, err := server.Command(ctx, config, server.Options{Log: p.quietLog()}, append([]string{"release", "--dry-run", "--"}, args...), nil)
	if err != nil {
		return nil, false, err
	}
	fmt.Fprint(p.err, shown.Text)
	if shown.Refused {
		return nil, false, nil
	}
	var about struct{ Holder string }
	if err := json.Unmarshal(shown.JSON, &about); err != nil {
		return nil, false, err
	}
	fmt.Fprint(p.err, "Release it? [y/N] ")
	answer, err := bufio.NewReader(p.in).ReadString('\n')
	if err != nil && err != io.EOF {
		return nil, false, err
	}
	switch strings.ToLower(strings.TrimSpace(answer)) {
	case "y", "yes":
		return []string{"--from=" + about.Holder}, true, nil
	}
	fmt.Fprintln(p.err, "Nothing was changed.")
	return nil, false, nil
}

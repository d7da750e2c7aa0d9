package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strconv"
	"time"

	"github.com/numberdesk/numberdesk/internal/desk"
	"github.com/numberdesk/numberdesk/internal/problem"
)

// maxFile is a byte more than a spreadsheet may have, so that a longer one is refused and not cut.
const maxFile = 256<<20 + 1

// read is the file a command names, or standard input for "-".
func (p *program) read(args []string) ([]byte, error) {
	if len(args) == 0 || args[0] == "-" {
		return io.ReadAll(io.LimitReader(p.in, maxFile))
	}
	f, err := os.Open(args[0])
	if err != nil {
		return nil, problem.Wrap(err, problem.NotFound, "The file %s cannot be read.", args[0])
	}
	defer f.Close()
	text, err := io.ReadAll(io.LimitReader(f, maxFile))
	if err != nil {
		return nil, problem.Wrap(err, problem.NotFound, "The file %s cannot be read.", args[0])
	}
	return text, nil
}

// vacant refuses the name of a file that is there already, before the work of making another.
func vacant(args []string) error {
	if len(args) == 0 || args[0] == "-" {
		return nil
	}
	if _, err := os.Lstat(args[0]); err == nil {
		return problem.New(problem.Conflict, "%s is there already, and is left as it is. Name another file, or say --force to replace it.", args[0])
	}
	return nil
}

// deliver writes an exported file to where the command says. done is set when standard output has it, and so no room for
// a word about it.
func (p *program) deliver(content []byte, args []string) (done bool, err error) {
	if len(args) > 0 && args[0] != "-" {
		return false, write(args[0], content)
	}
	if p.output == "json" {
		return true, wrongUsage{errors.New("--output json tells about a file: name one, as in numberdesk export numbers.csv --output json")}
	}
	_, err = p.out.Write(content)
	return true, err
}

// write makes the file, or replaces it, in one step. It names holders of numbers, so it is its owner's alone.
func write(path string, content []byte) error {
	f, err := os.CreateTemp(filepath.Dir(path), ".export-*")
	if err == nil {
		_, err = f.Write(content)
		err = errors.Join(err, f.Close())
	}
	if err == nil {
		err = os.Rename(f.Name(), path)
	}
	if err != nil {
		if f != nil {
			os.Remove(f.Name())
		}
		return problem.Wrap(err, problem.NotFound, "The file %s cannot be written. Check that its folder exists and may be written.", path)
	}
	return nil
}

// quiet is how long a command may take before it says how far it has come.
const quiet = time.Second

// terminal reports whether a person reads what is written to w: not a file, and not another program.
func terminal(w io.Writer) bool {
	f, ok := w.(*os.File)
	if !ok {
		return false
	}
	about, err := f.Stat()
	return err == nil && about.Mode()&os.ModeCharDevice != 0
}

// progress shows how far a command has come, in one line on a terminal, for a person who waits longer than a second, and
// at most five times a second. finish takes the line away.
func (p *program) progress(ctx context.Context) (with context.Context, finish func()) {
	if p.output == "json" || !p.watched {
		return ctx, func() {}
	}
	began, last, doing := time.Now(), time.Time{}, ""
	show := func(at desk.Progress) {
		now := time.Now()
		if now.Sub(began) < quiet || now.Sub(last) < quiet/5 && at.Doing == doing {
			return
		}
		last, doing = now, at.Doing
		text := at.Doing
		switch {
		case at.Total > 0:
			text = fmt.Sprintf("%s: %s of %s lines", at.Doing, grouped(at.Done), grouped(at.Total))
		case at.Done > 0:
			text = fmt.Sprintf("%s: %s lines", at.Doing, grouped(at.Done))
		}
		fmt.Fprintf(p.err, "\r\x1b[K%s", text)
	}
	return desk.WithProgress(ctx, show), func() {
		if doing != "" {
			fmt.Fprint(p.err, "\r\x1b[K")
		}
	}
}

// grouped is a count with a comma before every three digits.
func grouped(n int) string {
	text := strconv.Itoa(n)
	for at := len(text) - 3; at > 0; at -= 3 {
		text = text[:at] + "," + text[at:]
	}
	return text
}

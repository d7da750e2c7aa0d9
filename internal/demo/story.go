package demo

import (
	"bytes"
	"context"
	_ "embed"
	"fmt"
	"io"
	"log/slog"
	"os"
	"strings"

	"github.com/numberdesk/numberdesk/internal/problem"
	"github.com/numberdesk/numberdesk/internal/transcript"
)

// mainStory is what the demonstration tells when no file is named.
//
//go:embed story.txt
var mainStory []byte

// StoryOptions say which conversation is played.
type StoryOptions struct {
	// File holds the transcript; empty means the product's main story.
	File string
	// Update writes the conversation as it went into File instead of comparing.
	Update bool
	// Out gets the conversation as it goes, Log what the bot logs.
	Out io.Writer
	Log *slog.Logger
}

// Story plays a transcript with the running bot, in real time, and tells it as it goes. An answer other
// than the file's is a problem of kind Conflict that shows the lines; a file that is no transcript is Invalid.
func Story(ctx context.Context, o StoryOptions) error {
	name, text := o.File, mainStory
	if name == "" {
		name = "story.txt"
	} else {
		var err error
		if text, err = os.ReadFile(name); err != nil {
			return problem.Wrap(err, problem.Invalid, "The story %s cannot be read.", name)
		}
	}
	script, err := transcript.Parse(name, text)
	if err != nil {
		return problem.Wrap(err, problem.Invalid, "%v", err)
	}
	c, err := Open(ctx, o.Log, nil)
	if err != nil {
		return interrupted(ctx, err)
	}
	err = c.tell(ctx, o, script, text)
	if cerr := c.Close(); err == nil {
		err = cerr
	}
	return interrupted(ctx, err)
}

func (c *Company) tell(ctx context.Context, o StoryOptions, script transcript.Script, text []byte) error {
	if err := c.Install(); err != nil {
		return err
	}
	if err := c.Settle(ctx); err != nil {
		return err
	}
	c.Tenant.Shown() // greetings are no part of anybody's story
	stage := transcript.NewStage(c.Tenant, func() error { return c.Settle(ctx) }, func(line string) (bool, []string, error) {
		command, ours := strings.CutPrefix(line, "command ")
		if !ours {
			return false, nil, nil
		}
		printed := c.Server.Print(ctx, strings.Fields(command), nil)
		return true, strings.Split(strings.TrimSpace(printed.Text), "\n"), nil
	})
	stage.Shown() // nothing yet
	played, err := transcript.Narrate(script, stage, func(l transcript.Line) { fmt.Fprintln(o.Out, l.Format()) })
	if err != nil {
		return err
	}
	if v := c.Tenant.Violations(); len(v) > 0 {
		return problem.New(problem.Conflict, "Microsoft would have refused:\n%s", strings.Join(v, "\n"))
	}
	got := played.Format()
	switch {
	case o.Update && o.File != "":
		return os.WriteFile(o.File, got, 0o644)
	case !bytes.Equal(got, text):
		return problem.New(problem.Conflict, "The conversation was another than in %s:\n%s", script.Name, difference(string(text), string(got)))
	}
	return nil
}

// interrupted makes the end that somebody asked for no failure.
func interrupted(ctx context.Context, err error) error {
	if ctx.Err() != nil {
		return nil
	}
	return err
}

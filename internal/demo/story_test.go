package demo

import (
	"bytes"
	"context"
	"errors"
	"flag"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/numberdesk/numberdesk/internal/problem"
)

var update = flag.Bool("update", false, "rewrite the main story with what was said")

// TestMainStory plays what numberdesk demo --story plays: real TLS, real time, the answers of the file.
func TestMainStory(t *testing.T) {
	t.Setenv("TMPDIR", t.TempDir())
	var out bytes.Buffer
	err := Story(t.Context(), StoryOptions{File: "story.txt", Update: *update, Out: &out, Log: slog.New(slog.NewTextHandler(t.Output(), nil))})
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(out.Bytes(), mainStory) && !*update {
		t.Errorf("it was told as:\n%s", out.Bytes())
	}
	if left, err := os.ReadDir(os.Getenv("TMPDIR")); err != nil || len(left) > 0 {
		t.Errorf("files are left: %v, %v", left, err)
	}
}

func TestStoryRefusals(t *testing.T) {
	for _, c := range []struct {
		name, text string
		kind       problem.Kind
		says       string
	}{
		{"an answer that differs is shown line by line", "@adele\n> number\n< card\n| Your number is 42\n", problem.Conflict, "- | Your number is 42"},
		{"a file that is no transcript names its line", "hello\n", problem.Invalid, "told.txt:1"},
	} {
		t.Run(c.name, func(t *testing.T) {
			file := filepath.Join(t.TempDir(), "told.txt")
			if err := os.WriteFile(file, []byte(c.text), 0o600); err != nil {
				t.Fatal(err)
			}
			err := Story(t.Context(), StoryOptions{File: file, Out: t.Output(), Log: slog.New(slog.DiscardHandler)})
			if problem.KindOf(err) != c.kind || !strings.Contains(problem.Say(err).String(), c.says) {
				t.Errorf("got %v, want %s with %q", err, c.kind, c.says)
			}
		})
	}
}

func TestAnEndThatWasAskedForIsNoFailure(t *testing.T) {
	ctx, stop := context.WithCancel(t.Context())
	stop()
	if err := Story(ctx, StoryOptions{Out: t.Output(), Log: slog.New(slog.DiscardHandler)}); err != nil {
		t.Errorf("got %v", err)
	}
	if err := interrupted(t.Context(), errors.New("broken")); err == nil {
		t.Error("a failure nobody asked for is lost")
	}
}

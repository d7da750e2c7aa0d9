package problem_test

import (
	"errors"
	"fmt"
	"io"
	"strings"
	"testing"

	"github.com/numberdesk/numberdesk/internal/problem"
)

func TestTwoFaces(t *testing.T) {
	err := fmt.Errorf("assign: %w", problem.Wrap(io.EOF, problem.Unclear, "The answer was lost."))
	if got := problem.KindOf(err); got != problem.Unclear {
		t.Errorf("kind: got %q, want %q", got, problem.Unclear)
	}
	if got := problem.Say(err).String(); got != "The answer was lost." {
		t.Errorf("sentence: got %q", got)
	}
	if !errors.Is(err, io.EOF) {
		t.Error("the cause is lost")
	}
	if got := problem.Say(io.EOF).String(); strings.Contains(got, "EOF") {
		t.Errorf("a foreign error leaks to the person: %q", got)
	}
	if got := problem.KindOf(nil); got != "" {
		t.Errorf("nil has kind %q", got)
	}
}

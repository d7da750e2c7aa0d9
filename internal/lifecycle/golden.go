package lifecycle

import (
	"fmt"
	"os"
	"strings"
)

// CheckDiagram compares the diagram with the one drawn in the Go file's comment, between the lines
// "//	--- diagram" and "//	---". With update it redraws it instead. It is for the tables' tests.
func CheckDiagram(file, diagram string, update bool) error {
	source, err := os.ReadFile(file)
	if err != nil {
		return err
	}
	const open, shut = "//\t--- diagram\n", "//\t---\n"
	before, rest, ok := strings.Cut(string(source), open)
	drawn, after, ok2 := strings.Cut(rest, shut)
	if !ok || !ok2 {
		return fmt.Errorf("%s has no diagram between %q and %q", file, open, shut)
	}
	var want strings.Builder
	for line := range strings.Lines(diagram) {
		want.WriteString("//\t" + line)
	}
	if drawn == want.String() {
		return nil
	}
	if !update {
		return fmt.Errorf("%s: the diagram is not what the table says; run the test with -update.\ngot:\n%swant:\n%s", file, drawn, want.String())
	}
	return os.WriteFile(file, []byte(before+open+want.String()+shut+after), 0o644)
}

// Package lifecycle gives the desk's state tables their one shape: from, event, to, effects.
// What is not a row cannot happen. A table draws itself, so that its picture is never out of date.
package lifecycle

import (
	"fmt"
	"strings"
	"text/tabwriter"
)

// Row is one move: in state From, event On leads to To and asks for Effects, in order.
type Row[S, E, F ~string] struct {
	From    S
	On      E
	To      S
	Effects []F
}

// Table is every move there is.
type Table[S, E, F ~string] []Row[S, E, F]

// Next finds the move. ok is false when the table has none.
func (t Table[S, E, F]) Next(from S, on E) (row Row[S, E, F], ok bool) {
	for _, row := range t {
		if row.From == from && row.On == on {
			return row, true
		}
	}
	return row, false
}

// States are all states of the table, in the order of their first mention.
func (t Table[S, E, F]) States() []S {
	var states []S
	seen := map[S]bool{}
	for _, row := range t {
		for _, s := range []S{row.From, row.To} {
			if s != "" && !seen[s] {
				seen[s] = true
				states = append(states, s)
			}
		}
	}
	return states
}

// Diagram draws the table as text, one move a line, each state's moves together. The empty state is "·".
func (t Table[S, E, F]) Diagram() string {
	var text strings.Builder
	w := tabwriter.NewWriter(&text, 0, 0, 2, ' ', 0)
	last := S("\x00")
	for _, row := range t {
		from := row.From
		if from == last {
			from = ""
		} else if from == "" {
			from = "·"
		}
		last = row.From
		line := fmt.Sprintf("%s\t%s\t→ %s", from, row.On, row.To)
		if len(row.Effects) > 0 {
			line += "\t" + strings.Join(plain(row.Effects), ", ")
		}
		fmt.Fprintln(w, line)
	}
	w.Flush()
	lines := strings.Split(strings.TrimRight(text.String(), "\n"), "\n")
	for i, line := range lines {
		lines[i] = strings.TrimRight(line, " ")
	}
	return strings.Join(lines, "\n") + "\n"
}

func plain[F ~string](values []F) []string {
	texts := make([]string, len(values))
	for i, v := range values {
		texts[i] = string(v)
	}
	return texts
}

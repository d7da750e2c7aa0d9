package desk

import (
	"cmp"
	"slices"
	"strconv"
	"strings"

	"github.com/numberdesk/numberdesk/internal/problem"
	"github.com/numberdesk/numberdesk/internal/say"
)

// lineSet is lines of a file by their numbers, as runs: most files have long ones.
type lineSet struct {
	runs  [][2]int
	count int
}

func (l *lineSet) add(line int) {
	l.count++
	if n := len(l.runs); n > 0 && l.runs[n-1][1]+1 == line {
		l.runs[n-1][1] = line
		return
	}
	l.runs = append(l.runs, [2]int{line, line})
}

// runsShown is how many runs of lines a sentence names.
const runsShown = 8

// sentence is the lines as a person reads them, "2–5, 9", the first of them when they are many.
func (l lineSet) sentence() say.Sentence {
	words := l.words()
	if len(words) <= runsShown {
		return say.Words(strings.Join(words, ", "))
	}
	return say.Text("%s and others", strings.Join(words[:runsShown], ", "))
}

func (l lineSet) words() []string {
	runs := slices.Clone(l.runs)
	slices.SortFunc(runs, func(a, b [2]int) int { return cmp.Compare(a[0], b[0]) })
	words := []string{}
	for i, r := range runs {
		if i+1 < len(runs) && r[1]+1 == runs[i+1][0] {
			runs[i+1][0] = r[0] // one run in two pieces: a range among numbers
			continue
		}
		word := strconv.Itoa(r[0])
		if r[1] > r[0] {
			word += "–" + strconv.Itoa(r[1])
		}
		words = append(words, word)
	}
	return words
}

// listing is the lines as --output json prints them.
func (l lineSet) listing() map[string]any {
	words := l.words()
	return map[string]any{"count": l.count, "lines": words[:min(len(words), 1000)]}
}

// refusedLine says what is wrong with a line, naming the column as the file does; ok is false for an error that is not the file's.
func (p *planner) refusedLine(line int, err error) (sentence say.Sentence, ok bool) {
	var wrong *problem.Error
	if !asProblem(err, &wrong) || wrong.Kind == problem.Internal {
		return say.Sentence{}, false
	}
	cell, named := err.(inCell)
	if !named {
		return say.Text("Line %d: %s", line, wrong.Say), true
	}
	column := cell.column
	if i := p.column(column); i >= 0 && !strings.EqualFold(p.table.Header[i], column) {
		column = p.table.Header[i]
	}
	return say.Text("Line %d, column %s: %s", line, column, wrong.Say), true
}

package desk

import (
	"crypto/sha256"
	"encoding/json"
	"fmt"
	"hash"
	"slices"
	"time"

	"github.com/numberdesk/numberdesk/internal/inventory"
	"github.com/numberdesk/numberdesk/internal/person"
	"github.com/numberdesk/numberdesk/internal/phone"
	"github.com/numberdesk/numberdesk/internal/problem"
	"github.com/numberdesk/numberdesk/internal/say"
	"github.com/numberdesk/numberdesk/internal/sheet"
)

// present is what a file is held against: the inventory as it is, and what this desk takes for granted.
type present struct {
	ranges    []inventory.Range
	forbidden []inventory.Forbidden
	// number is one number of ours; ok is false when it is not ours.
	number func(phone.Number) (n inventory.Number, ok bool, err error)
	// within are those of a run of numbers that are ours, without those with an extension.
	within func(phone.Range) ([]inventory.Number, error)
	// people are the object ids of those the file names by their address.
	people map[string]person.ID
	// country reads national numbers, restDays is for ranges that do not say.
	country  string
	restDays int
	now      time.Time
}

// step is what one line of a file does. Of a line that changes nothing only line is set.
type step struct {
	line int
	// newRange is to be made before the line's number is.
	newRange *inventory.Range
	// from are the ranges of single numbers that lose some to it.
	from []string
	// oldRange becomes setRange.
	oldRange, setRange *inventory.Range
	// Of a number: new, or old becoming number by the event on, or, without an event, described anew.
	added       bool
	old, number inventory.Number
	on          inventory.Event
	// inUse is set when the line says that somebody has the number, which is Teams' to say.
	inUse bool
}

func (s step) changes() bool { return s.newRange != nil || s.setRange != nil || s.number.Phone != "" }

// planner decides, line by line, what a file would do. It writes nothing, reads no clock and knows no store: what is
// there it is told. Lines with ranges come first, wherever in the file they stand, so that a number finds its range.
type planner struct {
	present
	table   *sheet.Table
	columns map[string]int
	byName  map[string]int // into ranges
	sorted  []int          // ranges with a first number, into ranges, by length and first number
	planned map[string]bool
	seen    map[uint64]struct{} // digits of the numbers so far
	twins   int                 // numbers that were in it already
	plan    neighbours
	seenExt map[phone.Number]int
}

// plan is what a file would do, counted.
type plan struct {
	// Lines of each outcome, by their numbers in the file.
	Added     lineSet
	Changed   lineSet
	Unchanged lineSet
	Refused   lineSet
	// Numbers is how many numbers are new, Ranges how many ranges.
	Numbers, Ranges int
	// InUse counts the lines that say somebody has the number.
	InUse int
	// Sheet is the worksheet that was read of several, empty when there was no choice.
	Sheet string
	// Wrong says of the first refused lines why.
	Wrong []say.Sentence
	// Digest is of everything that would be done, and of what it would be done to. Two plans with one digest are the same.
	Digest string
}

// wrongShown is how many refused lines are named; a file with more of them has one mistake in all of them.
const wrongShown = 200

// newPlanner refuses a table whose columns are not those of an import.
func newPlanner(table *sheet.Table, p present) (*planner, error) {
	columns, err := columnsOf(table)
	if err != nil {
		return nil, err
	}
	pl := &planner{present: p, table: table, columns: columns, byName: map[string]int{}, planned: map[string]bool{}, seen: map[uint64]struct{}{}, seenExt: map[phone.Number]int{}, plan: neighbours{}}
	if pl.column("number") < 0 && (pl.column("first") < 0 || pl.column("last") < 0) {
		return nil, problem.New(problem.Invalid, "A column number is needed, or the columns first and last for ranges.")
	}
	pl.ranges = slices.Clone(p.ranges)
	for i, r := range pl.ranges {
		pl.byName[r.Name] = i
	}
	pl.sort()
	return pl, nil
}

// run plans every line and hands each to do, in the order in which they are to be done. Lines that are refused are in the
// plan alone. digest asks for the plan's, which costs about as much as the rest; tick is told of every line.
func (p *planner) run(digest bool, tick func(), do func(step) error) (plan, error) {
	var result plan
	if len(p.table.Beside) > 0 {
		result.Sheet = p.table.Sheet
	}
	var sum hash.Hash
	if digest {
		sum = sha256.New()
	}
	for _, wantsRange := range []bool{true, false} {
		for _, row := range p.table.Rows {
			if p.isRange(row) != wantsRange {
				continue
			}
			tick()
			s, err := p.step(row, wantsRange)
			if err != nil {
				sentence, ok := p.refusedLine(row.Line, err)
				if !ok {
					return result, err
				}
				result.Refused.add(row.Line)
				if len(result.Wrong) < wrongShown {
					result.Wrong = append(result.Wrong, sentence)
				}
				continue
			}
			s.line = row.Line
			result.count(s)
			if sum != nil {
				if err := s.digest(sum); err != nil {
					return result, err
				}
			}
			if err := do(s); err != nil {
				return result, err
			}
		}
		p.sort()
	}
	if sum != nil {
		result.Digest = fmt.Sprintf("%x", sum.Sum(nil))
	}
	return result, nil
}

func (r *plan) count(s step) {
	if s.inUse {
		r.InUse++
	}
	if s.newRange != nil {
		r.Ranges++
		if s.newRange.First != "" {
			r.Numbers += s.newRange.Numbers().Size()
		}
	}
	if s.added {
		r.Numbers++
	}
	switch {
	case s.added || s.newRange != nil:
		r.Added.add(s.line)
	case s.changes():
		r.Changed.add(s.line)
	default:
		r.Unchanged.add(s.line)
	}
}

// digest adds the step to a sum. Moments of now are left out: the same step tomorrow is the same.
func (s step) digest(sum hash.Hash) error {
	if !s.changes() {
		fmt.Fprintln(sum, s.line)
		return nil
	}
	s.old.Since, s.number.Since = time.Time{}, time.Time{}
	raw, err := json.Marshal([]any{s.line, s.newRange, s.oldRange, s.setRange, s.added, s.old, s.number, s.on})
	sum.Write(raw)
	return err
}

// step plans one line.
func (p *planner) step(row sheet.Row, wantsRange bool) (step, error) {
	if wantsRange {
		return p.rangeStep(row)
	}
	return p.numberStep(row)
}

// inCell is what is wrong with a line, and in which column.
type inCell struct {
	column string
	err    error
}

func (e inCell) Error() string { return e.column + ": " + e.err.Error() }
func (e inCell) Unwrap() error { return e.err }

func in(column string, err error) error {
	if err == nil {
		return nil
	}
	return inCell{column, err}
}

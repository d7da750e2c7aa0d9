package phone

import (
	"iter"
	"strconv"

	"github.com/numberdesk/numberdesk/internal/problem"
)

// Range is a run of numbers of one length, first and last included.
type Range struct {
	First Number `json:"first"`
	Last  Number `json:"last"`
}

// NewRange refuses a range that runs backwards, mixes lengths, or carries extensions.
func NewRange(first, last Number) (Range, error) {
	r := Range{First: first, Last: last}
	switch {
	case first.Base() != first || last.Base() != last:
		return r, problem.New(problem.Invalid, "a range cannot have extensions")
	case len(first) != len(last):
		return r, problem.New(problem.Invalid, "%s and %s have different lengths", first, last)
	case first > last:
		return r, problem.New(problem.Invalid, "%s comes after %s", first, last)
	}
	return r, nil
}

// Size is how many numbers the range has.
func (r Range) Size() int { return int(r.Last.value()-r.First.value()) + 1 }

// Contains reports whether n lies in the range: same length, between first and last.
// A number with an extension belongs where its base number does.
func (r Range) Contains(n Number) bool {
	n = n.Base()
	return len(n) == len(r.First) && r.First <= n && n <= r.Last
}

// Overlaps reports whether the two ranges share a number.
func (r Range) Overlaps(o Range) bool {
	return len(r.First) == len(o.First) && r.First <= o.Last && o.First <= r.Last
}

// Numbers yields every number of the range in order.
func (r Range) Numbers() iter.Seq[Number] {
	return func(yield func(Number) bool) {
		for v := r.First.value(); v <= r.Last.value(); v++ {
			if !yield(Number("+" + strconv.FormatUint(v, 10))) {
				return
			}
		}
	}
}

// String is "first–last".
func (r Range) String() string { return string(r.First) + "–" + string(r.Last) }

// Before is the number that many steps below n, or the lowest of its length; "" when n is that one.
func (n Number) Before(steps int) Number {
	lowest := uint64(1)
	for range len(n.Base()) - 2 {
		lowest *= 10
	}
	v := n.value()
	if v <= lowest {
		return ""
	}
	return Number("+" + strconv.FormatUint(max(lowest, v-min(v, uint64(steps))), 10))
}

// Distance is how many steps lie between two numbers.
func (n Number) Distance(o Number) uint64 {
	a, b := n.value(), o.value()
	return max(a, b) - min(a, b)
}

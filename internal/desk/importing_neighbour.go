package desk

import (
	"strings"

	"github.com/numberdesk/numberdesk/internal/phone"
)

// neighbours remembers what the numbering plan says of numbers that differ in their last two digits alone: how they are
// read, and whose they are. A plan goes by first digits and by length, so one of a hundred is looked at and the others
// follow, which makes a million numbers of some thousand blocks a matter of seconds. A number written in any other way
// than +41446681000 or +41 44 668 10 00 is looked at by itself.
type neighbours map[string]neighbour

type neighbour struct {
	// asWritten is set when the numbers are read as they are written.
	asWritten bool
	// in is whether they may be numbers of the country that was asked for last.
	country string
	in      bool
}

// neighboursKept bounds what is remembered of numbers that lie far apart.
const neighboursKept = 100_000

// parse is [phone.Parse].
func (all neighbours) parse(text, country string) (phone.Number, error) {
	plain := strings.ReplaceAll(text, " ", "")
	stem, ok := stemOf(plain)
	if !ok {
		return phone.Parse(text, country)
	}
	known, seen := all[stem]
	if seen && known.asWritten {
		return phone.Number(plain), nil
	}
	n, err := phone.Parse(text, country)
	if !seen {
		if len(all) >= neighboursKept {
			clear(all)
		}
		all[strings.Clone(stem)] = neighbour{asWritten: err == nil && string(n) == plain}
	}
	return n, err
}

// of is [phone.Number.In].
func (all neighbours) of(n phone.Number, country string) bool {
	stem, ok := stemOf(string(n))
	known, seen := all[stem]
	if !ok || !seen {
		return n.In(country)
	}
	if known.country != country || country == "" {
		known.country, known.in = country, n.In(country)
		all[stem] = known // the key that is there stays
	}
	return known.in
}

// stemOf is all of a number but its last two digits; its length tells the number's. ok is false for anything else.
func stemOf(text string) (stem string, ok bool) {
	if len(text) < 10 || len(text) > 16 || text[0] != '+' || text[1] == '0' {
		return "", false
	}
	for i := 1; i < len(text); i++ {
		if text[i] < '0' || text[i] > '9' {
			return "", false
		}
	}
	return text[:len(text)-2], true
}

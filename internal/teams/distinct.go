package teams

import (
	"bytes"
	"encoding/json"
	"math"
	"strings"
)

const (
	// everyDepth compares the names of every object without case.
	everyDepth = math.MaxInt
	// fewNames is up to how many names one object's are compared one by one.
	fewNames = 32
)

// distinct reports whether no object in a valid JSON text has the same name twice: readers differ on
// which of the two they take (RFC 8259 §4), so nobody can say what the sender meant. Objects up to
// foldedDepth deep, the outermost being 1, may not have names that differ in case alone either,
// because encoding/json takes one for the other.
func distinct(text []byte, foldedDepth int) bool {
	open := make([]object, 0, 16)    // and lists, which have no names
	names := make([][]byte, 0, 2*16) // of all that are open
	name := false                    // the next string is one
	for at := 0; at < len(text); at++ {
		switch text[at] {
		case '{':
			open = append(open, object{named: true, folded: len(open) < foldedDepth, first: len(names)})
			name = true
		case '[':
			open = append(open, object{first: len(names)})
		case '}', ']':
			names = names[:open[len(open)-1].first]
			open = open[:len(open)-1]
		case ',':
			name = open[len(open)-1].named
		case '"':
			end := at + 1
			for text[end] != '"' {
				if text[end] == '\\' {
					end++
				}
				end++
			}
			if name {
				one := unquote(text[at : end+1])
				if o := &open[len(open)-1]; o.has(names[o.first:], one) {
					return false
				}
				names = append(names, one)
			}
			name, at = false, end
		}
	}
	return true
}

// unquote is the text of a JSON string.
func unquote(quoted []byte) []byte {
	plain := quoted[1 : len(quoted)-1]
	if bytes.IndexByte(plain, '\\') < 0 {
		return plain
	}
	var s string
	_ = json.Unmarshal(quoted, &s) // it is part of a valid text
	return []byte(s)
}

// object is one whose names are being read, the first of which is names[first].
type object struct {
	named, folded bool
	first         int
	// many are the names when they are more than a few.
	many map[string]bool
}

// has reports whether the object, whose names so far are these, has that one.
func (o *object) has(names [][]byte, one []byte) bool {
	if len(names) < fewNames {
		for _, other := range names {
			if bytes.Equal(one, other) || o.folded && bytes.EqualFold(one, other) {
				return true
			}
		}
		return false
	}
	if o.many == nil {
		o.many = map[string]bool{}
		for _, other := range names {
			o.many[o.key(other)] = true
		}
	}
	key := o.key(one)
	had := o.many[key]
	o.many[key] = true
	return had
}

// key is the same for names that count as the same. Upper case first: the long s has one that is the upper case of
// another letter, and no lower case.
func (o *object) key(name []byte) string {
	if o.folded {
		return strings.ToLower(strings.ToUpper(string(name)))
	}
	return string(name)
}

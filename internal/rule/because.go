package rule

import (
	"fmt"
	"slices"
	"strings"

	"github.com/google/cel-go/common/operators"
)

// node is a condition of a rule, for telling why: conditions joined with the same operator are one.
type node struct {
	id    int64
	op    string // && || ! of CEL, or empty
	text  string
	asks  []Attribute
	parts []*node
}

// join adds a part; a && (b && c) has three.
func (n *node) join(part *node) {
	if part == nil {
		return
	}
	if part.op == n.op && n.op != operators.LogicalNot {
		n.parts = append(n.parts, part.parts...)
		return
	}
	n.parts = append(n.parts, part)
}

// because tells why a condition has the value it has.
func (n *node) because(value func(id int64) truth, v *vars) string {
	switch n.op {
	case operators.LogicalAnd:
		for _, part := range n.parts {
			if value(part.id) != holds {
				return part.because(value, v)
			}
		}
		return n.all(" and ", value, v)
	case operators.LogicalOr:
		for _, part := range n.parts {
			if value(part.id) == holds {
				return part.because(value, v)
			}
		}
		return n.all(" and ", value, v)
	}
	return told(n.text, n.decided(value), v)
}

// all tells of each part, at most shown of them, and of none twice: three conditions on a city that is not set are one.
func (n *node) all(joint string, value func(id int64) truth, v *vars) string {
	const shown = 8
	var all []string
	for _, part := range n.parts {
		if why := part.because(value, v); !slices.Contains(all, why) {
			all = append(all, why)
		}
	}
	if more := len(all) - shown; more > 0 {
		all = append(all[:shown], fmt.Sprintf("%d more", more))
	}
	return strings.Join(all, joint)
}

// decided are the attributes that gave the condition its value.
func (n *node) decided(value func(id int64) truth) []Attribute {
	asks := slices.Clone(n.asks)
	for _, part := range n.parts {
		// What is the same whatever this part is, this part has not decided.
		if n.op == operators.LogicalNot || value(part.id) == value(n.id) {
			for _, a := range part.decided(value) {
				if !slices.Contains(asks, a) {
					asks = append(asks, a)
				}
			}
		}
	}
	return asks
}

// told is a condition's text with what the person has of what it asks for.
func told(text string, asks []Attribute, v *vars) string {
	var facts []string
	for _, a := range asks {
		fact := v.fact(a)
		if fact == "" {
			return string(a) + " is not set"
		}
		facts = append(facts, fact)
	}
	if len(facts) == 0 {
		return text
	}
	return text + " (" + strings.Join(facts, ", ") + ")"
}

// fact is what the person has of an attribute, empty when it is not set.
func (v *vars) fact(a Attribute) string {
	if a.list() {
		known := &v.facts[a.index()]
		if *known == "" {
			*known = list(a, v.of.texts(a))
		}
		return *known
	}
	if value := v.of.text(a); value != "" {
		return fmt.Sprintf("%s is %q", a, short(value))
	}
	return ""
}

// list tells of a few: the whole is long, and the directory gives it in any order.
func list(a Attribute, texts []string) string {
	const shown = 3
	texts = slices.Sorted(slices.Values(texts))
	if len(texts) == 0 {
		return "no " + string(a)
	}
	var some []string
	for _, text := range texts[:min(shown, len(texts))] {
		some = append(some, fmt.Sprintf("%q", short(strings.TrimSpace(text))))
	}
	if more := len(texts) - shown; more > 0 {
		some = append(some, fmt.Sprintf("%d more", more))
	}
	return string(a) + " are " + strings.Join(some, ", ")
}

func short(text string) string {
	const most = 60
	if runes := []rune(text); len(runes) > most {
		return string(runes[:most]) + "…"
	}
	return text
}

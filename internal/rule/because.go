package rule

import (
	"fmt"
	"slices"
	"strings"

	"github.com/google/cel-go/common/operators"
)

// because tells why a condition has the value it has.
func (t *trial) because(n *node) string {
	switch n.op {
	case operators.LogicalAnd:
		for _, part := range n.parts {
			if t.value(part) != holds {
				return t.because(part)
			}
		}
		return t.all(n.parts)
	case operators.LogicalOr:
		for _, part := range n.parts {
			if t.value(part) == holds {
				return t.because(part)
			}
		}
		return t.all(n.parts)
	}
	return t.told(n.text, t.decided(n))
}

// all tells of each part, at most shown of them, and of none twice: three conditions on a city that is not set are one.
func (t *trial) all(parts []*node) string {
	const shown = 8
	var all []string
	for _, part := range parts {
		if why := t.because(part); !slices.Contains(all, why) {
			all = append(all, why)
		}
	}
	if more := len(all) - shown; more > 0 {
		all = append(all[:shown], fmt.Sprintf("%d more", more))
	}
	return strings.Join(all, " and ")
}

// decided are the attributes that gave the condition its value.
func (t *trial) decided(n *node) []Attribute {
	asks := slices.Clone(n.asks)
	for _, part := range n.parts {
		// What is the same whatever this part is, this part has not decided.
		if n.op == operators.LogicalNot || t.value(part) == t.value(n) {
			for _, a := range t.decided(part) {
				if !slices.Contains(asks, a) {
					asks = append(asks, a)
				}
			}
		}
	}
	return asks
}

// told is a condition's text with what the person has of what it asks for.
func (v *vars) told(text string, asks []Attribute) string {
	var facts []string
	for _, a := range asks {
		fact := v.fact(a)
		if fact == "" {
			return a.name() + " is not set"
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
		return fmt.Sprintf("%s is %q", a.name(), short(value))
	}
	return ""
}

// list tells of a few: the whole is long, and the directory gives it in any order.
func list(a Attribute, texts []string) string {
	const shown = 3
	texts = slices.DeleteFunc(slices.Sorted(slices.Values(texts)), func(text string) bool { return strings.TrimSpace(text) == "" })
	if len(texts) == 0 {
		return "no " + a.name()
	}
	var some []string
	for _, text := range texts[:min(shown, len(texts))] {
		some = append(some, fmt.Sprintf("%q", short(strings.TrimSpace(text))))
	}
	if more := len(texts) - shown; more > 0 {
		some = append(some, fmt.Sprintf("%d more", more))
	}
	return a.name() + " are " + strings.Join(some, ", ")
}

func short(text string) string {
	const most = 60
	if runes := []rune(text); len(runes) > most {
		return string(runes[:most]) + "…"
	}
	return text
}

package card

import (
	"fmt"
	"maps"
	"slices"
	"strings"
)

// A template is a decoded Adaptive Card template made ready to fill. Parts without an expression are
// already JSON; the others know their paths. It is never written to, so cards can be filled at once.
type template interface {
	// write appends the part as the scope fills it, and reports whether anything is left of it.
	write(out *writer, s scope) (bool, error)
}

type (
	fixed  []byte
	object struct {
		when    *condition
		members []member
	}
	member struct {
		name  []byte // "name": with its quotes and colon
		value template
	}
	list    []element
	element struct {
		over *path // the $data to repeat it for; nil stands once
		each template
	}
	text struct {
		parts    []part
		after    string
		markdown bool
	}
	// part is some fixed text and the value after it.
	part struct {
		before string
		path   path
	}
)

// compile reads a decoded template. It walks the tree and never the text of the JSON, so that no value
// can become structure. It knows this much of the Adaptive Card Templating Language:
//
//	"${a.b}"             the value with its type; null leaves the property out
//	"Hello ${a}"         the value within a text
//	"${a[0].b}"          an element of a list
//	$data: "${list}"     repeats an object of an array for each element, which becomes its scope;
//	                     $data is the element, $index its position, $root the whole data
//	$when: "${flag}"     leaves the object out unless it holds; see parseCondition
//
// A path that is not in the data is an error when the card is filled, unlike in Microsoft's renderer,
// which shows it as text.
func compile(node any) (template, error) { return compileNode(node, "", false) }

// compileNode reads any node; under is the property that holds it, markdown says that clients read
// Markdown there.
func compileNode(node any, under string, markdown bool) (template, error) {
	switch n := node.(type) {
	case map[string]any:
		if _, ok := n["$data"]; ok {
			return nil, fmt.Errorf("$data stands outside an array")
		}
		return compileObject(n, under)
	case []any:
		return compileList(n, under)
	case string:
		return compileText(n, markdown)
	}
	return fix(node)
}

func compileObject(node map[string]any, under string) (template, error) {
	var o object
	allFixed := true
	for _, key := range slices.Sorted(maps.Keys(node)) {
		switch key {
		case "$data":
			continue
		case "$when":
			when, err := parseCondition(node[key])
			if err != nil {
				return nil, err
			}
			o.when, allFixed = &when, false
			continue
		}
		value, err := compileNode(node[key], key, readsMarkdown(node, under, key))
		if err != nil {
			return nil, err
		}
		name, err := fix(key)
		if err != nil {
			return nil, err
		}
		_, isFixed := value.(fixed)
		allFixed = allFixed && isFixed
		o.members = append(o.members, member{append(name, ':'), value})
	}
	if allFixed {
		return fold(o)
	}
	return o, nil
}

func compileList(nodes []any, under string) (template, error) {
	l := make(list, len(nodes))
	allFixed := true
	for i, node := range nodes {
		var err error
		if l[i], err = compileElement(node, under); err != nil {
			return nil, err
		}
		_, isFixed := l[i].each.(fixed)
		allFixed = allFixed && isFixed && l[i].over == nil
	}
	if allFixed {
		return fold(l)
	}
	return l, nil
}

// compileElement reads an element of an array, where an object may have $data.
func compileElement(node any, under string) (element, error) {
	o, _ := node.(map[string]any)
	source, ok := o["$data"]
	if !ok {
		each, err := compileNode(node, under, false)
		return element{each: each}, err
	}
	expression, ok := whole(source)
	if !ok {
		return element{}, fmt.Errorf("$data is %v, not one ${path}", source)
	}
	over, err := parsePath(expression)
	if err != nil {
		return element{}, err
	}
	each, err := compileObject(o, under)
	return element{over: &over, each: each}, err
}

// readsMarkdown tells where clients read Markdown and macros: TextBlock.text and the facts of a
// FactSet ("Text features", Adaptive Cards documentation). Labels, choices and buttons are plain.
func readsMarkdown(node map[string]any, under, key string) bool {
	switch key {
	case "text":
		return node["type"] == "TextBlock"
	case "title", "value":
		return under == "facts"
	}
	return false
}

// compileText reads a string with expressions in it.
func compileText(s string, markdown bool) (template, error) {
	t := text{markdown: markdown}
	for {
		before, rest, found := strings.Cut(s, "${")
		if !found {
			if len(t.parts) == 0 {
				return fix(before)
			}
			t.after = before
			return t, nil
		}
		expression, after, closed := strings.Cut(rest, "}")
		if !closed {
			return nil, fmt.Errorf("%q is not closed", s)
		}
		p, err := parsePath(expression)
		if err != nil {
			return nil, err
		}
		t.parts = append(t.parts, part{before, p})
		s = after
	}
}

// fix is a value as the JSON it stays.
func fix(value any) (fixed, error) {
	out := newWriter()
	err := out.json(value)
	return fixed(out.Bytes()), err
}

// fold is a part without any expression as the JSON it stays.
func fold(t template) (template, error) {
	out := newWriter()
	_, err := t.write(out, scope{})
	return fixed(out.Bytes()), err
}

package card

import (
	"fmt"
	"strconv"
	"strings"

	"github.com/numberdesk/numberdesk/internal/say"
)

// scope is what a path is looked up in: data is the object or list element the template stands on,
// index its position in its list.
type scope struct {
	root, data any
	index      int
	language   say.Language
}

// path leads to a value: the name of a field, then fields and list positions (a.b[0].c). $root, $data
// and $index are the names the templating language gives to what can have no field of that name.
type path struct {
	source string
	from   string // "", $root, $data or $index
	steps  []step
}

// step is a field, or the position in a list when the name is empty.
type step struct {
	name     string
	position int
}

func parsePath(source string) (path, error) {
	p := path{source: source}
	for i, part := range strings.Split(source, ".") {
		name, positions, _ := strings.Cut(part, "[")
		switch {
		case i == 0 && strings.HasPrefix(name, "$"):
			p.from = name
			if name != "$root" && name != "$data" && name != "$index" {
				return path{}, fmt.Errorf("${%s}: there is no %s", source, name)
			}
		case name == "" || strings.ContainsAny(name, " ()!='"):
			return path{}, fmt.Errorf("${%s}: %q is no name of a field", source, name)
		default:
			p.steps = append(p.steps, step{name: name})
		}
		for positions != "" {
			var digits string
			digits, positions, _ = strings.Cut(positions, "]")
			positions = strings.TrimPrefix(positions, "[")
			position, err := strconv.Atoi(digits)
			if err != nil || position < 0 {
				return path{}, fmt.Errorf("${%s}: [%s] is no position in a list", source, digits)
			}
			p.steps = append(p.steps, step{position: position})
		}
	}
	return p, nil
}

// lookup follows the path. One that leads nowhere is an error: the template or the data has a mistake.
func (p path) lookup(s scope) (any, error) {
	value := s.data
	switch p.from {
	case "$root":
		value = s.root
	case "$index":
		value = s.index
	}
	for _, step := range p.steps {
		if step.name == "" {
			list, ok := value.([]any)
			if !ok || step.position >= len(list) {
				return nil, fmt.Errorf("${%s}: there is no element [%d]", p.source, step.position)
			}
			value = list[step.position]
			continue
		}
		object, ok := value.(map[string]any)
		if !ok {
			return nil, fmt.Errorf("${%s}: %q is asked of what is no object", p.source, step.name)
		}
		if value, ok = object[step.name]; !ok {
			return nil, fmt.Errorf("${%s}: there is no %q", p.source, step.name)
		}
	}
	return value, nil
}

// list is the value of the path where a list has to be; null is an empty one.
func (p path) list(s scope) ([]any, error) {
	value, err := p.lookup(s)
	if err != nil || value == nil {
		return nil, err
	}
	list, ok := value.([]any)
	if !ok {
		return nil, fmt.Errorf("$data: ${%s} is no list", p.source)
	}
	return list, nil
}

// condition is the expression of a $when.
type condition struct {
	path    path
	negated bool
	// test decides; nil means that the value itself is true or false.
	test func(value any) bool
}

// parseCondition reads "${…}" around one of flag, !flag, a == 'x', a != 'x', empty(a) and !empty(a).
func parseCondition(node any) (condition, error) {
	expression, ok := whole(node)
	if !ok {
		return condition{}, fmt.Errorf("$when is %v, not one ${condition}", node)
	}
	var c condition
	var err error
	source := expression
	if left, right, ok := strings.Cut(expression, "="); ok {
		source, c.negated = strings.CutSuffix(left, "!")
		literal, quoted := unquote(strings.TrimPrefix(right, "="))
		if !quoted {
			return condition{}, fmt.Errorf("${%s}: %s is no text in single quotes", expression, right)
		}
		c.test = func(value any) bool { return fmt.Sprint(value) == literal }
	} else {
		source, c.negated = strings.CutPrefix(source, "!")
		if inner, ok := strings.CutPrefix(source, "empty("); ok {
			if source, ok = strings.CutSuffix(inner, ")"); !ok {
				return condition{}, fmt.Errorf("${%s} is not closed", expression)
			}
			c.test = isEmpty
		}
	}
	c.path, err = parsePath(strings.TrimSpace(source))
	return c, err
}

func (c condition) holds(s scope) (bool, error) {
	value, err := c.path.lookup(s)
	if err != nil {
		return false, err
	}
	if c.test != nil {
		return c.test(value) != c.negated, nil
	}
	flag, ok := value.(bool)
	if !ok {
		return false, fmt.Errorf("${%s} is neither true nor false", c.path.source)
	}
	return flag != c.negated, nil
}

func isEmpty(value any) bool {
	switch v := value.(type) {
	case nil:
		return true
	case string:
		return v == ""
	case say.Sentence:
		return v.IsZero()
	case []any:
		return len(v) == 0
	}
	return false
}

// unquote takes 'text' out of its single quotes.
func unquote(s string) (string, bool) {
	inner, opened := strings.CutPrefix(strings.TrimSpace(s), "'")
	inner, closed := strings.CutSuffix(inner, "'")
	return inner, opened && closed
}

// whole gives the expression of a string that is one "${expression}" and nothing else.
func whole(node any) (string, bool) {
	s, _ := node.(string)
	inner, ok := strings.CutPrefix(s, "${")
	if !ok || strings.IndexByte(inner, '}') != len(inner)-1 {
		return "", false
	}
	return inner[:len(inner)-1], true
}

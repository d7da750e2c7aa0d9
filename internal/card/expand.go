package card

import (
	"bytes"
	"encoding/json"
	"fmt"
	"strings"

	"github.com/numberdesk/numberdesk/internal/say"
)

// expand fills a template with data, which is of the kinds that treeOf gives.
func expand(t template, data any, l say.Language) (json.RawMessage, error) {
	out := newWriter()
	out.Grow(4 << 10) // most cards
	some, err := t.write(out, scope{root: data, data: data, language: l})
	if err != nil {
		return nil, err
	}
	if !some {
		return nil, fmt.Errorf("nothing is left of the template")
	}
	return out.Bytes(), nil
}

// writer appends JSON.
type writer struct {
	bytes.Buffer
	encoder *json.Encoder
}

func newWriter() *writer {
	w := &writer{}
	w.encoder = json.NewEncoder(&w.Buffer)
	w.encoder.SetEscapeHTML(false) // six bytes for every "<" would count against MaxBytes
	return w
}

func (w *writer) json(value any) error {
	if err := w.encoder.Encode(value); err != nil {
		return err
	}
	w.Truncate(w.Len() - 1) // the encoder's newline
	return nil
}

func (f fixed) write(out *writer, _ scope) (bool, error) {
	out.Write(f)
	return true, nil
}

func (o object) write(out *writer, s scope) (bool, error) {
	if o.when != nil {
		if keep, err := o.when.holds(s); err != nil || !keep {
			return false, err
		}
	}
	out.WriteByte('{')
	start := out.Len()
	for _, m := range o.members {
		before := out.Len()
		if before > start {
			out.WriteByte(',')
		}
		out.Write(m.name)
		some, err := m.value.write(out, s)
		if err != nil {
			return false, err
		}
		if !some {
			out.Truncate(before)
		}
	}
	out.WriteByte('}')
	return true, nil
}

func (l list) write(out *writer, s scope) (bool, error) {
	out.WriteByte('[')
	start := out.Len()
	for _, e := range l {
		scopes, err := e.scopes(s)
		if err != nil {
			return false, err
		}
		for _, s := range scopes {
			before := out.Len()
			if before > start {
				out.WriteByte(',')
			}
			some, err := e.each.write(out, s)
			if err != nil {
				return false, err
			}
			if !some {
				out.Truncate(before)
			}
		}
	}
	out.WriteByte(']')
	return true, nil
}

// scopes has one scope for every copy of the element.
func (e element) scopes(s scope) ([]scope, error) {
	if e.over == nil {
		return []scope{s}, nil
	}
	over, err := e.over.list(s)
	scopes := make([]scope, len(over))
	for i, data := range over {
		scopes[i] = scope{root: s.root, data: data, index: i, language: s.language}
	}
	return scopes, err
}

// write fills the expressions of one string. One that is an expression and nothing else keeps the
// value's type, except where the client wants a text to read.
func (t text) write(out *writer, s scope) (bool, error) {
	if len(t.parts) == 1 && t.parts[0].before == "" && t.after == "" && !t.markdown {
		value, err := t.parts[0].path.lookup(s)
		if err != nil || value == nil {
			return false, err
		}
		return true, out.json(plain(value, s.language))
	}
	var line strings.Builder
	for _, p := range t.parts {
		value, err := p.path.lookup(s)
		if err != nil {
			return false, err
		}
		written, err := inText(value, t.markdown, s.language)
		if err != nil {
			return false, fmt.Errorf("${%s}: %w", p.path.source, err)
		}
		line.WriteString(p.before)
		line.WriteString(written)
	}
	line.WriteString(t.after)
	return true, out.json(line.String())
}

// inText writes a value as a part of a text.
func inText(value any, markdown bool, l say.Language) (string, error) {
	switch v := value.(type) {
	case say.Sentence:
		if markdown {
			return v.Markdown(l), nil
		}
		return v.In(l), nil
	case string:
		if markdown {
			return say.Escape(v), nil
		}
		return v, nil
	case bool, int:
		return fmt.Sprint(v), nil
	}
	return "", fmt.Errorf("a %T cannot stand within a text", value)
}

// plain is a value with the sentences in it as plain text.
func plain(value any, l say.Language) any {
	switch v := value.(type) {
	case say.Sentence:
		return v.In(l)
	case []any:
		out := make([]any, len(v))
		for i := range v {
			out[i] = plain(v[i], l)
		}
		return out
	}
	return value
}

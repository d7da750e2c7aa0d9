package sim

import (
	"errors"
	"fmt"
	"slices"
	"strings"
)

// cardCheck walks a card and remembers the ids of its inputs.
type cardCheck struct {
	ids  map[string]bool
	errs []error
}

// checkCard refuses a card that Teams would not show, would show in part, or that is plainly a mistake.
func checkCard(card map[string]any) error {
	c := &cardCheck{ids: map[string]bool{}}
	if card["type"] != "AdaptiveCard" {
		c.bad("the type is %v, not AdaptiveCard", card["type"])
	}
	if card["version"] != "1.5" {
		c.bad("the version is %v, not 1.5", card["version"])
	}
	c.card(card)
	return errors.Join(c.errs...)
}

func (c *cardCheck) bad(format string, args ...any) {
	c.errs = append(c.errs, fmt.Errorf(format, args...))
}

func (c *cardCheck) card(card map[string]any) {
	c.properties(card, "AdaptiveCard", elements["AdaptiveCard"])
	c.list(card, "body", c.element)
	c.list(card, "actions", c.action)
	if a, found := card["selectAction"]; found {
		c.action(a)
	}
	if refresh, found := card["refresh"]; found {
		r, _ := refresh.(map[string]any)
		c.properties(r, "refresh", words("action userIds expires"))
		a, _ := r["action"].(map[string]any)
		if a["type"] != "Action.Execute" {
			c.bad("refresh needs an Action.Execute")
		}
		c.action(r["action"])
		ids, _ := r["userIds"].([]any)
		if len(ids) > 60 {
			c.bad("refresh.userIds has %d entries, and may have 60", len(ids))
		}
		for _, id := range ids {
			if s, _ := id.(string); !strings.HasPrefix(s, "29:") {
				c.bad("refresh.userIds has %v, which is no MRI", id)
			}
		}
	}
}

// properties refuses names the type does not have, and strings with a template's leftovers.
func (c *cardCheck) properties(v map[string]any, kind string, known []string) {
	for _, name := range sorted(v) {
		if !slices.Contains(known, name) {
			c.bad("%s has no property %q", kind, name)
		}
		if s, _ := v[name].(string); strings.Contains(s, "${") {
			c.bad("%s.%s was not filled in: %s", kind, name, s)
		}
		if v[name] == nil {
			c.bad("%s.%s is null", kind, name)
		}
	}
}

func (c *cardCheck) list(v map[string]any, name string, each func(any)) {
	raw, found := v[name]
	if !found {
		return
	}
	items, isList := raw.([]any)
	if !isList {
		c.bad("%s is no list", name)
	}
	for _, i := range items {
		each(i)
	}
}

func (c *cardCheck) element(v any) {
	e, _ := v.(map[string]any)
	kind, _ := e["type"].(string)
	known, found := elements[kind]
	if !found || kind == "AdaptiveCard" || kind == "Column" {
		c.bad("unknown element %q", kind)
		return
	}
	c.properties(e, kind, known)
	if fallback, isElement := e["fallback"].(map[string]any); isElement {
		c.element(fallback)
	}
	if strings.HasPrefix(kind, "Input.") {
		c.input(e, kind)
	}
	switch kind {
	case "TextBlock":
		if s, _ := e["text"].(string); strings.TrimSpace(s) == "" {
			c.bad("a TextBlock without text")
		}
	case "Container":
		c.list(e, "items", c.element)
	case "ColumnSet":
		c.list(e, "columns", c.column)
	case "FactSet":
		c.list(e, "facts", c.fact)
	case "Table":
		c.table(e)
	case "ActionSet":
		c.list(e, "actions", c.action)
	case "RichTextBlock":
		c.list(e, "inlines", c.run)
	case "ImageSet":
		c.list(e, "images", c.element)
	case "Image":
		if s, _ := e["url"].(string); !strings.HasPrefix(s, "https://") && !strings.HasPrefix(s, "data:image/") {
			c.bad("an Image without an https url")
		}
	}
	if a, found := e["selectAction"]; found {
		c.action(a)
	}
}

func (c *cardCheck) column(v any) {
	e, _ := v.(map[string]any)
	c.properties(e, "Column", elements["Column"])
	c.list(e, "items", c.element)
	if a, found := e["selectAction"]; found {
		c.action(a)
	}
}

func (c *cardCheck) fact(v any) {
	f, _ := v.(map[string]any)
	c.properties(f, "Fact", words("title value"))
	for _, name := range []string{"title", "value"} {
		if s, isText := f[name].(string); !isText || strings.TrimSpace(s) == "" {
			c.bad("a fact without %s: %v", name, f)
		}
	}
}

func (c *cardCheck) run(v any) {
	if s, isText := v.(string); isText && s != "" {
		return
	}
	r, _ := v.(map[string]any)
	c.properties(r, "TextRun", words("type text color fontType highlight isSubtle italic selectAction size strikethrough underline weight"))
	if s, _ := r["text"].(string); s == "" {
		c.bad("a TextRun without text")
	}
}

func (c *cardCheck) table(e map[string]any) {
	c.list(e, "columns", func(v any) {
		column, _ := v.(map[string]any)
		c.properties(column, "TableColumnDefinition", words("type width horizontalCellContentAlignment verticalCellContentAlignment"))
	})
	width := 0
	if columns, isList := e["columns"].([]any); isList {
		width = len(columns)
	}
	c.list(e, "rows", func(v any) {
		row, _ := v.(map[string]any)
		c.properties(row, "TableRow", words("type cells style horizontalCellContentAlignment verticalCellContentAlignment"))
		if cells, _ := row["cells"].([]any); len(cells) != width {
			c.bad("a table row with %d cells in a table of %d columns", len(cells), width)
		}
		c.list(row, "cells", func(v any) {
			cell, _ := v.(map[string]any)
			c.properties(cell, "TableCell", append(words("items selectAction style verticalContentAlignment bleed backgroundImage minHeight rtl"), common...))
			c.list(cell, "items", c.element)
		})
	})
}

func (c *cardCheck) input(e map[string]any, kind string) {
	id, _ := e["id"].(string)
	if id == "" || c.ids[id] {
		c.bad("%s: the id %q must be there, and once", kind, id)
	}
	c.ids[id] = true
	if e["isRequired"] == true && (e["label"] == nil || e["errorMessage"] == nil) {
		c.bad("%s %q is required and needs a label and an errorMessage", kind, id)
	}
	if kind != "Input.ChoiceSet" {
		return
	}
	values := map[string]bool{}
	c.list(e, "choices", func(v any) {
		choice, _ := v.(map[string]any)
		c.properties(choice, "Input.Choice", words("title value"))
		title, _ := choice["title"].(string)
		value, _ := choice["value"].(string)
		if title == "" || value == "" || values[value] {
			c.bad("%q has a choice %v that is empty or there twice", id, choice)
		}
		values[value] = true
	})
	data, _ := e["choices.data"].(map[string]any)
	if e["choices.data"] != nil {
		dataset, _ := data["dataset"].(string)
		if data["type"] != "Data.Query" || dataset == "" {
			c.bad("%q: choices.data must be a Data.Query with a dataset", id)
		}
	}
	if chosen, _ := e["value"].(string); chosen != "" && data == nil {
		for v := range strings.SplitSeq(chosen, ",") {
			if !values[v] {
				c.bad("%q has the value %q, which is no choice", id, v)
			}
		}
	}
	if len(values) == 0 && data == nil {
		c.bad("%q has no choices", id)
	}
}

func (c *cardCheck) action(v any) {
	a, _ := v.(map[string]any)
	kind, _ := a["type"].(string)
	known, found := actionTypes[kind]
	if !found {
		c.bad("unknown action %q", kind)
		return
	}
	c.properties(a, kind, known)
	if fallback, isAction := a["fallback"].(map[string]any); isAction {
		c.action(fallback)
	}
	switch kind {
	case "Action.Execute":
		if verb, _ := a["verb"].(string); verb == "" {
			c.bad("Action.Execute %v has no verb", a["title"])
		}
		if data, found := a["data"]; found {
			if _, isObject := data.(map[string]any); !isObject {
				c.bad("Action.Execute %v: inputs cannot be merged into data that is no object", a["title"])
			}
		}
		c.filled(a["data"])
	case "Action.OpenUrl":
		if s, _ := a["url"].(string); !strings.HasPrefix(s, "https://") && !strings.HasPrefix(s, "tel:") && !strings.HasPrefix(s, "mailto:") {
			c.bad("Action.OpenUrl with url %q", s)
		}
	case "Action.ShowCard":
		inner, _ := a["card"].(map[string]any)
		c.card(inner)
	}
}

// filled looks for a template's leftovers in an action's data.
func (c *cardCheck) filled(v any) {
	switch v := v.(type) {
	case string:
		if strings.Contains(v, "${") {
			c.bad("an action's data was not filled in: %s", v)
		}
	case []any:
		for _, i := range v {
			c.filled(i)
		}
	case map[string]any:
		for _, name := range sorted(v) {
			c.filled(v[name])
		}
	}
}

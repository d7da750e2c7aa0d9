package sim

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"
)

// walk visits every element, column, cell, action and inner card of a card, outermost first. What is hidden is left out:
// nobody can press it.
func walk(v any, visit func(map[string]any)) {
	switch v := v.(type) {
	case []any:
		for _, i := range v {
			walk(i, visit)
		}
	case map[string]any:
		if v["isVisible"] == false {
			return
		}
		visit(v)
		for _, name := range []string{"body", "items", "columns", "rows", "cells", "images", "inlines", "selectAction", "inlineAction", "card", "actions"} {
			walk(v[name], visit)
		}
	}
}

// actionTitled is the first action with the title.
func actionTitled(card map[string]any, title string) map[string]any {
	var found map[string]any
	walk(card, func(e map[string]any) {
		if kind, _ := e["type"].(string); found == nil && strings.HasPrefix(kind, "Action.") && e["title"] == title {
			found = e
		}
	})
	return found
}

// fill is what the card's inputs hold when a button is pressed: what was typed, else the defaults. Inputs that are empty
// and not required are sent empty, as Teams does.
func (p *Person) fill(card map[string]any, typed map[string]string) (map[string]any, error) {
	values, unknown := map[string]any{}, sorted(typed)
	var failed error
	walk(card, func(e map[string]any) {
		kind, _ := e["type"].(string)
		if !strings.HasPrefix(kind, "Input.") || failed != nil {
			return
		}
		id, _ := e["id"].(string)
		text, given := typed[id]
		unknown = slices.DeleteFunc(unknown, func(u string) bool { return u == id })
		if !given {
			text = standard(e)
		}
		value, err := p.enter(e, kind, text)
		if err == nil && value == "" && e["isRequired"] == true {
			err = fmt.Errorf("is required: %v", e["errorMessage"])
		}
		if err != nil {
			failed = fmt.Errorf("input %s %w", id, err)
		}
		values[id] = value
	})
	if failed == nil && len(unknown) > 0 {
		failed = fmt.Errorf("the card has no input %s", strings.Join(unknown, ", "))
	}
	return values, failed
}

// standard is an input's value before anybody touches it.
func standard(e map[string]any) string {
	switch v := e["value"].(type) {
	case string:
		return v
	case float64:
		return strconv.FormatFloat(v, 'f', -1, 64)
	}
	if e["type"] == "Input.Toggle" {
		return or(e["valueOff"], "false")
	}
	return ""
}

func or(v any, standard string) string {
	if s, isText := v.(string); isText {
		return s
	}
	return standard
}

// enter is what Teams sends for a text somebody typed or chose.
func (p *Person) enter(e map[string]any, kind, text string) (string, error) {
	if text == "" {
		return "", nil
	}
	switch kind {
	case "Input.Text":
		if most, found := e["maxLength"].(float64); found && len([]rune(text)) > int(most) {
			return "", fmt.Errorf("is longer than %v", most)
		}
	case "Input.Number":
		n, err := strconv.ParseFloat(text, 64)
		if err != nil {
			return "", fmt.Errorf("is no number: %q", text)
		}
		least, hasLeast := e["min"].(float64)
		most, hasMost := e["max"].(float64)
		if hasLeast && n < least || hasMost && n > most {
			return "", fmt.Errorf("must be between %v and %v", e["min"], e["max"])
		}
	case "Input.Date":
		if _, err := time.Parse(time.DateOnly, text); err != nil {
			return "", fmt.Errorf("is no date: %q", text)
		}
	case "Input.Time":
		if _, err := time.Parse("15:04", text); err != nil {
			return "", fmt.Errorf("is no time: %q", text)
		}
	case "Input.Toggle":
		on, off := or(e["valueOn"], "true"), or(e["valueOff"], "false")
		if text != on && text != off {
			return "", fmt.Errorf("is neither %s nor %s: %q", on, off, text)
		}
	case "Input.ChoiceSet":
		return p.choose(e, text)
	}
	return text, nil
}

func (p *Person) choose(e map[string]any, text string) (string, error) {
	chosen := []string{text}
	if e["isMultiSelect"] == true {
		chosen = strings.Split(text, ",")
	}
	for i, one := range chosen {
		value, found := p.choice(e, strings.TrimSpace(one))
		if !found {
			return "", fmt.Errorf("has no choice %q", one)
		}
		chosen[i] = value
	}
	return strings.Join(chosen, ","), nil
}

func (p *Person) choice(e map[string]any, text string) (string, bool) {
	choices, _ := e["choices"].([]any)
	for _, part := range []string{"value", "title"} {
		for _, c := range choices {
			choice, _ := c.(map[string]any)
			if choice[part] == text {
				value, _ := choice["value"].(string)
				return value, true
			}
		}
	}
	query, _ := e["choices.data"].(map[string]any)
	dataset, _ := query["dataset"].(string)
	if !strings.HasPrefix(dataset, "graph.microsoft.com/users") {
		return "", false
	}
	if a := p.t.people[text]; a != nil {
		return a.ID, true
	}
	a := p.t.directory[text]
	return text, a != nil
}

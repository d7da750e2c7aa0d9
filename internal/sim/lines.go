package sim

import (
	"fmt"
	"regexp"
	"strings"
	"time"
)

// Lines is the message as text, the way a person reads it: what is said, one line for each text, fact, row and input of
// the card, and last its buttons.
func (m Message) Lines() []string { return m.LinesAt(time.Now()) }

// LinesAt is [Message.Lines] as read at that time: the dates of a card are shown relative to it.
func (m Message) LinesAt(now time.Time) []string {
	var lines []string
	if m.Text != "" {
		lines = strings.Split(strings.TrimRight(m.Text, "\n"), "\n")
	}
	if m.File != nil {
		return append(lines, m.File.lines()...)
	}
	if m.Card == nil {
		return lines
	}
	r := reader{now: now}
	r.card(m.Card)
	return append(lines, r.lines...)
}

// reader turns a card into lines.
type reader struct {
	now   time.Time
	lines []string
}

func (r *reader) line(format string, args ...any) {
	for l := range strings.SplitSeq(fmt.Sprintf(format, args...), "\n") {
		if l = strings.TrimSpace(l); l != "" {
			r.lines = append(r.lines, l)
		}
	}
}

func (r *reader) card(card map[string]any) {
	r.each(card["body"], r.element)
	r.actions(card["actions"])
}

func (r *reader) each(list any, do func(map[string]any)) {
	items, _ := list.([]any)
	for _, i := range items {
		if e, isObject := i.(map[string]any); isObject && e["isVisible"] != false {
			do(e)
		}
	}
}

func (r *reader) element(e map[string]any) {
	kind, _ := e["type"].(string)
	switch kind {
	case "TextBlock":
		r.line("%s", r.text(e["text"]))
	case "RichTextBlock":
		var b strings.Builder
		inlines, _ := e["inlines"].([]any)
		for _, i := range inlines {
			if run, isObject := i.(map[string]any); isObject {
				i = run["text"]
			}
			b.WriteString(r.text(i))
		}
		r.line("%s", b.String())
	case "FactSet":
		r.each(e["facts"], func(f map[string]any) {
			r.line("%s: %s", strings.TrimSuffix(r.text(f["title"]), ":"), r.text(f["value"]))
		})
	case "Container":
		r.each(e["items"], r.element)
	case "ColumnSet":
		r.row(e["columns"])
	case "Table":
		r.each(e["rows"], func(row map[string]any) { r.row(row["cells"]) })
	case "ActionSet":
		r.actions(e["actions"])
	case "Image":
		if alt := r.text(e["altText"]); alt != "" {
			r.line("(image: %s)", alt)
		}
	default:
		if strings.HasPrefix(kind, "Input.") {
			r.input(e, kind)
		}
	}
}

// row joins cells that are one line each; taller cells follow one another.
func (r *reader) row(cells any) {
	var row []string
	r.each(cells, func(cell map[string]any) {
		inner := reader{now: r.now}
		inner.each(cell["items"], inner.element)
		row = append(row, strings.Join(inner.lines, " / "))
	})
	r.line("%s", strings.Join(row, "  "))
}

// actions is the line of buttons, and under it what a button unfolds.
func (r *reader) actions(list any) {
	var titles []string
	var unfolded []map[string]any
	r.each(list, func(a map[string]any) {
		title := fmt.Sprintf("[%s]", r.text(a["title"]))
		if a["isEnabled"] == false {
			title += " (disabled)"
		}
		titles = append(titles, title)
		if card, isCard := a["card"].(map[string]any); isCard {
			unfolded = append(unfolded, card)
		}
	})
	if len(titles) > 0 {
		r.line("%s", strings.Join(titles, " "))
	}
	for _, card := range unfolded {
		r.card(card)
	}
}

func (r *reader) input(e map[string]any, kind string) {
	label := r.text(e["label"])
	if label == "" {
		label = r.text(e["title"])
	}
	if label == "" {
		label, _ = e["id"].(string)
	}
	if e["isRequired"] == true {
		label += "*"
	}
	value := standard(e)
	var choices []string
	r.each(e["choices"], func(c map[string]any) {
		title := r.text(c["title"])
		if c["value"] == value {
			value = title
		}
		choices = append(choices, title)
	})
	line := fmt.Sprintf("%s: (%s)", label, value)
	if kind == "Input.Toggle" {
		mark := " "
		if value == or(e["valueOn"], "true") {
			mark = "x"
		}
		line = fmt.Sprintf("%s: (%s)", label, mark)
	}
	if e["choices.data"] != nil {
		choices = append(choices, "people")
	}
	if len(choices) > 0 {
		line += " [" + strings.Join(choices, " | ") + "]"
	}
	r.line("%s", line)
}

var (
	// The date macros of "Format your bot messages: date and time in Adaptive Cards".
	dateAndTime = regexp.MustCompile(`\{\{DATE\(([^,)]*)(?:,\s*[A-Z]+)?\)\}\}(?:,? (?:at )?)\{\{TIME\(([^)]*)\)\}\}`)
	dateOrTime  = regexp.MustCompile(`\{\{(?:DATE|TIME)\(([^,)]*)(?:,\s*[A-Z]+)?\)\}\}`)
	// Teams shows a backslash before punctuation as the punctuation alone, as CommonMark does.
	escaped = regexp.MustCompile(`\\([!-/:-@\[-` + "`" + `{-~])`)
)

// text is a string of a card as it reads: dates relative to now, emphasis and escapes gone.
func (r *reader) text(v any) string {
	s, _ := v.(string)
	s = dateAndTime.ReplaceAllStringFunc(s, func(macro string) string {
		m := dateAndTime.FindStringSubmatch(macro)
		if m[1] != m[2] {
			return macro
		}
		return r.relative(m[1], macro)
	})
	s = dateOrTime.ReplaceAllStringFunc(s, func(macro string) string { return r.relative(dateOrTime.FindStringSubmatch(macro)[1], macro) })
	s = strings.ReplaceAll(s, "**", "")
	return escaped.ReplaceAllString(s, "$1")
}

func (r *reader) relative(stamp, macro string) string {
	at, err := time.Parse(time.RFC3339, stamp)
	if err != nil {
		return macro
	}
	return Relative(at.Sub(r.now))
}

// Relative is a distance in time in the words of a transcript: "now", "in 5m", "3h ago", "in 7d", "in 2d1h". It is
// rounded to minutes below two hours, and to hours above.
func Relative(d time.Duration) string {
	size := d.Abs()
	minutes, hours := int(size.Round(time.Minute)/time.Minute), int(size.Round(time.Hour)/time.Hour)
	var s string
	switch {
	case minutes == 0:
		return "now"
	case minutes < 120:
		s = fmt.Sprintf("%dm", minutes)
	case hours < 48:
		s = fmt.Sprintf("%dh", hours)
	case hours%24 == 0:
		s = fmt.Sprintf("%dd", hours/24)
	default:
		s = fmt.Sprintf("%dd%dh", hours/24, hours%24)
	}
	if d < 0 {
		return s + " ago"
	}
	return "in " + s
}

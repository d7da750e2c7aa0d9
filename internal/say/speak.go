package say

import (
	"fmt"
	"regexp"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"
)

// voice is one way of speaking: a language, and what becomes of an argument.
type voice struct {
	language Language
	markdown bool
	zone     *time.Location
}

// Markdown is the sentence as a card's client reads it, with date and time macros ("Text features",
// Adaptive Cards documentation).
func (s Sentence) Markdown(l Language) string { return voice{language: l, markdown: true}.speak(s) }

// In is the sentence as plain text with its times in UTC, for notifications.
func (s Sentence) In(l Language) string { return s.Plain(l, time.UTC) }

// Plain is the sentence as plain text with its times in zone ("21 Nov 2026 10:15 UTC").
func (s Sentence) Plain(l Language, zone *time.Location) string {
	return voice{language: l, zone: zone}.speak(s)
}

// String is the sentence in English, for logs, files and terminals.
func (s Sentence) String() string { return s.In(English) }

var bold = regexp.MustCompile(`\*\*([^*]+)\*\*`)

func (v voice) speak(s Sentence) string {
	format := v.language.format(s.format)
	if !v.markdown && strings.Contains(format, "**") {
		format = bold.ReplaceAllString(format, "$1")
	}
	if len(s.args) == 0 {
		return strings.ReplaceAll(format, "%%", "%")
	}
	spoken := make([]any, len(s.args))
	for i, arg := range s.args {
		spoken[i] = v.argument(arg)
	}
	return capitalized(s, fmt.Sprintf(format, spoken...))
}

// capitalized gives a whole sentence its capital letter when it begins with a phrase of ours, such as "the telephony
// admins"; a name or a number is left as it is.
func capitalized(s Sentence, text string) string {
	if !strings.HasPrefix(s.format, "%") || !strings.HasSuffix(s.format, ".") {
		return text
	}
	if first, ok := s.args[0].(Sentence); !ok || strings.HasPrefix(first.format, "%") {
		return text
	}
	first, size := utf8.DecodeRuneInString(text)
	return string(unicode.ToUpper(first)) + text[size:]
}

func (v voice) argument(arg any) any {
	switch a := arg.(type) {
	case Sentence:
		return v.speak(a)
	case moment:
		return v.clock(a)
	case string:
		return words{a, v.markdown}
	}
	return arg
}

// clock writes a moment: for a client as macros it fills in itself, else in the voice's zone.
func (v voice) clock(m moment) string {
	if !v.markdown {
		layout := "2 Jan 2006 15:04 MST"
		if v.language == German {
			layout = "02.01.2006 15:04 MST"
		}
		if m.as == asDate {
			layout = strings.TrimSuffix(layout, " 15:04 MST")
		}
		return m.at.In(v.zone).Format(layout)
	}
	layout := map[how]string{
		asTime:  "{{DATE(2006-01-02T15:04:05Z, SHORT)}} {{TIME(2006-01-02T15:04:05Z)}}",
		asDate:  "{{DATE(2006-01-02T15:04:05Z, SHORT)}}",
		asStamp: "{{DATE(2006-01-02T15:04:05Z, COMPACT)}} {{TIME(2006-01-02T15:04:05Z)}}",
	}[m.as]
	return m.at.Format(layout)
}

// words prints its text with the verb and flags it was asked for, and then makes that harmless.
type words struct {
	text     string
	markdown bool
}

func (w words) Format(f fmt.State, verb rune) {
	text := fmt.Sprintf(fmt.FormatString(f, verb), w.text)
	if w.markdown {
		text = Escape(text)
	} else {
		text = clean(text)
	}
	fmt.Fprint(f, text)
}

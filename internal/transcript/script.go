// Package transcript holds conversations as text: what people say and click, what the bot shows them, and what happens
// in the world around, one line each. The same file is a test, an example in the manual and a demonstration.
//
//	# Adele gets a number once her manager agrees.
//
//	@adele
//	> request
//	< card
//	| A number for you
//	| Reason*: ()
//	| [Send request]
//	> [Send request] reason="New starter"
//	< answer
//	| Waiting for Megan Bowen
//
//	@megan
//	< card
//	| Adele Vance asks for a number
//	| [Approve] [Deny]
//	> [Approve]
//	! wait 25h
//	! graph: assignNumber +41446681000 to adele
//
// A line is a comment (#), a speaker (@), an input (> is said or clicked, ! is done to the world), or an output (< and |
// are what the speaker was shown, "! word: " is what happened). [Parse] reads a script, [Play] plays its inputs and
// writes its outputs anew, and [Script.Format] is what the file should then hold. It never judges an output: whoever
// plays a script compares the two texts.
package transcript

import (
	"errors"
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Kind is what a line of a script is.
type Kind int

// The kinds of lines.
const (
	Blank    Kind = iota
	Comment       // # text
	Speaker       // @who, and a channel
	Say           // > text
	Click         // > [Title] input=value, …
	World         // ! command: something is done to the world
	Show          // < text: the speaker is shown something
	Body          // | text: a line of it
	Happened      // ! word: text: something happened in the world
)

// Input is a value typed into a card before clicking.
type Input struct{ Name, Value string }

// Line is one line of a script. Who is the speaker of an input or output, and not written on the line itself.
type Line struct {
	Kind   Kind
	Who    string
	Text   string // everything after the marker; of a click, the title
	Inputs []Input
}

// Script is a conversation, line by line.
type Script struct {
	Name  string
	Lines []Line
}

var (
	happened  = regexp.MustCompile(`^[a-z]+: `)
	inputName = regexp.MustCompile(`^[A-Za-z_][A-Za-z0-9_.-]*$`)
	speaker   = regexp.MustCompile(`^[a-z0-9][a-z0-9.-]*( #[a-z0-9][a-z0-9-]*)?$`)
)

// Parse reads a script. It accepts only what [Script.Format] writes, so that a file has one form; an error names the
// script and the line.
func Parse(name string, text []byte) (Script, error) {
	s := Script{Name: name}
	if !utf8.Valid(text) {
		return s, fmt.Errorf("%s: not UTF-8", name)
	}
	if len(text) == 0 {
		return s, nil
	}
	body, ended := strings.CutSuffix(string(text), "\n")
	if !ended {
		return s, fmt.Errorf("%s: the last line does not end", name)
	}
	var errs []error
	who, number := "", 0
	for raw := range strings.SplitSeq(body, "\n") {
		number++
		line, err := parse(raw)
		if err == nil && line.Kind == Speaker {
			who = line.Text
		}
		if err == nil && who == "" && (line.Kind == Say || line.Kind == Click || line.Kind == Show) {
			err = errors.New("nobody speaks yet: write @ and a name first")
		}
		if err == nil && line.Format() != raw {
			err = fmt.Errorf("write it as %q", line.Format())
		}
		if err != nil {
			errs = append(errs, fmt.Errorf("%s:%d: %w", name, number, err))
		}
		if line.Kind != Comment && line.Kind != Blank {
			line.Who = who
		}
		s.Lines = append(s.Lines, line)
	}
	return s, errors.Join(errs...)
}

func parse(raw string) (Line, error) {
	if raw == "" {
		return Line{Kind: Blank}, nil
	}
	if strings.ContainsFunc(raw, unicode.IsControl) {
		return Line{}, errors.New("control characters")
	}
	marker, text, _ := strings.Cut(raw, " ")
	switch {
	case strings.HasPrefix(raw, "#"):
		return Line{Kind: Comment, Text: raw[1:]}, nil
	case strings.HasPrefix(raw, "@"):
		if !speaker.MatchString(raw[1:]) {
			return Line{}, errors.New("a speaker is @ and a key, and perhaps a space and #channel")
		}
		return Line{Kind: Speaker, Text: raw[1:]}, nil
	case marker == "|":
		return Line{Kind: Body, Text: text}, nil
	case text == "" || strings.TrimSpace(text) != text:
	case marker == ">" && strings.HasPrefix(text, "["):
		return click(text)
	case marker == ">":
		return Line{Kind: Say, Text: text}, nil
	case marker == "<":
		return Line{Kind: Show, Text: text}, nil
	case marker == "!" && happened.MatchString(text):
		return Line{Kind: Happened, Text: text}, nil
	case marker == "!":
		return Line{Kind: World, Text: text}, nil
	}
	return Line{}, fmt.Errorf("%q is no line: it must begin with #, @, >, <, | or !, and a space", raw)
}

// click reads "[Title] name=value, name=\"quoted\"".
func click(text string) (Line, error) {
	title, rest, closed := strings.Cut(text[1:], "]")
	l := Line{Kind: Click, Text: title}
	if !closed || strings.TrimSpace(title) != title || title == "" {
		return l, errors.New("a click is [Title], and perhaps inputs")
	}
	if rest == "" {
		return l, nil
	}
	rest, spaced := strings.CutPrefix(rest, " ")
	if !spaced {
		return l, errors.New("a space belongs between the title and its inputs")
	}
	for {
		name, after, found := strings.Cut(rest, "=")
		if !found || !inputName.MatchString(name) {
			return l, fmt.Errorf("%q is no input: it is name=value", rest)
		}
		value, remaining, err := inputValue(after)
		if err != nil {
			return l, err
		}
		l.Inputs = append(l.Inputs, Input{name, value})
		if remaining == "" {
			return l, nil
		}
		if rest, found = strings.CutPrefix(remaining, ", "); !found {
			return l, errors.New("inputs are separated by a comma and a space")
		}
	}
}

func inputValue(text string) (value, rest string, err error) {
	if strings.HasPrefix(text, `"`) {
		quoted, err := strconv.QuotedPrefix(text)
		if err != nil {
			return "", "", fmt.Errorf("unclosed quotation: %s", text)
		}
		value, err := strconv.Unquote(quoted)
		return value, text[len(quoted):], err
	}
	end := strings.Index(text, ",")
	if end < 0 {
		end = len(text)
	}
	return text[:end], text[end:], nil
}

// Format is the text of the script: Parse of it gives the script again.
func (s Script) Format() []byte {
	var b strings.Builder
	for _, l := range s.Lines {
		b.WriteString(l.Format())
		b.WriteByte('\n')
	}
	return []byte(b.String())
}

// Format is the line as it is written.
func (l Line) Format() string {
	switch l.Kind {
	case Comment:
		return "#" + l.Text
	case Speaker:
		return "@" + l.Text
	case Say:
		return "> " + l.Text
	case Click:
		parts := make([]string, len(l.Inputs))
		for i, in := range l.Inputs {
			parts[i] = in.Name + "=" + quote(in.Value)
		}
		return strings.TrimSuffix("> ["+l.Text+"] "+strings.Join(parts, ", "), " ")
	case Show:
		return "< " + l.Text
	case Body:
		return strings.TrimSuffix("| "+l.Text, " ")
	case World, Happened:
		return "! " + l.Text
	}
	return ""
}

// quote leaves a plain value alone.
func quote(value string) string {
	plain := value != "" && strings.TrimSpace(value) == value && !strings.ContainsAny(value, `",\`)
	if quoted := strconv.Quote(value); !plain || quoted != `"`+value+`"` {
		return quoted
	}
	return value
}

package say

import (
	"regexp"
	"strings"
	"unicode"
	"unicode/utf8"
)

// maxRunes is how much of one value a card shows: no single reason can make a card too big to send.
const maxRunes = 1000

// Escape makes what a person typed harmless where a client reads Markdown and macros: it is shown as
// it was typed, but for control and direction-changing characters, which go, and for all beyond 1000
// characters. A line break becomes a paragraph, since Markdown joins lines.
//
// Backslashes stand only where a character would have a meaning ("CommonMark Spec", §2.4 and §6;
// "Text features", Adaptive Cards documentation): some phones show those they need not have read.
func Escape(s string) string {
	lines := strings.FieldsFunc(clean(s), func(r rune) bool { return r == '\n' })
	for i, line := range lines {
		lines[i] = escapeLine(strings.TrimSpace(line))
	}
	return strings.Join(lines, "\n\n")
}

// clean leaves only what can be seen and cannot reorder its neighbours (Unicode Technical Report 36,
// "Bidirectional Text Spoofing"), up to maxRunes.
func clean(s string) string {
	var out strings.Builder
	n := 0
	for _, r := range strings.ReplaceAll(strings.ReplaceAll(s, "\r\n", "\n"), "\r", "\n") {
		switch {
		case r == '\t' || r == '\u2028' || r == '\u2029':
			r = ' '
		case r != '\n' && unicode.IsControl(r), unicode.Is(unicode.Bidi_Control, r):
			continue
		}
		if n++; n > maxRunes {
			out.WriteRune('…')
			break
		}
		out.WriteRune(r)
	}
	return out.String()
}

// blockStart is what opens a heading, a quotation, a rule or a list at the start of a line; the empty
// group stands where the backslash belongs.
var blockStart = regexp.MustCompile(`^(?:()(?:#{1,6}(?: |$)|>|[-+](?:[ -]|$))|\d+()[.)](?: |$))`)

func escapeLine(line string) string {
	var out strings.Builder
	mark := -1
	if strings.IndexAny(line, "#>+-0123456789") == 0 {
		if at := blockStart.FindStringSubmatchIndex(line); at != nil {
			mark = max(at[2], at[4])
		}
	}
	before := ' '
	for i, r := range line {
		after := line[i+utf8.RuneLen(r):]
		if i == mark || special(before, r, after) {
			out.WriteByte('\\')
		}
		out.WriteRune(r)
		before = r
	}
	return out.String()
}

// special reports whether r, standing between before and after, could mean more than itself.
func special(before, r rune, after string) bool {
	next, _ := utf8.DecodeRuneInString(after)
	if after == "" {
		next = ' '
	}
	switch r {
	case '*', '`':
		return true
	case '_': // within a word it is a letter
		return !isWord(before) || !isWord(next)
	case '~': // ~~struck out~~, and ~~~ for code
		return before == '~' || next == '~'
	case '\\':
		return after == "" || next < utf8.RuneSelf && (unicode.IsPunct(next) || unicode.IsSymbol(next))
	case '{': // {{DATE(…)}} and {{TIME(…)}}
		return before == '{'
	case ']': // [text](link), [text][link], [link]: …
		return next == '(' || next == '[' || next == ':'
	case '<': // HTML, <at>mentions</at>, <https://links>
		return next < utf8.RuneSelf && unicode.IsLetter(next) || strings.ContainsRune("/!?", next) || strings.Contains(after, ">")
	case '&': // &amp; &#38;
		end := strings.IndexByte(after, ';')
		return end > 0 && strings.IndexFunc(after[:end], func(r rune) bool { return r != '#' && !isWord(r) }) < 0
	}
	return false
}

func isWord(r rune) bool { return unicode.IsLetter(r) || unicode.IsDigit(r) }

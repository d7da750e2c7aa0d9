package sheet

import (
	"regexp"
	"strings"
)

// A program that opens a CSV takes a cell for a formula when it begins with one of = + - @ or their full-width forms, and
// looks for that behind spaces, tabs and line breaks, too ("CSV Injection", OWASP). Where lists are parted by semicolons,
// as in Switzerland and Germany, Excel also parts our cells at theirs. So an apostrophe goes before every such beginning:
// at the start of a cell, and behind every semicolon, tab and line break in it; and before a cell that itself begins with
// a tab or a line break. Spreadsheets show it, and take the rest for text: +41446681000 stays a telephone number.
//
// Where that made an apostrophe look as if it had been put there, one more is put; so bare(guarded(x)) is x for every x.
var (
	beginning = regexp.MustCompile(`^['\pZ\pC]*[=+\-@＝＋－＠]`)
	broken    = regexp.MustCompile(`^'*[\t\r\n]`)
)

const breaks = ";\t\r\n"

// guarded is the text such that no spreadsheet takes it, or a part of it, for a formula.
func guarded(text string) string {
	text = eachPart(text, func(part string) string {
		if beginning.MatchString(part) {
			return "'" + part
		}
		return part
	})
	if broken.MatchString(text) {
		return "'" + text
	}
	return text
}

// bare takes away the apostrophes that guarded put there, and no others.
func bare(text string) string {
	if !strings.Contains(text, "'") {
		return text
	}
	if rest, ok := strings.CutPrefix(text, "'"); ok && broken.MatchString(rest) {
		text = rest
	}
	return eachPart(text, func(part string) string {
		if rest, ok := strings.CutPrefix(part, "'"); ok && beginning.MatchString(rest) {
			return rest
		}
		return part
	})
}

// eachPart changes what stands between the breaks of a text.
func eachPart(text string, change func(string) string) string {
	if !strings.ContainsAny(text, breaks) {
		return change(text)
	}
	var out strings.Builder
	for {
		end := strings.IndexAny(text, breaks)
		if end < 0 {
			out.WriteString(change(text))
			return out.String()
		}
		out.WriteString(change(text[:end]))
		out.WriteByte(text[end])
		text = text[end+1:]
	}
}

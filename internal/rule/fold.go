package rule

import (
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

// fold is the form in which texts compare: without surrounding space, with composed accents (Unicode NFC), and with the
// first of all letters that differ in case alone (Unicode simple case folding, as strings.EqualFold and RE2's (?i)). So
// "Zürich" is "ZÜRICH" however it is typed, and "Straße" is "STRAẞE" but not "STRASSE".
func fold(text string) string {
	return strings.Map(foldRune, norm.NFC.String(strings.TrimSpace(text)))
}

func foldRune(r rune) rune {
	if r < unicode.MaxASCII {
		if 'a' <= r && r <= 'z' {
			r -= 'a' - 'A'
		}
		return r // K and S have more forms than two, and are the first of them
	}
	first := r
	for next := unicode.SimpleFold(r); next != r; next = unicode.SimpleFold(next) {
		first = min(first, next)
	}
	return first
}

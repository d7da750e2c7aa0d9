package sheet

import (
	"fmt"
	"regexp"
	"strings"
	"unicode/utf8"

	"github.com/xuri/excelize/v2"
)

// A workbook writes a character that XML has not as _x0001_, and so the first underscore of a text that reads _x0001_ as
// _x005F_ (ST_Xstring, ECMA-376 part 1, §22.9.2.19). The library does the latter for some texts and loses others. It
// looks at each run of a text by itself when it writes, and at all of them together when it reads: so a text with
// something to escape is escaped here, and written in runs that end with each underscore, in which the library finds
// nothing to do.

// missing are the characters that XML 1.0 has not (§2.2).
const missing = `[\x00-\x08\x0b\x0c\x0e-\x1f\x{fffe}\x{ffff}]`

var (
	needsEscape = regexp.MustCompile(missing + `|_x[a-fA-F\d]{4}_`)
	// lookalike is what behind an underscore makes an escape of it; the next escape begins with an underscore, too.
	lookalike = regexp.MustCompile(`^x[a-fA-F\d]{4}(?:_|` + missing + `)`)
	isMissing = regexp.MustCompile(`^` + missing)
)

// cellText is the text as the library is to write it.
func cellText(text string) any {
	if !needsEscape.MatchString(text) {
		return text
	}
	var runs []excelize.RichTextRun
	for _, run := range strings.SplitAfter(escaped(text), "_") {
		if run != "" {
			runs = append(runs, excelize.RichTextRun{Text: run})
		}
	}
	return runs
}

func escaped(text string) string {
	if !needsEscape.MatchString(text) {
		return text
	}
	var out strings.Builder
	for text != "" {
		r, size := utf8.DecodeRuneInString(text)
		switch rest := text[size:]; {
		case r == '_' && lookalike.MatchString(rest):
			out.WriteString("_x005F_")
		case isMissing.MatchString(text):
			fmt.Fprintf(&out, "_x%04X_", r)
		default:
			out.WriteRune(r)
		}
		text = text[size:]
	}
	return out.String()
}

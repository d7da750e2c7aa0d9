package phone

import (
	"regexp"
	"strings"
	"unicode"

	"github.com/nyaruka/phonenumbers"

	"github.com/numberdesk/numberdesk/internal/problem"
	"github.com/numberdesk/numberdesk/internal/say"
)

// longest is how much text a number may take, its spaces, brackets and extension included.
const longest = 60

// Parse reads a number as people write it and as their programs hand it on: "+41 44 668 10 00", "0041…",
// "tel:+41…;ext=12", "+41 44 668 10 00 ext. 12", with non-breaking spaces, full-width digits or the apostrophe that
// makes a spreadsheet keep text; or, with country (ISO 3166-1 alpha-2), the national "(044) 668 10 00".
//
// It refuses what cannot be a number of the calling code it has: letters, a calling code nobody has, too few or too many
// digits for the numbering plan, and the rounded figure that a spreadsheet made of a number. Whether the number is one of
// the country is another question: see In.
func Parse(text, country string) (Number, error) {
	written := cleaned(text)
	if rounded.MatchString(written) {
		return "", problem.New(problem.Invalid, "%q was turned into a rounded figure by a spreadsheet: format the column as text and enter the number again", written)
	}
	if len(written) > longest {
		return "", problem.New(problem.Invalid, "%.20q… is too long for a telephone number", written)
	}
	base, ext := written, ""
	if m := extension.FindStringSubmatch(written); m != nil {
		base, ext = m[1], m[2]
	}
	if why := onlyTelephone(base); !why.IsZero() {
		return "", impossible(written, why)
	}
	base = strings.TrimLeft(base, "([ ")
	// The national notation of most plans cannot start with 00, so it can be read as the international prefix.
	if rest, ok := strings.CutPrefix(base, "00"); ok {
		base = "+" + rest
	}
	country = strings.ToUpper(strings.TrimSpace(country))
	if !strings.HasPrefix(base, "+") {
		switch {
		case country == "":
			return "", problem.New(problem.Invalid, "%q needs its country code, such as +41446681000", written)
		case phonenumbers.GetCountryCodeForRegion(country) == 0:
			return "", problem.New(problem.Invalid, "%q cannot be read, because %.10q is no country; write it as two letters, such as CH", written, country)
		}
	}
	parsed, err := phonenumbers.Parse(base, country)
	if err != nil {
		return "", impossible(written, say.Text("no country has its first digits"))
	}
	if why := wrongLength(parsed); !why.IsZero() {
		return "", impossible(written, why)
	}
	e164 := phonenumbers.Format(parsed, phonenumbers.E164)
	// The library drops one trunk zero; were there another, the number would be a different one each time it is read.
	if again, err := phonenumbers.Parse(e164, ""); err != nil || phonenumbers.Format(again, phonenumbers.E164) != e164 {
		return "", impossible(written, say.Text("it has zeros that no number begins with"))
	}
	if ext != "" {
		e164 += ";ext=" + ext
	}
	return E164(e164)
}

// impossible refuses a text; its sentence, like all of this package, goes on in the caller's and so has no full stop.
func impossible(written string, why say.Sentence) error {
	return problem.New(problem.Invalid, "%q is not a possible telephone number: %s", written, why)
}

var (
	// rounded is how a spreadsheet shows a number it took for a figure: 4.1447E+10, in German 4,1447E+10.
	rounded = regexp.MustCompile(`^[+-]?\d(?:[.,]\d*)?[eE][+-]?\d{1,3}$`)
	// extension parts a number from what is dialled after it, as RFC 3966 and as people write it.
	extension = regexp.MustCompile(`(?i)^([^;]*?) *(?:;ext=|[,;]? *(?:ext|extn|extension)[ .:=]*|[ ,;]*[x#] *)([0-9]{1,15})$`)
)

// cleaned is the text without what no eye sees and no telephone needs: the marks that copying from a contact card
// leaves behind, odd spaces, full-width forms, a spreadsheet's apostrophe, and the tel: of a link (RFC 3966).
func cleaned(text string) string {
	text = strings.Map(func(r rune) rune {
		switch {
		case unicode.Is(unicode.Cf, r):
			return -1
		case unicode.IsSpace(r):
			return ' '
		case '\uFF01' <= r && r <= '\uFF5E': // the full-width forms of ! to ~
			return r - '\uFF01' + '!'
		case unicode.Is(unicode.Pd, r) || r == '\u2212': // dashes, and the minus sign
			return '-'
		}
		return r
	}, text)
	text = strings.TrimLeft(text, " '`‘’´")
	if len(text) >= 4 && strings.EqualFold(text[:4], "tel:") {
		text = text[4:]
	}
	return strings.TrimSpace(text)
}

// onlyTelephone refuses what the library would read over: it dials letters, and takes the first number of a sentence.
func onlyTelephone(base string) say.Sentence {
	digits := false
	for i, r := range base {
		switch {
		case unicode.IsDigit(r):
			digits = true
		case r == '+' && strings.Trim(base[:i], "([ ") == "", strings.ContainsRune(" ()[]-./", r):
		case unicode.IsLetter(r):
			return say.Text("it has letters in it")
		default:
			return say.Text("it has a %q in it", string(r))
		}
	}
	if !digits {
		return say.Text("it has no digits")
	}
	return say.Sentence{}
}

// wrongLength asks the numbering plans for the length alone: their prefixes change faster than any table of them.
func wrongLength(n *phonenumbers.PhoneNumber) say.Sentence {
	switch phonenumbers.IsPossibleNumberWithReason(n) {
	case phonenumbers.IS_POSSIBLE:
		return say.Sentence{}
	case phonenumbers.TOO_SHORT:
		return say.Text("it is too short")
	case phonenumbers.TOO_LONG:
		return say.Text("it is too long")
	case phonenumbers.IS_POSSIBLE_LOCAL_ONLY:
		return say.Text("its area code is missing")
	case phonenumbers.INVALID_COUNTRY_CODE:
		return say.Text("no country has its first digits")
	default:
		return say.Text("it has the wrong count of digits")
	}
}

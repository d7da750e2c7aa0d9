// Package phone holds telephone numbers as the desk keeps them: E.164, with an optional extension
// as Teams writes it. It parses what people type and prints what people read; it knows no inventory.
package phone

import (
	"strconv"
	"strings"
	"sync"
	"sync/atomic"

	"github.com/nyaruka/phonenumbers"

	"github.com/numberdesk/numberdesk/internal/problem"
)

// Number is a telephone number in E.164 form, "+41446681000", or with the extension form that
// Teams allows for Direct Routing, "+41446681000;ext=12", which is a number of its own.
// The zero value is no number.
type Number string

// E164 accepts exactly the E.164 form (ITU-T E.164: a plus, no leading zero, at most 15 digits),
// with an optional ";ext=" of digits. It needs no country and no tables.
func E164(text string) (Number, error) {
	base, ext, hasExt := strings.Cut(text, ";ext=")
	digits, plus := strings.CutPrefix(base, "+")
	switch {
	case !plus || len(digits) < 7 || len(digits) > 15 || !onlyDigits(digits) || digits[0] == '0':
		return "", problem.New(problem.Invalid, "%q is not an E.164 number such as +41446681000", text)
	case hasExt && (ext == "" || len(ext) > 15 || !onlyDigits(ext)):
		return "", problem.New(problem.Invalid, "%q has an extension that is not digits", text)
	}
	return Number(text), nil
}

// String is the E.164 form.
func (n Number) String() string { return string(n) }

// Display is the number as people read it, "+41 44 668 10 00".
func (n Number) Display() string {
	if text, ok := displayed.Load(n); ok {
		return text.(string)
	}
	text := n.display()
	if displays.Add(1) > maxDisplayed {
		displayed.Clear()
		displays.Store(0)
	}
	displayed.Store(n, text)
	return text
}

// displayed remembers how numbers are written: to find out takes longer than all the rest of a card, and the same few
// are shown again and again.
var (
	displayed sync.Map // Number to string
	displays  atomic.Int32
)

const maxDisplayed = 10_000

func (n Number) display() string {
	parsed, err := phonenumbers.Parse(string(n.Base()), "")
	if err != nil {
		return string(n)
	}
	text := phonenumbers.Format(parsed, phonenumbers.INTERNATIONAL)
	if ext := n.Ext(); ext != "" {
		text += " ext. " + ext
	}
	return text
}

// Base is the number without its extension.
func (n Number) Base() Number {
	base, _, _ := strings.Cut(string(n), ";ext=")
	return Number(base)
}

// Ext is the digits after ";ext=", empty when the number has no extension.
func (n Number) Ext() string {
	_, ext, _ := strings.Cut(string(n), ";ext=")
	return ext
}

// In reports whether the number may be one of the country (ISO 3166-1 alpha-2). Where countries share a calling code, as
// the United States and Canada or Russia and Kazakhstan do, the numbering plan decides; a number of which it does not know
// whose it is may be any of theirs. A number of no country, such as +800 (ITU-T E.164, annex A), is welcome everywhere.
func (n Number) In(country string) bool {
	country = strings.ToUpper(country)
	code := phonenumbers.GetCountryCodeForRegion(country)
	ours := code != 0 && strings.HasPrefix(string(n), "+"+strconv.Itoa(code))
	if ours && len(phonenumbers.GetRegionCodesForCountryCode(code)) == 1 {
		return true
	}
	parsed, err := phonenumbers.Parse(string(n.Base()), "")
	if err != nil {
		return false
	}
	if !ours {
		return phonenumbers.GetRegionCodeForCountryCode(int(parsed.GetCountryCode())) == phonenumbers.REGION_CODE_FOR_NON_GEO_ENTITY
	}
	region := phonenumbers.GetRegionCodeForNumber(parsed)
	return region == "" || region == country || phonenumbers.IsValidNumberForRegion(parsed, country)
}

// value is the number as an integer, for counting through a range; 15 digits fit.
func (n Number) value() uint64 {
	v, _ := strconv.ParseUint(strings.TrimPrefix(string(n.Base()), "+"), 10, 64)
	return v
}

func onlyDigits(s string) bool {
	for i := range len(s) {
		if s[i] < '0' || s[i] > '9' {
			return false
		}
	}
	return true
}

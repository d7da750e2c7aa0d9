// Package phone holds telephone numbers as the desk keeps them: E.164, with an optional extension
// as Teams writes it. It parses what people type and prints what people read; it knows no inventory.
package phone

import (
	"fmt"
	"strconv"
	"strings"

	"github.com/nyaruka/phonenumbers"
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
		return "", fmt.Errorf("%q is not an E.164 number such as +41446681000", text)
	case hasExt && (ext == "" || len(ext) > 15 || !onlyDigits(ext)):
		return "", fmt.Errorf("%q has an extension that is not digits", text)
	}
	return Number(text), nil
}

// Parse reads a number as people write it: "+41 44 668 10 00", "0041…", or, with country (ISO 3166-1
// alpha-2), the national "(044) 668 10 00". It refuses what cannot be a number of its country.
func Parse(text, country string) (Number, error) {
	text = strings.TrimSpace(strings.TrimPrefix(strings.TrimSpace(text), "tel:"))
	if n, err := E164(text); err == nil {
		return n, nil
	}
	if strings.ContainsAny(text, "eE") && strings.Contains(text, "+1") && strings.ContainsAny(text, ".,") {
		return "", fmt.Errorf("%q was turned into a rounded figure by a spreadsheet: format the column as text and enter the number again", text)
	}
	if len(text) > 40 {
		return "", fmt.Errorf("%.20q… is too long for a telephone number", text)
	}
	// The national notation of most plans cannot start with 00, so it can be read as the international prefix.
	if rest, ok := strings.CutPrefix(text, "00"); ok {
		text = "+" + rest
	}
	if !strings.HasPrefix(text, "+") && country == "" {
		return "", fmt.Errorf("%q needs its country code, such as +41446681000", text)
	}
	parsed, err := phonenumbers.Parse(text, strings.ToUpper(country))
	if err != nil || !phonenumbers.IsPossibleNumber(parsed) {
		return "", fmt.Errorf("%q is not a possible telephone number", text)
	}
	e164 := phonenumbers.Format(parsed, phonenumbers.E164)
	if ext := parsed.GetExtension(); ext != "" {
		e164 += ";ext=" + ext
	}
	return E164(e164)
}

// String is the E.164 form.
func (n Number) String() string { return string(n) }

// Display is the number as people read it, "+41 44 668 10 00".
func (n Number) Display() string {
	base, ext, hasExt := strings.Cut(string(n), ";ext=")
	parsed, err := phonenumbers.Parse(base, "")
	if err != nil {
		return string(n)
	}
	text := phonenumbers.Format(parsed, phonenumbers.INTERNATIONAL)
	if hasExt {
		text += " ext. " + ext
	}
	return text
}

// Base is the number without its extension.
func (n Number) Base() Number {
	base, _, _ := strings.Cut(string(n), ";ext=")
	return Number(base)
}

// In reports whether the number may be one of the country (ISO 3166-1 alpha-2): it has the country's calling
// code, which some countries share, or one of no country, such as +800 (ITU-T E.164, annex A).
func (n Number) In(country string) bool {
	code := phonenumbers.GetCountryCodeForRegion(country)
	if code != 0 && strings.HasPrefix(string(n), "+"+strconv.Itoa(code)) {
		return true
	}
	parsed, err := phonenumbers.Parse(string(n.Base()), "")
	return err == nil && phonenumbers.GetRegionCodeForCountryCode(int(parsed.GetCountryCode())) == phonenumbers.REGION_CODE_FOR_NON_GEO_ENTITY
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

package phone

import (
	"strings"

	"github.com/nyaruka/phonenumbers"
)

// National is what follows the calling code, with the leading zero where a plan keeps it (Italy's); the extension is
// left out. It is empty for what has no known calling code.
func (n Number) National() string {
	parsed, err := phonenumbers.Parse(string(n.Base()), "")
	if err != nil {
		return ""
	}
	return phonenumbers.GetNationalSignificantNumber(parsed)
}

// Country reports whether code is a country with telephone numbers: two capital letters (ISO 3166-1 alpha-2).
func Country(code string) bool { return phonenumbers.GetCountryCodeForRegion(code) != 0 }

// KeepsZero reports whether numbers of the country may begin with a zero behind the calling code, as Italy's do. Elsewhere
// a zero is dialled before them within the country and is no part of them.
func KeepsZero(country string) bool {
	for _, kind := range []phonenumbers.PhoneNumberType{phonenumbers.FIXED_LINE, phonenumbers.MOBILE} {
		if example := phonenumbers.GetExampleNumberForType(strings.ToUpper(country), kind); example.GetItalianLeadingZero() {
			return true
		}
	}
	return false
}

// Region is the country (ISO 3166-1 alpha-2) whose numbering plan the number belongs to, "" when none is known.
func Region(n Number) string {
	parsed, err := phonenumbers.Parse(string(n.Base()), "")
	if err != nil {
		return ""
	}
	if region := phonenumbers.GetRegionCodeForNumber(parsed); region != phonenumbers.REGION_CODE_FOR_NON_GEO_ENTITY {
		if region != "" {
			return region
		}
		return phonenumbers.GetRegionCodeForCountryCode(int(parsed.GetCountryCode()))
	}
	return ""
}

// Local is the number as people write it within its country, such as 044 668 10 00 or (206) 555-0100, with its extension.
// It is empty for a number of no country (ITU-T E.164, annex A), which is written in one way everywhere.
func (n Number) Local() string {
	parsed, err := phonenumbers.Parse(string(n.Base()), "")
	if err != nil || phonenumbers.GetRegionCodeForCountryCode(int(parsed.GetCountryCode())) == phonenumbers.REGION_CODE_FOR_NON_GEO_ENTITY {
		return ""
	}
	text := phonenumbers.Format(parsed, phonenumbers.NATIONAL)
	if ext := n.Ext(); ext != "" {
		text += " ext. " + ext
	}
	return text
}

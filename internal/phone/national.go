package phone

import "github.com/nyaruka/phonenumbers"

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

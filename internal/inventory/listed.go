package inventory

import (
	"strings"

	"github.com/numberdesk/numberdesk/internal/person"
	"github.com/numberdesk/numberdesk/internal/phone"
)

// Listed is the number that the directory shows as somebody's business phone: one alone, written with its plus and country
// code, with or without spaces and such. Anything else is none: a national number may be of any country, and of two nobody
// knows which is meant.
func Listed(p *person.Person) (phone.Number, bool) {
	if len(p.BusinessPhones) != 1 || !strings.HasPrefix(strings.TrimSpace(p.BusinessPhones[0]), "+") {
		return "", false
	}
	n, err := phone.Parse(p.BusinessPhones[0], "")
	return n, err == nil
}

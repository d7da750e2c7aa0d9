package sim

import (
	"encoding/base64"
	"regexp"
	"slices"
	"strings"
	"time"
)

// e164 is a number as numberAssignment shows it: with a plus, and for Direct Routing perhaps an extension.
var e164 = regexp.MustCompile(`^\+[1-9]\d{4,14}(;ext=\d{1,8})?$`)

var numberTypes = map[string]bool{"directRouting": true, "callingPlan": true, "operatorConnect": true}

// holding says who has a number.
type holding struct {
	target   string // object id, "" for nobody
	category string
	location string
}

// status is the assignmentStatus.
func (h holding) status(directory map[string]*account) string {
	a := directory[h.target]
	switch {
	case h.target == "":
		return "unassigned"
	case a != nil && a.Kind == "resourceAccount":
		return "voiceApplicationAssigned"
	}
	return "userAssigned"
}

// number is a telephone number of the tenant. now is the truth writes are judged by; reads see before until seenAt.
type number struct {
	e164       string
	numberType string
	country    string
	city       string
	source     string
	capability []string
	port       string // portInStatus
	uploaded   bool   // stays listed while nobody holds it
	lookup     []string
	site       string
	blocked    bool // for assignment; nothing in Graph shows it
	now        holding
	before     holding
	seenAt     time.Time
	busy       *operation
	writes     int
}

// seen is the holding a read at that time shows, and whether the number is listed at all.
func (n *number) seen(at time.Time) (holding, bool) {
	h := n.now
	if at.Before(n.seenAt) {
		h = n.before
	}
	return h, n.uploaded || h.target != ""
}

// hold makes the holding true now, and visible at seenAt.
func (n *number) hold(h holding, seenAt time.Time) {
	n.before, n.now, n.seenAt = n.now, h, seenAt
}

// wire is the numberAssignment resource.
func (n *number) wire(tenant string, h holding, directory map[string]*account) map[string]any {
	var target, category any
	if h.target != "" {
		target, category = h.target, h.category
	}
	return map[string]any{
		"id": numberID(tenant, n.e164), "telephoneNumber": n.e164, "numberType": n.numberType,
		"operatorId": guid("operator", n.numberType), "activationState": "activated", "capabilities": n.capability,
		"assignmentStatus": h.status(directory), "assignmentTargetId": target, "assignmentCategory": category,
		"isoCountryCode": orNull(n.country), "city": orNull(n.city), "numberSource": n.source,
		"locationId": orNull(h.location), "civicAddressId": nil, "networkSiteId": orNull(n.site), "portInStatus": orNull(n.port),
		"reverseNumberLookupOptions": append([]string{}, n.lookup...), "supportedCustomerActions": []string{"locationUpdate"},
	}
}

// numberID is the opaque id the pages of the reference show: base64url of tenant, bar and number.
func numberID(tenant, e164 string) string {
	return base64.RawURLEncoding.EncodeToString([]byte(tenant + "|" + e164))
}

// numbers is what the tenant knows, in ascending order.
type numbers struct {
	by    map[string]*number
	order []*number

	version uint64    // of who has what
	settled time.Time // when reads show all of it
	cursor  cursor
}

// cursor remembers where a page of the list ended, so that the next one need not count from the start. It holds while
// nothing changes.
type cursor struct {
	filter  string
	skip    int
	index   int
	version uint64
}

// resume is where a listing with that many entries to skip goes on: an index, and how many were passed before it.
func (l *numbers) resume(filter string, skip int) (index, passed int) {
	if c := l.cursor; c.version == l.version && c.filter == filter && c.skip == skip {
		return c.index, skip
	}
	return 0, 0
}

func (l *numbers) remember(filter string, skip, index int, at time.Time) {
	if !at.Before(l.settled) {
		l.cursor = cursor{filter, skip, index, l.version}
	}
}

func (l *numbers) add(n *number) {
	l.by[n.e164] = n
	l.version++
	if len(l.order) == 0 || l.order[len(l.order)-1].e164 < n.e164 {
		l.order = append(l.order, n)
		return
	}
	at, _ := slices.BinarySearchFunc(l.order, n.e164, func(o *number, e string) int { return strings.Compare(o.e164, e) })
	l.order = slices.Insert(l.order, at, n)
}

// next is the number after this one.
func next(e164 string) string {
	digits := []byte(e164)
	for i := len(digits) - 1; i > 0; i-- {
		if digits[i]++; digits[i] <= '9' {
			break
		}
		digits[i] = '0'
	}
	return string(digits)
}

// telephone reads a number as the service accepts it in a body: with or without plus, never with "tel:".
func telephone(text string) (string, bool) {
	if !strings.HasPrefix(text, "+") {
		text = "+" + text
	}
	return text, e164.MatchString(text)
}

func orNull(s string) any {
	if s == "" {
		return nil
	}
	return s
}

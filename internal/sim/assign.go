package sim

import (
	"net/http"
	"slices"
	"strings"
	"time"
)

func init() {
	add := func(name string, serve func(*Tenant, *call) answer) {
		for _, spelling := range []string{"/", qualified} {
			serves(graph, route{method: "POST", path: assignments + spelling + name, name: name, permissions: writeNumbers, serve: serve})
		}
	}
	// "numberAssignment: assignNumber". The page does not say which refusals come at once and which in the operation; here
	// what can be known at once is refused at once. Not modeled: emergency addresses beyond their id being a GUID.
	add("assignNumber", (*Tenant).assignNumber)
	// "numberAssignment: unassignNumber". It is keyed on the number alone.
	add("unassignNumber", (*Tenant).unassignNumber)
	// "numberAssignment: updateNumber", synchronous.
	add("updateNumber", (*Tenant).updateNumber)
}

type assignBody struct {
	TelephoneNumber    string  `json:"telephoneNumber"`
	AssignmentTargetID string  `json:"assignmentTargetId"`
	NumberType         string  `json:"numberType"`
	AssignmentCategory *string `json:"assignmentCategory"`
	LocationID         *string `json:"locationId"`
}

// The texts are those of Set-CsPhoneNumberAssignment, which fronts the same service.
func badRequest(format string, args ...any) answer {
	return refuse(http.StatusBadRequest, "BadRequest", format, args...)
}

func (t *Tenant) assignNumber(c *call) answer {
	var b assignBody
	if err := c.decode(&b); err != nil {
		return wrong(http.StatusBadRequest, "BadRequest", "Invalid request body: %v", err)
	}
	now := time.Now()
	t.settle(now)
	e, valid := telephone(b.TelephoneNumber)
	c.entry.Number, c.entry.Target = e, t.KeyOf(b.AssignmentTargetID)
	category, location := "primary", ""
	if b.AssignmentCategory != nil {
		category = *b.AssignmentCategory
	}
	if b.LocationID != nil {
		location = *b.LocationID
	}
	switch {
	case !valid:
		return wrong(http.StatusBadRequest, "BadRequest", "Telephone Number '%s' is not in E.164 format.", b.TelephoneNumber)
	case !numberTypes[b.NumberType]:
		return wrong(http.StatusBadRequest, "BadRequest", "Invalid numberType '%s'.", b.NumberType)
	case category != "primary" && category != "private" && category != "alternate":
		return wrong(http.StatusBadRequest, "BadRequest", "Invalid assignmentCategory '%s'.", category)
	case location != "" && !isGUID(location):
		return wrong(http.StatusBadRequest, "BadRequest", "Invalid locationId '%s'.", location)
	case !isGUID(b.AssignmentTargetID):
		return wrong(http.StatusBadRequest, "BadRequest", "assignmentTargetId '%s' is not an object id.", b.AssignmentTargetID)
	}
	c.entry.Location = location
	h := holding{target: b.AssignmentTargetID, category: category, location: location}
	n := t.numbers.by[e]
	if a := t.assignable(e, n, b.NumberType, h); a.refused() {
		return a
	}
	if n == nil {
		n = &number{e164: e, numberType: b.NumberType, source: "online", capability: []string{"userAssignment", "voiceApplicationAssignment"}}
		t.numbers.add(n)
	}
	return t.accept(c, "Assignment", n, h)
}

// assignable is every rule an assignment must satisfy, when it is asked for and again when it is carried out: "Assign,
// change, or remove a phone number for a user", "Plan for Teams Phone licensing".
func (t *Tenant) assignable(e string, n *number, numberType string, h holding) answer {
	who := t.alive(h.target)
	switch {
	case who == nil || who.Kind == "guest":
		return badRequest("The user '%s' is not found.", h.target)
	case n == nil && numberType != "directRouting", n != nil && n.numberType != numberType:
		return badRequest("Telephone Number '%s' is not found from tenant '%s'.", e, t.World.TenantID)
	case strings.Contains(e, ";ext=") && numberType != "directRouting":
		return badRequest("Telephone Number '%s' has an extension, which only Direct Routing numbers may have.", e)
	case n != nil && n.source == "onPremises":
		return badRequest("Telephone Number '%s' is synchronized from the on-premises Active Directory and cannot be changed online.", e)
	case n != nil && n.busy != nil:
		return badRequest("Telephone Number '%s' has another operation in progress.", e)
	case n != nil && n.now.target != "" && n.now.target != h.target:
		return badRequest("Telephone Number '%s' has already been assigned to another user.", e)
	case n != nil && n.now.target != "":
		return badRequest("Telephone Number '%s' has already been assigned to the user.", e)
	case n != nil && n.blocked:
		// Microsoft shows no text for it; the words are those of Set-CsPhoneNumberAssignmentBlock's page.
		return badRequest("Telephone Number '%s' has an assignment block and cannot be assigned.", e)
	case !who.voice(numberType) && numberType == "directRouting":
		return badRequest("User lacks appropriate licenses to assign a DirectRouting number")
	case !who.voice(numberType):
		return badRequest("User '%s' lacks appropriate licenses to assign a '%s' number", h.target, strings.ToUpper(numberType[:1])+numberType[1:])
	case n != nil && numberType != "directRouting" && h.category != "alternate" && !strings.EqualFold(n.country, who.UsageLocation):
		return badRequest("The phone number and the usage location of the user must be of the same country/region.")
	case n != nil && who.Kind == "resourceAccount" && !slices.Contains(n.capability, "voiceApplicationAssignment"),
		n != nil && who.Kind != "resourceAccount" && !slices.Contains(n.capability, "userAssignment"):
		return badRequest("Telephone Number '%s' does not have the capability for this assignment.", e)
	case h.category == "primary" && t.primary(h.target) != "":
		return badRequest("User '%s' already has a primary telephone number.", h.target)
	}
	return answer{}
}

// primary is the number the account has, or is being given, as its primary.
func (t *Tenant) primary(target string) string {
	for _, op := range t.pending {
		if op.kind == "Assignment" && op.next.target == target && op.next.category == "primary" {
			return op.number.e164
		}
	}
	return t.primaryOf[target]
}

type unassignBody struct {
	TelephoneNumber string `json:"telephoneNumber"`
	NumberType      string `json:"numberType"`
}

func (t *Tenant) unassignNumber(c *call) answer {
	var b unassignBody
	if err := c.decode(&b); err != nil {
		return wrong(http.StatusBadRequest, "BadRequest", "Invalid request body: %v", err)
	}
	t.settle(time.Now())
	e, valid := telephone(b.TelephoneNumber)
	c.entry.Number = e
	n := t.numbers.by[e]
	switch {
	case !valid:
		return wrong(http.StatusBadRequest, "BadRequest", "Telephone Number '%s' is not in E.164 format.", b.TelephoneNumber)
	case !numberTypes[b.NumberType]:
		return wrong(http.StatusBadRequest, "BadRequest", "Invalid numberType '%s'.", b.NumberType)
	case n == nil || n.numberType != b.NumberType:
		return badRequest("Telephone Number '%s' is not found from tenant '%s'.", e, t.World.TenantID)
	}
	c.entry.Target = t.KeyOf(n.now.target)
	if a := t.removable(e, n); a.refused() {
		return a
	}
	return t.accept(c, "Unassignment", n, holding{})
}

func (t *Tenant) removable(e string, n *number) answer {
	who := t.directory[n.now.target]
	switch {
	case n.source == "onPremises":
		return badRequest("Telephone Number '%s' is synchronized from the on-premises Active Directory and cannot be changed online.", e)
	case n.busy != nil:
		return badRequest("Telephone Number '%s' has another operation in progress.", e)
	case n.now.target == "":
		return badRequest("Telephone Number '%s' is not assigned.", e)
	case t.KeepsNumbers && who != nil && !who.voice(n.numberType):
		return badRequest("User lacks appropriate licenses to remove a %s number", n.numberType)
	}
	return answer{}
}

type updateBody struct {
	TelephoneNumber            string   `json:"telephoneNumber"`
	LocationID                 *string  `json:"locationId"`
	NetworkSiteID              *string  `json:"networkSiteId"`
	ReverseNumberLookupOptions []string `json:"reverseNumberLookupOptions"`
}

func (t *Tenant) updateNumber(c *call) answer {
	var b updateBody
	if err := c.decode(&b); err != nil {
		return wrong(http.StatusBadRequest, "BadRequest", "Invalid request body: %v", err)
	}
	t.settle(time.Now())
	e, valid := telephone(b.TelephoneNumber)
	c.entry.Number = e
	n := t.numbers.by[e]
	switch {
	case !valid:
		return wrong(http.StatusBadRequest, "BadRequest", "Telephone Number '%s' is not in E.164 format.", b.TelephoneNumber)
	case b.LocationID != nil && *b.LocationID != "" && !isGUID(*b.LocationID):
		return wrong(http.StatusBadRequest, "BadRequest", "Invalid locationId '%s'.", *b.LocationID)
	case n == nil:
		return badRequest("Telephone Number '%s' is not found from tenant '%s'.", e, t.World.TenantID)
	case n.source == "onPremises":
		return badRequest("Telephone Number '%s' is synchronized from the on-premises Active Directory and cannot be changed online.", e)
	}
	if b.LocationID != nil {
		c.entry.Location = *b.LocationID
		n.now.location = *b.LocationID
	}
	if b.NetworkSiteID != nil {
		n.site = *b.NetworkSiteID
	}
	if b.ReverseNumberLookupOptions != nil {
		if slices.ContainsFunc(b.ReverseNumberLookupOptions, func(o string) bool { return o != "skipInternalVoip" }) {
			return wrong(http.StatusBadRequest, "BadRequest", "Invalid reverseNumberLookupOptions.")
		}
		n.lookup = b.ReverseNumberLookupOptions
	}
	return answer{status: http.StatusOK}
}

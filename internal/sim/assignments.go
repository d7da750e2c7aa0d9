package sim

import (
	"encoding/base64"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"
)

var (
	readNumbers  = []string{"TeamsTelephoneNumber.ReadWrite.All", "TeamsTelephoneNumber.Read.All"}
	writeNumbers = []string{"TeamsTelephoneNumber.ReadWrite.All"}
)

const (
	management  = "admin/teams/telephoneNumberManagement/"
	assignments = management + "numberAssignments"
	qualified   = "/microsoft.graph.teamsAdministration."
)

func init() {
	serves(graph,
		// "List numberAssignments": pages of 500, at most 1,000, by $top and $skip. Not modeled: $orderby, $search, $count,
		// $expand, and filters other than equality and membership of a capability. That a nextLink is answered is third
		// parties' word, not the page's.
		route{method: "GET", path: assignments, name: "numberAssignments", permissions: readNumbers,
			query: []string{"$filter", "$top", "$skip", "$select"}, serve: (*Tenant).listNumbers},
		// "Get numberAssignment".
		route{method: "GET", path: assignments + "/{}", name: "numberAssignments", permissions: readNumbers,
			query: []string{"$select"}, serve: (*Tenant).getNumber},
	)
}

// numberProperties are those of the numberAssignment resource type.
var numberProperties = []string{"id", "telephoneNumber", "numberType", "operatorId", "activationState", "capabilities",
	"assignmentStatus", "assignmentTargetId", "assignmentCategory", "isoCountryCode", "city", "numberSource", "locationId",
	"civicAddressId", "networkSiteId", "portInStatus", "reverseNumberLookupOptions", "supportedCustomerActions"}

func (t *Tenant) listNumbers(c *call) answer {
	conditions, a := filter(c.query.Get("$filter"), "telephoneNumber", "assignmentTargetId", "assignmentStatus", "numberType",
		"numberSource", "isoCountryCode", "capabilities/any")
	if a.refused() {
		return a
	}
	names, a := chosen(c.query.Get("$select"), "teamsAdministration.numberAssignment", numberProperties, numberProperties)
	if a.refused() {
		return a
	}
	top, a := c.integer("$top", 500, 1, 1000)
	if a.refused() {
		return a
	}
	skip, a := c.integer("$skip", 0, 0, 1<<30)
	if a.refused() {
		return a
	}
	now := time.Now()
	t.settle(now)
	wanted := c.query.Get("$filter")
	order, all := t.candidates(conditions)
	start, passed := 0, 0
	if all {
		start, passed = t.numbers.resume(wanted, skip)
	}
	var value []any
	for i := start; i < len(order); i++ {
		h, listed := order[i].seen(now)
		if !listed || !t.meets(order[i], h, conditions) {
			continue
		}
		if passed++; passed <= skip {
			continue
		}
		if len(value) == top {
			if all {
				t.numbers.remember(wanted, skip+top, i, now)
			}
			return c.page(value, c.with("$skip", strconv.Itoa(skip+top)))
		}
		entry := order[i].wire(t.World.TenantID, h, t.directory)
		if c.query.Has("$select") {
			entry = only(entry, names)
		}
		value = append(value, entry)
	}
	return c.page(value, nil)
}

// candidates are the numbers worth looking at: one, those somebody ever had, or all of them.
func (t *Tenant) candidates(conditions []condition) (some []*number, all bool) {
	for _, cond := range conditions {
		var named []string
		switch cond.property {
		case "telephoneNumber":
			named = []string{cond.value}
		case "assignmentTargetId":
			named = sorted(t.given[strings.ToLower(cond.value)])
		default:
			continue
		}
		for _, e := range named {
			if n := t.numbers.by[e]; n != nil {
				some = append(some, n)
			}
		}
		return some, false
	}
	return t.numbers.order, true
}

// meets tells whether a number satisfies all conditions; enumerations are compared without regard to case, because the
// pages write them both ways.
func (t *Tenant) meets(n *number, h holding, conditions []condition) bool {
	for _, c := range conditions {
		is := ""
		switch c.property {
		case "capabilities/any":
			if !slices.ContainsFunc(n.capability, func(has string) bool { return strings.EqualFold(has, c.value) }) {
				return false
			}
			continue
		case "telephoneNumber":
			is = n.e164
		case "assignmentTargetId":
			is = h.target
		case "assignmentStatus":
			is = h.status(t.directory)
		case "numberType":
			is = n.numberType
		case "numberSource":
			is = n.source
		case "isoCountryCode":
			is = n.country
		}
		if !strings.EqualFold(is, c.value) {
			return false
		}
	}
	return true
}

func (t *Tenant) getNumber(c *call) answer {
	names, a := chosen(c.query.Get("$select"), "teamsAdministration.numberAssignment", numberProperties, numberProperties)
	if a.refused() {
		return a
	}
	now := time.Now()
	t.settle(now)
	id, _ := base64.RawURLEncoding.DecodeString(c.args[0])
	if e, ours := strings.CutPrefix(string(id), t.World.TenantID+"|"); ours && t.numbers.by[e] != nil {
		n := t.numbers.by[e]
		if h, listed := n.seen(now); listed {
			return ok(only(n.wire(t.World.TenantID, h, t.directory), names))
		}
	}
	return refuse(http.StatusNotFound, "NotFound", "Telephone number '%s' is not found.", c.args[0])
}

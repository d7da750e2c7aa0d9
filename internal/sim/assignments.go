package sim

import (
	"maps"
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
	order := t.numbers.order
	for _, cond := range conditions {
		switch cond.property {
		case "telephoneNumber":
			order = []string{cond.value}
		case "assignmentTargetId":
			order = slices.Sorted(maps.Keys(t.given[strings.ToLower(cond.value)]))
		}
	}
	var value []any
	passed := 0
	for _, e := range order {
		n := t.numbers.by[e]
		if n == nil {
			continue
		}
		h, listed := n.seen(now)
		if !listed || !t.meets(n, h, conditions) {
			continue
		}
		if passed++; passed <= skip {
			continue
		}
		if len(value) == top {
			return c.page(value, c.with("$skip", strconv.Itoa(skip+top)))
		}
		value = append(value, only(n.wire(t.World.TenantID, h, t.directory), names))
	}
	return c.page(value, nil)
}

// meets tells whether a number satisfies all conditions; enumerations are compared without regard to case, because the
// pages write them both ways.
func (t *Tenant) meets(n *number, h holding, conditions []condition) bool {
	if len(conditions) == 0 {
		return true
	}
	wire := n.wire(t.World.TenantID, h, t.directory)
	for _, c := range conditions {
		met := false
		if c.property == "capabilities/any" {
			for _, capability := range n.capability {
				met = met || strings.EqualFold(capability, c.value)
			}
		} else {
			is, _ := wire[c.property].(string)
			met = strings.EqualFold(is, c.value)
		}
		if !met {
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
	for _, e := range t.numbers.order {
		n := t.numbers.by[e]
		if numberID(t.World.TenantID, n.e164) != c.args[0] {
			continue
		}
		if h, listed := n.seen(now); listed {
			return ok(only(n.wire(t.World.TenantID, h, t.directory), names))
		}
	}
	return refuse(http.StatusNotFound, "NotFound", "Telephone number '%s' is not found.", c.args[0])
}

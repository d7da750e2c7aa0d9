package sim

import (
	"maps"
	"net/http"
	"slices"
	"strconv"
	"time"
)

func init() {
	// "Get teamsUserConfiguration". Resource accounts are not surfaced, as CIPP's maintainers found; of policies the
	// company's default is not listed. The page's example wraps the object in "value", which has not been seen.
	serves(graph, route{method: "GET", path: "admin/teams/userConfigurations/{}", name: "userConfigurations",
		permissions: readConfigurations, query: []string{"$select"}, serve: (*Tenant).userConfiguration})
	// "List userConfigurations": pages whose size is not documented, 100 here. Not modeled: $filter, $top, $expand, $orderby.
	serves(graph, route{method: "GET", path: "admin/teams/userConfigurations", name: "userConfigurations",
		permissions: readConfigurations, query: []string{"$select", "$skiptoken"}, serve: (*Tenant).listConfigurations})
}

var readConfigurations = []string{"TeamsUserConfiguration.Read.All"}

var configurationProperties = []string{"id", "accountType", "createdDateTime", "modifiedDateTime", "effectivePolicyAssignments",
	"featureTypes", "isEnterpriseVoiceEnabled", "telephoneNumbers", "tenantId", "userPrincipalName"}

func sorted[V any](m map[string]V) []string { return slices.Sorted(maps.Keys(m)) }

func (t *Tenant) userConfiguration(c *call) answer {
	names, a := chosen(c.query.Get("$select"), "teamsAdministration.teamsUserConfiguration", configurationProperties, configurationProperties)
	if a.refused() {
		return a
	}
	now := time.Now()
	t.settle(now)
	who := t.alive(c.args[0])
	if who == nil || who.Kind == "resourceAccount" || !isGUID(c.args[0]) {
		return refuse(http.StatusNotFound, "NotFound", "The user '%s' is not found.", c.args[0])
	}
	return ok(only(t.configuration(who, now), names))
}

func (t *Tenant) listConfigurations(c *call) answer {
	names, a := chosen(c.query.Get("$select"), "teamsAdministration.teamsUserConfiguration", configurationProperties, configurationProperties)
	if a.refused() {
		return a
	}
	start, a := c.integer("$skiptoken", 0, 0, 1<<30)
	if a.refused() {
		return a
	}
	now := time.Now()
	t.settle(now)
	value := []any{}
	for i, who := range t.order[min(start, len(t.order)):] {
		if t.alive(who.ID) == nil || who.Kind == "resourceAccount" {
			continue
		}
		if len(value) == 100 {
			return c.page(value, c.with("$skiptoken", strconv.Itoa(start+i)))
		}
		value = append(value, only(t.configuration(who, now), names))
	}
	return c.page(value, nil)
}

func (t *Tenant) configuration(who *account, now time.Time) map[string]any {
	features := []string{}
	if who.licensed("TEAMS1") {
		features = append(features, "Teams")
	}
	if who.voice("directRouting") {
		features = append(features, "PhoneSystem")
	}
	if who.voice("callingPlan") {
		features = append(features, "CallingPlan")
	}
	held := []any{}
	for _, e := range sorted(t.given[who.ID]) {
		if h, _ := t.numbers.by[e].seen(now); h.target == who.ID {
			held = append(held, map[string]any{"telephoneNumber": e, "assignmentCategory": h.category})
		}
	}
	return map[string]any{
		"id": who.ID, "accountType": who.Kind, "createdDateTime": "2024-01-08T09:00:00Z", "modifiedDateTime": now.UTC().Format(time.RFC3339),
		"effectivePolicyAssignments": t.effective(who, now), "featureTypes": features, "isEnterpriseVoiceEnabled": who.enterprise.seen(now),
		"telephoneNumbers": held, "tenantId": t.World.TenantID, "userPrincipalName": who.UPN,
	}
}

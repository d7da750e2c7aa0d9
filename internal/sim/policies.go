package sim

import (
	"net/http"
	"regexp"
	"slices"
	"strings"
	"time"
)

const policy = "admin/teams/policy"

var writePolicies = []string{"TeamsPolicyUserAssign.ReadWrite.All"}

// policyTypes are the types getPolicyId and assign take here. The permission's text says all; the pages show
// TeamsMeetingPolicy, teamsMeetingBroadcastPolicy and TeamsCallingPolicy, and no list. The names are those of
// Teams PowerShell (New-CsGroupPolicyAssignment, Grant-Cs…), and their case counts.
var policyTypes = []string{
	"CallingLineIdentity", "OnlineVoicemailPolicy", "OnlineVoiceRoutingPolicy", "TeamsCallHoldPolicy", "TeamsCallParkPolicy", "TeamsCallingPolicy",
	"TeamsEmergencyCallRoutingPolicy", "TeamsEmergencyCallingPolicy", "TeamsIPPhonePolicy", "TeamsMeetingPolicy", "TeamsMessagingPolicy", "TeamsMobilityPolicy",
	"TeamsSharedCallingRoutingPolicy", "TenantDialPlan",
}

func init() {
	for _, spelling := range []string{"/", qualified} {
		serves(graph,
			// "teamsPolicyAssignment: getPolicyId". Every name exists once, save ones that begin with "No " and what
			// [Tenant.SetPolicies] says.
			route{method: "GET", path: policy + spelling + "getPolicyId({})", name: "getPolicyId", permissions: writePolicies, serve: (*Tenant).getPolicyID},
			// "teamsPolicyUserAssignment: assign" and "unassign", all or nothing. Whether a person needs a licence for it is not said.
			route{method: "POST", path: policy + "/userAssignments" + spelling + "assign", name: "assignPolicy", permissions: writePolicies, serve: (*Tenant).assignPolicy},
			route{method: "POST", path: policy + "/userAssignments" + spelling + "unassign", name: "unassignPolicy", permissions: writePolicies, serve: (*Tenant).unassignPolicy},
		)
	}
}

// policyArguments is the arguments of getPolicyId; a quote within a string is written twice (OData 4.01 URL Conventions §5.1.1.6.1).
var policyArguments = regexp.MustCompile(`^type='((?:[^']|'')*)',name='((?:[^']|'')*)'$`)

func (t *Tenant) getPolicyID(c *call) answer {
	m := policyArguments.FindStringSubmatch(c.args[0])
	if m == nil {
		return wrong(http.StatusBadRequest, "BadRequest", "Invalid function arguments: %s", c.args[0])
	}
	kind, name := strings.ReplaceAll(m[1], "''", "'"), strings.ReplaceAll(m[2], "''", "'")
	if !slices.Contains(policyTypes, kind) {
		return wrong(http.StatusBadRequest, "BadRequest", "Invalid policyType '%s'.", kind)
	}
	if name == "" || name != strings.TrimSpace(name) || strings.HasPrefix(name, "Tag:") {
		return wrong(http.StatusBadRequest, "BadRequest", "Invalid policy name '%s'.", name)
	}
	var value []any
	for _, p := range t.policiesNamed(kind, name) {
		value = append(value, map[string]any{"name": "Tag:" + p.name, "policyId": p.id})
	}
	return c.page(value, nil)
}

type policyBody struct {
	Value []struct {
		Type       string `json:"@odata.type"`
		UserID     string `json:"userId"`
		PolicyType string `json:"policyType"`
		PolicyID   string `json:"policyId"`
	} `json:"value"`
}

func (t *Tenant) assignPolicy(c *call) answer   { return t.grantAll(c, true) }
func (t *Tenant) unassignPolicy(c *call) answer { return t.grantAll(c, false) }

func (t *Tenant) grantAll(c *call, assign bool) answer {
	var b policyBody
	if err := c.decode(&b); err != nil || len(b.Value) == 0 {
		return wrong(http.StatusBadRequest, "BadRequest", "Invalid request body: %v", err)
	}
	people, policies, said := make([]*account, len(b.Value)), make([]policyOf, len(b.Value)), make([]string, len(b.Value))
	seen := map[[2]string]bool{}
	for i, v := range b.Value {
		key := [2]string{strings.ToLower(v.UserID), v.PolicyType}
		if !isGUID(v.UserID) || assign == (v.PolicyID == "") || seen[key] {
			return wrong(http.StatusBadRequest, "BadRequest", "Invalid userId or policyId, or the same policyType twice.")
		}
		seen[key] = true
		if !slices.Contains(policyTypes, v.PolicyType) {
			return wrong(http.StatusBadRequest, "BadRequest", "Invalid policyType '%s'.", v.PolicyType)
		}
		c.entry.Target, said[i] = t.KeyOf(v.UserID), v.PolicyType
		who := t.alive(v.UserID)
		if who == nil || who.Kind == "guest" {
			return badRequest("The user '%s' is not found.", v.UserID)
		}
		if people[i] = who; !assign {
			continue
		}
		p, found := t.policyWith(v.PolicyType, v.PolicyID)
		if !found {
			return badRequest("The policy '%s' is not found.", v.PolicyID)
		}
		policies[i], said[i] = p, v.PolicyType+" "+p.name
	}
	c.entry.Policy = strings.Join(said, ", ")
	now := time.Now()
	for i, v := range b.Value {
		g := t.grantOf(people[i].ID, v.PolicyType)
		g.writes++
		late := time.Duration(chance(2001, "policy", t.seed, people[i].ID, v.PolicyType, g.writes)) * time.Millisecond
		g.set(policies[i], now.Add(late))
		c.drop = c.drop || t.drops && chance(8, "policy drop", t.seed, people[i].ID, v.PolicyType, g.writes) == 0
	}
	return answer{status: http.StatusNoContent}
}

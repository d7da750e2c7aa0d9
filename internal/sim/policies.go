package sim

import (
	"encoding/base64"
	"net/http"
	"slices"
	"strings"
)

const policy = "admin/teams/policy"

var writePolicies = []string{"TeamsPolicyUserAssign.ReadWrite.All"}

// policyTypes are the types the product may grant. That Graph takes all of them is the permission's text, not a page's.
var policyTypes = []string{"OnlineVoiceRoutingPolicy", "TenantDialPlan", "CallingLineIdentity"}

func init() {
	for _, spelling := range []string{"/", qualified} {
		serves(graph,
			// "teamsPolicyAssignment: getPolicyId". Every name exists, save ones that begin with "No ".
			route{method: "GET", path: policy + spelling + "getPolicyId({})", name: "getPolicyId", permissions: writePolicies, serve: (*Tenant).getPolicyID},
			// "teamsPolicyUserAssignment: assign" and "unassign", all or nothing.
			route{method: "POST", path: policy + "/userAssignments" + spelling + "assign", name: "assignPolicy", permissions: writePolicies, serve: (*Tenant).assignPolicy},
			route{method: "POST", path: policy + "/userAssignments" + spelling + "unassign", name: "unassignPolicy", permissions: writePolicies, serve: (*Tenant).unassignPolicy},
		)
	}
}

// policyID carries its own meaning, so that no list of policies is kept.
func policyID(kind, name string) string { return segment([]byte(kind + "|" + name)) }

func cutPolicy(id string) (kind, name string, found bool) {
	raw, err := base64.RawURLEncoding.DecodeString(id)
	if err != nil {
		return "", "", false
	}
	return strings.Cut(string(raw), "|")
}

func (t *Tenant) getPolicyID(c *call) answer {
	kind, rest, _ := strings.Cut(strings.TrimPrefix(c.args[0], "type='"), "',name='")
	name := strings.TrimPrefix(strings.TrimSuffix(rest, "'"), "Tag:")
	if !slices.Contains(policyTypes, kind) || name == "" {
		return wrong(http.StatusBadRequest, "BadRequest", "Invalid policy type or name: %s", c.args[0])
	}
	if strings.HasPrefix(name, "No ") {
		return c.page(nil, nil)
	}
	return c.page([]any{map[string]any{"name": "Tag:" + name, "policyId": policyID(kind, name)}}, nil)
}

type policyBody struct {
	Value []struct {
		Type       string `json:"@odata.type"`
		UserID     string `json:"userId"`
		PolicyType string `json:"policyType"`
		PolicyID   string `json:"policyId"`
	} `json:"value"`
}

func (t *Tenant) assignPolicy(c *call) answer   { return t.grant(c, true) }
func (t *Tenant) unassignPolicy(c *call) answer { return t.grant(c, false) }

func (t *Tenant) grant(c *call, assign bool) answer {
	var b policyBody
	if err := c.decode(&b); err != nil || len(b.Value) == 0 {
		return wrong(http.StatusBadRequest, "BadRequest", "Invalid request body: %v", err)
	}
	names := make([]string, len(b.Value))
	for i, v := range b.Value {
		who := t.alive(v.UserID)
		if who == nil {
			return badRequest("The user '%s' is not found.", v.UserID)
		}
		c.entry.Target = who.Key
		if !slices.Contains(policyTypes, v.PolicyType) || assign == (v.PolicyID == "") {
			return wrong(http.StatusBadRequest, "BadRequest", "Invalid policyType or policyId.")
		}
		kind, name, found := cutPolicy(v.PolicyID)
		if assign && (!found || kind != v.PolicyType) {
			return badRequest("The policy '%s' is not found.", v.PolicyID)
		}
		names[i] = name
	}
	for i, v := range b.Value {
		key := [2]string{v.UserID, v.PolicyType}
		if assign {
			t.policies[key] = names[i]
		} else {
			delete(t.policies, key)
		}
	}
	return answer{status: http.StatusNoContent}
}

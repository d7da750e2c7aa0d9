package sim

import (
	"net/url"
	"strings"
	"testing"
	"time"
)

const ask, give, take = policy + qualified + "getPolicyId", policy + "/userAssignments" + qualified + "assign", policy + "/userAssignments/unassign"

func permitted(tenant *Tenant) { tenant.Permit("TeamsPolicyUserAssign.ReadWrite.All", true) }

// policy asks for the policies of a name, written as OData wants it.
func (c *client) policy(kind, name string) result {
	return c.get(ask + "(type='" + kind + "',name='" + url.PathEscape(strings.ReplaceAll(name, "'", "''")) + "')")
}

func TestPoliciesAreFoundByName(t *testing.T) {
	bubble(t, func(t *testing.T) {
		tenant, c := begin(t, permitted)
		if err := tenant.SetPolicies("CallingLineIdentity", "Main Line", 2); err != nil {
			t.Fatal(err)
		}
		if err := tenant.SetPolicies("TenantDialPlan", "CH", 0); err != nil {
			t.Fatal(err)
		}
		ids := map[any]bool{}
		for _, tt := range []struct {
			kind, name string
			want       int
		}{
			{"CallingLineIdentity", "Main Line", 2},
			{"CallingLineIdentity", "main line", 2},
			{"CallingLineIdentity", "Side Line", 1},
			{"OnlineVoiceRoutingPolicy", "Main Line", 1},
			{"OnlineVoiceRoutingPolicy", "O'Brien's / Zürich", 1},
			{"TenantDialPlan", "CH", 0},
			{"TenantDialPlan", "No such plan", 0},
		} {
			r := c.policy(tt.kind, tt.name)
			if r.status != 200 || len(r.values()) != tt.want {
				t.Errorf("%s %q: got %d %v, want %d", tt.kind, tt.name, r.status, r.values(), tt.want)
			}
			for _, v := range r.values() {
				if name, _ := v["name"].(string); !strings.EqualFold(name, "Tag:"+tt.name) {
					t.Errorf("%s %q is called %q", tt.kind, tt.name, name)
				}
				ids[v["policyId"]] = true
			}
		}
		if len(ids) != 5 {
			t.Errorf("%d different ids, want 5", len(ids))
		}
		if v := tenant.Violations(); len(v) > 0 {
			t.Errorf("violations: %q", v)
		}
	})
}

func TestWhatNobodyShouldAskOfPolicies(t *testing.T) {
	bubble(t, func(t *testing.T) {
		tenant, c := begin(t, permitted)
		adele := tenant.IDOf("adele")
		one := func(of map[string]any) map[string]any { return map[string]any{"value": []any{of}} }
		for name, do := range map[string]func() result{
			"no type":              func() result { return c.policy("", "UK VRP") },
			"a type that is none":  func() result { return c.policy("TeamsPhonePolicy", "UK VRP") },
			"a type in other case": func() result { return c.policy("tenantDialPlan", "CH") },
			"no name":              func() result { return c.policy("TenantDialPlan", "") },
			"a name with its tag":  func() result { return c.policy("TenantDialPlan", "Tag:CH") },
			"a quote not doubled":  func() result { return c.get(ask + "(type='TenantDialPlan',name='O%27Brien')") },
			"nothing granted":      func() result { return c.post(give, map[string]any{"value": []any{}}) },
			"granted without id": func() result {
				return c.post(give, one(map[string]any{"userId": adele, "policyType": "TenantDialPlan"}))
			},
			"taken with an id": func() result {
				return c.post(take, one(map[string]any{"userId": adele, "policyType": "TenantDialPlan", "policyId": "x"}))
			},
			"granted by name": func() result {
				return c.post(give, one(map[string]any{"userId": "AdeleV@contoso.com", "policyType": "TenantDialPlan", "policyId": "x"}))
			},
			"granted an unknown type": func() result {
				return c.post(give, one(map[string]any{"userId": adele, "policyType": "TenantPlan", "policyId": "x"}))
			},
		} {
			before := len(tenant.Violations())
			if r := do(); r.status != 400 || len(tenant.Violations()) != before+1 {
				t.Errorf("%s: answered %d, violations %q", name, r.status, tenant.Violations())
			}
		}
	})
}

func TestPoliciesAreGrantedAndSeenLater(t *testing.T) {
	bubble(t, func(t *testing.T) {
		tenant, c := begin(t, permitted)
		id, nobody := tenant.IDOf("adele"), tenant.IDOf("diego")
		if err := tenant.SoftDelete("diego"); err != nil {
			t.Fatal(err)
		}
		plan := c.policy("TenantDialPlan", "CH").values()[0]["policyId"]
		send := func(path, who string, policyID any) result {
			of := map[string]any{"userId": who, "policyType": "TenantDialPlan"}
			if policyID != nil {
				of["policyId"] = policyID
			}
			return c.post(path, map[string]any{"value": []any{of}})
		}
		if r := send(give, nobody, plan); r.status != 400 || !strings.Contains(r.message(), "The user") {
			t.Errorf("nobody: %d %q", r.status, r.message())
		}
		if r := send(give, id, "VnMA"); r.status != 400 || !strings.Contains(r.message(), "The policy") {
			t.Errorf("no policy: %d %q", r.status, r.message())
		}
		shown := func() (name, way any) {
			for _, p := range c.get("admin/teams/userConfigurations/" + id).body["effectivePolicyAssignments"].([]any) {
				of := p.(map[string]any)
				if of["policyType"] == "TenantDialPlan" {
					a := of["policyAssignment"].(map[string]any)
					return a["displayName"], a["assignmentType"]
				}
			}
			return nil, nil
		}
		for range 2 { // again does no harm
			if r := send(give, id, plan); r.status != 204 || tenant.Granted("adele", "TenantDialPlan") != "CH" {
				t.Fatalf("%d %q", r.status, r.message())
			}
		}
		time.Sleep(2 * time.Second)
		if name, way := shown(); name != "CH" || way != "direct" {
			t.Errorf("shows %v, %v", name, way)
		}
		if err := tenant.GrantGroup("telephony-admins", "TenantDialPlan", "DE"); err != nil {
			t.Fatal(err)
		}
		if name, _ := shown(); name != "CH" {
			t.Errorf("another's group gives her %v", name)
		}
		if r := send(take, id, nil); r.status != 204 || tenant.Granted("adele", "TenantDialPlan") != "" {
			t.Errorf("%d %q", r.status, r.message())
		}
		time.Sleep(2 * time.Second)
		if name, _ := shown(); name != nil {
			t.Errorf("still shows %v", name)
		}
		id = tenant.IDOf("alex")
		if name, way := shown(); name != "DE" || way != "group" {
			t.Errorf("by his group he has %v, %v", name, way)
		}
		if err := tenant.Grant("alex", "TenantDialPlan", "AT"); err != nil {
			t.Fatal(err)
		}
		if name, way := shown(); name != "AT" || way != "direct" {
			t.Errorf("his own is %v, %v", name, way)
		}
		if err := tenant.Grant("alex", "TenantDialPlan", "No such plan"); err == nil {
			t.Error("a policy that is not there was granted")
		}
		var said []string
		for _, e := range tenant.Journal() {
			said = append(said, e.String())
		}
		const want = "assignPolicy to diego refused: 400 BadRequest: The user '9a1e40b4-5815-4a99-99e2-d15364c7a500' is not found.|" +
			"assignPolicy to adele refused: 400 BadRequest: The policy 'VnMA' is not found.|" +
			"assignPolicy TenantDialPlan CH to adele|assignPolicy TenantDialPlan CH to adele|unassignPolicy TenantDialPlan from adele"
		if got := strings.Join(said, "|"); got != want {
			t.Errorf("journal: %s, want %s", got, want)
		}
		if v := tenant.Violations(); len(v) > 0 {
			t.Errorf("violations: %q", v)
		}
	})
}

func TestAGrantIsSeenLateByAllSeeds(t *testing.T) {
	bubble(t, func(t *testing.T) {
		late := 0
		for seed := range uint64(20) {
			tenant, c := begin(t, permitted, func(tenant *Tenant) { tenant.seed = seed })
			id := tenant.IDOf("adele")
			c.post(give, map[string]any{"value": []any{map[string]any{"userId": id, "policyType": "TenantDialPlan", "policyId": policyID("TenantDialPlan", "CH", 1)}}})
			if of := c.get("admin/teams/userConfigurations/" + id).body["effectivePolicyAssignments"].([]any); len(of) == 0 {
				late++
			}
		}
		if late < 15 {
			t.Errorf("only %d of 20 grants were not seen at once", late)
		}
	})
}

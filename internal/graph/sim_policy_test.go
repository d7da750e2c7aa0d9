package graph_test

import (
	"slices"
	"testing"
	"testing/synctest"
	"time"

	"github.com/numberdesk/numberdesk/internal/graph"
	"github.com/numberdesk/numberdesk/internal/inventory"
	"github.com/numberdesk/numberdesk/internal/person"
	"github.com/numberdesk/numberdesk/internal/phone"
	"github.com/numberdesk/numberdesk/internal/problem"
	"github.com/numberdesk/numberdesk/internal/sim"
)

// within is a simulated tenant in a bubble of its own, whose app has all permissions.
func within(t *testing.T, story func(t *testing.T, tenant *sim.Tenant, c *graph.Client)) {
	synctest.Test(t, func(t *testing.T) {
		tenant := sim.New(sim.Sample())
		defer tenant.Close()
		tenant.Drops(false)
		for _, p := range []string{graph.PermissionAssignPolicies, graph.PermissionReadConfigurations, graph.PermissionWritePhones} {
			tenant.Permit(p, true)
		}
		story(t, tenant, simulated(t, tenant))
		if v := tenant.Violations(); len(v) != 0 {
			t.Errorf("Microsoft was sent what it was not meant to: %q", v)
		}
	})
}

// configured reads somebody until Teams shows what is true.
func configured(t *testing.T, c *graph.Client, id person.ID, shows func(person.Configuration) bool) person.Configuration {
	t.Helper()
	for range 100 {
		is, err := c.Configuration(t.Context(), id)
		if err != nil {
			t.Fatal(err)
		}
		if shows(is) {
			return is
		}
		time.Sleep(time.Second)
	}
	t.Fatal("the change never became visible")
	return person.Configuration{}
}

func TestPoliciesOfTheSimulatedTenant(t *testing.T) {
	within(t, func(t *testing.T, tenant *sim.Tenant, c *graph.Client) {
		adele := person.ID(tenant.IDOf("adele"))
		if err := tenant.SetPolicies("CallingLineIdentity", "Main Line", 2); err != nil {
			t.Fatal(err)
		}
		for _, of := range []struct {
			kind, name string
			want       int
		}{{"CallingLineIdentity", "Main Line", 2}, {"TenantDialPlan", "No such plan", 0}, {"OnlineVoiceRoutingPolicy", "O'Brien's / Zürich 100%", 1}} {
			found, err := c.PolicyIDs(t.Context(), of.kind, of.name)
			if err != nil || len(found) != of.want || slices.ContainsFunc(found, func(p person.Policy) bool { return p.Name != of.name || p.Type != of.kind || p.ID == "" }) {
				t.Errorf("%s %q: got %+v, %v; want %d", of.kind, of.name, found, err, of.want)
			}
		}
		plan, err := c.PolicyIDs(t.Context(), "TenantDialPlan", "CH")
		if err != nil || len(plan) != 1 {
			t.Fatalf("got %+v, %v", plan, err)
		}
		grants := []person.Grant{{Type: "TenantDialPlan", PolicyID: plan[0].ID}}
		for range 2 { // the second does no harm
			if err := c.GrantPolicies(t.Context(), adele, grants); err != nil {
				t.Fatal(err)
			}
		}
		is := configured(t, c, adele, func(is person.Configuration) bool { _, has := is.Policy("TenantDialPlan"); return has })
		if got, _ := is.Policy("tenantDialPlan"); got.Policy != plan[0] || got.By != person.Direct {
			t.Errorf("shows %+v, want %+v", got, plan[0])
		}
		if err := c.GrantPolicies(t.Context(), adele, []person.Grant{{Type: "TenantDialPlan", PolicyID: "VnMA"}}); !problem.Is(err, graph.CodePolicyNotFound) {
			t.Errorf("a policy that is not there: got %v", err)
		}
		if err := c.GrantPolicies(t.Context(), "11111111-1111-1111-1111-111111111111", grants); !problem.Is(err, graph.CodeUserNotFound) {
			t.Errorf("nobody: got %v", err)
		}
		if err := c.UngrantPolicies(t.Context(), adele, []string{"TenantDialPlan"}); err != nil {
			t.Fatal(err)
		}
		configured(t, c, adele, func(is person.Configuration) bool { return len(is.Policies) == 0 })
		if err := tenant.GrantGroup("telephony-admins", "TenantDialPlan", "DE"); err != nil {
			t.Fatal(err)
		}
		is = configured(t, c, person.ID(tenant.IDOf("alex")), func(is person.Configuration) bool { return len(is.Policies) == 1 })
		if got := is.Policies[0]; got.Name != "DE" || got.By != person.ByGroup {
			t.Errorf("by his group he has %+v", got)
		}
	})
}

// A grant whose answer is lost is merely made again.
func TestALostGrantIsMadeAgain(t *testing.T) {
	within(t, func(t *testing.T, tenant *sim.Tenant, c *graph.Client) {
		plan, err := c.PolicyIDs(t.Context(), "TenantDialPlan", "CH")
		if err != nil || len(plan) != 1 {
			t.Fatalf("got %+v, %v", plan, err)
		}
		if err := tenant.Fault("POST assignPolicy", sim.Fault{DropAfter: true}); err != nil {
			t.Fatal(err)
		}
		grants := []person.Grant{{Type: "TenantDialPlan", PolicyID: plan[0].ID}}
		if err := c.GrantPolicies(t.Context(), person.ID(tenant.IDOf("adele")), grants); problem.KindOf(err) != problem.Busy || tenant.Granted("adele", "TenantDialPlan") != "CH" {
			t.Errorf("got %v, and she has %q", err, tenant.Granted("adele", "TenantDialPlan"))
		}
		if err := c.GrantPolicies(t.Context(), person.ID(tenant.IDOf("adele")), grants); err != nil {
			t.Errorf("again: got %v", err)
		}
	})
}

func TestConfigurationsOfTheSimulatedTenant(t *testing.T) {
	within(t, func(t *testing.T, tenant *sim.Tenant, c *graph.Client) {
		adele := person.ID(tenant.IDOf("adele"))
		assigned := func(number phone.Number, to person.ID) {
			t.Helper()
			operation, err := c.Assign(t.Context(), number, to, inventory.DirectRouting, "")
			if err != nil {
				t.Fatal(err)
			}
			if op := end(t, c, operation); op.Status != "succeeded" {
				t.Fatalf("ended as %+v", op)
			}
		}
		if is, err := c.Configuration(t.Context(), adele); err != nil || is.EnterpriseVoice || len(is.Numbers) != 0 || is.AccountType != "user" || !slices.Equal(is.Features, []string{"Teams", "PhoneSystem"}) {
			t.Errorf("at first: got %+v, %v", is, err)
		}
		assigned(zurich, adele)
		configured(t, c, adele, func(is person.Configuration) bool {
			return is.EnterpriseVoice && slices.Equal(is.Numbers, []person.Line{{Phone: zurich, Category: "primary"}})
		})
		if err := tenant.SetEnterpriseVoice("adele", false); err != nil {
			t.Fatal(err)
		}
		if is, err := c.Configuration(t.Context(), adele); err != nil || is.EnterpriseVoice || len(is.Numbers) != 1 {
			t.Errorf("switched off: got %+v, %v", is, err)
		}

		const location = "93cb8a70-b4af-41df-9928-d07607e21776"
		for _, where := range []string{location, location, ""} {
			if err := c.Locate(t.Context(), zurich, where); err != nil {
				t.Fatal(err)
			}
			if a, err := c.Assignment(t.Context(), zurich); err != nil || a.Location != where {
				t.Errorf("got %+v, %v; want it at %q", a, err, where)
			}
		}
		if err := c.Locate(t.Context(), "+41446689999", location); !problem.Is(err, graph.CodeNumberNotInTenant) {
			t.Errorf("a number nobody knows: got %v", err)
		}

		service := person.ID(tenant.IDOf("reception-munich"))
		if _, err := c.Configuration(t.Context(), service); problem.KindOf(err) != problem.NotFound {
			t.Errorf("a resource account: got %v", err)
		}
		if p, err := c.Person(t.Context(), service); err != nil || !p.HasVirtualUser() {
			t.Errorf("a resource account in the directory: got %+v, %v", p, err)
		}
		if err := tenant.Unassign("+498955502000"); err != nil {
			t.Fatal(err)
		}
		assigned("+493055501001", service)
		visible := func(a *inventory.Assignment) bool { return a != nil && a.Target == service && !a.OfPerson() }
		for range 5 {
			if a, err := c.Assignment(t.Context(), "+493055501001"); err == nil && visible(a) {
				return
			}
			time.Sleep(time.Second)
		}
		t.Error("the service's number is not shown as a service's")
	})
}

func TestABlockedNumberIsRefusedThoughItIsFree(t *testing.T) {
	within(t, func(t *testing.T, tenant *sim.Tenant, c *graph.Client) {
		if err := tenant.BlockAssignment(zurich, true); err != nil {
			t.Fatal(err)
		}
		if a, err := c.Assignment(t.Context(), zurich); err != nil || !a.Free() {
			t.Errorf("got %+v, %v; want it free", a, err)
		}
		if _, err := c.Assign(t.Context(), zurich, person.ID(tenant.IDOf("adele")), inventory.DirectRouting, ""); problem.KindOf(err) != problem.Invalid || !problem.Is(err, graph.CodeRefused) {
			t.Errorf("got %v", err)
		}
	})
}

func TestBusinessPhonesOfTheSimulatedTenant(t *testing.T) {
	within(t, func(t *testing.T, tenant *sim.Tenant, c *graph.Client) {
		adele := person.ID(tenant.IDOf("adele"))
		for _, phones := range [][]string{{"+41 44 668 10 42"}, {"+41 44 668 10 43"}, nil} {
			if err := c.SetBusinessPhones(t.Context(), adele, phones); err != nil {
				t.Fatal(err)
			}
			if p, err := c.Person(t.Context(), adele); err != nil || !slices.Equal(p.BusinessPhones, phones) || p.Synced {
				t.Errorf("got %+v, %v; want %q", p, err, phones)
			}
		}
		if err := tenant.Synchronize("adele", true); err != nil {
			t.Fatal(err)
		}
		if err := c.SetBusinessPhones(t.Context(), adele, []string{"+41 44 668 10 42"}); !problem.Is(err, graph.CodeOnPremises) {
			t.Errorf("kept on premises: got %v", err)
		}
		if p, err := c.Person(t.Context(), adele); err != nil || !p.Synced {
			t.Errorf("got %+v, %v; want it synchronized", p, err)
		}
		if err := c.SetBusinessPhones(t.Context(), "11111111-1111-1111-1111-111111111111", nil); problem.KindOf(err) != problem.NotFound {
			t.Errorf("nobody: got %v", err)
		}
		tenant.Permit(graph.PermissionWritePhones, false)
		if err := simulated(t, tenant).SetBusinessPhones(t.Context(), adele, nil); !problem.Is(err, graph.CodeMissingPermission) {
			t.Errorf("without the permission: got %v", err)
		}
	})
}

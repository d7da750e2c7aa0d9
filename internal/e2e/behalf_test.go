package e2e

import (
	"strings"
	"testing"
	"testing/synctest"

	"github.com/numberdesk/numberdesk/internal/server"
)

// TestAFormMadeUpForSomebodyElse: whom a form is for comes from the client, and is let through by the policy alone.
func TestAFormMadeUpForSomebodyElse(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name  string
		let   []string
		who   string
		whom  string
		says  string // part of the answer
		asked bool   // whether there is a request afterwards
	}{
		{"where nobody may ask for others", nil, "nestor", "diego", "cannot ask for others here", false},
		{"by nobody's manager", []string{"manager"}, "adele", "diego", "cannot ask for Diego", false},
		{"for the own manager", []string{"manager"}, "diego", "nestor", "cannot ask for Nestor", false},
		{"by somebody outside the group", []string{"group:9672be1a-7fed-4bb9-a92f-a271dbc52933"}, "nestor", "diego", "cannot ask for Diego", false},
		{"by the group", []string{"group:9672be1a-7fed-4bb9-a92f-a271dbc52933"}, "alex", "diego", "A phone number for Diego", true},
		{"by the manager's manager", []string{"manager", "managers_manager"}, "megan", "diego", "A phone number for Diego", true},
		{"by a telephony admin", []string{"admin_groups"}, "alex", "diego", "A phone number for Diego", true},
		{"for somebody without a licence", []string{"managers_manager", "manager"}, "megan", "isaiah", "Isaiah Langer has no Teams Phone licence", false},
	} {
		t.Run(c.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				h := openHouse(t, func(conf *server.Config) { conf.Approval.OnBehalf = c.let })
				data := map[string]any{"for": h.tenant.Person(c.whom).ID(), "site": "Berlin", "number": "+493055501000", "purpose": "calls", "reason": "because"}
				if _, answer := h.invoke(c.who, "f:1", "request", data); !strings.Contains(answer, c.says) {
					t.Errorf("got %s, want %q", answer, c.says)
				}
				if err := h.settle(); err != nil {
					t.Fatal(err)
				}
				var all []struct{ For, By string }
				h.json(&all, "requests", "--all")
				if got := len(all) == 1; got != c.asked {
					t.Fatalf("requests %v, want one: %v", all, c.asked)
				}
				if c.asked && (all[0].For != h.tenant.Person(c.whom).ID() || all[0].By != h.tenant.Person(c.who).ID()) {
					t.Errorf("the request is %+v, want it by %s for %s", all[0], c.who, c.whom)
				}
				h.checkInvariants()
			})
		})
	}
}

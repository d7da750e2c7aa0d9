package graph_test

import (
	"net/url"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"github.com/numberdesk/numberdesk/internal/graph"
	"github.com/numberdesk/numberdesk/internal/person"
	"github.com/numberdesk/numberdesk/internal/problem"
)

const policyPath = "/admin/teams/policy/microsoft.graph.teamsAdministration.getPolicyId"

func TestPolicyIDs(t *testing.T) {
	const allOn = `{"name":"Tag:AllOn","policyId":"VnMA"}`
	for _, c := range []struct {
		name   string
		answer answer
		want   []person.Policy
		code   string
	}{
		{name: "as recorded", answer: recorded(t, "GET", policyPath+"(type='OnlineVoiceRoutingPolicy'"), want: []person.Policy{{Type: "TeamsMeetingPolicy", Name: "UK VRP", ID: "VnMAaN3X2X1B9tEHx1CJWfC76PSaKEzA4NoUuqIMRUo"}}},
		{name: "one, as the reference shows it", answer: ok(`{"value":[{"@odata.type":"#microsoft.graph.teamsAdministration.policyIdentifierDetail","name":"Tag:AllOn","policyId":"VnMA"}]}`), want: []person.Policy{{Type: "TeamsMeetingPolicy", Name: "AllOn", ID: "VnMA"}}},
		{name: "several", answer: ok(`{"value":[` + allOn + `,{"name":"AllOn","policyId":"J93P"}]}`), want: []person.Policy{{Type: "TeamsMeetingPolicy", Name: "AllOn", ID: "VnMA"}, {Type: "TeamsMeetingPolicy", Name: "AllOn", ID: "J93P"}}},
		{name: "none", answer: ok(`{"value":[]}`), want: []person.Policy{}},
		{name: "none, said as not found", answer: refused(404, "NotFound", "Resource not found."), want: []person.Policy{}},
		{name: "a proxy's 404 is not none", answer: answer{status: 404, body: "<html>"}.with("Content-Type", "text/html"), code: graph.CodeUnexpected},
		{name: "a policy without an id", answer: ok(`{"value":[` + allOn + `,{"name":"AllOn"}]}`), code: graph.CodeUnexpected},
		{name: "a single policy in place of the list", answer: ok(`{"value":` + allOn + `}`), code: graph.CodeUnexpected},
		{name: "no list at all", answer: ok(`{}`), code: graph.CodeUnexpected},
		{name: "a type Graph does not take", answer: refused(400, "BadRequest", "Invalid policyType 'TeamsPhonePolicy'."), code: graph.CodePolicyType},
	} {
		t.Run(c.name, func(t *testing.T) {
			client, _ := answers(t, c.answer)
			got, err := client.PolicyIDs(t.Context(), "TeamsMeetingPolicy", "AllOn")
			if c.code != "" {
				if !problem.Is(err, c.code) {
					t.Errorf("got %+v, %v; want %s", got, err, c.code)
				}
				return
			}
			if err != nil || got == nil || !slices.Equal(got, c.want) {
				t.Errorf("got %+v, %v; want %+v", got, err, c.want)
			}
		})
	}
}

// The SDK asks for policies of no type; what is sent here has it, and a name with anything in it stays one name.
func TestPolicyNamesOnTheWire(t *testing.T) {
	for _, c := range []struct{ name, sent string }{
		{"UK VRP", "UK%20VRP"},
		{"Tag:UK VRP", "UK%20VRP"},
		{" UK VRP ", "UK%20VRP"},
		{"O'Brien's", "O%27%27Brien%27%27s"},
		{"CH/DE", "CH%2FDE"},
		{"Zürich – Büro", "Z%C3%BCrich%20%E2%80%93%20B%C3%BCro"},
		{"100% + a?b#c&d", "100%25%20%2B%20a%3Fb%23c%26d"},
		{"x')/../y", "x%27%27%29%2F..%2Fy"},
		{"CH-Dial_Plan.1", "CH-Dial_Plan.1"},
	} {
		client, m := answers(t, ok(`{"value":[]}`))
		if _, err := client.PolicyIDs(t.Context(), "TenantDialPlan", c.name); err != nil {
			t.Errorf("%s: %v", c.name, err)
			continue
		}
		if got, want := m.requests[0].url, base+policyPath+"(type='TenantDialPlan',name='"+c.sent+"')"; got != want {
			t.Errorf("%s: sent\n%s, want\n%s", c.name, got, want)
		}
		if u, err := url.Parse(m.requests[0].url); err != nil || u.RawQuery != "" || u.Fragment != "" {
			t.Errorf("%s: %v, query %q, fragment %q", c.name, err, u.RawQuery, u.Fragment)
		}
	}
}

// Whatever a policy is called, Graph reads the name that was meant, and nothing of it leaves its place in the address.
func TestAnyPolicyNameStaysInItsPlace(t *testing.T) {
	const before, after = policyPath + "(type='TenantDialPlan',name='", "')"
	rapid.Check(t, func(r *rapid.T) {
		name := rapid.OneOf(rapid.String(), rapid.StringOf(rapid.RuneFrom([]rune("'/%+?#&(){}.,=: \\\"Tag:ü–")))).Draw(r, "name")
		meant := strings.TrimPrefix(strings.TrimSpace(name), "Tag:")
		client, m := answers(t, ok(`{"value":[]}`))
		_, err := client.PolicyIDs(t.Context(), "TenantDialPlan", name)
		if meant == "" {
			if problem.KindOf(err) != problem.Invalid {
				r.Fatalf("no name: got %v", err)
			}
			return
		}
		if err != nil {
			r.Fatal(err)
		}
		sent := strings.TrimSuffix(strings.TrimPrefix(m.requests[0].url, base+before), after)
		if strings.ContainsAny(sent, "/?#'") {
			r.Errorf("it leaves its place: %s", m.requests[0].url)
		}
		if got, err := url.PathUnescape(sent); err != nil || strings.ReplaceAll(got, "''", "'") != meant {
			r.Errorf("it was sent as %s", sent)
		}
	})
}

func TestPolicyGrantsOnTheWire(t *testing.T) {
	client, m := answers(t, recorded(t, "POST", "/admin/teams/policy/userAssignments/microsoft.graph.teamsAdministration.assign"))
	if err := client.GrantPolicies(t.Context(), adele, []person.Grant{{Type: "OnlineVoiceRoutingPolicy", PolicyID: "VnMA"}, {Type: "TenantDialPlan", PolicyID: "J93P"}}); err != nil {
		t.Fatal(err)
	}
	assertJSON(t, m.requests[0].body, `{"value":[{"userId":"`+adele+`","policyType":"OnlineVoiceRoutingPolicy","policyId":"VnMA"},{"userId":"`+adele+`","policyType":"TenantDialPlan","policyId":"J93P"}]}`)

	client, m = answers(t, answer{status: 204})
	if err := client.UngrantPolicies(t.Context(), adele, []string{"TenantDialPlan"}); err != nil {
		t.Fatal(err)
	}
	assertJSON(t, m.requests[0].body, `{"value":[{"userId":"`+adele+`","policyType":"TenantDialPlan"}]}`)
	if got := m.urls()[0]; got != "POST /admin/teams/policy/userAssignments/microsoft.graph.teamsAdministration.unassign" {
		t.Errorf("sent %s", got)
	}
}

func TestNoPolicyIsGrantedThatCannotBeMeant(t *testing.T) {
	client, m := answers(t, answer{status: 204})
	_, noType := client.PolicyIDs(t.Context(), "", "AllOn")
	_, noName := client.PolicyIDs(t.Context(), "TenantDialPlan", " Tag:")
	for what, err := range map[string]error{
		"no type": noType, "no name": noName,
		"nobody":                client.GrantPolicies(t.Context(), "", []person.Grant{{Type: "TenantDialPlan", PolicyID: "x"}}),
		"no id":                 client.GrantPolicies(t.Context(), adele, []person.Grant{{Type: "TenantDialPlan"}}),
		"taken from nobody":     client.UngrantPolicies(t.Context(), "", []string{"TenantDialPlan"}),
		"nothing said to take":  client.UngrantPolicies(t.Context(), adele, []string{""}),
		"a type among the good": client.GrantPolicies(t.Context(), adele, []person.Grant{{Type: "TenantDialPlan", PolicyID: "x"}, {PolicyID: "y"}}),
	} {
		if problem.KindOf(err) != problem.Invalid {
			t.Errorf("%s: got %v, want it refused", what, err)
		}
	}
	if err := client.GrantPolicies(t.Context(), adele, nil); err != nil {
		t.Errorf("nothing to grant: got %v", err)
	}
	if len(m.requests) != 0 {
		t.Errorf("sent %v", m.urls())
	}
}

func TestPolicyRefusals(t *testing.T) {
	for _, c := range []struct{ text, code string }{
		{"The user 'x' is not found.", graph.CodeUserNotFound},
		{"The policy 'UK user plan' is not found.", graph.CodePolicyNotFound},
		{"Invalid policyType or policyId.", graph.CodePolicyType},
		{"Policy type 'X' is not found", graph.CodePolicyType},
		{"Something nobody has seen", graph.CodeRefused},
		{"User lacks a licence", graph.CodeRefused},
	} {
		client, _ := answers(t, refused(400, "BadRequest", c.text))
		err := client.GrantPolicies(t.Context(), adele, []person.Grant{{Type: "TenantDialPlan", PolicyID: "x"}})
		if !problem.Is(err, c.code) || problem.KindOf(err) != problem.Invalid || !strings.Contains(err.Error(), c.text) {
			t.Errorf("%s: got %v, want %s", c.text, err, c.code)
		}
	}
}

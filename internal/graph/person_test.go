package graph_test

import (
	"fmt"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/numberdesk/numberdesk/internal/graph"
	"github.com/numberdesk/numberdesk/internal/person"
	"github.com/numberdesk/numberdesk/internal/problem"
)

const gone = "Resource '94ec379d' does not exist or one of its queried reference-property objects are not present."

func TestPersonAsRecorded(t *testing.T) {
	c, m := answers(t, recorded(t, "GET", "/users/"+adele+"?"))
	p, err := c.Person(t.Context(), adele)
	if err != nil {
		t.Fatal(err)
	}
	if p.ID != adele || p.Name != "Adele Vance" || !p.Enabled || p.Guest || p.City != "London" || p.Office != "HQ" || p.UsageLocation != "GB" || p.PhoneLicence() != person.Licensed {
		t.Errorf("got %+v", p)
	}
	if p.Manager == nil || p.Manager.Name == "" {
		t.Errorf("manager: got %+v", p.Manager)
	}
	if got := m.urls()[0]; !strings.Contains(got, "$expand=manager($select=id,displayName,userPrincipalName,accountEnabled,userType,preferredLanguage)") ||
		!strings.Contains(got, "assignedPlans") || !strings.Contains(got, "jobTitle") {
		t.Errorf("asked %s", got)
	}
}

func TestPersonIsWholeOrAnError(t *testing.T) {
	const whole = `"id":"` + adele + `","accountEnabled":true,"assignedPlans":[]`
	for _, c := range []struct {
		name, body string
		manager    answer // to the second request, when there is one
		code       string
		check      func(*person.Person) bool
	}{
		{name: "no manager", body: `{` + whole + `}`, manager: refused(404, "Request_ResourceNotFound", gone), check: func(p *person.Person) bool { return p.Manager == nil && p.Enabled }},
		{name: "a manager who is a contact cannot decide", body: `{` + whole + `,"manager":{"@odata.type":"#microsoft.graph.orgContact","id":"c1","displayName":"C"}}`, check: func(p *person.Person) bool { return p.Manager == nil }},
		{name: "a manager whose account is alive", body: `{` + whole + `,"manager":{"@odata.type":"#microsoft.graph.user","id":"M1","accountEnabled":true,"userType":"Member"}}`, check: func(p *person.Person) bool { return p.Manager.CanDecide() && p.Manager.ID == "m1" }},
		{name: "a manager whose state is not said is read alone", body: `{` + whole + `,"manager":{"id":"m1"}}`, manager: ok(`{"@odata.type":"#microsoft.graph.user","id":"m1","accountEnabled":true}`), check: func(p *person.Person) bool { return p.Manager.CanDecide() }},
		{name: "a manager whose state is not said even then cannot decide", body: `{` + whole + `,"manager":{"id":"m1"}}`, manager: ok(`{"id":"m1"}`), check: func(p *person.Person) bool { return p.Manager != nil && !p.Manager.CanDecide() }},
		{name: "languages are as the directory says", body: `{` + whole + `,"preferredLanguage":"de-CH","manager":{"@odata.type":"#microsoft.graph.user","id":"m1","accountEnabled":true,"preferredLanguage":"fr"}}`, check: func(p *person.Person) bool { return p.Language == "de-CH" && p.Manager.Language == "fr" }},
		{name: "and empty where it says nothing", body: `{` + whole + `,"preferredLanguage":null,"manager":{"@odata.type":"#microsoft.graph.user","id":"m1","accountEnabled":true}}`, check: func(p *person.Person) bool { return p.Language == "" && p.Manager.Language == "" }},
		{name: "a manager read alone has a language, too", body: `{` + whole + `}`, manager: ok(`{"@odata.type":"#microsoft.graph.user","id":"m1","accountEnabled":true,"preferredLanguage":"de"}`), check: func(p *person.Person) bool { return p.Manager.Language == "de" }},
		{name: "a guest", body: `{` + whole + `,"userType":"Guest","manager":{"@odata.type":"#microsoft.graph.orgContact","id":"c1"}}`, check: func(p *person.Person) bool { return p.Guest }},
		{name: "removed plans stay, as Deleted, and unknown states are no licence", body: `{"id":"` + adele + `","accountEnabled":false,"manager":{"@odata.type":"#microsoft.graph.orgContact","id":"c1"},"assignedPlans":[{"servicePlanId":"4828C8EC-DC2E-4779-B502-87AC9CE28AB7","capabilityStatus":"Deleted"},{"servicePlanId":"4828c8ec-dc2e-4779-b502-87ac9ce28ab7","capabilityStatus":"Paused"}]}`,
			check: func(p *person.Person) bool {
				return !p.Enabled && slices.Equal(p.Plans, []person.Plan{{ID: "4828c8ec-dc2e-4779-b502-87ac9ce28ab7", Status: "Deleted"}, {ID: "4828c8ec-dc2e-4779-b502-87ac9ce28ab7"}})
			}},
		{name: "absent plans are not no plans", body: `{"id":"` + adele + `","accountEnabled":true}`, code: graph.CodeUnexpected},
		{name: "an absent state is not disabled", body: `{"id":"` + adele + `","assignedPlans":[]}`, code: graph.CodeUnexpected},
		{name: "wrapped in a value", body: `{"value":{` + whole + `}}`, code: graph.CodeUnexpected},
		{name: "somebody else", body: `{"id":"x","accountEnabled":true,"assignedPlans":[]}`, code: graph.CodeUnexpected},
	} {
		t.Run(c.name, func(t *testing.T) {
			client, _ := answers(t, ok(c.body), c.manager)
			p, err := client.Person(t.Context(), adele)
			if c.code != "" {
				if !problem.Is(err, c.code) {
					t.Errorf("got %+v, %v; want a problem %s", p, err, c.code)
				}
				return
			}
			if err != nil || !c.check(p) {
				t.Errorf("got %+v, %v", p, err)
			}
		})
	}
	client, _ := answers(t, refused(404, "Request_ResourceNotFound", gone))
	if _, err := client.Person(t.Context(), adele); problem.KindOf(err) != problem.NotFound {
		t.Errorf("nobody: got %v", err)
	}
}

func TestPeople(t *testing.T) {
	one := func(id string) string { return `{"id":"` + id + `","accountEnabled":true,"assignedPlans":[]}` }
	client, m := answers(t, ok(`{"value":[`+one("u1")+`,`+one("u2")+`],"@odata.nextLink":"`+base+`/users?$skiptoken=p2"}`), ok(`{"value":[`+one("u3")+`]}`))
	var ids []person.ID
	err := client.People(t.Context(), func(some []person.Person) error {
		for _, p := range some {
			ids = append(ids, p.ID)
		}
		return nil
	})
	if err != nil || !slices.Equal(ids, []person.ID{"u1", "u2", "u3"}) || len(m.requests) != 2 {
		t.Errorf("got %v, %v", ids, err)
	}
	if got := m.urls()[0]; !strings.HasSuffix(got, "&$top=999") || !strings.HasPrefix(got, "GET /users?$select=id,displayName,") || strings.Contains(got, "preferredLanguage") {
		t.Errorf("asked %s", got)
	}
	client, _ = answers(t, ok(`{"value":[`+one("u1")+`,{"id":"u2"}]}`))
	ids = nil
	err = client.People(t.Context(), func(some []person.Person) error {
		for _, p := range some {
			ids = append(ids, p.ID)
		}
		return nil
	})
	if err != nil || !slices.Equal(ids, []person.ID{"u1"}) {
		t.Errorf("somebody without plans is on no page: got %v, %v", ids, err)
	}
}

func TestAccount(t *testing.T) {
	there, absent := ok(`{"id":"`+adele+`"}`), refused(404, "Request_ResourceNotFound", gone)
	for _, c := range []struct {
		name    string
		answers []answer
		want    person.Account
		kind    problem.Kind
	}{
		{"in the directory", []answer{there}, person.Active, ""},
		{"in the recycle bin", []answer{absent, there}, person.SoftDeleted, ""},
		{"in neither", []answer{absent, absent}, person.Gone, ""},
		{"a recycle bin we may not see says nothing", []answer{absent, refused(403, "Authorization_RequestDenied", "Insufficient privileges")}, "", problem.Forbidden},
		{"a 404 that is not the directory's own says nothing", []answer{refused(404, "UnknownError", "x"), absent}, "", problem.Internal},
		{"nor does a proxy's", []answer{absent, {status: 404, body: "<html>"}}, "", problem.Internal},
		{"nor somebody else", []answer{ok(`{"id":"x"}`)}, "", problem.Internal},
		{"nor an object without an id", []answer{ok(`{"value":{"id":"` + adele + `"}}`)}, "", problem.Internal},
	} {
		t.Run(c.name, func(t *testing.T) {
			client, m := answers(t, c.answers...)
			got, err := client.Account(t.Context(), adele)
			if got != c.want || problem.KindOf(err) != c.kind {
				t.Errorf("got %q, %v; want %q, %q", got, err, c.want, c.kind)
			}
			want := []string{"GET /users/" + adele + "?$select=id", "GET /directory/deletedItems/" + adele + "?$select=id"}
			if urls := m.urls(); !slices.Equal(urls, want[:len(urls)]) {
				t.Errorf("asked %q", urls)
			}
		})
	}
	client, m := answers(t, there)
	_, account := client.Account(t.Context(), "")
	_, one := client.Person(t.Context(), "")
	_, groups := client.MemberOf(t.Context(), "", []string{"g"})
	_, members := client.Members(t.Context(), "")
	for _, err := range []error{account, one, groups, members} {
		if problem.KindOf(err) != problem.Invalid || len(m.requests) != 0 {
			t.Errorf("nobody: got %v and %d requests", err, len(m.requests))
		}
	}
}

func TestMemberOf(t *testing.T) {
	var groups []string
	for i := range 25 {
		groups = append(groups, fmt.Sprintf("11111111-1111-1111-1111-1111111111%02d", i))
	}
	client, m := answers(t, ok(`{"value":["`+strings.ToUpper(groups[3])+`","22222222-1111-1111-1111-111111111111"]}`), ok(`{"value":["`+groups[24]+`"]}`))
	got, err := client.MemberOf(t.Context(), adele, groups)
	if err != nil || !slices.Equal(got, []string{groups[3], groups[24]}) {
		t.Errorf("got %v, %v", got, err)
	}
	if len(m.requests) != 2 || strings.Count(m.requests[0].body, "11111111-") != 20 || strings.Count(m.requests[1].body, "11111111-") != 5 {
		t.Errorf("asked %+v", m.requests)
	}
	client, _ = answers(t, ok(`{}`))
	if got, err := client.MemberOf(t.Context(), adele, groups); err == nil {
		t.Errorf("no value: got %v", got)
	}
	client, m = answers(t, ok(`{}`))
	if got, err := client.MemberOf(t.Context(), adele, nil); err != nil || len(got) != 0 || len(m.requests) != 0 {
		t.Errorf("no groups: got %v, %v", got, err)
	}
}

func TestMembers(t *testing.T) {
	const group = "11111111-1111-1111-1111-111111111111"
	client, m := answers(t,
		ok(`{"value":[{"@odata.type":"#microsoft.graph.user","id":"U1","displayName":"Uma","accountEnabled":true,"userType":"Member"},{"@odata.type":"#microsoft.graph.group","id":"g2"}],"@odata.nextLink":"`+base+`/groups/`+group+`/transitiveMembers?$skiptoken=p2"}`),
		ok(`{"value":[{"@odata.type":"#microsoft.graph.user","id":"u2","accountEnabled":false,"userType":null},{"@odata.type":"#microsoft.graph.user","id":"u3","accountEnabled":true,"userType":"Guest"},{"@odata.type":"#microsoft.graph.user","id":"u4"},{"@odata.type":"#microsoft.graph.user","id":"u1"},{"@odata.type":"#microsoft.graph.device","id":"d"}]}`))
	got, err := client.Members(t.Context(), group)
	if err != nil || !slices.EqualFunc(got, []person.Person{{ID: "u1", Name: "Uma", Enabled: true}, {ID: "u2"}, {ID: "u3", Enabled: true, Guest: true}, {ID: "u4", Enabled: true}},
		func(a *person.Person, b person.Person) bool { return reflect.DeepEqual(*a, b) }) {
		t.Errorf("got %v, %v", got, err)
	}
	if m.urls()[0] != "GET /groups/"+group+"/transitiveMembers?$select=id,displayName,accountEnabled,userType&$top=999" {
		t.Errorf("asked %s", m.urls()[0])
	}
	client, _ = answers(t, ok(`{"value":[{"displayName":"?"}]}`))
	if got, err := client.Members(t.Context(), group); !problem.Is(err, graph.CodeUnexpected) {
		t.Errorf("an entry without id: got %v, %v", got, err)
	}
	client, _ = answers(t, refused(404, "Request_ResourceNotFound", gone))
	if _, err := client.Members(t.Context(), group); problem.KindOf(err) != problem.NotFound {
		t.Errorf("no such group: got %v", err)
	}
}

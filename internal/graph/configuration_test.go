package graph_test

import (
	"maps"
	"reflect"
	"strings"
	"testing"

	"github.com/numberdesk/numberdesk/internal/graph"
	"github.com/numberdesk/numberdesk/internal/person"
	"github.com/numberdesk/numberdesk/internal/problem"
)

func TestConfiguration(t *testing.T) {
	const id = `"id":"` + adele + `"`
	const rest = `"effectivePolicyAssignments":[],"telephoneNumbers":[],"isEnterpriseVoiceEnabled":false`
	policy := person.Policy{Type: "TeamsMeetingPolicy", Name: "AllOn", ID: "J93P"}
	for _, c := range []struct {
		name   string
		answer answer
		want   person.Configuration
		code   string
	}{
		{name: "as recorded", answer: recorded(t, "GET", "/admin/teams/userConfigurations/"), want: person.Configuration{AccountType: "user", EnterpriseVoice: true, Features: []string{"Teams", "PhoneSystem"},
			Policies: []person.Effective{{Policy: person.Policy{Type: "OnlineVoiceRoutingPolicy", Name: "UK VRP", ID: "p1"}, By: person.Direct}},
			Numbers:  []person.Line{{Phone: "+442079460002", Category: "primary"}}}},
		{name: "nothing yet", answer: ok(`{` + id + `,` + rest + `}`)},
		{name: "nothing said as null", answer: ok(`{` + id + `,"effectivePolicyAssignments":null,"telephoneNumbers":null,"isEnterpriseVoiceEnabled":null}`)},
		{name: "the id in capitals", answer: ok(`{"id":"` + strings.ToUpper(adele) + `",` + rest + `}`)},
		{name: "a group's policy, and a way of the future", answer: ok(`{` + id + `,"telephoneNumbers":[],"isEnterpriseVoiceEnabled":false,"effectivePolicyAssignments":[
			{"policyType":"TeamsMeetingPolicy","policyAssignment":{"displayName":"Tag:AllOn","assignmentType":"group","policyId":"J93P","groupId":"g"}},
			{"policyType":"TeamsMeetingPolicy","policyAssignment":{"displayName":"AllOn","assignmentType":"unknownFutureValue","policyId":"J93P","groupId":null}}]}`),
			want: person.Configuration{Policies: []person.Effective{{Policy: policy, By: person.ByGroup}, {Policy: policy}}}},
		{name: "an account and a line of the future", answer: ok(`{` + id + `,"accountType":"unknownFutureValue","effectivePolicyAssignments":[],"isEnterpriseVoiceEnabled":true,"telephoneNumbers":[{"telephoneNumber":"+41446681000","assignmentCategory":"shared"}]}`),
			want: person.Configuration{EnterpriseVoice: true, Numbers: []person.Line{{Phone: "+41446681000"}}}},
		{name: "wrapped in a value, as the reference's example shows it", answer: ok(`{"value":{` + id + `,` + rest + `}}`), code: graph.CodeUnexpected},
		{name: "somebody else", answer: ok(`{"id":"x",` + rest + `}`), code: graph.CodeUnexpected},
		{name: "enterprise voice left out is not off", answer: ok(`{` + id + `,"effectivePolicyAssignments":[],"telephoneNumbers":[]}`), code: graph.CodeUnexpected},
		{name: "policies left out are not none", answer: ok(`{` + id + `,"isEnterpriseVoiceEnabled":true,"telephoneNumbers":[]}`), code: graph.CodeUnexpected},
		{name: "numbers left out are not none", answer: ok(`{` + id + `,"isEnterpriseVoiceEnabled":true,"effectivePolicyAssignments":[]}`), code: graph.CodeUnexpected},
		{name: "a policy of no type", answer: ok(`{` + id + `,"isEnterpriseVoiceEnabled":true,"telephoneNumbers":[],"effectivePolicyAssignments":[{"policyAssignment":{"displayName":"x"}}]}`), code: graph.CodeUnexpected},
		{name: "not known to Teams", answer: refused(404, "NotFound", "The user is not found."), code: "NotFound"},
		{name: "not known to Teams, said as a bad request", answer: refused(400, "BadRequest", "The user 'x' is not found."), code: "NotFound"},
		{name: "a proxy's 404 says nothing", answer: answer{status: 404, body: "<html>"}.with("Content-Type", "text/html"), code: graph.CodeUnexpected},
	} {
		t.Run(c.name, func(t *testing.T) {
			client, m := answers(t, c.answer)
			got, err := client.Configuration(t.Context(), adele)
			if got := m.urls()[0]; got != "GET /admin/teams/userConfigurations/"+adele {
				t.Errorf("asked %s", got)
			}
			if c.code != "" {
				if !problem.Is(err, c.code) || c.code == "NotFound" && problem.KindOf(err) != problem.NotFound {
					t.Errorf("got %+v, %v; want %s", got, err, c.code)
				}
				return
			}
			if err != nil || !reflect.DeepEqual(got, c.want) {
				t.Errorf("got %+v, %v; want %+v", got, err, c.want)
			}
		})
	}
	if e, found := (person.Configuration{Policies: []person.Effective{{Policy: policy}}}).Policy("teamsMeetingPolicy"); !found || e.Name != "AllOn" {
		t.Errorf("a type written small: got %+v, %v", e, found)
	}
}

func TestVoices(t *testing.T) {
	const next = `"@odata.nextLink":"` + base + `/admin/teams/userConfigurations?$skiptoken=p2"`
	read := func(pages ...answer) (map[person.ID]bool, string, error) {
		client, m := answers(t, pages...)
		all := map[person.ID]bool{}
		err := client.Voices(t.Context(), func(page map[person.ID]bool) error { maps.Copy(all, page); return nil })
		return all, m.urls()[0], err
	}
	all, asked, err := read(ok(`{"value":[{"id":"U1","isEnterpriseVoiceEnabled":true},{"id":"u2","isEnterpriseVoiceEnabled":null},{"id":"u3"}],`+next+`}`),
		ok(`{"value":[{"id":"u4","isEnterpriseVoiceEnabled":false}]}`))
	if want := map[person.ID]bool{"u1": true, "u4": false}; err != nil || !maps.Equal(all, want) {
		t.Errorf("got %v, %v; want %v", all, err, want)
	}
	if asked != "GET /admin/teams/userConfigurations?$select=id,isEnterpriseVoiceEnabled" {
		t.Errorf("asked %s", asked)
	}
	if all, _, err = read(ok(`{"value":[{"id":"u1","isEnterpriseVoiceEnabled":false}],`+next+`}`), ok(`{}`)); err == nil {
		t.Errorf("a page without a value is an end: got %v", all)
	}
}

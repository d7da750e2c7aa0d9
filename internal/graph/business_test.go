package graph_test

import (
	"strings"
	"testing"

	"github.com/numberdesk/numberdesk/internal/graph"
	"github.com/numberdesk/numberdesk/internal/person"
	"github.com/numberdesk/numberdesk/internal/problem"
)

const mastered = "Unable to update the specified properties for on-premises mastered Directory Sync objects or objects currently undergoing migration."

func TestSetBusinessPhones(t *testing.T) {
	for _, c := range []struct {
		name   string
		phones []string
		sent   string
	}{
		{"one", []string{"+41 44 668 10 00"}, `{"businessPhones":["+41 44 668 10 00"]}`},
		{"none clears it", nil, `{"businessPhones":[]}`},
	} {
		client, m := answers(t, answer{status: 204})
		if err := client.SetBusinessPhones(t.Context(), adele, c.phones); err != nil {
			t.Errorf("%s: %v", c.name, err)
		}
		if got := m.urls()[0]; got != "PATCH /users/"+adele || m.requests[0].body != c.sent || m.requests[0].header.Get("Content-Type") != "application/json" {
			t.Errorf("%s: sent %s %s as %s", c.name, got, m.requests[0].body, m.requests[0].header.Get("Content-Type"))
		}
	}
	client, m := answers(t, answer{status: 204})
	for _, err := range []error{client.SetBusinessPhones(t.Context(), "", nil), client.SetBusinessPhones(t.Context(), adele, []string{"1", "2"})} {
		if problem.KindOf(err) != problem.Invalid || len(m.requests) != 0 {
			t.Errorf("got %v and %d requests", err, len(m.requests))
		}
	}
}

func TestBusinessPhoneRefusals(t *testing.T) {
	for _, c := range []struct {
		name   string
		answer answer
		kind   problem.Kind
		code   string
		says   string
	}{
		{"kept on premises", refused(400, "Request_BadRequest", mastered), problem.Invalid, graph.CodeOnPremises, "Change it there."},
		{"an administrator, or no permission", refused(403, "Authorization_RequestDenied", "Insufficient privileges to complete the operation."), problem.Forbidden, graph.CodeMissingPermission, "User-Phone.ReadWrite.All; if the person is an administrator"},
		{"not a telephone number", refused(400, "Request_BadRequest", "Invalid value specified for property 'businessPhones' of resource 'User'."), problem.Invalid, graph.CodeRefused, ""},
		{"nobody", refused(404, "Request_ResourceNotFound", gone), problem.NotFound, "NotFound", ""},
	} {
		client, _ := answers(t, c.answer)
		err := client.SetBusinessPhones(t.Context(), adele, []string{"+41446681000"})
		if problem.KindOf(err) != c.kind || !problem.Is(err, c.code) || !strings.Contains(problem.Say(err).String(), c.says) {
			t.Errorf("%s: got %v", c.name, err)
		}
	}
}

func TestBusinessPhonesAreRead(t *testing.T) {
	const whole = `"id":"` + adele + `","accountEnabled":true,"assignedPlans":[],"manager":{"@odata.type":"#microsoft.graph.orgContact","id":"c1"}`
	for _, c := range []struct {
		name, body string
		phone      string
		synced     bool
	}{
		{"in the cloud", `{` + whole + `,"businessPhones":["+41 44 668 10 00"],"onPremisesSyncEnabled":null}`, "+41 44 668 10 00", false},
		{"synchronized", `{` + whole + `,"businessPhones":[],"onPremisesSyncEnabled":true}`, "", true},
		{"synchronized once", `{` + whole + `,"businessPhones":[],"onPremisesSyncEnabled":false}`, "", false},
	} {
		client, m := answers(t, ok(c.body))
		p, err := client.Person(t.Context(), person.ID(adele))
		if err != nil || strings.Join(p.BusinessPhones, " ") != c.phone || p.Synced != c.synced || !strings.Contains(m.urls()[0], ",businessPhones,onPremisesSyncEnabled") {
			t.Errorf("%s: got %+v, %v from %s", c.name, p, err, m.urls()[0])
		}
	}
}

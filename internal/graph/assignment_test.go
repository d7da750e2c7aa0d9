package graph_test

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/numberdesk/numberdesk/internal/graph"
	"github.com/numberdesk/numberdesk/internal/inventory"
	"github.com/numberdesk/numberdesk/internal/problem"
)

func entry(n, more string) string {
	return fmt.Sprintf(`{"id":"x","telephoneNumber":%q,"numberType":"directRouting","activationState":"activated","assignmentStatus":"unassigned","assignmentCategory":"primary"%s}`, n, more)
}

// entries is a page of n numbers from +4144668<first> on.
func entries(first, n int, more string) string {
	var b strings.Builder
	for i := range n {
		if i > 0 {
			b.WriteByte(',')
		}
		b.WriteString(entry(fmt.Sprintf("+4144%07d", first+i), ""))
	}
	return `{"value":[` + b.String() + `]` + more + `}`
}

func collect(c *graph.Client, t *testing.T) ([]inventory.Assignment, error) {
	var all []inventory.Assignment
	err := c.Assignments(t.Context(), func(some []inventory.Assignment) error {
		all = append(all, some...)
		return nil
	})
	return all, err
}

func TestAssignmentsReadsTheRecordedPages(t *testing.T) {
	c, m := answers(t,
		recorded(t, "GET", "/admin/teams/telephoneNumberManagement/numberAssignments?$filter"),
		recorded(t, "GET", "/admin/teams/telephoneNumberManagement/numberAssignments?$top=2&$skip=2"))
	got, err := collect(c, t)
	if err != nil {
		t.Fatal(err)
	}
	want := []inventory.Assignment{
		{Phone: "+442079460001", Status: "unassigned"},
		{Phone: "+442079460002", Status: "userAssigned", Target: adele},
		{Phone: "+442079460003", Status: "unassigned"},
	}
	if len(got) != len(want) {
		t.Fatalf("got %d numbers, want %d", len(got), len(want))
	}
	for i, w := range want {
		w.Type, w.Category, w.Activation, w.Capabilities, w.Country, w.City = inventory.CallingPlan, "primary", "activated", []string{"userAssignment"}, "GB", "London"
		if fmt.Sprint(got[i]) != fmt.Sprint(w) {
			t.Errorf("number %d: got %+v, want %+v", i, got[i], w)
		}
	}
	path := "GET /admin/teams/telephoneNumberManagement/numberAssignments"
	if urls := m.urls(); !slices.Equal(urls, []string{path + "?$top=1000", path + "?$top=2&$skip=2"}) {
		t.Errorf("asked %q", urls)
	}
}

func TestAssignmentsIsCompleteOrAnError(t *testing.T) {
	link := func(s string) string { return `,"@odata.nextLink":"` + s + `"` }
	for _, c := range []struct {
		name    string
		answers []answer
		want    int // numbers
		asked   int // requests
		code    string
	}{
		{name: "a short page without a nextLink is the end", answers: []answer{ok(entries(0, 999, ""))}, want: 999, asked: 1},
		{name: "a full page without a nextLink is skipped over, to a short one", answers: []answer{ok(entries(0, 1000, "")), ok(entries(1000, 1000, "")), ok(entries(2000, 1, ""))}, want: 2001, asked: 3},
		{name: "a full last page is followed by an empty one", answers: []answer{ok(entries(0, 1000, "")), ok(`{"value":[]}`)}, want: 1000, asked: 2},
		{name: "a page of the default length may mean that $top was overlooked", answers: []answer{ok(entries(0, 500, "")), ok(entries(500, 3, ""))}, want: 503, asked: 2},
		{name: "an empty page in the middle is not the end", answers: []answer{ok(entries(0, 2, link(numbers+"?$skip=2"))), ok(`{"value":[]` + link(numbers+"?$skip=3") + `}`), ok(entries(3, 1, ""))}, want: 3, asked: 3},
		{name: "a nextLink may be relative", answers: []answer{ok(entries(0, 2, link("/v1.0/admin/teams/telephoneNumberManagement/numberAssignments?$skip=2"))), ok(entries(2, 1, ""))}, want: 3, asked: 2},
		{name: "an empty tenant has no numbers", answers: []answer{ok(`{"value":[]}`)}, want: 0, asked: 1},
		{name: "a nextLink to another host is not followed", answers: []answer{ok(entries(0, 2, link("https://graph.evil.example/v1.0/x?$skip=2")))}, asked: 1, code: graph.CodeUnexpected},
		{name: "a nextLink to another port is not followed", answers: []answer{ok(entries(0, 2, link("https://graph.microsoft.com:8443/v1.0/x?$skip=2")))}, asked: 1, code: graph.CodeUnexpected},
		{name: "a nextLink without TLS is not followed", answers: []answer{ok(entries(0, 2, link(strings.Replace(numbers, "https", "http", 1)+"?$skip=2")))}, asked: 1, code: graph.CodeUnexpected},
		{name: "a nextLink with a user before the host is not followed", answers: []answer{ok(entries(0, 2, link("https://x@graph.microsoft.com/v1.0/x")))}, asked: 1, code: graph.CodeUnexpected},
		{name: "a nextLink that leads back is an error", answers: []answer{ok(entries(0, 2, link(numbers+"?$skip=2")))}, asked: 2, code: graph.CodeUnexpected},
		{name: "a $skip that is overlooked is an error", answers: []answer{ok(entries(0, 1000, ""))}, asked: 2, code: graph.CodeUnexpected},
		{name: "a page without a value is an error", answers: []answer{ok(entries(0, 1000, "")), ok(`{"@odata.context":"x"}`)}, asked: 2, code: graph.CodeUnexpected},
		{name: "a value that is null is an error", answers: []answer{ok(`{"value":null}`)}, asked: 1, code: graph.CodeUnexpected},
		{name: "a single object where a page is due is an error", answers: []answer{ok(`{"value":{"telephoneNumber":"+41446680000"}}`)}, asked: 1, code: graph.CodeUnexpected},
		{name: "an entry without a number is an error", answers: []answer{ok(`{"value":[{"id":"x"}]}`)}, asked: 1, code: graph.CodeUnexpected},
		{name: "an entry that is null is an error", answers: []answer{ok(`{"value":[null]}`)}, asked: 1, code: graph.CodeUnexpected},
		{name: "half a page is an error", answers: []answer{ok(entries(0, 5, "")[:300])}, asked: 1, code: graph.CodeUnexpected},
		{name: "an empty answer is an error", answers: []answer{ok("")}, asked: 1, code: graph.CodeUnexpected},
		{name: "no content is an error", answers: []answer{{status: 204}}, asked: 1, code: graph.CodeUnexpected},
		{name: "a sign-in page that answers 200 is an error", answers: []answer{ok("<html>Sign in</html>").with("Content-Type", "text/html")}, asked: 1, code: graph.CodeUnexpected},
		{name: "a later page that is refused is an error of the whole", answers: []answer{ok(entries(0, 1000, "")), refused(403, "forbidden", "Insufficient permission(s). API requires TeamsTelephoneNumber.Read.All.")}, asked: 2, code: graph.CodeMissingPermission},
	} {
		t.Run(c.name, func(t *testing.T) {
			client, m := answers(t, c.answers...)
			got, err := collect(client, t)
			if len(m.urls()) != c.asked {
				t.Errorf("asked %d times, want %d", len(m.urls()), c.asked)
			}
			if c.code != "" {
				if !problem.Is(err, c.code) {
					t.Fatalf("got %v, want a problem %s", err, c.code)
				}
				return
			}
			if err != nil || len(got) != c.want {
				t.Fatalf("got %d numbers, %v; want %d", len(got), err, c.want)
			}
		})
	}
}

func TestAssignmentsStopsWithTheReader(t *testing.T) {
	c, m := answers(t, ok(entries(0, 1000, "")))
	enough := errors.New("enough")
	if err := c.Assignments(t.Context(), func([]inventory.Assignment) error { return enough }); err != enough {
		t.Errorf("got %v, want the reader's own error", err)
	}
	if len(m.urls()) != 1 {
		t.Errorf("asked %d times after the reader had enough", len(m.urls()))
	}
}

// What Graph may add one day must not be read as something it is not.
func TestUnknownMembersReadAsNothing(t *testing.T) {
	c, _ := answers(t, ok(`{"value":[{"id":"x","telephoneNumber":"41446680000","numberType":"satellite","activationState":"dreaming",
		"capabilities":["geographic","userAssignment","inboundCalling"],"assignmentStatus":"unknownFutureValue","assignmentTargetId":"94EC379D-30A2-4CDB-A377-75E42F7A61E5",
		"assignmentCategory":"second","numberSource":"cloudier","portInStatus":"underway","isoCountryCode":null,"city":null,"later":{"more":1}}]}`))
	got, err := collect(c, t)
	if err != nil || len(got) != 1 {
		t.Fatalf("got %v, %v", got, err)
	}
	a := got[0]
	if a.Type != "" || a.Activation != "" || a.Status != "" || a.Category != "" {
		t.Errorf("unknown members read as %+v", a)
	}
	if !slices.Equal(a.Capabilities, []string{"userAssignment"}) {
		t.Errorf("capabilities: got %q, want the known one alone", a.Capabilities)
	}
	if a.Free() || a.OfPerson() || !a.OnPremises {
		t.Errorf("a number of unknown status and source counts as free %v, a person's %v, to be left alone %v", a.Free(), a.OfPerson(), a.OnPremises)
	}
	if a.Phone != "+41446680000" || a.Target != adele || a.PortIn != "underway" {
		t.Errorf("got number %q, target %q, port-in %q", a.Phone, a.Target, a.PortIn)
	}
}

func TestOddEntriesAreKeptApart(t *testing.T) {
	c, _ := answers(t, ok(`{"value":[`+entry("+12065551000;ext=524", `,"assignmentTargetId":"00000000-0000-0000-0000-000000000000","locationId":"00000000-0000-0000-0000-000000000000"`)+`,`+
		entry("112", `,"assignmentTargetId":"TeamsSharedCallingRoutingPolicy|Tag:SC1","numberSource":"onPremises","locationId":"93CB8A70-b4af-41df-9928-d07607e21776"`)+`]}`))
	got, err := collect(c, t)
	if err != nil || len(got) != 2 {
		t.Fatalf("got %v, %v", got, err)
	}
	if got[0].Phone != "+12065551000;ext=524" || !got[0].Free() || got[0].Location != "" {
		t.Errorf("the all-zero id is nobody and nowhere: got %+v", got[0])
	}
	if got[1].Phone != "112" || got[1].Target != "TeamsSharedCallingRoutingPolicy|Tag:SC1" || !got[1].OnPremises || got[1].Location != "93cb8a70-b4af-41df-9928-d07607e21776" {
		t.Errorf("got %+v", got[1])
	}
}

func TestAssignment(t *testing.T) {
	const n = "+41446681000"
	c, m := answers(t, ok(`{"value":[`+entry(n, "")+`]}`))
	a, err := c.Assignment(t.Context(), n)
	if err != nil || a == nil || a.Phone != n {
		t.Fatalf("got %+v, %v", a, err)
	}
	if got, want := m.requests[0].url, numbers+"?$filter=telephoneNumber%20eq%20%27%2B41446681000%27&$top=1000"; got != want {
		t.Errorf("asked %s, want %s", got, want)
	}
	c, _ = answers(t, ok(`{"value":[]}`))
	if a, err := c.Assignment(t.Context(), n); a != nil || err != nil {
		t.Errorf("a number the tenant does not know: got %+v, %v", a, err)
	}
	for name, body := range map[string]string{
		"two of one number":         `{"value":[` + entry(n, "") + `,` + entry(n, "") + `]}`,
		"a number nobody asked for": `{"value":[` + entry("+41446681001", "") + `]}`,
	} {
		c, _ := answers(t, ok(body))
		if a, err := c.Assignment(t.Context(), n); !problem.Is(err, graph.CodeUnexpected) {
			t.Errorf("%s: got %+v, %v", name, a, err)
		}
	}
}

func TestAssignmentsOf(t *testing.T) {
	mine := func(n, target string) string {
		return entry(n, `,"assignmentTargetId":"`+target+`"`)
	}
	c, m := answers(t, ok(`{"value":[`+mine("+41446681000", adele)+`,`+mine("+41446681001", strings.ToUpper(adele))+`]}`))
	got, err := c.AssignmentsOf(t.Context(), adele)
	if err != nil || len(got) != 2 {
		t.Fatalf("got %+v, %v", got, err)
	}
	if want := "GET /admin/teams/telephoneNumberManagement/numberAssignments?$filter=assignmentTargetId eq '" + adele + "'&$top=1000"; m.urls()[0] != want {
		t.Errorf("asked %s", m.urls()[0])
	}
	c, _ = answers(t, ok(`{"value":[`+mine("+41446681000", adele)+`,`+entry("+41446681001", "")+`]}`))
	if got, err := c.AssignmentsOf(t.Context(), adele); !problem.Is(err, graph.CodeUnexpected) {
		t.Errorf("somebody else's number: got %+v, %v", got, err)
	}
	c, m = answers(t)
	if _, err := c.AssignmentsOf(t.Context(), ""); problem.KindOf(err) != problem.Invalid || len(m.requests) != 0 {
		t.Errorf("nobody: got %v and %d requests", err, len(m.requests))
	}
}

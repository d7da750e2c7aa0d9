package graph_test

import (
	"context"
	"crypto/tls"
	"encoding/json"
	"errors"
	"io"
	"log"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/numberdesk/numberdesk/internal/graph"
	"github.com/numberdesk/numberdesk/internal/inventory"
	"github.com/numberdesk/numberdesk/internal/problem"
)

const operations = base + "/admin/teams/telephoneNumberManagement/" + order

func TestAssignAndUnassignOnTheWire(t *testing.T) {
	c, m := answers(t, recorded(t, "POST", "/admin/teams/telephoneNumberManagement/numberAssignments/microsoft.graph.teamsAdministration.assignNumber"))
	operation, err := c.Assign(t.Context(), "+12061234567", adele, inventory.CallingPlan, "93cb8a70-b4af-41df-9928-d07607e21776")
	if err != nil || operation != operations {
		t.Fatalf("got %q, %v; want %q", operation, err, operations)
	}
	const sent = `{"assignmentCategory":"primary","assignmentTargetId":"` + adele + `","locationId":"93cb8a70-b4af-41df-9928-d07607e21776","numberType":"callingPlan","telephoneNumber":"+12061234567"}`
	assertJSON(t, m.requests[0].body, sent)
	if encoding := m.requests[0].header.Get("Content-Encoding"); encoding != "" {
		t.Errorf("the body is encoded as %q", encoding)
	}

	c, m = answers(t, accepted(operations))
	if _, err := c.Assign(t.Context(), "+41446681000;ext=12", adele, inventory.DirectRouting, ""); err != nil {
		t.Fatal(err)
	}
	assertJSON(t, m.requests[0].body, `{"assignmentCategory":"primary","assignmentTargetId":"`+adele+`","numberType":"directRouting","telephoneNumber":"+41446681000;ext=12"}`)

	c, m = answers(t, recorded(t, "POST", "/admin/teams/telephoneNumberManagement/numberAssignments/microsoft.graph.teamsAdministration.unassignNumber"))
	operation, err = c.Unassign(t.Context(), "+12061234567", inventory.OperatorConnect)
	if err != nil || operation != operations {
		t.Fatalf("got %q, %v; want %q", operation, err, operations)
	}
	assertJSON(t, m.requests[0].body, `{"numberType":"operatorConnect","telephoneNumber":"+12061234567"}`)
}

func TestLocateOnTheWire(t *testing.T) {
	for location, sent := range map[string]string{
		"93cb8a70-b4af-41df-9928-d07607e21776": `{"locationId":"93cb8a70-b4af-41df-9928-d07607e21776","telephoneNumber":"+12061234567"}`,
		"":                                     `{"locationId":"","telephoneNumber":"+12061234567"}`,
	} {
		c, m := answers(t, recorded(t, "POST", "/admin/teams/telephoneNumberManagement/numberAssignments/microsoft.graph.teamsAdministration.updateNumber"))
		if err := c.Locate(t.Context(), "+12061234567", location); err != nil {
			t.Fatal(err)
		}
		assertJSON(t, m.requests[0].body, sent)
	}
	c, m := answers(t, ok(""))
	if err := c.Locate(t.Context(), "044 668 10 00", ""); problem.KindOf(err) != problem.Invalid || len(m.requests) != 0 {
		t.Errorf("no number: got %v after %d requests", err, len(m.requests))
	}
}

func assertJSON(t *testing.T, got, want string) {
	t.Helper()
	var g, w map[string]any
	if err := errors.Join(json.Unmarshal([]byte(got), &g), json.Unmarshal([]byte(want), &w)); err != nil {
		t.Fatal(err)
	}
	a, _ := json.Marshal(g)
	if b, _ := json.Marshal(w); string(a) != string(b) {
		t.Errorf("sent %s, want %s", a, b)
	}
}

func TestNothingIsSentThatCannotBeMeant(t *testing.T) {
	c, m := answers(t, accepted(operations))
	_, noType := c.Assign(t.Context(), "+41446681000", adele, "", "")
	_, noPerson := c.Assign(t.Context(), "+41446681000", "", inventory.DirectRouting, "")
	_, noNumber := c.Unassign(t.Context(), "044 668 10 00", inventory.DirectRouting)
	for _, err := range []error{noType, noPerson, noNumber} {
		if problem.KindOf(err) != problem.Invalid {
			t.Errorf("got %v, want it refused", err)
		}
	}
	stopped, stop := context.WithCancel(t.Context())
	stop()
	if _, err := c.Unassign(stopped, "+41446681000", inventory.DirectRouting); problem.KindOf(err) != problem.Busy {
		t.Errorf("after the caller gave up: got %v, want busy", err)
	}
	if len(m.requests) != 0 {
		t.Errorf("%d requests were sent", len(m.requests))
	}
}

func TestLocationOfAnOrder(t *testing.T) {
	for _, c := range []struct{ name, location, want string }{
		{"relative to Graph", "/v1.0/admin/teams/telephoneNumberManagement/" + order, operations},
		{"with the port spelled out", strings.Replace(operations, ".com/", ".com:443/", 1), strings.Replace(operations, ".com/", ".com:443/", 1)},
		{"absent", "", ""},
		{"at another host", "https://graph.evil.example/v1.0/" + order, ""},
		{"without TLS", strings.Replace(operations, "https", "http", 1), ""},
		{"no address at all", "%zz", ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			client, m := answers(t, accepted(c.location))
			operation, err := client.Assign(t.Context(), "+41446681000", adele, inventory.DirectRouting, "")
			if len(m.requests) != 1 {
				t.Errorf("sent %d times", len(m.requests))
			}
			if c.want != "" {
				if err != nil || operation != c.want {
					t.Errorf("got %q, %v; want %q", operation, err, c.want)
				}
				return
			}
			if problem.KindOf(err) != problem.Unclear || !problem.Is(err, graph.CodeOutcomeUnknown) || operation != "" {
				t.Errorf("got %q, %v; want an unclear outcome", operation, err)
			}
		})
	}
}

func TestOperation(t *testing.T) {
	body := func(status, number, detail string) answer {
		return ok(`{"id":"QX","createdDateTime":"2026-01-01T00:00:00Z","status":"` + status + `","numbers":[{"resourceLocation":"x","status":"` + number + `","statusDetail":` + detail + `}]}`)
	}
	for _, c := range []struct {
		name   string
		answer answer
		want   inventory.Operation
		why    string
		kind   problem.Kind
	}{
		{name: "the recorded end", answer: recorded(t, "GET", "/admin/teams/telephoneNumberManagement/operations('"), want: inventory.Operation{Status: "succeeded"}},
		{name: "still running", answer: body("running", "notStarted", "null"), want: inventory.Operation{Status: "running"}},
		{name: "failed, with Microsoft's words", answer: body("failed", "failed", `"User lacks appropriate licenses"`), want: inventory.Operation{Status: "failed"}, why: graph.CodeNotLicensed},
		{name: "succeeded as a whole and failed for the number", answer: body("succeeded", "failed", `"no"`), want: inventory.Operation{Status: "failed"}, why: graph.CodeRefused},
		{name: "skipped is no success", answer: body("skipped", "skipped", "null"), want: inventory.Operation{}},
		{name: "a number that was skipped is no success", answer: body("succeeded", "skipped", `"skipped"`), want: inventory.Operation{}},
		{name: "a status of the future", answer: body("unknownFutureValue", "unknownFutureValue", "null"), want: inventory.Operation{}},
		{name: "too young to be known", answer: refused(404, "NotFound", "Resource not found."), kind: problem.NotFound},
		{name: "wrapped in a value, as the reference's examples show", answer: ok(`{"value":{"id":"QX","status":"succeeded","numbers":[]}}`), kind: problem.Internal},
	} {
		t.Run(c.name, func(t *testing.T) {
			client, _ := answers(t, c.answer)
			got, err := client.Operation(t.Context(), operations)
			if problem.KindOf(err) != c.kind || got.Status != c.want.Status || (got.Why != nil) != (c.why != "") {
				t.Fatalf("got %+v, %v; want %+v, %q", got, err, c.want, c.kind)
			}
			if got.Why != nil && got.Why.Code != c.why {
				t.Errorf("got %v, want %s", got.Why, c.why)
			}
		})
	}
	client, m := answers(t, ok("{}"))
	for _, address := range []string{"https://elsewhere.example/v1.0/" + order, ""} {
		if _, err := client.Operation(t.Context(), address); problem.KindOf(err) != problem.NotFound || len(m.requests) != 0 {
			t.Errorf("address %q: got %v and %d requests", address, err, len(m.requests))
		}
	}
}

// A real connection: TLS, chunks, a body cut short, an address where nobody listens, a certificate nobody knows.
func TestOverTLS(t *testing.T) {
	var hits atomic.Int32
	server := httptest.NewUnstartedServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		hits.Add(1)
		body, _ := io.ReadAll(r.Body)
		switch {
		case r.Method == "POST" && (r.ContentLength != int64(len(body)) || len(body) == 0):
			t.Errorf("a body of %d bytes came with length %d", len(body), r.ContentLength)
		case r.Method == "POST" && strings.Contains(r.URL.Path, "unassign"):
			panic(http.ErrAbortHandler)
		case r.Method == "POST":
			w.Header().Set("Location", "https://"+r.Host+"/v1.0/admin/teams/telephoneNumberManagement/"+order)
			w.Header().Set("Content-Length", "100")
			w.WriteHeader(http.StatusAccepted)
		default:
			w.Header().Set("Content-Length", "1000")
			io.WriteString(w, `{"value":[`)
		}
	}))
	server.Config.ErrorLog = log.New(io.Discard, "", 0) // of the handshakes that are meant to fail
	server.StartTLS()
	defer server.Close()
	c := client(t, graph.Options{BaseURL: server.URL + "/v1.0", HTTP: server.Client().Transport})

	operation, err := c.Assign(t.Context(), "+41446681000", adele, inventory.DirectRouting, "")
	if want := server.URL + "/v1.0/admin/teams/telephoneNumberManagement/" + order; operation != want || err != nil {
		t.Errorf("an accepted order whose body breaks off: got %q, %v; want %q", operation, err, want)
	}
	hits.Store(0)
	if _, err := c.Unassign(t.Context(), "+41446681000", inventory.DirectRouting); problem.KindOf(err) != problem.Unclear || hits.Load() != 1 {
		t.Errorf("a dropped write: got %v after %d requests, want unclear after 1", err, hits.Load())
	}
	hits.Store(0)
	soon, cancel := context.WithTimeout(t.Context(), 200*time.Millisecond)
	defer cancel()
	if _, err := c.Assignment(soon, "+41446681000"); problem.KindOf(err) != problem.Busy || hits.Load() != 1 {
		t.Errorf("a read that breaks off, with no time for another: got %v after %d requests", err, hits.Load())
	}

	stranger := client(t, graph.Options{BaseURL: server.URL + "/v1.0", HTTP: &http.Transport{}})
	if _, err := stranger.Unassign(t.Context(), "+41446681000", inventory.DirectRouting); !problem.Is(err, graph.CodeUntrusted) {
		t.Errorf("a certificate nobody knows: got %v", err)
	}
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	listener.Close()
	nobody := client(t, graph.Options{BaseURL: "https://" + listener.Addr().String(), HTTP: &http.Transport{TLSClientConfig: &tls.Config{}}})
	_, err = nobody.Assign(t.Context(), "+41446681000", adele, inventory.DirectRouting, "")
	if problem.KindOf(err) != problem.Busy {
		t.Errorf("nobody listens: got %v, want busy, because nothing can have been done", err)
	}
}

func TestAddressesThatCannotBeGraphs(t *testing.T) {
	for _, address := range []string{"http://graph.microsoft.com/v1.0", "graph.microsoft.com", "https://user:pw@graph.microsoft.com", "https://graph.microsoft.com/v1.0?x=1", "https:///v1.0", "::"} {
		if _, err := graph.New(graph.Options{BaseURL: address, Token: token}); err == nil || strings.Contains(err.Error(), "pw") {
			t.Errorf("%s: got %v", address, err)
		}
	}
	if _, err := graph.New(graph.Options{}); err == nil {
		t.Error("no token source: not refused")
	}
}

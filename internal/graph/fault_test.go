package graph_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/Azure/azure-sdk-for-go/sdk/azidentity"

	"github.com/numberdesk/numberdesk/internal/graph"
	"github.com/numberdesk/numberdesk/internal/inventory"
	"github.com/numberdesk/numberdesk/internal/person"
	"github.com/numberdesk/numberdesk/internal/problem"
)

const (
	noConsent = "Insufficient permission(s) for the request. API requires any of the following permission(s): TeamsTelephoneNumber.ReadWrite.All,TeamsTelephoneNumber.Read.All."
	noRole    = `{"code":"Forbidden","message":"Access Denied.","action":"Provide different credential or request access."}`
	onPrem    = "The user already has a telephone number set in the on-premises Active Directory and synchronized to the cloud. Please modify it there."
)

// Every fault once for a write and once for a read: what may be done next depends on which it was.
func TestFaults(t *testing.T) {
	type outcome struct {
		kind  problem.Kind
		code  string
		sent  int // requests
		after time.Duration
	}
	const (
		busy, unclear, invalid = problem.Busy, problem.Unclear, problem.Invalid
		throttled, away, lost  = graph.CodeThrottled, graph.CodeUnavailable, graph.CodeOutcomeUnknown
	)
	for _, c := range []struct {
		name        string
		answer      answer
		write, read outcome
	}{
		{"throttled for a moment", refused(429, "TooManyRequests", "slow").with("Retry-After", "3"), outcome{busy, throttled, 1, 3 * time.Second}, outcome{busy, throttled, 4, 3 * time.Second}},
		{"throttled for long is not waited for here", refused(429, "TooManyRequests", "slow").with("Retry-After", "300"), outcome{busy, throttled, 1, 300 * time.Second}, outcome{busy, throttled, 1, 300 * time.Second}},
		{"throttled without a word", answer{status: 429}, outcome{busy, throttled, 1, 0}, outcome{busy, throttled, 4, 0}},
		{"500", refused(500, "InternalServerError", "oops"), outcome{unclear, lost, 1, 0}, outcome{busy, away, 4, 0}},
		{"502 in HTML", answer{status: 502, body: "<html>Bad Gateway</html>"}.with("Content-Type", "text/html"), outcome{unclear, lost, 1, 0}, outcome{busy, away, 4, 0}},
		{"503 with Retry-After", refused(503, "serviceNotAvailable", "later").with("Retry-After", "60"), outcome{unclear, lost, 1, time.Minute}, outcome{busy, away, 1, time.Minute}},
		{"504 with an empty body", answer{status: 504}, outcome{unclear, lost, 1, 0}, outcome{busy, away, 4, 0}},
		{"408", refused(408, "RequestTimeout", "slow"), outcome{unclear, lost, 1, 0}, outcome{busy, away, 4, 0}},
		{"the connection drops", answer{dropped: io.EOF}, outcome{unclear, lost, 1, 0}, outcome{busy, away, 4, 0}},
		{"the connection is reset", answer{dropped: &net.OpError{Op: "read", Err: errors.New("connection reset by peer")}}, outcome{unclear, lost, 1, 0}, outcome{busy, away, 4, 0}},
		{"no connection is made", answer{dropped: &net.OpError{Op: "dial", Err: errors.New("connection refused")}}, outcome{busy, away, 1, 0}, outcome{busy, away, 4, 0}},
		{"the name is not found", answer{dropped: &net.DNSError{Name: "graph.microsoft.com"}}, outcome{busy, away, 1, 0}, outcome{busy, away, 4, 0}},
		{"an outage as a bad request", refused(400, "BadRequest", "Service is unavailable. Please try again"), outcome{unclear, lost, 1, 0}, outcome{busy, away, 4, 0}},
		{"a redirect is not followed", answer{status: 302}.with("Location", operations), outcome{unclear, lost, 1, 0}, outcome{problem.Internal, graph.CodeUnexpected, 1, 0}},

		{"the token is not accepted", refused(401, "InvalidAuthenticationToken", "expired"), outcome{problem.Forbidden, graph.CodeUnauthorized, 1, 0}, outcome{problem.Forbidden, graph.CodeUnauthorized, 1, 0}},
		{"the token is challenged for claims", refused(401, "InvalidAuthenticationToken", "CAE").with("WWW-Authenticate", `Bearer realm="", error="insufficient_claims", claims="eyJhIjoxfQ=="`), outcome{problem.Forbidden, graph.CodeUnauthorized, 1, 0}, outcome{problem.Forbidden, graph.CodeUnauthorized, 1, 0}},
		{"the permission is missing", refused(403, "forbidden", noConsent), outcome{problem.Forbidden, graph.CodeMissingPermission, 1, 0}, outcome{problem.Forbidden, graph.CodeMissingPermission, 1, 0}},
		{"the directory's permission is missing", refused(403, "Authorization_RequestDenied", "Insufficient privileges to complete the operation."), outcome{problem.Forbidden, graph.CodeMissingPermission, 1, 0}, outcome{problem.Forbidden, graph.CodeMissingPermission, 1, 0}},
		{"the permission is there and the role is not", refused(403, "UnknownError", noRole), outcome{problem.Forbidden, graph.CodeBackendRefused, 1, 0}, outcome{problem.Forbidden, graph.CodeBackendRefused, 1, 0}},
		{"a proxy forbids it", answer{status: 403, body: "<html>Blocked</html>"}.with("Content-Type", "text/html"), outcome{problem.Internal, graph.CodeUnexpected, 1, 0}, outcome{problem.Internal, graph.CodeUnexpected, 1, 0}},
		{"404", refused(404, "Request_ResourceNotFound", "does not exist"), outcome{problem.NotFound, "NotFound", 1, 0}, outcome{problem.NotFound, "NotFound", 1, 0}},
		{"404 as the service behind says it", refused(404, "UnknownError", `{"code":"NotFound","message":"Resource not found."}`), outcome{problem.NotFound, "NotFound", 1, 0}, outcome{problem.NotFound, "NotFound", 1, 0}},
		{"404 in HTML proves nothing", answer{status: 404, body: "<html>Not Found</html>"}.with("Content-Type", "text/html"), outcome{problem.Internal, graph.CodeUnexpected, 1, 0}, outcome{problem.Internal, graph.CodeUnexpected, 1, 0}},
		{"409", refused(409, "Conflict", "busy"), outcome{problem.Conflict, "Refused", 1, 0}, outcome{problem.Conflict, "Refused", 1, 0}},
		{"410", refused(410, "Gone", "gone"), outcome{invalid, "Refused", 1, 0}, outcome{invalid, "Refused", 1, 0}},
		{"400 in HTML", answer{status: 400, body: "<html>"}.with("Content-Type", "text/html"), outcome{invalid, "Refused", 1, 0}, outcome{invalid, "Refused", 1, 0}},
		{"400 with an empty body", answer{status: 400}, outcome{invalid, "Refused", 1, 0}, outcome{invalid, "Refused", 1, 0}},
		{"400 with half a body", answer{status: 400, body: "{"}, outcome{invalid, "Refused", 1, 0}, outcome{invalid, "Refused", 1, 0}},
		{"400 with an error that is a text", answer{status: 400, body: `{"error":"text"}`}, outcome{invalid, "Refused", 1, 0}, outcome{invalid, "Refused", 1, 0}},
		{"400 with an error without a message", answer{status: 400, body: `{"error":{"code":"x"}}`}, outcome{invalid, "Refused", 1, 0}, outcome{invalid, "Refused", 1, 0}},
		{"not licensed", refused(400, "BadRequest", "User lacks appropriate licenses to assign a DirectRouting number"), outcome{invalid, graph.CodeNotLicensed, 1, 0}, outcome{invalid, graph.CodeNotLicensed, 1, 0}},
		{"already assigned", refused(400, "BadRequest", "Telephone Number '41446681000' has already been assigned to another user"), outcome{invalid, graph.CodeAlreadyAssigned, 1, 0}, outcome{invalid, graph.CodeAlreadyAssigned, 1, 0}},
		{"has a number already", refused(400, "BadRequest", "User 'x' already has a primary telephone number."), outcome{invalid, graph.CodeAlreadyAssigned, 1, 0}, outcome{invalid, graph.CodeAlreadyAssigned, 1, 0}},
		{"number not in the tenant", refused(400, "BadRequest", "Telephone Number '41446681000' is not found from tenant 'x'"), outcome{invalid, graph.CodeNumberNotInTenant, 1, 0}, outcome{invalid, graph.CodeNumberNotInTenant, 1, 0}},
		{"person not in Teams yet", refused(400, "BadRequest", "The user 'x' is not found"), outcome{invalid, graph.CodeUserNotFound, 1, 0}, outcome{invalid, graph.CodeUserNotFound, 1, 0}},
		{"on-premises", refused(400, "BadRequest", onPrem), outcome{invalid, graph.CodeOnPremises, 1, 0}, outcome{invalid, graph.CodeOnPremises, 1, 0}},
		{"another country", refused(400, "BadRequest", "make sure the phone number and the usage location of the user are of the same country/region"), outcome{invalid, graph.CodeCountryMismatch, 1, 0}, outcome{invalid, graph.CodeCountryMismatch, 1, 0}},
		{"a refusal in JSON inside the message", refused(400, "UnknownError", `{"code":"BadRequest","message":"The user 'x' is not found"}`), outcome{invalid, graph.CodeUserNotFound, 1, 0}, outcome{invalid, graph.CodeUserNotFound, 1, 0}},
		{"another operation of the number", refused(400, "BadRequest", "Telephone Number '+41446681000' has another operation in progress."), outcome{busy, graph.CodeInProgress, 1, 0}, outcome{busy, graph.CodeInProgress, 4, 0}},
		{"a refusal nobody has seen", refused(400, "BadRequest", "Number is blocked for assignment"), outcome{invalid, graph.CodeRefused, 1, 0}, outcome{invalid, graph.CodeRefused, 1, 0}},
	} {
		check := func(t *testing.T, want outcome, do func(context.Context, *graph.Client) error) {
			synctest.Test(t, func(t *testing.T) {
				client, m := answers(t, c.answer)
				err := do(t.Context(), client)
				p, ok := errors.AsType[*problem.Error](err)
				if !ok {
					t.Fatalf("got %v, which is no problem", err)
				}
				if p.Kind != want.kind || p.Code != want.code || p.RetryAfter != want.after || len(m.requests) != want.sent {
					t.Errorf("got %s %s, retry after %v, sent %d times; want %+v (%v)", p.Kind, p.Code, p.RetryAfter, len(m.requests), want, err)
				}
				if say := problem.Say(p).String(); !strings.HasSuffix(say, ".") || strings.ContainsAny(say, "{<") || strings.Contains(say, "+41") {
					t.Errorf("says %q", say)
				}
				if text := err.Error(); strings.Contains(text, "%2B41446681000") || strings.Contains(text, "https://") || strings.Contains(text, "eyJ") {
					t.Errorf("the log would get the request's address: %s", text)
				}
			})
		}
		t.Run(c.name+"/write", func(t *testing.T) {
			check(t, c.write, func(ctx context.Context, g *graph.Client) error {
				_, err := g.Assign(ctx, "+41446681000", adele, inventory.DirectRouting, "")
				return err
			})
		})
		t.Run(c.name+"/read", func(t *testing.T) {
			check(t, c.read, func(ctx context.Context, g *graph.Client) error {
				_, err := g.Assignment(ctx, "+41446681000")
				return err
			})
		})
	}
}

// What is about policies, configurations and business phones: nothing of it is unclear after trouble, because every write
// may be repeated; and what is missing is named.
func TestFaultsBesideNumbers(t *testing.T) {
	const noPermission = "Insufficient permission(s) for the request. API requires any of the following permission(s): %s."
	calls := []struct {
		name, needs string
		writes      bool
		do          func(context.Context, *graph.Client) error
	}{
		{"getPolicyId", "TeamsPolicyUserAssign.ReadWrite.All", false, func(ctx context.Context, g *graph.Client) error {
			_, err := g.PolicyIDs(ctx, "TenantDialPlan", "CH")
			return err
		}},
		{"assign policies", "TeamsPolicyUserAssign.ReadWrite.All", true, func(ctx context.Context, g *graph.Client) error {
			return g.GrantPolicies(ctx, adele, []person.Grant{{Type: "TenantDialPlan", PolicyID: "x"}})
		}},
		{"unassign policies", "TeamsPolicyUserAssign.ReadWrite.All", true, func(ctx context.Context, g *graph.Client) error {
			return g.UngrantPolicies(ctx, adele, []string{"TenantDialPlan"})
		}},
		{"userConfigurations", "TeamsUserConfiguration.Read.All", false, func(ctx context.Context, g *graph.Client) error {
			_, err := g.Configuration(ctx, adele)
			return err
		}},
		{"updateNumber", "TeamsTelephoneNumber.ReadWrite.All", true, func(ctx context.Context, g *graph.Client) error {
			return g.Locate(ctx, "+41446681000", "93cb8a70-b4af-41df-9928-d07607e21776")
		}},
		{"businessPhones", "User-Phone.ReadWrite.All", true, func(ctx context.Context, g *graph.Client) error {
			return g.SetBusinessPhones(ctx, adele, []string{"+41446681000"})
		}},
	}
	for _, f := range []struct {
		name   string
		answer func(needs string) answer
		kind   problem.Kind
		code   string
		after  time.Duration
		names  bool // says the permission
		again  bool // a read is tried again
	}{
		{"throttled", func(string) answer { return refused(429, "TooManyRequests", "slow").with("Retry-After", "300") }, problem.Busy, graph.CodeThrottled, 5 * time.Minute, false, false},
		{"500", func(string) answer { return refused(500, "InternalServerError", "oops") }, problem.Busy, graph.CodeUnavailable, 0, false, true},
		{"502 in HTML", func(string) answer {
			return answer{status: 502, body: "<html>"}.with("Content-Type", "text/html")
		}, problem.Busy, graph.CodeUnavailable, 0, false, true},
		{"an outage as a bad request", func(string) answer { return refused(400, "BadRequest", "Service is unavailable. Please try again") }, problem.Busy, graph.CodeUnavailable, 0, false, true},
		{"the connection drops", func(string) answer { return answer{dropped: io.EOF} }, problem.Busy, graph.CodeUnavailable, 0, false, true},
		{"the permission is missing", func(needs string) answer { return refused(403, "forbidden", fmt.Sprintf(noPermission, needs)) }, problem.Forbidden, graph.CodeMissingPermission, 0, true, false},
		{"the permission is missing and not named", func(string) answer {
			return refused(403, "Authorization_RequestDenied", "Insufficient privileges to complete the operation.")
		}, problem.Forbidden, graph.CodeMissingPermission, 0, true, false},
		{"the token is not accepted", func(string) answer { return refused(401, "InvalidAuthenticationToken", "expired") }, problem.Forbidden, graph.CodeUnauthorized, 0, false, false},
		{"400 with half a body", func(string) answer { return answer{status: 400, body: "{"} }, problem.Invalid, graph.CodeRefused, 0, false, false},
		{"409", func(string) answer { return refused(409, "Conflict", "busy") }, problem.Conflict, graph.CodeRefused, 0, false, false},
	} {
		for _, c := range calls {
			t.Run(f.name+"/"+c.name, func(t *testing.T) {
				synctest.Test(t, func(t *testing.T) {
					client, m := answers(t, f.answer(c.needs))
					err := c.do(t.Context(), client)
					sent := 1
					if f.again && !c.writes {
						sent = 4
					}
					if problem.KindOf(err) != f.kind || !problem.Is(err, f.code) || problem.RetryAfter(err) != f.after || len(m.requests) != sent {
						t.Errorf("got %v, retry after %v, sent %d times; want %s %s after %v, %d times", err, problem.RetryAfter(err), len(m.requests), f.kind, f.code, f.after, sent)
					}
					if say := problem.Say(err).String(); f.names != strings.Contains(say, c.needs) || strings.ContainsAny(say, "{<") || strings.Contains(say, "+41") {
						t.Errorf("says %q", say)
					}
				})
			})
		}
	}
	for _, c := range calls[:5] { // the directory has no backend
		client, _ := answers(t, refused(403, "UnknownError", noRole))
		if err := c.do(t.Context(), client); !problem.Is(err, graph.CodeBackendRefused) {
			t.Errorf("%s without the role: got %v", c.name, err)
		}
	}
}

func TestForbiddenNamesWhatIsMissing(t *testing.T) {
	for _, c := range []struct{ name, code, message, want string }{
		{"Microsoft names the permissions", "forbidden", noConsent, "TeamsTelephoneNumber.ReadWrite.All or TeamsTelephoneNumber.Read.All"},
		{"the directory names none", "Authorization_RequestDenied", "Insufficient privileges to complete the operation.", "User.Read.All"},
		{"the role", "UnknownError", noRole, "Teams Telephony Administrator"},
	} {
		client, _ := answers(t, refused(403, c.code, c.message))
		_, err := client.Person(t.Context(), adele)
		if say := problem.Say(err).String(); !strings.Contains(say, c.want) {
			t.Errorf("%s: says %q, want %q in it", c.name, say, c.want)
		}
	}
}

func TestMicrosoftsWordsAreTheCause(t *testing.T) {
	client, _ := answers(t, refused(400, "BadRequest", onPrem).with("Request-Id", "r-17"))
	_, err := client.Unassign(t.Context(), "+41446681000", inventory.DirectRouting)
	r, ok := errors.AsType[*graph.Refusal](err)
	if !ok || r.Text != onPrem || r.RequestID != "r-17" || r.Status != 400 {
		t.Errorf("got %+v from %v", r, err)
	}
}

func TestReadsComeBackAfterTrouble(t *testing.T) {
	for _, c := range []struct {
		name     string
		answers  []answer
		min, max time.Duration
	}{
		{"one drop", []answer{{dropped: io.ErrUnexpectedEOF}}, 200 * time.Millisecond, time.Second},
		{"throttled as long as we were told", []answer{refused(429, "x", "x").with("Retry-After", "7")}, 7 * time.Second, 8 * time.Second},
		{"a fraction of a second", []answer{refused(429, "x", "x").with("Retry-After", "0.9")}, 900 * time.Millisecond, time.Second},
		{"three times, longer each time", []answer{refused(503, "x", "x"), {dropped: io.EOF}, refused(500, "x", "x")}, 1700 * time.Millisecond, 4 * time.Second},
	} {
		t.Run(c.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				client, m := answers(t, append(c.answers, ok(`{"value":[]}`))...)
				began := time.Now()
				if _, err := client.Assignment(t.Context(), "+41446681000"); err != nil {
					t.Fatal(err)
				}
				if took := time.Since(began); took < c.min || took > c.max || len(m.requests) != len(c.answers)+1 {
					t.Errorf("took %v and %d requests, want %v to %v", took, len(m.requests), c.min, c.max)
				}
			})
		})
	}
}

// A Retry-After beyond the caller's deadline comes back at once, with the time, instead of as a timeout.
func TestNoWaitBeyondTheDeadline(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		client, m := answers(t, refused(429, "x", "x").with("Retry-After", "8"))
		ctx, cancel := context.WithTimeout(t.Context(), 5*time.Second)
		defer cancel()
		began := time.Now()
		_, err := client.Assignment(ctx, "+41446681000")
		if problem.KindOf(err) != problem.Busy || problem.RetryAfter(err) != 8*time.Second || time.Since(began) != 0 || len(m.requests) != 1 {
			t.Errorf("got %v (retry after %v), after %v and %d requests", err, problem.RetryAfter(err), time.Since(began), len(m.requests))
		}
	})
}

// silent never answers.
type silent struct{ asked int }

func (s *silent) RoundTrip(r *http.Request) (*http.Response, error) {
	s.asked++
	<-r.Context().Done()
	return nil, r.Context().Err()
}

func TestSilenceEnds(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := &silent{}
		c := client(t, graph.Options{HTTP: s})
		if _, err := c.Assign(t.Context(), "+41446681000", adele, inventory.DirectRouting, ""); problem.KindOf(err) != problem.Unclear || s.asked != 1 {
			t.Errorf("write: got %v after %d requests, want unclear after 1", err, s.asked)
		}
		s.asked = 0
		if _, err := c.Assignment(t.Context(), "+41446681000"); problem.KindOf(err) != problem.Busy || s.asked != 4 {
			t.Errorf("read: got %v after %d requests, want busy after 4", err, s.asked)
		}
		s.asked = 0
		ctx, cancel := context.WithCancel(t.Context())
		time.AfterFunc(time.Second, cancel)
		if _, err := c.Assignment(ctx, "+41446681000"); !errors.Is(err, context.Canceled) || s.asked != 1 {
			t.Errorf("a caller that gives up: got %v after %d requests", err, s.asked)
		}
	})
}

func TestTokenTrouble(t *testing.T) {
	for _, c := range []struct {
		name  string
		token string
		err   error
		kind  problem.Kind
	}{
		{name: "the login refuses", err: errors.New("AADSTS7000215: Invalid client secret provided"), kind: problem.Forbidden},
		{name: "the login cannot be reached", err: &net.OpError{Op: "dial", Err: errors.New("refused")}, kind: problem.Busy},
		{name: "the login is overloaded", err: &azidentity.AuthenticationFailedError{RawResponse: &http.Response{StatusCode: 503, Body: http.NoBody}}, kind: problem.Busy},
		{name: "the login refuses the secret", err: &azidentity.AuthenticationFailedError{RawResponse: &http.Response{StatusCode: 401, Body: http.NoBody}}, kind: problem.Forbidden},
		{name: "the login says what it means", err: problem.New(problem.Conflict, "Not now."), kind: problem.Conflict},
		{name: "the token is empty", kind: problem.Forbidden},
	} {
		m := &microsoft{t: t, answers: []answer{accepted(operations)}}
		client := client(t, graph.Options{HTTP: m, Token: func(context.Context) (string, error) { return c.token, c.err }})
		_, write := client.Assign(t.Context(), "+41446681000", adele, inventory.DirectRouting, "")
		_, read := client.Assignment(t.Context(), "+41446681000")
		if problem.KindOf(write) != c.kind || problem.KindOf(read) != c.kind || len(m.requests) != 0 {
			t.Errorf("%s: got %v, %v and %d requests; want %s and none", c.name, write, read, len(m.requests), c.kind)
		}
	}
}

package teams_test

import (
	"context"
	"encoding/json"
	"errors"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/numberdesk/numberdesk/internal/activity"
	"github.com/numberdesk/numberdesk/internal/problem"
	"github.com/numberdesk/numberdesk/internal/teams"
)

// sent is a request the connector's other side received.
type sent struct {
	method, uri, authorization, body string
	at                               time.Time
}

// service is a Bot Connector that answers what it is told and remembers what it got.
type service struct {
	mu      sync.Mutex
	got     []sent
	status  int
	header  http.Header
	body    string
	failure error
}

func (s *service) RoundTrip(r *http.Request) (*http.Response, error) {
	if err := r.Context().Err(); err != nil {
		return nil, err
	}
	body, err := io.ReadAll(r.Body)
	if err != nil {
		return nil, err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.got = append(s.got, sent{r.Method, r.URL.RequestURI(), r.Header.Get("Authorization"), string(body), time.Now()})
	if s.failure != nil {
		return nil, s.failure
	}
	header := s.header
	if header == nil {
		header = http.Header{}
	}
	return &http.Response{
		StatusCode: s.status, Status: http.StatusText(s.status), Header: header,
		Body: io.NopCloser(strings.NewReader(s.body)), Request: r,
	}, nil
}

func newConnector(transport http.RoundTripper, hosts ...string) *teams.Connector {
	return teams.NewConnector(teams.ConnectorOptions{
		AppID: appID, TenantID: tenantID, Hosts: hosts, HTTP: &http.Client{Transport: transport},
		Token: func(context.Context) (string, error) { return "token-1", nil },
	})
}

func chat(conversationID string) activity.Reference {
	return activity.Reference{
		ServiceURL: serviceURL, ConversationID: conversationID, ConversationType: activity.Personal,
		TenantID: tenantID, ChannelID: activity.Teams, BotID: "28:" + appID, BotName: "Desk", UserID: "29:alice",
	}
}

var hello = activity.Outgoing{Text: "hello"}

// TestOverTheWire sends to a real TLS server, with ids that try to climb out of their place.
func TestOverTheWire(t *testing.T) {
	var last sent
	server := httptest.NewTLSServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, err := io.ReadAll(r.Body)
		if err != nil {
			t.Error(err)
		}
		last = sent{r.Method, r.RequestURI, r.Header.Get("Authorization"), string(body), time.Now()}
		w.WriteHeader(http.StatusCreated)
		_, _ = io.WriteString(w, `{"id":"1795232674509"}`)
	}))
	defer server.Close()
	host := strings.TrimPrefix(server.URL, "https://")
	c := newConnector(server.Client().Transport, strings.ToUpper(host))
	ref := chat("a:1")
	ref.ServiceURL = server.URL + "/emea/"

	tests := []struct {
		name, conversation, activity, uri string
	}{
		{"a plain chat", "a:1", "m1", "/emea/v3/conversations/a:1/activities/m1"},
		{"a channel thread", "19:x@thread.tacv2;messageid=17", "17", "/emea/v3/conversations/19:x@thread.tacv2%3Bmessageid=17/activities/17"},
		{"slashes", "a:1/../../x", "../../../admin", "/emea/v3/conversations/a:1%2F..%2F..%2Fx/activities/..%2F..%2F..%2Fadmin"},
		{"a question", "a:1?x=y#z", "m?1", "/emea/v3/conversations/a:1%3Fx=y%23z/activities/m%3F1"},
		{"percents", "a%2Fb", "%2e%2e", "/emea/v3/conversations/a%252Fb/activities/%252e%252e"},
		{"spaces and umlauts", "a ü", "m 1", "/emea/v3/conversations/a%20%C3%BC/activities/m%201"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			ref.ConversationID = tt.conversation
			id, err := c.Post(t.Context(), ref, hello)
			if err != nil {
				t.Fatal(err)
			}
			if id != "1795232674509" {
				t.Errorf("the posted activity's id is lost: got %q", id)
			}
			if want := tt.uri[:strings.LastIndex(tt.uri, "/")]; last.method != "POST" || last.uri != want {
				t.Errorf("post:\n got %s %s\nwant POST %s", last.method, last.uri, want)
			}
			if last.authorization != "Bearer token-1" {
				t.Errorf("authorization: got %q", last.authorization)
			}
			if err := c.Update(t.Context(), ref, tt.activity, hello); err != nil {
				t.Fatal(err)
			}
			if last.method != "PUT" || last.uri != tt.uri {
				t.Errorf("update:\n got %s %s\nwant PUT %s", last.method, last.uri, tt.uri)
			}
		})
	}

	ref.ConversationID = "a:1"
	if err := c.Typing(t.Context(), ref); err != nil {
		t.Fatal(err)
	}
	if want := `{"type":"typing","from":{"id":"28:` + appID + `","name":"Desk"},"recipient":{"id":"29:alice"},"conversation":{"id":"a:1","tenantId":"` + tenantID + `"}}`; last.body != want {
		t.Errorf("typing:\n got %s\nwant %s", last.body, want)
	}
	if _, err := c.Post(t.Context(), ref, activity.Outgoing{Card: []byte(`{"type":"AdaptiveCard"}`)}); err != nil {
		t.Fatal(err)
	}
	for _, junk := range []string{"0001-01-01", "timestamp", "expiration", "suggestedActions", "replyToId"} {
		if strings.Contains(last.body, junk) {
			t.Errorf("the message holds %q: %s", junk, last.body)
		}
	}
}

func TestCreate(t *testing.T) {
	s := &service{status: 201, body: `{"id":"a:new"}`}
	ref, err := newConnector(s).Create(t.Context(), serviceURL, "o-1")
	if err != nil {
		t.Fatal(err)
	}
	want := activity.Reference{
		ServiceURL: serviceURL, ConversationID: "a:new", ConversationType: activity.Personal,
		TenantID: tenantID, ChannelID: activity.Teams, BotID: "28:" + appID, ObjectID: "o-1",
	}
	if ref != want {
		t.Errorf("\n got %+v\nwant %+v", ref, want)
	}
	var body struct {
		Members  []map[string]string `json:"members"`
		TenantID string              `json:"tenantId"`
		IsGroup  *bool               `json:"isGroup"`
	}
	if err := json.Unmarshal([]byte(s.got[0].body), &body); err != nil {
		t.Fatal(err)
	}
	if s.got[0].uri != "/emea/v3/conversations" || len(body.Members) != 1 || body.Members[0]["id"] != "o-1" ||
		len(body.Members[0]) != 1 || body.TenantID != tenantID || body.IsGroup == nil || *body.IsGroup {
		t.Errorf("got %s %s", s.got[0].uri, s.got[0].body)
	}

	s.body = `{}`
	if _, err := newConnector(s).Create(t.Context(), serviceURL, "o-1"); problem.KindOf(err) != problem.Unclear {
		t.Errorf("an answer without an id: got %v", err)
	}
}

func TestTheTokenStaysHome(t *testing.T) {
	for _, su := range []string{
		"http://smba.trafficmanager.net/emea/",
		"https://evil.test/",
		"https://smba.trafficmanager.net.evil.test/",
		"https://smba.trafficmanager.net@evil.test/",
		"https://user@smba.trafficmanager.net/",
		"https://smba.trafficmanager.net:8443/",
		"https://smba.trafficmanager.net/?x=y",
		"https://smba.trafficmanager.net/#x",
		"https:smba.trafficmanager.net",
		"//smba.trafficmanager.net/",
		"ftp://smba.trafficmanager.net/",
		"https://smba.trafficmanager.net./",
		"https://smba.trafficmanager.net:0443/",
		"https://smba.trafficmanager\u3002net/",
		"https://smba.traff\u0130cmanager.net/", // lower case makes an i of it
		"https:///",
		"",
	} {
		t.Run(su, func(t *testing.T) {
			s := &service{status: 201, body: `{"id":"x"}`}
			c := newConnector(s, "", teams.PublicServiceHost) // an empty host allows nothing
			ref := chat("a:1")
			ref.ServiceURL = su
			_, posted := c.Post(t.Context(), ref, hello)
			_, created := c.Create(t.Context(), su, "o-1")
			for what, err := range map[string]error{"post": posted, "update": c.Update(t.Context(), ref, "m", hello), "typing": c.Typing(t.Context(), ref), "create": created} {
				if !problem.Is(err, teams.ForeignHost) {
					t.Errorf("%s: got %v, want it refused as a foreign host", what, err)
				}
			}
			if len(s.got) != 0 {
				t.Errorf("sent %+v", s.got)
			}
		})
	}
}

func TestTheTokenFollowsNoRedirect(t *testing.T) {
	s := &service{status: 307, header: http.Header{"Location": {"https://evil.test/"}}}
	if _, err := newConnector(s).Post(t.Context(), chat("a:1"), hello); problem.KindOf(err) != problem.Internal {
		t.Errorf("got %v", err)
	}
	if len(s.got) != 1 {
		t.Errorf("%d requests, want the one that was redirected", len(s.got))
	}
}

func TestIDsThatAreNone(t *testing.T) {
	s := &service{status: 200}
	c := newConnector(s)
	for _, id := range []string{"", ".", ".."} {
		if _, err := c.Post(t.Context(), chat(id), hello); problem.KindOf(err) != problem.Invalid {
			t.Errorf("conversation %q: got %v", id, err)
		}
		if err := c.Update(t.Context(), chat("a:1"), id, hello); problem.KindOf(err) != problem.Invalid {
			t.Errorf("activity %q: got %v", id, err)
		}
	}
	if len(s.got) != 0 {
		t.Errorf("sent %+v", s.got)
	}
}

// TestFailures is the table "Status codes from bot conversational APIs" with what the caller is told.
func TestFailures(t *testing.T) {
	const (
		posting  = "post"
		updating = "update"
		creating = "create"
	)
	coded := func(code string) string { return `{"error":{"code":"` + code + `","message":"29:alice"}}` }
	dial := &net.OpError{Op: "dial", Net: "tcp", Err: errors.New("connection refused")}
	tests := []struct {
		name    string
		call    string
		status  int
		body    string
		retry   string
		failure error
		kind    problem.Kind
		code    string
		after   time.Duration
	}{
		{"throttled for three seconds", posting, 429, "", "3", nil, problem.Busy, teams.TooManyRequests, 3 * time.Second},
		{"throttled for ever is cut to an hour", posting, 429, "", "999999999", nil, problem.Busy, teams.TooManyRequests, time.Hour},
		{"throttled without saying how long", posting, 429, "", "", nil, problem.Busy, teams.TooManyRequests, 0},
		{"throttled for a negative time", posting, 429, "", "-5", nil, problem.Busy, teams.TooManyRequests, 0},
		{"throttled with nonsense", posting, 429, "", "soon", nil, problem.Busy, teams.TooManyRequests, 0},
		{"a conflict between two edits", updating, 412, coded("PreconditionFailed"), "", nil, problem.Busy, "PreconditionFailed", 0},
		{"a bad gateway after a post: who knows", posting, 502, "", "", nil, problem.Unclear, "", 0},
		{"unavailable after a post", posting, 503, "", "7", nil, problem.Unclear, "", 7 * time.Second},
		{"a gateway's patience after an update, which can be repeated", updating, 504, "", "", nil, problem.Busy, "", 0},
		{"a bad gateway while creating, which can be repeated", creating, 502, "", "", nil, problem.Busy, "", 0},
		{"nobody listens: certainly not sent", posting, 0, "", "", dial, problem.Busy, "", 0},
		{"the connection broke after a post", posting, 0, "", "", io.ErrUnexpectedEOF, problem.Unclear, "", 0},
		{"the connection broke after an update", updating, 0, "", "", io.ErrUnexpectedEOF, problem.Busy, "", 0},
		{"the credential is not accepted", posting, 401, coded("BotNotRegistered"), "", nil, problem.Busy, "BotNotRegistered", 0},
		{"the person blocked the bot", posting, 403, coded("ConversationBlockedByUser"), "", nil, problem.Forbidden, "ConversationBlockedByUser", 0},
		{"the app is not installed", creating, 403, coded("ForbiddenOperationException"), "", nil, problem.Forbidden, "ForbiddenOperationException", 0},
		{"forbidden without a word", posting, 403, "", "", nil, problem.Forbidden, "Forbidden", 0},
		{"a proxy's page is not Teams' word", posting, 403, "<html>", "", nil, problem.Busy, "", 0},
		{"nor is a proxy's 404", updating, 404, "<html>", "", nil, problem.Busy, "", 0},
		{"writes are blocked", posting, 403, coded("MessageWritesBlocked"), "", nil, problem.Forbidden, "MessageWritesBlocked", 0},
		{"too long", posting, 413, coded("MessageSizeTooBig"), "", nil, problem.Invalid, teams.MessageSizeTooBig, 0},
		{"too long for the gateway", posting, 413, "", "", nil, problem.Invalid, teams.MessageSizeTooBig, 0},
		{"a bad argument", posting, 400, coded("BadArgument"), "", nil, problem.Invalid, "BadArgument", 0},
		{"the conversation is gone", posting, 404, coded("ConversationNotFound"), "", nil, problem.NotFound, teams.ConversationNotFound, 0},
		{"the conversation is gone, said with 403", posting, 403, coded("ConversationNotFound"), "", nil, problem.NotFound, teams.ConversationNotFound, 0},
		{"the message is gone", updating, 404, coded("ActivityNotFound"), "", nil, problem.NotFound, teams.ActivityNotFound, 0},
		{"the conversation of the message is gone", updating, 404, coded("ConversationNotFound"), "", nil, problem.NotFound, teams.ConversationNotFound, 0},
		{"not found without a word, posting", posting, 404, "", "", nil, problem.NotFound, teams.ConversationNotFound, 0},
		{"not found without a word, updating", updating, 404, "", "", nil, problem.NotFound, teams.ActivityNotFound, 0},
		{"a server error is final by Microsoft's page", posting, 500, coded("ServiceError"), "", nil, problem.Internal, "ServiceError", 0},
		{"a code that is a novel is dropped", posting, 400, coded(strings.Repeat("a", 65)), "", nil, problem.Invalid, "", 0},
		{"a code that is no word is dropped", posting, 400, coded("29:alice@contoso"), "", nil, problem.Invalid, "", 0},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			s := &service{status: tt.status, body: tt.body, failure: tt.failure, header: http.Header{}}
			if tt.retry != "" {
				s.header.Set("Retry-After", tt.retry)
			}
			c := newConnector(s)
			var err error
			switch tt.call {
			case posting:
				_, err = c.Post(t.Context(), chat("a:secret"), hello)
			case updating:
				err = c.Update(t.Context(), chat("a:secret"), "m1", hello)
			case creating:
				_, err = c.Create(t.Context(), serviceURL, "o-secret")
			}
			p, ok := errors.AsType[*problem.Error](err)
			if !ok {
				t.Fatalf("got %v, want a problem", err)
			}
			if p.Kind != tt.kind || p.Code != tt.code || p.RetryAfter != tt.after || p.Say.IsZero() {
				t.Errorf("got %s %q after %v %q\nwant %s %q after %v", p.Kind, p.Code, p.RetryAfter, p.Say, tt.kind, tt.code, tt.after)
			}
			if len(s.got) != 1 {
				t.Errorf("%d tries, want one", len(s.got))
			}
			for _, private := range []string{"secret", "alice", "token-1"} {
				if strings.Contains(err.Error(), private) {
					t.Errorf("the error holds %q: %v", private, err)
				}
			}
		})
	}
}

func TestRetryAfterAsADate(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := &service{status: 429, header: http.Header{"Retry-After": {time.Now().Add(40 * time.Second).UTC().Format(http.TimeFormat)}}}
		_, err := newConnector(s).Post(t.Context(), chat("a:1"), hello)
		if got := problem.RetryAfter(err); got != 40*time.Second {
			t.Errorf("got %v, want 40s", got)
		}
	})
}

func TestWithoutAToken(t *testing.T) {
	for name, token := range map[string]func(context.Context) (string, error){
		"refused": func(context.Context) (string, error) { return "", errors.New("AADSTS7000222") },
		"empty":   func(context.Context) (string, error) { return "", nil },
	} {
		t.Run(name, func(t *testing.T) {
			s := &service{status: 200}
			c := teams.NewConnector(teams.ConnectorOptions{AppID: appID, HTTP: &http.Client{Transport: s}, Token: token})
			if _, err := c.Post(t.Context(), chat("a:1"), hello); problem.KindOf(err) != problem.Busy {
				t.Errorf("got %v, want to try again later", err)
			}
			if len(s.got) != 0 {
				t.Error("a request went out without a token")
			}
		})
	}
}

func TestAnAnswerThatNeverEnds(t *testing.T) {
	s := &service{status: 201, body: `{"id":"x"` + strings.Repeat(" ", 1<<20) + `}`}
	id, err := newConnector(s).Post(t.Context(), chat("a:1"), hello)
	if err != nil || id != "" {
		t.Errorf("got %q, %v; want it posted, its id unknown", id, err)
	}
}

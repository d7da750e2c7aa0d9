package teams_test

import (
	"context"
	"errors"
	"log/slog"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/numberdesk/numberdesk/internal/activity"
	"github.com/numberdesk/numberdesk/internal/problem"
	"github.com/numberdesk/numberdesk/internal/teams"
)

type roundTrip func(*http.Request) (*http.Response, error)

func (f roundTrip) RoundTrip(r *http.Request) (*http.Response, error) { return f(r) }

// answer is a turn that always answers the same.
func answer(resp activity.Response, err error) func(context.Context, activity.Activity) (activity.Response, error) {
	return func(context.Context, activity.Activity) (activity.Response, error) { return resp, err }
}

func invoke(changes set) string {
	return message(set{"type": "invoke", "name": "adaptiveCard/action", "text": nil, "value": set{"action": set{"verb": "approve"}}}.with(changes))
}

func TestTurnAnswers(t *testing.T) {
	secret := errors.New("bolt: alice@contoso.test")
	tests := []struct {
		name   string
		turn   func(context.Context, activity.Activity) (activity.Response, error)
		body   string
		status int
		want   string
	}{
		{"a message is answered with nothing", answer(activity.Response{}, nil), message(nil), 200, ""},
		{"a click is answered with a card", answer(activity.InvokeCard([]byte(`{"type":"AdaptiveCard"}`)), nil), invoke(nil), 200,
			`{"statusCode":200,"type":"application/vnd.microsoft.card.adaptive","value":{"type":"AdaptiveCard"}}`},
		{"an invoke of unknown name is 501", answer(activity.NotImplemented(), nil), invoke(set{"name": "tab/fetch"}), 501, ""},
		{"a message whose turn fails is no 5xx", answer(activity.Response{}, secret), message(nil), 200, ""},
		{"a type nobody knows whose turn fails is no 5xx", answer(activity.Response{}, secret), message(set{"type": "handoff"}), 200, ""},
		{"a click that fails says a sentence and no cause", answer(activity.Response{}, secret), invoke(nil), 200,
			`{"statusCode":500,"type":"application/vnd.microsoft.error","value":{"code":"internal","message":"` + problem.Say(secret).String() + `"}}`},
		{"a click that is refused says why", answer(activity.Response{}, problem.Wrap(secret, problem.Conflict, "Mara approved this already.")), invoke(nil), 200,
			`{"statusCode":400,"type":"application/vnd.microsoft.error","value":{"code":"conflict","message":"Mara approved this already."}}`},
		{"an answer that is no JSON is a failed click", answer(activity.InvokeCard([]byte(`{`)), nil), invoke(nil), 200,
			`{"statusCode":500,"type":"application/vnd.microsoft.error","value":{"code":"internal","message":"` + problem.Say(secret).String() + `"}}`},
		{"a panic is 500 and nothing else", func(context.Context, activity.Activity) (activity.Response, error) { panic("alice@contoso.test") },
			message(nil), 500, ""},
		{"a nil map written to is 500", func(context.Context, activity.Activity) (activity.Response, error) {
			var m map[string]int
			m["x"] = 1
			return activity.Response{}, nil
		}, invoke(nil), 500, ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			e := newEndpoint(t, newIssuer(jwkOf("k1", &first.PublicKey, "msteams")), tt.turn)
			w := post(t, e, genuine(), tt.body)
			if w.Code != tt.status || w.Body.String() != tt.want {
				t.Errorf("\n got %d %s\nwant %d %s", w.Code, w.Body, tt.status, tt.want)
			}
			if tt.want != "" && !strings.HasPrefix(w.Header().Get("Content-Type"), "application/json") {
				t.Errorf("content type: got %q", w.Header().Get("Content-Type"))
			}
		})
	}
}

func TestTurnSeesTheActivity(t *testing.T) {
	var got activity.Activity
	e := newEndpoint(t, newIssuer(jwkOf("k1", &first.PublicKey, "msteams")), func(_ context.Context, a activity.Activity) (activity.Response, error) {
		got = a
		return activity.Response{}, nil
	})
	post(t, e, genuine(), message(nil))
	if got.Text != "status" || got.From.AADObjectID != "o-1" || got.TenantID() != tenantID {
		t.Errorf("got %+v", got)
	}
}

func TestLogsHoldNoPersonalData(t *testing.T) {
	var logged strings.Builder
	var reasons, types []string
	fail := false
	e, err := teams.NewEndpoint(teams.EndpointOptions{
		AppID: appID, Tenants: []string{tenantID}, OpenID: openID,
		HTTP: &http.Client{Transport: newIssuer(jwkOf("k1", &first.PublicKey, "msteams"))},
		Log:  slog.New(slog.NewJSONHandler(&logged, &slog.HandlerOptions{Level: slog.LevelDebug})),
		Turn: func(context.Context, activity.Activity) (activity.Response, error) {
			if fail {
				panic("+41446681000 of Alice")
			}
			return activity.Response{}, nil
		},
		Metrics: teams.EndpointMetrics{
			Refused:  func(reason string) { reasons = append(reasons, reason) },
			Answered: func(activityType string, status int, _ time.Duration) { types = append(types, activityType) },
		},
	})
	if err != nil {
		t.Fatal(err)
	}
	body := message(set{"text": "+41446681000 for Alice", "from": set{"id": "29:alice", "name": "Alice", "aadObjectId": "o-1"}})
	token := genuine()
	post(t, e, token, body)
	post(t, e, token, message(set{"type": "alice-invented-this"}))
	post(t, e, token, message(set{"text": 7}))
	post(t, e, "Bearer alice.b.c", body)
	fail = true
	post(t, e, token, body)
	for _, private := range []string{"Alice", "alice", "+4144", "o-1", token[20:40]} {
		if strings.Contains(logged.String(), private) {
			t.Errorf("the log holds %q:\n%s", private, logged.String())
		}
	}
	if got, want := strings.Join(types, " "), "message other message"; got != want {
		t.Errorf("answered: got %q, want %q", got, want)
	}
	if got, want := strings.Join(reasons, ", "), "body is no activity, token header"; got != want {
		t.Errorf("refused: got %q, want %q", got, want)
	}
}

package teams_test

import (
	"context"
	"net/http"
	"testing"

	"github.com/numberdesk/numberdesk/internal/activity"
	"github.com/numberdesk/numberdesk/internal/teams"
)

// BenchmarkEndpoint is one message proven and answered, without sockets.
func BenchmarkEndpoint(b *testing.B) {
	e, err := teams.NewEndpoint(teams.EndpointOptions{
		AppID: appID, Tenants: []string{tenantID}, OpenID: openID,
		HTTP: &http.Client{Transport: newIssuer(jwkOf("k1", &first.PublicKey, "msteams"))},
		Turn: func(context.Context, activity.Activity) (activity.Response, error) { return activity.Response{}, nil },
	})
	if err != nil {
		b.Fatal(err)
	}
	authorization, body := genuine(), message(nil)
	b.ReportAllocs()
	for b.Loop() {
		if got := post(b, e, authorization, body).Code; got != 200 {
			b.Fatalf("got %d", got)
		}
	}
}

// BenchmarkPost is one message through the adapter and out, without sockets.
func BenchmarkPost(b *testing.B) {
	s := &service{status: 201, body: `{"id":"m"}`}
	c := teams.NewConnector(teams.ConnectorOptions{
		AppID: appID, HTTP: &http.Client{Transport: s}, ConversationRates: []teams.Rate{}, AppRate: teams.Rate{PerSecond: 1e9, Burst: 1e9},
		Token: func(context.Context) (string, error) { return "token-1", nil },
	})
	b.ReportAllocs()
	for b.Loop() {
		if _, err := c.Post(b.Context(), chat("a:1"), hello); err != nil {
			b.Fatal(err)
		}
	}
}

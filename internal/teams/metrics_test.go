package teams_test

import (
	"context"
	"io"
	"net/http"
	"slices"
	"testing"
	"testing/synctest"
	"time"

	"github.com/numberdesk/numberdesk/internal/teams"
)

// TestConnectorMetrics sends to a service that takes its time, and counts what the metrics are told.
func TestConnectorMetrics(t *testing.T) {
	for _, tt := range []struct {
		name      string
		status    int
		failure   error
		messages  int
		sent      []int
		throttled []string
	}{
		{"a message that goes at once", 201, nil, 1, []int{201}, nil},
		{"the seventh within a second waits for our own pace", 201, nil, 7, []int{201, 201, 201, 201, 201, 201, 201}, []string{"pace"}},
		{"a message that Teams refuses to take now", 429, nil, 1, []int{429}, []string{"teams"}},
		{"a message whose answer is lost has no status", 0, io.ErrUnexpectedEOF, 1, []int{0}, nil},
	} {
		t.Run(tt.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				s := &service{status: tt.status, body: `{"id":"m"}`, failure: tt.failure}
				slow := roundTrip(func(r *http.Request) (*http.Response, error) {
					time.Sleep(50 * time.Millisecond)
					return s.RoundTrip(r)
				})
				var sent []int
				var throttled []string
				c := teams.NewConnector(teams.ConnectorOptions{
					AppID: appID, HTTP: &http.Client{Transport: slow}, Token: func(context.Context) (string, error) { return "token-1", nil },
					Metrics: teams.ConnectorMetrics{
						Sent: func(status int, took time.Duration) {
							sent = append(sent, status)
							if took != 50*time.Millisecond {
								t.Errorf("it took %v, want 50ms: waiting for the pace is not the service's time", took)
							}
						},
						Throttled: func(by string) { throttled = append(throttled, by) },
					},
				})
				for range tt.messages {
					_, _ = c.Post(t.Context(), chat("a:1"), hello)
				}
				if !slices.Equal(sent, tt.sent) || !slices.Equal(throttled, tt.throttled) {
					t.Errorf("sent %v, throttled %q; want %v and %q", sent, throttled, tt.sent, tt.throttled)
				}
			})
		})
	}
}

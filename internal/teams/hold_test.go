package teams_test

import (
	"fmt"
	"net/http"
	"strconv"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/numberdesk/numberdesk/internal/problem"
	"github.com/numberdesk/numberdesk/internal/teams"
)

// strict is a service that refuses these conversations until a time, and says for how long if it does.
type strict struct {
	service
	refuses map[string]time.Time
	says    bool
}

func (s *strict) RoundTrip(r *http.Request) (*http.Response, error) {
	for conversation, until := range s.refuses {
		if wait := time.Until(until); wait > 0 && strings.Contains(r.URL.Path, "/"+conversation+"/") {
			no := &service{status: 429, header: http.Header{}}
			if s.says {
				no.header.Set("Retry-After", strconv.Itoa(int((wait+time.Second-1)/time.Second)))
			}
			return no.RoundTrip(r)
		}
	}
	return s.service.RoundTrip(r)
}

// TestARefusalHoldsItsConversation: what Teams refused is not asked again before it said, whoever asks, and nobody
// else waits for it.
func TestARefusalHoldsItsConversation(t *testing.T) {
	for _, tt := range []struct {
		name string
		says bool
		held time.Duration
	}{
		{"for as long as Teams said", true, 20 * time.Second},
		{"for a second when Teams did not say", false, time.Second},
	} {
		t.Run(tt.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				began := time.Now()
				s := &strict{service{status: 201, body: `{"id":"m"}`}, map[string]time.Time{"a:1": began.Add(tt.held)}, tt.says}
				c := newConnector(s)
				if _, err := c.Post(t.Context(), chat("a:1"), hello); !problem.Is(err, teams.TooManyRequests) {
					t.Fatalf("got %v, want it refused", err)
				}
				if _, err := c.Post(t.Context(), chat("a:2"), hello); err != nil || time.Since(began) > time.Second/10 {
					t.Errorf("another conversation: %v after %v", err, time.Since(began))
				}
				if err := c.Update(t.Context(), chat("a:1"), "m", hello); err != nil {
					t.Errorf("when it was over: %v", err)
				}
				if took := time.Since(began); took < tt.held || took > tt.held+time.Second/10 {
					t.Errorf("it went after %v, want after %v", took, tt.held)
				}
			})
		})
	}
}

// TestTwoRefusalsHoldEverything: Teams refuses two conversations in the same moment, which can only be the limit of the
// app. Everything waits, and then goes at the app's pace and not at once.
func TestTwoRefusalsHoldEverything(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		began := time.Now()
		until := began.Add(10 * time.Second)
		s := &strict{service{status: 201, body: `{"id":"m"}`}, map[string]time.Time{"a:1": until, "a:2": until}, true}
		c := newConnector(s)
		var all sync.WaitGroup
		for n := range 200 {
			all.Go(func() {
				_, err := c.Post(t.Context(), chat(fmt.Sprintf("a:%d", n+1)), hello)
				if refused := problem.Is(err, teams.TooManyRequests); refused != (n < 2) {
					t.Errorf("conversation %d: %v", n+1, err)
				}
			})
			time.Sleep(time.Microsecond) // in this order
		}
		all.Wait()
		var times []time.Time
		for _, g := range s.got {
			times = append(times, g.at)
			if since := g.at.Sub(began); since > time.Second/10 && since < 10*time.Second-time.Second/10 {
				t.Errorf("a message went after %v, while everything was held", since)
			}
		}
		if len(times) != 198 {
			t.Errorf("%d messages arrived, want 198", len(times))
		}
		if got := most(times, time.Second); got > 46 {
			t.Errorf("%d messages within a second after it, want at most 46", got)
		}
	})
}

// TestTwoRefusalsOfDifferentTimesHoldNobodyElse: hours apart, two conversations are two conversations.
func TestTwoRefusalsOfDifferentTimesHoldNobodyElse(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := &strict{service{status: 201, body: `{"id":"m"}`}, map[string]time.Time{}, true}
		c := newConnector(s)
		for n := range 3 {
			s.refuses[fmt.Sprint("a:", n)] = time.Now().Add(time.Hour)
			if _, err := c.Post(t.Context(), chat(fmt.Sprint("a:", n)), hello); problem.RetryAfter(err) != time.Hour {
				t.Fatalf("got %v", err)
			}
			time.Sleep(10 * time.Minute)
		}
		began := time.Now()
		if _, err := c.Post(t.Context(), chat("a:9"), hello); err != nil || time.Since(began) > time.Second/10 {
			t.Errorf("a conversation nobody refused: %v after %v", err, time.Since(began))
		}
	})
}

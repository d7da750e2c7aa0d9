package teams_test

import (
	"context"
	"fmt"
	"net/http"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
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
	refused atomic.Int32
}

func (s *strict) RoundTrip(r *http.Request) (*http.Response, error) {
	for conversation, until := range s.refuses {
		if wait := time.Until(until); wait > 0 && strings.Contains(r.URL.Path, "/"+conversation+"/") {
			s.refused.Add(1)
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
				s := &strict{service: service{status: 201, body: `{"id":"m"}`}, refuses: map[string]time.Time{"a:1": began.Add(tt.held)}, says: tt.says}
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
		s := &strict{service: service{status: 201, body: `{"id":"m"}`}, refuses: map[string]time.Time{"a:1": until, "a:2": until}, says: true}
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
		s := &strict{service: service{status: 201, body: `{"id":"m"}`}, refuses: map[string]time.Time{}, says: true}
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

// TestRefusalsOfOneConversationHoldNobodyElse: two messages to one conversation were on their way when it was refused.
func TestRefusalsOfOneConversationHoldNobodyElse(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		began := time.Now()
		s := &strict{service: service{status: 201, body: `{"id":"m"}`}, refuses: map[string]time.Time{"a:1": began.Add(time.Minute)}, says: true}
		slow := roundTrip(func(r *http.Request) (*http.Response, error) {
			time.Sleep(300 * time.Millisecond)
			return s.RoundTrip(r)
		})
		c := newConnector(slow)
		var both sync.WaitGroup
		for range 2 {
			both.Go(func() {
				if _, err := c.Post(t.Context(), chat("a:1"), hello); !problem.Is(err, teams.TooManyRequests) {
					t.Errorf("got %v, want it refused", err)
				}
			})
		}
		both.Wait()
		if _, err := c.Post(t.Context(), chat("a:2"), hello); err != nil || time.Since(began) > time.Second {
			t.Errorf("another conversation: %v after %v", err, time.Since(began))
		}
	})
}

// TestEverythingIsNotHeldForLong: Teams asks two conversations to wait for an hour. The others try again sooner.
func TestEverythingIsNotHeldForLong(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		began := time.Now()
		hour := began.Add(time.Hour)
		s := &strict{service: service{status: 201, body: `{"id":"m"}`}, refuses: map[string]time.Time{"a:1": hour, "a:2": hour}, says: true}
		c := newConnector(s)
		for _, conversation := range []string{"a:1", "a:2", "a:3"} {
			_, err := c.Post(t.Context(), chat(conversation), hello)
			if refused := problem.Is(err, teams.TooManyRequests); refused != (conversation != "a:3") {
				t.Errorf("%s: %v", conversation, err)
			}
		}
		if took := time.Since(began); took < 30*time.Second || took > 31*time.Second {
			t.Errorf("the others went after %v, want after 30s", took)
		}
	})
}

// TestAHeldConversationIsNotForgotten: thousands of others come and go while Teams wants nothing in one.
func TestAHeldConversationIsNotForgotten(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := &strict{service: service{status: 201, body: `{"id":"m"}`}, refuses: map[string]time.Time{"a:held": time.Now().Add(time.Hour)}, says: true}
		c := newConnector(s)
		if _, err := c.Post(t.Context(), chat("a:held"), hello); !problem.Is(err, teams.TooManyRequests) {
			t.Fatalf("got %v, want it refused", err)
		}
		for n := range 9000 {
			if _, err := c.Post(t.Context(), chat(fmt.Sprint("a:", n)), hello); err != nil {
				t.Fatal(err)
			}
		}
		ctx, cancel := context.WithTimeout(t.Context(), time.Second)
		defer cancel()
		if _, err := c.Post(ctx, chat("a:held"), hello); problem.RetryAfter(err) < 50*time.Minute || s.refused.Load() != 1 {
			t.Errorf("got %v after %v and %d refusals; want the rest of the hour without asking again", err, problem.RetryAfter(err), s.refused.Load())
		}
	})
}

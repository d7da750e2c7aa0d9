package teams_test

import (
	"context"
	"fmt"
	"math/rand/v2"
	"net/http"
	"slices"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/numberdesk/numberdesk/internal/problem"
	"github.com/numberdesk/numberdesk/internal/teams"
)

// most is the largest number of times within any window of that length.
func most(times []time.Time, window time.Duration) int {
	slices.SortFunc(times, time.Time.Compare)
	largest, begin := 0, 0
	for end := range times {
		for times[end].Sub(times[begin]) >= window {
			begin++
		}
		largest = max(largest, end-begin+1)
	}
	return largest
}

// TestPaceOfOneConversation sends for more than an hour as fast as it may, and counts every window
// of Microsoft's table wherever it begins.
func TestPaceOfOneConversation(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := &service{status: 201, body: `{"id":"m"}`}
		c := newConnector(s)
		began := time.Now()
		for time.Since(began) < 90*time.Minute {
			if _, err := c.Post(t.Context(), chat("a:1"), hello); err != nil {
				t.Fatal(err)
			}
		}
		times := make([]time.Time, len(s.got))
		for i, g := range s.got {
			times[i] = g.at
		}
		for window, limit := range map[time.Duration]int{time.Second: 7, 2 * time.Second: 8, 30 * time.Second: 60, time.Hour: 1800} {
			if got := most(times, window); got > limit {
				t.Errorf("%d messages within %v, want at most %d", got, window, limit)
			}
		}
		if got := most(times, 2*time.Second); got < 7 {
			t.Errorf("at most %d messages within two seconds: slower than Teams asks for", got)
		}
	})
}

// TestPaceOfTheApp sends to 5000 people at once, over a way that is now shorter and now longer, and
// without a token at first, so that many wait for it together. Teams counts what arrives.
func TestPaceOfTheApp(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := &service{status: 201, body: `{"id":"m"}`}
		chance := rand.New(rand.NewPCG(1, 0))
		var mu sync.Mutex
		way := roundTrip(func(r *http.Request) (*http.Response, error) {
			mu.Lock()
			d := 100*time.Millisecond + time.Duration(chance.IntN(88))*time.Millisecond
			mu.Unlock()
			time.Sleep(d)
			return s.RoundTrip(r)
		})
		signedIn := make(chan struct{})
		time.AfterFunc(500*time.Millisecond, func() { close(signedIn) })
		c := teams.NewConnector(teams.ConnectorOptions{
			AppID: appID, HTTP: &http.Client{Transport: way},
			Token: func(context.Context) (string, error) { <-signedIn; return "token-1", nil },
		})
		began := time.Now()
		var all sync.WaitGroup
		for n := range 5000 {
			all.Go(func() {
				if _, err := c.Post(t.Context(), chat(fmt.Sprintf("a:%d", n)), hello); err != nil {
					t.Error(err)
				}
			})
		}
		all.Wait()
		times := make([]time.Time, len(s.got))
		for i, g := range s.got {
			times[i] = g.at
		}
		if got := most(times, time.Second); got > 50 {
			t.Errorf("%d messages arrived within a second, want at most 50", got)
		}
		if took := time.Since(began); took > 112*time.Second {
			t.Errorf("5000 messages took %v, want at most 112 s", took)
		}
	})
}

func TestPaceWithinTheContext(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := &service{status: 201, body: `{"id":"m"}`}
		c := teams.NewConnector(teams.ConnectorOptions{
			AppID: appID, HTTP: &http.Client{Transport: s}, AppRate: teams.Rate{PerSecond: 1e6, Burst: 1e6},
			Token: func(context.Context) (string, error) { return "token-1", nil },
		})
		for range 6 {
			if _, err := c.Post(t.Context(), chat("a:1"), hello); err != nil {
				t.Fatal(err)
			}
		}
		began := time.Now()
		ctx, cancel := context.WithTimeout(t.Context(), 300*time.Millisecond)
		defer cancel()
		_, err := c.Post(ctx, chat("a:1"), hello)
		if problem.KindOf(err) != problem.Busy || !problem.Is(err, teams.TooManyRequests) || problem.RetryAfter(err) != time.Second {
			t.Errorf("got %v after %v, want busy for a second", err, problem.RetryAfter(err))
		}
		if time.Since(began) != 0 {
			t.Error("it waited for what it knew would come too late")
		}
		if _, err := c.Post(ctx, chat("a:2"), hello); err != nil {
			t.Errorf("another conversation had to wait: %v", err)
		}
		for range 10 {
			_, _ = c.Post(ctx, chat("a:1"), hello)
		}
		again, giveUp := context.WithTimeout(t.Context(), time.Minute)
		defer giveUp()
		if _, err := c.Post(again, chat("a:1"), hello); err != nil || time.Since(began) != time.Second {
			t.Errorf("those who gave up held the next back: %v after %v", err, time.Since(began))
		}
		ctx, cancel = context.WithCancel(t.Context())
		time.AfterFunc(100*time.Millisecond, cancel)
		if _, err := c.Post(ctx, chat("a:1"), hello); problem.KindOf(err) != problem.Busy {
			t.Errorf("canceled while waiting: got %v", err)
		}
		if got := len(s.got); got != 8 {
			t.Errorf("%d messages went out, want 8", got)
		}
	})
}

func TestNoPace(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := &service{status: 201, body: `{"id":"m"}`}
		c := teams.NewConnector(teams.ConnectorOptions{
			AppID: appID, HTTP: &http.Client{Transport: s}, ConversationRates: []teams.Rate{}, AppRate: teams.Rate{PerSecond: 1e6, Burst: 1e6},
			Token: func(context.Context) (string, error) { return "token-1", nil },
		})
		began := time.Now()
		for range 1000 {
			if _, err := c.Post(t.Context(), chat("a:1"), hello); err != nil {
				t.Fatal(err)
			}
		}
		if took := time.Since(began); took != 0 {
			t.Errorf("it waited %v", took)
		}
	})
}

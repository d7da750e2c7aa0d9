package teams

import (
	"context"
	"fmt"
	"sync"
	"time"

	"golang.org/x/time/rate"

	"github.com/numberdesk/numberdesk/internal/problem"
)

// Rate lets Burst messages go at once and PerSecond more each second: within any t seconds at
// most Burst + t × PerSecond.
type Rate struct {
	PerSecond float64
	Burst     int
}

// Microsoft's limits ("Optimize your bot with rate limiting in Teams") count windows: in one
// conversation 7 in a second, 8 in two, 60 in thirty, 1800 in an hour; 50 a second for the app in
// a tenant. Burst and PerSecond are chosen so that no window, wherever it begins, is exceeded:
// 6+1 ≤ 7, 6+2 ≤ 8, 6+30 ≤ 60; 900+900 ≤ 1800; 10+40 ≤ 50.
var (
	microsoftConversation = []Rate{{PerSecond: 1, Burst: 6}, {PerSecond: 0.25, Burst: 900}}
	microsoftApp          = Rate{PerSecond: 40, Burst: 10}
)

// maxPaced is how many conversations are remembered before idle ones are forgotten.
const maxPaced = 4096

// pace keeps sends within their rates by making them wait.
type pace struct {
	rates []Rate
	app   *rate.Limiter

	mu            sync.Mutex
	conversations map[string][]*rate.Limiter
	prune         int // the size at which to look for idle conversations again
}

func newPace(app Rate, conversation []Rate) *pace {
	if app == (Rate{}) {
		app = microsoftApp
	}
	if conversation == nil {
		conversation = microsoftConversation
	}
	return &pace{rates: conversation, app: app.limiter(), conversations: map[string][]*rate.Limiter{}, prune: maxPaced}
}

func (r Rate) limiter() *rate.Limiter { return rate.NewLimiter(rate.Limit(r.PerSecond), r.Burst) }

// wait blocks until one more message may go to the conversation, and tells whether that was not at
// once. When ctx ends first, or would, it returns a problem of kind Busy that says how long it would
// have been.
func (p *pace) wait(ctx context.Context, conversation string) (waited bool, err error) {
	for _, l := range p.limiters(conversation) {
		held, err := hold(ctx, l)
		if waited = waited || held; err != nil {
			return waited, err
		}
	}
	// Last, so that a message that waits for its conversation takes nobody's turn meanwhile.
	held, err := hold(ctx, p.app)
	return waited || held, err
}

func hold(ctx context.Context, l *rate.Limiter) (held bool, err error) {
	r := l.Reserve()
	delay := r.Delay()
	if delay == 0 {
		return false, nil
	}
	if end, bounded := ctx.Deadline(); bounded && time.Until(end) < delay {
		r.Cancel()
		return true, paced(context.DeadlineExceeded, delay)
	}
	timer := time.NewTimer(delay)
	defer timer.Stop()
	select {
	case <-timer.C:
		return true, nil
	case <-ctx.Done():
		r.Cancel()
		return true, paced(ctx.Err(), delay)
	}
}

func paced(cause error, delay time.Duration) error {
	busy := problem.Wrap(fmt.Errorf("kept within Teams' rate limits: %w", cause), problem.Busy,
		"Teams takes only so many messages at once. This one goes out a little later.")
	busy.Code, busy.RetryAfter = TooManyRequests, delay
	return busy
}

// limiters are the conversation's own. Idle ones are forgotten first: a full bucket is the same as
// a new one.
func (p *pace) limiters(conversation string) []*rate.Limiter {
	p.mu.Lock()
	defer p.mu.Unlock()
	if l, ok := p.conversations[conversation]; ok {
		return l
	}
	if len(p.conversations) >= p.prune {
		for id, limiters := range p.conversations {
			if idle(limiters) {
				delete(p.conversations, id)
			}
		}
		p.prune = max(maxPaced, 2*len(p.conversations))
	}
	limiters := make([]*rate.Limiter, len(p.rates))
	for i, r := range p.rates {
		limiters[i] = r.limiter()
	}
	p.conversations[conversation] = limiters
	return limiters
}

func idle(limiters []*rate.Limiter) bool {
	for _, l := range limiters {
		if l.Tokens() < float64(l.Burst()) {
			return false
		}
	}
	return true
}

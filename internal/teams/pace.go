package teams

import (
	"context"
	"fmt"
	"maps"
	"slices"
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
// 6+1 ≤ 7, 6+2 ≤ 8, 6+30 ≤ 60; 900+900 ≤ 1800.
//
// The app's rate has no burst, so 1+45 ≤ 50. The rest is for the way there: Teams counts messages when
// they arrive, and 1+45×1.088 ≤ 50 as long as no message is 88 ms longer on its way than another.
// Nearer to 50 would win little: 5000 messages take 111 seconds so, and 100 at best.
var (
	microsoftConversation = []Rate{{PerSecond: 1, Burst: 6}, {PerSecond: 0.25, Burst: 900}}
	microsoftApp          = Rate{PerSecond: 45, Burst: 1}
)

const (
	// maxPaced is how many conversations are remembered before idle ones are forgotten.
	maxPaced = 4096
	// leastHold is how long a refused conversation is held when Teams does not say.
	leastHold = time.Second
	// mostHoldAll bounds how long everything is held before messages go again and find out whether it still must be.
	mostHoldAll = 30 * time.Second
	// together is how close two refusals must be to be about the app: its window is a second, and answers are on
	// their way for another.
	together = 2 * time.Second
)

// pace keeps sends within their rates, and within what Teams asks for when it refuses one all the
// same, by making them wait.
type pace struct {
	rates []Rate
	app   *rate.Limiter

	mu            sync.Mutex
	conversations map[string]*paced
	prune         int       // the size at which to look for idle conversations again
	held          time.Time // until when nothing goes
	// refused is the conversation that was refused last, at refusedAt.
	refused   string
	refusedAt time.Time
}

// paced is one conversation as far as its pace goes.
type paced struct {
	limiters []*rate.Limiter
	held     time.Time // until when nothing goes here; of pace.mu
}

func newPace(app Rate, conversation []Rate) *pace {
	if app == (Rate{}) {
		app = microsoftApp
	}
	if conversation == nil {
		conversation = microsoftConversation
	}
	return &pace{rates: conversation, app: app.limiter(), conversations: map[string]*paced{}, prune: maxPaced}
}

func (r Rate) limiter() *rate.Limiter { return rate.NewLimiter(rate.Limit(r.PerSecond), r.Burst) }

// wait blocks until one more message may go to the conversation, and tells whether that was not at
// once. When ctx ends first, or would, it returns a problem of kind Busy that says how long it would
// have been.
func (p *pace) wait(ctx context.Context, conversation string) (waited bool, err error) {
	c := p.conversation(conversation)
	// What was refused while this one waited for its turn holds it, too; it then takes a new turn, so that a hold
	// does not end with all who waited through it going at once.
	for first := true; first || p.hold(c) > 0; first = false {
		if d := p.hold(c); d > 0 {
			waited = true
			if err := sleep(ctx, d); err != nil {
				return true, err
			}
		}
		// The app comes last, so that a message that waits for its conversation takes nobody's turn meanwhile.
		for _, l := range append(slices.Clone(c.limiters), p.app) {
			held, err := turn(ctx, l)
			if waited = waited || held; err != nil {
				return waited, err
			}
		}
	}
	return waited, nil
}

// hold is how long Teams wants nothing in this conversation.
func (p *pace) hold(c *paced) time.Duration {
	p.mu.Lock()
	defer p.mu.Unlock()
	return max(time.Until(c.held), time.Until(p.held))
}

// refuse holds a conversation for as long as Teams asked when it refused a message there. Teams does
// not say whether the limit was the conversation's or the app's, which others may share. But each
// conversation is kept within its own here, so when another is refused as well, it is the app's, and
// everything is held.
func (p *pace) refuse(conversation string, after time.Duration) {
	c, after := p.conversation(conversation), max(after, leastHold)
	p.mu.Lock()
	defer p.mu.Unlock()
	now := time.Now()
	c.held = later(c.held, now.Add(after))
	if p.refused != conversation && now.Sub(p.refusedAt) < together {
		p.held = later(p.held, now.Add(min(after, mostHoldAll)))
	}
	p.refused, p.refusedAt = conversation, now
}

func later(a, b time.Time) time.Time {
	if a.After(b) {
		return a
	}
	return b
}

// turn waits for the limiter.
func turn(ctx context.Context, l *rate.Limiter) (waited bool, err error) {
	r := l.Reserve()
	delay := r.Delay()
	if delay == 0 {
		return false, nil
	}
	if err := sleep(ctx, delay); err != nil {
		r.Cancel()
		return true, err
	}
	return true, nil
}

// sleep waits, unless ctx ends first or would.
func sleep(ctx context.Context, delay time.Duration) error {
	if end, bounded := ctx.Deadline(); bounded && time.Until(end) < delay {
		return tooSoon(context.DeadlineExceeded, delay)
	}
	timer := time.NewTimer(delay)
	defer timer.Stop()
	select {
	case <-timer.C:
		return nil
	case <-ctx.Done():
		return tooSoon(ctx.Err(), delay)
	}
}

func tooSoon(cause error, delay time.Duration) error {
	busy := problem.Wrap(fmt.Errorf("kept within Teams' rate limits: %w", cause), problem.Busy,
		"Teams takes only so many messages at once. This one goes out a little later.")
	busy.Code, busy.RetryAfter = TooManyRequests, delay
	return busy
}

// conversation is what is known of one. Idle ones are forgotten first: a full bucket is the same as
// a new one.
func (p *pace) conversation(id string) *paced {
	p.mu.Lock()
	defer p.mu.Unlock()
	if c, ok := p.conversations[id]; ok {
		return c
	}
	if len(p.conversations) >= p.prune {
		maps.DeleteFunc(p.conversations, func(_ string, c *paced) bool { return c.idle() })
		p.prune = max(maxPaced, 2*len(p.conversations))
	}
	c := &paced{limiters: make([]*rate.Limiter, len(p.rates))}
	for i, r := range p.rates {
		c.limiters[i] = r.limiter()
	}
	p.conversations[id] = c
	return c
}

func (c *paced) idle() bool {
	for _, l := range c.limiters {
		if l.Tokens() < float64(l.Burst()) {
			return false
		}
	}
	return !c.held.After(time.Now())
}

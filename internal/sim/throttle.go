package sim

import (
	"net/http"
	"strconv"
	"time"
)

// window are the times of what was let through, oldest first.
type window []time.Time

// quota is how many requests a span of time may have.
type quota struct {
	count int
	span  time.Duration
}

// The limits of "Optimize your bot with rate limiting in Teams": per bot and thread, and per app and tenant.
var (
	sending  = []quota{{7, time.Second}, {8, 2 * time.Second}, {60, 30 * time.Second}, {1800, time.Hour}}
	reading  = []quota{{14, time.Second}, {16, 2 * time.Second}, {120, 30 * time.Second}, {3600, time.Hour}}
	everyone = []quota{{50, time.Second}}
)

// throttle lets a request through and remembers it, or says how long to wait.
func (t *Tenant) throttle(key string, limits []quota) answer {
	now := time.Now()
	w := t.sentTo[key]
	longest := limits[len(limits)-1].span
	for len(w) > 0 && now.Sub(w[0]) >= longest {
		w = w[1:]
	}
	for _, q := range limits {
		if len(w) < q.count {
			continue
		}
		if free := w[len(w)-q.count].Add(q.span); now.Before(free) {
			t.sentTo[key] = w
			a := refuse(http.StatusTooManyRequests, "TooManyRequests", "API calls quota exceeded! maximum admitted %d per %s.", q.count, q.span)
			a.header = http.Header{"Retry-After": {strconv.Itoa(int((free.Sub(now) + time.Second - 1) / time.Second))}}
			return a
		}
	}
	t.sentTo[key] = append(w, now)
	return answer{}
}

// admitted is the limit of the app as a whole.
func (t *Tenant) admitted() answer { return t.throttle("app", everyone) }

package desk

import (
	"sync"
	"time"

	"golang.org/x/time/rate"

	"github.com/numberdesk/numberdesk/internal/person"
	"github.com/numberdesk/numberdesk/internal/problem"
)

// How often one person may make the desk work: words that are answered from the outbox, and requests, each of which puts
// a card before somebody. Nobody reaches it by typing; a flood must not fill the store or an approver's chat.
var (
	wordsAllowed    = often{rate.Every(3 * time.Second), 20}
	requestsAllowed = often{rate.Every(12 * time.Minute), 10}
	// A delegation writes to somebody in the words of whoever makes it.
	delegationsAllowed = often{rate.Every(time.Hour), 10}

	refusalsKept = often{rate.Every(10 * time.Minute), 5}
)

type often struct {
	refill rate.Limit
	burst  int
}

// habits remembers how often people did something. The zero value is ready.
type habits struct {
	mu     sync.Mutex
	people map[person.ID]*rate.Limiter
}

// maxHabits bounds what is remembered; forgetting it is harmless.
const maxHabits = 10_000

// allows reports whether somebody may do it once more.
func (h *habits) allows(id person.ID, o often) bool {
	h.mu.Lock()
	defer h.mu.Unlock()
	l := h.people[id]
	if l == nil {
		if h.people == nil || len(h.people) >= maxHabits {
			h.people = map[person.ID]*rate.Limiter{}
		}
		l = rate.NewLimiter(o.refill, o.burst)
		h.people[id] = l
	}
	return l.Allow()
}

func tooOften() error {
	return problem.New(problem.Busy, "That was a lot in a short time. Please wait a few minutes and try again.")
}

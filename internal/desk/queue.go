package desk

import (
	"container/heap"
	"context"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/numberdesk/numberdesk/internal/store"
)

// How many lanes may be worked on at once. Those of Teams Phone have their own performers, so that neither a hundred
// errands, whose writes go one at a time, nor a thousand cards, which go at the pace of Teams, keep the other waiting.
//
// 48 keep up the 45 messages a second that Teams takes as long as an answer comes within a second; 16 would fall
// behind at 350 milliseconds. More would not be faster, and who writes to the desk meanwhile would wait longer: his
// answer goes out after those that wait for the pace already, within about a second.
const (
	messagePerformers   = 48
	telephonyPerformers = 16
)

// telephonyPrefix begins the names of the lanes of Teams Phone, see [telephonyLane].
const telephonyPrefix = "phone/"

// queue is the outbox in memory: which lane's first effect is due when. It holds names and times only;
// the store holds the effects, and a restart builds the queue anew from there.
type queue struct {
	// perform does one effect and says when its lane may go on: the zero time when the effect has
	// ended, else the time until which it is parked.
	perform func(ctx context.Context, id string) (parked time.Time)

	mu    sync.Mutex
	lanes map[string]*lane
	// messages are all lanes but those of Teams Phone.
	messages, telephony pool
	// wake tells run that something may be due; changed tells waiters that the queue moved.
	wake    chan struct{}
	changed chan struct{}
}

// pool is the lanes that share some performers.
type pool struct {
	performers, busy int
	due              dueHeap
}

type lane struct {
	name    string
	pool    *pool
	effects []queued
	busy    bool
	hurried bool // it is not to be parked when it is in hand no more
	at      int  // index in the heap, -1 when not in it
}

type queued struct {
	id        string
	notBefore time.Time
	asked     time.Time
	timer     bool
	begun     bool // it was in hand at least once
}

func newQueue(perform func(context.Context, string) time.Time) *queue {
	return &queue{
		perform: perform, lanes: map[string]*lane{}, wake: make(chan struct{}, 1), changed: make(chan struct{}),
		messages: pool{performers: messagePerformers}, telephony: pool{performers: telephonyPerformers},
	}
}

func (q *queue) pools() [2]*pool { return [...]*pool{&q.messages, &q.telephony} }

func (q *queue) newLane(name string) *lane {
	if strings.HasPrefix(name, telephonyPrefix) {
		return &lane{name: name, pool: &q.telephony, at: -1}
	}
	return &lane{name: name, pool: &q.messages, at: -1}
}

// add lines effects up in their lanes, in the order in which they were written. One that is there already is not added
// twice, and none goes before one that has begun.
func (q *queue) add(effects ...store.Effect) {
	q.mu.Lock()
	for _, e := range effects {
		l := q.lanes[e.Lane]
		if l == nil {
			l = q.newLane(e.Lane)
			q.lanes[e.Lane] = l
		}
		if l.has(e.ID) {
			continue
		}
		at := len(l.effects)
		for at > 0 && l.effects[at-1].id > e.ID && !l.effects[at-1].begun {
			at--
		}
		l.effects = slices.Insert(l.effects, at, queued{id: e.ID, notBefore: e.NotBefore, asked: e.Asked, timer: timers[e.Kind]})
		q.place(l)
	}
	q.mu.Unlock()
	q.nudge()
}

// hasten makes the first effects of lanes due that are parked, or are about to be.
func (q *queue) hasten(lanes ...string) {
	if len(lanes) == 0 {
		return
	}
	q.mu.Lock()
	for _, name := range lanes {
		switch l := q.lanes[name]; {
		case l == nil || len(l.effects) == 0:
		case l.busy:
			l.hurried = true
		default:
			l.effects[0].notBefore = time.Time{}
			q.place(l)
		}
	}
	q.mu.Unlock()
	q.nudge()
}

// due is when an effect can be performed: one that was put off is not behind everything that was asked since.
func (q queued) due() time.Time {
	if q.notBefore.After(q.asked) {
		return q.notBefore
	}
	return q.asked
}

func (l *lane) has(id string) bool {
	for _, e := range l.effects {
		if e.id == id {
			return true
		}
	}
	return false
}

// place puts a lane into the heap by its first effect, or takes it out. mu is held.
func (q *queue) place(l *lane) {
	ready := !l.busy && len(l.effects) > 0
	switch {
	case ready && l.at < 0:
		heap.Push(&l.pool.due, l)
	case ready:
		heap.Fix(&l.pool.due, l.at)
	case l.at >= 0:
		heap.Remove(&l.pool.due, l.at)
	}
	if len(l.effects) == 0 && !l.busy {
		delete(q.lanes, l.name)
	}
	close(q.changed)
	q.changed = make(chan struct{})
}

func (q *queue) nudge() {
	select {
	case q.wake <- struct{}{}:
	default:
	}
}

// run performs what is due until ctx ends, then waits for what is in hand.
func (q *queue) run(ctx context.Context) {
	var wg sync.WaitGroup
	defer wg.Wait()
	for ctx.Err() == nil {
		l, id, wait := q.take(time.Now())
		if l != nil {
			wg.Go(func() { q.done(l, q.perform(context.WithoutCancel(ctx), id)) })
			continue
		}
		timer := time.NewTimer(wait)
		select {
		case <-ctx.Done():
		case <-q.wake:
		case <-timer.C:
		}
		timer.Stop()
	}
}

// take gives a lane whose first effect is due, with that effect's name, or how long to wait for one.
func (q *queue) take(now time.Time) (*lane, string, time.Duration) {
	q.mu.Lock()
	defer q.mu.Unlock()
	wait := time.Hour
	for _, p := range q.pools() {
		if p.busy >= p.performers || len(p.due) == 0 {
			continue
		}
		l := p.due[0]
		if left := l.effects[0].notBefore.Sub(now); left > 0 {
			wait = min(wait, left)
			continue
		}
		l.busy, l.effects[0].begun = true, true
		p.busy++
		q.place(l)
		return l, l.effects[0].id, 0
	}
	return nil, "", wait
}

func (q *queue) done(l *lane, parked time.Time) {
	q.mu.Lock()
	l.busy = false
	l.pool.busy--
	switch {
	case parked.IsZero():
		l.effects = l.effects[1:]
	case l.hurried:
		l.effects[0].notBefore = time.Time{}
	default:
		l.effects[0].notBefore = parked
	}
	l.hurried = false
	q.place(l)
	q.mu.Unlock()
	q.nudge()
}

// settled waits until nothing is in hand and nothing waits but timers that are not due.
func (q *queue) settled(ctx context.Context) error {
	for {
		q.mu.Lock()
		owed := 0
		for _, p := range q.pools() {
			owed += p.busy
			for _, l := range p.due {
				if first := l.effects[0]; !first.timer || !first.notBefore.After(time.Now()) {
					owed++
				}
			}
		}
		changed := q.changed
		q.mu.Unlock()
		if owed == 0 {
			return nil
		}
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-changed:
		}
	}
}

func (q *queue) depth() (count int, oldest time.Time) {
	q.mu.Lock()
	defer q.mu.Unlock()
	for _, l := range q.lanes {
		for _, e := range l.effects {
			if e.timer {
				continue
			}
			count++
			if oldest.IsZero() || e.asked.Before(oldest) {
				oldest = e.asked
			}
		}
	}
	return count, oldest
}

// dueHeap orders lanes by when their first effect is due, then by age.
type dueHeap []*lane

func (h dueHeap) Len() int { return len(h) }
func (h dueHeap) Less(i, j int) bool {
	a, b := h[i].effects[0].due(), h[j].effects[0].due()
	if !a.Equal(b) {
		return a.Before(b)
	}
	return h[i].effects[0].id < h[j].effects[0].id
}
func (h dueHeap) Swap(i, j int) {
	h[i], h[j] = h[j], h[i]
	h[i].at, h[j].at = i, j
}
func (h *dueHeap) Push(x any) {
	l := x.(*lane)
	l.at = len(*h)
	*h = append(*h, l)
}
func (h *dueHeap) Pop() any {
	old := *h
	l := old[len(old)-1]
	*h = old[:len(old)-1]
	l.at = -1
	return l
}

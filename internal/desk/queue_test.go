package desk

import (
	"context"
	"fmt"
	"slices"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/numberdesk/numberdesk/internal/person"
	"github.com/numberdesk/numberdesk/internal/store"
)

// TestLaneKeepsTheOrderOfWriting: two transactions may line up what they owe in another order than they were committed
// in, and a turn may come before the outbox of the last process is read.
func TestLaneKeepsTheOrderOfWriting(t *testing.T) {
	for name, test := range map[string]struct {
		before, begun, after []string // ids added before the queue runs, while the first is in hand, and performed
	}{
		"an older effect that comes later goes first":         {before: []string{"2", "3", "1"}, after: []string{"1", "2", "3"}},
		"what has begun is finished before an older effect":   {before: []string{"2", "4"}, begun: []string{"3", "1"}, after: []string{"2", "1", "3", "4"}},
		"an effect that is lined up already is no second one": {before: []string{"1", "2", "1"}, begun: []string{"2", "1"}, after: []string{"1", "2"}},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				var q *queue
				var performed []string
				looked := map[string]bool{}
				q = newQueue(func(_ context.Context, id string) time.Time {
					if !looked[id] {
						looked[id] = true // the first step of two; the lane waits in between
						return time.Now().Add(time.Second)
					}
					performed = append(performed, id)
					return time.Time{}
				})
				add := func(ids []string) {
					for _, id := range ids {
						q.add(store.Effect{ID: id, Lane: "chat/a"})
					}
				}
				add(test.before)
				ctx, stop := context.WithCancel(t.Context())
				go q.run(ctx)
				synctest.Wait()
				add(test.begun)
				if err := q.settled(ctx); err != nil {
					t.Fatal(err)
				}
				stop()
				synctest.Wait()
				if !slices.Equal(performed, test.after) {
					t.Errorf("performed %q, want %q", performed, test.after)
				}
			})
		})
	}
}

// TestNeitherKeepsTheOtherWaiting: what Teams Phone works on and what is said to people have performers of their own.
func TestNeitherKeepsTheOtherWaiting(t *testing.T) {
	phones := func(n int) string { return telephonyLane(person.ID(fmt.Sprint("p", n)), "+41446681000") }
	chats := func(n int) string { return fmt.Sprint("chat/", n) }
	for name, test := range map[string]struct {
		stuck, free func(int) string
		performers  int // of those that are stuck
	}{
		"errands that wait for one another do not keep messages":     {stuck: phones, free: chats, performers: telephonyPerformers},
		"messages that wait for the pace of Teams keep no errand":    {stuck: chats, free: phones, performers: messagePerformers},
		"a reconcile and other lanes of the desk are no errands":     {stuck: func(n int) string { return fmt.Sprint("sync/", n) }, free: phones, performers: messagePerformers},
		"a person whose id looks like a lane of Teams Phone is none": {stuck: func(n int) string { return fmt.Sprint("chat/phone/", n) }, free: phones, performers: messagePerformers},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				open := make(chan struct{})
				var mu sync.Mutex
				var inHand, done int
				q := newQueue(func(_ context.Context, id string) time.Time {
					mu.Lock()
					stuck := id[0] == 's'
					if stuck {
						inHand++
					} else {
						done++
					}
					mu.Unlock()
					if stuck {
						<-open
					}
					return time.Time{}
				})
				ctx, stop := context.WithCancel(t.Context())
				for n := range 200 {
					q.add(store.Effect{ID: fmt.Sprintf("s%03d", n), Lane: test.stuck(n)})
				}
				go q.run(ctx)
				synctest.Wait()
				for n := range 200 {
					q.add(store.Effect{ID: fmt.Sprintf("t%03d", n), Lane: test.free(n)})
				}
				synctest.Wait()
				if inHand != test.performers || done != 200 {
					t.Errorf("%d are in hand and %d of the others done, want %d and 200", inHand, done, test.performers)
				}
				close(open)
				if err := q.settled(ctx); err != nil {
					t.Fatal(err)
				}
				if inHand != 200 {
					t.Errorf("%d of those that were stuck were performed in the end, want 200", inHand)
				}
				stop()
				synctest.Wait()
			})
		})
	}
}

// TestTheSoonestOfBothIsWaitedFor: a lane of Teams Phone that is due later does not hide a message that is due before,
// nor the other way round.
func TestTheSoonestOfBothIsWaitedFor(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		began := time.Now()
		var order []string
		q := newQueue(func(_ context.Context, id string) time.Time {
			order = append(order, fmt.Sprint(id, time.Since(began)))
			return time.Time{}
		})
		for id, e := range map[string]store.Effect{
			"a": {Lane: "phone/a", NotBefore: began.Add(2 * time.Minute)}, "b": {Lane: "chat/b", NotBefore: began.Add(time.Minute)},
			"c": {Lane: "phone/c", NotBefore: began.Add(30 * time.Second)}, "d": {Lane: "chat/d", NotBefore: began.Add(3 * time.Minute)},
		} {
			e.ID = id
			q.add(e)
		}
		ctx, stop := context.WithCancel(t.Context())
		go q.run(ctx)
		if err := q.settled(ctx); err != nil {
			t.Fatal(err)
		}
		stop()
		synctest.Wait()
		if want := []string{"c30s", "b1m0s", "a2m0s", "d3m0s"}; !slices.Equal(order, want) {
			t.Errorf("performed %q, want %q", order, want)
		}
	})
}

// TestHurriedInHand: an effect that is in hand while there is nothing to wait for any more is performed again at once.
func TestHurriedInHand(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		begun := time.Now()
		looks := 0
		q := newQueue(func(context.Context, string) time.Time {
			time.Sleep(time.Second)
			if looks++; looks == 1 {
				return time.Now().Add(time.Hour)
			}
			return time.Time{}
		})
		q.add(store.Effect{ID: "1", Lane: "phone/a"})
		ctx, stop := context.WithCancel(t.Context())
		go q.run(ctx)
		synctest.Wait()
		q.hasten("phone/a")
		if err := q.settled(ctx); err != nil || time.Since(begun) > time.Minute {
			t.Errorf("done after %v: %v", time.Since(begun), err)
		}
		stop()
		synctest.Wait()
	})
}

package desk

import (
	"context"
	"slices"
	"testing"
	"testing/synctest"
	"time"

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

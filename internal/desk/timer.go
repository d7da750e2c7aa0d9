package desk

import (
	"context"
	"time"

	"github.com/numberdesk/numberdesk/internal/phone"
	"github.com/numberdesk/numberdesk/internal/problem"
	"github.com/numberdesk/numberdesk/internal/request"
	"github.com/numberdesk/numberdesk/internal/store"
)

// expire ends a request that nobody decided on in time.
func (d *Desk) expire(ctx context.Context, e store.Effect) (performed, error) {
	return d.whenDue(ctx, e, func(w *work) error {
		r, err := store.Request(w.tx, request.ID(e.Subject))
		if problem.KindOf(err) == problem.NotFound {
			return nil
		}
		if err != nil || r.State != request.PendingApproval || w.now.Before(r.Expires) {
			return err
		}
		_, err = w.moveRequest(r, request.Expire, "nobody decided in time", nil)
		return err
	})
}

// whenDue ends a timer, unless the clock was set back since it was wound up.
func (d *Desk) whenDue(ctx context.Context, e store.Effect, record func(*work) error) (performed, error) {
	if early := time.Until(e.NotBefore); early > 0 {
		return d.park(ctx, e, nil, early, nil)
	}
	return d.end(ctx, e, rule, record)
}

// endRest ends a number's rest, its reservation or its block, exactly when its time is over, however long the
// process was down.
func (d *Desk) endRest(ctx context.Context, e store.Effect) (performed, error) {
	return d.whenDue(ctx, e, func(w *work) error {
		n, err := store.Number(w.tx, phone.Number(e.Subject))
		if problem.KindOf(err) == problem.NotFound {
			return nil // its range was taken out of the inventory
		}
		if err != nil || n.Until.IsZero() || w.now.Before(n.Until) {
			return err
		}
		on := n.Ending(w.now)
		if on == "" {
			return nil
		}
		_, err = w.moveNumber(n, on, "its time was over at "+n.Until.Format(time.RFC3339), nil)
		return err
	})
}

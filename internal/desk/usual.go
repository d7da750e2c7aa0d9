package desk

import (
	"slices"

	"github.com/numberdesk/numberdesk/internal/request"
	"github.com/numberdesk/numberdesk/internal/say"
	"github.com/numberdesk/numberdesk/internal/store"
)

// Steps of which it is known how long they usually take. How long people wait for a number is kept by range.
const (
	stepApproval = "approval"
	stepDelivery = "delivery"
)

// took remembers how long a step took that a request has just gone. A decision by rule says nothing of how long people
// take, nor does a request that ended without one.
func (w *work) took(before, after request.Request) error {
	decided := after.State == request.Denied || after.State == request.Delivering || after.State == request.Waiting
	switch {
	case before.State == request.PendingApproval && decided && after.Decision != nil && after.Decision.Rule.IsZero():
		return store.PutTook(w.tx, stepApproval, w.now.Sub(before.Moved))
	case before.State == request.Delivering && after.State == request.Delivered && !after.Several():
		return store.PutTook(w.tx, stepDelivery, w.now.Sub(before.Moved))
	}
	return nil
}

// withUsual is what happens next, with how long that usually takes, as far as it is known.
func withUsual(tx store.Tx, r request.Request, next say.Sentence) (say.Sentence, error) {
	step := map[request.State]string{request.PendingApproval: stepApproval, request.Delivering: stepDelivery}[r.State]
	if step == "" || step == stepDelivery && (r.Several() || r.Delay != nil) {
		return next, nil // a list, or what waits for something, takes as long as that does
	}
	took, err := store.Took(tx, step)
	if err != nil || len(took) == 0 {
		return next, err
	}
	slices.Sort(took)
	usual := say.Span(took[len(took)/2])
	if step == stepDelivery {
		return say.Text("Teams usually needs about %s. This card changes when it is done.", usual), nil
	}
	return next.And(say.Text("A decision usually takes about %s.", usual)), nil
}

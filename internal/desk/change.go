package desk

import (
	"context"
	"encoding/json"
	"errors"

	"github.com/numberdesk/numberdesk/internal/activity"
	"github.com/numberdesk/numberdesk/internal/person"
	"github.com/numberdesk/numberdesk/internal/store"
)

// repeated is the answer an activity was given when it was first delivered.
type repeated struct{ response activity.Response }

func (repeated) Error() string { return "delivered before" }

// errUnchanged ends a change that found nothing to change, so that nothing is written.
var errUnchanged = errors.New("nothing to change")

// change runs fn in one transaction that also keeps the answer under the activity's id: the same activity
// again, or twice at once, gets the same answer and changes nothing. fn returns errUnchanged with its
// answer when there is nothing to change.
func (d *Desk) change(ctx context.Context, call *Call, fn func(*work) (Answer, error)) (Answer, error) {
	var answer Answer
	var response activity.Response
	err := d.update(ctx, call.Who.actor(), func(w *work) (err error) {
		if before, ok, err := call.before(w.tx); err != nil {
			return err
		} else if ok {
			return repeated{before}
		}
		// What is written may name who did it.
		if err := w.remember(&person.Person{ID: call.Who.ID, Name: call.Who.Name}); err != nil {
			return err
		}
		if answer, err = fn(w); err != nil {
			return err
		}
		response, err = call.keep(w, answer)
		return err
	})
	switch {
	case errors.Is(err, errUnchanged):
		return answer, nil
	case err != nil:
		return answer, err
	}
	call.committed, call.response = true, response
	return answer, nil
}

// delivery names the activity. Its id is the channel's, and unique in its conversation alone.
func (c *Call) delivery() string {
	return c.turn.Conversation.ID + "\x00" + c.turn.From.ID + "\x00" + c.turn.ID
}

// before is the answer this call's activity got already.
func (c *Call) before(tx store.Tx) (activity.Response, bool, error) {
	if c.turn.ID == "" {
		return activity.Response{}, false, nil
	}
	kept, ok, err := store.AnswerTo(tx, c.delivery())
	if err != nil || !ok {
		return activity.Response{}, false, err
	}
	response := activity.Response{Status: kept.Status}
	if kept.Body != nil {
		response.Body = json.RawMessage(kept.Body)
	}
	return response, true, nil
}

// keep writes the answer: an invoke's for a repetition, a message's into the outbox.
func (c *Call) keep(w *work, answer Answer) (activity.Response, error) {
	if c.turn.ID == "" {
		return activity.Response{}, nil
	}
	response, err := answer.respond(c.turn, c.language())
	if err != nil {
		return response, err
	}
	kept := store.Answer{At: w.now, Status: response.Status}
	if response.Body != nil {
		if kept.Body, err = json.Marshal(response.Body); err != nil {
			return response, err
		}
	}
	if err := store.PutAnswer(w.tx, c.delivery(), kept); err != nil || c.turn.Type != activity.TypeMessage {
		return response, err
	}
	return response, w.sayTo(c.turn.Reference(), answer)
}

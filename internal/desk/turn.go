package desk

import (
	"context"
	"encoding/json"
	"errors"

	"github.com/numberdesk/numberdesk/internal/activity"
	"github.com/numberdesk/numberdesk/internal/person"
	"github.com/numberdesk/numberdesk/internal/problem"
	"github.com/numberdesk/numberdesk/internal/store"
)

// Turn does what an activity asks for and answers it at once; what takes time is owed. An activity that
// changed something is answered the same again when it is delivered again.
func (d *Desk) Turn(ctx context.Context, a activity.Activity) (activity.Response, error) {
	if err := d.meet(ctx, a); err != nil {
		return activity.Response{}, err
	}
	click, err := activity.ParseAction(a)
	switch {
	case err == nil:
		return d.clicked(ctx, a, click)
	case a.Type == activity.TypeInvoke && a.Name == activity.NameCardAction:
		return activity.InvokeError(400, "BadRequest", "This card cannot be read. Type help to start again."), nil
	case a.Type == activity.TypeInvoke:
		return activity.NotImplemented(), nil
	case a.Type == activity.TypeMessage:
		return activity.Response{}, d.said(ctx, a)
	case a.Type == activity.TypeInstallationUpdate && a.Action == "add":
		return activity.Response{}, d.welcome(ctx, a)
	}
	return activity.Response{}, nil
}

// meet remembers where a person can be reached, when that is new.
func (d *Desk) meet(ctx context.Context, a activity.Activity) error {
	id := person.ID(a.From.AADObjectID)
	if id == "" || a.Conversation.ConversationType != activity.Personal {
		return nil
	}
	ref := a.Reference()
	gone := a.Type == activity.TypeInstallationUpdate && a.Action == "remove"
	var known activity.Reference
	var service string
	err := d.db.View(ctx, func(tx store.Tx) (err error) {
		if known, _, err = store.Chat(tx, id); err != nil {
			return err
		}
		service, err = store.ServiceURL(tx)
		return err
	})
	if err != nil || !gone && known == ref && service != "" {
		return err
	}
	return d.db.Update(ctx, func(tx store.Tx) error {
		if gone {
			return store.DropChat(tx, id)
		}
		if err := store.PutServiceURL(tx, ref.ServiceURL); err != nil {
			return err
		}
		return store.PutChat(tx, id, ref)
	})
}

// welcome greets somebody who has just got the app.
func (d *Desk) welcome(ctx context.Context, a activity.Activity) error {
	out, err := helpCard(false)
	if err != nil {
		return err
	}
	_, err = d.msg.Post(ctx, a.Reference(), activity.Outgoing{Card: out, Summary: "Get a phone number here"})
	return err
}

// said answers a message. A read is answered directly and writes nothing; a change answers through the outbox.
func (d *Desk) said(ctx context.Context, a activity.Activity) error {
	if personal := a.Conversation.ConversationType == activity.Personal || !a.Conversation.IsGroup; !personal && !a.Mentioned() {
		return nil
	}
	text := a.Said()
	if text == "" {
		return nil
	}
	call, answer, err := d.run(ctx, text, Call{Who: chatCaller(a), turn: a})
	var silent repeated
	switch {
	case errors.As(err, &silent), call.committed:
		return nil // the answer is in the outbox
	case err != nil:
		d.logRefusal("command", err)
		answer = refusal(err)
	}
	return d.sayNow(ctx, a, answer)
}

// sayNow answers a message directly.
func (d *Desk) sayNow(ctx context.Context, a activity.Activity, answer Answer) error {
	out, err := answer.render()
	if err != nil {
		return err
	}
	_, err = d.msg.Post(ctx, a.Reference(), out)
	return err
}

// clicked answers a click on a card with the card as it is after the click.
func (d *Desk) clicked(ctx context.Context, a activity.Activity, click activity.Action) (activity.Response, error) {
	call := Call{Who: chatCaller(a), turn: a, click: &click}
	handle, known := clicks[click.Verb]
	if !known {
		handle = func(*Desk, context.Context, *Call) (Answer, error) {
			return Answer{}, problem.New(problem.Invalid, "This button belongs to an older version of the desk. Type help to start again.")
		}
	}
	var again repeated
	answer, err := Answer{}, d.db.View(ctx, func(tx store.Tx) error {
		// A repetition is answered before anything slow is done for it.
		before, ok, err := call.before(tx)
		if ok {
			return repeated{before}
		}
		return err
	})
	switch {
	case err == nil && call.Who.ID == "":
		err = problem.New(problem.Forbidden, "Teams did not say who you are, so nothing was done.")
	case err == nil:
		answer, err = handle(d, ctx, &call)
	}
	switch {
	case errors.As(err, &again):
		return again.response, nil
	case err != nil:
		d.logRefusal("click", err)
		answer = refusal(err)
		answer.Beside = true
	case call.committed:
		return call.response, nil
	}
	if a.Type == activity.TypeMessage { // a client too old for Action.Execute sent it as a message
		return activity.Response{}, d.sayNow(ctx, a, answer)
	}
	return answer.respond(a)
}

func (d *Desk) logRefusal(what string, err error) {
	d.log.Info("refused", "what", what, problem.Cause(err))
}

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
		if answer, err = fn(w); err != nil {
			return err
		}
		if err := w.remember(&person.Person{ID: call.Who.ID, Name: call.Who.Name}); err != nil {
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

// before is the answer this call's activity got already.
func (c *Call) before(tx store.Tx) (activity.Response, bool, error) {
	if c.turn.ID == "" {
		return activity.Response{}, false, nil
	}
	kept, ok, err := store.AnswerTo(tx, c.turn.ID)
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
	response, err := answer.respond(c.turn)
	if err != nil {
		return response, err
	}
	kept := store.Answer{At: w.now, Status: response.Status}
	if response.Body != nil {
		if kept.Body, err = json.Marshal(response.Body); err != nil {
			return response, err
		}
	}
	if err := store.PutAnswer(w.tx, c.turn.ID, kept); err != nil || c.turn.Type != activity.TypeMessage {
		return response, err
	}
	return response, w.sayTo(c.turn.Reference(), answer)
}

// chatCaller is who wrote or clicked: the object id that the channel vouches for, and nothing from the body's data.
func chatCaller(a activity.Activity) Caller {
	return Caller{ID: person.ID(a.From.AADObjectID), Name: a.From.Name}
}

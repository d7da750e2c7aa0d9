package desk

import (
	"context"
	"errors"
	"strings"
	"time"

	"github.com/numberdesk/numberdesk/internal/activity"
	"github.com/numberdesk/numberdesk/internal/person"
	"github.com/numberdesk/numberdesk/internal/problem"
	"github.com/numberdesk/numberdesk/internal/say"
	"github.com/numberdesk/numberdesk/internal/store"
)

// sayWithin is how long an answer may take on its way before it goes the way of the outbox.
const sayWithin = 2 * time.Second

// answerWithin is how long a turn may read Graph and the directory before it says that they are busy: Teams gives up
// on a bot after 15 seconds, and delivers a message again ("How bots work", HTTP details).
const answerWithin = 10 * time.Second

// Turn does what an activity asks for and answers it at once; what takes time is owed. An activity that
// changed something is answered the same again when it is delivered again.
func (d *Desk) Turn(ctx context.Context, a activity.Activity) (activity.Response, error) {
	locale, err := d.meet(ctx, a)
	if err != nil {
		d.log.Error("where somebody is reached was not kept", problem.Cause(err)) // and yet he gets his answer
	}
	a.Locale = locale
	click, err := activity.ParseAction(a)
	switch {
	case err == nil:
		return d.clicked(ctx, a, click)
	case a.Type == activity.TypeInvoke && a.Name == activity.NameCardAction:
		return activity.InvokeError(400, "BadRequest", say.Text("This card cannot be read. Type help to start again.").In(say.Speaks(a.Locale))), nil
	case a.Type == activity.TypeInvoke && a.Name == activity.NameFileConsent:
		return d.consented(ctx, a)
	case a.Type == activity.TypeInvoke:
		return activity.NotImplemented(), nil
	case sentFile(a):
		return activity.Response{}, d.dropFile(ctx, a)
	case a.Type == activity.TypeMessage:
		return activity.Response{}, d.said(ctx, a)
	case a.Type == activity.TypeInstallationUpdate && a.Action == "add":
		if _, ours := d.installed.LoadAndDelete(person.ID(a.From.AADObjectID)); ours {
			return activity.Response{}, nil // a card is on its way, and says enough
		}
		return activity.Response{}, d.owe(ctx, a, "help", say.Text("Get a phone number here"))
	}
	return activity.Response{}, nil
}

// said answers a message. A read is answered directly and writes nothing; a change answers through the outbox.
func (d *Desk) said(ctx context.Context, a activity.Activity) error {
	personal := isPersonal(a)
	text := a.SaidNaming()
	switch {
	case text == "" || !personal && !a.Mentioned():
		return nil
	case !personal && !strings.EqualFold(text, "help"):
		// What the desk says names people, numbers and reasons: it is for one person's eyes.
		return d.sayNow(ctx, a, between())
	}
	if words, err := split(text); err == nil {
		if cmd, rest, ok := lookup(words, false); ok && d.slow(cmd, rest, chatCaller(a).ID) {
			return d.owe(ctx, a, text, say.Sentence{})
		}
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

// isPersonal reports whether only one person reads along.
func isPersonal(a activity.Activity) bool {
	kind := a.Conversation.ConversationType
	return kind == activity.Personal || kind == "" && !a.Conversation.IsGroup
}

// between sends everybody to the personal chat: what the desk says names people, numbers and reasons.
func between() Answer {
	return Answer{Title: say.Text("Between us"), Lines: []say.Sentence{say.Text("What I have to say is for you alone. Write to me in our personal chat.")}}
}

// sayNow answers a message directly. When Teams does not take it now, the answer is owed.
func (d *Desk) sayNow(ctx context.Context, a activity.Activity, answer Answer) error {
	out, err := answer.render(say.Speaks(a.Locale))
	if err != nil {
		return err
	}
	short, cancel := context.WithTimeout(ctx, sayWithin)
	defer cancel()
	id, err := d.msg.Post(short, a.Reference(), out)
	if err == nil && answer.List {
		d.keepList(ctx, a, id)
	}
	if kind := problem.KindOf(err); kind != problem.Busy && kind != problem.Unclear {
		return err
	}
	if d.floods(a) {
		return err // a flood of words does not become a flood of answers that are owed
	}
	return d.update(ctx, chatCaller(a).actor(), func(w *work) error { return w.sayTo(a.Reference(), answer) })
}

// clicked answers a click on a card with the card as it is after the click.
func (d *Desk) clicked(ctx context.Context, a activity.Activity, click activity.Action) (activity.Response, error) {
	call := Call{Who: chatCaller(a), turn: a, click: &click}
	if a.Type == activity.TypeMessage && !isPersonal(a) {
		return activity.Response{}, d.sayNow(ctx, a, between()) // the answer would be there for all to read
	}
	handle, known := clicks[click.Verb]
	if !known {
		handle = func(*Desk, context.Context, *Call) (Answer, error) {
			return Answer{}, problem.New(problem.Invalid, "This button belongs to an older version of the desk. Type help to start again.")
		}
	}
	ctx, cancel := context.WithTimeout(ctx, answerWithin)
	defer cancel()
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
	return answer.respond(a, call.language())
}

func (d *Desk) logRefusal(what string, err error) {
	d.log.Info("refused", "what", what, problem.Cause(err))
}

// chatCaller is who wrote or clicked: the object id that the channel vouches for, and nothing from the body's data.
func chatCaller(a activity.Activity) Caller {
	return Caller{ID: person.ID(a.From.AADObjectID), Name: a.From.Name}
}

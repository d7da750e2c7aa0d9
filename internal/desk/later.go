package desk

import (
	"context"
	"encoding/json"
	"errors"
	"slices"
	"time"

	"github.com/numberdesk/numberdesk/internal/activity"
	"github.com/numberdesk/numberdesk/internal/person"
	"github.com/numberdesk/numberdesk/internal/problem"
	"github.com/numberdesk/numberdesk/internal/say"
	"github.com/numberdesk/numberdesk/internal/store"
)

// spoken is a command that somebody typed and that is answered from the outbox.
type spoken struct {
	Text  string             `json:"text"`
	Name  string             `json:"name,omitempty"`
	Where activity.Reference `json:"where"`
	// Zone is where his clock is: "Friday" ends there.
	Zone string `json:"zone,omitempty"`
	// Summary is what a notification shows of the answer, when it is not the answer's own.
	Summary say.Sentence `json:"summary,omitzero"`
}

// slow reports whether a command asks Microsoft before it can answer.
func (d *Desk) slow(cmd Command, rest []string, who person.ID) bool {
	return cmd.Slow || cmd.SlowWith && len(rest) > 0 || (cmd.Admin || cmd.ForRole) && !d.knowsRole(who)
}

// owe answers an activity at once with nothing, and owes it the answer to text: Teams gives up on a bot that thinks too
// long, and a crash must not swallow what was said. The same activity again changes nothing.
func (d *Desk) owe(ctx context.Context, a activity.Activity, text string, summary say.Sentence) error {
	if d.floods(a) {
		return d.sayNow(ctx, a, refusal(tooOften()))
	}
	return d.once(ctx, a, func(w *work) error {
		return w.oweAs(a, effectCommand, "", spoken{text, a.From.Name, a.Reference(), a.Zone().String(), summary})
	})
}

// floods reports whether somebody has made the desk work too often in a short time. Those who run it are known by name.
func (d *Desk) floods(a activity.Activity) bool {
	id := chatCaller(a).ID
	return !slices.Contains(d.o.Admins, id) && !d.words.allows(id, wordsAllowed)
}

// once runs fn in a transaction that remembers the activity, so that the same one again does nothing.
func (d *Desk) once(ctx context.Context, a activity.Activity, fn func(*work) error) error {
	call := Call{Who: chatCaller(a), turn: a}
	err := d.update(ctx, call.Who.actor(), func(w *work) error {
		before, again, err := call.before(w.tx)
		if err != nil {
			return err
		}
		if again {
			return repeated{before}
		}
		if a.ID != "" {
			if err := store.PutAnswer(w.tx, call.delivery(), store.Answer{At: w.now, Status: 200}); err != nil {
				return err
			}
		}
		return fn(w)
	})
	if errors.As(err, new(repeated)) {
		return nil
	}
	return err
}

// oweAs owes something to the person who sent an activity. It waits for what he said before, and keeps no card from being
// shown meanwhile: the answer goes to his chat when there is one.
func (w *work) oweAs(a activity.Activity, kind, subject string, order any) error {
	raw, err := json.Marshal(order)
	if err != nil {
		return err
	}
	return w.enqueue(store.Effect{Lane: "command/" + string(chatCaller(a).ID), Kind: kind, Subject: subject, Person: chatCaller(a).ID, Progress: raw})
}

// command performs what somebody typed, and owes the conversation its answer. A crash performs it again: what it changed
// is changed once, because the effect names it.
func (d *Desk) command(ctx context.Context, e store.Effect) (performed, error) {
	var s spoken
	if err := json.Unmarshal(e.Progress, &s); err != nil {
		return ended, err
	}
	a := s.turn(e)
	stop := d.typing(ctx, s.Where)
	defer stop()
	call, answer, err := d.run(ctx, s.Text, Call{Who: chatCaller(a), turn: a})
	if problem.KindOf(err) == problem.Busy && e.Failed[problem.Busy] < maxBusy {
		return ended, err // Microsoft asked for patience: the answer comes when it has it
	}
	if err != nil && !errors.As(err, new(repeated)) {
		d.logRefusal("command", err)
		answer = refusal(err)
	}
	answered := call.committed || errors.As(err, new(repeated))
	answer.Summary = s.Summary.Or(answer.Summary)
	return d.end(ctx, e, call.Who.actor(), func(w *work) error {
		if answered {
			return nil // the answer is in the outbox
		}
		return w.sayTo(s.Where, answer)
	})
}

// maxBusy is how often a command is tried again while Microsoft is busy, before its caller is told.
const maxBusy = 3

// turn is the message as it was, under the effect's name.
func (s spoken) turn(e store.Effect) activity.Activity {
	return activity.Activity{
		Type: activity.TypeMessage, ID: "owed/" + e.ID, Text: s.Text, Locale: s.Where.Locale,
		From:         activity.Account{ID: s.Where.UserID, Name: s.Name, AADObjectID: string(e.Person)},
		Conversation: activity.Conversation{ID: s.Where.ConversationID, ConversationType: s.Where.ConversationType, TenantID: s.Where.TenantID},
		Recipient:    activity.Account{ID: s.Where.BotID, Name: s.Where.BotName},
		ChannelID:    s.Where.ChannelID, ServiceURL: s.Where.ServiceURL, Entities: []activity.Entity{activity.InZone(s.Zone)},
	}
}

// Typing is shown when an answer takes longer than a second, and again as long as it lasts: a client lets the three
// dots go after a few seconds ("Send typing indicator").
const (
	typingAfter = time.Second
	typingAgain = 4 * time.Second
)

// typing shows that the desk is at it until stop is called. Nothing hangs on it, so trouble is let go.
func (d *Desk) typing(ctx context.Context, where activity.Reference) (stop func()) {
	ctx, cancel := context.WithCancel(ctx)
	done := make(chan struct{})
	go func() {
		defer close(done)
		for wait := typingAfter; ; wait = typingAgain {
			timer := time.NewTimer(wait)
			select {
			case <-ctx.Done():
				timer.Stop()
				return
			case <-timer.C:
			}
			if _, err := d.msg.Post(ctx, where, activity.Outgoing{Typing: true}); err != nil && ctx.Err() == nil {
				d.log.Debug("typing not shown", problem.Cause(err))
			}
		}
	}()
	return func() {
		cancel()
		<-done
	}
}

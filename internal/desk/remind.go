package desk

import (
	"context"
	"encoding/json"
	"slices"
	"time"

	"github.com/numberdesk/numberdesk/internal/activity"
	"github.com/numberdesk/numberdesk/internal/card"
	"github.com/numberdesk/numberdesk/internal/person"
	"github.com/numberdesk/numberdesk/internal/problem"
	"github.com/numberdesk/numberdesk/internal/request"
	"github.com/numberdesk/numberdesk/internal/say"
	"github.com/numberdesk/numberdesk/internal/store"
)

// A card that changes further up in a chat goes unnoticed. A reminder therefore posts it again at the bottom, which also
// notifies, and the message that had it before says that it is further down: two cards with the same buttons in one chat
// would only confuse.

// remind shows those who have not decided their card again, and winds itself up for the next time.
func (d *Desk) remind(ctx context.Context, e store.Effect) (performed, error) {
	return d.inStage(ctx, e, d.o.RemindAfter, func(w *work, r request.Request, rings waited) error {
		if len(r.Undecided()) > 0 {
			if err := w.putReminder(r.Remind(w.now), "nobody has decided yet"); err != nil {
				return err
			}
			if err := w.lookWhoIsAway(&r); err != nil {
				return err
			}
		}
		if rings.Times++; rings.Times >= request.MostReminders {
			return nil
		}
		return w.windUp(effectRemind, r, d.o.RemindAfter, rings)
	})
}

// putReminder keeps a request that was reminded of, and owes everybody their card.
func (w *work) putReminder(r request.Request, cause string) error {
	if err := store.PutRequest(w.tx, r); err != nil {
		return err
	}
	err := store.Record(w.tx, store.Entry{Actor: w.by, What: "request.remind", Request: r.ID, Person: r.For, Cause: cause}, nil, w.now)
	if err != nil {
		return err
	}
	return w.ask(&r, request.UpdateCards)
}

// remindWord reminds those who decide on the caller's request, or on the one he made for somebody else, because he asks for it.
func remindWord(d *Desk, ctx context.Context, c *Call) (Answer, error) {
	return d.change(ctx, c, func(w *work) (Answer, error) {
		r, err := openOf(w.tx, c, "remind", problem.New(problem.NotFound, "You have no open request to remind anybody of. Type request to ask for a number."))
		switch {
		case err != nil:
			return Answer{}, err
		case r.MayCancel(c.Who.ID) != nil:
			return Answer{}, problem.New(problem.Forbidden, "Only who asked, or whom it is for, can have people reminded of request %s.", r.ID)
		}
		if r, err = r.Nudge(w.now); err != nil {
			return Answer{}, err
		}
		if err := w.putReminder(r, "the requester asked for it"); err != nil {
			return Answer{}, err
		}
		return Answer{
			Title: say.Text("Reminder sent"), Tone: card.Good,
			Lines: []say.Sentence{say.Text("Request %s was put again to %s.", r.ID, awaited(w.tx, r))},
			Next:  say.Text("You can do it again from %s on.", say.Time(r.NextNudge())),
		}, nil
	})
}

// reminder says of which reminder an approver's card is, or his list, and whether it has to be posted again because of that.
func reminder(tx store.Tx, e store.Effect, posted store.Posted) (round int, again bool, err error) {
	switch e.Card {
	case cardApproval:
		r, err := store.Request(tx, request.ID(e.Subject))
		return r.Reminders.Count, r.RemindedOf(e.Person) && posted.Round < r.Reminders.Count, err
	case cardApprovals:
		round, err = remindedOnList(tx, e.Person)
		return round, posted.Round < round, err
	}
	return 0, false, nil
}

// remindedOnList is when somebody was reminded last of what stands on his list alone, in milliseconds since 1970; 0 is
// never. Unlike a count it does not fall with what is decided.
func remindedOnList(tx store.Tx, who person.ID) (round int, err error) {
	only, err := onlyListed(tx, who)
	if err != nil {
		return 0, err
	}
	for _, id := range only {
		r, err := store.Request(tx, id)
		if err != nil {
			return 0, err
		}
		if r.RemindedOf(who) {
			round = max(round, int(r.Reminders.At.UnixMilli()))
		}
	}
	return round, nil
}

// pointBelow owes the messages that had a card before a line that it is further down.
func (w *work) pointBelow(e store.Effect, before store.Posted) error {
	raw, err := json.Marshal(before)
	if err != nil {
		return err
	}
	return w.enqueue(store.Effect{Lane: e.Lane, Kind: effectBelow, Subject: e.Subject, Person: e.Person, Progress: raw})
}

// maxBelow is how often it is tried: nothing hangs on it, and what comes behind it in the chat must not wait.
const maxBelow = 3

// below makes of messages that had a card a line that it is further down.
func (d *Desk) below(ctx context.Context, e store.Effect) (performed, error) {
	var before store.Posted
	if err := json.Unmarshal(e.Progress, &before); err != nil {
		return ended, err
	}
	var out activity.Outgoing
	err := d.db.View(ctx, func(tx store.Tx) (err error) {
		answer := Answer{Title: say.Text("What waits for your decision"), Lines: []say.Sentence{say.Text("The list is further down in this chat.")}}
		if e.Subject != "" {
			r, err := store.Request(tx, request.ID(e.Subject))
			if err != nil {
				return err
			}
			answer = Answer{Title: asks(tx, r), Lines: []say.Sentence{say.Text("You were asked again: the card of request %s is further down in this chat.", r.ID)}}
		}
		out, err = answer.render(languageOf(tx, e.Person))
		return err
	})
	if err != nil {
		return ended, err
	}
	for _, id := range append(slices.Clone(before.Also), before.Activity) {
		err := d.msg.Update(ctx, before.Chat, id, out)
		switch kind := problem.KindOf(err); {
		case (kind == problem.Busy || kind == problem.Unclear) && e.Tries() < maxBelow:
			return ended, err
		case err != nil:
			d.log.Debug("message not pointed below", problem.Cause(err))
		}
	}
	return d.end(ctx, e, rule, nil)
}

// pressing is what an approver should not miss on a card: that it is a reminder, and when the request ends.
func pressing(r request.Request, viewer person.ID, now time.Time) say.Sentence {
	if !r.MayVote(viewer) {
		return say.Sentence{}
	}
	ends := say.Text("The request ends on %s.", say.Time(r.Expires))
	near := r.Ending(now)
	if near {
		ends = say.Text("No more than a working day is left: the request ends on %s.", say.Time(r.Expires))
	}
	switch {
	case r.RemindedOf(viewer):
		return say.Text("This is a reminder: nothing happens without you.").And(ends)
	case near:
		return ends
	}
	return say.Sentence{}
}

// howToPress says to a requester what he can do about a request that nobody decides on.
func howToPress(r request.Request, now time.Time) say.Sentence {
	switch next := r.NextNudge(); {
	case !now.Before(next):
		return say.Text("Type remind to have them asked again.")
	case next.Before(r.Expires):
		return say.Text("From %s on you can type remind to have them asked again.", say.Time(next))
	}
	return say.Text("They were reminded. Talk to them, or ask your telephony admins to hand it to somebody else.")
}

// remindedAt is when those who decide were reminded last.
func remindedAt(r request.Request) say.Sentence {
	if r.Reminders.Count == 0 {
		return say.Sentence{}
	}
	return say.Time(r.Reminders.At)
}

// late are those who did not decide in time, as one reads it who knows it of himself.
func late(tx store.Tx, r request.Request, viewer person.ID) say.Sentence {
	var names []say.Sentence
	for _, id := range r.Late() {
		if id != viewer {
			names = append(names, nameOf(tx, id))
		}
	}
	return say.List(", ", names...)
}

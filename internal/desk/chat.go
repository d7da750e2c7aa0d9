package desk

import (
	"context"
	"encoding/json"
	"errors"
	"slices"
	"time"

	"github.com/numberdesk/numberdesk/internal/activity"
	"github.com/numberdesk/numberdesk/internal/card"
	"github.com/numberdesk/numberdesk/internal/person"
	"github.com/numberdesk/numberdesk/internal/problem"
	"github.com/numberdesk/numberdesk/internal/request"
	"github.com/numberdesk/numberdesk/internal/say"
	"github.com/numberdesk/numberdesk/internal/store"
	"github.com/numberdesk/numberdesk/internal/teams"
)

// show shows a person the present state of a card: it updates the message that has it, or posts one.
// What is shown is drawn now, not when it was asked for. A crash between posting and recording posts it
// twice; the copy is found when somebody clicks on it.
func (d *Desk) show(ctx context.Context, e store.Effect) (performed, error) {
	var posted store.Posted
	var known, wanted, asks, again bool
	var news []request.ID
	var round int
	var out activity.Outgoing
	err := d.db.View(ctx, func(tx store.Tx) (err error) {
		if posted, known, err = store.PostedCard(tx, e.Card, e.Subject, e.Person); err != nil {
			return err
		}
		if wanted, err = stillWanted(tx, e); err != nil || !wanted && !known {
			return err
		}
		if asks, err = stillAsks(tx, e); err != nil {
			return err
		}
		if news, err = newsOn(tx, e); err != nil {
			return err
		}
		if round, again, err = reminder(tx, e, posted); err != nil {
			return err
		}
		face, summary, err := draw(tx, e.Card, e.Subject, e.Person, say.Sentence{})
		if err != nil {
			return err
		}
		l := languageOf(tx, e.Person)
		out.Summary = summary.In(l)
		out.Card, err = face.Render(l)
		return err
	})
	switch {
	case err != nil:
		return ended, err
	case !known && !wanted:
		return d.end(ctx, e, rule, nil)
	}
	if !known || len(news) > 0 || again {
		return d.post(ctx, e, out, func(w *work, p store.Posted) error {
			p.Round = round
			keep := func() error { return store.PutPostedCard(w.tx, e.Card, e.Subject, e.Person, p) }
			if e.Card == cardApprovals {
				keep = func() error { return w.keepList(e.Person, p) } // alone: those before it point to it
			}
			if err := keep(); err != nil || !known {
				return err
			}
			return w.pointBelow(e, posted)
		})
	}
	for _, id := range append(slices.Clone(posted.Also), posted.Activity) {
		err := d.msg.Update(ctx, posted.Chat, id, out)
		missing := problem.Is(err, teams.ActivityNotFound) || problem.Is(err, teams.ConversationNotFound)
		switch {
		case missing && id == posted.Activity && asks:
			return d.showAnew(ctx, e, err)
		case missing && id == posted.Activity:
			// The message was deleted: there is nothing left that could show an old state.
			return d.end(ctx, e, rule, func(w *work) error {
				if err := w.outcome(e, store.Gone, codeOf(err)); err != nil {
					return err
				}
				return store.DropPostedCard(w.tx, e.Card, e.Subject, e.Person)
			})
		case id != posted.Activity && (missing || final(err)):
			// A copy that cannot be changed must not keep the card itself from it.
		case final(err):
			return d.giveUp(ctx, e, err)
		case err != nil:
			return ended, err
		}
	}
	return d.end(ctx, e, rule, arrived(e))
}

// stillAsks reports whether somebody has to do something with the card, or waits for what it says.
func stillAsks(tx store.Tx, e store.Effect) (bool, error) {
	if e.Card == cardRequest {
		r, err := store.Request(tx, request.ID(e.Subject))
		return r.Open(), err
	}
	return stillWanted(tx, e)
}

// showAnew forgets a card whose message is gone while it still asks for something, and posts it again.
func (d *Desk) showAnew(ctx context.Context, e store.Effect, gone error) (performed, error) {
	e.Fail(problem.NotFound, codeOf(gone))
	_, err := d.park(ctx, e, nil, 0, func(w *work) error {
		if err := store.DropPostedCard(w.tx, e.Card, e.Subject, e.Person); err != nil {
			return err
		}
		return store.DropChat(w.tx, e.Person)
	})
	return parkedUntil(time.Now()), err
}

// stillWanted reports whether a card that was not posted yet has anything to ask of its reader.
func stillWanted(tx store.Tx, e store.Effect) (bool, error) {
	switch e.Card {
	case cardApproval:
		r, err := store.Request(tx, request.ID(e.Subject))
		return r.State == request.PendingApproval, err
	case cardRequest:
		// Who asked has the form he sent, which became the card; for whom he asked is shown it; and whom an admin gives a
		// number is told when he has it.
		r, err := store.Request(tx, request.ID(e.Subject))
		return r.By == r.For || r.OnBehalf(), err
	case cardApprovals:
		only, err := onlyListed(tx, e.Person)
		return len(only) > 0, err
	case cardStuck:
		return stuck(tx, e.Subject)
	}
	return true, nil
}

// reply says in its conversation what a turn answered, or to a person what he should not miss.
func (d *Desk) reply(ctx context.Context, e store.Effect) (performed, error) {
	var s saying
	if err := json.Unmarshal(e.Progress, &s); err != nil {
		return ended, err
	}
	out := activity.Outgoing{Card: s.Card, Summary: s.Summary}
	if e.Person != "" {
		return d.post(ctx, e, out, func(*work, store.Posted) error { return nil })
	}
	return d.postIn(ctx, e, s.Chat, out)
}

// postIn posts into a conversation. One that is gone is not made anew: what was said there was an answer.
func (d *Desk) postIn(ctx context.Context, e store.Effect, where activity.Reference, out activity.Outgoing) (performed, error) {
	_, err := d.msg.Post(ctx, where, out)
	switch {
	case final(err) || problem.KindOf(err) == problem.NotFound:
		return d.giveUp(ctx, e, err)
	case err != nil:
		return ended, err
	}
	return d.end(ctx, e, rule, arrived(e))
}

// post posts to a person, in the conversation that is known, or in a new one.
func (d *Desk) post(ctx context.Context, e store.Effect, out activity.Outgoing, record func(*work, store.Posted) error) (performed, error) {
	out.Alert = true
	ref, err := d.chatWith(ctx, e)
	if err == nil {
		d.o.Point("posting")
		var id string
		id, err = d.msg.Post(ctx, ref, out)
		d.o.Point("posted")
		if err == nil {
			return d.end(ctx, e, rule, func(w *work) error {
				if err := w.metBy(e.Person, ref); err != nil {
					return err
				}
				if err := arrived(e)(w); err != nil {
					return err
				}
				return record(w, store.Posted{Chat: ref, Activity: id})
			})
		}
		switch {
		case problem.KindOf(err) == problem.Unclear && e.Failed[problem.Unclear] >= maxUnclear:
			err = problem.Wrap(err, problem.Internal, "Teams did not say whether it took the message.")
		case problem.Is(err, teams.ConversationNotFound) && e.Failed[problem.NotFound] >= maxVanished:
			err = problem.Wrap(err, problem.Forbidden, "Teams opens a chat with this person and does not know it afterwards.")
		case problem.Is(err, teams.ConversationNotFound):
			// The person removed the chat. Forget it, and make a new one on the next try.
			if derr := d.db.Update(ctx, func(tx store.Tx) error { return store.DropChat(tx, e.Person) }); derr != nil {
				return ended, derr
			}
			return ended, err
		}
	}
	switch {
	case final(err) && (e.Card == cardApproval || e.Card == cardApprovals):
		return d.reroute(ctx, e, err)
	case final(err):
		return d.giveUp(ctx, e, err)
	}
	return ended, err
}

// maxUnclear is how often a message is sent again whose answer was lost, and maxVanished how often a chat is made anew.
const maxUnclear, maxVanished = 2, 10

// reroute looks for somebody else to decide, because who was asked cannot be reached.
func (d *Desk) reroute(ctx context.Context, e store.Effect, why error) (performed, error) {
	d.o.Undelivered(codeOf(why))
	d.log.Warn("approver not reached", problem.Cause(why))
	return d.end(ctx, e, rule, func(w *work) error {
		if err := w.undelivered(e, why); err != nil {
			return err
		}
		ids := []request.ID{request.ID(e.Subject)}
		if e.Card == cardApprovals {
			var err error
			if ids, err = onlyListed(w.tx, e.Person); err != nil {
				return err
			}
		}
		for _, id := range ids {
			if err := w.unreach(id, e.Person); err != nil {
				return err
			}
		}
		return nil
	})
}

// unreach takes an approver, or who stands in for one, out of a request who cannot be reached, and looks for another one.
func (w *work) unreach(id request.ID, who person.ID) error {
	r, err := store.Request(w.tx, id)
	if err != nil || r.State != request.PendingApproval {
		return err
	}
	if _, standsIn := r.StandsInFor(who); !standsIn && !slices.Contains(r.Approvers, who) {
		return err
	}
	r = r.Unreach(who, say.Text("cannot be reached in Teams"), w.now)
	if err := store.PutRequest(w.tx, r); err != nil {
		return err
	}
	err = store.Record(w.tx, store.Entry{
		Actor: w.by, What: "request.reroute", Request: r.ID, Person: r.For, Cause: "the approver cannot be reached in Teams",
	}, nil, w.now)
	if err != nil {
		return err
	}
	return w.lookForApprovers(r.ID)
}

// nobodyDecides tells the requester, and who runs the desk, that there is nobody left to decide, or too few, so that he does
// not wait for nothing.
func (w *work) nobodyDecides(r request.Request) error {
	if err := w.tellAdmins(string(r.ID)); err != nil {
		return err
	}
	title, line := say.Text("Nobody can be asked"), say.Text("None of those who could approve your request %s can be reached in Teams.", r.ID)
	if len(r.Approvers) > 0 {
		title, line = say.Text("Too few can be asked"), say.Text("Your request %s needs more approvals than there are people who can give them.", r.ID)
	}
	return w.sayToPerson(r.By, r.ID, Answer{
		Title: title, Tone: card.Warning,
		Lines: []say.Sentence{line},
		Next:  askAdmins(r),
	})
}

// askAdmins is what a requester can do when there is nobody to decide.
func askAdmins(r request.Request) say.Sentence {
	return say.Text("Ask your telephony admins, or type cancel. The request stays open until %s.", say.Date(r.Expires))
}

// metBy remembers a conversation that was opened for a person, unless he has shown himself meanwhile.
func (w *work) metBy(id person.ID, ref activity.Reference) error {
	_, known, err := store.Chat(w.tx, id)
	if err != nil || known {
		return err
	}
	left, err := store.Left(w.tx, id)
	if err != nil || left {
		return err
	}
	return store.PutChat(w.tx, id, ref)
}

// final reports whether trying again cannot help.
func final(err error) bool {
	var p *problem.Error
	return asProblem(err, &p) && (p.Kind == problem.Forbidden || p.Kind == problem.Invalid || p.Kind == problem.Internal)
}

// giveUp ends a message that cannot be delivered; the audit says why.
func (d *Desk) giveUp(ctx context.Context, e store.Effect, why error) (performed, error) {
	d.o.Undelivered(codeOf(why))
	d.log.Warn("message not delivered", "kind", e.Kind, "card", e.Card, problem.Cause(why))
	return d.end(ctx, e, rule, func(w *work) error {
		if err := w.undelivered(e, why); err != nil {
			return err
		}
		return w.tellOrderer(e)
	})
}

// tellOrderer tells who asked for somebody else that this one cannot be told.
func (w *work) tellOrderer(e store.Effect) error {
	if e.Kind != effectReply || e.Subject == "" {
		return nil
	}
	r, err := store.Request(w.tx, request.ID(e.Subject))
	if err != nil || r.By == "" || r.By == e.Person {
		return err
	}
	return w.sayToPerson(r.By, r.ID, Answer{
		Title: say.Text("Please pass it on"), Tone: card.Warning,
		Lines: []say.Sentence{say.Text("%s cannot be reached in Teams and does not know how request %s ended.", nameOf(w.tx, e.Person), r.ID)},
		Next:  say.Text("Type status %s to see it.", r.ID),
	})
}

// codeOf is why a message was given up or put off, in a word.
func codeOf(why error) string {
	for err := why; err != nil; err = errors.Unwrap(err) {
		if p, ok := err.(*problem.Error); ok && p.Code != "" {
			return p.Code
		}
	}
	return string(problem.KindOf(why))
}

// undelivered puts into the audit and into the report that a message did not arrive, and why.
func (w *work) undelivered(e store.Effect, why error) error {
	if err := w.outcome(e, store.GivenUp, codeOf(why)); err != nil {
		return err
	}
	detail := map[string]string{"card": e.Card, "code": codeOf(why)}
	entry := store.Entry{Actor: w.by, What: "message.undelivered", Person: e.Person, Detail: detail}
	if e.Card == cardRequest || e.Card == cardApproval {
		entry.Request = request.ID(e.Subject)
	}
	return store.Record(w.tx, entry, nil, w.now)
}

// tell shows every admin the card of what needs one of them.
func (d *Desk) tell(ctx context.Context, e store.Effect) (performed, error) {
	admins, err := d.admins(ctx, inHaste(e))
	if err != nil {
		return ended, err
	}
	return d.end(ctx, e, rule, func(w *work) error {
		for _, admin := range admins {
			if !admin.CanDecide() {
				continue
			}
			if err := w.show(cardStuck, e.Subject, admin.ID); err != nil {
				return err
			}
		}
		return nil
	})
}

package desk

import (
	"cmp"
	"strings"
	"time"

	"github.com/numberdesk/numberdesk/internal/card"
	"github.com/numberdesk/numberdesk/internal/inventory"
	"github.com/numberdesk/numberdesk/internal/phone"
	"github.com/numberdesk/numberdesk/internal/request"
	"github.com/numberdesk/numberdesk/internal/say"
	"github.com/numberdesk/numberdesk/internal/store"
)

// drawStuck is an admin's view of a request or a number that needs a person.
func drawStuck(tx store.Tx, subject string) (card.Card, say.Sentence, error) {
	if strings.HasPrefix(subject, stockSubject) {
		return drawStock(tx, subject, time.Now())
	}
	if strings.HasPrefix(subject, leftSubject) {
		return drawLeft(tx, subject)
	}
	if ofBackup(subject) {
		return drawBackup(tx)
	}
	if strings.HasPrefix(subject, rightsSubject) {
		return drawRights(tx, subject)
	}
	if n, err := phone.E164(subject); err == nil {
		return drawStuckNumber(tx, n)
	}
	r, err := store.Request(tx, request.ID(subject))
	if err != nil {
		return nil, say.Sentence{}, err
	}
	return drawStuckRequest(tx, r)
}

// drawStuckNumber is an admin's view of a number that Teams would not take back, or not give.
func drawStuckNumber(tx store.Tx, n phone.Number) (card.Card, say.Sentence, error) {
	row, err := store.Number(tx, n)
	if err != nil {
		return nil, say.Sentence{}, err
	}
	data := settled(say.Text("%s is %s.", n.Display(), row.State.Words()))
	switch {
	case !row.Rejected.IsZero():
		data = card.NoticeData{Title: say.Text("Teams refuses a number"), Tone: card.Attention,
			Text: inventory.ReasonOf(inventory.ReasonNumberBlocked).AdminCard(factsOf(row)).And(say.Text("The desk has blocked it, so that it is not offered again, and took the next one.")),
			Next: say.Text("Type why %s for what to do and what Microsoft said, and unblock %s when it may be given out again.", n, n)}
	case leftThere(row):
		data = card.NoticeData{Title: say.Text("A number was not released"), Tone: card.Warning,
			Text: say.Text("%s was to be released, and Teams shows it with %s by now. It was left there.", n.Display(), whoHas(tx, row)),
			Next: say.Text("Type why %s for the history, or release %s to take it from there.", n, n)}
	case row.State == inventory.ReleaseRefused:
		data = card.NoticeData{Title: say.Text("A number could not be released"), Tone: card.Attention,
			Text: say.Text("%s is still with %s: %s", n.Display(), whoHas(tx, row), row.Why),
			Next: say.Text("Type why %s for the history, or release %s to try again.", n, n)}
		if !row.Step.IsZero() {
			data.Next = say.Text("Type why %s for what to do, and then release %s to try again.", n, n)
		}
	case !row.Mute.IsZero():
		data = card.NoticeData{Title: say.Text("Calling is switched off for somebody with a number"), Tone: card.Warning,
			Text: say.Text("%s is with %s.", n.Display(), nameOf(tx, row.Holder)).And(voiceCard()), Next: say.Text("Type why %s for what to type there. This card says so when it is on again.", n)}
	}
	return data, data.Title, nil
}

// drawStuckRequest is an admin's view of a request that needs a person.
func drawStuckRequest(tx store.Tx, r request.Request) (card.Card, say.Sentence, error) {
	if r.Unfinished() {
		return drawUnfinished(tx, r), say.Text("A number is there, but not all that goes with it"), nil
	}
	data, now := card.NoticeData{Tone: card.Attention}, say.Text("Request %s for %s is %s.", r.ID, forWhom(tx, r), r.State.Words())
	switch r.State {
	case request.Delivering:
		s, err := resultsOf(tx, r)
		if err != nil {
			return nil, say.Sentence{}, err
		}
		data.Title, data.Tone = say.Text("People on a list wait for a number"), card.Warning
		data.Text = say.Text("Of request %s for %s: %s", r.ID, forWhom(tx, r), s.sentence())
		data.Next = say.Text("Add numbers with ranges add, or release some; those who wait go on by themselves.")
		if len(s.stuck) > 0 {
			data.Title, data.Tone = say.Text("Requests of a list are stuck"), card.Attention
			data.Next = say.Text("Type why and a request: %s.", say.List(", ", s.stuck[:min(len(s.stuck), linesShown)]...))
		}
		if len(s.stuck)+s.waiting == 0 {
			data = settled(data.Text)
		}
	case request.DeliveryFailed:
		data.Title = say.Text("A request is stuck")
		data.Text = say.Text("Request %s for %s could not be delivered.", r.ID, forWhom(tx, r))
		_, old, lost, err := oldStands(tx, r)
		if err != nil {
			return nil, say.Sentence{}, err
		}
		if lost {
			data.Title = say.Text("Somebody is left without a phone number")
			if r.Kind == request.Service {
				data.Title = say.Text("A service is left without a phone number")
			}
		}
		if !old.IsZero() {
			data.Text = data.Text.And(old)
		}
		data.Next = say.Text("Type requests retry %s to try again, requests cancel %s to give it up, or why %s for the history.", r.ID, r.ID, r.ID)
		if r.Failure != nil {
			words, short := onCardOf(tx, *r.Failure, lost)
			if data.Text = data.Text.And(words); short {
				data.Next = say.Text("Type why %s for what to do, and then requests retry %s to try again, or requests cancel %s to give it up.", r.ID, r.ID, r.ID)
			}
		}
	case request.PendingApproval:
		data.Title = say.Text("A request has nobody to decide")
		data.Text = say.Text("Nobody who could approve request %s for %s can be asked.", r.ID, forWhom(tx, r))
		if passed := passedOver(tx, r); !passed.IsZero() {
			data.Text = data.Text.And(say.Text("Passed over: %s.", passed))
		}
		data.Next = say.Text("Type requests hand %s and a person, or requests cancel %s.", r.ID, r.ID)
		if len(r.Approvers) > 0 {
			data.Title = say.Text("A request has too few to decide")
			data.Text = say.Text("Request %s for %s needs more approvals than there are people who can give them.", r.ID, forWhom(tx, r)).And(say.Text("Passed over: %s.", passedOver(tx, r)))
		}
		if !r.Short() {
			data = settled(now)
		}
	case request.Waiting:
		data.Title, data.Tone = say.Text("A request waits for a number"), card.Warning
		data.Text = say.Text("Request %s for %s is approved, but no number is free at %s.", r.ID, forWhom(tx, r), r.Site)
		data.Next = say.Text("Add numbers with ranges add, or release one; the request goes on by itself.")
	default:
		data = settled(now.And(overtook(r)))
	}
	return data, data.Title, nil
}

// settled is what an admin's card becomes when it needs nobody any more.
func settled(now say.Sentence) card.NoticeData {
	return card.NoticeData{Title: say.Text("Settled"), Tone: card.Good, Text: now}
}

// stuck reports whether something still needs a person.
func stuck(tx store.Tx, subject string) (bool, error) {
	if strings.HasPrefix(subject, stockSubject) || strings.HasPrefix(subject, leftSubject) || ofBackup(subject) {
		return true, nil
	}
	if strings.HasPrefix(subject, rightsSubject) {
		return store.Told(tx, subject)
	}
	if n, err := phone.E164(subject); err == nil {
		row, err := store.Number(tx, n)
		return needsPerson(row), err
	}
	r, err := store.Request(tx, request.ID(subject))
	if err == nil && r.Several() && r.State == request.Delivering {
		s, err := resultsOf(tx, r)
		return len(s.stuck)+s.waiting > 0, err
	}
	return r.State == request.DeliveryFailed || r.State == request.Waiting || r.Short() || r.Unfinished(), err
}

// needsPerson is [stuck] of a number.
func needsPerson(n inventory.Number) bool {
	return n.State == inventory.ReleaseRefused || leftThere(n) || !n.Rejected.IsZero() || !n.Mute.IsZero()
}

// onCardOf is [failedFor] as a card has room for it; short is set when there is more to read than that.
func onCardOf(tx store.Tx, f request.Failure, lost bool) (words say.Sentence, short bool) {
	short = !f.Card.IsZero()
	if lost && !f.Back.IsZero() {
		short = !f.BackCard.IsZero()
	}
	f.Admin, f.Back = f.Card.Or(f.Admin), f.BackCard.Or(f.Back)
	return failedFor(tx, f, lost), short
}

// failedFor is what an admin reads of why a delivery failed: what to do, and who has the number; of a change that left its
// holder without any number, why the old one could not be put back.
func failedFor(tx store.Tx, f request.Failure, lost bool) say.Sentence {
	if lost && !f.Back.IsZero() {
		return f.Back
	}
	if f.Holder == "" {
		return f.Admin.Or(f.Say)
	}
	return say.Text("In Teams the number is with %s.", whoHas(tx, inventory.Number{Holder: f.Holder, Service: f.Service})).And(f.Admin)
}

// tellAdmins owes the admins a card about a subject: a request or a number that needs one of them, or what [drawStuck] knows
// besides.
func (w *work) tellAdmins(subject string) error {
	return w.enqueue(store.Effect{Lane: "tell/" + subject, Kind: effectTell, Subject: subject})
}

// tellOnce owes the admins a card about a subject, unless they were told already.
func (w *work) tellOnce(subject string) error {
	if told, err := store.Told(w.tx, subject); err != nil || told {
		return err
	}
	if err := store.PutTold(w.tx, subject); err != nil {
		return err
	}
	return w.tellAdmins(subject)
}

// tellStuck shows the admins that a request needs one of them. Of a list they read once.
func (w *work) tellStuck(r request.Request) error {
	return w.tellAdmins(string(stuckAs(r)))
}

// stuckAs is the request of which admins read when r is stuck.
func stuckAs(r request.Request) request.ID { return cmp.Or(r.PartOf, r.ID) }

// updateStuck shows the admins who were told that something is stuck how it stands now.
func (w *work) updateStuck(subject string) error {
	told, err := store.PostedTo(w.tx, cardStuck, subject)
	if err != nil {
		return err
	}
	for _, id := range told {
		if err := w.show(cardStuck, subject, id); err != nil {
			return err
		}
	}
	return nil
}

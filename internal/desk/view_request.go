package desk

import (
	"time"

	"github.com/numberdesk/numberdesk/internal/card"
	"github.com/numberdesk/numberdesk/internal/person"
	"github.com/numberdesk/numberdesk/internal/request"
	"github.com/numberdesk/numberdesk/internal/say"
	"github.com/numberdesk/numberdesk/internal/store"
)

func drawRequest(tx store.Tx, r request.Request, viewer person.ID) (card.Card, say.Sentence, error) {
	if r.Several() {
		return drawList(tx, r, viewer)
	}
	data := card.RequestData{
		Title: say.Text("Your phone number"), Request: string(r.ID), Revision: r.Revision, UserIDs: userIDs(tx, viewer),
		CanCancel: r.Cancelable(),
	}
	fact := func(title, value say.Sentence) { data.Facts = appendFact(data.Facts, title, value) }
	number := say.Words(r.Number.Display())
	decided := say.Sentence{}
	if r.Decision != nil && r.Decision.By != "" {
		decided = voter(tx, r.Decision.By, r.Decision.For)
	}
	switch r.State {
	case request.PendingApproval:
		data.Headline, data.Tone, data.Next = undecided(tx, r)
	case request.Waiting:
		data.Headline, data.Tone = say.Text("Approved, no number free yet"), card.Warning
		usual, err := usualWait(tx, r.Ranges, time.Now())
		if err != nil {
			return nil, say.Sentence{}, err
		}
		data.Next = say.Text("You get the next number that comes free. The telephony admins know.").And(usual)
	case request.Delivering:
		data.Headline, data.Tone = say.Text("Approved, setting up your number"), card.Accent
		data.Next = say.Text("Teams usually needs a minute or two. This card changes when it is done.")
		if r.Delay != nil {
			data.Tone = card.Warning
			fact(say.Text("Waiting since"), say.Time(r.Delay.Since))
			data.Next = r.Delay.Say
		}
	case request.Delivered:
		data.Headline, data.Tone = number, card.Good
		data.Next = say.Text("Your number is ready. Open Calls in Teams to use it.")
		if r.Unfinished() {
			data.Tone = card.Warning
			data.Next = data.Next.And(say.Text("Not all that goes with your role is set yet. The desk goes on trying, and the telephony admins know."))
		}
	case request.DeliveryFailed:
		data.Headline, data.Tone = say.Text("Approved, but not set up yet"), card.Attention
		data.Next = say.Text("The telephony admins know and will see to it. There is nothing for you to do.")
		if r.Failure != nil {
			fact(say.Text("Problem"), r.Failure.Say)
		}
		old, _, _, err := oldStands(tx, r)
		if err != nil {
			return nil, say.Sentence{}, err
		}
		fact(say.Text("Your number"), old)
	case request.Denied:
		data.Headline, data.Tone = say.Text("Denied by %s", decided), card.Attention
		data.Next = afterDenial(r)
	case request.Canceled:
		data.Headline, data.Next = canceled(tx, r, viewer), askAgain(r, viewer)
		if r.Failure != nil && r.Withdrawn == nil {
			fact(say.Text("Reason"), r.Failure.Say)
			data.Next = say.Text("Type number to see your number.")
		}
	case request.Expired:
		data.Headline, data.Tone = say.Text("Expired without a decision"), card.Warning
		data.Next = askAgain(r, viewer)
	}
	if r.State != request.Delivered && r.Number != "" && r.Open() {
		fact(say.Text("Number"), numberOf(tx, r))
	}
	if r.Kind == request.Change && r.State.Final() && r.State != request.Delivered {
		kept, err := keptOf(tx, r, viewer)
		if err != nil {
			return nil, say.Sentence{}, err
		}
		fact(say.Text("Your number"), kept)
	} else {
		fact(say.Text("Instead of"), say.List("; ", say.Words(r.Old.Display()), insteadOf(r)))
	}
	fact(say.Text("Site"), say.Words(r.Site))
	role := roleFact(r)
	fact(role.Title, role.Value)
	if r.State == request.Delivered && r.Unfinished() {
		fact(say.Text("Still open"), stillOpen(r))
	}
	if r.State == request.PendingApproval {
		data.Facts = append(data.Facts, onTheWay(tx, r, viewer)...)
	}
	if r.Decision != nil {
		if r.Decision.Approved {
			fact(say.Text("Approved by"), approvers(tx, r).Or(decided).Or(r.Decision.Rule))
		}
		fact(say.Text("Their reason"), r.Decision.Because())
	}
	onBehalf(tx, r, viewer, &data)
	data.Facts = append(data.Facts, card.Fact{Title: say.Text("Request"), Value: say.Text("%s, %s", r.ID, say.Time(r.Asked))})
	return data, data.Headline, nil
}

// keptOf is the number that somebody still has whose change came to nothing.
func keptOf(tx store.Tx, r request.Request, viewer person.ID) (kept say.Sentence, err error) {
	old, known, err := store.Known(tx, r.Old)
	if known && viewer == r.For && hasNow(old, r.For) {
		kept = say.Text("You keep %s.", r.Old.Display())
	}
	return kept, err
}

// undecided is the head of a requester's card while others decide, and what happens next.
func undecided(tx store.Tx, r request.Request) (headline say.Sentence, tone card.Tone, next say.Sentence) {
	headline = say.Text("Waiting for %s", awaited(tx, r))
	if r.NobodyFound() {
		return say.Text("Nobody can be asked"), card.Warning, askAdmins(r)
	}
	if now := time.Now(); r.Ending(now) {
		return headline, card.Warning, say.Text("It is not decided yet, and the request ends on %s.", say.Time(r.Expires)).And(howToPress(r, now))
	}
	return headline, card.Accent, say.Text("You hear from me as soon as it is decided. The request stays open until %s.", say.Date(r.Expires))
}

// onTheWay are the facts of a request that others decide on: whom it has come past, and who has agreed.
func onTheWay(tx store.Tx, r request.Request, viewer person.ID) (facts []card.Fact) {
	facts = appendFact(facts, say.Text("Passed over"), passedOver(tx, r))
	facts = appendFact(facts, say.Text("No answer in time"), late(tx, r, viewer))
	facts = appendFact(facts, say.Text("Handed over"), handedOver(tx, r))
	facts = appendFact(facts, say.Text("Approved so far"), approvedSoFar(tx, r))
	return appendFact(facts, say.Text("Reminded"), remindedAt(r))
}

package desk

import (
	"github.com/numberdesk/numberdesk/internal/card"
	"github.com/numberdesk/numberdesk/internal/inventory"
	"github.com/numberdesk/numberdesk/internal/person"
	"github.com/numberdesk/numberdesk/internal/request"
	"github.com/numberdesk/numberdesk/internal/say"
	"github.com/numberdesk/numberdesk/internal/store"
)

// asks says who asks, and for whom.
func asks(tx store.Tx, r request.Request) say.Sentence {
	switch {
	case r.Several():
		return say.Text("%s asks for phone numbers for %s", nameOf(tx, r.By), forWhom(tx, r))
	case r.OnBehalf():
		return say.Text("%s asks for a phone number for %s", nameOf(tx, r.By), nameOf(tx, r.For))
	}
	if r.Kind == request.Change {
		return say.Text("%s asks for another phone number", nameOf(tx, r.For))
	}
	return say.Text("%s asks for a phone number", nameOf(tx, r.For))
}

// whoseRow says in a row for whom a number is asked, and by whom when that is somebody else.
func whoseRow(tx store.Tx, r request.Request) say.Sentence {
	switch {
	case r.Several():
		return nameOf(tx, r.By)
	case r.OnBehalf():
		return say.Text("%s, asked for by %s", nameOf(tx, r.For), nameOf(tx, r.By))
	}
	return nameOf(tx, r.For)
}

// onBehalf makes a requester's card say who asked for whom: to who asked it speaks of the other.
func onBehalf(tx store.Tx, r request.Request, viewer person.ID, data *card.RequestData) {
	if !r.OnBehalf() {
		return
	}
	if viewer != r.By {
		data.Facts = append(data.Facts, card.Fact{Title: say.Text("Asked by"), Value: nameOf(tx, r.By)})
		return
	}
	name := nameOf(tx, r.For)
	data.Title = say.Text("A phone number for %s", name)
	switch r.State {
	case request.Waiting:
		data.Next = say.Text("%s gets the next number that comes free. The telephony admins know.", name)
	case request.Delivering:
		data.Headline = say.Text("Approved, setting up the number")
	case request.Delivered:
		data.Next = say.Text("The number is ready, and %s knows.", name)
	case request.Denied:
		data.Next = say.Text("Talk to the person who decided, or type request for to ask again.")
	case request.Canceled:
		data.Next = askAgain(r, viewer)
		if r.Failure != nil && r.Withdrawn == nil {
			data.Next = say.Text("There is nothing for you to do.")
		}
	case request.Expired:
		data.Next = askAgain(r, viewer)
	}
}

// askAgain says how somebody who was concerned by a request asks anew.
func askAgain(r request.Request, viewer person.ID) say.Sentence {
	switch {
	case r.Several():
		return say.Text("Drop the list here again to ask again.")
	case viewer != r.For:
		return say.Text("Type request for to ask again.")
	case r.Kind == request.Change:
		return say.Text("Type request change to ask again.")
	}
	return say.Text("Type request to ask again.")
}

// afterDenial says what somebody can do whose own request was denied.
func afterDenial(r request.Request) say.Sentence {
	if r.Kind == request.Change {
		return say.Text("Talk to the person who decided.").And(askAgain(r, r.For))
	}
	return say.Text("Talk to the person who decided, or type request to ask again.")
}

// forAnother changes what somebody is told of a request that he did not make himself.
func forAnother(tx store.Tx, r request.Request, answer Answer) Answer {
	switch r.State {
	case request.Denied:
		answer.Title = say.Text("A request for you was denied")
		answer.Next = say.Text("%s asked for you. Talk to each other, or type request to ask yourself.", nameOf(tx, r.By))
	case request.Expired:
		answer.Title = say.Text("A request for you expired")
		answer.Next = say.Text("%s asked for you. Talk to each other, or type request to ask yourself.", nameOf(tx, r.By))
	}
	return answer
}

// tellAsker says to who asked for somebody else how it ended.
func (w *work) tellAsker(r request.Request) error {
	name := nameOf(w.tx, r.For)
	answer := Answer{Tone: card.Warning, Next: askAgain(r, r.By)}
	switch r.State {
	case request.Delivered:
		answer.Title, answer.Tone = say.Words(r.Number.Display()), card.Good
		answer.Lines = []say.Sentence{say.Text("%s has this phone number now.", name)}
		answer.Next = say.Sentence{}
	case request.Denied:
		answer.Title, answer.Tone = say.Text("Your request for %s was denied", name), card.Attention
		answer.Lines = []say.Sentence{say.Text("%s: %s", voter(w.tx, r.Decision.By, r.Decision.For), r.Decision.Because())}
	case request.Expired:
		answer.Title = say.Text("Your request for %s expired", name)
		answer.Lines = []say.Sentence{say.Text("%s did not decide in time.", awaited(w.tx, r)).And(freeAgain(w.tx, r))}
	case request.Canceled:
		answer.Title = say.Text("Nothing was assigned to %s", name)
		answer.Lines = []say.Sentence{overtook(r)}
		answer.Next = say.Text("Type why %s for the history.", r.ID)
	}
	return w.sayToPerson(r.By, r.ID, answer)
}

// stepOfAnother says to who asked for somebody else what others are told of themselves; nothing where that is the same.
func stepOfAnother(tx store.Tx, r request.Request, e store.Entry, viewer person.ID) say.Sentence {
	if !r.OnBehalf() || r.Several() || viewer == r.For {
		return say.Sentence{}
	}
	switch e.What {
	case "number." + string(inventory.Hold):
		return say.Text("%s held", e.Number.Display())
	case "request." + string(request.Deliver):
		return say.Text("%s has %s", nameOf(tx, r.For), e.Number.Display())
	}
	return say.Sentence{}
}

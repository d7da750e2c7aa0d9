package desk

import (
	"cmp"
	"encoding/json"
	"strings"
	"time"

	"github.com/numberdesk/numberdesk/internal/card"
	"github.com/numberdesk/numberdesk/internal/person"
	"github.com/numberdesk/numberdesk/internal/request"
	"github.com/numberdesk/numberdesk/internal/store"
)

// Cards that are kept up to date wherever they were posted.
const (
	cardRequest  = "request"  // the requester's view; subject: the request
	cardApproval = "approval" // an approver's view; subject: the request
	cardStuck    = "stuck"    // an admin's view of what needs a person; subject: a request or a number
)

// draw is a card as one person sees it now.
func draw(tx store.Tx, name, subject string, viewer person.ID, note card.Trusted) (json.RawMessage, string, error) {
	if name == cardStuck {
		return drawStuck(tx, subject)
	}
	r, err := store.Request(tx, request.ID(subject))
	if err != nil {
		return nil, "", err
	}
	if name == cardRequest {
		return drawRequest(tx, r, viewer)
	}
	return drawApproval(tx, r, viewer, note)
}

// nameOf is what a person is called on a card.
func nameOf(tx store.Tx, id person.ID) card.Trusted {
	name, ok, err := store.Person(tx, id)
	if err != nil || !ok {
		return "somebody"
	}
	return card.Escape(name.Name)
}

// awaited is whom a request waits for.
func awaited(tx store.Tx, r request.Request) card.Trusted {
	if len(r.Approvers) == 1 && len(r.Routed) == 1 {
		return nameOf(tx, r.Approvers[0])
	}
	return "the telephony admins"
}

func userIDs(tx store.Tx, id person.ID) []string {
	ref, ok, err := store.Chat(tx, id)
	if err != nil || !ok || ref.UserID == "" {
		return nil
	}
	return []string{ref.UserID}
}

func drawRequest(tx store.Tx, r request.Request, viewer person.ID) (json.RawMessage, string, error) {
	data := card.RequestData{
		Title: "Your phone number", Request: string(r.ID), Revision: r.Revision, UserIDs: userIDs(tx, viewer),
		CanCancel: r.State == request.PendingApproval || r.State == request.Waiting,
	}
	fact := func(title string, value card.Trusted) {
		if value != "" {
			data.Facts = append(data.Facts, card.Fact{Title: title, Value: value})
		}
	}
	number := card.Escape(r.Number.Display())
	decided := card.Trusted("")
	if r.Decision != nil && r.Decision.By != "" {
		decided = nameOf(tx, r.Decision.By)
	}
	switch r.State {
	case request.PendingApproval:
		data.Headline, data.Tone = card.Text("Waiting for %s", awaited(tx, r)), card.Accent
		data.Next = card.Text("You hear from me as soon as it is decided. The request stays open until %s.", card.Date(r.Expires))
	case request.Waiting:
		data.Headline, data.Tone = "Approved, no number free yet", card.Warning
		data.Next = "You get the next number that comes free. The telephony admins know."
	case request.Delivering:
		data.Headline, data.Tone = "Approved, setting up your number", card.Accent
		data.Next = "Teams usually needs a minute or two. This card changes when it is done."
	case request.Delivered:
		data.Headline, data.Tone = number, card.Good
		data.Next = "Your number is ready. Open Calls in Teams to use it."
	case request.DeliveryFailed:
		data.Headline, data.Tone = "Approved, but not set up yet", card.Attention
		data.Next = "The telephony admins know and will see to it. There is nothing for you to do."
		if r.Failure != nil {
			fact("Problem", card.Escape(r.Failure.Say))
		}
	case request.Denied:
		data.Headline, data.Tone = card.Text("Denied by %s", decided), card.Attention
		data.Next = "Talk to the person who decided, or type request to ask again."
	case request.Canceled:
		data.Headline, data.Next = "Canceled", "Type request to ask again."
		if r.Failure != nil {
			fact("Reason", card.Escape(r.Failure.Say))
			data.Next = "Type number to see your number."
		}
	case request.Expired:
		data.Headline, data.Tone = "Expired without a decision", card.Warning
		data.Next = "Type request to ask again."
	}
	if r.State != request.Delivered && r.Number != "" && r.Open() {
		fact("Number", number)
	}
	fact("Site", card.Escape(r.Site))
	if r.Decision != nil {
		if r.Decision.Approved {
			fact("Approved by", cmp.Or(decided, card.Escape(r.Decision.Rule)))
		}
		fact("Their reason", card.Escape(r.Decision.Reason))
	}
	fact("Request", card.Text("%s, %s", r.ID, card.Time(r.Asked)))
	face, err := card.Request(data)
	return face, card.Plain(data.Headline, time.UTC), err
}

func drawApproval(tx store.Tx, r request.Request, viewer person.ID, note card.Trusted) (json.RawMessage, string, error) {
	data := card.ApprovalData{
		Who: card.Text("%s asks for a phone number", nameOf(tx, r.For)), Note: note,
		Open: r.State == request.PendingApproval, Request: string(r.ID), Revision: r.Revision, UserIDs: userIDs(tx, viewer),
		Headline: card.Escape(r.Number.Display()),
	}
	if r.Number == "" {
		data.Headline = "No number is free now"
	}
	if !data.Open {
		data.Outcome, data.Tone = outcome(tx, r)
	}
	for _, f := range []card.Fact{
		{Title: "For", Value: card.Escape(r.Purpose)}, {Title: "Reason", Value: card.Escape(r.Reason)},
		{Title: "Site", Value: card.Escape(r.Site)}, {Title: "Asked", Value: card.Time(r.Asked)},
		{Title: "Why you", Value: card.Escape(routed(r))}, {Title: "Request", Value: card.Escape(string(r.ID))},
	} {
		if f.Value != "" {
			data.Facts = append(data.Facts, f)
		}
	}
	face, err := card.Approval(data)
	return face, card.Plain(data.Who, time.UTC), err
}

// routed says in a few words why the request came to this approver.
func routed(r request.Request) string {
	switch len(r.Routed) {
	case 0:
		return ""
	case 1:
		return "You are the manager"
	case 2:
		return strings.ToUpper(r.Routed[0].Why[:1]) + r.Routed[0].Why[1:]
	}
	return "Who was asked before " + r.Routed[len(r.Routed)-2].Why
}

// tellRequester says how it ended, and what to do now.
func (w *work) tellRequester(r request.Request) error {
	answer := Answer{Tone: card.Warning}
	switch r.State {
	case request.Delivered:
		answer.Title, answer.Tone = r.Number.Display(), card.Good
		answer.Lines = []card.Trusted{"This is your phone number. People can call you now."}
		answer.Next = "Open Calls in Teams to use it. If the dial pad is missing, sign out of Teams and in again."
		answer.Summary = "Your phone number is ready"
	case request.Denied:
		answer.Title, answer.Tone = "Your request was denied", card.Attention
		answer.Lines = []card.Trusted{card.Text("%s: %s", nameOf(w.tx, r.Decision.By), r.Decision.Reason)}
		answer.Next = "Talk to the person who decided, or type request to ask again."
	case request.Expired:
		answer.Title = "Your request expired"
		answer.Lines = []card.Trusted{card.Text("%s did not decide in time. The number is free again.", awaited(w.tx, r))}
		answer.Next = "Type request to ask again."
	}
	return w.sayToPerson(r.For, answer)
}

// decided says who decided and when; empty before that.
func decided(tx store.Tx, r request.Request) card.Trusted {
	if r.Decision == nil {
		return ""
	}
	verb := "Denied"
	if r.Decision.Approved {
		verb = "Approved"
	}
	who := cmp.Or(card.Escape(r.Decision.Rule), nameOf(tx, r.Decision.By))
	return card.Text("%s by %s, %s", verb, who, card.Time(r.Decision.At))
}

// outcome says what became of a request, who decided and why.
func outcome(tx store.Tx, r request.Request) (card.Trusted, card.Tone) {
	said := decided(tx, r)
	if r.Decision != nil && r.Decision.Reason != "" {
		said += card.Text(": %s", r.Decision.Reason)
	}
	switch r.State {
	case request.Delivering:
		return said + ". Teams is setting it up.", card.Accent
	case request.Delivered:
		return said + ". The number is in use.", card.Good
	case request.Waiting:
		return said + ". It waits for a free number.", card.Warning
	case request.DeliveryFailed:
		return said + ". It could not be set up yet; the telephony admins know.", card.Attention
	case request.Canceled:
		return "Canceled", card.Default
	case request.Expired:
		return "Expired without a decision", card.Warning
	}
	return said, card.Attention
}

package desk

import (
	"context"
	"slices"
	"time"

	"github.com/numberdesk/numberdesk/internal/card"
	"github.com/numberdesk/numberdesk/internal/inventory"
	"github.com/numberdesk/numberdesk/internal/person"
	"github.com/numberdesk/numberdesk/internal/problem"
	"github.com/numberdesk/numberdesk/internal/request"
	"github.com/numberdesk/numberdesk/internal/say"
	"github.com/numberdesk/numberdesk/internal/store"
)

// linesShown is how many steps of a request can be read on a phone.
const linesShown = 7

// timeline is the requester's card with what happened, and when, as its facts. What opens it later sees it as it is then.
func timeline(tx store.Tx, r request.Request, viewer person.ID) (card.Card, say.Sentence, error) {
	face, summary, err := drawRequest(tx, r, viewer)
	data, ok := face.(card.RequestData)
	if err != nil || !ok {
		return face, summary, err
	}
	history, err := store.StepsOf(tx, r.ID)
	if err != nil {
		return nil, say.Sentence{}, err
	}
	data.Facts, data.Verb = shortened(happenings(tx, r, history, viewer)), card.VerbStatus
	if data.Next, err = withUsual(tx, r, data.Next); err != nil {
		return nil, say.Sentence{}, err
	}
	if now := time.Now(); r.State == request.PendingApproval && !r.Ending(now) && now.Sub(r.Since) >= request.LongWait {
		data.Next = data.Next.And(howToPress(r, now))
	}
	return data, summary, nil
}

// happening is a step of a request.
type happening struct {
	at   time.Time
	what say.Sentence
}

// happenings are the steps of a request, oldest first: what the audit has of it, to whom it was put, and what they said.
func happenings(tx store.Tx, r request.Request, history []store.Entry, viewer person.ID) []card.Fact {
	var all []happening
	underWay := false
	for _, e := range history {
		if setUp := e.What == "number."+string(inventory.Assign); !setUp || !underWay {
			all = append(all, happening{e.At, stepOfAnother(tx, r, e, viewer).Or(stepSaid(tx, r, e, viewer))})
			underWay = setUp || e.What == "request."+string(request.Retry) || underWay && e.What == "number."+string(inventory.LoseSight)
		}
	}
	for _, h := range r.Routed {
		all = append(all, happening{h.At, hopSaid(tx, h)})
	}
	for _, g := range r.Delegates {
		all = append(all, happening{g.At, say.Text("Put to %s", voter(tx, g.To, g.Of))})
	}
	for _, v := range r.Votes {
		if r.Decision == nil || v.By != r.Decision.By || !v.At.Equal(r.Decision.At) { // which the audit tells as the decision
			all = append(all, happening{v.At, say.Text("Approved by %s", voter(tx, v.By, v.For))})
		}
	}
	slices.SortStableFunc(all, func(a, b happening) int { return a.at.Compare(b.at) })
	var facts []card.Fact
	for _, h := range all {
		if !h.what.IsZero() {
			facts = append(facts, card.Fact{Title: say.Stamp(h.at), Value: h.what})
		}
	}
	return facts
}

// hopSaid says to whom a request was put, or who could not be asked and why.
func hopSaid(tx store.Tx, h request.Hop) say.Sentence {
	switch {
	case h.Source == request.Handed:
		return say.Text("Handed to %s by a telephony admin", nameOf(tx, h.Who))
	case h.Asked && h.Who != "" && h.Source != request.AdminGroups: // of whom the directory told no names
		return say.Text("Put to %s", nameOf(tx, h.Who))
	case h.Asked:
		return say.Text("Put to %s", h.Source.Several())
	case h.Late:
		return say.Text("%s %s", nameOf(tx, h.Who), h.Why)
	case h.Who != "":
		return say.Text("Passed over: %s", say.Text("%s %s", nameOf(tx, h.Who), h.Why))
	}
	return say.Text("Passed over: %s", h.Why)
}

// stepSaid says one entry of a request's history to the requester; nothing when it is nothing to him.
func stepSaid(tx store.Tx, r request.Request, e store.Entry, viewer person.ID) say.Sentence {
	who := say.Sentence{}
	if r.Decision != nil {
		who = r.Decision.Rule
		if r.Decision.By != "" && who.IsZero() {
			who = voter(tx, r.Decision.By, r.Decision.For)
		}
	}
	switch e.What {
	case "request." + string(request.Submit), "request." + string(request.SubmitEmpty):
		switch {
		case r.Several():
			return say.Text("%s asked for numbers for %s (%s)", nameOf(tx, r.By), forWhom(tx, r), r.ID)
		case r.OnBehalf():
			return say.Text("%s asked for a number for %s (%s)", nameOf(tx, r.By), nameOf(tx, r.For), r.ID)
		}
		return say.Text("Asked for a number at %s (%s)", say.Words(r.Site).Or(say.Text("no particular site")), r.ID)
	case "request." + string(request.Order):
		if r.Several() {
			return say.Text("Numbers for %s ordered by %s (%s)", forWhom(tx, r), who, r.ID)
		}
		if r.PartOf != "" {
			return say.Text("%s (part of %s)", approvedBy(r, who), r.PartOf)
		}
		return say.Text("Ordered for you by %s (%s)", who, r.ID)
	case "request." + string(request.OrderEmpty):
		if r.PartOf != "" {
			return say.Text("%s (part of %s); no number was free", approvedBy(r, who), r.PartOf)
		}
	case "number." + string(inventory.Hold):
		if r.GivesUp(e.Number) {
			return say.Text("%s given up; nobody else gets it until the new one works", e.Number.Display())
		}
		return say.Text("%s held for you", e.Number.Display())
	case "request." + string(request.Approve):
		return approvedBy(r, who)
	case "request." + string(request.ApproveNone):
		if r.Decision == nil || !r.Decision.At.Equal(e.At) { // what was said then stands with the votes
			return say.Text("No number was free")
		}
		return say.Text("%s; no number was free", approvedBy(r, who))
	case "request." + string(request.Deny):
		if r.Decision != nil && !r.Decision.Because().IsZero() {
			return say.Text("Denied by %s: %s", who, r.Decision.Because())
		}
		return say.Text("Denied by %s", who)
	case "request.remind":
		return say.Text("Reminder sent")
	case "request." + string(request.Supply):
		return say.Text("A number came free")
	case "request." + string(request.Reconsider):
		return say.Text("A number came free that others have to approve, too")
	case "number." + string(inventory.Assign):
		if r.GivesUp(e.Number) {
			return say.Text("%s is being put back", e.Number.Display())
		}
		return say.Text("Being set up in Teams")
	case "number." + string(inventory.LoseSight):
		return say.Text("Teams' answer was lost; the desk looks what came of it")
	case "request." + string(request.Fail):
		if r.State == request.DeliveryFailed && r.Failure != nil && r.Moved.Equal(e.At) {
			return say.Text("Not set up: %s", r.Failure.Say)
		}
		return say.Text("Not set up")
	case "request.delay":
		if words := inventory.ReasonOf(e.Detail["reason"]); words.Waits != nil {
			return words.Waits(inventory.Facts{Number: e.Number})
		}
	case "request." + string(request.Replace):
		return say.Text("Teams does not give that number out; %s was taken instead", e.Number.Display())
	case "request." + string(request.Retry):
		return say.Text("Tried again")
	case "request." + string(request.Deliver):
		if r.Several() {
			return say.Text("Done: %s", resultSaid(tx, r))
		}
		return say.Text("%s is yours", e.Number.Display())
	case "request." + string(request.Cancel):
		if r.Failure != nil && r.Withdrawn == nil {
			return say.Text("Canceled: %s", r.Failure.Say)
		}
		return canceled(tx, r, viewer)
	case "request." + string(request.Expire):
		return say.Text("Expired without a decision")
	}
	return say.Sentence{}
}

func approvedBy(r request.Request, who say.Sentence) say.Sentence {
	if r.Decision != nil && !r.Decision.Because().IsZero() {
		return say.Text("Approved by %s: %s", who, r.Decision.Because())
	}
	return say.Text("Approved by %s", who)
}

// shortened leaves out what happened in the middle when a phone could not show all.
func shortened(facts []card.Fact) []card.Fact {
	if len(facts) <= linesShown {
		return facts
	}
	left := len(facts) - linesShown + 1
	short := []card.Fact{facts[0], {Title: say.Words("…"), Value: say.Text("and %d steps more", left)}}
	return append(short, facts[left+1:]...)
}

// statusClick draws a timeline anew when its card is opened.
func statusClick(d *Desk, ctx context.Context, c *Call) (answer Answer, err error) {
	err = d.db.View(ctx, func(tx store.Tx) error {
		r, err := store.Request(tx, requestID(c.click.Text("request")))
		switch {
		case err != nil:
			return err
		case r.MayCancel(c.Who.ID) != nil:
			return problem.New(problem.Forbidden, "This card is not yours.")
		}
		answer.Card, _, err = timeline(tx, r, c.Who.ID)
		return err
	})
	return answer, err
}

package desk

import (
	"context"
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
	data.Facts, data.Verb = shortened(happenings(tx, r, history)), card.VerbStatus
	if data.Next, err = withUsual(tx, r, data.Next); err != nil {
		return nil, say.Sentence{}, err
	}
	return data, summary, nil
}

// happenings are the steps of a request, oldest first.
func happenings(tx store.Tx, r request.Request, history []store.Entry) []card.Fact {
	var facts []card.Fact
	put := putTo(tx, r)
	add := func(at time.Time, what say.Sentence) {
		if !what.IsZero() {
			facts = append(facts, card.Fact{Title: say.Stamp(at), Value: what})
		}
	}
	asked := func(at time.Time) {
		if len(put) > 0 {
			add(at, put[0])
			put = put[1:]
		}
	}
	underWay := false
	for i, e := range history {
		if setUp := e.What == "number."+string(inventory.Assign); !setUp || !underWay {
			add(e.At, stepSaid(tx, r, e))
			underWay = setUp || e.What == "request."+string(request.Retry) || underWay && e.What == "number."+string(inventory.LoseSight)
		}
		// Whom it was put to is told after what was held for it.
		submitted := e.To == string(request.PendingApproval)
		held := i > 0 && e.What == "number."+string(inventory.Hold) && history[i-1].To == string(request.PendingApproval)
		heldNext := i+1 < len(history) && history[i+1].What == "number."+string(inventory.Hold)
		if held || submitted && !heldNext || e.What == "request.reroute" {
			asked(e.At)
		}
	}
	return facts
}

// stepSaid says one entry of a request's history to the requester; nothing when it is nothing to him.
func stepSaid(tx store.Tx, r request.Request, e store.Entry) say.Sentence {
	who := say.Sentence{}
	if r.Decision != nil {
		who = r.Decision.Rule
		if r.Decision.By != "" && who.IsZero() {
			who = nameOf(tx, r.Decision.By)
		}
	}
	switch e.What {
	case "request." + string(request.Submit), "request." + string(request.SubmitEmpty):
		return say.Text("Asked for a number at %s (%s)", say.Words(r.Site).Or(say.Text("no particular site")), r.ID)
	case "request." + string(request.Order):
		return say.Text("Ordered for you by %s (%s)", who, r.ID)
	case "number." + string(inventory.Hold):
		return say.Text("%s held for you", e.Number.Display())
	case "request." + string(request.Approve):
		return approvedBy(r, who)
	case "request." + string(request.ApproveNone):
		return say.Text("%s; no number was free", approvedBy(r, who))
	case "request." + string(request.Deny):
		if r.Decision != nil && r.Decision.Reason != "" {
			return say.Text("Denied by %s: %s", who, r.Decision.Reason)
		}
		return say.Text("Denied by %s", who)
	case "request." + string(request.Supply):
		return say.Text("A number came free")
	case "number." + string(inventory.Assign):
		return say.Text("Being set up in Teams")
	case "number." + string(inventory.LoseSight):
		return say.Text("Teams' answer was lost; the desk looks what came of it")
	case "request." + string(request.Fail):
		if r.State == request.DeliveryFailed && r.Failure != nil && r.Moved.Equal(e.At) {
			return say.Text("Not set up: %s", r.Failure.Say)
		}
		return say.Text("Not set up")
	case "request." + string(request.Retry):
		return say.Text("Tried again")
	case "request." + string(request.Deliver):
		return say.Text("%s is yours", e.Number.Display())
	case "request." + string(request.Cancel):
		if r.Failure != nil {
			return say.Text("Canceled: %s", r.Failure.Say)
		}
		return say.Text("Canceled")
	case "request." + string(request.Expire):
		return say.Text("Expired without a decision")
	}
	return say.Sentence{}
}

func approvedBy(r request.Request, who say.Sentence) say.Sentence {
	if r.Decision != nil && r.Decision.Reason != "" {
		return say.Text("Approved by %s: %s", who, r.Decision.Reason)
	}
	return say.Text("Approved by %s", who)
}

// putTo says to whom a request was put, once for each time it was, and why the one before could not decide. Of what was
// found on the way only the last one decides; the others were passed over.
func putTo(tx store.Tx, r request.Request) []say.Sentence {
	var put []say.Sentence
	hops := r.Routed
	if len(hops)%2 == 1 {
		put, hops = append(put, say.Text("Put to %s", nameOf(tx, hops[0].Who))), hops[1:]
	}
	for ; len(hops) > 1; hops = hops[2:] {
		why := hops[0].Why
		if len(put) > 0 && hops[0].Who != "" {
			why = say.Text("%s %s", nameOf(tx, hops[0].Who), why)
		}
		put = append(put, say.Text("Put to the telephony admins: %s", why))
	}
	return put
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

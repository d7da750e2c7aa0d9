package desk

import (
	"slices"
	"time"

	"github.com/numberdesk/numberdesk/internal/card"
	"github.com/numberdesk/numberdesk/internal/inventory"
	"github.com/numberdesk/numberdesk/internal/person"
	"github.com/numberdesk/numberdesk/internal/request"
	"github.com/numberdesk/numberdesk/internal/say"
	"github.com/numberdesk/numberdesk/internal/store"
)

// Cards that are kept up to date wherever they were posted.
const (
	cardRequest   = "request"   // the requester's view; subject: the request
	cardApproval  = "approval"  // an approver's view; subject: the request
	cardApprovals = "approvals" // all that waits for an approver; no subject
	cardStuck     = "stuck"     // an admin's view of what needs a person; subject: a request or a number
)

// draw is a card as one person sees it now.
func draw(tx store.Tx, name, subject string, viewer person.ID, note say.Sentence) (card.Card, say.Sentence, error) {
	if name == cardStuck {
		return drawStuck(tx, subject)
	}
	if name == cardApprovals {
		return drawApprovals(tx, viewer, beside{})
	}
	r, err := store.Request(tx, request.ID(subject))
	if err != nil {
		return nil, say.Sentence{}, err
	}
	if name == cardRequest {
		return drawRequest(tx, r, viewer)
	}
	return drawApproval(tx, r, viewer, note)
}

// languageOf is the language somebody reads, as far as he has shown it.
func languageOf(tx store.Tx, id person.ID) say.Language {
	if ref, ok, err := store.Chat(tx, id); err == nil && ok && ref.Locale != "" {
		return say.Speaks(ref.Locale)
	}
	name, _, err := store.Person(tx, id)
	if err != nil {
		return say.English
	}
	return say.Speaks(name.Language)
}

// nameOf is what a person is called on a card.
func nameOf(tx store.Tx, id person.ID) say.Sentence {
	name, ok, err := store.Person(tx, id)
	if err != nil || !ok {
		return say.Text("somebody")
	}
	return say.Words(name.Name)
}

// awaited is whom a request waits for.
func awaited(tx store.Tx, r request.Request) say.Sentence {
	var names []say.Sentence
	admins := false
	for _, id := range r.Approvers {
		_, voted := r.Voted(id)
		switch h, _ := r.Found(id); {
		case voted:
		case h.Source == request.AdminGroups:
			admins = true
		case h.Asked && h.Who == "": // several, of whom the directory told no names
			if several := h.Source.Several(); !slices.ContainsFunc(names, func(s say.Sentence) bool { return s.String() == several.String() }) {
				names = append(names, several)
			}
		default:
			names = append(names, nameAndAbsence(tx, id, time.Now()))
		}
	}
	for _, g := range r.DelegatesNow() {
		if r.MayVote(g.To) {
			names = append(names, say.Text("%s for %s", nameOf(tx, g.To), nameOf(tx, g.Of)))
		}
	}
	if admins {
		names = append(names, say.Text("the telephony admins"))
	}
	switch {
	case len(names) == 0:
		return say.Text("somebody who can decide")
	case len(names) > 3:
		return say.Text("%d approvers", len(names))
	}
	return say.List(", ", names...)
}

// passedOver says who was not asked, or not reached, and why.
func passedOver(tx store.Tx, r request.Request) say.Sentence {
	var told []say.Sentence
	for _, h := range r.Passed() {
		if h.Who != "" {
			told = append(told, say.Text("%s %s", nameOf(tx, h.Who), h.Why))
		} else {
			told = append(told, h.Why)
		}
	}
	return say.List("; ", told...)
}

// approvers are those who have approved so far, in whatever stage; empty for none.
func approvers(tx store.Tx, r request.Request) say.Sentence {
	var names []say.Sentence
	for _, v := range r.Votes {
		if v.Approved {
			names = append(names, voter(tx, v.By, v.For))
		}
	}
	return say.List(", ", names...)
}

// approvedSoFar says who has approved while others still have to.
func approvedSoFar(tx store.Tx, r request.Request) say.Sentence {
	if r.State != request.PendingApproval || len(r.Votes) == 0 {
		return say.Sentence{}
	}
	return approvers(tx, r)
}

func userIDs(tx store.Tx, id person.ID) []string {
	ref, ok, err := store.Chat(tx, id)
	if err != nil || !ok || ref.UserID == "" {
		return nil
	}
	return []string{ref.UserID}
}

// appendFact adds a fact to a card, unless there is nothing to say.
func appendFact(facts []card.Fact, title, value say.Sentence) []card.Fact {
	if value.IsZero() {
		return facts
	}
	return append(facts, card.Fact{Title: title, Value: value})
}

// wantsReason says what an approver should know before he clicks: that others are asked, too, by now, and that a reason is
// needed.
func wantsReason(r request.Request, viewer person.ID) (note say.Sentence) {
	if !r.MayVote(viewer) {
		return note
	}
	if slices.Contains(r.Late(), viewer) {
		note = say.Text("Others are asked by now, too. You can still decide.")
	}
	if r.Now().Reason {
		note = note.And(say.Text("To approve, write a reason below, too."))
	}
	return note
}

// freeAgain says that the number of a request that ended is free again, if it had one and it is.
func freeAgain(tx store.Tx, r request.Request) say.Sentence {
	if n, _, err := store.Known(tx, r.Number); err == nil && n.State == inventory.Available {
		return say.Text("The number is free again.")
	}
	return say.Sentence{}
}

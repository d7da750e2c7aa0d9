package desk

import (
	"slices"
	"time"

	"github.com/numberdesk/numberdesk/internal/card"
	"github.com/numberdesk/numberdesk/internal/person"
	"github.com/numberdesk/numberdesk/internal/request"
	"github.com/numberdesk/numberdesk/internal/say"
	"github.com/numberdesk/numberdesk/internal/store"
)

func drawApproval(tx store.Tx, r request.Request, viewer person.ID, note say.Sentence) (card.Card, say.Sentence, error) {
	r = r.AsOf(time.Now())
	data := card.ApprovalData{
		Who: asks(tx, r), Note: note.Or(pressing(r, viewer, time.Now()).And(suggestsDelegate(tx, r, viewer, time.Now())).And(wantsReason(r, viewer))),
		Open: r.MayVote(viewer), Request: string(r.ID), Revision: r.Revision, UserIDs: userIDs(tx, viewer),
		Headline: wantedNumber(tx, r),
	}
	if data.Open {
		data.Usual = usualReasons()
	}
	if !data.Open {
		data.Outcome, data.Tone = outcome(tx, r, viewer)
	}
	handed := handedOver(tx, r)
	if data.Open {
		handed = say.Sentence{} // why it came to him says that
	}
	uses, err := usesUp(tx, r)
	if err != nil {
		return nil, say.Sentence{}, err
	}
	for _, f := range slices.Concat([]card.Fact{
		{Title: say.Text("Instead of"), Value: say.List("; ", say.Words(r.Old.Display()), insteadOf(r))},
		{Title: say.Text("For"), Value: say.Words(r.Purpose)}, {Title: say.Text("Reason"), Value: say.Words(r.Reason)},
		{Title: say.Text("Site"), Value: say.Words(r.Site)}, roleFact(r), {Title: say.Text("People"), Value: onList(tx, r)},
	}, uses, []card.Fact{
		{Title: say.Text("Asked"), Value: say.Time(r.Asked)},
		{Title: say.Text("Why you"), Value: standsIn(tx, r, viewer).Or(whyYou(r, viewer))}, {Title: say.Text("Passed over"), Value: passedOver(tx, r)},
		{Title: say.Text("No answer in time"), Value: late(tx, r, viewer)}, {Title: say.Text("Handed over"), Value: handed},
		{Title: say.Text("Approved so far"), Value: approvedSoFar(tx, r)}, {Title: say.Text("Request"), Value: say.Words(string(r.ID))},
	}) {
		if !f.Value.IsZero() {
			data.Facts = append(data.Facts, f)
		}
	}
	if r.RemindedOf(viewer) {
		return data, say.Text("Reminder: %s", data.Who), nil
	}
	return data, data.Who, nil
}

// whyYou says in a few words why the request came to this approver.
func whyYou(r request.Request, viewer person.ID) say.Sentence {
	h, found := r.Found(viewer)
	switch {
	case !found:
		return say.Sentence{}
	case h.Source == request.Manager:
		return say.Text("You are the manager")
	case h.Source == request.ManagersManager:
		return say.Text("You are the manager's manager")
	case h.Source == request.SiteAdmins:
		return say.Text("You look after this site")
	case h.Source == request.Owner:
		return say.Text("You own what the number is for")
	case h.Source == request.AdminGroups:
		return say.Text("You are a telephony admin")
	case h.Source == request.Handed:
		return say.Text("A telephony admin handed it to you")
	}
	return say.Text("You are one of the approvers")
}

// decided says who decided and when; empty before that.
func decided(tx store.Tx, r request.Request) say.Sentence {
	if r.Decision == nil {
		return say.Sentence{}
	}
	who := r.Decision.Rule.Or(voter(tx, r.Decision.By, r.Decision.For))
	if r.Decision.Approved {
		who = r.Decision.Rule.Or(approvers(tx, r)).Or(who)
		return say.Text("Approved by %s, %s", who, say.Time(r.Decision.At))
	}
	return say.Text("Denied by %s, %s", who, say.Time(r.Decision.At))
}

// outcome says what became of a request, who decided and why.
func outcome(tx store.Tx, r request.Request, viewer person.ID) (say.Sentence, card.Tone) {
	said := decided(tx, r)
	if r.Decision != nil && !r.Decision.Because().IsZero() {
		said = say.Text("%s: %s", said, r.Decision.Because())
	}
	switch r.State {
	case request.PendingApproval:
		said = say.Text("It is with %s now.", awaited(tx, r))
		if i := slices.IndexFunc(r.Votes, func(v request.Vote) bool { return v.By == viewer }); i >= 0 {
			said = say.Text("You approved, %s.", say.Time(r.Votes[i].At)).And(said)
		}
		return said, card.Accent
	case request.Delivering:
		if r.Several() {
			return say.Text("%s. %s", said, resultSaid(tx, r)), card.Accent
		}
		return say.Text("%s. Teams is setting it up.", said), card.Accent
	case request.Delivered:
		if r.Several() {
			return say.Text("%s. %s", said, resultSaid(tx, r)), card.Good
		}
		if open := stillOpen(r); !open.IsZero() {
			return say.Text("%s. The number is there, but %s.", said, open), card.Warning
		}
		return say.Text("%s. The number is in use.", said), card.Good
	case request.Waiting:
		return say.Text("%s. It waits for a free number.", said), card.Warning
	case request.DeliveryFailed:
		return say.Text("%s. It could not be set up yet; the telephony admins know.", said), card.Attention
	case request.Canceled:
		return canceled(tx, r, viewer), card.Default
	case request.Expired:
		return say.Text("Expired without a decision"), card.Warning
	}
	return said, card.Attention
}

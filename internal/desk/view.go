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

func drawRequest(tx store.Tx, r request.Request, viewer person.ID) (card.Card, say.Sentence, error) {
	if r.Several() {
		return drawList(tx, r, viewer)
	}
	data := card.RequestData{
		Title: say.Text("Your phone number"), Request: string(r.ID), Revision: r.Revision, UserIDs: userIDs(tx, viewer),
		CanCancel: r.State == request.PendingApproval || r.State == request.Waiting,
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
		data.Next = say.Text("Talk to the person who decided, or type request to ask again.")
	case request.Canceled:
		data.Headline, data.Next = canceled(tx, r, viewer), say.Text("Type request to ask again.")
		if r.Failure != nil && r.Withdrawn == nil {
			fact(say.Text("Reason"), r.Failure.Say)
			data.Next = say.Text("Type number to see your number.")
		}
	case request.Expired:
		data.Headline, data.Tone = say.Text("Expired without a decision"), card.Warning
		data.Next = say.Text("Type request to ask again.")
	}
	if r.State != request.Delivered && r.Number != "" && r.Open() {
		fact(say.Text("Number"), numberOf(tx, r))
	}
	fact(say.Text("Instead of"), say.List("; ", say.Words(r.Old.Display()), insteadOf(r)))
	fact(say.Text("Site"), say.Words(r.Site))
	role := roleFact(r)
	fact(role.Title, role.Value)
	if r.State == request.Delivered && r.Unfinished() {
		fact(say.Text("Still open"), openSaid(r))
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

// tellRequester says how it ended, and what to do now.
func (w *work) tellRequester(r request.Request) error {
	answer := Answer{Tone: card.Warning}
	switch r.State {
	case request.Delivered:
		answer.Title, answer.Tone = say.Words(r.Number.Display()), card.Good
		answer.Lines = []say.Sentence{reachable(r)}
		if r.Wanted && len(r.Refused) > 0 {
			answer.Lines = append(answer.Lines, say.Text("You asked for %s, which Teams does not give out; so you have this one instead.", r.Refused[0].Display()))
		}
		answer.Next = w.o.afterwards(r)
		answer.Summary = say.Text("Your phone number is ready")
	case request.Denied:
		answer.Title, answer.Tone = say.Text("Your request was denied"), card.Attention
		answer.Lines = []say.Sentence{say.Text("%s: %s", voter(w.tx, r.Decision.By, r.Decision.For), r.Decision.Because())}
		answer.Next = say.Text("Talk to the person who decided, or type request to ask again.")
	case request.Expired:
		answer.Title = say.Text("Your request expired")
		answer.Lines = []say.Sentence{say.Text("%s did not decide in time.", awaited(w.tx, r)).And(freeAgain(w.tx, r))}
		answer.Next = say.Text("Type request to ask again.")
	}
	switch {
	case r.Several():
		return w.tellLister(r)
	case r.Kind == request.Service && r.By == "": // ordered on the command line
		return nil
	case r.Kind == request.Service:
		return w.tellAsker(r)
	}
	if r.OnBehalf() {
		answer = forAnother(w.tx, r, answer)
		if r.PartOf == "" { // who asked reads of the others on the list
			if err := w.tellAsker(r); err != nil {
				return err
			}
		}
	}
	return w.sayToPerson(r.For, r.ID, answer)
}

// freeAgain says that the number of a request that ended is free again, if it had one and it is.
func freeAgain(tx store.Tx, r request.Request) say.Sentence {
	if n, _, err := store.Known(tx, r.Number); err == nil && n.State == inventory.Available {
		return say.Text("The number is free again.")
	}
	return say.Sentence{}
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

package desk

import (
	"cmp"
	"context"
	"slices"
	"strings"

	"github.com/numberdesk/numberdesk/internal/inventory"
	"github.com/numberdesk/numberdesk/internal/person"
	"github.com/numberdesk/numberdesk/internal/phone"
	"github.com/numberdesk/numberdesk/internal/problem"
	"github.com/numberdesk/numberdesk/internal/request"
	"github.com/numberdesk/numberdesk/internal/say"
	"github.com/numberdesk/numberdesk/internal/store"
)

// why tells in sentences how a number, a person or a request stands: state, cause, who decided, what
// happens next and when; and what happened before.
func why(d *Desk, ctx context.Context, c *Call) (Answer, error) {
	word := c.Args[0]
	if len(word) > 2 && strings.EqualFold(word[:2], "R-") {
		return d.whyRequest(ctx, c, requestID(word))
	}
	if n, err := phone.Parse(word, d.o.DefaultCountry); err == nil {
		return d.whyNumber(ctx, c, n)
	}
	if !strings.Contains(word, "@") && len(word) != 36 {
		if answer, err := d.showRange(ctx, word); problem.KindOf(err) != problem.NotFound {
			return answer, err
		}
		return Answer{}, problem.New(problem.Invalid, "%.40q is neither a number such as +41446681000, a request such as R-1, nor a person such as adele@contoso.com.", word)
	}
	return d.whyPerson(ctx, c, person.ID(word))
}

func (d *Desk) whyNumber(ctx context.Context, c *Call, number phone.Number) (answer Answer, err error) {
	var n inventory.Number
	err = d.db.View(ctx, func(tx store.Tx) error {
		if n, err = store.Number(tx, number); err != nil {
			return err
		}
		answer.Title = say.Words(n.Phone.Display())
		answer.Lines = numberSentences(tx, n)
		if n.Request != "" {
			if r, err := store.Request(tx, request.ID(n.Request)); err == nil {
				answer.Lines = append(answer.Lines, requestSentences(tx, r)...)
			}
		}
		if n.State == inventory.ReleaseRefused || !n.Rejected.IsZero() {
			history, err := store.HistoryOf(tx, "number", string(n.Phone))
			if err != nil {
				return err
			}
			answer.Lines = append(answer.Lines, microsoftSaid(history)...)
		}
		return nil
	})
	if err != nil {
		return answer, err
	}
	return d.because(ctx, c, answer, listing(n), "number", string(n.Phone))
}

func (d *Desk) whyRequest(ctx context.Context, c *Call, id request.ID) (answer Answer, err error) {
	var r request.Request
	err = d.db.View(ctx, func(tx store.Tx) error {
		if r, err = store.Request(tx, id); err != nil {
			return err
		}
		answer.Title = say.Text("Request %s", r.ID)
		answer.Lines = requestSentences(tx, r)
		if r.State == request.DeliveryFailed || r.Delay != nil || len(r.Refused) > 0 || r.Unfinished() {
			history, err := store.HistoryOf(tx, "request", string(r.ID))
			if err != nil {
				return err
			}
			answer.Lines = append(answer.Lines, microsoftSaid(history)...)
		}
		return nil
	})
	if err != nil {
		return answer, err
	}
	return d.because(ctx, c, answer, r, "request", string(r.ID))
}

func (d *Desk) whyPerson(ctx context.Context, c *Call, id person.ID) (Answer, error) {
	p, err := d.person(ctx, id)
	if problem.KindOf(err) == problem.NotFound && !strings.Contains(string(id), "@") {
		p = &person.Person{ID: id} // left the directory; the history is still here
	} else if err != nil {
		return Answer{}, err
	}
	answer := Answer{Title: say.Words(p.Name).Or(say.Text("This person"))}
	err = d.db.View(ctx, func(tx store.Tx) error {
		answer.Lines = nil
		held, err := store.HeldBy(tx, p.ID)
		if err != nil {
			return err
		}
		meant, err := store.MeantFor(tx, p.ID)
		if err != nil {
			return err
		}
		if p.IsService() {
			kept, err := keptForService(tx, p)
			if err != nil {
				return err
			}
			kept = slices.DeleteFunc(kept, func(n inventory.Number) bool { return n.ForPerson == p.ID }) // they are there
			meant = append(kept, meant...)
		}
		for _, n := range append(held, meant...) {
			answer.Lines = append(answer.Lines, numberSentences(tx, n)...)
		}
		if r, ok, err := store.LastRequest(tx, p.ID); err != nil {
			return err
		} else if ok {
			answer.Lines = append(answer.Lines, requestSentences(tx, r)...)
		}
		if len(answer.Lines) == 0 {
			ranges, err := store.Ranges(tx)
			if err != nil {
				return err
			}
			if p.IsService() {
				scope := inventory.ServiceScope(p, ranges)
				serves := say.Words(strings.Join(inventory.Names(scope.Ranges), ", ")).Or(say.Text("none (%s)", scope.Why))
				answer.Lines = []say.Sentence{say.Text("%s is a resource account without a number here. Licence: %s. Ranges with numbers for it: %s.", p.Name, serviceLicenceWords[p.ServiceLicence()], serves)}
				return nil
			}
			if !p.Enabled && p.PhoneLicence() == person.Unlicensed { // as resource accounts are before they have theirs
				answer.Lines = []say.Sentence{say.Text("%s has no number and no request here. If this is a resource account, such as a call queue's, it lacks the licence Microsoft Teams Phone Resource Account (service plan MCOEV_VIRTUALUSER).", say.Words(p.Name).Or(say.Text("this person")))}
				return nil
			}
			answer.Lines = []say.Sentence{say.Text("%s has no number and no request here. Licence: %s. Ranges: %s.", say.Words(p.Name).Or(say.Text("this person")), licenceWords[p.PhoneLicence()], d.o.scopeOf(p, ranges).Why)}
		}
		return nil
	})
	if err != nil {
		return answer, err
	}
	return d.because(ctx, c, answer, p.ID, "person", string(p.ID))
}

// because puts what happened under the sentences about a number, a request or a person.
func (d *Desk) because(ctx context.Context, c *Call, answer Answer, subject any, what, name string) (Answer, error) {
	page, err := c.page(what, name)
	if err != nil {
		return answer, err
	}
	history, err := d.history(ctx, c, &answer, page)
	answer.JSON = map[string]any{what: subject, "sentences": plain(answer.Lines), "history": history}
	return answer, err
}

// numberSentences say how a number stands, why, and what happens next and when.
func numberSentences(tx store.Tx, n inventory.Number) []say.Sentence {
	who := whoHas(tx, n)
	since := say.Time(n.Since)
	number := n.Phone.Display()
	switch n.State {
	case inventory.Available:
		line := say.Text("%s has been free since %s. It is offered to people whom range %s serves.", number, since, cmp.Or(n.Range, "–"))
		switch {
		case forServices(tx, n):
			line = say.Text("%s has been free since %s. It is for services, not for people.", number, since)
		case n.Gold:
			line = say.Text("%s has been free since %s. It is given to who asks for it, of the people whom range %s serves.", number, since, n.Range)
		}
		return []say.Sentence{line}
	case inventory.Held:
		if n.Until.IsZero() {
			return []say.Sentence{say.Text("%s has been held for %s by request %s since %s.", number, who, n.Request, since)}
		}
		return []say.Sentence{say.Text("%s is held for %s by request %s. The hold ends with the decision, or on %s.", number, who, n.Request, say.Time(n.Until))}
	case inventory.Assigning:
		return []say.Sentence{say.Text("%s has been on its way to %s in Teams since %s. It counts as assigned when a fresh read shows it.", number, who, since)}
	case inventory.Unknown:
		return []say.Sentence{say.Text("Teams' answer about giving %s to %s was lost. The desk reads it back until it is certain.", number, who)}
	case inventory.Assigned:
		line := say.Text("%s has been with %s since %s.", number, who, since)
		if !n.Why.IsZero() {
			line = line.And(say.Text("It was %s.", n.Why))
		}
		if !n.Missed.IsZero() {
			line = line.And(say.Text("Teams did not show it on %s; it rests if the next complete read agrees.", say.Time(n.Missed)))
		}
		if !n.Mute.IsZero() {
			return []say.Sentence{line, voiceFix()}
		}
		return []say.Sentence{line}
	case inventory.Parked:
		line := say.Text("%s stays with %s, who has not been able to use it since %s: %s.", number, who, since, n.Why)
		if n.Parked == inventory.ParkedUnlicensed {
			line = line.And(say.Text("If the licence is not back by %s, the number is taken back and rests.", say.Time(n.Until)))
		} else if n.Parked == inventory.ParkedDeleted {
			line = line.And(say.Text("When the account is restored, it goes on; when it is deleted for good, the number is taken back and rests."))
		} else {
			line = line.And(say.Text("It goes on when the account is enabled."))
		}
		return []say.Sentence{line}
	case inventory.Releasing:
		return []say.Sentence{say.Text("%s has been on its way back from %s in Teams since %s. Then it rests.", number, who, since).And(n.Why)}
	case inventory.ReleaseRefused:
		return []say.Sentence{say.Text("Teams refused to take %s from %s: %s When that is settled, type release %s to try again.", number, who, n.Step.Or(n.Why), n.Phone)}
	case inventory.Resting:
		line := say.Text("%s rests until %s and is then free again.", number, say.Time(n.Until))
		if n.Last != "" {
			line = line.And(say.Text("%s had it before.", nameOf(tx, n.Last)))
		}
		return []say.Sentence{line}
	case inventory.Conflict:
		if n.Holder != "" {
			return []say.Sentence{say.Text("%s is in conflict with Teams: %s. There it is with %s. Clear it in the Teams admin center, or type accept %s to leave it there.", number, n.Why, who, n.Phone)}
		}
		return []say.Sentence{say.Text("%s is in conflict with Teams: %s. Clear it in the Teams admin center, or type accept %s to leave it there.", number, n.Why, n.Phone)}
	}
	line := say.Text("%s has been %s since %s.", number, n.State.Words(), since)
	switch {
	case n.State == inventory.Reserved && n.For+string(n.ForPerson) != "":
		line = say.Text("%s has been reserved for %s since %s.", number, reservedFor(tx, n), since)
	case n.State == inventory.Porting:
		line = say.Text("%s is being ported in. It is free when Teams says that it has arrived.", number)
	}
	if n.Forbidden != "" {
		line = say.Text("%s is never given out: %s forbids it.", number, n.Forbidden)
	}
	switch {
	case n.Until.IsZero():
	case n.Ending(n.Until) == inventory.Rest:
		line = line.And(say.Text("From %s on it rests again, until %s.", say.Time(n.Until), say.Time(n.Back.Until)))
	default:
		line = line.And(say.Text("It is free again on %s.", say.Time(n.Until)))
	}
	if !n.Why.IsZero() && n.Forbidden == "" {
		line = line.And(say.Text("Reason: %s.", n.Why))
	}
	if !n.Rejected.IsZero() {
		return []say.Sentence{line, inventory.ReasonOf(inventory.ReasonNumberBlocked).Admin(factsOf(n)), say.Text("Type unblock %s when it may be given out again.", n.Phone)}
	}
	return []say.Sentence{line}
}

// reservedFor is whom or what a reserved number is for.
func reservedFor(tx store.Tx, n inventory.Number) say.Sentence {
	if n.ForPerson != "" {
		return nameOf(tx, n.ForPerson)
	}
	return say.Words(n.For).Or(say.Text("no stated purpose"))
}

// requestSentences say who asked, who decided and why, and what happens next.
func requestSentences(tx store.Tx, r request.Request) []say.Sentence {
	lines := []say.Sentence{say.Text("%s asked for it on %s (request %s).", nameOf(tx, r.For), say.Time(r.Asked), r.ID)}
	switch {
	case r.Several():
		lines = []say.Sentence{say.Text("%s asked for numbers for %s on %s (request %s).", nameOf(tx, r.By), forWhom(tx, r), say.Time(r.Asked), r.ID)}
	case r.OnBehalf():
		lines = []say.Sentence{say.Text("%s asked for it for %s on %s (request %s).", nameOf(tx, r.By), nameOf(tx, r.For), say.Time(r.Asked), r.ID)}
	}
	if r.Decision != nil && !r.Decision.Rule.IsZero() {
		lines = []say.Sentence{say.Text("It was ordered for %s by %s on %s (request %s).", forWhom(tx, r), r.Decision.Rule, say.Time(r.Asked), r.ID)}
	} else if r.Decision != nil {
		line := say.Text("%s denied it on %s.", voter(tx, r.Decision.By, r.Decision.For), say.Time(r.Decision.At))
		if r.Decision.Approved {
			line = say.Text("%s approved it on %s.", voter(tx, r.Decision.By, r.Decision.For), say.Time(r.Decision.At))
		}
		if because := r.Decision.Because(); !because.IsZero() {
			line = line.And(say.Text("Reason: %s.", because))
		}
		lines = append(lines, line)
	}
	switch {
	case r.Old != "" && r.State == request.Delivered:
		lines = append(lines, say.Text("It came in place of %s.", r.Old.Display()))
	case r.Old != "":
		lines = append(lines, say.Text("It is to change %s for another number.", r.Old.Display()))
	}
	if !r.Picked.IsZero() && r.Number != "" {
		lines = append(lines, say.Text("%s was picked because %s.", r.Number.Display(), r.Picked))
	}
	if r.Several() && r.Decision != nil && r.Decision.Approved {
		lines = append(lines, resultSaid(tx, r))
	}
	if r.PartOf != "" {
		lines = append(lines, say.Text("It is part of request %s.", r.PartOf))
	}
	switch r.State {
	case request.PendingApproval:
		lines = append(lines, say.Text("It waits for %s; without a decision it ends on %s.", awaited(tx, r), say.Time(r.Expires)))
	case request.Waiting:
		lines = append(lines, say.Text("It waits for a free number and goes on by itself, oldest first."))
	case request.DeliveryFailed:
		if r.Failure != nil {
			_, old, lost, err := oldStands(tx, r)
			if err != nil {
				lost = false
			}
			lines = append(lines, say.Text("It could not be delivered: %s", failedFor(tx, *r.Failure, lost)))
			if err == nil && !old.IsZero() {
				lines = append(lines, old)
			}
		}
	case request.Delivering:
		if r.Delay != nil {
			lines = append(lines, say.Text("It is being delivered, and waits since %s: %s", say.Time(r.Delay.Since), r.Delay.Admin))
		}
	case request.Delivered:
		lines = append(lines, setupSentences(r)...)
	case request.Canceled, request.Expired:
		lines = append(lines, say.Text("The request was %s on %s.", r.State.Words(), say.Time(r.Moved)).And(overtook(r)))
	}
	return lines
}

// overtook is the number that Teams showed when a request was canceled for it; nothing of any other one.
func overtook(r request.Request) say.Sentence {
	if r.State != request.Canceled || r.Failure == nil || r.Failure.Code != inventory.ReasonHasNumber {
		return say.Sentence{}
	}
	return r.Failure.Say
}

// microsoftSaid is Microsoft's own text about the last failure, for admins' eyes.
func microsoftSaid(history []store.Line) []say.Sentence {
	for _, line := range slices.Backward(history) {
		if text := line.Personal["microsoft"]; text != "" {
			return []say.Sentence{say.Text("Microsoft said: %s", text)}
		}
	}
	return nil
}

var licenceWords = map[person.Licence]say.Sentence{
	person.Licensed: say.Text("Teams Phone"), person.Unlicensed: say.Text("no Teams Phone"), person.Suspended: say.Text("suspended"),
}

func plain(lines []say.Sentence) []string {
	texts := make([]string, len(lines))
	for i, l := range lines {
		texts[i] = l.String()
	}
	return texts
}

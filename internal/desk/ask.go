package desk

import (
	"cmp"
	"context"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/numberdesk/numberdesk/internal/inventory"
	"github.com/numberdesk/numberdesk/internal/person"
	"github.com/numberdesk/numberdesk/internal/phone"
	"github.com/numberdesk/numberdesk/internal/problem"
	"github.com/numberdesk/numberdesk/internal/request"
	"github.com/numberdesk/numberdesk/internal/say"
	"github.com/numberdesk/numberdesk/internal/store"
)

// tooLong reports whether somebody wrote more, into the form, than a card for those who decide should show.
func tooLong(purpose, reason string) bool {
	return utf8.RuneCountInString(reason) > 500 || utf8.RuneCountInString(purpose) > 200
}

// askSend answers the form being sent: it holds the number and puts the request to its approvers.
func askSend(d *Desk, ctx context.Context, c *Call) (Answer, error) {
	whom := cmp.Or(person.ID(strings.TrimSpace(c.click.Text("for"))), c.Who.ID)
	change := c.click.Text("change") == "true" && whom == c.Who.ID
	a, err := d.applicant(ctx, asking{c.Who.ID, whom, change})
	switch kind := problem.KindOf(err); {
	case kind == problem.Busy || kind == problem.Unclear:
		return Answer{}, err // the form stays, with what was typed
	case problem.Is(err, codeNotForOthers):
		return d.refuse(ctx, c, behalfCommandWord, err)
	case err != nil:
		return refusal(err), nil
	case !d.requests.allows(c.Who.ID, requestsAllowed):
		return Answer{}, tooOften()
	}
	site, purpose := strings.TrimSpace(c.click.Text("site")), strings.TrimSpace(c.click.Text("purpose"))
	reason, wanted := strings.TrimSpace(c.click.Text("reason")), strings.TrimSpace(c.click.Text("number"))
	return d.change(ctx, c, func(w *work) (Answer, error) {
		again := func(note say.Sentence, offered ...candidate) (Answer, error) {
			answer, err := a.form(w.tx, site, purpose, reason, note, offered...)
			return answer, cmp.Or(err, errUnchanged)
		}
		scope := a.scope.At(site)
		switch {
		case reason == "" && a.other():
			return again(say.Text("Say in a sentence why %s needs a number.", a.person.Name))
		case reason == "":
			return again(say.Text("Say in a sentence why you need a number."))
		case tooLong(purpose, reason):
			return again(say.Text("Please keep the reason under 500 and the purpose under 200 characters."))
		case len(scope.Ranges) == 0:
			return again(say.Text("There are no numbers to ask for at %s. Choose from these.", site))
		}
		// What was true outside the transaction may not be any more.
		if open, has, err := standingOf(w.tx, a.person.ID); err != nil {
			return Answer{}, err
		} else if err := request.MayAsk(request.Standing{Person: a.person, Other: a.other(), Open: open, Number: a.unlessBesides(has), Needless: d.o.needless(a.person), Served: true, Change: change}); err != nil {
			return refusal(err), errUnchanged
		}
		kind, old := request.New, phone.Number("")
		if change {
			if err := changeable(w.tx, a.held, a.person.ID, false); err != nil {
				return refusal(err), errUnchanged
			}
			kind, old = request.Change, a.held
		}
		number, refused, nearest, err := pick(w.tx, a.person.ID, scope, wanted, a.whom())
		switch {
		case err != nil:
			return Answer{}, err
		case !refused.IsZero() && len(nearest) > 0:
			return again(refused.And(say.Text("These are the nearest that are free.")), nearest...)
		case !refused.IsZero():
			return again(refused)
		}
		if err := w.mayGoOut(number.number, a.setup); problem.Is(err, inventory.ReasonNoLocation) {
			return again(problem.Say(err).And(say.Text("Choose another one.")))
		} else if err != nil {
			return Answer{}, err
		}
		id, err := store.NewRequestID(w.tx)
		if err != nil {
			return Answer{}, err
		}
		r := request.Request{
			ID: id, Kind: kind, Old: old, For: a.person.ID, By: c.Who.ID, Number: number.number, Picked: number.why, Wanted: number.wanted, Site: cmp.Or(site, a.scope.Sites()[0]), Country: a.person.UsageLocation,
			Ranges: inventory.Names(scope.Ranges), Purpose: purpose, Reason: reason, Expires: w.now.Add(d.o.ExpireAfter),
			Setup: a.setup,
		}
		self, err := w.setPath(&r, a, scope) // the rule that approves it, if one does
		if err != nil {
			return Answer{}, err
		}
		if err := w.remember(append(a.first.people, a.person, a.person.Manager)...); err != nil {
			return Answer{}, err
		}
		on := request.Begin(self != "", number.number != "")
		if err := c.rememberCard(w, cardRequest, string(id)); err != nil {
			return Answer{}, err
		}
		if r, err = w.moveRequest(r, on, say.List("; ", selfApproved(self), a.scope.Why, number.why).String(), store.Personal{"reason": reason, "purpose": purpose}); err != nil {
			return Answer{}, err
		}
		face, _, err := drawRequest(w.tx, r, c.Who.ID)
		return Answer{Card: face}, err
	})
}

func selfApproved(rule string) say.Sentence {
	if rule == "" {
		return say.Sentence{}
	}
	return say.Text("approved by the rule %s", rule)
}

// approvedByRule is the decision of a rule of the policy.
func approvedByRule(now time.Time) *request.Decision {
	return &request.Decision{Approved: true, At: now, Rule: say.Text("a rule of your company")}
}

// setPath gives a new request the stages it goes through, and those who decide in the first, as far as they are known. self
// is the rule that approves it, if one does.
func (w *work) setPath(r *request.Request, a applicant, scope inventory.Scope) (self string, err error) {
	abouts := make([]request.About, 0, len(scope.Ranges))
	if r.Number != "" {
		about, err := aboutOf(w.tx, a.person, r.Number)
		if err != nil {
			return "", err
		}
		abouts = append(abouts, about)
	} else {
		for _, of := range scope.Ranges {
			about := inventory.Attributes(a.person)
			about.Wanted = inventory.Wanted(a.person, of.Own(inventory.Number{}), of)
			abouts = append(abouts, about)
		}
	}
	before, _ := w.o.Policy.Path(inventory.Attributes(a.person))
	stages, by := w.o.Policy.Path(abouts...)
	if by != "" {
		r.Decision = approvedByRule(w.now)
		return by, nil
	}
	r.Stages = stages
	if len(before) > 0 && a.first.holdsFor(before[0], *r) {
		if err := w.endUnfit(a.first.unfit); err != nil {
			return "", err
		}
		*r = r.Put(a.first.Search, w.now)
	}
	return "", nil
}

// aboutOf is what the policy's rules may ask of somebody who wants a number; empty is none.
func aboutOf(tx store.Tx, p *person.Person, wanted phone.Number) (request.About, error) {
	about := inventory.Attributes(p)
	if wanted == "" {
		return about, nil
	}
	n, known, err := store.Known(tx, wanted)
	if err != nil || !known {
		return about, err
	}
	of, err := store.Range(tx, n.Range)
	if problem.KindOf(err) == problem.NotFound {
		err = nil
	}
	about.Wanted = inventory.Wanted(p, n, of)
	return about, err
}

// pick is the wanted number, or says why not and which are nearest; with none wanted the best one, or none.
func pick(tx store.Tx, who person.ID, scope inventory.Scope, wanted string, called say.Sentence) (c candidate, refused say.Sentence, nearest []candidate, err error) {
	if wanted == "" {
		free, err := candidates(tx, who, scope, 1)
		if err != nil || len(free) == 0 {
			return c, refused, nil, err
		}
		return free[0], refused, nil, nil
	}
	n, err := phone.E164(wanted)
	if err != nil {
		return c, say.Text("%s.", problem.Say(err)), nil, nil
	}
	c, refused, nearest, err = grant(tx, who, scope, n, called)
	if best, berr := candidates(tx, who, scope, 1); err == nil && berr == nil && len(best) == 1 && best[0].number == c.number {
		c.why, c.wanted = best[0].why, false // the form's own proposal, left as it was
	}
	return c, refused, nearest, err
}

// rememberCard keeps which message the clicked card is, so that it can be updated for ever after.
func (c *Call) rememberCard(w *work, name, subject string) error {
	id := c.turn.ReplyToID
	if id == "" || !isPersonal(c.turn) {
		return nil
	}
	posted, ok, err := store.PostedCard(w.tx, name, subject, c.Who.ID)
	switch {
	case err != nil:
		return err
	case !ok:
		posted = store.Posted{Chat: c.turn.Reference(), Activity: id}
	case posted.Activity == id || posted.Chat.ConversationID != c.turn.Conversation.ID || len(posted.Also) >= 5:
		return nil
	default:
		for _, also := range posted.Also {
			if also == id {
				return nil
			}
		}
		posted.Also = append(posted.Also, id)
	}
	return store.PutPostedCard(w.tx, name, subject, c.Who.ID, posted)
}

package desk

import (
	"context"
	"strings"
	"unicode/utf8"

	"github.com/numberdesk/numberdesk/internal/card"
	"github.com/numberdesk/numberdesk/internal/inventory"
	"github.com/numberdesk/numberdesk/internal/person"
	"github.com/numberdesk/numberdesk/internal/phone"
	"github.com/numberdesk/numberdesk/internal/problem"
	"github.com/numberdesk/numberdesk/internal/request"
	"github.com/numberdesk/numberdesk/internal/store"
)

// proposals is how many numbers a form offers.
const proposals = 3

// applicant is what is known of somebody who asks for a number.
type applicant struct {
	person    *person.Person
	scope     inventory.Scope
	approvers []person.ID
	routed    []request.Hop
}

// applicant reads the directory and Teams, and refuses whom a number could not be delivered to.
func (d *Desk) applicant(ctx context.Context, id person.ID) (applicant, error) {
	var a applicant
	if d.o.Observe {
		return a, problem.New(problem.Conflict, "The desk only observes at the moment, so it takes no requests. Ask your telephony admins.")
	}
	if id == "" {
		return a, problem.New(problem.Forbidden, "Teams did not say who you are, so you cannot ask for a number here. Write to me in a personal chat.")
	}
	p, err := d.dir.Person(ctx, id)
	if err != nil {
		return a, err
	}
	a.person = p
	standing := request.Standing{Person: p}
	err = d.db.View(ctx, func(tx store.Tx) error {
		ranges, err := store.Ranges(tx)
		if err != nil {
			return err
		}
		a.scope = inventory.ScopeOf(p, ranges)
		standing.Served, standing.Why = len(a.scope.Ranges) > 0, a.scope.Why
		standing.Open, standing.Number, err = standingOf(tx, p.ID)
		return err
	})
	if err != nil {
		return a, err
	}
	if standing.Number == "" && standing.Open == "" {
		held, err := d.tel.AssignmentsOf(ctx, p.ID)
		if err != nil {
			return a, err
		}
		for _, n := range held {
			if n.Category != "private" && n.Category != "alternate" {
				standing.Number = n.Phone
			}
		}
	}
	if err := request.MayAsk(standing); err != nil {
		return a, err
	}
	var admins []person.ID
	if !p.Manager.CanDecide() || p.Manager.ID == p.ID {
		if admins, err = d.admins(ctx); err != nil {
			return a, err
		}
	}
	a.approvers, a.routed, err = request.Route(p, admins)
	return a, err
}

// standingOf is the open request and the number somebody has here.
func standingOf(tx store.Tx, id person.ID) (open request.ID, number phone.Number, err error) {
	r, isOpen, err := store.OpenRequest(tx, id)
	if err != nil {
		return "", "", err
	}
	if isOpen {
		open = r.ID
	}
	held, err := store.HeldBy(tx, id)
	for _, n := range held {
		if n.Request == "" || n.State == inventory.Assigned || n.State == inventory.Parked {
			number = n.Phone
		}
	}
	return open, number, err
}

// form is the card with which a person asks for a number, as typed so far.
func (a applicant) form(tx store.Tx, site, purpose, reason string, note card.Trusted) (Answer, error) {
	sites := a.scope.Sites()
	ranges := a.scope.At(site)
	if len(ranges) == 0 || site == "" {
		site = sites[0]
		ranges = a.scope.At(site)
	}
	if purpose == "" {
		purpose = prefilled(a.person)
	}
	data := card.FormData{Site: site, Purpose: purpose, Reason: reason, Note: note}
	for _, s := range sites {
		data.Sites = append(data.Sites, card.Choice{Title: s, Value: s})
	}
	free, err := freeIn(tx, ranges, proposals)
	if err != nil {
		return Answer{}, err
	}
	for _, n := range free {
		data.Numbers = append(data.Numbers, card.Choice{Title: n.Display(), Value: string(n)})
	}
	data.Decides = "The telephony admins decide."
	if len(a.routed) == 1 {
		data.Decides = card.Text("%s decides.", a.person.Manager.Name)
	}
	face, err := card.Form(data)
	return Answer{Card: face, Summary: "Get a phone number", Title: "Get a phone number"}, err
}

// prefilled is what the directory suggests the number is for.
func prefilled(p *person.Person) string {
	parts := []string{}
	for _, s := range []string{p.JobTitle, p.Department} {
		if s != "" {
			parts = append(parts, s)
		}
	}
	return strings.Join(parts, ", ")
}

// freeIn are the lowest free numbers of the ranges, in the ranges' order.
func freeIn(tx store.Tx, ranges []inventory.Range, limit int) ([]phone.Number, error) {
	var free []phone.Number
	for _, r := range ranges {
		more, err := store.Free(tx, r.Name, limit-len(free))
		if err != nil {
			return nil, err
		}
		if free = append(free, more...); len(free) >= limit {
			break
		}
	}
	return free, nil
}

// askForm answers the word request.
func askForm(d *Desk, ctx context.Context, c *Call) (Answer, error) {
	a, err := d.applicant(ctx, c.Who.ID)
	if err != nil {
		return Answer{}, err
	}
	var answer Answer
	err = d.db.View(ctx, func(tx store.Tx) (err error) {
		answer, err = a.form(tx, "", "", "", "")
		return err
	})
	return answer, err
}

// askSend answers the form being sent: it holds the number and puts the request to its approvers.
func askSend(d *Desk, ctx context.Context, c *Call) (Answer, error) {
	a, err := d.applicant(ctx, c.Who.ID)
	if err != nil {
		return refusal(err), nil
	}
	site, purpose := strings.TrimSpace(c.click.Text("site")), strings.TrimSpace(c.click.Text("purpose"))
	reason, wanted := strings.TrimSpace(c.click.Text("reason")), strings.TrimSpace(c.click.Text("number"))
	return d.change(ctx, c, func(w *work) (Answer, error) {
		again := func(note card.Trusted) (Answer, error) {
			answer, err := a.form(w.tx, site, purpose, reason, note)
			return answer, firstError(err, errUnchanged)
		}
		ranges := a.scope.At(site)
		switch {
		case reason == "":
			return again("Say in a sentence why you need a number.")
		case utf8.RuneCountInString(reason) > 500 || utf8.RuneCountInString(purpose) > 200:
			return again("Please keep the reason under 500 and the purpose under 200 characters.")
		case len(ranges) == 0:
			return again(card.Text("There are no numbers for you at %s. Choose from these.", site))
		}
		// What was true outside the transaction may not be any more.
		if open, has, err := standingOf(w.tx, a.person.ID); err != nil {
			return Answer{}, err
		} else if err := request.MayAsk(request.Standing{Person: a.person, Open: open, Number: has, Served: true}); err != nil {
			return refusal(err), errUnchanged
		}
		number, taken, err := pick(w.tx, ranges, wanted)
		if err != nil {
			return Answer{}, err
		}
		if taken {
			return again("That number has just been taken, or is not one of yours to choose. These are free.")
		}
		id, err := store.NewRequestID(w.tx)
		if err != nil {
			return Answer{}, err
		}
		r := request.Request{
			ID: id, Kind: request.New, For: a.person.ID, By: c.Who.ID, Number: number, Site: firstOf(site, a.scope.Sites()[0]),
			Ranges: inventory.Names(ranges), Purpose: purpose, Reason: reason, Approvers: a.approvers, Routed: a.routed,
			Expires: w.now.Add(d.o.ExpireAfter),
		}
		if err := w.remember(a.person, a.person.Manager); err != nil {
			return Answer{}, err
		}
		on := request.Submit
		if number == "" {
			on = request.SubmitEmpty
		}
		if err := c.rememberCard(w, cardRequest, string(id)); err != nil {
			return Answer{}, err
		}
		if r, err = w.moveRequest(r, on, a.scope.Why, store.Personal{"reason": reason, "purpose": purpose}); err != nil {
			return Answer{}, err
		}
		face, _, err := drawRequest(w.tx, r, c.Who.ID)
		return Answer{Card: face}, err
	})
}

// pick is the wanted number when it is free in the ranges, else taken is true; with none wanted the lowest
// free one, or none.
func pick(tx store.Tx, ranges []inventory.Range, wanted string) (n phone.Number, taken bool, err error) {
	if wanted == "" {
		free, err := freeIn(tx, ranges, 1)
		if err != nil || len(free) == 0 {
			return "", false, err
		}
		return free[0], false, nil
	}
	if n, err = phone.E164(wanted); err != nil {
		return "", true, nil
	}
	row, err := store.Number(tx, n)
	if problem.KindOf(err) == problem.NotFound {
		return "", true, nil
	}
	for _, r := range ranges {
		if err == nil && row.Range == r.Name && row.State == inventory.Available {
			return n, false, nil
		}
	}
	return "", true, err
}

// rememberCard keeps which message the clicked card is, so that it can be updated for ever after.
func (c *Call) rememberCard(w *work, name, subject string) error {
	id := c.turn.ReplyToID
	if id == "" {
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

func firstError(errs ...error) error {
	for _, err := range errs {
		if err != nil {
			return err
		}
	}
	return nil
}

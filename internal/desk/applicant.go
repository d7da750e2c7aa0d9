package desk

import (
	"context"
	"strings"

	"github.com/numberdesk/numberdesk/internal/card"
	"github.com/numberdesk/numberdesk/internal/inventory"
	"github.com/numberdesk/numberdesk/internal/person"
	"github.com/numberdesk/numberdesk/internal/phone"
	"github.com/numberdesk/numberdesk/internal/problem"
	"github.com/numberdesk/numberdesk/internal/request"
	"github.com/numberdesk/numberdesk/internal/say"
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
func (a applicant) form(tx store.Tx, site, purpose, reason string, note say.Sentence) (Answer, error) {
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
	data.Decides = say.Text("The telephony admins decide.")
	if len(a.routed) == 1 {
		data.Decides = say.Text("%s decides.", a.person.Manager.Name)
	}
	return Answer{Card: data, Summary: say.Text("Get a phone number"), Title: say.Text("Get a phone number")}, nil
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
		answer, err = a.form(tx, "", "", "", say.Sentence{})
		return err
	})
	return answer, err
}

package desk

import (
	"cmp"
	"context"
	"strings"

	"github.com/numberdesk/numberdesk/internal/card"
	"github.com/numberdesk/numberdesk/internal/person"
	"github.com/numberdesk/numberdesk/internal/phone"
	"github.com/numberdesk/numberdesk/internal/say"
	"github.com/numberdesk/numberdesk/internal/store"
)

// proposals is how many numbers a form offers.
const proposals = 3

// form is the card with which a person asks for a number, as typed so far. offered are numbers to propose before all
// others.
func (a applicant) form(tx store.Tx, site, purpose, reason string, note say.Sentence, offered ...candidate) (Answer, error) {
	sites := a.scope.Sites()
	scope := a.scope.At(site)
	if len(scope.Ranges) == 0 || site == "" {
		site = sites[0]
		scope = a.scope.At(site)
	}
	if purpose == "" {
		purpose = prefilled(a.person)
	}
	data := card.FormData{Site: site, Purpose: purpose, Why: say.Text("Why do you need it?"), Reason: reason, Note: note}
	for _, s := range sites {
		data.Sites = append(data.Sites, card.Choice{Title: s, Value: s})
	}
	if len(offered) == 0 {
		var err error
		if offered, err = candidates(tx, a.person.ID, scope, proposals); err != nil {
			return Answer{}, err
		}
	}
	for _, c := range offered {
		data.Numbers = append(data.Numbers, card.Choice{Title: c.number.Display(), Value: string(c.number)})
	}
	data.Decides = a.first.decides()
	if len(offered) > 0 {
		about, err := aboutOf(tx, a.person, offered[0].number)
		if err != nil {
			return Answer{}, err
		}
		if _, self := a.policy.Path(about); self != "" {
			data.Decides = say.Text("No approval is needed.")
		}
	}
	data.Decides = data.Decides.And(goesWith(a.setup))
	title := say.Text("Get a phone number")
	if a.change {
		title = say.Text("Change your phone number")
		data.Change, data.For = "true", say.Text("Instead of %s", a.held.Display())
	}
	data.Title = title
	if a.other() {
		data.For, data.ForID, data.Why = say.Text("For %s", a.person.Name), string(a.person.ID), say.Text("Why is it needed?")
	}
	return Answer{Card: data, Summary: title, Title: title}, nil
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

// askForm answers the word request, with the number somebody wishes for or without.
func askForm(d *Desk, ctx context.Context, c *Call) (Answer, error) {
	return d.askForm(ctx, c, asking{by: c.Who.ID, whom: c.Who.ID}, strings.Join(c.Args, ""))
}

// askForm is the form with which the caller asks for somebody, himself included; with the number that is wished for, if
// one is.
func (d *Desk) askForm(ctx context.Context, c *Call, who asking, number string) (Answer, error) {
	d.applicants.forget(who) // a form begins with what is so now
	a, err := d.applicant(ctx, who)
	if err != nil {
		return Answer{}, err
	}
	var wanted phone.Number
	if number != "" {
		if wanted, err = phone.Parse(number, cmp.Or(a.person.UsageLocation, d.o.DefaultCountry)); err != nil {
			return Answer{}, unreadable(err)
		}
	}
	var answer Answer
	err = d.db.View(ctx, func(tx store.Tx) error {
		if wanted == "" {
			answer, err = a.form(tx, "", "", "", a.unlisted)
			return err
		}
		granted, refused, nearest, err := grant(tx, a.person.ID, a.scope, wanted, a.whom())
		switch {
		case err != nil:
			return err
		case refused.IsZero():
			nearest = []candidate{granted}
		case len(nearest) > 0:
			refused = refused.And(say.Text("These are the nearest that are free."))
		}
		answer, err = a.form(tx, "", "", "", refused, nearest...)
		return err
	})
	return answer, err
}

package desk

import (
	"context"
	"strings"

	"github.com/numberdesk/numberdesk/internal/inventory"
	"github.com/numberdesk/numberdesk/internal/person"
	"github.com/numberdesk/numberdesk/internal/problem"
	"github.com/numberdesk/numberdesk/internal/request"
	"github.com/numberdesk/numberdesk/internal/say"
)

// seenBoth is what Teams shows of the two numbers of a change.
type seenBoth struct {
	new, old inventory.Assignment
	// keeps is set when it is the old one that is not to be taken.
	keeps bool
}

// mayChange refuses a change whose new number Teams could not give, or whose old one is not to be taken, for all that can
// be seen before: licence, country, type, capability, emergency location, who has it. A number that the tenant blocks
// cannot be seen in Graph; then the old one is put back.
func (d *Desk) mayChange(ctx context.Context, r request.Request, n, old inventory.Number, location string) (seen seenBoth, err error) {
	refuse := func(kind problem.Kind, code string, say say.Sentence) (seenBoth, error) {
		return seen, &problem.Error{Kind: kind, Code: code, Say: say}
	}
	keep := func(code string) (seenBoth, error) {
		seen.keeps = true
		return seen, keptFor(code, factsOf(old), nil)
	}
	p, err := d.person(ctx, r.For)
	if err != nil {
		return seen, err
	}
	about := factsOf(n)
	about.PersonCountry = p.UsageLocation
	fresh, err := d.tel.Assignment(ctx, n.Phone)
	if err != nil {
		return seen, err
	}
	if fresh != nil {
		seen.new = *fresh
	}
	held, err := d.tel.AssignmentsOf(ctx, r.For)
	if err != nil {
		return seen, err
	}
	for _, a := range held {
		if a.Primary() && !r.Has(a.Phone) {
			return seen, refusedFor(inventory.ReasonHasNumber, inventory.Facts{Other: a.Phone}, nil)
		}
	}
	arrived := fresh.Of(r.For, r.Kind == request.Service) // unseen, the time before
	switch {
	case arrived:
	case fresh.Unsaid():
		return seen, unsaid()
	case !fresh.Free() && fresh.Target != r.For:
		return seen, refusedFor(inventory.ReasonTaken, about, nil)
	case n.Forbidden != "":
		return refuse(problem.Conflict, "Forbidden", say.Text("%s is never given out.", n.Phone.Display()))
	case r.Kind == request.Service && p.ServiceLicence() != person.Licensed:
		return seen, refusedFor(inventory.ReasonServiceNotLicensed, about, nil)
	case r.Kind != request.Service && (p.PhoneLicence() != person.Licensed || n.Type == inventory.CallingPlan && !p.HasCallingPlan()):
		return seen, refusedFor(inventory.ReasonNotLicensed, about, nil)
	case fresh == nil && n.Type != inventory.DirectRouting || fresh != nil && fresh.Type != n.Type:
		return seen, refusedFor(inventory.ReasonNumberNotInTenant, about, nil)
	case fresh != nil && fresh.OnPremises:
		return seen, refusedFor(inventory.ReasonNumberOnPremises, about, nil)
	case fresh.Porting():
		return refuse(problem.Conflict, "Porting", say.Text("%s is being ported in. Teams gives it to nobody until it has arrived.", n.Phone.Display()))
	case r.Kind == request.Service && !fresh.May(true):
		return seen, refusedFor(inventory.ReasonNotForServices, about, nil)
	case r.Kind != request.Service && !fresh.May(false):
		return refuse(problem.Conflict, "NotForPeople", say.Text("Teams does not give %s to people: it is for services.", n.Phone.Display()))
	case n.Type != inventory.DirectRouting && n.Country != "" && !strings.EqualFold(n.Country, p.UsageLocation):
		return seen, refusedFor(inventory.ReasonCountryMismatch, about, nil)
	}
	if err := d.o.locationMissing(n, location); err != nil && !arrived {
		return seen, err
	}
	if r.Old == "" {
		return seen, nil
	}
	now, err := d.tel.Assignment(ctx, r.Old)
	if err != nil {
		return seen, err
	}
	if now != nil {
		seen.old = *now
	} else {
		seen.old.Status = "unassigned"
	}
	switch {
	case now.Unsaid():
		return seen, unsaid()
	case now.Free() || !hasNow(old, r.For) && !(old.State == inventory.Unknown && old.Request == string(r.ID)):
	case now.Target != r.For:
		return keep(inventory.ReasonMoved)
	case !now.Primary():
		return keep(inventory.ReasonNotPrimary)
	case now.OnPremises:
		return keep(inventory.ReasonNumberOnPremises)
	}
	return seen, nil
}

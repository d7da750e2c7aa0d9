package desk

import (
	"context"
	"slices"
	"strings"

	"github.com/numberdesk/numberdesk/internal/inventory"
	"github.com/numberdesk/numberdesk/internal/person"
	"github.com/numberdesk/numberdesk/internal/problem"
	"github.com/numberdesk/numberdesk/internal/request"
	"github.com/numberdesk/numberdesk/internal/say"
)

// seenBoth is what Teams shows of the two numbers of a change.
type seenBoth struct{ new, old inventory.Assignment }

// mayChange refuses a change whose new number Teams could not give, or whose old one is not to be taken, for all that can
// be seen before: licence, country, type, capability, emergency location, who has it. A number that the tenant blocks
// cannot be seen in Graph; then the old one is put back.
func (d *Desk) mayChange(ctx context.Context, r request.Request, n, old inventory.Number, location string) (seen seenBoth, err error) {
	refuse := func(kind problem.Kind, code string, say say.Sentence) (seenBoth, error) {
		return seen, &problem.Error{Kind: kind, Code: code, Say: say}
	}
	p, err := d.person(ctx, r.For)
	if err != nil {
		return seen, err
	}
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
			return refuse(problem.Conflict, codeHasNumber, say.Text("Teams already shows another number for this person: %s.", a.Phone.Display()))
		}
	}
	switch {
	case fresh.Unsaid():
		return refuse(problem.Busy, "", say.Text("Teams does not say who has this number."))
	case !fresh.Free() && fresh.Target != r.For:
		return refuse(problem.Conflict, codeTaken, say.Text("Somebody else was given this number in Teams in the meantime."))
	case n.Forbidden != "":
		return refuse(problem.Conflict, "Forbidden", say.Text("%s is never given out.", n.Phone.Display()))
	case p.PhoneLicence() != person.Licensed || n.Type == inventory.CallingPlan && !p.HasCallingPlan():
		return refuse(problem.Conflict, "NotLicensed", say.Text("There is no licence for a number of this kind."))
	case fresh == nil && n.Type != inventory.DirectRouting || fresh != nil && fresh.Type != n.Type:
		return refuse(problem.Conflict, "NumberNotInTenant", say.Text("Teams does not know %s with this type.", n.Phone.Display()))
	case fresh != nil && (fresh.OnPremises || fresh.Porting() || !slices.Contains(fresh.Capabilities, "userAssignment")):
		return refuse(problem.Conflict, "NotForPeople", say.Text("Teams does not give %s to people: it is kept on premises, is being ported, or is for services.", n.Phone.Display()))
	case n.Type != inventory.DirectRouting && n.Country != "" && !strings.EqualFold(n.Country, p.UsageLocation):
		return refuse(problem.Conflict, "CountryMismatch", say.Text("%s is of %s, and the usage location is %s.", n.Phone.Display(), n.Country, say.Words(p.UsageLocation).Or(say.Text("none"))))
	}
	if err := d.o.locationMissing(n, location); err != nil || r.Old == "" {
		return seen, err
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
		return refuse(problem.Busy, "", say.Text("Teams does not say who has this number."))
	case now.Free() || !hasNow(old, r.For) && !(old.State == inventory.Unknown && old.Request == string(r.ID)):
	case now.Target != r.For:
		return refuse(problem.Conflict, codeMoved, say.Text("Somebody else has %s in Teams.", r.Old.Display()))
	case !now.Primary():
		return refuse(problem.Conflict, codeMoved, say.Text("%s is not the primary number in Teams, but a line besides.", r.Old.Display()))
	case now.OnPremises:
		return refuse(problem.Conflict, "OnPremises", say.Text("%s is synchronized from Active Directory: clear it there first.", r.Old.Display()))
	}
	return seen, nil
}

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

// assignToService gives a number to a resource account, such as a call queue's, or says what to run where the company does
// not let the desk do it. Nothing that is for people holds for it: no persona, no approval, and it is told nothing.
func (d *Desk) assignToService(ctx context.Context, c *Call, p *person.Person, held []inventory.Assignment) (Answer, error) {
	if !d.o.AssignServices {
		var answer Answer
		err := d.db.View(ctx, func(tx store.Tx) error {
			r, n, err := d.serviceOrder(tx, c, p, held)
			if err != nil {
				return err
			}
			old, _, err := store.Known(tx, r.Old)
			answer = byPowerShell(p, n, old)
			return err
		})
		return answer, err
	}
	return d.change(ctx, c, func(w *work) (Answer, error) {
		r, _, err := d.serviceOrder(w.tx, c, p, held)
		if err != nil {
			return Answer{}, err
		}
		if err := w.remember(p); err != nil {
			return Answer{}, err
		}
		if r.ID, err = store.NewRequestID(w.tx); err != nil {
			return Answer{}, err
		}
		r.Decision = &request.Decision{By: c.Who.ID, Approved: true, At: w.now, Rule: say.Text("a telephony admin")}
		if r, err = w.moveRequest(r, request.Order, "admin command", nil); err != nil {
			return Answer{}, err
		}
		return begun(r, p, say.Sentence{}), nil
	})
}

// serviceOrder is the request that would give a resource account a number, without an id, and that number; or why it cannot
// be given.
func (d *Desk) serviceOrder(tx store.Tx, c *Call, p *person.Person, held []inventory.Assignment) (r request.Request, n inventory.Number, err error) {
	open, has, err := holding(tx, p.ID, held)
	switch {
	case err != nil:
		return r, n, err
	case open != "":
		return r, n, problem.New(problem.Conflict, "%s has an open request, %s. Decide or cancel that one.", p.Name, open)
	case has != "" && c.flag("swap") != "true":
		return r, n, problem.New(problem.Conflict, "%s already has %s. Release it first, or change it: the same command with --swap.", p.Name, has.Display())
	case p.ServiceLicence() == person.Suspended:
		return r, n, problem.New(problem.Conflict, "The licence of the resource account %s (service plan MCOEV_VIRTUALUSER) is suspended, so Teams would refuse. Have the subscription renewed first.", p.Name)
	case p.ServiceLicence() != person.Licensed:
		return r, n, problem.New(problem.Conflict, "The resource account %s has lost its licence (service plan MCOEV_VIRTUALUSER), so Teams would refuse. Assign Microsoft Teams Phone Resource Account first.", p.Name)
	}
	if has != "" {
		if err := changeable(tx, has, p.ID, true); err != nil {
			return r, n, err
		}
	}
	ranges, err := store.Ranges(tx)
	if err != nil {
		return r, n, err
	}
	scope := inventory.ServiceScope(p, ranges)
	r = request.Request{
		Kind: request.Service, Old: has, For: p.ID, By: c.Who.ID, Ranges: inventory.Names(scope.Ranges),
		Picked: say.Text("an admin named it"), Wanted: !strings.EqualFold(c.Args[0], "next"),
	}
	if r.Wanted {
		if r.Number, err = phone.Parse(c.Args[0], d.o.DefaultCountry); err != nil {
			return r, n, unreadable(err)
		}
	} else {
		c, ok, err := serviceCandidate(tx, p, scope.Ranges)
		if err != nil {
			return r, n, err
		}
		if !ok {
			return r, n, problem.New(problem.NotFound, "No free number for services serves %s (%s). Make a range for services with ranges set RANGE --capability service, or name a number.", p.Name, scope.Why.Or(say.Text("all are in use")))
		}
		r.Number, r.Picked = c.number, c.why
	}
	n, err = serviceNumber(tx, &d.o, r.Number, p)
	r.Site = n.Site
	return r, n, err
}

// serviceNumber is a number that a resource account may have now; or why it may not.
func serviceNumber(tx store.Tx, o *Options, number phone.Number, p *person.Person) (inventory.Number, error) {
	n, err := store.Number(tx, number)
	if err != nil {
		return n, err
	}
	of, err := store.Range(tx, n.Range)
	switch {
	case err != nil && problem.KindOf(err) != problem.NotFound:
		return n, err
	case of.CapabilityOf(n) != inventory.ForServices:
		return n, forPeople(n)
	case n.Type != inventory.DirectRouting && !strings.EqualFold(n.Country, p.UsageLocation):
		return n, problem.New(problem.Conflict, "%s is a number of %s, and the usage location of %s is %s, so Teams would refuse. Correct the usage location, or take another number.", n.Phone.Display(), n.Country, p.Name, say.Words(p.UsageLocation).Or(say.Text("not set")))
	case n.Forbidden != "":
		return n, neverGivenOut(n)
	case n.State == inventory.Reserved && !n.MeantForService(p):
		return n, problem.New(problem.Conflict, "%s is reserved for %s. If it is to be this account's, type reserve %s --for %s first, or unblock %s to end the reservation.", n.Phone.Display(), reservedFor(tx, n), n.Phone, p.UPN, n.Phone)
	case n.State != inventory.Available && !n.MeantForService(p):
		return n, problem.New(problem.Conflict, "%s is %s, so it cannot be assigned. Type why %s for the reason.", n.Phone.Display(), n.State.Words(), n.Phone)
	}
	return n, mustHaveLocation(tx, o, n, nil)
}

// byPowerShell says what to run in place of the desk. A swap frees the old number first: an account has one.
func byPowerShell(p *person.Person, n, old inventory.Number) Answer {
	line := func(cmdlet string, n inventory.Number) string {
		return cmdlet + " -Identity " + quoted(p.UPN) + " -PhoneNumber " + quoted(string(n.Phone)) + " -PhoneNumberType " + n.Type.Cmdlet()
	}
	var steps []string
	if old.Phone != "" {
		steps = append(steps, line("Remove-CsPhoneNumberAssignment", old))
	}
	steps = append(steps, line("Set-CsPhoneNumberAssignment", n))
	answer := Answer{
		Title: say.Text("By hand for %s", p.Name), Tone: card.Warning, Refused: true, JSON: map[string]any{"number": n.Phone, "holder": p.ID, "powershell": steps},
		Lines: []say.Sentence{say.Text("All that can be checked is as it should be. Microsoft's reference of Graph v1.0 does not promise that a resource account can be given a number, so the desk does not do it (services.assign_through_graph). In Teams PowerShell run:")},
		Next:  say.Text("Then type sync: the desk finds the number in use and keeps it as the service's."),
	}
	for _, step := range steps {
		answer.Lines = append(answer.Lines, say.Words(step))
	}
	return answer
}

// serviceNamed is what a resource account is called; nothing when that is not known.
func serviceNamed(tx store.Tx, id person.ID) say.Sentence {
	name, ok, err := store.Person(tx, id)
	if err != nil || !ok || name.Name == "" {
		return say.Sentence{}
	}
	return say.Text("%s (service)", name.Name)
}

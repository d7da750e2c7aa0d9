package desk

import (
	"context"
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/numberdesk/numberdesk/internal/inventory"
	"github.com/numberdesk/numberdesk/internal/person"
	"github.com/numberdesk/numberdesk/internal/persona"
	"github.com/numberdesk/numberdesk/internal/problem"
	"github.com/numberdesk/numberdesk/internal/request"
	"github.com/numberdesk/numberdesk/internal/say"
	"github.com/numberdesk/numberdesk/internal/store"
)

// Newcomer is somebody for whom a reconcile asks for a number, because he is in the group of his persona.
type Newcomer struct {
	Person  person.ID          `json:"person"`
	Persona string             `json:"persona"`
	Group   string             `json:"group"`
	Onboard persona.Onboarding `json:"onboard"`
	a       applicant
}

// looksForEach is how many people are read for each who may be onboarded in a run: most of a group have their number.
const looksForEach = 10

// newcomers are the people who get a number without asking, at most as many as one run may bring. Groups that could not be
// read are said, and keep nothing else from being settled: nobody loses anything over them.
func (d *Desk) newcomers(ctx context.Context, plan *Plan, theirs []inventory.Assignment) error {
	members := map[person.ID][]string{} // and their groups
	read := map[string]bool{}
	for _, p := range d.o.Personas.Onboarding() {
		for _, group := range p.SecurityGroups {
			if read[group] {
				continue
			}
			read[group] = true
			people, err := d.dir.Members(ctx, group)
			if err != nil {
				plan.Said = append(plan.Said, say.Text("The group %s of persona %s could not be read: %s", group, p.Name, problem.Say(err)))
				continue
			}
			for _, m := range people {
				if m.Enabled && !m.Guest {
					members[m.ID] = append(members[m.ID], group)
				}
			}
		}
	}
	for _, a := range theirs {
		if a.OfPerson() && a.Primary() {
			delete(members, a.Target)
		}
	}
	// Where a run has to end, the next one goes on, so that those who may not ask keep nobody behind them from being seen.
	from, _ := d.lookAt.Load().(person.ID)
	order := slices.Sorted(maps.Keys(members))
	at, _ := slices.BinarySearch(order, from)
	plan.next = ""
	looks := 0
	for _, id := range slices.Concat(order[at:], order[:at]) {
		comes, err := d.comes(ctx, id)
		if err != nil {
			return err
		}
		if !comes {
			continue
		}
		if looks++; len(plan.Onboard) == d.o.MaxOnboardings || looks > looksForEach*d.o.MaxOnboardings {
			plan.next = id
			plan.Said = append(plan.Said, say.Text("There are more people in the groups of personas than one run asks for; the next ones go on."))
			break
		}
		n, err := d.newcomer(ctx, id, members[id])
		switch kind := problem.KindOf(err); {
		case err == nil:
			plan.Onboard = append(plan.Onboard, n)
		case kind == problem.NotFound, kind == problem.Forbidden, kind == problem.Conflict: // he could not ask himself either
		default:
			plan.Said = append(plan.Said, say.Text("Who else is in the groups of personas could not be read: %s", problem.Say(err)))
			return ctx.Err()
		}
	}
	return nil
}

// comes reports whether what happened to somebody before lets a rule ask for him.
func (d *Desk) comes(ctx context.Context, id person.ID) (comes bool, err error) {
	err = d.db.View(ctx, func(tx store.Tx) error {
		past, err := pastOf(tx, id)
		comes = past.Comes(time.Now())
		return err
	})
	return comes, err
}

func pastOf(tx store.Tx, id person.ID) (past persona.Past, err error) {
	open, _, err := standingOf(tx, id)
	if err != nil {
		return past, err
	}
	held, err := store.HeldBy(tx, id)
	if err != nil {
		return past, err
	}
	past.Has = open != "" || len(held) > 0
	last, asked, err := store.LastRequest(tx, id)
	if err != nil || past.Has {
		return past, err
	}
	past.Unanswered = asked && last.State != request.Delivered
	history, err := store.HistoryOf(tx, "person", string(id))
	for _, line := range history {
		// A release by an admin, or a number that somebody took away in Teams; what a rule took is no decision about him.
		byHand := line.What == "number."+string(inventory.Release) && !strings.HasPrefix(line.Cause, reconciled)
		outside := line.From == string(inventory.Assigned) && line.To == string(inventory.Resting)
		if byHand || outside {
			past.Taken = line.At
		}
	}
	return past, err
}

// newcomer is somebody as he would be if he asked himself; whom that would be refused to is refused.
func (d *Desk) newcomer(ctx context.Context, id person.ID, groups []string) (n Newcomer, err error) {
	n.Person = id
	a := &n.a
	a.by, a.policy = id, d.o.Policy
	if a.facts, err = d.facts(ctx, asking{by: id, whom: id}); err != nil {
		return n, err
	}
	fit, _, ok := d.o.Personas.Fit(inventory.Attributes(a.person))
	at := slices.IndexFunc(groups, func(group string) bool { return slices.Contains(fit.SecurityGroups, group) })
	if !ok || at < 0 || fit.Onboard == persona.ByThemselves {
		return n, problem.New(problem.NotFound, "No persona fits %s. Type personas to see whom they are for.", a.person.Name)
	}
	n.Persona, n.Group, n.Onboard = fit.Name, groups[at], fit.Onboard
	if n.Onboard == persona.Asked && len(a.first.Approvers) == 0 && !a.first.depends && len(d.o.Policy.Self) == 0 {
		return n, problem.New(problem.NotFound, "There is nobody who could approve your request (%s). Ask your telephony admins to name an approver.", a.first.why())
	}
	return n, d.db.View(ctx, func(tx store.Tx) error { return a.mayAsk(tx, &d.o) })
}

// onboard asks for a number for each newcomer of a plan. Who came to one since it was made is left as he is.
func (d *Desk) onboard(ctx context.Context, by store.Actor, plan Plan) (Plan, error) {
	if d.o.Observe {
		return plan, nil
	}
	for _, n := range plan.Onboard {
		asked := false
		err := d.update(ctx, by, func(w *work) (err error) {
			asked, err = w.askForNewcomer(n)
			return err
		})
		if err != nil {
			return plan, err
		}
		if asked {
			plan.Applied++
		}
		d.o.Point("onboarded")
	}
	d.lookAt.Store(plan.next)
	return plan, nil
}

func (w *work) askForNewcomer(n Newcomer) (bool, error) {
	past, err := pastOf(w.tx, n.Person)
	if err != nil || !past.Comes(w.now) {
		return false, err
	}
	a := n.a
	site := a.scope.Sites()[0]
	scope := a.scope.At(site)
	number, _, _, err := pick(w.tx, n.Person, scope, "", say.Sentence{})
	if err != nil {
		return false, err
	}
	if err := w.mayGoOut(number.number, a.setup); problem.Is(err, inventory.ReasonNoLocation) {
		return false, nil
	} else if err != nil {
		return false, err
	}
	id, err := store.NewRequestID(w.tx)
	if err != nil {
		return false, err
	}
	why := say.Text("member of the group of persona %s", n.Persona)
	r := request.Request{
		ID: id, Kind: request.New, For: n.Person, By: n.Person, Number: number.number, Picked: number.why, Site: site, Country: a.person.UsageLocation,
		Ranges: inventory.Names(scope.Ranges), Purpose: prefilled(a.person), Reason: why.String(), Expires: w.now.Add(w.o.ExpireAfter), Setup: a.setup,
	}
	self := ""
	if n.Onboard == persona.Given {
		self = "onboard"
		r.Decision = approvedByRule(w.now)
	} else if self, err = w.setPath(&r, a, scope); err != nil {
		return false, err
	}
	if err := w.remember(append(a.first.people, a.person, a.person.Manager)...); err != nil {
		return false, err
	}
	cause := say.List("; ", say.Text("member of the group %s of persona %s", n.Group, n.Persona), selfApproved(self), a.scope.Why, number.why)
	_, err = w.moveRequest(r, request.Begin(self != "", number.number != ""), cause.String(), store.Personal{"reason": r.Reason, "purpose": r.Purpose})
	return err == nil, err
}

// onboardText says what a plan does for a newcomer.
func onboardText(n Newcomer) say.Sentence {
	if n.Onboard == persona.Given {
		return say.Text("gets a number: member of the group of persona %s", n.Persona)
	}
	return say.Text("a number is asked for: member of the group of persona %s", n.Persona)
}

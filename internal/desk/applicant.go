package desk

import (
	"context"
	"slices"
	"time"

	"github.com/numberdesk/numberdesk/internal/inventory"
	"github.com/numberdesk/numberdesk/internal/person"
	"github.com/numberdesk/numberdesk/internal/phone"
	"github.com/numberdesk/numberdesk/internal/problem"
	"github.com/numberdesk/numberdesk/internal/request"
	"github.com/numberdesk/numberdesk/internal/say"
	"github.com/numberdesk/numberdesk/internal/store"
)

// applicant is what is known of somebody who asks for a number.
type applicant struct {
	facts
	scope  inventory.Scope
	policy request.Policy
	// change is set when another number is asked for instead of held.
	change bool
	// setup is what goes with the number.
	setup *request.Setup
	// unlisted says why the number that the directory shows as his cannot be his.
	unlisted say.Sentence
	// by is who asks: the person himself, or somebody on his behalf.
	by person.ID
}

// facts are what Microsoft says of somebody who asks.
type facts struct {
	person *person.Person
	// held is a number Teams shows with the person, first who decides in the policy's first stage.
	held  phone.Number
	first found
	// besides are the private and alternate lines Teams shows with the person: they do not keep him from a number.
	besides []phone.Number
	// listed is what the directory shows as his number.
	listed listedPhone
}

// unlessBesides is a number of the person, unless it is a line besides.
func (f facts) unlessBesides(n phone.Number) phone.Number {
	if slices.Contains(f.besides, n) {
		return ""
	}
	return n
}

// other reports whether somebody else asks.
func (a applicant) other() bool { return a.by != a.person.ID }

// whom is what the person is called to who asks for somebody else; empty to himself.
func (a applicant) whom() say.Sentence {
	if !a.other() {
		return say.Sentence{}
	}
	return say.Words(a.person.Name)
}

// applicant refuses whom a number could not be delivered to, and who may not ask for him. What was read of him for the form
// is good enough: a click is answered at once, and the delivery looks again before it acts.
func (d *Desk) applicant(ctx context.Context, who asking) (a applicant, err error) {
	a.by, a.change = who.by, who.change
	if err := d.takesRequests(); err != nil {
		return a, err
	}
	if who.by == "" {
		return a, problem.New(problem.Forbidden, "Teams did not say who you are, so you cannot ask for a number here. Write to me in a personal chat.")
	}
	var read bool
	if a.facts, read = d.applicants.recall(who); !read {
		if a.facts, err = d.facts(ctx, who); err != nil {
			return a, err
		}
		who.whom = a.person.ID // he may have been named by his address
		d.applicants.remember(who, a.facts, factsKept)
	}
	a.policy = d.o.Policy
	err = d.db.View(ctx, func(tx store.Tx) error {
		if err := a.mayAsk(tx, &d.o); err != nil || !a.change {
			return err
		}
		return changeable(tx, a.held, a.person.ID, false)
	})
	if err != nil {
		return a, err
	}
	if len(a.first.Approvers) == 0 && !a.first.depends && len(d.o.Policy.Self) == 0 { // a rule may approve it, once the number is known
		return a, problem.New(problem.NotFound, "There is nobody who could approve your request (%s). Ask your telephony admins to name an approver.", a.first.why())
	}
	return a, nil
}

// takesRequests refuses them while the desk only observes.
func (d *Desk) takesRequests() error {
	if d.o.Observe {
		return problem.New(problem.Conflict, "The desk only observes at the moment, so it takes no requests. Ask your telephony admins.")
	}
	return nil
}

// mayAsk finds out which ranges serve somebody, and refuses when he cannot get a number.
func (a *applicant) mayAsk(tx store.Tx, o *Options) error {
	ranges, err := store.Ranges(tx)
	if err != nil {
		return err
	}
	a.setup = o.setupOf(a.person)
	serve := o.scopeOf(a.person, ranges)
	if a.scope, err = o.located(tx, serve, a.setup); err != nil {
		return err
	}
	if a.scope, a.unlisted, err = o.adopts(tx, a.person, a.scope, a.setup, a.listed, a.whom()); err != nil {
		return err
	}
	standing := request.Standing{Person: a.person, Other: a.other(), Change: a.change, Needless: o.needless(a.person), Served: len(a.scope.Ranges) > 0, Unlocated: len(serve.Ranges) > 0, Why: a.scope.Why}
	if standing.Open, standing.Number, err = standingOf(tx, a.person.ID); err != nil {
		return err
	}
	standing.Number = a.unlessBesides(standing.Number)
	if standing.Number == "" && standing.Open == "" || a.change {
		standing.Number = a.held
	}
	return request.MayAsk(standing)
}

// facts asks Microsoft for somebody who asks, and for who decides.
func (d *Desk) facts(ctx context.Context, who asking) (f facts, err error) {
	if f, err = d.standing(ctx, who.by, who.whom); err != nil {
		return f, err
	}
	about := inventory.Attributes(f.person)
	stages, _ := d.o.Policy.Path(about)
	f.first, err = d.approvers(ctx, request.Request{For: f.person.ID, By: who.by, Stages: stages}, f.person, about, false)
	return f, err
}

// standing asks Microsoft for somebody and the number he has, and refuses who may not ask for him.
func (d *Desk) standing(ctx context.Context, by, id person.ID) (f facts, err error) {
	if f.person, err = d.person(ctx, id); err != nil {
		return f, err
	}
	if err := d.mayAskFor(ctx, by, f.person); err != nil {
		return f, err
	}
	held, err := d.tel.AssignmentsOf(ctx, f.person.ID)
	if err != nil {
		return f, err
	}
	for _, n := range held {
		if n.Primary() {
			f.held = n.Phone
		} else {
			f.besides = append(f.besides, n.Phone)
		}
	}
	f.listed, err = d.listedAs(ctx, f.person)
	return f, err
}

// person reads somebody, with those of his groups that the ranges' rules ask for.
func (d *Desk) person(ctx context.Context, id person.ID) (*person.Person, error) {
	p, err := d.dir.Person(ctx, id)
	if err != nil {
		return nil, noSuchPerson(err)
	}
	var groups []string
	err = d.db.View(ctx, func(tx store.Tx) error {
		ranges, err := store.Ranges(tx)
		groups = inventory.GroupsNamed(ranges, append(d.o.Policy.Rules(), d.o.Personas.Rules()...)...)
		return err
	})
	if err == nil && len(groups) > 0 {
		p.Groups, err = d.dir.MemberOf(ctx, p.ID, groups)
	}
	return p, err
}

// factsKept is how long what was read for a form holds while it is filled in.
const factsKept = 15 * time.Minute

// asking is who asks, and for whom, because the approvers depend on both: for a number, or for another one instead of what he
// has.
type asking struct {
	by, whom person.ID
	change   bool
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
		switch n.State {
		case inventory.Held, inventory.Assigning, inventory.Unknown:
			// It belongs to the open request.
		default:
			number = n.Phone // also while it is being taken back: Teams may refuse
		}
	}
	return open, number, err
}

// noSuchPerson says what to do when the directory does not know an address.
func noSuchPerson(err error) error {
	if problem.KindOf(err) != problem.NotFound {
		return err
	}
	return problem.Wrap(err, problem.NotFound, "Microsoft 365 does not know this person. Check the address, which is the one somebody signs in with.")
}

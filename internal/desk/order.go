package desk

import (
	"cmp"
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

// assignWord gives a number by an admin's command, which is its approval.
func assignWord(d *Desk, ctx context.Context, c *Call) (Answer, error) {
	if d.o.Observe {
		return Answer{}, problem.New(problem.Conflict, "The desk only observes: nothing is changed in Teams. Set mode to manage to assign numbers.")
	}
	p, err := d.person(ctx, person.ID(c.Args[1]))
	if problem.KindOf(err) == problem.NotFound {
		err = cmp.Or(d.stillKept(ctx, c.Args[1]), err)
	}
	if err != nil {
		return Answer{}, err
	}
	if p.ID == c.Who.ID {
		return Answer{}, problem.New(problem.Forbidden, "You cannot give yourself a number. Type request to ask for one, or ask another telephony admin.")
	}
	held, err := d.tel.AssignmentsOf(ctx, p.ID)
	if err != nil {
		return Answer{}, err
	}
	if p.IsService() {
		return d.assignToService(ctx, c, p, held)
	}
	var l listedPhone
	next := strings.EqualFold(c.Args[0], "next")
	if next {
		if l, err = d.listedAs(ctx, p); err != nil {
			return Answer{}, err
		}
	}
	return d.change(ctx, c, func(w *work) (Answer, error) {
		open, has, err := holding(w.tx, p.ID, held)
		switch {
		case err != nil:
			return Answer{}, err
		case open != "":
			return Answer{}, problem.New(problem.Conflict, "%s has an open request, %s. Decide or cancel that one.", p.Name, open)
		case has != "" && c.flag("swap") != "true":
			return Answer{}, problem.New(problem.Conflict, "%s already has %s. Release it first, or change it: the same command with --swap.", p.Name, has.Display())
		case p.PhoneLicence() != person.Licensed && !p.Enabled: // as resource accounts are
			return Answer{}, problem.New(problem.Conflict, "%s has no Teams Phone licence, so Teams would refuse. Assign one first. If this is a resource account, such as a call queue's, the licence is Microsoft Teams Phone Resource Account (service plan MCOEV_VIRTUALUSER).", p.Name)
		case p.PhoneLicence() != person.Licensed:
			return Answer{}, problem.New(problem.Conflict, "%s has no Teams Phone licence, so Teams would refuse. Assign one first.", p.Name)
		}
		kind := request.New
		if has != "" {
			if err := changeable(w.tx, has, p.ID, false); err != nil {
				return Answer{}, err
			}
			kind = request.Change
		}
		n, scope, picked, unlisted, err := w.orderable(d.o.DefaultCountry, c.Args[0], p, l)
		if err != nil {
			return Answer{}, err
		}
		if err := w.remember(p); err != nil {
			return Answer{}, err
		}
		id, err := store.NewRequestID(w.tx)
		if err != nil {
			return Answer{}, err
		}
		r := request.Request{
			ID: id, Kind: kind, Old: has, For: p.ID, By: c.Who.ID, Number: n.Phone, Picked: picked, Wanted: !next, Site: n.Site, Ranges: inventory.Names(scope.Ranges), Setup: d.o.setupOf(p),
			Decision: &request.Decision{By: c.Who.ID, Approved: true, At: w.now, Rule: say.Text("a telephony admin")},
		}
		cause, because := "admin command", say.Sentence{}
		if l.number != "" {
			because = say.Text("It was picked because %s.", picked).And(unlisted)
			cause += "; " + say.List("; ", picked, unlisted).String()
		}
		if r, err = w.moveRequest(r, request.Order, cause, nil); err != nil {
			return Answer{}, err
		}
		return begun(r, p, because), nil
	})
}

// holding is somebody's open request and primary number, here or in Teams; empty for none.
func holding(tx store.Tx, id person.ID, held []inventory.Assignment) (open request.ID, has phone.Number, err error) {
	open, has, err = standingOf(tx, id)
	for _, a := range held {
		switch {
		case a.Primary():
			has = a.Phone
		case a.Phone == has:
			has = "" // a line besides
		}
	}
	return open, has, err
}

// begun says what an admin's command has begun, and why with this number when there is something to say.
func begun(r request.Request, p *person.Person, because say.Sentence) Answer {
	if r.Old != "" {
		return Answer{
			Title: say.Text("Changing"), Tone: card.Accent, Ordered: string(r.ID), JSON: map[string]any{"request": r.ID, "number": r.Number, "old": r.Old, "holder": p.ID},
			Lines: []say.Sentence{say.Text("%s goes to %s instead of %s as request %s. Teams needs a moment.", r.Number.Display(), p.Name, r.Old.Display(), r.ID).And(because)},
			Next:  say.Text("Type why %s to see how it goes.", r.ID),
		}
	}
	return Answer{
		Title: say.Text("Assigning"), Tone: card.Accent, Ordered: string(r.ID), JSON: map[string]any{"request": r.ID, "number": r.Number, "holder": p.ID},
		Lines: []say.Sentence{say.Text("%s goes to %s as request %s. Teams needs a moment.", r.Number.Display(), p.Name, r.ID).And(because)},
		Next:  say.Text("Type why %s to see how it goes.", r.Number),
	}
}

// orderable is the number an admin named, or the one that the directory shows as the person's, or else the lowest free one
// that serves him; unlisted then says why it is not the one in the directory.
func (w *work) orderable(country, word string, p *person.Person, l listedPhone) (n inventory.Number, scope inventory.Scope, picked, unlisted say.Sentence, err error) {
	ranges, err := store.Ranges(w.tx)
	if err != nil {
		return n, scope, picked, unlisted, err
	}
	scope = w.o.scopeOf(p, ranges)
	var wanted phone.Number
	picked = say.Text("an admin named it")
	if strings.EqualFold(word, "next") {
		if scope, unlisted, err = w.o.adopts(w.tx, p, scope, w.o.setupOf(p), l, say.Words(p.Name)); err != nil {
			return n, scope, picked, unlisted, err
		}
		serve := len(scope.Ranges)
		if scope, err = w.o.located(w.tx, scope, w.o.setupOf(p)); err != nil {
			return n, scope, picked, unlisted, err
		}
		free, err := candidates(w.tx, p.ID, scope, 1)
		if err != nil {
			return n, scope, picked, unlisted, err
		}
		if len(free) == 0 && len(scope.Ranges) < serve {
			return n, scope, picked, unlisted, problem.New(problem.NotFound, "No free number serves %s (%s). Set a location with ranges set and --location.", p.Name, scope.Why)
		}
		if len(free) == 0 {
			return n, scope, picked, unlisted, problem.New(problem.NotFound, "No free number serves %s (%s).", p.Name, scope.Why)
		}
		wanted, picked = free[0].number, free[0].why
	} else if wanted, err = phone.Parse(word, country); err != nil {
		return n, scope, picked, unlisted, unreadable(err)
	}
	n, err = store.Number(w.tx, wanted)
	if err != nil {
		return n, scope, picked, unlisted, err
	}
	of, err := store.Range(w.tx, n.Range)
	switch {
	case err != nil && problem.KindOf(err) != problem.NotFound:
	case of.CapabilityOf(n) == inventory.ForServices:
		err = problem.New(problem.Conflict, "%s is for services, such as an auto attendant, not for people.", n.Phone.Display())
	case n.Forbidden != "":
		err = neverGivenOut(n)
	case n.State != inventory.Available && !n.MeantFor(p.ID):
		err = problem.New(problem.Conflict, "%s is %s, so it cannot be assigned. Type why %s for the reason.", n.Phone.Display(), n.State.Words(), n.Phone)
	default:
		err = mustHaveLocation(w.tx, w.o, n, w.o.setupOf(p))
	}
	return n, scope, picked, unlisted, err
}

// acceptWord settles a conflict by Teams' word, read afresh.
func acceptWord(d *Desk, ctx context.Context, c *Call) (Answer, error) {
	number, err := phone.Parse(c.Args[0], d.o.DefaultCountry)
	if err != nil {
		return Answer{}, unreadable(err)
	}
	seen, err := d.tel.Assignment(ctx, number)
	if err != nil {
		return Answer{}, err
	}
	return d.change(ctx, c, func(w *work) (Answer, error) {
		n, err := store.Number(w.tx, number)
		switch {
		case err != nil:
			return Answer{}, err
		case n.State != inventory.Conflict && n.State != inventory.Blocked:
			return Answer{}, problem.New(problem.Conflict, "%s is %s: there is no conflict to settle.", n.Phone.Display(), n.State.Words())
		case seen.Free() || seen.Unsaid():
			return Answer{}, problem.New(problem.Conflict, "Teams shows nobody on %s now. Type sync: it comes to rest.", n.Phone.Display())
		}
		if err := w.adopt(n, inventory.Adopt, seen.Target, !seen.OfPerson(), "admin command"); err != nil {
			return Answer{}, err
		}
		return Answer{Title: say.Text("Settled"), Tone: card.Good, JSON: map[string]any{"number": n.Phone, "holder": seen.Target},
			Lines: []say.Sentence{say.Text("%s stays with whom Teams shows.", n.Phone.Display())}, Next: say.Text("Type why %s to see who that is.", n.Phone)}, nil
	})
}

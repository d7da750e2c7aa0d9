package desk

import (
	"context"
	"slices"
	"strings"

	"github.com/numberdesk/numberdesk/internal/card"
	"github.com/numberdesk/numberdesk/internal/inventory"
	"github.com/numberdesk/numberdesk/internal/person"
	"github.com/numberdesk/numberdesk/internal/problem"
	"github.com/numberdesk/numberdesk/internal/request"
	"github.com/numberdesk/numberdesk/internal/say"
	"github.com/numberdesk/numberdesk/internal/store"
)

// behalfCommandWord is what one types to ask for somebody else.
const behalfCommandWord = "request for"

// behalfCommand asks for somebody else. It is offered where the policy lets anybody do that.
var behalfCommand = Command{
	Word: behalfCommandWord, Also: []string{"anfrage für", "anfragen für"}, Args: "[PERSON…] [NUMBER]", MaxArgs: 1000, Short: say.Text("Ask for a colleague, or for several"), Chat: true, Slow: true, run: askFor,
	Where: func(o *Options) bool { return len(o.Policy.OnBehalf) > 0 },
}

// askFor answers the words request for: with the form when somebody is named, else by asking for whom.
func askFor(d *Desk, ctx context.Context, c *Call) (Answer, error) {
	answer, err := d.askForOther(ctx, c)
	return d.forOthers(ctx, c, answer, err)
}

// forOthers puts into the audit that somebody tried to ask for whom he may not.
func (d *Desk) forOthers(ctx context.Context, c *Call, answer Answer, err error) (Answer, error) {
	if problem.Is(err, codeNotForOthers) {
		return d.refuse(ctx, c, behalfCommandWord, err)
	}
	return answer, err
}

func (d *Desk) askForOther(ctx context.Context, c *Call) (Answer, error) {
	if err := d.mayAskForOthers(ctx, c.Who.ID); err != nil {
		return Answer{}, err
	}
	if len(c.Args) == 0 {
		return Answer{Card: card.WhomData{}, Summary: say.Text("For whom?")}, nil
	}
	if several := names.FindAllString(strings.Join(c.Args, " "), -1); len(several) > 1 {
		list := make([]named, len(several))
		for i, who := range several {
			list[i].who = who
		}
		return d.planList(ctx, c, "", list)
	}
	whom := c.Args[0]
	if !strings.Contains(whom, "@") && !guid.MatchString(whom) {
		return Answer{}, problem.New(problem.Invalid, "%.40q is no address. Write request for diego@contoso.com, or request for alone and choose somebody.", whom)
	}
	return d.askForm(ctx, c, asking{by: c.Who.ID, whom: person.ID(whom)}, strings.Join(c.Args[1:], " "))
}

// whomClick answers people being chosen to ask for. What is known of them has to be read first, so that the form comes
// as a message of its own.
func whomClick(d *Desk, ctx context.Context, c *Call) (Answer, error) {
	var chosen []string
	for id := range strings.SplitSeq(c.click.Text("for"), ",") { // as a picker sends several
		if id = strings.TrimSpace(id); guid.MatchString(id) {
			chosen = append(chosen, id)
		}
	}
	if len(chosen) == 0 {
		return Answer{Card: card.WhomData{Note: say.Text("Choose the one who needs a number.")}}, nil
	}
	if d.floods(c.turn) {
		return Answer{}, tooOften()
	}
	return d.change(ctx, c, func(w *work) (Answer, error) {
		err := w.oweAs(c.turn, effectCommand, "", spoken{Text: behalfCommandWord + " " + strings.Join(chosen, " "), Name: c.Who.Name, Where: c.turn.Reference()})
		return Answer{Title: say.Text("One moment"), Lines: []say.Sentence{say.Text("The form comes in a message of its own.")}}, err
	})
}

// mayAskForOthers refuses whom the policy lets ask for nobody else, whoever it is.
func (d *Desk) mayAskForOthers(ctx context.Context, who person.ID) error {
	if slices.ContainsFunc(d.o.Policy.OnBehalf, dependsOnWhom) {
		return nil // who it is for decides
	}
	return d.mayAskFor(ctx, who, &person.Person{})
}

// dependsOnWhom reports whether a source names others for one person than for another.
func dependsOnWhom(s request.Source) bool {
	return slices.Contains([]request.Source{request.Manager, request.ManagersManager, request.SiteAdmins, request.Owner}, s)
}

// mayAskFor refuses whom the policy does not let ask for this person. Everybody may ask for himself.
func (d *Desk) mayAskFor(ctx context.Context, who person.ID, p *person.Person) error {
	if who == p.ID && who != "" {
		return nil
	}
	for _, source := range d.o.Policy.OnBehalf {
		if is, err := d.standsAs(ctx, who, source, p); err != nil || is {
			return err
		}
	}
	if p.Name == "" || len(d.o.Policy.OnBehalf) == 0 {
		return notForOthers(problem.New(problem.Forbidden, "You cannot ask for others here. They ask for themselves, or your telephony admins give them a number."))
	}
	return notForOthers(problem.New(problem.Forbidden, "You cannot ask for %s. Only the person concerned can, or: %s.", p.Name, d.o.Policy.OnBehalfWords()))
}

// standsAs reports whether somebody is one of those whom a source names for a person.
func (d *Desk) standsAs(ctx context.Context, who person.ID, source request.Source, p *person.Person) (bool, error) {
	in := func(groups ...string) (bool, error) {
		if len(groups) == 0 {
			return false, nil
		}
		of, err := d.dir.MemberOf(ctx, who, groups)
		return len(of) > 0, err
	}
	switch source {
	case request.Manager:
		return p.Manager != nil && p.Manager.ID == who, nil
	case request.ManagersManager:
		m, err := d.managerOf(ctx, p)
		return m != nil && m.Manager != nil && m.Manager.ID == who, err
	case request.SiteAdmins:
		for site, groups := range d.o.SiteAdmins {
			if strings.EqualFold(site, p.Office) || strings.EqualFold(site, p.City) {
				return in(groups...)
			}
		}
		return false, nil
	case request.ApproverGroups:
		return in(d.o.ApproverGroups...)
	case request.AdminGroups:
		return d.isAdmin(ctx, who)
	case request.Owner:
		for _, owner := range d.o.Policy.OwnersOf(inventory.Attributes(p)) {
			if owner == request.Owner {
				continue
			}
			if is, err := d.standsAs(ctx, who, owner, p); err != nil || is {
				return is, err
			}
		}
		return false, nil
	}
	if group := source.Group(); group != "" {
		return in(group)
	}
	return source.Person() == who, nil
}

// openOf is the request that somebody means with a command: the one he names, else his own open one, else the one he made
// for somebody else when there is no other. When he names none and has none it is
// refused with none; whether the one he names is his is for the command to see.
func openOf(tx store.Tx, c *Call, word string, none error) (request.Request, error) {
	if len(c.Args) > 0 {
		return store.Request(tx, requestID(c.Args[0]))
	}
	r, ok, err := store.OpenRequest(tx, c.Who.ID)
	if err != nil || ok {
		return r, err
	}
	others, err := store.OpenOnBehalf(tx, c.Who.ID)
	switch {
	case err != nil:
		return r, err
	case len(others) == 0:
		return r, none
	case len(others) > 1:
		return r, problem.New(problem.Conflict, "You have several open requests: %s. Type %s and the one you mean, such as %s %s.", several(tx, others), word, word, others[0].ID)
	}
	return others[0], nil
}

// several names requests that somebody made for others.
func several(tx store.Tx, others []request.Request) say.Sentence {
	var list []say.Sentence
	for _, r := range others[:min(len(others), shownInChat)] {
		list = append(list, say.Text("%s for %s", r.ID, forWhom(tx, r)))
	}
	return say.List(", ", list...)
}

// toShow is the request whose status somebody wants: the one he names, else his own open one, else the newest open one that
// he made for somebody else, else his last one, a list he made included. others are those besides it that he made for others and that are open.
func toShow(tx store.Tx, who person.ID, named string) (r request.Request, others []request.Request, err error) {
	if named != "" {
		r, err := store.Request(tx, requestID(named))
		if err == nil && r.MayCancel(who) != nil && !(r.Several() && r.MayDecide(who) == nil) {
			err = problem.New(problem.Forbidden, "Request %s is not yours. Type status to see yours; telephony admins type why %s.", r.ID, r.ID)
		}
		return r, nil, err
	}
	if others, err = store.OpenOnBehalf(tx, who); err != nil {
		return r, nil, err
	}
	r, ok, err := store.OpenRequest(tx, who)
	switch {
	case err != nil || ok:
		return r, others, err
	case len(others) > 0:
		return others[len(others)-1], others[:len(others)-1], nil
	}
	if r, ok, err = store.LastRequest(tx, who); err != nil {
		return r, nil, err
	}
	list, listed, err := store.LastList(tx, who)
	if listed && (!ok || list.Asked.After(r.Asked)) {
		r, ok = list, true
	}
	if err == nil && !ok {
		err = problem.New(problem.NotFound, "You have no request. Type request to ask for a number.")
	}
	return r, nil, err
}

// codeNotForOthers tells a refusal by the policy from all others.
const codeNotForOthers = "NotForOthers"

func notForOthers(why *problem.Error) error {
	why.Code = codeNotForOthers
	return why
}

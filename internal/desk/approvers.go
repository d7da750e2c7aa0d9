package desk

import (
	"context"
	"reflect"
	"slices"
	"strings"

	"github.com/numberdesk/numberdesk/internal/person"
	"github.com/numberdesk/numberdesk/internal/problem"
	"github.com/numberdesk/numberdesk/internal/request"
	"github.com/numberdesk/numberdesk/internal/say"
)

// found is what a search for approvers came to, with the names of those it met.
type found struct {
	request.Search
	people []*person.Person
	// unfit are the delegations of whom it found whose delegate cannot decide any more.
	unfit []unfit
	// depends is set when whom it found, or did not, hangs on the site or the number that is wanted.
	depends bool
	// haste is set when a source that is not read in time is passed over; silent is why one was.
	haste  bool
	silent error
}

// why says whom a search passed over first, and why.
func (f found) why() say.Sentence {
	for _, h := range f.Hops {
		if !h.Asked {
			return h.Why
		}
	}
	return say.Text("nobody is named")
}

// decides says who decides, as far as a search has named them.
func (f found) decides() say.Sentence {
	if f.depends {
		return say.Sentence{}
	}
	for _, h := range f.Hops {
		switch {
		case !h.Asked:
		case h.Source == request.AdminGroups:
			return say.Text("The telephony admins decide.")
		case len(f.Approvers) == 1 && len(f.people) > 0:
			return say.Text("%s decides.", f.people[len(f.people)-1].Name)
		default:
			return say.Count(len(f.Approvers), "%d person is asked.", "%d people are asked.")
		}
	}
	return say.Sentence{}
}

// holdsFor reports whether a search made before a site or a number was known holds for a request now that they are.
func (f found) holdsFor(stage request.Stage, r request.Request) bool {
	return !f.depends && reflect.DeepEqual(stage, r.Now())
}

// approvers looks for those who decide on a request in its present stage: all whom the stage asks, and then one source
// after the other until there are enough.
// In haste it passes over what the directory does not answer, as long as it finds somebody without it.
func (d *Desk) approvers(ctx context.Context, r request.Request, p *person.Person, about request.About, haste bool) (f found, err error) {
	f.Search, f.haste = r.Search(), haste
	first, next := d.o.Policy.Chain(r.Now())
	for i, source := range append(slices.Clone(first), next...) {
		if i >= len(first) && f.Done() {
			break
		}
		if err := d.consider(ctx, &f, source, r, p, about); err != nil {
			return f, err
		}
	}
	if len(f.Approvers) == 0 {
		return f, f.silent
	}
	err = d.lookAtDelegates(ctx, &f)
	if ctx.Err() == nil && passable(err, f.haste) {
		err = nil // better put to one who may have left than to nobody
	}
	return f, err
}

// consider puts those whom a source names before a search, or passes over one that cannot be read.
func (d *Desk) consider(ctx context.Context, f *found, source request.Source, r request.Request, p *person.Person, about request.About) error {
	err := d.read(ctx, f, source, r, p, about)
	if ctx.Err() == nil && passable(err, f.haste) {
		f.unread(source, err)
		return nil
	}
	return err
}

// read puts those whom a source names before a search.
func (d *Desk) read(ctx context.Context, f *found, source request.Source, r request.Request, p *person.Person, about request.About) error {
	members := func(groups []string) error {
		people, err := d.membersOf(ctx, groups, f.haste)
		if err != nil {
			return err
		}
		if len(people) == 1 {
			f.people = append(f.people, people[0]) // he is called by name; several are called by what they are
		}
		if len(groups) > 0 {
			f.Consider(source, people...)
		}
		return nil
	}
	switch source {
	case request.Manager:
		return d.considerManager(ctx, f, source, p)
	case request.ManagersManager:
		m, err := d.managerOf(ctx, p)
		if err != nil || m == nil {
			return err
		}
		return d.considerManager(ctx, f, source, m)
	case request.SiteAdmins:
		f.depends = true
		for site, groups := range d.o.SiteAdmins {
			if strings.EqualFold(site, r.Site) {
				return members(groups)
			}
		}
		return nil
	case request.ApproverGroups:
		return members(d.o.ApproverGroups)
	case request.AdminGroups:
		admins, err := d.admins(ctx, f.haste)
		if err == nil {
			f.Consider(source, admins...)
		}
		return err
	case request.Owner:
		f.depends = true
		for _, owner := range d.o.Policy.OwnersOf(about) {
			if owner == request.Owner {
				continue
			}
			before := len(f.Hops)
			if err := d.consider(ctx, f, owner, r, p, about); err != nil {
				return err
			}
			for i := range f.Hops[before:] {
				f.Hops[before+i].Source = source
			}
		}
		return nil
	}
	if group := source.Group(); group != "" {
		return members([]string{group})
	}
	named, err := d.dir.Person(ctx, source.Person())
	switch {
	case problem.KindOf(err) == problem.NotFound:
		f.Missing(source, say.Text("%s is no longer in the directory", source.Words()))
		return nil
	case err != nil:
		return err
	}
	f.people = append(f.people, named)
	f.Consider(source, named)
	return nil
}

// managerOf is somebody's manager as the directory has him, nil for none.
func (d *Desk) managerOf(ctx context.Context, p *person.Person) (*person.Person, error) {
	if p.Manager == nil || p.Manager.ID == "" {
		return nil, nil
	}
	m, err := d.dir.Person(ctx, p.Manager.ID)
	if problem.KindOf(err) == problem.NotFound {
		return nil, nil
	}
	return m, err
}

// considerManager puts the manager of p before a search, as the given source.
func (d *Desk) considerManager(ctx context.Context, f *found, source request.Source, p *person.Person) error {
	switch {
	case p.Manager == nil && source == request.Manager:
		f.Missing(source, say.Text("the directory names no manager"))
		return nil
	case p.Manager == nil:
		return nil
	case p.Manager.ID == p.ID:
		f.Missing(source, say.Text("the directory names the requester as own manager"))
		return nil
	}
	m, err := d.managerOf(ctx, p)
	switch {
	case err != nil:
		return err
	case m == nil && !p.Manager.CanDecide():
		f.Missing(source, say.Text("%s is no longer in the directory", source.Words()))
		return nil
	case m == nil:
		m = p.Manager // the directory names him as one who is there
	}
	f.people = append(f.people, m)
	f.Consider(source, m)
	return nil
}

// those are people of whom the directory was asked no more than who they are.
func those(ids []person.ID) []*person.Person {
	people := make([]*person.Person, len(ids))
	for i, id := range ids {
		people[i] = &person.Person{ID: id, Enabled: true}
	}
	return people
}

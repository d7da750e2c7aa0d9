package desk

import (
	"context"
	"slices"

	"github.com/numberdesk/numberdesk/internal/inventory"
	"github.com/numberdesk/numberdesk/internal/person"
	"github.com/numberdesk/numberdesk/internal/persona"
	"github.com/numberdesk/numberdesk/internal/problem"
	"github.com/numberdesk/numberdesk/internal/say"
	"github.com/numberdesk/numberdesk/internal/store"
)

// wrong is what personas name that is not there: policies in Teams, ranges in the inventory.
type wrong struct {
	policies []Misnamed
	ranges   []inventory.Range
	personas persona.Personas
}

// wrongIn looks for it. That Teams cannot be asked is said, and is no reason to say nothing.
func (d *Desk) wrongIn(ctx context.Context) (w wrong, err error) {
	w.personas = d.o.Personas
	if w.policies, err = d.CheckPolicies(ctx); err != nil {
		w.policies = []Misnamed{{Why: say.Text("Whether the policies are in Teams could not be seen: %s", problem.Say(err))}}
	}
	err = d.db.View(ctx, func(tx store.Tx) (err error) {
		w.ranges, err = store.Ranges(tx)
		return err
	})
	return w, err
}

// of is what is wrong with one persona.
func (w wrong) of(p persona.Persona) []say.Sentence {
	var all []say.Sentence
	for _, m := range w.policies {
		if m.Type != "" && slices.Contains(p.Wants(), m.Wanted) {
			all = append(all, m.Why)
		}
	}
	for _, name := range p.Ranges {
		if !slices.ContainsFunc(w.ranges, func(r inventory.Range) bool { return r.Name == name }) {
			all = append(all, say.Text("Persona %s takes numbers from the range %s, which is not there. Add it, or correct the name in the configuration.", p.Name, name))
		}
	}
	if p.NumberTag != "" && !slices.ContainsFunc(w.ranges, func(r inventory.Range) bool { return r.Tagged(p.NumberTag) }) {
		all = append(all, say.Text("Persona %s takes numbers of ranges tagged %s, and there is none. Tag one with ranges set, or correct the tag in the configuration.", p.Name, p.NumberTag))
	}
	return all
}

// all is what is wrong with any of them, each thing once.
func (w wrong) all() []say.Sentence {
	var all []say.Sentence
	for _, m := range w.policies {
		all = append(all, m.Why)
	}
	w.policies = nil
	for _, p := range w.personas.All() {
		all = append(all, w.of(p)...)
	}
	return all
}

// Misnamed is a policy whose name in the configuration is not one policy in Teams, and why.
type Misnamed struct {
	persona.Wanted
	Why say.Sentence
}

// CheckPolicies looks every policy up that the configuration names, and gives those that are missing or there several
// times. An error says that it could not be known.
func (d *Desk) CheckPolicies(ctx context.Context) ([]Misnamed, error) {
	return CheckPolicies(ctx, d.tel, d.o.Personas)
}

// PolicyFinder looks policies up.
type PolicyFinder interface {
	PolicyIDs(ctx context.Context, policyType, name string) ([]person.Policy, error)
}

// CheckPolicies is [Desk.CheckPolicies] without a desk.
func CheckPolicies(ctx context.Context, in PolicyFinder, ps persona.Personas) ([]Misnamed, error) {
	var all []Misnamed
	for _, w := range ps.Policies() {
		found, err := in.PolicyIDs(ctx, w.Type, w.Name)
		if err == nil {
			_, err = w.One(found)
		} else if problem.KindOf(err) != problem.Invalid { // a type or a name that Graph does not take is misnamed, too
			return nil, err
		}
		if err != nil {
			all = append(all, Misnamed{w, problem.Say(err)})
		}
	}
	return all, nil
}

package desk

import (
	"context"
	"time"

	"github.com/numberdesk/numberdesk/internal/inventory"
	"github.com/numberdesk/numberdesk/internal/person"
	"github.com/numberdesk/numberdesk/internal/persona"
	"github.com/numberdesk/numberdesk/internal/problem"
	"github.com/numberdesk/numberdesk/internal/request"
	"github.com/numberdesk/numberdesk/internal/say"
)

// scopeOf is where a person's number may come from, as his persona narrows it.
func (o *Options) scopeOf(p *person.Person, ranges []inventory.Range) inventory.Scope {
	fit, _, _ := o.Personas.Fit(inventory.Attributes(p))
	return inventory.Only{Persona: fit.Name, Ranges: fit.Ranges, Type: inventory.Type(fit.NumberType)}.ScopeOf(p, ranges)
}

// setupOf is what goes with a number of this person; nil for nothing.
func (o *Options) setupOf(p *person.Person) *request.Setup {
	fit, _, ok := o.Personas.Fit(inventory.Attributes(p))
	wants := o.Personas.Wants(fit, p.Department)
	if !ok && len(wants) == 0 {
		return nil
	}
	s := &request.Setup{Persona: fit.Name, Role: fit.Description, Location: fit.EmergencyLocation}
	for _, w := range wants {
		s.Policies = append(s.Policies, request.Grant{Type: w.Type, Name: w.Name})
	}
	return s
}

// needless is the role of somebody who needs no number; nothing for everybody else.
func (o *Options) needless(p *person.Person) say.Sentence {
	fit, _, ok := o.Personas.Fit(inventory.Attributes(p))
	if !ok || !fit.NoNumber {
		return say.Sentence{}
	}
	return roleOf(fit.Name, fit.Description)
}

// roleOf is a persona in words; nothing for none.
func roleOf(name, description string) say.Sentence {
	return say.List(": ", say.Words(name), say.Words(description))
}

// idKept is how long the id that a policy's name stands for is taken for true: policies are made and renamed by people.
const idKept = time.Hour

// policyID is the id of the one policy that is meant.
func (d *Desk) policyID(ctx context.Context, w persona.Wanted) (string, error) {
	if id, known := d.policies.recall(w); known {
		return id, nil
	}
	found, err := d.tel.PolicyIDs(ctx, w.Type, w.Name)
	if err != nil {
		return "", err
	}
	one, err := w.One(found)
	if err != nil {
		return "", err
	}
	d.policies.remember(w, one.ID, idKept)
	return one.ID, nil
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

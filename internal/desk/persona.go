package desk

import (
	"github.com/numberdesk/numberdesk/internal/inventory"
	"github.com/numberdesk/numberdesk/internal/person"
	"github.com/numberdesk/numberdesk/internal/request"
	"github.com/numberdesk/numberdesk/internal/say"
)

// scopeOf is where a person's number may come from, as his persona narrows it.
func (o *Options) scopeOf(p *person.Person, ranges []inventory.Range) inventory.Scope {
	fit, _, _ := o.Personas.Fit(inventory.Attributes(p))
	return inventory.Only{Persona: fit.Name, Ranges: fit.Ranges, Type: inventory.Type(fit.NumberType), Tag: fit.NumberTag}.ScopeOf(p, ranges)
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

package request

import (
	"github.com/numberdesk/numberdesk/internal/person"
	"github.com/numberdesk/numberdesk/internal/problem"
)

// Ordered reports whether an admin's own command is the approval.
func (r Request) Ordered() bool { return r.Decision != nil && r.Decision.By == r.By }

// OnBehalf reports whether somebody asked for somebody else, as the policy lets him. Both see how it stands, and neither
// decides.
func (r Request) OnBehalf() bool { return r.By != r.For && !r.Ordered() }

// Concerned are those whose request it is: whom it is for, and who asked for him. Of a list that is who asked for all of
// them, and of a request made from it whom it is for: who asked sees it on the list. A service reads nothing: its
// admins are told.
func (r Request) Concerned() []person.ID {
	switch {
	case r.Kind == Service:
		return nil
	case r.Several():
		return []person.ID{r.By}
	case r.OnBehalf() && r.PartOf == "":
		return []person.ID{r.For, r.By}
	}
	return []person.ID{r.For}
}

// mayAskFor is [MayAsk] of somebody else, and says so to who asks.
func mayAskFor(s Standing) error {
	name := s.Person.Name
	switch licence := s.Person.PhoneLicence(); {
	case s.Person.Guest:
		return problem.New(problem.Forbidden, "%s is a guest, and guests cannot have a phone number here. Ask for somebody of your company.", name)
	case s.Person.IsService():
		return problem.New(problem.Conflict, "%s is a resource account, not a person. Telephony admins give it a number with assign.", name)
	case !s.Person.Enabled:
		return problem.New(problem.Conflict, "The account of %s is disabled, so Teams cannot give out a number. Ask again when it is enabled.", name)
	case s.Open != "":
		return problem.New(problem.Conflict, "%s already has an open request, %s. Wait until it is decided.", name, s.Open)
	case s.Number != "":
		return problem.New(problem.Conflict, "%s already has the number %s. If it has to be another one, ask your telephony admins.", name, s.Number.Display())
	case !s.Needless.IsZero():
		return problem.New(problem.Forbidden, "The role of %s needs no number of its own (%s), so there is nothing to ask for. If one is needed all the same, talk to your telephony admins.", name, s.Needless)
	case licence == person.Suspended:
		return problem.New(problem.Forbidden, "The Teams Phone licence of %s is suspended. Ask your IT service desk to have the subscription renewed, then ask again.", name)
	case licence != person.Licensed:
		return problem.New(problem.Forbidden, "%s has no Teams Phone licence, so Teams cannot give out a number. Ask your IT service desk for one, then ask again.", name)
	case !s.Served && s.Unlocated:
		return problem.New(problem.NotFound, "No number can be given to %s at the moment (%s). Ask your telephony admins to set the emergency location.", name, s.Why)
	case !s.Served:
		return problem.New(problem.NotFound, "No number range serves %s (%s). Ask your telephony admins; if city, office or usage location is wrong, ask your IT service desk to correct it.", name, s.Why)
	}
	return nil
}

package request

import (
	"github.com/numberdesk/numberdesk/internal/person"
	"github.com/numberdesk/numberdesk/internal/phone"
	"github.com/numberdesk/numberdesk/internal/problem"
	"github.com/numberdesk/numberdesk/internal/say"
)

// Standing is what counts when somebody asks for a number.
type Standing struct {
	Person *person.Person
	// Other is set when somebody else asks for the person: the refusals then speak of him.
	Other bool
	// Change is set when another number is asked for instead of Number.
	Change bool
	// Number is one the person has in Teams or that the desk is giving to him; empty if none.
	Number phone.Number
	// Open is the person's open request; empty if none.
	Open ID
	// Needless is the role of somebody who needs no number of his own; empty for everybody else.
	Needless say.Sentence
	// Served reports whether any range serves the person, Unlocated that one would if it had an emergency location; Why says
	// what stands against it.
	Served, Unlocated bool
	Why               say.Sentence
}

// MayAsk refuses a request that could not be delivered. Each refusal says why and what to do.
func MayAsk(s Standing) error {
	if s.Other {
		return mayAskFor(s)
	}
	switch licence := s.Person.PhoneLicence(); {
	case s.Person.Guest:
		return problem.New(problem.Forbidden, "Guests cannot have a phone number here. Ask your host if you need to be reached by phone.")
	case s.Open != "":
		return problem.New(problem.Conflict, "You already have an open request, %s. Type status to see where it is, or cancel to withdraw it.", s.Open)
	case s.Change && s.Number == "":
		return problem.New(problem.Conflict, "You have no number that could be changed. Type request to ask for one.")
	case !s.Change && s.Number != "":
		return problem.New(problem.Conflict, "You already have the number %s. Type number to see it, or request change to ask for another one.", s.Number.Display())
	case !s.Needless.IsZero():
		return problem.New(problem.Forbidden, "Your role here needs no number of its own (%s), so there is nothing to ask for. If you need one all the same, talk to your telephony admins.", s.Needless)
	case licence == person.Suspended:
		return problem.New(problem.Forbidden, "Your Teams Phone licence is suspended. Ask your IT service desk to have the subscription renewed, then ask again.")
	case licence != person.Licensed:
		return problem.New(problem.Forbidden, "You have no Teams Phone licence, so Teams cannot give you a number. Ask your IT service desk for one, then ask again.")
	case !s.Served && s.Unlocated:
		return problem.New(problem.NotFound, "No number can be given to you at the moment (%s). Ask your telephony admins to set the emergency location.", s.Why)
	case !s.Served:
		return problem.New(problem.NotFound, "No number range serves you (%s). Ask your telephony admins; if your city, office or usage location is wrong, ask your IT service desk to correct it.", s.Why)
	}
	return nil
}

// MayCancel refuses anyone but the requester and the one it is for; admins are let through by the caller.
func (r Request) MayCancel(who person.ID) error {
	if who != r.For && who != r.By {
		return problem.New(problem.Forbidden, "Only who asked, or whom it is for, can cancel request %s; telephony admins type requests cancel %s.", r.ID, r.ID)
	}
	return nil
}

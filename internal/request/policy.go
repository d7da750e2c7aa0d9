package request

import (
	"slices"

	"github.com/numberdesk/numberdesk/internal/person"
	"github.com/numberdesk/numberdesk/internal/phone"
	"github.com/numberdesk/numberdesk/internal/problem"
	"github.com/numberdesk/numberdesk/internal/say"
)

// Standing is what counts when somebody asks for a number.
type Standing struct {
	Person *person.Person
	// Number is one the person has in Teams or that the desk is giving to him; empty if none.
	Number phone.Number
	// Open is the person's open request; empty if none.
	Open ID
	// Served reports whether any range serves the person; Why says what stands against it.
	Served bool
	Why    say.Sentence
}

// MayAsk refuses a request that could not be delivered. Each refusal says why and what to do.
func MayAsk(s Standing) error {
	switch licence := s.Person.PhoneLicence(); {
	case s.Person.Guest:
		return problem.New(problem.Forbidden, "Guests cannot have a phone number here. Ask your host if you need to be reached by phone.")
	case s.Open != "":
		return problem.New(problem.Conflict, "You already have an open request, %s. Type status to see where it is, or cancel to withdraw it.", s.Open)
	case s.Number != "":
		return problem.New(problem.Conflict, "You already have the number %s. Type number to see it.", s.Number.Display())
	case licence == person.Suspended:
		return problem.New(problem.Forbidden, "Your Teams Phone licence is suspended. Ask your IT service desk to have the subscription renewed, then ask again.")
	case licence != person.Licensed:
		return problem.New(problem.Forbidden, "You have no Teams Phone licence, so Teams cannot give you a number. Ask your IT service desk for one, then ask again.")
	case !s.Served:
		return problem.New(problem.NotFound, "No number range serves you (%s). Ask your telephony admins; if your city, office or usage location is wrong, ask your IT service desk to correct it.", s.Why)
	}
	return nil
}

// Hop is one step of the search for an approver: whom it passed over and why, or whom it found.
type Hop struct {
	// Who is empty when there is nobody to name.
	Who person.ID    `json:"who,omitempty"`
	Why say.Sentence `json:"why"`
}

// Route finds who decides: the requester's manager, and without a usable one the admins.
// The requester is never among them. Nobody left is a NotFound.
func Route(p *person.Person, admins []person.ID) ([]person.ID, []Hop, error) {
	var hops []Hop
	switch m := p.Manager; {
	case m == nil:
		hops = append(hops, Hop{Why: say.Text("the directory names no manager")})
	case m.ID == p.ID:
		hops = append(hops, Hop{Who: m.ID, Why: say.Text("the directory names the requester as own manager")})
	case m.Guest:
		hops = append(hops, Hop{Who: m.ID, Why: say.Text("the manager is a guest")})
	case !m.Enabled:
		hops = append(hops, Hop{Who: m.ID, Why: say.Text("the manager's account is disabled")})
	case !m.CanDecide():
		hops = append(hops, Hop{Why: say.Text("the manager cannot be asked")})
	default:
		return []person.ID{m.ID}, []Hop{{Who: m.ID, Why: say.Text("manager")}}, nil
	}
	approvers := slices.DeleteFunc(slices.Clone(admins), func(id person.ID) bool { return id == p.ID })
	if len(approvers) == 0 {
		return nil, hops, problem.New(problem.NotFound, "There is nobody who could approve your request (%s). Ask your telephony admins to name an approver.", hops[0].Why)
	}
	return approvers, append(hops, Hop{Why: say.Text("telephony admins decide instead")}), nil
}

// Reroute puts a request to the admins because who was asked cannot be reached. asked is false when there
// is nobody new to ask.
func (r Request) Reroute(unreached person.ID, admins []person.ID) (rerouted Request, asked bool) {
	approvers := slices.Clone(r.Approvers)
	for _, id := range admins {
		if id != r.For && id != r.By && !slices.Contains(approvers, id) {
			approvers, asked = append(approvers, id), true
		}
	}
	if !asked {
		return r, false
	}
	r.Approvers = approvers
	r.Routed = append(slices.Clone(r.Routed[:len(r.Routed):len(r.Routed)]),
		Hop{Who: unreached, Why: say.Text("cannot be reached in Teams")}, Hop{Why: say.Text("telephony admins decide instead")})
	r.Revision++
	return r, true
}

// MayDecide refuses a click by anyone but an approver of this request, and any by the requester.
func (r Request) MayDecide(who person.ID) error {
	switch {
	case who == r.For || who == r.By:
		return problem.New(problem.Forbidden, "You cannot decide on your own request.")
	case !slices.Contains(r.Approvers, who):
		return problem.New(problem.Forbidden, "Request %s was not put to you, so you cannot decide on it.", r.ID)
	}
	return nil
}

// MayCancel refuses anyone but the requester and the one it is for; admins are let through by the caller.
func (r Request) MayCancel(who person.ID) error {
	if who != r.For && who != r.By {
		return problem.New(problem.Forbidden, "Only the requester can cancel request %s.", r.ID)
	}
	return nil
}

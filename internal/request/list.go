package request

import (
	"slices"

	"github.com/numberdesk/numberdesk/internal/lifecycle"
	"github.com/numberdesk/numberdesk/internal/person"
	"github.com/numberdesk/numberdesk/internal/say"
)

// MostOnList is for how many people one request may be: what an approver can still oversee.
const MostOnList = 200

// Line is one person of a list: a request for several, which is approved as one. After the approval everybody on it gets a
// request of his own, a line says which, and its end is the line's.
type Line struct {
	For person.ID `json:"for"`
	// Site, Country and Ranges are as in the request that is made for him.
	Site    string   `json:"site,omitempty"`
	Country string   `json:"country,omitempty"`
	Ranges  []string `json:"ranges,omitempty"`
	// Setup is what goes with his number; nil for the number alone.
	Setup *Setup `json:"setup,omitempty"`
	// Request was made for him; empty before the approval, and when Refused says why none was made.
	Request ID           `json:"request,omitempty"`
	Refused say.Sentence `json:"refused,omitzero"`
}

// Answered reports whether it is settled if somebody on the list gets a request of his own.
func (l Line) Answered() bool { return l.Request != "" || !l.Refused.IsZero() }

// Several reports whether the request is a list.
func (r Request) Several() bool { return len(r.Lines) > 0 }

// IsFor reports whether somebody is to get a number by this request.
func (r Request) IsFor(who person.ID) bool {
	return who != "" && (r.For == who || slices.ContainsFunc(r.Lines, func(l Line) bool { return l.For == who }))
}

// OfSites are the sites of a list, each once, in the order of its lines, and how many people each has.
func (r Request) OfSites() (sites []string, people map[string]int) {
	people = map[string]int{}
	for _, l := range r.Lines {
		if people[l.Site]++; people[l.Site] == 1 {
			sites = append(sites, l.Site)
		}
	}
	return sites, people
}

// Moves are those that the request can make.
func (r Request) Moves() lifecycle.Table[State, Event, Effect] {
	if r.Several() {
		return ListLifecycle
	}
	return Lifecycle
}

// ListLifecycle is every move a list can make. Nothing is held for it before it is approved; then everybody on it gets a
// request of his own, and the list is delivered when all of these have ended, well or not.
//
//	--- diagram
//	·                submit   → pendingApproval  expireLater, updateCards, askApprovers
//	                 order    → delivering       askForEach, updateCards
//	pendingApproval  agree    → pendingApproval  updateCards
//	                 advance  → pendingApproval  updateCards, askApprovers
//	                 approve  → delivering       askForEach, updateCards
//	                 deny     → denied           updateCards, tellRequester
//	                 cancel   → canceled         updateCards
//	                 expire   → expired          updateCards, tellRequester
//	delivering       deliver  → delivered        updateCards, tellRequester
//	---
var ListLifecycle = lifecycle.Table[State, Event, Effect]{
	{From: "", On: Submit, To: PendingApproval, Effects: []Effect{ExpireLater, UpdateCards, AskApprovers}},
	{From: "", On: Order, To: Delivering, Effects: []Effect{AskForEach, UpdateCards}},

	{From: PendingApproval, On: Agree, To: PendingApproval, Effects: []Effect{UpdateCards}},
	{From: PendingApproval, On: Advance, To: PendingApproval, Effects: []Effect{UpdateCards, AskApprovers}},
	{From: PendingApproval, On: Approve, To: Delivering, Effects: []Effect{AskForEach, UpdateCards}},
	{From: PendingApproval, On: Deny, To: Denied, Effects: []Effect{UpdateCards, TellRequester}},
	{From: PendingApproval, On: Cancel, To: Canceled, Effects: []Effect{UpdateCards}},
	{From: PendingApproval, On: Expire, To: Expired, Effects: []Effect{UpdateCards, TellRequester}},

	{From: Delivering, On: Deliver, To: Delivered, Effects: []Effect{UpdateCards, TellRequester}},
}

// Member is the request of one person of an approved list: whoever approved the list approved it.
func (r Request) Member(id ID, l Line) Request {
	m := Request{ID: id, Kind: r.Kind, PartOf: r.ID, For: l.For, By: r.By, Site: l.Site, Country: l.Country, Ranges: l.Ranges, Setup: l.Setup, Purpose: r.Purpose, Reason: r.Reason}
	if r.Decision != nil {
		m.Decision = new(*r.Decision)
	}
	return m
}

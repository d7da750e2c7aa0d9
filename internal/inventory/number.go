// Package inventory holds the rules for the numbers a company owns: their states and moves, the ranges
// they come from, which number a person may get, and what to do when Teams says something else.
// It does no I/O and reads no clock: now is an argument.
package inventory

import (
	"strings"
	"time"

	"github.com/numberdesk/numberdesk/internal/person"
	"github.com/numberdesk/numberdesk/internal/phone"
	"github.com/numberdesk/numberdesk/internal/problem"
	"github.com/numberdesk/numberdesk/internal/say"
)

// Type is Graph's numberType: who carries the calls.
type Type string

const (
	DirectRouting   Type = "directRouting"
	CallingPlan     Type = "callingPlan"
	OperatorConnect Type = "operatorConnect"
)

// Number is one number of ours: what it is for, and who has it.
type Number struct {
	Phone phone.Number `json:"number"`
	State State        `json:"state"`
	// Range is the name of the range it came from, empty for a single number.
	Range   string `json:"range,omitempty"`
	Country string `json:"country,omitempty"` // ISO 3166-1 alpha-2
	Site    string `json:"site,omitempty"`
	Type    Type   `json:"type"`
	// Gold numbers are given to who asks for them, never by picking.
	Gold bool `json:"gold,omitempty"`
	// Own is what this number has of its own, beside its range. Nil for nothing.
	Own *Own `json:"own,omitempty"`
	// Holder is who has it in Teams, or is about to. Last is who had it before it came to rest.
	Holder person.ID `json:"holder,omitempty"`
	Last   person.ID `json:"last,omitempty"`
	// For is whom or what a reserved number is for, in the words of whoever reserved it, or the name of a resource account
	// that is not there yet; ForPerson when it is a person, or a resource account that is.
	For       string    `json:"for,omitempty"`
	ForPerson person.ID `json:"forPerson,omitempty"`
	// Back is what a held number goes back to when nothing comes of the request, and a kept one when it is kept no longer.
	// Nil: it is free then.
	Back *Back `json:"back,omitempty"`
	// Forbidden is the pattern that keeps it from ever being offered.
	Forbidden Pattern `json:"forbidden,omitempty"`
	// Released is when it last came to rest; zero for a number nobody had.
	Released time.Time `json:"released,omitzero"`
	// Service is set when the number is, or is about to be, with no person: an auto attendant, a conference bridge.
	Service bool `json:"service,omitempty"`
	// Request is the request it is held or being assigned for.
	Request string `json:"request,omitempty"`
	// Until is when the present state ends by itself: a hold, a rest, a licence's grace. Zero: it does not.
	Until time.Time `json:"until,omitzero"`
	// Since is when the present state began.
	Since time.Time `json:"since,omitzero"`
	// Why explains the present state in a sentence without names.
	Why say.Sentence `json:"why,omitzero"`
	// Step is what an admin does about it, when that is more than a card has room for.
	Step say.Sentence `json:"step,omitzero"`
	// Rejected is when Teams refused a blocked number to somebody though it showed it as free; zero for every other one.
	Rejected time.Time `json:"rejected,omitzero"`
	// Parked tells why a parked number is parked.
	Parked ParkReason `json:"parked,omitempty"`
	// Missed is when a complete read of the tenant first did not show the holder on it any more.
	Missed time.Time `json:"missed,omitzero"`
	// Mute is when Teams first showed calling (Enterprise Voice) switched off for the holder, though he has the number.
	Mute time.Time `json:"mute,omitzero"`
}

// Own is what a number has of its own where its range says something else or nothing.
type Own struct {
	Provider   string     `json:"provider,omitempty"`
	Capability Capability `json:"capability,omitempty"`
	Location   string     `json:"location,omitempty"`
	Tags       []string   `json:"tags,omitempty"`
	Comment    string     `json:"comment,omitempty"`
}

// Back is the rest or the reservation out of which a number was held for whom it was meant for, or the rest out of which
// it was reserved or blocked: keeping a number ends no rest.
type Back struct {
	State     State        `json:"state"`
	Until     time.Time    `json:"until,omitzero"`
	Why       say.Sentence `json:"why,omitzero"`
	For       string       `json:"for,omitempty"`
	ForPerson person.ID    `json:"forPerson,omitempty"`
	Last      person.ID    `json:"last,omitempty"`
	// Back is what that goes back to in its turn.
	Back *Back `json:"back,omitempty"`
}

// ForServices reports whether the number itself is for services, whatever its range is for (row 13).
func (n Number) ForServices() bool { return n.Own != nil && n.Own.Capability == ForServices }

// Pickable reports whether the number may be picked for a person: it is free, not kept for who asks for it, and not for
// services.
func (n Number) Pickable() bool { return n.State == Available && !n.Gold && !n.ForServices() }

// LetGo is the event by which a held number goes back to where it came from.
func (n Number) LetGo() Event {
	switch {
	case n.Back == nil:
		return Unhold
	case n.Back.State == Reserved:
		return Reserve
	}
	return Rest
}

// Ending is the event by which a number that only waits stops waiting: a block or a reservation of a number that would
// still rest gives it back to its rest. It is "" for a number that somebody has, or is about to.
func (n Number) Ending(now time.Time) Event {
	kept := n.State == Reserved || n.State == Blocked
	if kept && n.Back != nil && n.Back.State == Resting && now.Before(n.Back.Until) {
		return Rest
	}
	return n.State.Ending()
}

// MeantFor reports whether the number, though not free, is there for this person: reserved for him, or resting since it
// was taken from him.
func (n Number) MeantFor(id person.ID) bool {
	return id != "" && (n.State == Reserved && n.ForPerson == id || n.State == Resting && n.Last == id)
}

// MeantForService is [Number.MeantFor] for a resource account, for which a number may have been reserved under its name
// before it was made.
func (n Number) MeantForService(p *person.Person) bool {
	return n.MeantFor(p.ID) || n.State == Reserved && n.For != "" && strings.EqualFold(n.For, p.UPN)
}

// ParkReason is why a number waits with its holder.
type ParkReason string

const (
	// ParkedDeleted: the holder is in the directory's recycle bin.
	ParkedDeleted ParkReason = "deleted"
	// ParkedUnlicensed: the holder lost the Teams Phone plan; Until is when the grace ends.
	ParkedUnlicensed ParkReason = "unlicensed"
	// ParkedDisabled: the holder's account is disabled; he keeps the number, however long.
	ParkedDisabled ParkReason = "disabled"
)

// Apply moves the number along its lifecycle. It returns the moved copy, with what belonged to the old
// state cleared, or a Conflict that names both states.
func (n Number) Apply(on Event, now time.Time) (Number, error) {
	row, ok := Lifecycle.Next(n.State, on)
	if !ok {
		return n, problem.New(problem.Conflict, "%s is %s now, so it cannot be %s.", n.Phone.Display(), n.State.Words(), on.Words())
	}
	from := n
	returns := from.Back != nil && from.Back.State == row.To && (from.State == Held || row.To == Resting)
	if row.To != n.State {
		n.Since, n.Until, n.Why, n.Parked, n.Missed, n.Rejected, n.Mute = now, time.Time{}, say.Sentence{}, "", time.Time{}, time.Time{}, time.Time{}
		n.Step = say.Sentence{}
		n.For, n.ForPerson = "", ""
	}
	n.State = row.To
	switch row.To {
	case Available, Reserved, Blocked:
		n.Holder, n.Request, n.Service = "", "", false
	case Conflict, Resting:
		n.Last, n.Holder, n.Request, n.Service = n.Holder, "", "", false
	}
	kept := func(s State) bool { return s == Reserved || s == Blocked }
	switch {
	case row.To == Held && (from.State == Reserved || from.State == Resting), kept(row.To) && from.State == Resting:
		n.Back = &Back{from.State, from.Until, from.Why, from.For, from.ForPerson, from.Last, from.Back}
	case returns:
		b := *from.Back
		n.Until, n.Why, n.For, n.ForPerson, n.Last, n.Back = b.Until, b.Why, b.For, b.ForPerson, b.Last, b.Back
	case kept(row.To) && kept(from.State), row.To == Held, row.To == Assigning, row.To == Unknown:
	default:
		n.Back = nil
	}
	if row.To == Resting && !returns {
		n.Released = now
	}
	return n, nil
}

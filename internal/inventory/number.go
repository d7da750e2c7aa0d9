// Package inventory holds the rules for the numbers a company owns: their states and moves, the ranges
// they come from, which number a person may get, and what to do when Teams says something else.
// It does no I/O and reads no clock: now is an argument.
package inventory

import (
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
	// Holder is who has it in Teams, or is about to. Last is who had it before it came to rest.
	Holder person.ID `json:"holder,omitempty"`
	Last   person.ID `json:"last,omitempty"`
	// Service is set when Teams gave the number to no person: an auto attendant, a conference bridge.
	Service bool `json:"service,omitempty"`
	// Request is the request it is held or being assigned for.
	Request string `json:"request,omitempty"`
	// Until is when the present state ends by itself: a hold, a rest, a licence's grace. Zero: it does not.
	Until time.Time `json:"until,omitzero"`
	// Since is when the present state began.
	Since time.Time `json:"since,omitzero"`
	// Why explains the present state in a sentence without names.
	Why say.Sentence `json:"why,omitzero"`
	// Parked tells why a parked number is parked.
	Parked ParkReason `json:"parked,omitempty"`
	// Missed is when a complete read of the tenant first did not show the holder on it any more.
	Missed time.Time `json:"missed,omitzero"`
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
	if row.To != n.State {
		n.Since, n.Until, n.Why, n.Parked, n.Missed = now, time.Time{}, say.Sentence{}, "", time.Time{}
	}
	n.State = row.To
	switch row.To {
	case Available:
		n.Holder, n.Request, n.Service = "", "", false
	case Conflict:
		n.Last, n.Holder, n.Request, n.Service = n.Holder, "", "", false
	case Resting:
		n.Last, n.Holder, n.Request, n.Service = n.Holder, "", "", false
	}
	return n, nil
}

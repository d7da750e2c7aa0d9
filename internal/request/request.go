// Package request holds the life of one number request: its states and moves, who may ask, who decides.
// It does no I/O and reads no clock: now is an argument.
package request

import (
	"time"

	"github.com/numberdesk/numberdesk/internal/lifecycle"
	"github.com/numberdesk/numberdesk/internal/person"
	"github.com/numberdesk/numberdesk/internal/phone"
	"github.com/numberdesk/numberdesk/internal/problem"
	"github.com/numberdesk/numberdesk/internal/say"
)

// ID names a request to people: "R-1".
type ID string

// Kind is what is asked for.
type Kind string

const (
	New     Kind = "new"
	Change  Kind = "change"
	Release Kind = "release"
	// Service is for a resource account, such as a call queue's. An admin orders it; nobody approves it, and the account
	// itself can be told nothing.
	Service Kind = "service"
)

// Request is one request as it stands. It holds object ids; names are looked up when it is shown.
type Request struct {
	ID    ID    `json:"id"`
	Kind  Kind  `json:"kind"`
	State State `json:"state"`
	// Revision counts the moves. A card carries the revision it was drawn from.
	Revision int `json:"revision"`
	// For gets the number, By asked. They differ when an admin orders, and when somebody asks on behalf of another.
	For person.ID `json:"for"`
	By  person.ID `json:"by"`
	// Number is held, being assigned or assigned for it; empty while none is free.
	Number phone.Number `json:"number,omitempty"`
	// Old is the number that a change gives up for Number; it stays, or comes back, when the change fails.
	Old  phone.Number `json:"old,omitempty"`
	Site string       `json:"site,omitempty"`
	// Country is the usage location of whom it is for (ISO 3166-1 alpha-2).
	Country string `json:"country,omitempty"`
	// Ranges are the names of the ranges that may serve it, in the order in which they are tried.
	Ranges []string `json:"ranges,omitempty"`
	// Picked says why this number.
	Picked say.Sentence `json:"picked,omitzero"`
	// Wanted is set when this very number was asked for, or named by an admin.
	Wanted bool `json:"wanted,omitempty"`
	// Refused are the numbers that Teams did not give out and that others took the place of, in order.
	Refused []phone.Number `json:"refused,omitempty"`
	Purpose string         `json:"purpose,omitempty"`
	Reason  string         `json:"reason,omitempty"`
	// Lines are whom it is for when it is for several; For is then empty. PartOf is the list that a request was made from.
	Lines  []Line `json:"lines,omitempty"`
	PartOf ID     `json:"partOf,omitempty"`
	// Stages are what the request has to go through, as the policy was when it was asked; Stage is the present one, from 0.
	Stages []Stage `json:"stages,omitempty"`
	Stage  int     `json:"stage,omitempty"`
	// Approvers may decide in the present stage; Routed says for each hop why the request came to them.
	Approvers []person.ID `json:"approvers,omitempty"`
	Routed    []Hop       `json:"routed,omitempty"`
	// Delegates may decide in the place of an approver who is away.
	Delegates []Delegate `json:"delegates,omitempty"`
	// PutTo are all to whom it was put, in whatever stage: their cards show how it stands.
	PutTo []person.ID `json:"putTo,omitempty"`
	// Votes are what approvers said so far, Decision what came of it.
	Votes    []Vote    `json:"votes,omitempty"`
	Decision *Decision `json:"decision,omitempty"`
	// Setup is what goes with the number; nil for the number alone.
	Setup *Setup `json:"setup,omitempty"`
	// Failure tells why delivery failed, and Delay what it waits for.
	Failure *Failure `json:"failure,omitempty"`
	Delay   *Delay   `json:"delay,omitempty"`
	// Withdrawn tells who canceled it, when somebody did.
	Withdrawn *Withdrawal `json:"withdrawn,omitempty"`
	// Sent is set from when Teams is asked to carry the delivery out until it is certain that nothing came of it. TakesOld is set
	// once the old number of a change is being taken back for it.
	Sent     bool `json:"sent,omitempty"`
	TakesOld bool `json:"takesOld,omitempty"`
	// Attempt counts how often it was set out to deliver it.
	Attempt int       `json:"attempt,omitempty"`
	Asked   time.Time `json:"asked"`
	Moved   time.Time `json:"moved"`
	Expires time.Time `json:"expires,omitzero"`
	// Near is from when on its end is near, so that cards say so.
	Near time.Time `json:"near,omitzero"`
	// Since is when the present stage was put to those who decide, and Reminders how they were reminded.
	Since     time.Time `json:"since,omitzero"`
	Reminders Reminders `json:"reminders,omitzero"`
}

// Withdrawal is who canceled a request: one of those it concerns, or an admin, who on the command line has no id.
type Withdrawal struct {
	By    person.ID `json:"by,omitempty"`
	Admin bool      `json:"admin,omitempty"`
}

// Decision is who decided, what, and why.
type Decision struct {
	By person.ID `json:"by"`
	// For is the approver whose delegate decided.
	For      person.ID `json:"for,omitempty"`
	Approved bool      `json:"approved"`
	Reason   string    `json:"reason,omitempty"`
	// Usual is a reason that was picked, of a denial.
	Usual Usual     `json:"usual,omitempty"`
	At    time.Time `json:"at"`
	// Rule tells of a decision without a click: "a telephony admin".
	Rule say.Sentence `json:"rule,omitzero"`
}

// Failure is why delivery failed: a sentence for the requester, one for the admin.
type Failure struct {
	Say   say.Sentence `json:"say"`
	Admin say.Sentence `json:"admin"`
	Code  string       `json:"code,omitempty"`
	// Card is what a card has room for in place of Admin; empty when that fits.
	Card say.Sentence `json:"card,omitzero"`
	// Holder is who has the number in Teams, when somebody else has. His name is for admins.
	Holder person.ID `json:"holder,omitempty"`
	// Service is set when that is no person, but a service.
	Service bool `json:"service,omitempty"`
	// Back is why the old number of a change could not be put back, for admins; BackCard what a card has room for of it.
	Back     say.Sentence `json:"back,omitzero"`
	BackCard say.Sentence `json:"backCard,omitzero"`
}

// Delay is what a delivery waits for that goes on by itself: a sentence for the requester, one for the admin.
type Delay struct {
	Say   say.Sentence `json:"say"`
	Admin say.Sentence `json:"admin"`
	Code  string       `json:"code"`
	// Since is when it began to wait, for whatever: Codes are all causes so far.
	Since time.Time `json:"since"`
	Codes []string  `json:"codes,omitempty"`
}

// Row is one move of a request.
type Row = lifecycle.Row[State, Event, Effect]

// Apply moves the request along its lifecycle and returns the moved copy and what must happen now.
// A move the table does not have is a Conflict, and the request comes back as it was.
func (r Request) Apply(on Event, now time.Time) (Request, []Effect, error) {
	row, ok := r.Moves().Next(r.State, on)
	if !ok {
		return r, nil, problem.New(problem.Conflict, "Request %s is %s, so it cannot be %s any more.", r.ID, r.State.Words(), on.Words())
	}
	if on == Cancel && r.Sent {
		return r, nil, problem.New(problem.Conflict, "Teams has already been asked to set up what request %s is for, so it cannot be canceled now. When that has ended, a telephony admin can take the number back.", r.ID)
	}
	r.State, r.Revision, r.Moved, r.Delay, r.Sent = row.To, r.Revision+1, now, nil, false
	r.TakesOld = r.TakesOld && on == Cancel
	if row.From == "" {
		r.Asked = now
	}
	if row.To == Delivering && !r.Several() {
		r.Attempt++
		r.Failure = nil
	}
	return r, row.Effects, nil
}

// Cancelable reports whether who asked can still cancel it: until it is carried out, and when that waits for something while
// Teams has been asked for nothing.
func (r Request) Cancelable() bool {
	return r.State == PendingApproval || r.State == Waiting || r.State == Delivering && r.Delay != nil && !r.Sent
}

// Open reports whether the request still wants something: a person has at most one open request.
func (r Request) Open() bool { return !r.State.Final() }

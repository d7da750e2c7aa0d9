package request

import (
	"slices"

	"github.com/numberdesk/numberdesk/internal/lifecycle"
	"github.com/numberdesk/numberdesk/internal/say"
)

// State is where a request is in its life, in the words of Graph's access requests.
type State string

const (
	PendingApproval State = "pendingApproval"
	Waiting         State = "waiting" // approved, but no number is free
	Delivering      State = "delivering"
	Delivered       State = "delivered"
	DeliveryFailed  State = "deliveryFailed" // no end: its number stays until an admin retries or cancels
	Denied          State = "denied"
	Canceled        State = "canceled"
	Expired         State = "expired"
)

// Event is what happens to a request.
type Event string

const (
	Submit      Event = "submit"      // a number is free and held for it
	SubmitEmpty Event = "submitEmpty" // none is free; it is asked for all the same
	Order       Event = "order"       // an admin's command, or a rule, is its approval
	OrderEmpty  Event = "orderEmpty"  // a rule is its approval, and none is free
	Agree       Event = "agree"       // an approval that others must join
	Advance     Event = "advance"     // the last approval of a stage that is not the last
	Approve     Event = "approve"     // the number is held
	ApproveNone Event = "approveNone" // approved, but there is no number to hold
	Deny        Event = "deny"
	Cancel      Event = "cancel"
	Expire      Event = "expire"     // nobody decided in time
	Supply      Event = "supply"     // a number came free
	Reconsider  Event = "reconsider" // one came free for which others have to approve, too
	Deliver     Event = "deliver"
	Fail        Event = "fail"
	Retry       Event = "retry"
	Replace     Event = "replace" // Teams gives its number to nobody; the next one is taken
)

// Effect is what a move asks for. The desk performs it: Hold and Unhold within the same transaction,
// the others through the outbox.
type Effect string

const (
	// HoldNumber takes the number out of the offer.
	HoldNumber Effect = "holdNumber"
	// UnholdNumber puts it back.
	UnholdNumber Effect = "unholdNumber"
	// AssignNumber gives it to the person in Teams, and proves it.
	AssignNumber Effect = "assignNumber"
	// SeekNumber looks anew at which ranges serve the person, and whether one has a number by now. When none has, the admins
	// are told.
	SeekNumber Effect = "seekNumber"
	// AskForEach makes a request for each person of a list.
	AskForEach Effect = "askForEach"
	// ExpireLater ends the request when nobody decides in time.
	ExpireLater Effect = "expireLater"
	// AskApprovers shows the approvers of the present stage their card; they are looked for when it has none yet.
	AskApprovers Effect = "askApprovers"
	// UpdateCards shows the present state on every card of the request.
	UpdateCards Effect = "updateCards"
	// TellRequester says it in a new message: a card that changes further up in a chat goes unnoticed.
	TellRequester Effect = "tellRequester"
	// GrantPolicies gives the person what goes with the number, and reads whether calling is switched on.
	GrantPolicies Effect = "grantPolicies"
	// TellAdmins shows the admins what is stuck.
	TellAdmins Effect = "tellAdmins"
)

// Lifecycle is every move a request for one person can make. What is not here cannot happen.
//
//	--- diagram
//	·                submit       → pendingApproval  holdNumber, expireLater, updateCards, askApprovers
//	                 submitEmpty  → pendingApproval  expireLater, updateCards, askApprovers
//	                 order        → delivering       holdNumber, assignNumber, updateCards
//	                 orderEmpty   → waiting          seekNumber, updateCards
//	pendingApproval  agree        → pendingApproval  updateCards
//	                 advance      → pendingApproval  updateCards, askApprovers
//	                 approve      → delivering       assignNumber, updateCards
//	                 approveNone  → waiting          seekNumber, updateCards
//	                 deny         → denied           unholdNumber, updateCards, tellRequester
//	                 cancel       → canceled         unholdNumber, updateCards
//	                 expire       → expired          unholdNumber, updateCards, tellRequester
//	waiting          supply       → delivering       holdNumber, assignNumber, updateCards
//	                 reconsider   → pendingApproval  holdNumber, expireLater, updateCards, askApprovers
//	                 cancel       → canceled         updateCards
//	delivering       deliver      → delivered        updateCards, tellRequester, grantPolicies
//	                 fail         → deliveryFailed   updateCards, tellAdmins
//	                 replace      → delivering       holdNumber, assignNumber, updateCards
//	                 cancel       → canceled         unholdNumber, updateCards
//	deliveryFailed   retry        → delivering       assignNumber, updateCards
//	                 deliver      → delivered        updateCards, tellRequester, grantPolicies
//	                 cancel       → canceled         unholdNumber, updateCards
//	---
var Lifecycle = lifecycle.Table[State, Event, Effect]{
	{From: "", On: Submit, To: PendingApproval, Effects: []Effect{HoldNumber, ExpireLater, UpdateCards, AskApprovers}},
	{From: "", On: SubmitEmpty, To: PendingApproval, Effects: []Effect{ExpireLater, UpdateCards, AskApprovers}},
	{From: "", On: Order, To: Delivering, Effects: []Effect{HoldNumber, AssignNumber, UpdateCards}},
	{From: "", On: OrderEmpty, To: Waiting, Effects: []Effect{SeekNumber, UpdateCards}},

	{From: PendingApproval, On: Agree, To: PendingApproval, Effects: []Effect{UpdateCards}},
	{From: PendingApproval, On: Advance, To: PendingApproval, Effects: []Effect{UpdateCards, AskApprovers}},
	{From: PendingApproval, On: Approve, To: Delivering, Effects: []Effect{AssignNumber, UpdateCards}},
	{From: PendingApproval, On: ApproveNone, To: Waiting, Effects: []Effect{SeekNumber, UpdateCards}},
	{From: PendingApproval, On: Deny, To: Denied, Effects: []Effect{UnholdNumber, UpdateCards, TellRequester}},
	{From: PendingApproval, On: Cancel, To: Canceled, Effects: []Effect{UnholdNumber, UpdateCards}},
	{From: PendingApproval, On: Expire, To: Expired, Effects: []Effect{UnholdNumber, UpdateCards, TellRequester}},

	{From: Waiting, On: Supply, To: Delivering, Effects: []Effect{HoldNumber, AssignNumber, UpdateCards}},
	{From: Waiting, On: Reconsider, To: PendingApproval, Effects: []Effect{HoldNumber, ExpireLater, UpdateCards, AskApprovers}},
	{From: Waiting, On: Cancel, To: Canceled, Effects: []Effect{UpdateCards}},

	{From: Delivering, On: Deliver, To: Delivered, Effects: []Effect{UpdateCards, TellRequester, GrantPolicies}},
	{From: Delivering, On: Fail, To: DeliveryFailed, Effects: []Effect{UpdateCards, TellAdmins}},
	{From: Delivering, On: Replace, To: Delivering, Effects: []Effect{HoldNumber, AssignNumber, UpdateCards}},
	{From: Delivering, On: Cancel, To: Canceled, Effects: []Effect{UnholdNumber, UpdateCards}}, // unless Teams was asked, see Apply

	{From: DeliveryFailed, On: Retry, To: Delivering, Effects: []Effect{AssignNumber, UpdateCards}},
	{From: DeliveryFailed, On: Deliver, To: Delivered, Effects: []Effect{UpdateCards, TellRequester, GrantPolicies}},
	{From: DeliveryFailed, On: Cancel, To: Canceled, Effects: []Effect{UnholdNumber, UpdateCards}},
}

// Begin is the event by which a request begins: whether a rule approves it, and whether a number is free for it.
func Begin(approved, free bool) Event {
	switch {
	case approved && free:
		return Order
	case approved:
		return OrderEmpty
	case free:
		return Submit
	}
	return SubmitEmpty
}

// Final reports whether nothing can happen to a request in this state any more.
func (s State) Final() bool {
	return s != "" && !slices.ContainsFunc(Lifecycle, func(row Row) bool { return row.From == s })
}

// Words is the state as a sentence uses it: say.Text("Request R-1 is …").
func (s State) Words() say.Sentence { return stateWords[s] }

var stateWords = map[State]say.Sentence{
	PendingApproval: say.Text("waiting for approval"), Waiting: say.Text("approved and waiting for a free number"),
	Delivering: say.Text("being delivered"), Delivered: say.Text("delivered"), DeliveryFailed: say.Text("stuck: the number could not be delivered"),
	Denied: say.Text("denied"), Canceled: say.Text("canceled"), Expired: say.Text("expired"),
}

// Words is the event as a sentence uses it: say.Text("it cannot be …").
func (e Event) Words() say.Sentence { return eventWords[e] }

var eventWords = map[Event]say.Sentence{
	Submit: say.Text("asked for"), SubmitEmpty: say.Text("asked for"), Order: say.Text("ordered"), OrderEmpty: say.Text("ordered"), Agree: say.Text("approved"), Advance: say.Text("approved"), Approve: say.Text("approved"), ApproveNone: say.Text("approved"), Deny: say.Text("denied"),
	Cancel: say.Text("canceled"), Expire: say.Text("expired"), Supply: say.Text("supplied"), Reconsider: say.Text("put to others"), Deliver: say.Text("delivered"), Fail: say.Text("failed"), Retry: say.Text("retried"), Replace: say.Text("given another number"),
}

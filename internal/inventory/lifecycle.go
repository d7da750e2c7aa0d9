package inventory

import (
	"github.com/numberdesk/numberdesk/internal/lifecycle"
	"github.com/numberdesk/numberdesk/internal/say"
)

// State is where a number is in its life. Only an Available number is ever offered.
type State string

const (
	Available      State = "available"
	Held           State = "held"
	Assigning      State = "assigning"
	Assigned       State = "assigned"
	Parked         State = "parked"
	Releasing      State = "releasing"
	ReleaseRefused State = "releaseRefused"
	Resting        State = "resting"
	Reserved       State = "reserved"
	Blocked        State = "blocked"
	Porting        State = "porting"
	Conflict       State = "conflict"
	Unknown        State = "unknown"
)

// Event is what happens to a number.
type Event string

const (
	Hold      Event = "hold"      // a request takes it until it is decided
	Unhold    Event = "unhold"    // the request ended without it
	Assign    Event = "assign"    // Teams is being asked to give it to the holder
	LoseSight Event = "loseSight" // Teams' answer was lost; reading will tell
	Confirm   Event = "confirm"   // a fresh read shows the holder on it, or on it still
	Keep      Event = "keep"      // it certainly did not arrive; its request keeps it held
	Reject    Event = "reject"    // Teams gives it to nobody, though it shows it as free
	Adopt     Event = "adopt"     // Teams shows a holder we did not know
	Move      Event = "move"      // Teams shows another holder than we knew
	Park      Event = "park"      // the holder cannot use it now; it stays his
	Unpark    Event = "unpark"    // the holder is back
	Release   Event = "release"   // Teams is being asked to take it from the holder
	Refuse    Event = "refuse"    // Teams will not take it from the holder
	Rest      Event = "rest"      // nobody has it; it is not given out again before Until
	Free      Event = "free"      // the rest is over
	Reserve   Event = "reserve"
	Unreserve Event = "unreserve"
	Block     Event = "block"
	Unblock   Event = "unblock"
	PortIn    Event = "portIn"  // the carrier has not handed it over yet
	PortEnd   Event = "portEnd" // the carrier has
	Clash     Event = "clash"   // Teams and the desk disagree in a way a person must settle
)

type noEffect string

// Lifecycle is every move a number can make. The moves themselves need no effects: whoever makes one
// writes the outbox entry beside it.
//
//	--- diagram
//	available       hold       → held
//	                adopt      → assigned
//	                reserve    → reserved
//	                block      → blocked
//	                portIn     → porting
//	held            assign     → assigning
//	                unhold     → available
//	                adopt      → assigned
//	                clash      → conflict
//	                reserve    → reserved
//	                rest       → resting
//	assigning       confirm    → assigned
//	                loseSight  → unknown
//	                keep       → held
//	                clash      → conflict
//	                reject     → blocked
//	unknown         confirm    → assigned
//	                assign     → assigning
//	                keep       → held
//	                release    → releasing
//	                clash      → conflict
//	                reject     → blocked
//	assigned        park       → parked
//	                release    → releasing
//	                move       → assigned
//	                rest       → resting
//	parked          park       → parked
//	                unpark     → assigned
//	                release    → releasing
//	                move       → assigned
//	                rest       → resting
//	releasing       rest       → resting
//	                refuse     → releaseRefused
//	                move       → assigned
//	                confirm    → assigned
//	releaseRefused  release    → releasing
//	                rest       → resting
//	                move       → assigned
//	resting         free       → available
//	                adopt      → assigned
//	                block      → blocked
//	                hold       → held
//	                reserve    → reserved
//	reserved        unreserve  → available
//	                adopt      → assigned
//	                block      → blocked
//	                hold       → held
//	                reserve    → reserved
//	                rest       → resting
//	blocked         unblock    → available
//	                adopt      → assigned
//	                block      → blocked
//	                rest       → resting
//	porting         portEnd    → available
//	                adopt      → assigned
//	conflict        adopt      → assigned
//	                rest       → resting
//	---
var Lifecycle = lifecycle.Table[State, Event, noEffect]{
	{From: Available, On: Hold, To: Held},
	{From: Available, On: Adopt, To: Assigned},
	{From: Available, On: Reserve, To: Reserved},
	{From: Available, On: Block, To: Blocked},
	{From: Available, On: PortIn, To: Porting},

	{From: Held, On: Assign, To: Assigning},
	{From: Held, On: Unhold, To: Available},
	{From: Held, On: Adopt, To: Assigned},
	{From: Held, On: Clash, To: Conflict},
	{From: Held, On: Reserve, To: Reserved},
	{From: Held, On: Rest, To: Resting},

	{From: Assigning, On: Confirm, To: Assigned},
	{From: Assigning, On: LoseSight, To: Unknown},
	{From: Assigning, On: Keep, To: Held},
	{From: Assigning, On: Clash, To: Conflict},
	{From: Assigning, On: Reject, To: Blocked},

	{From: Unknown, On: Confirm, To: Assigned},
	{From: Unknown, On: Assign, To: Assigning},
	{From: Unknown, On: Keep, To: Held},
	{From: Unknown, On: Release, To: Releasing},
	{From: Unknown, On: Clash, To: Conflict},
	{From: Unknown, On: Reject, To: Blocked},

	{From: Assigned, On: Park, To: Parked},
	{From: Assigned, On: Release, To: Releasing},
	{From: Assigned, On: Move, To: Assigned},
	{From: Assigned, On: Rest, To: Resting},

	{From: Parked, On: Park, To: Parked},
	{From: Parked, On: Unpark, To: Assigned},
	{From: Parked, On: Release, To: Releasing},
	{From: Parked, On: Move, To: Assigned},
	{From: Parked, On: Rest, To: Resting},

	{From: Releasing, On: Rest, To: Resting},
	{From: Releasing, On: Refuse, To: ReleaseRefused},
	{From: Releasing, On: Move, To: Assigned},
	{From: Releasing, On: Confirm, To: Assigned},

	{From: ReleaseRefused, On: Release, To: Releasing},
	{From: ReleaseRefused, On: Rest, To: Resting},
	{From: ReleaseRefused, On: Move, To: Assigned},

	{From: Resting, On: Free, To: Available},
	{From: Resting, On: Adopt, To: Assigned},
	{From: Resting, On: Block, To: Blocked},
	{From: Resting, On: Hold, To: Held},
	{From: Resting, On: Reserve, To: Reserved},

	{From: Reserved, On: Unreserve, To: Available},
	{From: Reserved, On: Adopt, To: Assigned},
	{From: Reserved, On: Block, To: Blocked},
	{From: Reserved, On: Hold, To: Held},
	{From: Reserved, On: Reserve, To: Reserved},
	{From: Reserved, On: Rest, To: Resting},

	{From: Blocked, On: Unblock, To: Available},
	{From: Blocked, On: Adopt, To: Assigned},
	{From: Blocked, On: Block, To: Blocked},
	{From: Blocked, On: Rest, To: Resting},

	{From: Porting, On: PortEnd, To: Available},
	{From: Porting, On: Adopt, To: Assigned},

	{From: Conflict, On: Adopt, To: Assigned},
	{From: Conflict, On: Rest, To: Resting},
}

// Ending is the event that makes a number free which only waits: in a rest, a reservation or a block. It is "" for every
// other state.
func (s State) Ending() Event { return endings[s] }

var endings = map[State]Event{Resting: Free, Reserved: Unreserve, Blocked: Unblock}

// Words is the state as a sentence uses it: "+41 44 668 10 00 is …".
func (s State) Words() say.Sentence { return stateWords[s] }

var stateWords = map[State]say.Sentence{
	Available: say.Text("free"), Held: say.Text("held"), Assigning: say.Text("being assigned"), Assigned: say.Text("assigned"),
	Releasing: say.Text("being released"), Resting: say.Text("resting"), Parked: say.Text("parked"), Reserved: say.Text("reserved"),
	Blocked: say.Text("blocked"), Unknown: say.Text("not yet read back from Teams"),
	ReleaseRefused: say.Text("refused by Teams to be released"), Conflict: say.Text("in conflict with Teams"), Porting: say.Text("being ported in"),
}

// Label is the state in a cell of a table.
func (s State) Label() say.Sentence { return stateLabels[s] }

var stateLabels = map[State]say.Sentence{
	Available: say.Text("available"), Held: say.Text("held"), Assigning: say.Text("assigning"), Assigned: say.Text("assigned"),
	Releasing: say.Text("releasing"), Resting: say.Text("resting"), Parked: say.Text("parked"), Reserved: say.Text("reserved"),
	Blocked: say.Text("blocked"), Unknown: say.Text("unknown"), ReleaseRefused: say.Text("releaseRefused"), Conflict: say.Text("conflict"),
	Porting: say.Text("porting"),
}

// Words is the event as a sentence uses it: "it cannot be …".
func (e Event) Words() say.Sentence { return eventWords[e] }

var eventWords = map[Event]say.Sentence{
	Hold: say.Text("held"), Unhold: say.Text("freed"), Assign: say.Text("assigned"), LoseSight: say.Text("lost sight of"),
	Confirm: say.Text("confirmed"), Keep: say.Text("kept"), Reject: say.Text("blocked: Teams refuses it"), Adopt: say.Text("adopted"), Move: say.Text("moved"),
	Park: say.Text("parked"), Unpark: say.Text("taken up again"), Release: say.Text("released"), Refuse: say.Text("refused"),
	Rest: say.Text("put to rest"), Free: say.Text("freed"), Reserve: say.Text("reserved"), Unreserve: say.Text("freed"),
	Block: say.Text("blocked"), Unblock: say.Text("unblocked"), PortIn: say.Text("ported"), PortEnd: say.Text("freed"),
	Clash: say.Text("put in conflict"),
}

package inventory

import (
	"time"

	"github.com/numberdesk/numberdesk/internal/person"
	"github.com/numberdesk/numberdesk/internal/phone"
	"github.com/numberdesk/numberdesk/internal/say"
)

// Holder is what the directory says of the one who has a number, as far as taking it away depends on it.
type Holder struct {
	Account person.Account
	Enabled bool
	Licence person.Licence
	// Service is a resource account, of which nothing is concluded: it is disabled by design and has no person's licence.
	Service bool
	// Voice is whether calling is switched on for him in Teams; nil when nobody looked.
	Voice *bool
}

// Change is one difference between the desk and Teams, and what to do about it.
type Change struct {
	Number phone.Number `json:"number"`
	// On is the event that settles it; empty when a person has to look.
	On Event `json:"on,omitempty"`
	// Holder is who Teams shows, for Adopt and Move; else who has it here.
	Holder  person.ID `json:"holder,omitempty"`
	Service bool      `json:"service,omitempty"`
	// Parked and Until go with Park, Until alone with Rest.
	Parked ParkReason `json:"parked,omitempty"`
	Until  time.Time  `json:"until,omitzero"`
	// Missed is set when Teams no longer shows the holder for the first time: nothing moves yet.
	Missed time.Time `json:"missed,omitzero"`
	// Mute is when Teams first showed calling switched off for the holder; in a change that moves nothing, what is so now.
	Mute time.Time `json:"mute,omitzero"`
	// Takes is set when somebody loses the number by it, which the brake counts.
	Takes bool `json:"takes,omitempty"`
	// Drift marks what only a person can settle: reported each run until it is.
	Drift bool `json:"drift,omitempty"`
	// Why says it in a sentence without names.
	Why say.Sentence `json:"why"`
}

// Compare says what to do about one number of ours, given what a complete read of the tenant showed
// (theirs is nil when it did not show the number at all) and the state of its present holder (nil when
// nobody has it or the directory was not asked). It is total: what it does not mention is as it should be.
// Numbers in the middle of an effect are left to that effect.
func Compare(ours Number, theirs *Assignment, holder *Holder, now time.Time, grace time.Duration) (Change, bool) {
	change := Change{Number: ours.Phone, Holder: ours.Holder, Service: ours.Service}
	settle := func(on Event, why say.Sentence) (Change, bool) {
		change.On, change.Why = on, why
		return change, true
	}
	drift := func(why say.Sentence) (Change, bool) {
		change.Drift, change.Why = true, why
		return change, true
	}
	sameHolder := !theirs.Free() && theirs.Target == ours.Holder
	if !theirs.Free() {
		change.Holder, change.Service = theirs.Target, !theirs.OfPerson() || sameHolder && ours.Service
	}

	switch ours.State {
	case Assigning, Releasing:
		return Change{}, false
	}
	if theirs.Unsaid() {
		return drift(say.Text("Teams does not say who has it"))
	}
	switch ours.State {
	case Unknown:
		// An errand may still be reading it back; whoever makes the change leaves it to that one.
		switch {
		case sameHolder:
			return settle(Confirm, say.Text("a fresh read shows its holder on it"))
		case !theirs.Free():
			return settle(Clash, say.Text("given in Teams to somebody else while it was not yet read back"))
		}
		return Change{}, false

	case Available, Resting, Reserved, Porting:
		switch {
		case !theirs.Free():
			return settle(Adopt, say.Text("given in Teams outside the desk while %s here", ours.State.Words()))
		case ours.State == Available && theirs.Porting():
			return settle(PortIn, say.Text("Teams says that its carrier has yet to hand it over"))
		case ours.State == Porting && theirs != nil && !theirs.Porting():
			return settle(PortEnd, say.Text("Teams says that it was ported in"))
		}
		return Change{}, false

	case Held:
		switch {
		case theirs.Free():
			return Change{}, false
		case sameHolder:
			return settle(Adopt, say.Text("given in Teams outside the desk to the one it is held for"))
		}
		return settle(Clash, say.Text("given in Teams outside the desk while held for request %s", ours.Request))

	case Blocked:
		if theirs.Free() {
			return Change{}, false
		}
		return drift(say.Text("blocked here, yet in use in Teams"))

	case Conflict:
		if theirs.Free() {
			return settle(Rest, say.Text("the conflict is over: nobody has it in Teams any more"))
		}
		return drift(say.Text("in conflict: %s; clear it in the Teams admin center, or type accept and the number", ours.Why))

	case ReleaseRefused:
		switch {
		case theirs.Free():
			return settle(Rest, say.Text("no longer with its holder in Teams"))
		case !sameHolder:
			return settle(Move, say.Text("moved to somebody else in Teams outside the desk"))
		}
		return drift(say.Text("Teams refused to release it: %s", ours.Why))
	}

	// Assigned or parked.
	switch {
	case sameHolder && !ours.Missed.IsZero():
		change.Mute, change.Why = ours.Mute, say.Text("Teams shows its holder again")
		return change, true
	case theirs.Free() && ours.Missed.IsZero():
		change.Missed, change.Mute, change.Why = now, ours.Mute, say.Text("Teams no longer shows its holder; it rests if the next complete read agrees")
		return change, true
	case theirs.Free():
		change.Takes = true
		return settle(Rest, say.Text("taken from its holder in Teams outside the desk, seen in two complete reads"))
	case !sameHolder:
		return settle(Move, say.Text("moved to somebody else in Teams outside the desk"))
	case change.Service || holder == nil || holder.Service:
		return Change{}, false
	}
	change, moved := compareHolder(ours, *holder, now, grace)
	if !moved && ours.State == Assigned && theirs.Primary() && !theirs.OnPremises {
		change, moved = compareVoice(ours, holder.Voice, now)
	}
	if !moved && ours.Forbidden != "" {
		change = Change{Number: ours.Phone, Holder: ours.Holder}
		return drift(say.Text("forbidden by %s, yet in use", ours.Forbidden))
	}
	if moved && change.Takes && theirs.OnPremises {
		change = Change{Number: ours.Phone, Holder: ours.Holder}
		return drift(say.Text("its holder may not keep it, but it is synchronized from Active Directory: clear it there first"))
	}
	return change, moved
}

// compareHolder says what becomes of a number whose holder Teams confirms. Losing the licence counts more
// than a disabled account: it is how companies give a leaver's number back, while a disabled holder keeps
// his however long.
func compareHolder(ours Number, holder Holder, now time.Time, grace time.Duration) (Change, bool) {
	change := Change{Number: ours.Phone, Holder: ours.Holder}
	park := func(why ParkReason, until time.Time, sentence say.Sentence) (Change, bool) {
		if ours.State == Parked && ours.Parked == why {
			return Change{}, false
		}
		change.On, change.Parked, change.Until, change.Why = Park, why, until, sentence
		return change, true
	}
	release := func(sentence say.Sentence) (Change, bool) {
		change.On, change.Why, change.Takes = Release, sentence, true
		return change, true
	}
	graceOver := ours.State == Parked && ours.Parked == ParkedUnlicensed && !now.Before(ours.Until)
	switch {
	case holder.Account == person.Gone:
		return release(say.Text("its holder was deleted for good"))
	case holder.Account == person.SoftDeleted:
		return park(ParkedDeleted, time.Time{}, say.Text("its holder is deleted and can still be restored"))
	case holder.Licence == person.Unlicensed && (graceOver || grace <= 0):
		return release(say.Text("its holder has no Teams Phone licence and the grace is over"))
	case holder.Licence == person.Unlicensed:
		return park(ParkedUnlicensed, now.Add(grace), say.Text("its holder has lost the Teams Phone licence"))
	case !holder.Enabled:
		return park(ParkedDisabled, time.Time{}, say.Text("its holder's account is disabled; the number stays his"))
	case ours.State == Parked:
		change.On, change.Why = Unpark, say.Text("its holder is back")
		return change, true
	}
	return Change{}, false
}

// voiceLate is how long after a number came to its holder Teams may still show calling switched off.
const voiceLate = time.Hour

// compareVoice says what becomes of a number whose holder cannot, or can again, call with it. Teams switches calling on with
// the number and off with its removal (Teams PowerShell: Set- and Remove-CsPhoneNumberAssignment), and Graph has no other
// switch: only a person can settle it. Until somebody looks again, what was seen last stands.
func compareVoice(ours Number, voice *bool, now time.Time) (Change, bool) {
	change := Change{Number: ours.Phone, Holder: ours.Holder, Mute: ours.Mute}
	known, on := !ours.Mute.IsZero(), voice != nil && *voice
	switch {
	case known && on:
		change.Mute, change.Why = time.Time{}, say.Text("calling is switched on for its holder again")
		return change, true
	case !known && (voice == nil || on || now.Sub(ours.Since) < voiceLate):
		return Change{}, false
	case !known:
		change.Mute = now
	}
	change.Drift, change.Why = true, say.Text("calling (Enterprise Voice) is switched off for its holder in Teams")
	return change, true
}

// Brake says whether a plan takes away more than a company may lose in one run: more than max numbers, or
// more than percent of those in use, rounded up so that a small company can still lose one.
// It returns a sentence when the plan must stop.
func Brake(changes []Change, inUse, max, percent int) (why say.Sentence, stop bool) {
	takes := 0
	for _, c := range changes {
		if c.Takes {
			takes++
		}
	}
	allowed := min(max, (inUse*percent+99)/100)
	if takes <= allowed {
		return say.Sentence{}, false
	}
	return say.Text("this run would take %d of %d numbers away; the limit is %d", takes, inUse, allowed), true
}

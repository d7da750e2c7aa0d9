package inventory_test

import (
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/numberdesk/numberdesk/internal/inventory"
	"github.com/numberdesk/numberdesk/internal/person"
)

var now = time.Date(2026, 3, 2, 9, 0, 0, 0, time.UTC)

func TestCompare(t *testing.T) {
	const grace = 24 * time.Hour
	with := func(target person.ID) *inventory.Assignment {
		return &inventory.Assignment{Phone: "+41446681000", Status: "userAssigned", Target: target}
	}
	service := &inventory.Assignment{Status: "voiceApplicationAssigned", Target: "queue"}
	free := &inventory.Assignment{Status: "unassigned"}
	odd := &inventory.Assignment{Status: ""}
	fine := &inventory.Holder{Account: person.Active, Enabled: true, Licence: person.Licensed}
	disabled := &inventory.Holder{Account: person.Active, Licence: person.Licensed}
	unlicensed := &inventory.Holder{Account: person.Active, Enabled: true, Licence: person.Unlicensed}
	unpaid := &inventory.Holder{Account: person.Active, Enabled: true, Licence: person.Suspended}
	leaver := &inventory.Holder{Account: person.Active, Licence: person.Unlicensed}
	deleted := &inventory.Holder{Account: person.SoftDeleted, Licence: person.Unlicensed}
	gone := &inventory.Holder{Account: person.Gone}
	onPremises := with("adele")
	onPremises.OnPremises = true

	in := func(s inventory.State) inventory.Number {
		return inventory.Number{Phone: "+41446681000", State: s, Holder: "adele"}
	}
	parked := func(why inventory.ParkReason, until time.Time) inventory.Number {
		n := in(inventory.Parked)
		n.Parked, n.Until = why, until
		return n
	}
	missed := in(inventory.Assigned)
	missed.Missed = now.Add(-time.Hour)
	mute := in(inventory.Assigned)
	mute.Mute = now.Add(-time.Hour)
	fresh := in(inventory.Assigned)
	fresh.Since = now.Add(-time.Minute)
	calling, silent := *fine, *fine
	calling.Voice, silent.Voice = new(true), new(false)
	line := with("adele")
	line.Category = "private"

	for _, c := range []struct {
		name   string
		ours   inventory.Number
		theirs *inventory.Assignment
		holder *inventory.Holder
		want   inventory.Event
		drift  bool
		quiet  bool // no change at all
	}{
		{name: "in use by whom we think", ours: in("assigned"), theirs: with("adele"), holder: fine, quiet: true},
		{name: "unassigned stock is free, not in use", ours: in("available"), theirs: free, quiet: true},
		{name: "a free direct routing number need not be listed", ours: in("available"), quiet: true},
		{name: "a free number that its carrier has yet to hand over", ours: in("available"), theirs: &inventory.Assignment{Status: "unassigned", PortIn: "firmOrderCommitmentAccepted"}, want: inventory.PortIn},
		{name: "still to be handed over", ours: in("porting"), theirs: &inventory.Assignment{Status: "unassigned", PortIn: "firmOrderCommitmentAccepted"}, quiet: true},
		{name: "a number on its way that Teams does not list is not there yet", ours: in("porting"), quiet: true},
		{name: "handed over", ours: in("porting"), theirs: &inventory.Assignment{Status: "unassigned", PortIn: "completed"}, want: inventory.PortEnd},
		{name: "a rest is a rest, ported or not", ours: in("resting"), theirs: &inventory.Assignment{Status: "unassigned", PortIn: "firmOrderCommitmentAccepted"}, quiet: true},
		{name: "a status we do not know, and no holder, is nothing to conclude from", ours: in("available"), theirs: odd, drift: true},
		{name: "Teams' own trouble takes the number from nobody", ours: in("assigned"), theirs: &inventory.Assignment{Status: "internalError"}, holder: fine, drift: true},
		{name: "held for a request and given to the very person in Teams", ours: in("held"), theirs: with("adele"), want: inventory.Adopt},
		{name: "an unknown outcome that a read makes known", ours: in("unknown"), theirs: with("adele"), want: inventory.Confirm},
		{name: "an unknown outcome that somebody else profits from", ours: in("unknown"), theirs: with("joni"), want: inventory.Clash},
		{name: "missed once and shown again, with a disabled holder", ours: func() inventory.Number { n := parked("disabled", time.Time{}); n.Missed = now; return n }(), theirs: with("adele"), holder: disabled},
		{name: "given in the admin center", ours: in("available"), theirs: with("joni"), want: inventory.Adopt},
		{name: "a queue's number is adopted as a service", ours: in("available"), theirs: service, want: inventory.Adopt},
		{name: "a resting number taken in Teams is his again", ours: in("resting"), theirs: with("adele"), want: inventory.Adopt},
		{name: "held for a request, taken by somebody in Teams", ours: in("held"), theirs: with("joni"), want: inventory.Clash},
		{name: "held and not in Teams is as it should be", ours: in("held"), quiet: true},
		{name: "in the middle of an assignment nothing is concluded", ours: in("assigning"), theirs: with("joni"), quiet: true},
		{name: "an unknown outcome that Teams does not show", ours: in("unknown"), quiet: true},
		{name: "in the middle of a release nothing is concluded", ours: in("releasing"), quiet: true},
		{name: "blocked but in use", ours: in("blocked"), theirs: with("joni"), drift: true},
		{name: "not shown once is no proof", ours: in("assigned"), theirs: nil},
		{name: "not shown twice is", ours: missed, theirs: free, want: inventory.Rest},
		{name: "shown again after a miss", ours: missed, theirs: with("adele"), holder: fine},
		{name: "moved to somebody else in Teams", ours: in("assigned"), theirs: with("joni"), want: inventory.Move},
		{name: "the licence is gone: grace begins", ours: in("assigned"), theirs: with("adele"), holder: unlicensed, want: inventory.Park},
		{name: "within the grace", ours: parked("unlicensed", now.Add(time.Minute)), theirs: with("adele"), holder: unlicensed, quiet: true},
		{name: "the grace is over", ours: parked("unlicensed", now), theirs: with("adele"), holder: unlicensed, want: inventory.Release},
		{name: "the licence is back within the grace", ours: parked("unlicensed", now.Add(time.Minute)), theirs: with("adele"), holder: fine, want: inventory.Unpark},
		{name: "an unpaid subscription takes nothing away", ours: in("assigned"), theirs: with("adele"), holder: unpaid, quiet: true},
		{name: "disabled keeps his", ours: in("assigned"), theirs: with("adele"), holder: disabled, want: inventory.Park},
		{name: "disabled for a year still keeps his", ours: parked("disabled", time.Time{}), theirs: with("adele"), holder: disabled, quiet: true},
		{name: "disabled and delicensed is a leaver", ours: parked("disabled", time.Time{}), theirs: with("adele"), holder: leaver, want: inventory.Park},
		{name: "enabled again", ours: parked("disabled", time.Time{}), theirs: with("adele"), holder: fine, want: inventory.Unpark},
		{name: "soft-deleted is parked, licence or not", ours: in("assigned"), theirs: with("adele"), holder: deleted, want: inventory.Park},
		{name: "restored", ours: parked("deleted", time.Time{}), theirs: with("adele"), holder: fine, want: inventory.Unpark},
		{name: "gone for good", ours: parked("deleted", time.Time{}), theirs: with("adele"), holder: gone, want: inventory.Release},
		{name: "synchronized from Active Directory cannot be released", ours: parked("deleted", time.Time{}), theirs: onPremises, holder: gone, drift: true},
		{name: "a resource account that Teams shows as a person is disabled by design", ours: in("assigned"), theirs: with("adele"), holder: &inventory.Holder{Account: person.Active, Licence: person.Unlicensed, Service: true}, quiet: true},
		{name: "what was given to a service stays one's, whatever Teams calls it later", ours: func() inventory.Number { n := in("assigned"); n.Service = true; return n }(), theirs: with("adele"), holder: gone, quiet: true},
		{name: "a service knows no licence", ours: func() inventory.Number { n := in("assigned"); n.Holder = "queue"; return n }(), theirs: service, holder: unlicensed, quiet: true},
		{name: "calling is on", ours: in("assigned"), theirs: with("adele"), holder: &calling, quiet: true},
		{name: "calling is switched off, which only a person can settle", ours: in("assigned"), theirs: with("adele"), holder: &silent, drift: true},
		{name: "calling is still off, which is reported each run", ours: mute, theirs: with("adele"), holder: &silent, drift: true},
		{name: "calling was off, and nobody looked again", ours: mute, theirs: with("adele"), holder: fine, drift: true},
		{name: "calling is on again", ours: mute, theirs: with("adele"), holder: &calling},
		{name: "calling comes a while after the number", ours: fresh, theirs: with("adele"), holder: &silent, quiet: true},
		{name: "a private line beside the number switches nothing on", ours: in("assigned"), theirs: line, holder: &silent, quiet: true},
		{name: "calling of a number from Active Directory is switched there", ours: in("assigned"), theirs: onPremises, holder: &silent, quiet: true},
		{name: "who lost the licence is not told of calling", ours: in("assigned"), theirs: with("adele"), holder: func() *inventory.Holder { h := *unlicensed; h.Voice = new(false); return &h }(), want: inventory.Park},
		{name: "a refused release that happened after all", ours: in("releaseRefused"), theirs: free, want: inventory.Rest},
		{name: "a refused release is reported each run", ours: in("releaseRefused"), theirs: with("adele"), drift: true},
		{name: "a conflict that dissolved", ours: in("conflict"), theirs: free, want: inventory.Rest},
	} {
		t.Run(c.name, func(t *testing.T) {
			got, changed := inventory.Compare(c.ours, c.theirs, c.holder, now, grace)
			if changed == c.quiet || got.On != c.want || got.Drift != c.drift {
				t.Fatalf("got %+v (changed %v), want event %q, drift %v, quiet %v", got, changed, c.want, c.drift, c.quiet)
			}
			if changed && got.Why.IsZero() {
				t.Error("the change has no reason")
			}
			if got.On != "" {
				if _, err := c.ours.Apply(got.On, now); err != nil {
					t.Errorf("the change cannot be applied: %v", err)
				}
			}
		})
	}
}

// Applying a plan leaves nothing to plan, as long as Teams stays as it is.
func TestCompareTwiceIsQuiet(t *testing.T) {
	states := inventory.Lifecycle.States()
	rapid.Check(t, func(t *rapid.T) {
		n := inventory.Number{Phone: "+41446681000", State: rapid.SampledFrom(states).Draw(t, "state"), Holder: "adele"}
		if rapid.Bool().Draw(t, "mute") {
			n.Mute = now
		}
		if n.State == inventory.Parked {
			n.Parked = rapid.SampledFrom([]inventory.ParkReason{"deleted", "unlicensed", "disabled"}).Draw(t, "parked")
			n.Until = now.Add(time.Duration(rapid.IntRange(-1, 1).Draw(t, "until")) * time.Hour)
		}
		var theirs *inventory.Assignment
		if rapid.Bool().Draw(t, "listed") {
			theirs = &inventory.Assignment{
				Status: rapid.SampledFrom([]string{"unassigned", "userAssigned"}).Draw(t, "status"),
				Target: rapid.SampledFrom([]person.ID{"adele", "joni"}).Draw(t, "target"),
			}
			if theirs.Status == "unassigned" {
				theirs.Target = ""
			}
		}
		holder := &inventory.Holder{
			Account: rapid.SampledFrom([]person.Account{person.Active, person.SoftDeleted, person.Gone}).Draw(t, "account"),
			Enabled: rapid.Bool().Draw(t, "enabled"),
			Licence: rapid.SampledFrom([]person.Licence{person.Licensed, person.Unlicensed, person.Suspended}).Draw(t, "licence"),
			Voice:   rapid.SampledFrom([]*bool{nil, new(false), new(true)}).Draw(t, "voice"),
		}
		for range 4 {
			change, changed := inventory.Compare(n, theirs, holder, now, 24*time.Hour)
			if !changed || change.Drift || change.On == inventory.Release {
				return // quiet, a person's business, or handed to an effect
			}
			if change.On == "" {
				n.Missed, n.Mute = change.Missed, change.Mute
				continue
			}
			next, err := n.Apply(change.On, now)
			if err != nil {
				t.Fatalf("%s: %v", change.Why, err)
			}
			if change.On == inventory.Adopt || change.On == inventory.Move {
				next.Holder, next.Service = change.Holder, change.Service
			}
			next.Parked, next.Until = change.Parked, change.Until
			n = next
		}
		t.Fatalf("still changing after four runs: %+v", n)
	})
}

func TestBrake(t *testing.T) {
	takes := func(n int) []inventory.Change {
		changes := make([]inventory.Change, n, n+1)
		for i := range changes {
			changes[i].On, changes[i].Takes = inventory.Release, true
		}
		return append(changes, inventory.Change{On: inventory.Adopt})
	}
	for _, c := range []struct {
		name         string
		takes, inUse int
		stop         bool
	}{
		{"one of four may go in a small company", 1, 4, false},
		{"two of four is suspicious", 2, 4, true},
		{"five of a hundred are five percent", 5, 100, false},
		{"six of a hundred are more", 6, 100, true},
		{"twenty of ten thousand", 20, 10_000, false},
		{"twenty-one is over the count", 21, 10_000, true},
	} {
		t.Run(c.name, func(t *testing.T) {
			if why, stop := inventory.Brake(takes(c.takes), c.inUse, 20, 5); stop != c.stop || stop != (!why.IsZero()) {
				t.Errorf("got %v %q, want %v", stop, why, c.stop)
			}
		})
	}
}

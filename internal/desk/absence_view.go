package desk

import (
	"slices"
	"time"

	"github.com/numberdesk/numberdesk/internal/person"
	"github.com/numberdesk/numberdesk/internal/request"
	"github.com/numberdesk/numberdesk/internal/say"
	"github.com/numberdesk/numberdesk/internal/store"
)

// nameAndAbsence is what somebody is called whom a request waits for, and until when he is away.
func nameAndAbsence(tx store.Tx, id person.ID, now time.Time) say.Sentence {
	name := nameOf(tx, id)
	m, _, err := store.Mailbox(tx, id)
	if err != nil {
		return name
	}
	switch absence, away := m.AwayAt(now); {
	case !away:
		return name
	case absence.Until.IsZero():
		return say.Text("%s (away)", name)
	default:
		return say.Text("%s (away until %s)", name, say.Date(absence.Until))
	}
}

// suggestsDelegate says to an approver who is away, and for whom nobody stands in, how somebody can. The day in the words to
// type is his last one, where his clock hangs.
func suggestsDelegate(tx store.Tx, r request.Request, viewer person.ID, now time.Time) say.Sentence {
	if !slices.Contains(r.Undecided(), viewer) {
		return say.Sentence{}
	}
	m, _, err := store.Mailbox(tx, viewer)
	if err != nil {
		return say.Sentence{}
	}
	g, named, err := store.Delegation(tx, viewer)
	absence, away := m.AwayAt(now)
	if err != nil || !away || named && g.Until.After(now) {
		return say.Sentence{}
	}
	zone, err := time.LoadLocation(m.Zone)
	if err != nil {
		zone = time.UTC
	}
	day := absence.LastDay(zone)
	if absence.Until.IsZero() || !request.CanBeAway(now, day) {
		return say.Text("Your mailbox says that you are away. If somebody is to decide for you, type: delegate to megan@contoso.com until Friday because I am away")
	}
	return say.Text("Your mailbox says that you are away until %s. If somebody is to decide for you, type: delegate to megan@contoso.com until %s because I am away",
		say.Date(absence.Until), day.Format(time.DateOnly))
}

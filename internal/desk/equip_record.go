package desk

import (
	"slices"

	"github.com/numberdesk/numberdesk/internal/card"
	"github.com/numberdesk/numberdesk/internal/request"
	"github.com/numberdesk/numberdesk/internal/say"
	"github.com/numberdesk/numberdesk/internal/store"
)

// setUp records how far it is with what goes with a number: each policy that is done, or open for a new reason, gets its
// entry in the audit, cards show it, and the admins are told of what is open and of what is left to them.
func (w *work) setUp(id request.ID, change func(*request.Setup)) error {
	r, err := store.Request(w.tx, id)
	if err != nil {
		return err
	}
	if r.Setup == nil {
		r.Setup = &request.Setup{}
	}
	before := r
	after := *r.Setup
	after.Policies = slices.Clone(after.Policies)
	change(&after)
	r.Setup = &after
	if err := store.PutRequest(w.tx, r); err != nil {
		return err
	}
	changed := before.Unfinished() != r.Unfinished() || before.Setup.Voice != after.Voice && (before.Setup.Voice != "" || after.Voice == request.VoiceOff)
	for i, p := range after.Policies {
		was := before.Setup.Policies[i]
		what, cause := "", ""
		switch {
		case was.Done.IsZero() && !p.Done.IsZero() && p.Unread:
			what, cause = "policy.granted", "Teams took it; to read it back is not permitted"
		case was.Done.IsZero() && !p.Done.IsZero():
			what, cause = "policy.granted", "a fresh read shows it"
		case !p.Why.IsZero() && p.Why.String() != was.Why.String():
			what, cause = "policy.open", p.Why.String()
		default:
			continue
		}
		changed = true
		err := store.Record(w.tx, store.Entry{
			Actor: w.by, What: what, Request: r.ID, Number: r.Number, Person: r.For, Cause: cause, Detail: map[string]string{"type": p.Type, "name": p.Name},
		}, nil, w.now)
		if err != nil {
			return err
		}
	}
	if before.Setup.Seen.IsZero() && len(after.Left) > 0 {
		if err := w.tellAdmins(leftSubject + string(r.ID)); err != nil {
			return err
		}
	}
	switch {
	case !changed:
		return nil
	case r.Unfinished() && !before.Unfinished():
		if err := w.tellAdmins(string(r.ID)); err != nil {
			return err
		}
	}
	if err := w.ask(&r, request.UpdateCards); err != nil {
		return err
	}
	return w.updateStuck(string(r.ID))
}

// retryOpen tries what is open of a delivered request at once.
func (w *work) retryOpen(r request.Request) (Answer, error) {
	if err := w.owePolicies(r, effectEquip, w.now); err != nil {
		return Answer{}, err
	}
	return Answer{Title: say.Text("Trying again"), Tone: card.Accent, JSON: listingOf(r), Lines: []say.Sentence{say.Text("What is open of request %s is tried again.", r.ID)},
		Next: say.Text("Type why %s to see how it goes.", r.ID)}, nil
}

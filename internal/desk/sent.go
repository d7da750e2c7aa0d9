package desk

import (
	"errors"

	"github.com/numberdesk/numberdesk/internal/inventory"
	"github.com/numberdesk/numberdesk/internal/person"
	"github.com/numberdesk/numberdesk/internal/phone"
	"github.com/numberdesk/numberdesk/internal/request"
	"github.com/numberdesk/numberdesk/internal/store"
)

// A delivery can be canceled until Teams is asked to carry it out, and again when it is certain that nothing came of that: for
// days, where the desk's app lacks a right. Which of the two comes first, the cancellation or the asking, is settled by the
// order of their transactions: the one that notes that Teams is about to be asked fails once the request is canceled.

// errMovedOn keeps an errand from acting for what is not wanted any more. When it is performed again, it ends.
var errMovedOn = errors.New("what it was for has moved on")

// sends notes that Teams is about to be asked to give a request's number.
func (w *work) sends(id request.ID) error {
	r, err := store.Request(w.tx, id)
	switch {
	case err != nil:
		return err
	case r.State != request.Delivering:
		return errMovedOn
	}
	r.Sent = true
	return store.PutRequest(w.tx, r)
}

// noteSent notes whether anything may come of it. Who gave up his old number for it has no way back by then.
func (w *work) noteSent(id request.ID, p progress) error {
	r, err := store.Request(w.tx, id)
	sent := p.sent() || r.Old != ""
	if err != nil || r.State != request.Delivering || r.Sent == sent {
		return err
	}
	r.Sent = sent
	return store.PutRequest(w.tx, r)
}

// takes is [work.sends] of a number that is about to be taken from its holder, for a change or for itself.
func (w *work) takes(number phone.Number, from person.ID) error {
	n, err := store.Number(w.tx, number)
	switch {
	case err != nil:
		return err
	case n.State != inventory.Releasing || n.Holder != from:
		return errMovedOn
	}
	r, part, err := changing(w.tx, n)
	if err != nil || !part {
		return err
	}
	r.Sent = true
	return store.PutRequest(w.tx, r)
}

// noteTaken is [work.noteSent] of a number that is being taken for a change.
func (w *work) noteTaken(number phone.Number, p progress) error {
	n, err := store.Number(w.tx, number)
	if err != nil {
		return err
	}
	r, part, err := changing(w.tx, n)
	if err != nil || !part || r.Sent == p.sent() {
		return err
	}
	r.Sent = p.sent()
	return store.PutRequest(w.tx, r)
}

// gaveUp reports whether somebody has given up his old number for a change already, or may have: there is no way back then
// but the one that a failure takes.
func gaveUp(tx store.Tx, r request.Request) (bool, error) {
	old, known, err := store.Known(tx, r.Old)
	return known && old.Request == string(r.ID) && (old.State == inventory.Held || old.State == inventory.Unknown), err
}

// leavesOld lets somebody keep the number that a canceled change was about to take from him.
func (w *work) leavesOld(r *request.Request) error {
	old, known, err := store.Known(w.tx, r.Old)
	if err != nil || !known || old.State != inventory.Releasing || old.Holder != r.For {
		return err
	}
	_, err = w.moveNumber(old, inventory.Confirm, "request "+string(r.ID)+" ended", nil)
	return err
}

// sent reports whether an act of this errand may be under way.
func (p progress) sent() bool {
	return !p.Acted.IsZero() || p.Operation != "" || p.Acts > 0 || p.UnderWay
}

package desk

import (
	"context"
	"time"

	"github.com/numberdesk/numberdesk/internal/inventory"
	"github.com/numberdesk/numberdesk/internal/person"
	"github.com/numberdesk/numberdesk/internal/problem"
	"github.com/numberdesk/numberdesk/internal/request"
	"github.com/numberdesk/numberdesk/internal/say"
	"github.com/numberdesk/numberdesk/internal/store"
)

// hearEach is how often the schedule looks for whom calling is switched on: it takes a read of everybody besides, and
// changes by hand alone.
const hearEach = 24 * time.Hour

// hear looks for whom of the holders calling is switched on: each time somebody asks how things are, else once a day. That it
// cannot be read is said, and keeps nothing else from being settled.
func (d *Desk) hear(ctx context.Context, by store.Actor, plan *Plan, holders map[person.ID]*inventory.Holder) error {
	if len(holders) == 0 || d.voiceShut.is("", plan.Read) {
		return nil
	}
	if by.Kind == store.ByRule {
		var last time.Time
		err := d.db.View(ctx, func(tx store.Tx) (err error) {
			last, err = store.Heard(tx)
			return err
		})
		if err != nil || plan.Read.Sub(last) < hearEach {
			return err
		}
	}
	err := d.tel.Voices(ctx, func(page map[person.ID]bool) error {
		for id, on := range page {
			if holder := holders[id]; holder != nil {
				holder.Voice = &on
			}
		}
		return nil
	})
	if err == nil || ctx.Err() != nil {
		plan.heard = err == nil
		return ctx.Err()
	}
	d.log.Warn("enterprise voice not read", problem.Cause(err))
	for _, holder := range holders { // half an answer says nothing
		if holder != nil {
			holder.Voice = nil
		}
	}
	if problem.KindOf(err) == problem.Forbidden { // a permission the desk can do without
		d.voiceShut.close("", plan.Read)
		return nil
	}
	plan.Said = append(plan.Said, say.Text("For whom calling is switched on could not be read: %s", problem.Say(err)))
	return nil
}

// mute writes down since when Teams shows calling switched off for the holder of a number, zero for not, and shows it to
// the admins, unless they see it on the card of the request that brought the number.
func (w *work) mute(n inventory.Number, since time.Time) error {
	before := n.Mute
	n.Mute = since
	if err := store.PutNumber(w.tx, n, w.now); err != nil || before.IsZero() == since.IsZero() {
		return err
	}
	what := "voice.on"
	if !since.IsZero() {
		what = "voice.off"
	}
	err := store.Record(w.tx, store.Entry{Actor: w.by, What: what, Number: n.Phone, Person: n.Holder, Cause: "a complete read of Teams shows it"}, nil, w.now)
	if err != nil {
		return err
	}
	if since.IsZero() {
		return w.updateStuck(string(n.Phone))
	}
	r, err := store.Request(w.tx, request.ID(n.Request))
	if err == nil && r.State == request.Delivered && r.Setup != nil && r.Setup.Voice == request.VoiceOff {
		return nil
	}
	return w.tellAdmins(string(n.Phone))
}

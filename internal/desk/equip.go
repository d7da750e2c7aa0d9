package desk

import (
	"context"
	"encoding/json"
	"time"

	"github.com/numberdesk/numberdesk/internal/inventory"
	"github.com/numberdesk/numberdesk/internal/problem"
	"github.com/numberdesk/numberdesk/internal/request"
	"github.com/numberdesk/numberdesk/internal/store"
)

// equipping is what the giving of what goes with a number remembers between its steps, in the outbox.
type equipping struct {
	// Looks counts the steps since something was granted, for the pace; Tries how often something stayed open.
	Looks int `json:"looks,omitempty"`
	Tries int `json:"tries,omitempty"`
	// At is when it is tried again, of what stayed open. An admin may have it tried before; what was owed then is owed no more.
	At time.Time `json:"at,omitzero"`
}

// owePolicies owes somebody what goes with the number of his request, now or at a time. It has lanes of its own: what
// stays open keeps neither the number from being taken back, nor another request from being delivered, nor an admin from
// trying at once.
func (w *work) owePolicies(r request.Request, kind string, at time.Time, progress ...equipping) error {
	e := store.Effect{Lane: telephonyPrefix + "policies/" + string(r.ID) + "/" + kind, Kind: kind, Subject: string(r.ID), Person: r.For, NotBefore: at}
	for _, p := range progress {
		raw, err := json.Marshal(p)
		if err != nil {
			return err
		}
		e.Progress = raw
	}
	return w.enqueue(e)
}

// equip gives somebody what goes with his number: it looks what he has, grants what is missing, and calls it done only
// when a fresh read shows it. What cannot be granted stays open with its reason, and is tried again until it is done or
// the number has left him.
//
// A grant may be repeated without harm, so that after a crash or a lost answer it simply goes on at the look.
func (d *Desk) equip(ctx context.Context, e store.Effect) (performed, error) {
	var p equipping
	if err := recollect(e, &p); err != nil {
		return ended, err
	}
	r, his, err := d.equipped(ctx, request.ID(e.Subject))
	switch {
	case err != nil:
		return ended, err
	case e.Kind == effectEquipLater && r.Setup != nil && !r.Setup.Again.Equal(p.At):
		return d.end(ctx, e, rule, nil) // it was tried meanwhile
	case r.Setup == nil:
		return d.lookForVoice(ctx, e, r, his, p)
	case r.Setup.Over || len(r.Setup.Open()) == 0 && r.Setup.Voice == request.VoiceOn:
		return d.end(ctx, e, rule, nil)
	case !his:
		return d.end(ctx, e, rule, func(w *work) error {
			return w.setUp(r.ID, func(s *request.Setup) { s.Over = true })
		})
	case d.o.Observe:
		return d.again(ctx, e, r, p, 0, nil)
	}
	if r.Setup.Seen.IsZero() {
		if r.Setup.Left, err = d.leftToPeople(ctx, r); err != nil {
			return ended, err
		}
		r.Setup.Seen = time.Now().UTC()
	}
	s, wait, after, err := d.equipNow(ctx, e, r)
	if err != nil {
		return ended, err
	}
	d.o.Point("equipped")
	record := func(w *work) error {
		return w.setUp(r.ID, func(now *request.Setup) { *now = s })
	}
	r.Setup = &s
	switch {
	case r.Unfinished(): // what is on its way beside it is seen then, too
		return d.again(ctx, e, r, p, after, record)
	case wait:
		p.Looks++
		return d.park(ctx, e, p, pace(p.Looks), record)
	}
	return d.end(ctx, e, rule, record)
}

// lookForVoice looks whether calling was switched on with a number that nothing else goes with, where that may be read.
func (d *Desk) lookForVoice(ctx context.Context, e store.Effect, r request.Request, his bool, p equipping) (performed, error) {
	now := time.Now()
	if !his || d.o.Observe || d.voiceShut.is("", now) {
		return d.end(ctx, e, rule, nil)
	}
	seen, err := d.tel.Configuration(ctx, r.For)
	if problem.KindOf(err) == problem.Forbidden {
		d.voiceShut.close("", now)
	}
	switch {
	case problem.KindOf(err) == problem.Busy && e.Failed[problem.Busy] < maxBusy:
		return ended, err
	case err != nil || seen.EnterpriseVoice: // where it cannot be read, Teams' word on the number stands
		return d.end(ctx, e, rule, nil)
	case now.Sub(r.Moved) < sightLimit:
		p.Looks++
		return d.park(ctx, e, p, pace(p.Looks), nil)
	}
	return d.again(ctx, e, r, p, 0, func(w *work) error {
		return w.setUp(r.ID, func(s *request.Setup) { s.Voice = request.VoiceOff })
	})
}

// equipped is a request as it stands, and whether its number is still with its person, and not anew by a later request.
func (d *Desk) equipped(ctx context.Context, id request.ID) (r request.Request, his bool, err error) {
	err = d.db.View(ctx, func(tx store.Tx) error {
		if r, err = store.Request(tx, id); err != nil {
			return err
		}
		n, err := store.Number(tx, r.Number)
		if problem.KindOf(err) == problem.NotFound {
			return nil
		}
		his = r.State == request.Delivered && n.Holder == r.For && (n.State == inventory.Assigned || n.State == inventory.Parked)
		if err != nil || !his || n.Request == "" || n.Request == string(r.ID) {
			return err
		}
		later, err := store.Request(tx, request.ID(n.Request))
		his = later.State != request.Delivered || later.Number != n.Phone // a change that put it back leaves it with who had it
		return err
	})
	return r, his, err
}

// again owes another try of what stays open, later each time: a minute, doubled up to an hour, and not before Microsoft
// wants it.
func (d *Desk) again(ctx context.Context, e store.Effect, r request.Request, p equipping, after time.Duration, record func(*work) error) (performed, error) {
	wait := max(min(time.Minute<<min(p.Tries, 6), time.Hour), after)
	p = equipping{Tries: p.Tries + 1}
	return d.end(ctx, e, rule, func(w *work) error {
		if record != nil {
			if err := record(w); err != nil {
				return err
			}
		}
		at := w.now.Add(wait)
		p.At = at
		if err := w.setUp(r.ID, func(s *request.Setup) { s.Again = at }); err != nil {
			return err
		}
		return w.owePolicies(r, effectEquipLater, at, p)
	})
}

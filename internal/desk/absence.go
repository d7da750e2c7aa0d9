package desk

import (
	"context"
	"encoding/json"
	"time"

	"github.com/numberdesk/numberdesk/internal/person"
	"github.com/numberdesk/numberdesk/internal/request"
	"github.com/numberdesk/numberdesk/internal/store"
)

// Whoever is away is asked all the same: many decide from their phone, and a mailbox that answers by itself does not say
// that they do not. But everybody sees it, he is told how somebody else decides for him, and at the first reminder the next
// in the chain are asked besides him, instead of at the end of the time that is for people who are there.

// attend owes a look at when those are there who decide in the present stage. Its timers are wound up after it, because
// they count the working time of these people.
func (w *work) attend(r *request.Request) error { return w.look(effectAttend, r) }

// lookWhoIsAway owes a look at whether too many of them are away.
func (w *work) lookWhoIsAway(r *request.Request) error {
	if w.o.EscalateAfter <= 0 {
		return nil
	}
	return w.look(effectAway, r)
}

func (w *work) look(kind string, r *request.Request) error {
	raw, err := json.Marshal(waited{Stage: r.Stage})
	if err != nil {
		return err
	}
	return w.enqueue(store.Effect{Lane: kind + "/" + string(r.ID), Kind: kind, Subject: string(r.ID), Progress: raw})
}

// attendTo reads when those are there who decide on a request, says so on its cards, and winds up its timers.
func (d *Desk) attendTo(ctx context.Context, e store.Effect) (performed, error) {
	r, rings, read, err := d.stageMailboxes(ctx, e, mailboxKept)
	if err != nil {
		return ended, err
	}
	return d.end(ctx, e, rule, func(w *work) error {
		r, err := w.keepMailboxes(r.ID, read)
		if err != nil || rings.over(r, w.now) {
			return err
		}
		if err := w.watchStage(&r); err != nil {
			return err
		}
		return store.PutRequest(w.tx, r)
	})
}

// escalateAway asks the next in the chain at once, when too few are there of those who have not decided. What their
// mailboxes said is old by now, so they are asked again.
func (d *Desk) escalateAway(ctx context.Context, e store.Effect) (performed, error) {
	r, rings, read, err := d.stageMailboxes(ctx, e, 0)
	if err != nil {
		return ended, err
	}
	var away []person.ID
	err = d.db.View(ctx, func(tx store.Tx) (err error) {
		away, err = awayFrom(tx, r, read)
		return err
	})
	var f found
	if err == nil && r.ShortWithout(away) && !rings.over(r, time.Now()) {
		f, err = d.nextInChain(ctx, r, inHaste(e))
	}
	if err != nil {
		return ended, err
	}
	seen := len(r.Routed)
	return d.end(ctx, e, rule, func(w *work) error {
		r, err := w.keepMailboxes(r.ID, read)
		if err != nil || rings.over(r, w.now) || !r.ShortWithout(away) || len(f.Approvers) == 0 || len(r.Routed) != seen {
			return err // enough are there, all are asked who could decide, or others were at this moment
		}
		return w.askNext(r.ID, f, "request.away", "their mailboxes say so", func(r request.Request) request.Request { return r.Leave(away, w.now) })
	})
}

// awayFrom are those who have not decided on a request and are away, by what was just read and by what was known.
func awayFrom(tx store.Tx, r request.Request, read map[person.ID]person.Mailbox) ([]person.ID, error) {
	var ids []person.ID
	for _, id := range r.Undecided() {
		m, fresh := read[id]
		if !fresh {
			var err error
			if m, _, err = store.Mailbox(tx, id); err != nil {
				return nil, err
			}
		}
		if _, away := m.AwayAt(time.Now()); away {
			ids = append(ids, id)
		}
	}
	return ids, nil
}

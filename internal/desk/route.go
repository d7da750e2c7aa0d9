package desk

import (
	"context"

	"github.com/numberdesk/numberdesk/internal/person"
	"github.com/numberdesk/numberdesk/internal/problem"
	"github.com/numberdesk/numberdesk/internal/request"
	"github.com/numberdesk/numberdesk/internal/say"
	"github.com/numberdesk/numberdesk/internal/store"
)

// route looks for those who decide on a request in its present stage, or for others in place of those who cannot be
// asked, and asks them.
func (d *Desk) route(ctx context.Context, e store.Effect) (performed, error) {
	var r request.Request
	err := d.db.View(ctx, func(tx store.Tx) (err error) {
		r, err = store.Request(tx, request.ID(e.Subject))
		return err
	})
	if err != nil {
		return ended, err
	}
	if r.State != request.PendingApproval {
		return d.end(ctx, e, rule, nil)
	}
	p, about, err := d.asker(ctx, r)
	if problem.KindOf(err) == problem.NotFound {
		return d.end(ctx, e, rule, nil) // nobody needs the number any more; reconcile and the expiry see to the rest
	}
	if err != nil {
		return d.keepsSearching(ctx, e, r.ID, err)
	}
	f, err := d.approvers(ctx, r, p, about, inHaste(e))
	if err != nil {
		return d.keepsSearching(ctx, e, r.ID, err)
	}
	stage, seen := r.Stage, len(r.Routed)
	return d.end(ctx, e, rule, func(w *work) error {
		if err := w.endUnfit(f.unfit); err != nil {
			return err
		}
		r, err := store.Request(w.tx, r.ID)
		if err != nil || r.State != request.PendingApproval || r.Stage != stage || len(r.Routed) != seen {
			return err // decided, or looked for again, meanwhile
		}
		if err := w.remember(f.people...); err != nil {
			return err
		}
		return w.putTo(r, f.Search)
	})
}

// asker is whom a request is for as the directory has him now, and what the policy's rules may ask of the two. A list is
// decided as if who asks for all of them asked for himself.
func (d *Desk) asker(ctx context.Context, r request.Request) (p *person.Person, about request.About, err error) {
	whom := r.For
	if r.Several() {
		whom = r.By
	}
	if p, err = d.person(ctx, whom); err != nil {
		return nil, about, err
	}
	err = d.db.View(ctx, func(tx store.Tx) (err error) {
		about, err = aboutOf(tx, p, r.Number)
		return err
	})
	return p, about, err
}

// lookForApprovers owes a request those who decide on it.
func (w *work) lookForApprovers(id request.ID) error {
	return w.enqueue(store.Effect{Lane: "route/" + string(id), Kind: effectRoute, Subject: string(id)})
}

// putTo puts a request to those a search found.
func (w *work) putTo(r request.Request, s request.Search) error {
	r = r.Put(s, w.now)
	r.Revision++
	if err := store.PutRequest(w.tx, r); err != nil {
		return err
	}
	err := store.Record(w.tx, store.Entry{
		Actor: w.by, What: "request.route", Request: r.ID, Person: r.For, Cause: routeCause(s),
	}, nil, w.now)
	if err != nil {
		return err
	}
	if err := w.updateStuck(string(r.ID)); err != nil {
		return err
	}
	if r.Nobody() {
		if err := w.ask(&r, request.UpdateCards); err != nil {
			return err
		}
		return w.nobodyDecides(r)
	}
	for _, effect := range []request.Effect{request.AskApprovers, request.UpdateCards} {
		if err := w.ask(&r, effect); err != nil {
			return err
		}
	}
	return nil
}

// routeCause tells the audit whom a search passed over and whom it found, without names.
func routeCause(s request.Search) string {
	var told []say.Sentence
	for _, h := range s.Hops {
		if h.Asked {
			told = append(told, say.Text("%s: asked", h.Source.Words()))
		} else {
			told = append(told, say.Text("%s: %s", h.Source.Words(), h.Why))
		}
	}
	return say.List("; ", told...).String()
}

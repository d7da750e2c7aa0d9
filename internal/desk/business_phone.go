package desk

import (
	"context"
	"slices"
	"strings"

	"github.com/numberdesk/numberdesk/internal/problem"
	"github.com/numberdesk/numberdesk/internal/request"
	"github.com/numberdesk/numberdesk/internal/store"
)

// phoning is what the writing of a business phone remembers: what stood there when it began.
type phoning struct {
	Before string `json:"before"`
}

// writePhone writes a delivered number as its person's business phone in the directory, where the company wants it. What
// stood there is kept in the audit, and so is why it was not written: of accounts that are kept on premises it cannot be.
// It may be repeated, because it looks first.
func (d *Desk) writePhone(ctx context.Context, e store.Effect) (performed, error) {
	r, his, err := d.equipped(ctx, request.ID(e.Subject))
	if err != nil || !his || d.o.Observe {
		return d.unless(ctx, e, err)
	}
	p, err := d.dir.Person(ctx, r.For)
	if problem.KindOf(err) == problem.NotFound {
		return d.end(ctx, e, rule, nil) // reconcile sees to people who are gone
	}
	if err != nil {
		return ended, err
	}
	var begun *phoning
	if err := recollect(e, &begun); err != nil {
		return ended, err
	}
	before, there := strings.Join(p.BusinessPhones, ", "), slices.Equal(p.BusinessPhones, []string{string(r.Number)})
	switch {
	case there && begun != nil: // a crash or a lost answer came between the write and its entry
		return d.phoneWritten(ctx, e, r, "phone.written", "request "+string(r.ID), begun.Before)
	case there:
		return d.end(ctx, e, rule, nil)
	case p.Synced:
		return d.phoneWritten(ctx, e, r, "phone.kept", "the account is kept in the company's own Active Directory: change the business phone there", before)
	}
	if begun == nil {
		if _, err := d.park(ctx, e, phoning{before}, 0, nil); err != nil {
			return ended, err
		}
	} else {
		before = begun.Before
	}
	d.writing.Lock()
	err = d.dir.SetBusinessPhones(ctx, r.For, []string{string(r.Number)})
	d.writing.Unlock()
	d.o.Point("phone written")
	switch kind := problem.KindOf(err); {
	case err == nil:
		return d.phoneWritten(ctx, e, r, "phone.written", "request "+string(r.ID), before)
	case kind == problem.Busy, kind == problem.Unclear, kind == problem.Internal:
		return ended, err
	}
	return d.phoneWritten(ctx, e, r, "phone.kept", problem.Say(err).String(), before)
}

// unless ends an effect when there is nothing to do, and no trouble.
func (d *Desk) unless(ctx context.Context, e store.Effect, err error) (performed, error) {
	if err != nil {
		return ended, err
	}
	return d.end(ctx, e, rule, nil)
}

// phoneWritten keeps in the audit what became of the business phone, and what stood there before.
func (d *Desk) phoneWritten(ctx context.Context, e store.Effect, r request.Request, what, cause, before string) (performed, error) {
	return d.end(ctx, e, rule, func(w *work) error {
		return store.Record(w.tx, store.Entry{
			Actor: w.by, What: what, Request: r.ID, Number: r.Number, Person: r.For, Cause: cause,
		}, store.Personal{"before": before}, w.now)
	})
}

// owePhone owes the directory the number of a request that was delivered.
func (w *work) owePhone(r request.Request) error {
	if !w.o.WriteBusinessPhone {
		return nil
	}
	return w.enqueue(store.Effect{Lane: telephonyPrefix + "directory/" + string(r.ID), Kind: effectPhone, Subject: string(r.ID), Person: r.For})
}

package desk

import (
	"context"
	"time"

	"github.com/numberdesk/numberdesk/internal/card"
	"github.com/numberdesk/numberdesk/internal/person"
	"github.com/numberdesk/numberdesk/internal/problem"
	"github.com/numberdesk/numberdesk/internal/request"
	"github.com/numberdesk/numberdesk/internal/say"
	"github.com/numberdesk/numberdesk/internal/store"
)

// A delegate could decide when he was named. That was days or weeks ago, so the directory is asked again before anything is
// put to him: a card goes to nobody who has left the company or has become a guest of it.

// unfit is a delegation whose delegate cannot decide any more, and why.
type unfit struct {
	request.Delegation
	why say.Sentence
}

// lookAtDelegates looks at the delegates of those whom a search found, and passes over those who cannot decide.
func (d *Desk) lookAtDelegates(ctx context.Context, f *found) error {
	var active []request.Delegation
	err := d.db.View(ctx, func(tx store.Tx) error {
		active = nil
		for _, id := range f.Approvers {
			g, ok, err := store.Delegation(tx, id)
			if err != nil {
				return err
			}
			if ok && g.Until.After(time.Now()) {
				active = append(active, g)
			}
		}
		return nil
	})
	if err != nil {
		return err
	}
	for _, g := range active {
		var delegate *person.Person // nil is one whom the directory does not have
		read, err := d.dir.Person(ctx, g.To)
		switch {
		case err == nil:
			delegate = read
		case problem.KindOf(err) != problem.NotFound:
			return err
		}
		if why := request.Unable(delegate); !why.IsZero() {
			f.unfit = append(f.unfit, unfit{g, why})
			f.PassOver(g.To, why)
		}
	}
	return nil
}

// endUnfit ends delegations whose delegate cannot decide any more, and tells whoever named him. That it has ended is why he
// is told once.
func (w *work) endUnfit(all []unfit) error {
	by := w.by
	defer func() { w.by = by }()
	w.by = rule // nobody asked for it who happened to ask for a number
	for _, u := range all {
		g, ok, err := store.Delegation(w.tx, u.Of)
		if err != nil {
			return err
		}
		if !ok || g != u.Delegation {
			continue // ended, or another one took its place
		}
		if err := w.endDelegation(g, "the delegate "+u.why.String()); err != nil {
			return err
		}
		err = w.sayToPerson(g.Of, "", Answer{
			Title: say.Text("Nobody stands in for you any more"), Tone: card.Warning,
			Lines: []say.Sentence{say.Text("%s %s, and so cannot decide for you.", nameOf(w.tx, g.To), u.why), say.Text("What is open is with you.")},
			Next:  say.Text("Name somebody else: delegate to megan@contoso.com until Friday because I am on leave"),
		})
		if err != nil {
			return err
		}
	}
	return nil
}

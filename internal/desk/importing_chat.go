package desk

import (
	"context"
	"encoding/json"
	"errors"

	"github.com/numberdesk/numberdesk/internal/card"
	"github.com/numberdesk/numberdesk/internal/problem"
	"github.com/numberdesk/numberdesk/internal/say"
	"github.com/numberdesk/numberdesk/internal/store"
)

// importClick orders a plan to be done. Doing it may take longer than a click has, so what comes of it is said later; to
// click once more orders nothing more.
func importClick(d *Desk, ctx context.Context, c *Call) (Answer, error) {
	return d.planClick(ctx, c, func(w *work, p store.Plan) (Answer, error) {
		face := card.ImportData{Title: say.Text("Being imported"), File: say.Words(p.Name), Tone: card.Accent, Next: say.Text("I tell you here when it is done.")}
		switch {
		case !p.Applied.IsZero():
			face = card.ImportData{Title: say.Text("Imported already"), File: say.Words(p.Name), Tone: card.Good, Lines: []say.Sentence{say.Text("This plan was done on %s. It is done once.", say.Time(p.Applied))}}
			return Answer{Card: face}, errUnchanged
		case !p.Ordered.IsZero():
			return Answer{Card: face}, errUnchanged
		}
		if err := store.OrderPlan(w.tx, p, w.now); err != nil {
			return Answer{}, err
		}
		return Answer{Card: face}, w.oweAs(c.turn, effectImport, p.ID, spoken{Name: c.Who.Name, Where: c.turn.Reference()})
	})
}

// discardClick forgets a plan.
func discardClick(d *Desk, ctx context.Context, c *Call) (Answer, error) {
	return d.planClick(ctx, c, func(w *work, p store.Plan) (Answer, error) {
		if !p.Ordered.IsZero() || !p.Applied.IsZero() {
			return Answer{}, problem.New(problem.Conflict, "It is being imported already.")
		}
		return Answer{Card: card.ImportData{Title: say.Text("Not imported"), File: say.Words(p.Name), Next: say.Text("Nothing was changed. Drop a file here to import it.")}}, store.DropPlan(w.tx, p.ID)
	})
}

// planClick runs fn on the plan of the clicked card, for an admin.
func (d *Desk) planClick(ctx context.Context, c *Call, fn func(*work, store.Plan) (Answer, error)) (Answer, error) {
	admin, err := d.isAdmin(ctx, c.Who.ID)
	if err != nil {
		return Answer{}, err
	}
	if !admin {
		answer, err := d.refuseAccess(ctx, c, importCommand.Word)
		answer.Beside = true
		return answer, err
	}
	return d.change(ctx, c, func(w *work) (Answer, error) {
		p, err := store.PlanOf(w.tx, c.click.Text("plan"), w.now)
		if err != nil {
			return Answer{}, err
		}
		return fn(w, p)
	})
}

// importOrdered does an ordered plan and says what came of it, in one transaction: after a crash it is done once more, or
// was done and said.
func (d *Desk) importOrdered(ctx context.Context, e store.Effect) (performed, error) {
	var s spoken
	if err := json.Unmarshal(e.Progress, &s); err != nil {
		return ended, err
	}
	stop := d.typing(ctx, s.Where)
	defer stop()
	by := store.Actor{Kind: store.ByPerson, ID: string(e.Person)}
	result := ended
	opened, err := d.openPlan(ctx, e.Subject)
	if err == nil {
		result, err = d.end(ctx, e, by, func(w *work) error {
			answer, err := w.importPlan(ctx, opened)
			if err != nil && !errors.Is(err, errUnchanged) {
				return err
			}
			return w.sayTo(s.Where, answer)
		})
	}
	var p *problem.Error
	if !asProblem(err, &p) || p.Kind == problem.Internal {
		return result, err
	}
	d.logRefusal("import", err) // and what the transaction began is undone
	return d.end(ctx, e, by, func(w *work) error { return w.sayTo(s.Where, refusal(err)) })
}

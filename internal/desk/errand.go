package desk

import (
	"context"
	"encoding/json"
	"fmt"
	"time"

	"github.com/numberdesk/numberdesk/internal/inventory"
	"github.com/numberdesk/numberdesk/internal/phone"
	"github.com/numberdesk/numberdesk/internal/problem"
	"github.com/numberdesk/numberdesk/internal/store"
)

// errand is one change of one number in Teams, to be done once, whatever happens on the way:
//
//	look (is it so already?) → note that we are about to act → act → note the operation's address
//	→ ask the operation until it ends → look until it is so
//
// After a crash, a lost answer or an answer we do not understand, it goes on at look. It acts again only
// when a look shows the old state and the last act is so long ago that it would have shown by then.
type errand struct {
	number phone.Number
	// is reports whether Teams shows what we want.
	is func(*inventory.Assignment) bool
	// may reports why we must not act on what Teams shows; nil when we may.
	may func(context.Context, *inventory.Assignment) error
	// act starts the operation and returns its address.
	act func(context.Context) (string, error)
}

// progress is what an errand remembers between its steps, in the outbox.
type progress struct {
	// Acted is when the last act was begun; zero when none was, or it was certainly not done.
	Acted time.Time `json:"acted,omitzero"`
	// Operation is the address of the operation Teams started for it.
	Operation string `json:"operation,omitempty"`
	// Looks counts the steps since the act, for the pace.
	Looks int `json:"looks,omitempty"`
	// Acts counts how often it was acted: more than once only when nothing came of it for long.
	Acts int `json:"acts,omitempty"`
}

// verdict is how an errand stands after a step.
type verdict struct {
	// done: Teams shows what we want. Otherwise failed says why it will not, and else the errand goes on after wait.
	done   bool
	failed *problem.Error
	wait   time.Duration
	// doubt: whether it was done is not known.
	doubt bool
}

// maxActs is how often an errand acts without an answer before a person has to look.
const maxActs = 3

// sightLimit is how long an operation that succeeded, or one that never ends, is waited for.
const sightLimit = 15 * time.Minute

// step does the next thing of an errand. An error means the step could not be made; it can be made again.
func (d *Desk) step(ctx context.Context, e store.Effect, job errand) (progress, verdict, error) {
	var p progress
	if len(e.Progress) > 0 {
		if err := json.Unmarshal(e.Progress, &p); err != nil {
			return p, verdict{}, fmt.Errorf("progress of %s: %w", e.Kind, err)
		}
	}
	p.Looks++
	now := time.Now()
	if p.Operation != "" {
		v, over, err := d.askOperation(ctx, &p, now)
		if err != nil || !over {
			return p, v, err
		}
		if v.failed != nil {
			// Teams says it failed. Look all the same: what counts is what is so.
			seen, err := d.tel.Assignment(ctx, job.number)
			if err == nil && job.is(seen) {
				return p, verdict{done: true}, nil
			}
			return p, v, err
		}
	}

	seen, err := d.tel.Assignment(ctx, job.number)
	d.o.Point("looked")
	switch {
	case problem.KindOf(err) == problem.Forbidden:
		return p, verdict{failed: withdrawn(err)}, nil
	case err != nil:
		return p, verdict{}, err
	case job.is(seen):
		return p, verdict{done: true}, nil
	case seen.Pending() && now.Sub(e.Asked) < sightLimit:
		return p, verdict{wait: pace(p.Looks)}, nil
	case p.Operation != "" && now.Sub(p.Acted) < sightLimit:
		return p, verdict{wait: pace(p.Looks)}, nil // it succeeded and is not visible yet
	case p.Operation == "" && !p.Acted.IsZero() && now.Sub(p.Acted) < d.o.Settle:
		return p, verdict{wait: pace(p.Looks), doubt: true}, nil // our last act may still be under way
	case p.Operation != "":
		return p, verdict{failed: problem.New(problem.Unclear, "Teams said it was done, but does not show it.")}, nil
	}
	if err := job.may(ctx, seen); err != nil {
		var p2 *problem.Error
		if asProblem(err, &p2) && p2.Kind != problem.Busy && p2.Kind != problem.Unclear && p2.Kind != problem.Internal {
			return p, verdict{failed: p2}, nil
		}
		return p, verdict{}, err
	}
	return d.act(ctx, e, p, job)
}

// withdrawn is a read that Microsoft refuses: what became of the change cannot be known, and waiting does
// not help. A person has to look.
func withdrawn(err error) *problem.Error {
	return problem.Wrap(err, problem.Unclear, "%s", problem.Say(err))
}

// act notes the intention, then does it, once. Writes to Teams go one at a time.
func (d *Desk) act(ctx context.Context, e store.Effect, p progress, job errand) (progress, verdict, error) {
	switch {
	case d.o.Observe:
		return p, verdict{wait: 15 * time.Minute}, nil // owed since before; done when the desk manages again
	case p.Acts == maxActs:
		return p, verdict{failed: problem.New(problem.Unclear, "Teams did not answer, and does not show the change.")}, nil
	}
	d.writing.Lock()
	defer d.writing.Unlock()
	if err := ctx.Err(); err != nil {
		return p, verdict{}, err
	}
	p = progress{Acted: time.Now().UTC(), Acts: p.Acts + 1}
	if _, err := d.park(ctx, e, p, 0, nil); err != nil {
		return p, verdict{}, err
	}
	d.o.Point("intended")
	operation, err := job.act(ctx)
	d.o.Point("acted")
	var refused *problem.Error
	switch {
	case err == nil:
		p.Operation = operation
		return p, verdict{wait: pace(1)}, nil
	case problem.KindOf(err) == problem.Busy:
		p = progress{} // certainly not done
		return p, verdict{wait: max(problem.RetryAfter(err), time.Second)}, nil
	case problem.KindOf(err) == problem.Unclear || !asProblem(err, &refused) || refused.Kind == problem.Internal:
		d.log.Warn("the answer to a write was lost", "kind", e.Kind, problem.Cause(err))
		return p, verdict{wait: pace(1), doubt: true}, nil
	}
	p = progress{}
	return p, verdict{failed: refused}, nil
}

// askOperation asks how the operation stands. over is true when it has ended, well or not, or when asking
// it leads nowhere; then v.failed says why it failed, if it did.
func (d *Desk) askOperation(ctx context.Context, p *progress, now time.Time) (v verdict, over bool, err error) {
	op, err := d.tel.Operation(ctx, p.Operation)
	d.o.Point("asked")
	switch {
	case problem.KindOf(err) == problem.NotFound && now.Sub(p.Acted) < d.o.Settle:
		return verdict{wait: pace(p.Looks)}, false, nil // young
	case problem.KindOf(err) == problem.NotFound:
		return verdict{}, true, nil // forgotten: looking will tell
	case problem.KindOf(err) == problem.Forbidden:
		return verdict{failed: withdrawn(err)}, true, nil
	case err != nil:
		return verdict{}, false, err
	}
	switch op.Status {
	case "notStarted", "running":
		if now.Sub(p.Acted) > sightLimit {
			return verdict{}, true, nil
		}
		return verdict{wait: pace(p.Looks)}, false, nil
	case "failed":
		return verdict{failed: op.Why}, true, nil
	}
	return verdict{}, true, nil // succeeded, or a word we do not know: looking will tell
}

// pace is how long to wait before the next step: a second for the first few, then slower, so that no more
// than one poll goes by after Microsoft is done.
func pace(looks int) time.Duration {
	return []time.Duration{1, 1, 1, 2, 2, 3, 5, 8, 15}[min(max(looks-1, 0), 8)] * time.Second
}

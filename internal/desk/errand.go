package desk

import (
	"cmp"
	"context"
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
	// judge finds out what is behind a refusal, with what Teams shows after it.
	judge func(context.Context, *problem.Error, *inventory.Assignment) (*problem.Error, error)
	// newcomer is set when Teams may not know the person yet, and is waited for until it does.
	newcomer bool
	// begin is part of the transaction that notes that we are about to act, and keeps us from it by an error.
	begin func(*work) error
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
	// Stands is how the operation stood when it was last asked, as a code of inventory's reasons.
	Stands string `json:"stands,omitempty"`
	// Refused is since when it has been refused for causes that pass by themselves, Waits how often it was put off for them,
	// and Limit how long the most patient of them is waited for. For is the last of them. Neither another cause nor an act
	// that begins well ends that: the next may be refused again.
	Refused time.Time     `json:"refused,omitzero"`
	Waits   int           `json:"waits,omitempty"`
	Limit   time.Duration `json:"limit,omitempty"`
	For     string        `json:"for,omitempty"`
	// Needs is the permission that For is about, and Writing is set when it was an act that was refused for it, not a read.
	Needs   string `json:"needs,omitempty"`
	Writing bool   `json:"writing,omitempty"`
	// UnderWay is set when it was refused because an operation of its number was under way, which may be ours.
	UnderWay bool `json:"underWay,omitempty"`
}

// verdict is how an errand stands after a step.
type verdict struct {
	// done: Teams shows what we want. Otherwise failed says why it will not, and else the errand goes on after wait.
	done   bool
	failed *problem.Error
	wait   time.Duration
	// doubt: whether it was done is not known.
	doubt bool
	// delay is what it waits for, when that is anything but its turn.
	delay *problem.Error
}

// maxActs is how often an errand acts without an answer before a person has to look.
const maxActs = 3

// sightLimit is how long an operation that succeeded, or one that never ends, is waited for.
const sightLimit = 15 * time.Minute

// step does the next thing of an errand. An error means the step could not be made; it can be made again.
func (d *Desk) step(ctx context.Context, e store.Effect, job errand) (progress, verdict, error) {
	var before progress
	if err := recollect(e, &before); err != nil {
		return before, verdict{}, err
	}
	p, v, err := d.stepOnce(ctx, e, job, before)
	took := !p.Acted.IsZero() && p.Operation != "" && before.Operation == ""
	// That a right to write is back, only a write shows: a read may find it done by hand.
	read := !before.Writing && (v.done || v.failed != nil && !inventory.Rights(v.failed.Code))
	if took || read {
		d.rightsAreBack(ctx, before, took)
	}
	if p.For != "" && v.wait < patient {
		v.delay = nil // tried anew; what it was refused for is what people have read
	}
	return p, v, err
}

func (d *Desk) stepOnce(ctx context.Context, e store.Effect, job errand, p progress) (progress, verdict, error) {
	p.Looks++
	now := time.Now()
	if p.Operation != "" {
		v, over, err := d.askOperation(ctx, &p, now)
		switch {
		case problem.KindOf(err) == problem.Forbidden:
			return p.withoutRights(err, now)
		case err != nil && problem.RetryAfter(err) == 0: // the number may tell what its operation does not
			if seen, lookErr := d.tel.Assignment(ctx, job.number); lookErr == nil && job.is(seen) {
				return p, verdict{done: true}, nil
			}
			return p, v, err
		case err != nil || !over:
			return p, v, err
		case v.failed != nil:
			return d.refused(ctx, p, job, v.failed, now)
		}
	}

	seen, err := d.tel.Assignment(ctx, job.number)
	d.o.Point("looked")
	switch {
	case problem.KindOf(err) == problem.Forbidden:
		return p.withoutRights(err, now)
	case err != nil:
		return p, verdict{}, err
	case job.is(seen):
		return p, verdict{done: true}, nil
	case seen.Pending() && now.Sub(e.Asked) < sightLimit:
		return p, verdict{wait: pace(p.Looks), delay: waits(inventory.ReasonRunning)}, nil
	case p.Operation != "" && now.Sub(p.Acted) < sightLimit:
		return p, verdict{wait: pace(p.Looks), delay: waits(p.stands())}, nil
	case p.Operation == "" && !p.Acted.IsZero() && now.Sub(p.Acted) < d.o.Settle:
		// Our last act may still be under way.
		return p, verdict{wait: pace(p.Looks), doubt: true, delay: waits(inventory.ReasonNoAnswer)}, nil
	case p.Operation != "":
		return p, verdict{failed: unclear(p.stands())}, nil
	}
	if err := job.may(ctx, seen); err != nil {
		var p2 *problem.Error
		switch {
		case problem.KindOf(err) == problem.Forbidden:
			return p.withoutRights(err, now)
		case asProblem(err, &p2) && p2.Code == inventory.ReasonUnsaid:
			return p.whoHasIt(p2, now)
		case p2 != nil && p2.Kind != problem.Busy && p2.Kind != problem.Unclear && p2.Kind != problem.Internal:
			return p, verdict{failed: p2}, nil
		}
		return p, verdict{}, err
	}
	return d.act(ctx, e, p, job)
}

// stands is how the operation stood, for one that an earlier version noted, too.
func (p progress) stands() string { return cmp.Or(p.Stands, inventory.ReasonNotVisible) }

// refused is Teams' word that it was not done, or not to be done. What counts is what is so, so it is looked at all the
// same: the refused act may be the second of one that went through. What passes by itself is waited for.
func (d *Desk) refused(ctx context.Context, p progress, job errand, why *problem.Error, now time.Time) (progress, verdict, error) {
	seen, err := d.tel.Assignment(ctx, job.number)
	switch {
	case problem.KindOf(err) == problem.Forbidden:
		return p.withoutRights(err, now)
	case err != nil:
		return p, verdict{}, err
	case job.is(seen):
		return p, verdict{done: true}, nil
	}
	switch {
	case why.Kind == problem.Conflict: // Graph's 409
		return p.putOff(waits(inventory.ReasonInProgress), sightLimit, now)
	case why.Kind == problem.Busy && why.Code != inventory.ReasonTryLater:
		return p.putOff(waits(why.Code), sightLimit, now)
	case why.Kind == problem.Busy && p.refuses(why, outageLimit, now).inTime(now):
		return p.putOff(why, outageLimit, now)
	}
	if why, err = job.judge(ctx, why, seen); err != nil {
		return p, verdict{}, err
	}
	if (why.Code == inventory.ReasonUserNotFound || why.Code == inventory.ReasonServiceNotFound) && job.newcomer {
		return p.putOff(why, unknownLimit, now)
	}
	return progress{}, verdict{failed: why}, nil
}

// act notes the intention, then does it, once. Writes to Teams go one at a time.
func (d *Desk) act(ctx context.Context, e store.Effect, p progress, job errand) (progress, verdict, error) {
	switch {
	case d.o.Observe:
		return p, verdict{wait: 15 * time.Minute}, nil // owed since before; done when the desk manages again
	case p.Acts == maxActs:
		return p, verdict{failed: unclear(inventory.ReasonNoAnswer)}, nil
	}
	d.writing.Lock()
	defer d.writing.Unlock()
	if err := ctx.Err(); err != nil {
		return p, verdict{}, err
	}
	before := p
	p = progress{Acted: time.Now().UTC(), Acts: p.Acts + 1, Refused: p.Refused, Waits: p.Waits, Limit: p.Limit, For: p.For, Needs: p.Needs, Writing: p.Writing}
	if _, err := d.park(ctx, e, p, 0, job.begin); err != nil {
		return p, verdict{}, err
	}
	d.o.Point("intended")
	operation, err := job.act(ctx)
	d.o.Point("acted")
	var answer *problem.Error
	switch asProblem(err, &answer); {
	case err == nil:
		p.Operation = operation
		return p, verdict{wait: pace(1)}, nil
	case problem.KindOf(err) == problem.Forbidden: // certainly not done
		before.Acted, before.Operation = time.Time{}, ""
		before, v, err := before.withoutRights(err, time.Now())
		before.Writing = true
		return before, v, err
	case problem.KindOf(err) == problem.Busy && answer.Code != inventory.ReasonInProgress && answer.Code != inventory.ReasonTryLater: // certainly not done
		before.Acted, before.Operation, before.Looks = time.Time{}, "", 0
		before.Waits++
		return before, verdict{wait: max(answer.RetryAfter, pace(before.Waits)), delay: answer}, nil
	case problem.KindOf(err) == problem.Unclear || answer == nil || answer.Kind == problem.Internal:
		d.log.Warn("the answer to a write was lost", "kind", e.Kind, problem.Cause(err))
		return p, verdict{wait: max(pace(1), problem.RetryAfter(err)), doubt: true, delay: waits(inventory.ReasonNoAnswer)}, nil
	}
	return d.refused(ctx, p, job, answer, time.Now())
}

// askOperation asks how the operation stands. over is true when it has ended, well or not, or when asking
// it leads nowhere; then v.failed says why it failed, if it did.
func (d *Desk) askOperation(ctx context.Context, p *progress, now time.Time) (v verdict, over bool, err error) {
	op, err := d.tel.Operation(ctx, p.Operation)
	d.o.Point("asked")
	switch {
	case problem.KindOf(err) == problem.NotFound:
		p.Stands = inventory.ReasonForgotten
		if now.Sub(p.Acted) < d.o.Settle { // young
			return verdict{wait: pace(p.Looks), delay: waits(p.Stands)}, false, nil
		}
		return verdict{}, true, nil // looking will tell
	case err != nil:
		return verdict{}, false, err
	}
	switch op.Status {
	case "notStarted", "running":
		p.Stands = inventory.ReasonRunning
		if now.Sub(p.Acted) > sightLimit {
			return verdict{}, true, nil
		}
		return verdict{wait: pace(p.Looks), delay: waits(p.Stands)}, false, nil
	case "failed":
		return verdict{failed: op.Why}, true, nil
	case "succeeded":
		p.Stands = inventory.ReasonNotVisible
	default: // "skipped", or a word we do not know
		p.Stands = inventory.ReasonNoVerdict
	}
	return verdict{}, true, nil // looking will tell
}

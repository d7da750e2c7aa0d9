package desk

import (
	"context"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"runtime/debug"
	"time"

	"github.com/numberdesk/numberdesk/internal/problem"
	"github.com/numberdesk/numberdesk/internal/store"
)

// Kinds of effects.
const (
	effectAssign   = "assign"   // give the request's number to its person in Teams
	effectUnassign = "unassign" // take a number from its holder in Teams
	effectSwap     = "swap"     // begin to change a person's number: see that the new one can be given before the old one goes
	effectPutBack  = "putBack"  // give the old number back when the change failed
	effectShow     = "show"     // show a card, or update it where it is shown
	effectReply    = "reply"    // say what a turn answered
	effectTell     = "tell"     // find out who the admins are, and show them a card
	effectSync     = "sync"     // reconcile, and say what came of it
	effectBackup   = "backup"   // copy the store, and say what came of it
	effectCommand  = "command"  // do what somebody typed, and say what came of it
	effectFile     = "file"     // plan what a file would do that somebody sent
	effectImport   = "import"   // do what a plan says
	effectUpload   = "upload"   // put an export where somebody wants it
	effectAttach   = "attach"   // show what is no card
	effectScope    = "scope"    // look anew at which ranges serve those who wait
	effectEach     = "each"     // make a request for each person of an approved list
	effectRoute    = "route"    // look for those who decide on a request, and ask them
	effectExpire   = "expire"   // end a request nobody decided on
	effectRest     = "rest"     // end a number's rest
	effectRemind   = "remind"   // remind those who have not decided
	effectEscalate = "escalate" // ask others besides those who did not decide in time
	effectAttend   = "attend"   // read when those are there who decide, and wind up the timers of their stage
	effectAway     = "away"     // ask others besides those who are away
	effectNear     = "near"     // say on the cards of a request that its end is near
	effectBelow    = "below"    // say in a message that its card is further down

	effectEquip      = "equip"      // give somebody what goes with the number, and look whether it arrived
	effectEquipLater = "equipLater" // the same, of what was open
	effectPhone      = "phone"      // write a number as its person's business phone
	effectUndelegate = "undelegate" // end somebody's standing in for another
)

// timers are the effects that only wait for their time.
var timers = map[string]bool{effectExpire: true, effectRest: true, effectUndelegate: true, effectRemind: true, effectEscalate: true, effectNear: true, effectEquipLater: true}

// performed is what came of an effect: it has ended, or it goes on at a time.
type performed struct{ parked time.Time }

var ended = performed{}

func parkedUntil(t time.Time) performed { return performed{t} }

// recollect reads what an effect remembers between its steps; at the first of them it has nothing to remember.
func recollect(e store.Effect, progress any) error {
	if len(e.Progress) == 0 {
		return nil
	}
	if err := json.Unmarshal(e.Progress, progress); err != nil {
		return fmt.Errorf("progress of %s: %w", e.Kind, err)
	}
	return nil
}

// perform does one effect and is the only place where a kind becomes a call. Every effect can be
// performed again: it looks before it acts.
func (d *Desk) perform(ctx context.Context, id string) time.Time {
	var e store.Effect
	var owed bool
	err := d.db.View(ctx, func(tx store.Tx) (err error) {
		e, owed, err = store.GetEffect(tx, id)
		return err
	})
	if err == nil && !owed {
		return time.Time{}
	}
	var result performed
	if err == nil {
		result, err = d.attempt(ctx, e)
	}
	if err == nil {
		return result.parked
	}
	if hopeless(e, err) {
		if _, err := d.giveUp(context.WithoutCancel(ctx), e, err); err == nil {
			return time.Time{}
		}
	}
	// Not an answer of the outside, which the effect handles itself, but trouble on the way to one. What the
	// attempt wrote down on its way stays: it may be that it has acted.
	wait := max(problem.RetryAfter(err), backOff(e.Tries()))
	if problem.KindOf(err) == problem.Unclear {
		wait = max(wait, time.Minute) // it may have arrived: a copy is worse than a late one
	}
	until := time.Now().UTC().Add(wait)
	d.log.Warn("effect put off", "kind", e.Kind, "tries", e.Tries()+1, "wait", wait, problem.Cause(err))
	kind, code := problem.KindOf(err), codeOf(err)
	err = d.db.Update(ctx, func(tx store.Tx) error {
		e, owed, err := store.GetEffect(tx, id)
		if err != nil || !owed {
			return err
		}
		e.Fail(kind, code)
		e.NotBefore = until
		return store.PutEffect(tx, e)
	})
	if err != nil {
		d.log.Error("effect not put off in the store", "kind", e.Kind, problem.Cause(err))
	}
	return until
}

// patience is how long a message is tried that fails for another reason than that Teams is busy.
const patience = 24 * time.Hour

// answers are the effects that somebody waits for in a chat.
var answers = map[string]bool{
	effectShow: true, effectReply: true, effectAttach: true, effectCommand: true, effectFile: true, effectImport: true, effectUpload: true,
}

// hopeless reports whether a message stands in the way of what comes behind it and will not get better. What is owed to
// Teams Phone is never given up here.
func hopeless(e store.Effect, err error) bool {
	return answers[e.Kind] && problem.KindOf(err) != problem.Busy && time.Since(e.Asked) > patience
}

// limitOf is how long one attempt may take: a message minutes, a read of a whole tenant or of many people longer.
func limitOf(kind string) time.Duration {
	if kind == effectSync || kind == effectCommand || kind == effectFile {
		return 30 * time.Minute
	}
	return 5 * time.Minute
}

// attempt performs an effect within its limit. A panic is an error of this effect alone, so that one card
// does not stop all others.
func (d *Desk) attempt(ctx context.Context, e store.Effect) (result performed, err error) {
	ctx, cancel := context.WithTimeout(ctx, limitOf(e.Kind))
	defer cancel()
	defer func() {
		if p := recover(); p != nil {
			err = fmt.Errorf("panic in %s: %T\n%s", e.Kind, p, debug.Stack())
		}
	}()
	do := map[string]func(context.Context, store.Effect) (performed, error){
		effectAssign: d.assign, effectUnassign: d.unassign, effectSwap: d.swap, effectPutBack: d.putBack, effectShow: d.show, effectReply: d.reply,
		effectTell: d.tell, effectSync: d.syncEffect, effectBackup: d.backupEffect, effectCommand: d.command, effectExpire: d.expire, effectRest: d.endRest, effectUndelegate: d.undelegate,
		effectFile: d.fetchFile, effectImport: d.importOrdered, effectUpload: d.upload, effectAttach: d.showAttachment, effectScope: d.scope, effectRoute: d.route, effectEach: d.askForEach,
		effectRemind: d.remind, effectAttend: d.attendTo, effectAway: d.escalateAway, effectEscalate: d.escalate, effectNear: d.near, effectBelow: d.below,
		effectEquip: d.equip, effectEquipLater: d.equip, effectPhone: d.writePhone,
	}[e.Kind]
	if do == nil {
		return ended, fmt.Errorf("an effect of unknown kind %q: written by another version?", e.Kind)
	}
	return do(ctx, e)
}

// end records what came of an effect and takes it out of the outbox, in one transaction.
func (d *Desk) end(ctx context.Context, e store.Effect, by store.Actor, record func(*work) error) (performed, error) {
	again := false
	err := d.update(context.WithoutCancel(ctx), by, func(w *work) (err error) {
		if record != nil {
			if err := record(w); err != nil {
				return err
			}
		}
		again, err = store.EndEffect(w.tx, e)
		return err
	})
	if err != nil || !again {
		return ended, err
	}
	return parkedUntil(time.Now()), nil
}

// park keeps an effect with its progress until a time.
func (d *Desk) park(ctx context.Context, e store.Effect, progress any, wait time.Duration, record func(*work) error) (performed, error) {
	if progress != nil {
		raw, err := json.Marshal(progress)
		if err != nil {
			return ended, err
		}
		e.Progress = raw
	}
	e.NotBefore = time.Now().UTC().Add(wait)
	err := d.update(context.WithoutCancel(ctx), rule, func(w *work) error {
		if record != nil {
			if err := record(w); err != nil {
				return err
			}
		}
		return store.PutEffect(w.tx, e)
	})
	return parkedUntil(e.NotBefore), err
}

// backOff is how long to wait after so many failures: a second, doubled each time up to five minutes,
// with a fifth of chance so that many do not come back at once.
func backOff(tries int) time.Duration {
	wait := min(time.Second<<min(tries, 9), 5*time.Minute)
	return wait + time.Duration(rand.Int64N(int64(wait)/5))
}

package desk

import (
	"cmp"
	"context"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/numberdesk/numberdesk/internal/card"
	"github.com/numberdesk/numberdesk/internal/inventory"
	"github.com/numberdesk/numberdesk/internal/person"
	"github.com/numberdesk/numberdesk/internal/problem"
	"github.com/numberdesk/numberdesk/internal/request"
	"github.com/numberdesk/numberdesk/internal/say"
	"github.com/numberdesk/numberdesk/internal/store"
)

// Verbs are what buttons on our cards send.
var clicks map[string]func(*Desk, context.Context, *Call) (Answer, error)

func init() {
	clicks = map[string]func(*Desk, context.Context, *Call) (Answer, error){
		card.VerbRequest:   askSend,
		card.VerbWhom:      whomClick,
		card.VerbList:      listSend,
		card.VerbApprove:   func(d *Desk, ctx context.Context, c *Call) (Answer, error) { return d.decide(ctx, c, true) },
		card.VerbDeny:      func(d *Desk, ctx context.Context, c *Call) (Answer, error) { return d.decide(ctx, c, false) },
		card.VerbCancel:    cancelClick,
		card.VerbRefresh:   refreshClick,
		card.VerbStatus:    statusClick,
		card.VerbApprovals: approvalsClick,
		card.VerbImport:    importClick,
		card.VerbDiscard:   discardClick,
		card.VerbRelease:   func(d *Desk, ctx context.Context, c *Call) (Answer, error) { return d.releaseClick(ctx, c, true) },
		card.VerbKeep:      func(d *Desk, ctx context.Context, c *Call) (Answer, error) { return d.releaseClick(ctx, c, false) },
	}
}

func requestID(s string) request.ID { return request.ID(strings.ToUpper(strings.TrimSpace(s))) }

// decide answers a click on Approve or Deny. Everything in the click but the request's name comes from the
// desk's own records: who may decide, and what is decided about.
func (d *Desk) decide(ctx context.Context, c *Call, approve bool) (Answer, error) {
	reason, usual := strings.TrimSpace(c.click.Text("reason")), request.Usual("")
	if !approve {
		usual = request.UsualOf(c.click.Text("usual"))
	}
	if approve && d.o.Observe {
		return Answer{}, problem.New(problem.Conflict, "The desk only observes at the moment, so nothing can be approved. Ask your telephony admins.")
	}
	return d.change(ctx, c, func(w *work) (Answer, error) {
		r, err := store.Request(w.tx, requestID(c.click.Text("request")))
		if err != nil {
			return Answer{}, err
		}
		r = r.AsOf(w.now)
		if err := r.MayDecide(c.Who.ID); err != nil {
			return d.refuseDecision(c, w, r, err)
		}
		redraw := func(note say.Sentence) (Answer, error) {
			answer, err := c.deciding(w.tx, r, note)
			return answer, cmp.Or(err, errUnchanged)
		}
		switch {
		case r.State == request.PendingApproval && r.Over(r.Stage, w.now):
			// Its time is over, and only its timer has not said so yet.
			if r, err = w.moveRequest(r, request.Expire, "nobody decided in time", nil); err != nil {
				return Answer{}, err
			}
			return c.deciding(w.tx, r, say.Sentence{})
		case !r.MayVote(c.Who.ID):
			return redraw(say.Sentence{}) // stale or second: the card as it is, with who decided
		case utf8.RuneCountInString(reason) > 500:
			return redraw(say.Text("Please keep the reason under 500 characters."))
		case !approve && reason == "" && usual == "":
			return redraw(say.Text("Say why you deny, so that %s can act on it.", forWhom(w.tx, r)))
		case approve && r.Now().Reason && reason == "":
			return redraw(say.Text("Say why you approve: this one needs a reason."))
		}
		if err := c.rememberDecided(w, r.ID); err != nil {
			return Answer{}, err
		}
		r, verdict := r.Vote(request.Vote{By: c.Who.ID, Approved: approve, Reason: reason, Usual: usual, At: w.now})
		on, said := verdict.Event(), store.Personal{"reason": reason}
		if usual != "" {
			said["usual"] = string(usual)
		}
		if verdict == request.Approved {
			if on, err = w.secureApproved(&r); err != nil {
				return Answer{}, err
			}
		}
		if r, err = w.moveRequest(r, on, "decision of an approver", said); err != nil {
			return Answer{}, err
		}
		return c.deciding(w.tx, r, say.Sentence{})
	})
}

// secureApproved sees to it that an approved request has a number held, if there is one. When it lost its own, and who has to
// approve depends on the number, it waits until another one is looked for.
func (w *work) secureApproved(r *request.Request) (request.Event, error) {
	switch {
	case r.Several():
		return request.Approve, nil // each of them gets one of his own
	case !w.o.Policy.AsksNumber():
		return w.secure(r)
	}
	kept, err := w.keeps(r)
	if err != nil || !kept {
		return request.ApproveNone, err
	}
	return request.Approve, nil
}

// secure sees to it that a request has a number held, if there is one.
func (w *work) secure(r *request.Request) (request.Event, error) {
	switch kept, err := w.keeps(r); {
	case err != nil:
		return "", err
	case kept:
		return request.Approve, nil
	}
	ranges, err := rangesNamed(w.tx, r.Ranges)
	if err != nil {
		return "", err
	}
	ranges = slices.DeleteFunc(ranges, func(of inventory.Range) bool { // what a range is for may have changed since
		return (of.Capability == inventory.ForServices) != (r.Kind == request.Service)
	})
	if r.Kind == request.Service {
		c, ok, err := serviceCandidate(w.tx, &person.Person{ID: r.For}, ranges)
		if err != nil || !ok {
			return request.ApproveNone, err
		}
		r.Number, r.Picked = c.number, c.why
		return request.Approve, w.ask(r, request.HoldNumber)
	}
	free, err := candidates(w.tx, r.For, inventory.Scope{Ranges: ranges}, 1)
	if err != nil || len(free) == 0 {
		return request.ApproveNone, err
	}
	r.Number, r.Picked = free[0].number, free[0].why
	return request.Approve, w.ask(r, request.HoldNumber)
}

// keeps reports whether a request still has its number; one that is forbidden since is let go.
func (w *work) keeps(r *request.Request) (bool, error) {
	if r.Number != "" {
		n, _, err := store.Known(w.tx, r.Number)
		if err != nil {
			return false, err
		}
		mine := n.Request == string(r.ID)
		switch {
		case mine && n.State == inventory.Held && n.Forbidden != "":
			if _, err := w.moveNumber(n, n.LetGo(), "forbidden since it was held", nil); err != nil {
				return false, err
			}
		case mine && (n.State == inventory.Held || n.State == inventory.Unknown):
			return true, nil
		}
		r.Number = "" // forbidden, lost to a conflict, or no longer in the inventory
	}
	return false, nil
}

// refuseDecision tells a stranger, or the requester, that it is not theirs to decide, and the requester how it stands.
// The try is in the audit, unless it has seen enough of somebody's tries; the request stays as it was.
func (d *Desk) refuseDecision(c *Call, w *work, r request.Request, why error) (Answer, error) {
	text := problem.Say(why)
	if who := decided(w.tx, r); !who.IsZero() && slices.Contains(r.Concerned(), c.Who.ID) {
		text = text.And(say.Text("%s.", who)) // but not why: the reason is between those two
	}
	verb := card.VerbCancel // as a word
	if c.click != nil {
		verb = c.click.Verb
	}
	answer := Answer{Title: say.Text("That is not for you"), Lines: []say.Sentence{text}, Beside: true}
	if !d.refusals.allows(c.Who.ID, refusalsKept) {
		return answer, errUnchanged
	}
	return answer, store.Record(w.tx, store.Entry{
		Actor: w.by, What: "request.refused", Request: r.ID, Person: r.For, Detail: map[string]string{"verb": verb},
	}, nil, w.now)
}

// cancelClick withdraws a request from its card.
func cancelClick(d *Desk, ctx context.Context, c *Call) (Answer, error) {
	return d.change(ctx, c, func(w *work) (Answer, error) {
		r, err := store.Request(w.tx, requestID(c.click.Text("request")))
		if err != nil {
			return Answer{}, err
		}
		if err := r.MayCancel(c.Who.ID); err != nil {
			return d.refuseDecision(c, w, r, err)
		}
		if !r.Cancelable() {
			face, _, err := drawRequest(w.tx, r, c.Who.ID)
			return Answer{Card: face}, cmp.Or(err, errUnchanged)
		}
		if err := c.rememberCard(w, cardRequest, string(r.ID)); err != nil {
			return Answer{}, err
		}
		if r, err = w.withdraw(r, request.Withdrawal{By: c.Who.ID}, "withdrawn by the requester"); err != nil {
			return Answer{}, err
		}
		face, _, err := drawRequest(w.tx, r, c.Who.ID)
		return Answer{Card: face}, err
	})
}

// refreshClick redraws a card as its viewer may see it: approver, requester, or nobody.
func refreshClick(d *Desk, ctx context.Context, c *Call) (answer Answer, err error) {
	err = d.db.View(ctx, func(tx store.Tx) error {
		r, err := store.Request(tx, requestID(c.click.Text("request")))
		if err != nil {
			return err
		}
		switch {
		case r.MayDecide(c.Who.ID) == nil:
			answer.Card, _, err = drawApproval(tx, r, c.Who.ID, say.Sentence{})
		case r.MayCancel(c.Who.ID) == nil:
			answer.Card, _, err = drawRequest(tx, r, c.Who.ID)
		default:
			err = problem.New(problem.Forbidden, "This card is not yours.")
		}
		return err
	})
	return answer, err
}

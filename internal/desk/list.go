package desk

import (
	"cmp"
	"context"
	"strings"

	"github.com/numberdesk/numberdesk/internal/inventory"
	"github.com/numberdesk/numberdesk/internal/problem"
	"github.com/numberdesk/numberdesk/internal/request"
	"github.com/numberdesk/numberdesk/internal/say"
	"github.com/numberdesk/numberdesk/internal/store"
)

// listSend answers the form of a list being sent: it puts the list to its approvers. A list that was sent shows how it
// stands instead.
func listSend(d *Desk, ctx context.Context, c *Call) (Answer, error) {
	if err := d.takesRequests(); err != nil {
		return Answer{}, err
	}
	purpose, reason := strings.TrimSpace(c.click.Text("purpose")), strings.TrimSpace(c.click.Text("reason"))
	return d.change(ctx, c, func(w *work) (Answer, error) {
		draft, err := store.DraftOf(w.tx, c.click.Text("list"), w.now)
		switch {
		case err != nil:
			return Answer{}, err
		case draft.By != c.Who.ID:
			return Answer{}, problem.New(problem.Forbidden, "This list is not yours. Who made it can send it.")
		case draft.Sent != "":
			r, err := store.Request(w.tx, draft.Sent)
			if err != nil {
				return Answer{}, err
			}
			face, _, err := drawRequest(w.tx, r, c.Who.ID)
			return Answer{Card: face}, cmp.Or(err, errUnchanged)
		case draft.Policy != d.o.policyMark():
			return Answer{}, problem.New(problem.Conflict, "How requests are approved has changed since this list was made. Drop the file here again, or name the people again.")
		}
		again := func(note say.Sentence) (Answer, error) {
			face := listForm(draft)
			face.Note, face.Purpose, face.Reason = note, purpose, reason
			return Answer{Card: face}, errUnchanged
		}
		switch {
		case reason == "":
			return again(say.Text("Say in a sentence why the numbers are needed."))
		case tooLong(purpose, reason):
			return again(say.Text("Please keep the reason under 500 and the purpose under 200 characters."))
		case !d.requests.allows(c.Who.ID, requestsAllowed):
			return Answer{}, tooOften()
		}
		return w.sendList(c, draft, purpose, reason)
	})
}

// sendList makes a request of a draft.
func (w *work) sendList(c *Call, draft store.Draft, purpose, reason string) (Answer, error) {
	id, err := store.NewRequestID(w.tx)
	if err != nil {
		return Answer{}, err
	}
	r := request.Request{ID: id, Kind: request.New, By: c.Who.ID, Lines: draft.List, Stages: draft.Stages, Purpose: purpose, Reason: reason, Expires: w.now.Add(w.o.ExpireAfter)}
	if sites, _ := r.OfSites(); len(sites) == 1 {
		r.Site = sites[0]
	}
	on := request.Submit
	if draft.Self != "" {
		r.Decision, on = approvedByRule(w.now), request.Order
	}
	if err := c.rememberCard(w, cardRequest, string(id)); err != nil {
		return Answer{}, err
	}
	if r, err = w.moveRequest(r, on, selfApproved(draft.Self).String(), store.Personal{"reason": reason, "purpose": purpose}); err != nil {
		return Answer{}, err
	}
	draft.Sent = id
	if err := store.PutDraft(w.tx, draft, w.now); err != nil {
		return Answer{}, err
	}
	face, _, err := drawRequest(w.tx, r, c.Who.ID)
	return Answer{Card: face}, err
}

// askForEach makes a request for each person of an approved list, all in one transaction: after a crash it makes all of
// them, or finds them made.
func (d *Desk) askForEach(ctx context.Context, e store.Effect) (performed, error) {
	return d.end(ctx, e, rule, func(w *work) error {
		list, err := store.Request(w.tx, request.ID(e.Subject))
		if err != nil || list.State != request.Delivering {
			return err
		}
		for i, l := range list.Lines {
			if l.Answered() {
				continue
			}
			if list.Lines[i], err = w.askFor(list, l); err != nil {
				return err
			}
		}
		list.Revision++
		if err := store.PutRequest(w.tx, list); err != nil {
			return err
		}
		return w.settleList(list.ID)
	})
}

// askFor makes the request of one person of a list, unless he came to a number or a request of his own meanwhile.
func (w *work) askFor(list request.Request, l request.Line) (request.Line, error) {
	open, has, err := standingOf(w.tx, l.For)
	switch {
	case err != nil:
		return l, err
	case open != "":
		l.Refused = say.Text("has an open request, %s", open)
		return l, nil
	case has != "":
		l.Refused = say.Text("already has %s", has.Display())
		return l, nil
	}
	id, err := store.NewRequestID(w.tx)
	if err != nil {
		return l, err
	}
	r, on := list.Member(id, l), request.OrderEmpty
	ranges, err := rangesNamed(w.tx, l.Ranges)
	if err != nil {
		return l, err
	}
	free, err := candidates(w.tx, l.For, inventory.Scope{Ranges: ranges}, 1)
	if err != nil {
		return l, err
	}
	if len(free) == 1 {
		r.Number, r.Picked, on = free[0].number, free[0].why, request.Order
	}
	l.Request = id
	_, err = w.moveRequest(r, on, "part of request "+string(list.ID), nil)
	return l, err
}

// settleList shows how a list stands to those whom it concerns, and ends it with the last of the requests that were made from it.
func (w *work) settleList(id request.ID) error {
	if id == "" {
		return nil
	}
	list, err := store.Request(w.tx, id)
	if err != nil || list.State != request.Delivering {
		return err
	}
	for _, l := range list.Lines {
		if !l.Answered() {
			return nil // they are being made
		}
		if l.Request == "" {
			continue
		}
		r, err := store.Request(w.tx, l.Request)
		if err != nil {
			return err
		}
		if r.Open() {
			return w.ask(&list, request.UpdateCards)
		}
	}
	_, err = w.moveRequest(list, request.Deliver, "all that was made from it has ended", nil)
	return err
}

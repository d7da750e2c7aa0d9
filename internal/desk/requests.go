package desk

import (
	"context"
	"encoding/json"

	"github.com/spf13/pflag"

	"github.com/numberdesk/numberdesk/internal/card"
	"github.com/numberdesk/numberdesk/internal/inventory"
	"github.com/numberdesk/numberdesk/internal/phone"
	"github.com/numberdesk/numberdesk/internal/problem"
	"github.com/numberdesk/numberdesk/internal/request"
	"github.com/numberdesk/numberdesk/internal/store"
)

// requestCommands are an admin's commands about requests.
var requestCommands = []Command{
	{
		Word: "requests", Short: "See what is asked for", Admin: true, Chat: true, Shell: true, run: listRequests,
		Flags: func(f *pflag.FlagSet) { f.Bool("all", false, "closed requests too") },
	},
	{Word: "requests retry", Args: "REQUEST", Short: "Deliver a stuck request again", MinArgs: 1, MaxArgs: 1, Admin: true, Chat: true, Shell: true, run: retryRequest, Example: "requests retry R-12"},
	{Word: "requests cancel", Args: "REQUEST", Short: "Cancel somebody's request", MinArgs: 1, MaxArgs: 1, Admin: true, Chat: true, Shell: true, run: cancelRequest, Example: "requests cancel R-12"},
	{Word: "why", Number: true, Args: "NUMBER|PERSON|REQUEST", Short: "See what happened, and what happens next", MinArgs: 1, MaxArgs: 1, Admin: true, Chat: true, Shell: true, run: why, Example: "why +41446681000"},
}

func listRequests(d *Desk, ctx context.Context, c *Call) (Answer, error) {
	all := c.flag("all") == "true"
	list := []request.Request{}
	answer := Answer{Title: "Requests", Next: "Type why and a request to see what happened to it.",
		Table: card.Table{Columns: []card.Column{{Title: "Request"}, {Title: "For"}, {Title: "State"}, {Title: "Number"}}}}
	err := d.db.View(ctx, func(tx store.Tx) error {
		err := store.EachRequest(tx, func(r request.Request) error {
			if all || r.Open() {
				list = append(list, r)
			}
			return nil
		})
		if err != nil {
			return err
		}
		rows := list
		if !c.Who.Shell && len(rows) > shownInChat {
			rows = rows[len(rows)-shownInChat:]
			answer.More = card.Text("The newest %d of %d are shown.", len(rows), len(list))
		}
		for _, r := range rows {
			answer.Table.Rows = append(answer.Table.Rows, []card.Trusted{
				card.Escape(string(r.ID)), nameOf(tx, r.For), card.Escape(r.State.Words()), card.Escape(r.Number.Display()),
			})
		}
		return nil
	})
	if len(list) == 0 {
		answer.Lines = []card.Trusted{"There is no open request."}
		answer.Next = "Type requests --all to see the closed ones."
	}
	answer.JSON = list
	return answer, err
}

// retryRequest delivers a stuck request again, with another number when it lost its own.
func retryRequest(d *Desk, ctx context.Context, c *Call) (Answer, error) {
	if d.o.Observe {
		return Answer{}, problem.New(problem.Conflict, "The desk only observes: nothing is changed in Teams. Set mode to manage to deliver requests.")
	}
	return d.change(ctx, c, func(w *work) (Answer, error) {
		r, err := store.Request(w.tx, requestID(c.Args[0]))
		if err != nil {
			return Answer{}, err
		}
		if r.State != request.DeliveryFailed {
			return Answer{}, problem.New(problem.Conflict, "Request %s is %s, so there is nothing to retry.", r.ID, r.State.Words())
		}
		if on, err := w.secure(&r); err != nil {
			return Answer{}, err
		} else if on == request.ApproveNone {
			return Answer{}, problem.New(problem.Conflict, "No number is free for request %s. Add numbers, or cancel it.", r.ID)
		}
		if r, err = w.moveRequest(r, request.Retry, "admin command", nil); err != nil {
			return Answer{}, err
		}
		return Answer{Title: "Trying again", Tone: card.Accent, Ordered: string(r.ID), JSON: r, Lines: []card.Trusted{card.Text("Request %s is being delivered again.", r.ID)},
			Next: card.Text("Type why %s to see how it goes.", r.ID)}, nil
	})
}

func cancelRequest(d *Desk, ctx context.Context, c *Call) (Answer, error) {
	return d.change(ctx, c, func(w *work) (Answer, error) {
		r, err := store.Request(w.tx, requestID(c.Args[0]))
		if err != nil {
			return Answer{}, err
		}
		if r, err = w.moveRequest(r, request.Cancel, "admin command", nil); err != nil {
			return Answer{}, err
		}
		return Answer{Title: "Canceled", JSON: r, Lines: []card.Trusted{card.Text("Request %s is canceled. The requester sees it on the card.", r.ID)}}, nil
	})
}

// drawStuck is an admin's view of a request or a number that needs a person.
func drawStuck(tx store.Tx, subject string) (json.RawMessage, string, error) {
	if n, err := phone.E164(subject); err == nil {
		row, err := store.Number(tx, n)
		if err != nil {
			return nil, "", err
		}
		data := card.NoticeData{Title: "A number could not be released", Tone: card.Attention,
			Text: card.Text("%s is still with %s: %s", n.Display(), nameOf(tx, row.Holder), row.Why),
			Next: card.Text("Type why %s for the history, or release %s to try again.", n, n)}
		if row.State != inventory.ReleaseRefused {
			data = card.NoticeData{Title: "Settled", Tone: card.Good, Text: card.Text("%s is %s.", n.Display(), row.State.Words())}
		}
		face, err := card.Notice(data)
		return face, data.Title, err
	}
	r, err := store.Request(tx, request.ID(subject))
	if err != nil {
		return nil, "", err
	}
	data := card.NoticeData{Tone: card.Attention}
	switch r.State {
	case request.DeliveryFailed:
		data.Title = "A request is stuck"
		data.Text = card.Text("Request %s for %s could not be delivered.", r.ID, nameOf(tx, r.For))
		if r.Failure != nil {
			data.Text += card.Text(" %s %s", r.Failure.Say, r.Failure.Admin)
		}
		data.Next = card.Text("requests retry %s, requests cancel %s, or why %s.", r.ID, r.ID, r.ID)
	case request.Waiting:
		data.Title, data.Tone = "A request waits for a number", card.Warning
		data.Text = card.Text("Request %s for %s is approved, but no number is free at %s.", r.ID, nameOf(tx, r.For), r.Site)
		data.Next = "Add numbers with ranges add, or release one; the request goes on by itself."
	default:
		data.Title, data.Tone = "Settled", card.Good
		data.Text = card.Text("Request %s for %s is %s.", r.ID, nameOf(tx, r.For), r.State.Words())
	}
	face, err := card.Notice(data)
	return face, data.Title, err
}

// stuck reports whether something still needs a person.
func stuck(tx store.Tx, subject string) (bool, error) {
	if n, err := phone.E164(subject); err == nil {
		row, err := store.Number(tx, n)
		return row.State == inventory.ReleaseRefused, err
	}
	r, err := store.Request(tx, request.ID(subject))
	return r.State == request.DeliveryFailed || r.State == request.Waiting, err
}

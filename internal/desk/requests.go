package desk

import (
	"context"

	"github.com/spf13/pflag"

	"github.com/numberdesk/numberdesk/internal/card"
	"github.com/numberdesk/numberdesk/internal/inventory"
	"github.com/numberdesk/numberdesk/internal/problem"
	"github.com/numberdesk/numberdesk/internal/request"
	"github.com/numberdesk/numberdesk/internal/say"
	"github.com/numberdesk/numberdesk/internal/store"
)

// requestCommands are an admin's commands about requests.
var requestCommands = []Command{
	{
		Word: "requests", Short: say.Text("See what is asked for"), Admin: true, Chat: true, Shell: true, run: listRequests,
		Flags: func(f *pflag.FlagSet) { f.Bool("all", false, "closed requests too") },
	},
	{Word: "requests retry", Args: "REQUEST", Short: say.Text("Deliver a stuck request again"), MinArgs: 1, MaxArgs: 1, Admin: true, Chat: true, Shell: true, run: retryRequest, Example: "requests retry R-12"},
	{Word: "requests cancel", Args: "REQUEST", Short: say.Text("Cancel somebody's request"), MinArgs: 1, MaxArgs: 1, Admin: true, Chat: true, Shell: true, run: cancelRequest, Example: "requests cancel R-12"},
	{
		Word: "why", Slow: true, Number: true, Args: "NUMBER|PERSON|REQUEST", Short: say.Text("See what happened, and what happens next"), MinArgs: 1, MaxArgs: 1, Admin: true, Chat: true, Shell: true, run: why,
		Long: "Tells how it stands and why, and below it every holder and state with when, who, why and who approved, newest first.", Flags: pageFlags, Example: "why +41446681000",
	},
}

func listRequests(d *Desk, ctx context.Context, c *Call) (Answer, error) {
	all := c.flag("all") == "true"
	list := []listedRequest{}
	answer := Answer{Title: say.Text("Requests"), Next: say.Text("Type why and a request to see what happened to it."),
		Table: card.Table{Columns: []card.Column{{Title: say.Text("Request")}, {Title: say.Text("For")}, {Title: say.Text("State")}, {Title: say.Text("Number")}}}}
	err := d.db.View(ctx, func(tx store.Tx) error {
		err := store.EachRequest(tx, func(r request.Request) error {
			if all || r.Open() || r.Unfinished() {
				list = append(list, listingOf(r))
			}
			return nil
		})
		if err != nil {
			return err
		}
		rows := list
		if !c.Who.Shell && len(rows) > shownInChat {
			rows = rows[len(rows)-shownInChat:]
			answer.More = say.Text("The newest %d of %d are shown.", len(rows), len(list))
		}
		for _, r := range rows {
			answer.Table.Rows = append(answer.Table.Rows, []say.Sentence{
				say.Words(string(r.ID)), forWhom(tx, r.Request), stateOf(r.Request), say.Words(r.Number.Display()),
			})
		}
		return nil
	})
	if len(list) == 0 {
		answer.Lines = []say.Sentence{say.Text("There is no open request.")}
		answer.Next = say.Text("Type requests --all to see the closed ones.")
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
		if r.Unfinished() {
			return w.retryOpen(r)
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
		return Answer{Title: say.Text("Trying again"), Tone: card.Accent, Ordered: string(r.ID), JSON: listingOf(r), Lines: []say.Sentence{say.Text("Request %s is being delivered again.", r.ID)},
			Next: say.Text("Type why %s to see how it goes.", r.ID)}, nil
	})
}

func cancelRequest(d *Desk, ctx context.Context, c *Call) (Answer, error) {
	return d.change(ctx, c, func(w *work) (Answer, error) {
		r, err := store.Request(w.tx, requestID(c.Args[0]))
		if err != nil {
			return Answer{}, err
		}
		if r.Several() && r.State == request.Delivering {
			return w.withdrawRest(r, request.Withdrawal{By: c.Who.ID, Admin: true})
		}
		if r, err = w.withdraw(r, request.Withdrawal{By: c.Who.ID, Admin: true}, "admin command"); err != nil {
			return Answer{}, err
		}
		line := say.Text("Request %s is canceled.", r.ID)
		if !r.Ordered() {
			line = line.And(say.Text("Whoever asked for it is told."))
		}
		return Answer{Title: say.Text("Canceled"), JSON: listingOf(r), Lines: []say.Sentence{line}}, nil
	})
}

// stateOf is a request's state in a table for admins, with why it is so and what is open of it.
func stateOf(r request.Request) say.Sentence {
	switch {
	case r.State == request.DeliveryFailed && r.Failure != nil && r.Failure.Code != "":
		return say.Text("stuck: %s", inventory.ReasonOf(r.Failure.Code).Label)
	case r.State == request.Delivering && r.Delay != nil:
		return say.Text("being delivered: %s", inventory.ReasonOf(r.Delay.Code).Label)
	case r.Unfinished():
		return say.List(", ", r.State.Words(), openSaid(r))
	}
	return r.State.Words()
}

package desk

import (
	"context"
	"strings"

	"github.com/numberdesk/numberdesk/internal/card"
	"github.com/numberdesk/numberdesk/internal/inventory"
	"github.com/numberdesk/numberdesk/internal/problem"
	"github.com/numberdesk/numberdesk/internal/request"
	"github.com/numberdesk/numberdesk/internal/say"
	"github.com/numberdesk/numberdesk/internal/store"
)

// everyone are the commands for every person.
var everyone = []Command{
	{Word: "request", Also: []string{"anfrage", "anfragen", "nummer anfragen"}, Args: "[NUMBER]", Number: true, MaxArgs: 1, Short: say.Text("Ask for a phone number"), Chat: true, Slow: true, run: askForm},
	changeCommand, behalfCommand,
	{Word: "status", Args: "[REQUEST]", MaxArgs: 2, Short: say.Text("See where your request is"), Chat: true, run: status},
	{Word: "cancel", Also: []string{"abbrechen", "stornieren"}, Args: "[REQUEST]", MaxArgs: 1, Short: say.Text("Withdraw your request"), Chat: true, run: cancelWord},
	{Word: "remind", Also: []string{"erinnern"}, Args: "[REQUEST]", MaxArgs: 1, Short: say.Text("Remind those who decide on your request"), Chat: true, run: remindWord},
	{Word: "number", Also: []string{"nummer", "meine nummer"}, Short: say.Text("See your phone number"), Chat: true, run: mine},
	{Word: "approvals", Also: []string{"genehmigungen"}, Short: say.Text("See what waits for your decision"), Chat: true, run: approvals},
}

var helpCommand = Command{Word: "help", Also: []string{"hilfe"}, Short: say.Text("See what you can do here"), Chat: true, ForRole: true, run: help}

// status shows the request that is named, else the person's open one, or the last one.
func status(d *Desk, ctx context.Context, c *Call) (answer Answer, err error) {
	err = d.db.View(ctx, func(tx store.Tx) error {
		r, others, err := toShow(tx, c.Who.ID, first(c.Args))
		if err != nil {
			return err
		}
		if r.Several() && len(c.Args) > 0 {
			answer, err = everybody(tx, r, c.Args[1:])
			return err
		}
		face, summary, err := timeline(tx, r, c.Who.ID)
		if data, ok := face.(card.RequestData); ok && len(others) > 0 {
			data.Next = data.Next.And(say.Text("Open, too: %s. Type status and the one you mean, such as status %s.", several(tx, others), others[0].ID))
			face = data
		}
		answer.Card, answer.Summary = face, summary
		return err
	})
	return answer, err
}

// first is the first of a command's words, "" for none.
func first(words []string) string { return strings.Join(words[:min(len(words), 1)], "") }

// cancelWord withdraws the person's open request.
func cancelWord(d *Desk, ctx context.Context, c *Call) (Answer, error) {
	return d.change(ctx, c, func(w *work) (Answer, error) {
		r, err := openOf(w.tx, c, "cancel", problem.New(problem.NotFound, "You have no open request to cancel."))
		switch {
		case err != nil:
			return Answer{}, err
		case r.MayCancel(c.Who.ID) != nil:
			return d.refuseDecision(c, w, r, r.MayCancel(c.Who.ID))
		case r.Several() && r.State == request.Delivering:
			return w.withdrawRest(r, request.Withdrawal{By: c.Who.ID})
		case !r.Cancelable():
			return Answer{}, problem.New(problem.Conflict, "Request %s is %s, so it cannot be canceled any more. Ask your telephony admins.", r.ID, r.State.Words())
		}
		if _, err := w.withdraw(r, request.Withdrawal{By: c.Who.ID}, "withdrawn by the requester"); err != nil {
			return Answer{}, err
		}
		return Answer{Title: say.Text("Canceled"), Lines: []say.Sentence{say.Text("Request %s is withdrawn.", r.ID)}, Next: askAgain(r, c.Who.ID)}, nil
	})
}

// mine shows the person's number, as the desk knows it.
func mine(d *Desk, ctx context.Context, c *Call) (answer Answer, err error) {
	err = d.db.View(ctx, func(tx store.Tx) error {
		held, err := store.HeldBy(tx, c.Who.ID)
		if err != nil {
			return err
		}
		for _, n := range held {
			if n.State != inventory.Assigned && n.State != inventory.Parked && n.State != inventory.ReleaseRefused {
				continue
			}
			answer = Answer{Title: say.Words(n.Phone.Display()), Tone: card.Good, Lines: []say.Sentence{say.Text("This is your phone number in Teams, at %s.", say.Words(n.Site).Or(say.Text("no particular site")))},
				Next: say.Text("Open Calls in Teams to use it. To ask for another one, type request change.")}
			return nil
		}
		return problem.New(problem.NotFound, "The desk knows no number of yours. Type request to ask for one.")
	})
	return answer, err
}

// help shows what the caller can do.
func help(d *Desk, ctx context.Context, c *Call) (Answer, error) {
	admin, err := d.isAdmin(ctx, c.Who.ID)
	if err != nil || !isPersonal(c.turn) {
		admin = false // help is shown all the same, without what may not be theirs
	}
	return Answer{Card: helpCard(&d.o, admin), Summary: say.Text("What you can do here")}, nil
}

func helpCard(o *Options, admin bool) card.Card {
	list := func(forAdmins bool) []card.Command {
		var list []card.Command
		for _, c := range commands {
			if c.Chat && c.Admin == forAdmins && (c.Where == nil || c.Where(o)) {
				word := c.Word
				if c.Args != "" {
					word += " " + c.Args
				}
				list = append(list, card.Command{Word: word, What: c.Short})
			}
		}
		return list
	}
	data := card.HelpData{
		Title: say.Text("Phone numbers for Teams"), Intro: say.Text("Ask here for a phone number. Your manager decides, and it is set up for you."),
		Groups: []card.Group{{Title: say.Text("For you"), Commands: list(false)}}, Next: say.Text("Type request to ask for a number."),
	}
	if admin {
		data.Groups = append(data.Groups, card.Group{Title: say.Text("For telephony admins"), Commands: list(true)})
		data.Next = say.Text("Type numbers to see the inventory, or why and a number to see what happened to it.")
	}
	return data
}

package desk

import (
	"context"
	"encoding/json"
	"fmt"
	"strconv"
	"strings"

	"github.com/spf13/pflag"

	"github.com/numberdesk/numberdesk/internal/activity"
	"github.com/numberdesk/numberdesk/internal/card"
	"github.com/numberdesk/numberdesk/internal/inventory"
	"github.com/numberdesk/numberdesk/internal/problem"
	"github.com/numberdesk/numberdesk/internal/store"
)

// syncCommands are an admin's commands about agreement with the tenant.
var syncCommands = []Command{
	{Word: "sync", Short: "Compare the inventory with Teams now, and settle what differs", Admin: true, Chat: true, run: syncNow, Flags: allowFlag},
	{
		Word: "reconcile", Short: "Compare the inventory with Teams", Admin: true, Shell: true, run: reconcileWord,
		Long: "Reads every number of the tenant and prints what has to change. Nothing is changed without --apply. Ends with 1 when the read was not complete, or when the plan takes more numbers away than one run may.",
		Flags: func(f *pflag.FlagSet) {
			f.Bool("apply", false, "carry the plan out")
			allowFlag(f)
		},
		Example: "reconcile --apply",
	},
	{Word: "drift", Short: "See what differs from Teams, without changing it", Admin: true, Chat: true, Shell: true, run: drift},
}

func allowFlag(f *pflag.FlagSet) {
	f.Int("allow", 0, "let this run take up to so many numbers away, whatever the configured limit")
}

func (c *Call) allowed() int {
	n, _ := strconv.Atoi(c.flag("allow"))
	return n
}

// ordered is what a sync remembers until it is performed.
type ordered struct {
	Where activity.Reference `json:"where"`
	Allow int                `json:"allow,omitempty"`
}

// syncNow owes a reconcile and answers when it is done: reading a large tenant takes longer than a chat waits.
func syncNow(d *Desk, ctx context.Context, c *Call) (Answer, error) {
	order, err := json.Marshal(ordered{c.turn.Reference(), c.allowed()})
	if err != nil {
		return Answer{}, err
	}
	return d.change(ctx, c, func(w *work) (Answer, error) {
		return Answer{Title: "Comparing with Teams", Tone: card.Accent, Next: "I tell you what I find in a moment."},
			w.enqueue(store.Effect{Lane: "sync", Kind: effectSync, Person: c.Who.ID, Progress: order})
	})
}

// syncEffect reconciles and says what came of it where it was asked for.
func (d *Desk) syncEffect(ctx context.Context, e store.Effect) (performed, error) {
	var order ordered
	if err := json.Unmarshal(e.Progress, &order); err != nil {
		return ended, err
	}
	by := store.Actor{Kind: store.ByPerson, ID: string(e.Person)}
	plan, err := d.Reconcile(ctx, by, true, order.Allow)
	answer := Answer{}
	if err != nil {
		d.log.Warn("reconcile failed", problem.Cause(err))
		answer = incomplete(err)
	} else if answer, err = d.planAnswer(ctx, plan, true); err != nil {
		return ended, err
	}
	return d.end(ctx, e, by, func(w *work) error { return w.sayTo(order.Where, answer) })
}

func reconcileWord(d *Desk, ctx context.Context, c *Call) (Answer, error) {
	apply := c.flag("apply") == "true"
	plan, err := d.Reconcile(ctx, c.Who.actor(), apply, c.allowed())
	if err != nil {
		d.log.Warn("reconcile failed", problem.Cause(err))
		return incomplete(err), nil
	}
	return d.planAnswer(ctx, plan, apply)
}

// drift shows the plan and changes nothing.
func drift(d *Desk, ctx context.Context, c *Call) (Answer, error) {
	plan, err := d.Reconcile(ctx, c.Who.actor(), false, 0)
	if err != nil {
		return incomplete(err), nil
	}
	return d.planAnswer(ctx, plan, false)
}

func incomplete(err error) Answer {
	say := problem.Say(err)
	return Answer{
		Title: "Nothing was changed", Tone: card.Attention, Refused: true,
		Lines: []card.Trusted{"The read of the tenant was not complete, and half an answer says nothing.", card.Escape(say)},
		Next:  "The schedule tries again by itself.",
		JSON:  map[string]any{"complete": false, "error": say, "changes": []inventory.Change{}},
	}
}

// planAnswer says what a plan found and did.
func (d *Desk) planAnswer(ctx context.Context, plan Plan, applied bool) (Answer, error) {
	answer := Answer{Title: "In agreement with Teams", Tone: card.Good, Refused: plan.Stopped != "", JSON: struct {
		Complete bool `json:"complete"`
		Plan
	}{true, plan}}
	answer.Lines = append(answer.Lines, card.Text("%s compared with %s in Teams.", count(plan.Numbers, "number", "numbers"), count(plan.Tenant, "number", "numbers")))
	drifted := 0
	err := d.db.View(ctx, func(tx store.Tx) error {
		for _, c := range plan.Changes {
			if c.Drift {
				drifted++
			}
			if len(answer.Table.Rows) == shownInChat {
				answer.More = card.Text("The first %d of %d are shown; reconcile on the command line shows all.", shownInChat, len(plan.Changes))
				break
			}
			who := card.Trusted("")
			switch name := plan.names[c.Holder]; {
			case c.Service:
				who = "a service"
			case name.Name != "":
				who = card.Escape(name.Name)
			case c.Holder != "":
				who = nameOf(tx, c.Holder)
			}
			answer.Table.Rows = append(answer.Table.Rows, []card.Trusted{card.Escape(c.Number.Display()), changeText(c), who})
		}
		return nil
	})
	if len(answer.Table.Rows) > 0 {
		answer.Table.Columns = []card.Column{{Title: "Number"}, {Title: "Change"}, {Title: "Holder"}}
	}
	if n := len(plan.Foreign); n > 0 {
		var some []string
		for _, f := range plan.Foreign[:min(n, 5)] {
			some = append(some, f.Display())
		}
		answer.Lines = append(answer.Lines, card.Text("%s in use in Teams in none of our ranges: %s. The desk leaves them alone.", count(n, "number is", "numbers are"), strings.Join(some, ", ")))
	}
	switch {
	case plan.Stopped != "":
		answer.Title, answer.Tone = "Stopped", card.Attention
		answer.Lines = append(answer.Lines, card.Text("Nothing was changed: %s.", plan.Stopped))
		answer.Next = card.Text("Check the directory first. If all is as it should be, type sync --allow %d, or reconcile --apply --allow %d on the command line.", plan.Takes(), plan.Takes())
	case len(plan.Changes) == 0:
		answer.Next = "There is nothing to do."
	case !applied:
		answer.Title, answer.Tone = fmt.Sprintf("%s to make", count(len(plan.Changes), "change", "changes")), card.Warning
		answer.Next = "Nothing was changed. Type sync, or reconcile --apply on the command line, to carry it out."
	case d.o.Observe && plan.Takes() > 0:
		answer.Title, answer.Tone = fmt.Sprintf("%s made here", count(plan.Applied, "change", "changes")), card.Warning
		answer.Next = "The desk only observes, so nothing was taken away in Teams. With mode: manage it would be."
	default:
		answer.Title = fmt.Sprintf("%s made", count(plan.Applied, "change", "changes"))
		if drifted > 0 {
			answer.Tone = card.Warning
			answer.Next = card.Text("%s a person to look: type why and the number.", count(drifted, "difference needs", "differences need"))
		} else {
			answer.Next = "Type why and a number for the reason."
		}
	}
	return answer, err
}

func changeText(c inventory.Change) card.Trusted {
	if c.On == "" {
		return card.Escape(c.Why)
	}
	return card.Text("%s: %s", c.On.Words(), c.Why)
}

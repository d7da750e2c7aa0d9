package desk

import (
	"context"
	"encoding/json"
	"strconv"
	"strings"

	"github.com/spf13/pflag"

	"github.com/numberdesk/numberdesk/internal/activity"
	"github.com/numberdesk/numberdesk/internal/card"
	"github.com/numberdesk/numberdesk/internal/inventory"
	"github.com/numberdesk/numberdesk/internal/problem"
	"github.com/numberdesk/numberdesk/internal/say"
	"github.com/numberdesk/numberdesk/internal/store"
)

// syncCommands are an admin's commands about agreement with the tenant.
var syncCommands = []Command{
	{Word: "sync", Short: say.Text("Compare the inventory with Teams now, and settle what differs"), Admin: true, Chat: true, run: syncNow, Flags: allowFlag},
	{
		Word: "reconcile", Short: say.Text("Compare the inventory with Teams"), Admin: true, Shell: true, run: reconcileWord,
		Long: "Reads every number of the tenant and prints what has to change. Nothing is changed without --apply. Ends with 1 when the read was not complete, or when the plan takes more numbers away than one run may.",
		Flags: func(f *pflag.FlagSet) {
			f.Bool("apply", false, "carry the plan out")
			allowFlag(f)
		},
		Example: "reconcile --apply",
	},
	{Word: "drift", Slow: true, Short: say.Text("See what differs from Teams, without changing it"), Admin: true, Chat: true, Shell: true, run: drift},
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
		return Answer{Title: say.Text("Comparing with Teams"), Tone: card.Accent, Next: say.Text("I tell you what I find in a moment.")},
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
	return Answer{
		Title: say.Text("Nothing was changed"), Tone: card.Attention, Refused: true,
		Lines: []say.Sentence{say.Text("The read of the tenant was not complete, and half an answer says nothing."), problem.Say(err)},
		Next:  say.Text("The schedule tries again by itself."),
		JSON:  map[string]any{"complete": false, "error": problem.Say(err).String(), "changes": []inventory.Change{}},
	}
}

// plannedChange is a change as --output json prints it.
type plannedChange struct {
	inventory.Change
	Why string `json:"why"`
}

// planned is a plan as --output json prints it.
func planned(plan Plan) any {
	changes := make([]plannedChange, len(plan.Changes))
	for i, c := range plan.Changes {
		changes[i] = plannedChange{c, c.Why.String()}
	}
	return struct {
		Complete bool `json:"complete"`
		Plan
		Changes []plannedChange `json:"changes"`
		Stopped string          `json:"stopped,omitempty"`
	}{true, plan, changes, plan.Stopped.String()}
}

// planAnswer says what a plan found and did.
func (d *Desk) planAnswer(ctx context.Context, plan Plan, applied bool) (Answer, error) {
	answer := Answer{Refused: !plan.Stopped.IsZero(), JSON: planned(plan)}
	answer.Lines = append(answer.Lines, say.Text("%s compared with %s in Teams.", say.Count(plan.Numbers, "%d number", "%d numbers"), say.Count(plan.Tenant, "%d number", "%d numbers")))
	err := d.db.View(ctx, func(tx store.Tx) error {
		for _, c := range plan.Changes {
			if len(answer.Table.Rows) == shownInChat {
				answer.More = say.Text("The first %d of %d are shown; reconcile on the command line shows all.", shownInChat, len(plan.Changes))
				break
			}
			who := say.Sentence{}
			switch name := plan.names[c.Holder]; {
			case c.Service && name.Name != "":
				who = say.Text("%s (service)", name.Name)
			case c.Service:
				who = serviceNamed(tx, c.Holder).Or(say.Text("a service"))
			case name.Name != "":
				who = say.Words(name.Name)
			case c.Holder != "":
				who = nameOf(tx, c.Holder)
			}
			answer.Table.Rows = append(answer.Table.Rows, []say.Sentence{say.Words(c.Number.Display()), changeText(c), who})
		}
		for _, n := range plan.Onboard {
			if len(answer.Table.Rows) < shownInChat || applied {
				answer.Table.Rows = append(answer.Table.Rows, []say.Sentence{say.Words("–"), onboardText(n), say.Words(plan.names[n.Person].Name)})
			}
		}
		return nil
	})
	answer.Lines = append(answer.Lines, plan.Said...)
	if len(answer.Table.Rows) > 0 {
		answer.Table.Columns = []card.Column{{Title: say.Text("Number")}, {Title: say.Text("Change")}, {Title: say.Text("Holder")}}
	}
	if n := len(plan.Foreign); n > 0 {
		var some []string
		for _, f := range plan.Foreign[:min(n, 5)] {
			some = append(some, f.Display())
		}
		answer.Lines = append(answer.Lines, say.Count(n, "%d number is in use in Teams in none of our ranges: %s. The desk leaves it alone.", "%d numbers are in use in Teams in none of our ranges: %s. The desk leaves them alone.", strings.Join(some, ", ")))
	}
	if !plan.Stopped.IsZero() {
		answer.Lines = append(answer.Lines, say.Text("Nothing was changed: %s.", plan.Stopped))
	}
	answer.Title, answer.Tone, answer.Next = plan.verdict(applied, d.o.Observe)
	return answer, err
}

func changeText(c inventory.Change) say.Sentence {
	if c.On == "" {
		return c.Why
	}
	return say.Text("%s: %s", c.On.Words(), c.Why)
}

package desk

import (
	"context"
	"strings"
	"time"

	"github.com/spf13/pflag"

	"github.com/numberdesk/numberdesk/internal/card"
	"github.com/numberdesk/numberdesk/internal/inventory"
	"github.com/numberdesk/numberdesk/internal/phone"
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

// listedRequest is a request as --output json prints it: what was said about it in English.
type listedRequest struct {
	request.Request
	Routed   []listedHop     `json:"routed,omitempty"`
	Decision *listedDecision `json:"decision,omitempty"`
	Failure  *listedFailure  `json:"failure,omitempty"`
	Delay    *listedDelay    `json:"delay,omitempty"`
	Lines    []listedLine    `json:"lines,omitempty"`
	Setup    *listedSetup    `json:"setup,omitempty"`
}

type listedLine struct {
	request.Line
	Refused string `json:"refused,omitempty"`
}

type listedSetup struct {
	request.Setup
	Policies []listedPolicy `json:"policies,omitempty"`
	Left     []string       `json:"left,omitempty"`
}

type listedPolicy struct {
	request.Grant
	Why string `json:"why,omitempty"`
}

type listedHop struct {
	request.Hop
	Why string `json:"why"`
}

type listedDecision struct {
	request.Decision
	Rule string `json:"rule,omitempty"`
}

type listedFailure struct {
	request.Failure
	Say   string `json:"say"`
	Admin string `json:"admin"`
}

type listedDelay struct {
	request.Delay
	Say   string `json:"say"`
	Admin string `json:"admin"`
}

func listingOf(r request.Request) listedRequest {
	l := listedRequest{Request: r}
	for _, hop := range r.Routed {
		l.Routed = append(l.Routed, listedHop{hop, hop.Why.String()})
	}
	for _, line := range r.Lines {
		l.Lines = append(l.Lines, listedLine{line, line.Refused.String()})
	}
	if r.Decision != nil {
		l.Decision = &listedDecision{*r.Decision, r.Decision.Rule.String()}
	}
	if r.Failure != nil {
		l.Failure = &listedFailure{*r.Failure, r.Failure.Say.String(), r.Failure.Admin.String()}
	}
	if r.Delay != nil {
		l.Delay = &listedDelay{*r.Delay, r.Delay.Say.String(), r.Delay.Admin.String()}
	}
	if r.Setup != nil {
		l.Setup = &listedSetup{Setup: *r.Setup, Left: plain(r.Setup.Left)}
		for _, p := range r.Setup.Policies {
			l.Setup.Policies = append(l.Setup.Policies, listedPolicy{p, p.Why.String()})
		}
	}
	return l
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

// drawStuck is an admin's view of a request or a number that needs a person.
func drawStuck(tx store.Tx, subject string) (card.Card, say.Sentence, error) {
	if strings.HasPrefix(subject, stockSubject) {
		return drawStock(tx, subject, time.Now())
	}
	if strings.HasPrefix(subject, leftSubject) {
		return drawLeft(tx, subject)
	}
	if ofBackup(subject) {
		return drawBackup(tx)
	}
	if strings.HasPrefix(subject, rightsSubject) {
		return drawRights(subject)
	}
	if n, err := phone.E164(subject); err == nil {
		return drawStuckNumber(tx, n)
	}
	r, err := store.Request(tx, request.ID(subject))
	if err != nil {
		return nil, say.Sentence{}, err
	}
	return drawStuckRequest(tx, r)
}

// drawStuckNumber is an admin's view of a number that Teams would not take back, or not give.
func drawStuckNumber(tx store.Tx, n phone.Number) (card.Card, say.Sentence, error) {
	row, err := store.Number(tx, n)
	if err != nil {
		return nil, say.Sentence{}, err
	}
	data := settled(say.Text("%s is %s.", n.Display(), row.State.Words()))
	switch {
	case !row.Rejected.IsZero():
		data = card.NoticeData{Title: say.Text("Teams refuses a number"), Tone: card.Attention,
			Text: inventory.ReasonOf(inventory.ReasonNumberBlocked).Admin(inventory.Facts{Number: n}).And(say.Text("The desk has blocked it, so that it is not offered again, and took the next one.")),
			Next: say.Text("Type unblock %s when it may be given out again, or why %s for what Microsoft said.", n, n)}
	case row.State == inventory.ReleaseRefused:
		data = card.NoticeData{Title: say.Text("A number could not be released"), Tone: card.Attention,
			Text: say.Text("%s is still with %s: %s", n.Display(), nameOf(tx, row.Holder), row.Why),
			Next: say.Text("Type why %s for the history, or release %s to try again.", n, n)}
	}
	return data, data.Title, nil
}

// drawStuckRequest is an admin's view of a request that needs a person.
func drawStuckRequest(tx store.Tx, r request.Request) (card.Card, say.Sentence, error) {
	if r.Unfinished() {
		return drawUnfinished(tx, r), say.Text("A number is there, but not all that goes with it"), nil
	}
	data, now := card.NoticeData{Tone: card.Attention}, say.Text("Request %s for %s is %s.", r.ID, forWhom(tx, r), r.State.Words())
	switch r.State {
	case request.Delivering:
		s, err := resultsOf(tx, r)
		if err != nil {
			return nil, say.Sentence{}, err
		}
		data.Title, data.Tone = say.Text("People on a list wait for a number"), card.Warning
		data.Text = say.Text("Of request %s for %s: %s", r.ID, forWhom(tx, r), s.sentence())
		data.Next = say.Text("Add numbers with ranges add, or release some; those who wait go on by themselves.")
		if len(s.stuck) > 0 {
			data.Title, data.Tone = say.Text("Requests of a list are stuck"), card.Attention
			data.Next = say.Text("Type why and a request: %s.", say.List(", ", s.stuck[:min(len(s.stuck), linesShown)]...))
		}
		if len(s.stuck)+s.waiting == 0 {
			data = settled(data.Text)
		}
	case request.DeliveryFailed:
		data.Title = say.Text("A request is stuck")
		data.Text = say.Text("Request %s for %s could not be delivered.", r.ID, forWhom(tx, r))
		_, old, lost, err := oldStands(tx, r)
		if err != nil {
			return nil, say.Sentence{}, err
		}
		if lost {
			data.Title = say.Text("Somebody is left without a phone number")
		}
		if !old.IsZero() {
			data.Text = data.Text.And(old)
		}
		if r.Failure != nil {
			data.Text = data.Text.And(failedFor(tx, *r.Failure))
		}
		data.Next = say.Text("Type requests retry %s to try again, requests cancel %s to give it up, or why %s for the history.", r.ID, r.ID, r.ID)
	case request.PendingApproval:
		data.Title = say.Text("A request has nobody to decide")
		data.Text = say.Text("Nobody who could approve request %s for %s can be asked.", r.ID, forWhom(tx, r))
		if passed := passedOver(tx, r); !passed.IsZero() {
			data.Text = data.Text.And(say.Text("Passed over: %s.", passed))
		}
		data.Next = say.Text("Type requests hand %s and a person, or requests cancel %s.", r.ID, r.ID)
		if len(r.Approvers) > 0 {
			data.Title = say.Text("A request has too few to decide")
			data.Text = say.Text("Request %s for %s needs more approvals than there are people who can give them.", r.ID, forWhom(tx, r)).And(say.Text("Passed over: %s.", passedOver(tx, r)))
		}
		if !r.Short() {
			data = settled(now)
		}
	case request.Waiting:
		data.Title, data.Tone = say.Text("A request waits for a number"), card.Warning
		data.Text = say.Text("Request %s for %s is approved, but no number is free at %s.", r.ID, forWhom(tx, r), r.Site)
		data.Next = say.Text("Add numbers with ranges add, or release one; the request goes on by itself.")
	default:
		data = settled(now)
	}
	return data, data.Title, nil
}

// settled is what an admin's card becomes when it needs nobody any more.
func settled(now say.Sentence) card.NoticeData {
	return card.NoticeData{Title: say.Text("Settled"), Tone: card.Good, Text: now}
}

// stuck reports whether something still needs a person.
func stuck(tx store.Tx, subject string) (bool, error) {
	if strings.HasPrefix(subject, stockSubject) || strings.HasPrefix(subject, rightsSubject) || strings.HasPrefix(subject, leftSubject) || ofBackup(subject) {
		return true, nil
	}
	if n, err := phone.E164(subject); err == nil {
		row, err := store.Number(tx, n)
		return row.State == inventory.ReleaseRefused || !row.Rejected.IsZero(), err
	}
	r, err := store.Request(tx, request.ID(subject))
	if err == nil && r.Several() && r.State == request.Delivering {
		s, err := resultsOf(tx, r)
		return len(s.stuck)+s.waiting > 0, err
	}
	return r.State == request.DeliveryFailed || r.State == request.Waiting || r.Short() || r.Unfinished(), err
}

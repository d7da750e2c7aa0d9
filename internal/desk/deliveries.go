package desk

import (
	"cmp"
	"context"
	"slices"
	"strings"
	"time"

	"github.com/numberdesk/numberdesk/internal/card"
	"github.com/numberdesk/numberdesk/internal/person"
	"github.com/numberdesk/numberdesk/internal/problem"
	"github.com/numberdesk/numberdesk/internal/request"
	"github.com/numberdesk/numberdesk/internal/say"
	"github.com/numberdesk/numberdesk/internal/store"
)

// deliveryCommand tells what became of every message.
var deliveryCommand = Command{
	Word: "deliveries", Slow: true, Args: "REQUEST|PERSON", Short: say.Text("See which messages arrived, and why others did not"), MinArgs: 1, MaxArgs: 1, Admin: true, Chat: true, Shell: true, run: deliveries,
	Long:    "Lists every message that was owed about a request or to a person in the last 90 days, newest first: when it was asked for and what became of it, how often it was tried and what was in the way. What still waits stands above, with when it is tried next.",
	Example: "deliveries R-12",
}

// How many deliveries a report shows: on a card, and on the command line.
const (
	deliveriesShown  = 12
	deliveriesPrints = 1000
)

// reported is a delivery as --output json prints it.
type reported struct {
	store.Delivery
	Name string `json:"name,omitempty"`
	// Why is what was in the way, and Next when one that waits is tried again.
	Why  string    `json:"why,omitempty"`
	Next time.Time `json:"next,omitzero"`
	// behind is set for one that waits for another message to the same person.
	behind bool
}

// deliveries tells what became of the messages about a request or to a person.
func deliveries(d *Desk, ctx context.Context, c *Call) (answer Answer, err error) {
	subject, who := c.Args[0], person.ID("")
	switch {
	case len(subject) > 2 && strings.EqualFold(subject[:2], "R-"):
		subject = string(requestID(subject))
	case strings.Contains(subject, "@") || guid.MatchString(subject):
		if subject, who, err = d.addressed(ctx, person.ID(subject)); err != nil {
			return answer, err
		}
	default:
		return answer, problem.New(problem.Invalid, "%.40q is neither a request such as R-1 nor a person such as adele@contoso.com.", subject)
	}
	limit := deliveriesShown
	if c.Who.Shell {
		limit = deliveriesPrints
	}
	err = d.db.View(ctx, func(tx store.Tx) error {
		answer = Answer{Title: say.Text("Messages to %s", say.Words(subject).Or(say.Text("this person"))), Table: deliveryTable(who != "")}
		if who == "" {
			if _, err := store.Request(tx, request.ID(subject)); err != nil {
				return err
			}
			answer.Title = say.Text("Messages about request %s", subject)
		}
		list, err := reports(tx, subject, who, limit+1, time.Now())
		if err != nil {
			return err
		}
		if len(list) > limit {
			list = list[:limit]
			answer.More = say.Text("The newest %d are shown.", limit)
		}
		for _, r := range list {
			answer.Table.Rows = append(answer.Table.Rows, r.row(who != ""))
		}
		answer.JSON = list
		if len(list) == 0 {
			answer.Lines = []say.Sentence{say.Text("No message was owed in the last 90 days.")}
		}
		return nil
	})
	return answer, err
}

// addressed is somebody who may have left the directory: what he was sent is still here.
func (d *Desk) addressed(ctx context.Context, id person.ID) (name string, who person.ID, err error) {
	p, err := d.person(ctx, id)
	switch {
	case err == nil:
		return p.Name, p.ID, nil
	case problem.KindOf(err) == problem.NotFound && !strings.Contains(string(id), "@"):
		return "", person.ID(strings.ToLower(string(id))), nil
	}
	return "", "", err
}

// reports are the messages that wait, as the outbox has them, and those that ended, each newest first.
func reports(tx store.Tx, subject string, who person.ID, limit int, now time.Time) ([]reported, error) {
	list := []reported{}
	lanes := map[string]bool{}
	err := store.EachEffect(tx, func(e store.Effect) error {
		behind := lanes[e.Lane]
		lanes[e.Lane] = true
		to := addressee(e)
		if !answers[e.Kind] || to == "" || who != "" && to != who || who == "" && e.Subject != subject {
			return nil
		}
		list = append(list, reported{Delivery: store.DeliveryOf(e, to), Next: e.NotBefore, behind: behind})
		return nil
	})
	if err != nil {
		return nil, err
	}
	slices.Reverse(list)
	var past []store.Delivery
	if who != "" {
		past, err = store.DeliveriesTo(tx, who, limit, now)
	} else {
		past, err = store.DeliveriesAbout(tx, subject, limit, now)
	}
	for _, d := range inOrder(past) {
		list = append(list, reported{Delivery: d})
	}
	list = list[:min(len(list), limit)]
	for i := range list {
		if list[i].Code != "" {
			list[i].Why = inTheWay(list[i].Delivery).String()
		}
		if name, known, err := store.Person(tx, list[i].Person); err == nil && known {
			list[i].Name = name.Name
		}
	}
	return list, err
}

// inOrder has the messages in the order in which they were asked for, newest first. One that was asked for again while it
// was given up, and given up again for the same cause, is one.
func inOrder(past []store.Delivery) []store.Delivery {
	slices.SortStableFunc(past, func(a, b store.Delivery) int {
		return cmp.Or(cmp.Compare(b.Effect, a.Effect), b.Ended.Compare(a.Ended))
	})
	return slices.CompactFunc(past, func(a, b store.Delivery) bool {
		return a.Effect == b.Effect && a.Outcome == store.GivenUp && b.Outcome == store.GivenUp && a.Code == b.Code
	})
}

func deliveryTable(ofPerson bool) card.Table {
	whom := card.Column{Title: say.Text("To whom")}
	if ofPerson {
		whom = card.Column{Title: say.Text("About")}
	}
	return card.Table{Columns: []card.Column{{Title: say.Text("Asked")}, {Title: say.Text("Message")}, whom, {Title: say.Text("What became of it")}}}
}

func (r reported) row(ofPerson bool) []say.Sentence {
	whom := say.Words(cmp.Or(r.Name, string(r.Person)))
	if ofPerson {
		whom = say.Words(r.Subject)
	}
	return []say.Sentence{say.Stamp(r.Asked), messageWords(r.Delivery), whom, r.became()}
}

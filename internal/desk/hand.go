package desk

import (
	"context"
	"strings"
	"time"

	"github.com/numberdesk/numberdesk/internal/card"
	"github.com/numberdesk/numberdesk/internal/person"
	"github.com/numberdesk/numberdesk/internal/problem"
	"github.com/numberdesk/numberdesk/internal/request"
	"github.com/numberdesk/numberdesk/internal/say"
	"github.com/numberdesk/numberdesk/internal/store"
)

// handCommand puts a request that is stuck to somebody else.
var handCommand = Command{
	Word: "requests hand", Slow: true, Args: "REQUEST PERSON", Short: say.Text("Let somebody else decide on a request"), MinArgs: 2, MaxArgs: 2, Admin: true, Chat: true, Shell: true, run: hand,
	Long:    "The person is asked in place of those who have not decided. Where a stage needs several approvals, the others stay beside.",
	Example: "requests hand R-12 megan@contoso.com",
}

func hand(d *Desk, ctx context.Context, c *Call) (Answer, error) {
	to, err := d.someone(ctx, c.Args[1])
	if err != nil {
		return Answer{}, err
	}
	f := found{Search: request.Search{Approvers: []person.ID{to.ID}}}
	if err := d.lookAtDelegates(ctx, &f); err != nil {
		return Answer{}, err
	}
	return d.change(ctx, c, func(w *work) (Answer, error) {
		r, err := store.Request(w.tx, requestID(c.Args[0]))
		if err != nil {
			return Answer{}, err
		}
		r = r.AsOf(w.now)
		if c.Who.ID != "" && (c.Who.ID == r.For || c.Who.ID == r.By) {
			return Answer{}, problem.New(problem.Forbidden, "You cannot choose who decides on your own request. Ask another telephony admin.")
		}
		if err := r.MayHand(to); err != nil {
			return Answer{}, err
		}
		if err := w.remember(to); err != nil {
			return Answer{}, err
		}
		if err := w.endUnfit(f.unfit); err != nil {
			return Answer{}, err
		}
		from := idList(r.Approvers)
		r = r.Hand(to.ID, w.now)
		r.Revision++
		r.Since = time.Time{} // who has it now is reminded as if it came to him first
		if err := w.watchStage(&r); err != nil {
			return Answer{}, err
		}
		if err := store.PutRequest(w.tx, r); err != nil {
			return Answer{}, err
		}
		err = store.Record(w.tx, store.Entry{
			Actor: w.by, What: "request.hand", Request: r.ID, Person: r.For, Detail: map[string]string{"to": string(to.ID), "from": from}, Cause: "admin command",
		}, nil, w.now)
		if err != nil {
			return Answer{}, err
		}
		for _, effect := range []request.Effect{request.AskApprovers, request.UpdateCards} {
			if err := w.ask(&r, effect); err != nil {
				return Answer{}, err
			}
		}
		if err := w.updateStuck(string(r.ID)); err != nil {
			return Answer{}, err
		}
		return Answer{Title: say.Text("Handed over"), Tone: card.Good, JSON: listingOf(r), Lines: []say.Sentence{say.Text("Request %s is put to %s now.", r.ID, to.Name)},
			Next: say.Text("Type why %s to see how it goes.", r.ID)}, nil
	})
}

func idList(ids []person.ID) string {
	list := make([]string, len(ids))
	for i, id := range ids {
		list[i] = string(id)
	}
	return strings.Join(list, " ")
}

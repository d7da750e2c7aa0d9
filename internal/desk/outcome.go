package desk

import (
	"context"

	"github.com/numberdesk/numberdesk/internal/card"
	"github.com/numberdesk/numberdesk/internal/inventory"
	"github.com/numberdesk/numberdesk/internal/phone"
	"github.com/numberdesk/numberdesk/internal/request"
	"github.com/numberdesk/numberdesk/internal/say"
	"github.com/numberdesk/numberdesk/internal/store"
)

// Outcome tells how it went with what a command ordered ([Answer.Ordered]), for somebody who waited. It is
// refused unless all of it is done.
func (d *Desk) Outcome(ctx context.Context, ordered string) (answer Answer, err error) {
	err = d.db.View(ctx, func(tx store.Tx) error {
		answer = Answer{Title: say.Text("Done")}
		told := struct {
			listed
			Failure string `json:"failure,omitempty"`
		}{}
		number, err := phone.E164(ordered)
		if err != nil {
			r, err := store.Request(tx, request.ID(ordered))
			if err != nil {
				return err
			}
			number, answer.Refused = r.Number, r.State != request.Delivered
			if answer.Refused {
				answer.Lines = requestSentences(tx, r)
			}
			if r.Failure != nil {
				told.Failure = r.Failure.Say.String()
			}
		}
		if number != "" {
			n, err := store.Number(tx, number)
			if err != nil {
				return err
			}
			told.listed = listing(n)
			answer.Lines = append(answer.Lines, numberSentences(tx, n)...)
			answer.Refused = answer.Refused || n.State == inventory.Releasing || n.State == inventory.ReleaseRefused || leftThere(n) && number == phone.Number(ordered)
		}
		if answer.Refused {
			answer.Title, answer.Tone = say.Text("Not done"), card.Attention
			answer.Next = say.Text("Type why %s for the history.", ordered)
		}
		answer.JSON = told
		return nil
	})
	return answer, err
}

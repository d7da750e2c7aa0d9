package desk

import (
	"github.com/numberdesk/numberdesk/internal/card"
	"github.com/numberdesk/numberdesk/internal/request"
	"github.com/numberdesk/numberdesk/internal/say"
)

// tellRequester says how it ended, and what to do now.
func (w *work) tellRequester(r request.Request) error {
	answer := Answer{Tone: card.Warning}
	switch r.State {
	case request.Delivered:
		answer.Title, answer.Tone = say.Words(r.Number.Display()), card.Good
		answer.Lines = []say.Sentence{reachable(r)}
		if r.Wanted && len(r.Refused) > 0 {
			answer.Lines = append(answer.Lines, say.Text("You asked for %s, which Teams does not give out; so you have this one instead.", r.Refused[0].Display()))
		}
		answer.Next = w.o.afterwards(r)
		answer.Summary = say.Text("Your phone number is ready")
	case request.Denied:
		answer.Title, answer.Tone = say.Text("Your request was denied"), card.Attention
		answer.Lines = []say.Sentence{say.Text("%s: %s", voter(w.tx, r.Decision.By, r.Decision.For), r.Decision.Because())}
		answer.Next = afterDenial(r)
	case request.Expired:
		answer.Title = say.Text("Your request expired")
		answer.Lines = []say.Sentence{say.Text("%s did not decide in time.", awaited(w.tx, r)).And(freeAgain(w.tx, r))}
		answer.Next = askAgain(r, r.For)
	}
	switch {
	case r.Several():
		return w.tellLister(r)
	case r.Kind == request.Service && r.By == "": // ordered on the command line
		return nil
	case r.Kind == request.Service:
		return w.tellAsker(r)
	}
	if r.OnBehalf() {
		answer = forAnother(w.tx, r, answer)
		if r.PartOf == "" { // who asked reads of the others on the list
			if err := w.tellAsker(r); err != nil {
				return err
			}
		}
	}
	return w.sayToPerson(r.For, r.ID, answer)
}

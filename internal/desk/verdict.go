package desk

import (
	"github.com/numberdesk/numberdesk/internal/card"
	"github.com/numberdesk/numberdesk/internal/say"
)

// ForAPerson is how many differences the desk settles in no run: a person has to.
func (p Plan) ForAPerson() (n int) {
	for _, c := range p.Changes {
		if c.Drift {
			n++
		}
	}
	return n
}

// verdict says what a plan comes to and what to do next. What the desk can carry out and what only a person can settle
// are counted apart: nobody is told to carry out what cannot be.
func (p Plan) verdict(applied, observe bool) (title say.Sentence, tone card.Tone, next say.Sentence) {
	look := p.ForAPerson()
	toMake := len(p.Changes) - look + len(p.Onboard)
	lookAt := say.Count(look, "%d difference for a person to settle", "%d differences for a person to settle")
	how := say.Text("What a person has to settle stays until then: type why and the number.")
	switch {
	case !p.Stopped.IsZero():
		return say.Text("Stopped"), card.Attention, say.Text("Check the directory first. If all is as it should be, type sync --allow %d, or reconcile --apply --allow %d on the command line.", p.Takes(), p.Takes())
	case len(p.Changes)+len(p.Onboard) == 0 && len(p.Said) > 0:
		return say.Text("In agreement with Teams, as far as it could be read"), card.Warning, say.Text("What could not be read is read again in the next run.")
	case len(p.Changes)+len(p.Onboard) == 0:
		return say.Text("In agreement with Teams"), card.Good, say.Text("There is nothing to do.")
	case toMake == 0:
		return lookAt, card.Warning, how
	case !applied:
		title, tone = say.Count(toMake, "%d change to make", "%d changes to make"), card.Warning
		next = say.Text("Nothing was changed. Type sync, or reconcile --apply on the command line, to carry it out.")
	case observe && p.Takes() > 0:
		title, tone = say.Count(p.Applied, "%d change made here", "%d changes made here"), card.Warning
		next = say.Text("The desk only observes, so nothing was taken away in Teams. With mode: manage it would be.")
	case observe && len(p.Onboard) > 0:
		title, tone = say.Count(p.Applied, "%d change made here", "%d changes made here"), card.Warning
		next = say.Text("The desk only observes, so no number was asked for. With mode: manage it would be.")
	default:
		title, tone = say.Count(p.Applied, "%d change made", "%d changes made"), card.Good
		next = say.Text("Type why and a number for the reason.")
	}
	if look > 0 {
		return say.Text("%s, %s", title, lookAt), card.Warning, next.And(how)
	}
	return title, tone, next
}

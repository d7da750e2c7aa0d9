package desk

import (
	"context"
	"strings"

	"github.com/numberdesk/numberdesk/internal/card"
	"github.com/numberdesk/numberdesk/internal/persona"
	"github.com/numberdesk/numberdesk/internal/request"
	"github.com/numberdesk/numberdesk/internal/say"
	"github.com/numberdesk/numberdesk/internal/store"
)

// leftSubject begins the subject of a card about what is left to people once a request is delivered.
const leftSubject = "left/"

// drawLeft is what admins have to do for somebody, because Graph cannot.
func drawLeft(tx store.Tx, subject string) (card.Card, say.Sentence, error) {
	r, err := store.Request(tx, request.ID(strings.TrimPrefix(subject, leftSubject)))
	if err != nil {
		return nil, say.Sentence{}, err
	}
	title := say.Text("By hand for %s", nameOf(tx, r.For))
	data := card.ReportData{Title: title, Next: say.Text("Type personas check and the person to see how far it is.")}
	data.Lines = []say.Sentence{say.Text("Request %s is delivered. Persona %s has more, which Microsoft Graph cannot set:", r.ID, r.Setup.Persona)}
	data.Lines = append(data.Lines, r.Setup.Left...)
	return data, title, nil
}

// leftToPeople are the steps that Graph cannot do for somebody of a persona.
func (d *Desk) leftToPeople(ctx context.Context, r request.Request) ([]say.Sentence, error) {
	fit, ok := d.o.Personas.Named(r.Setup.Persona)
	if !ok {
		return nil, nil // of a department alone, or no longer in the configuration
	}
	p, err := d.dir.Person(ctx, r.For)
	if err != nil {
		return nil, err
	}
	s := d.memberships(ctx, fit, persona.Standing{Person: p})
	var steps []say.Sentence
	for _, item := range persona.ToDo(fit.Check(s)) {
		steps = append(steps, say.Text("%s: %s", item.Title, item.Step))
	}
	return steps, nil
}

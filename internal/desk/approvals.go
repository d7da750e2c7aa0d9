package desk

import (
	"context"
	"slices"
	"time"

	"github.com/numberdesk/numberdesk/internal/card"
	"github.com/numberdesk/numberdesk/internal/inventory"
	"github.com/numberdesk/numberdesk/internal/person"
	"github.com/numberdesk/numberdesk/internal/request"
	"github.com/numberdesk/numberdesk/internal/say"
	"github.com/numberdesk/numberdesk/internal/store"
)

// rowsShown is how many requests a list has room for, and reasonShown how much of a reason a row.
const (
	rowsShown   = 10
	reasonShown = 120
)

// beside says what is to be shown beside what waits: what became of the request that was clicked, and which row is open
// because something is missing to decide on it.
type beside struct {
	done say.Sentence
	tone card.Tone
	open request.ID
	note say.Sentence
}

// drawApprovals is what waits for somebody's decision, longest first.
func drawApprovals(tx store.Tx, viewer person.ID, l beside) (card.ApprovalsData, say.Sentence, error) {
	data := card.ApprovalsData{Done: l.done, Tone: l.tone, UserIDs: userIDs(tx, viewer)}
	ids, err := store.Deciding(tx, viewer, 0)
	if err != nil {
		return data, say.Sentence{}, err
	}
	data.Title = say.Text("Nothing waits for your decision")
	if len(ids) > 0 {
		data.Title = say.Count(len(ids), "%d request waits for your decision", "%d requests wait for your decision")
	}
	shown := ids[:min(len(ids), rowsShown)]
	if slices.Contains(ids[len(shown):], l.open) {
		shown = append(slices.Clone(shown[1:]), l.open) // whoever is asked something must see it
	}
	for _, id := range shown {
		r, err := store.Request(tx, id)
		if err != nil {
			return data, say.Sentence{}, err
		}
		what, err := wantedInLine(tx, r)
		if err != nil {
			return data, say.Sentence{}, err
		}
		row := card.ApprovalRow{
			Who: whoseRow(tx, r), What: what, Reason: say.Words(cut(r.Reason)), Note: pressing(r, viewer, time.Now()),
			Since:   say.List(". ", say.Text("%s, waiting since %s", r.ID, say.Time(r.Asked)), standsIn(tx, r, viewer)),
			Request: string(r.ID), Revision: r.Revision,
		}
		if id == l.open {
			row.Note, row.Usual = l.note, usualReasons()
		}
		data.Rows = append(data.Rows, row)
	}
	if more := len(ids) - len(shown); more > 0 {
		data.More = say.Text("and %d more, which move up here as you decide", more)
	}
	return data, data.Title, nil
}

// wantedNumber is the number a request has, that there is none, or how many a list wants.
func wantedNumber(tx store.Tx, r request.Request) say.Sentence {
	switch {
	case r.Several():
		return say.Count(len(r.Lines), "%d number", "%d numbers")
	case r.Number != "":
		return numberOf(tx, r)
	case r.State == request.DeliveryFailed: // it lost its own, which says nothing of the others
		return say.Text("No number yet")
	case !r.Open():
		return say.Text("No number")
	}
	return say.Text("No number is free now")
}

// numberOf is a request's number, or that it lost it while it waits for its approval.
func numberOf(tx store.Tx, r request.Request) say.Sentence {
	n, _, err := store.Known(tx, r.Number)
	if err == nil && r.State == request.PendingApproval && !holds(r, n) {
		return say.Text("%s is not free any more; another one takes its place", r.Number.Display())
	}
	return say.Words(r.Number.Display())
}

// holds reports whether a number is kept for a request, so that it is the one that is given when it is approved.
func holds(r request.Request, n inventory.Number) bool {
	return n.Request == string(r.ID) && (n.State == inventory.Held && n.Forbidden == "" || n.State == inventory.Unknown)
}

// cut is the beginning of a reason; the request's own card has all of it.
func cut(reason string) string {
	if runes := []rune(reason); len(runes) > reasonShown {
		return string(runes[:reasonShown]) + "…"
	}
	return reason
}

// approvals answers the word: what waits for the decision of whoever asks.
func approvals(d *Desk, ctx context.Context, c *Call) (answer Answer, err error) {
	err = d.db.View(ctx, func(tx store.Tx) error {
		face, summary, err := drawApprovals(tx, c.Who.ID, beside{})
		answer = Answer{Card: face, Summary: summary, Title: summary, List: len(face.Rows) > 0}
		return err
	})
	return answer, err
}

// approvalsClick draws the list anew when it is opened.
func approvalsClick(d *Desk, ctx context.Context, c *Call) (Answer, error) {
	return approvals(d, ctx, c)
}

// deciding is the card that answers a decision: the list it was made on, or the card of the request itself. note says what
// is missing to decide.
func (c *Call) deciding(tx store.Tx, r request.Request, note say.Sentence) (answer Answer, err error) {
	if !c.onList() {
		answer.Card, _, err = drawApproval(tx, r, c.Who.ID, note)
		return answer, err
	}
	l := beside{open: r.ID, note: note}
	if note.IsZero() {
		l = beside{}
		l.done, l.tone = outcome(tx, r, c.Who.ID)
		l.done = say.Text("%s: %s", whoseRow(tx, r), l.done)
	}
	answer.Card, _, err = drawApprovals(tx, c.Who.ID, l)
	return answer, err
}

// onList reports whether the button was one of a list.
func (c *Call) onList() bool { return c.click.Text("list") != "" }

// rememberDecided keeps which message the decision was made on.
func (c *Call) rememberDecided(w *work, id request.ID) error {
	if !c.onList() {
		return c.rememberCard(w, cardApproval, string(id))
	}
	if err := c.rememberCard(w, cardApprovals, ""); err != nil {
		return err
	}
	posted, there, err := store.PostedCard(w.tx, cardApprovals, "", c.Who.ID)
	if err != nil || !there {
		return err
	}
	return w.keepList(c.Who.ID, posted) // the answer shows all that wait
}

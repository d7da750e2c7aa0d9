package desk

import (
	"encoding/json"

	"github.com/numberdesk/numberdesk/internal/activity"
	"github.com/numberdesk/numberdesk/internal/card"
	"github.com/numberdesk/numberdesk/internal/person"
	"github.com/numberdesk/numberdesk/internal/problem"
	"github.com/numberdesk/numberdesk/internal/request"
	"github.com/numberdesk/numberdesk/internal/say"
	"github.com/numberdesk/numberdesk/internal/store"
)

// Answer is what a command or a click says: on a card in chat, as text or JSON on the command line.
type Answer struct {
	Title say.Sentence
	Tone  card.Tone
	Lines []say.Sentence
	Table card.Table
	// More says that not all is shown; Next what to do.
	More say.Sentence
	Next say.Sentence
	// JSON is what --output json prints. It may be read from the store only then.
	JSON any
	// Card is a card of its own; the rest is then for the command line.
	Card card.Card
	// Summary is what a notification shows of the card.
	Summary say.Sentence
	// List is set when the card is the list of what waits for whoever reads it, which is kept up to date.
	List bool
	// Ordered is the request or the number that the outbox now works on, for [Desk.Outcome].
	Ordered string
	// File is what an export made, for the command line.
	File []byte
	// Refused makes the command line end with 1.
	Refused bool
	// Beside leaves a clicked card as it is and says the title and first line beside it.
	Beside bool
}

// refusal is an error as an answer: the sentence and nothing of the cause.
func refusal(err error) Answer {
	title := map[problem.Kind]say.Sentence{
		problem.Forbidden: say.Text("That is not for you"), problem.NotFound: say.Text("Not found"), problem.Conflict: say.Text("Not possible now"),
		problem.Invalid: say.Text("Please check"), problem.Busy: say.Text("Please try again"), problem.Unclear: say.Text("Not yet certain"),
	}[problem.KindOf(err)]
	return Answer{
		Title: title.Or(say.Text("Something went wrong")), Refused: true,
		Lines: []say.Sentence{problem.Say(err)},
		JSON:  map[string]string{"error": problem.Say(err).String(), "kind": string(problem.KindOf(err))},
	}
}

// face is the answer as a card.
func (a Answer) face() card.Card {
	switch {
	case a.Card != nil:
		return a.Card
	case len(a.Table.Rows) == 0 && len(a.Lines) < 2 && a.More.IsZero():
		data := card.NoticeData{Title: a.Title, Tone: a.Tone, Next: a.Next}
		if len(a.Lines) == 1 {
			data.Text = a.Lines[0]
		}
		return data
	}
	return card.ReportData{Title: a.Title, Lines: a.Lines, Table: a.Table, More: a.More, Next: a.Next}
}

// render is the answer as a message. One that cannot be shown says so: it must not hold up what comes behind it.
func (a Answer) render(l say.Language) (activity.Outgoing, error) {
	face, err := a.face().Render(l)
	if err != nil {
		a = refusal(err)
		face, err = a.face().Render(l)
	}
	return activity.Outgoing{Card: face, Summary: a.Summary.Or(a.Title).In(l)}, err
}

// respond is the answer as the HTTP answer to a click; a message's is empty.
func (a Answer) respond(to activity.Activity, l say.Language) (activity.Response, error) {
	if to.Type != activity.TypeInvoke {
		return activity.Response{}, nil
	}
	if a.Beside && len(a.Lines) > 0 {
		return activity.InvokeMessage(a.Lines[0].In(l)), nil
	}
	face, err := a.face().Render(l)
	return activity.InvokeCard(face), err
}

// saying is a reply that waits in the outbox.
type saying struct {
	Chat    activity.Reference `json:"chat"`
	Card    json.RawMessage    `json:"card"`
	Summary string             `json:"summary"`
}

// sayTo owes a conversation an answer.
func (w *work) sayTo(ref activity.Reference, answer Answer) error {
	out, err := answer.render(say.Speaks(ref.Locale))
	if err != nil {
		return err
	}
	raw, err := json.Marshal(saying{ref, out.Card, out.Summary})
	if err != nil {
		return err
	}
	return w.enqueue(store.Effect{Lane: chatLane(ref), Kind: effectReply, Progress: raw})
}

// sayToPerson owes a person a message of its own about a request, wherever he is reached.
func (w *work) sayToPerson(id person.ID, about request.ID, answer Answer) error {
	out, err := answer.render(languageOf(w.tx, id))
	if err != nil {
		return err
	}
	raw, err := json.Marshal(saying{Card: out.Card, Summary: out.Summary})
	if err != nil {
		return err
	}
	return w.enqueue(store.Effect{Lane: "chat/" + string(id), Kind: effectReply, Person: id, Subject: string(about), Progress: raw})
}

// chatLane keeps what is said to one person, or in one conversation, in order.
func chatLane(ref activity.Reference) string {
	if ref.ObjectID != "" && ref.ConversationType == activity.Personal {
		return "chat/" + ref.ObjectID
	}
	return "conversation/" + ref.ConversationID
}

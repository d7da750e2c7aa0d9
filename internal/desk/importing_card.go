package desk

import (
	"github.com/numberdesk/numberdesk/internal/card"
	"github.com/numberdesk/numberdesk/internal/say"
)

// refusedInChat is how many wrong lines a card names.
const refusedInChat = 10

// card shows a plan in chat: with its buttons when it has an id, else with what is wrong.
func (r plan) card(id, file string, answer Answer) card.Card {
	data := card.ImportData{Title: answer.Title, File: say.Words(file), Tone: answer.Tone, Lines: answer.Lines, Plan: id}
	switch {
	case r.Refused.count > 0:
		data.Lines = r.Wrong[:min(len(r.Wrong), refusedInChat)]
		if more := r.Refused.count - len(data.Lines); more > 0 {
			data.More = say.Count(more, "%d more line is wrong.", "%d more lines are wrong.")
		}
		data.Next = say.Text("Correct these lines and drop the file here again.")
	case r.nothing():
		data.Title, data.Tone, data.Plan = say.Text("Nothing to import"), card.Good, ""
		data.Next = say.Text("Everything in the file is in the inventory already.")
	default:
		data.Title, data.Tone = say.Text("Would be imported"), card.Accent
		data.Next = say.Text("Nothing is changed yet. The plan is kept for a day.")
	}
	return data
}

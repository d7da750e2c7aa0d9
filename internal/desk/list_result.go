package desk

import (
	"strconv"

	"github.com/numberdesk/numberdesk/internal/card"
	"github.com/numberdesk/numberdesk/internal/problem"
	"github.com/numberdesk/numberdesk/internal/request"
	"github.com/numberdesk/numberdesk/internal/say"
	"github.com/numberdesk/numberdesk/internal/store"
)

// results are how everybody on an approved list stands.
type results struct {
	done, waiting, underWay int
	// open are those who did not get a number, or not yet, and why.
	open []card.Fact
	// stuck are the requests that need an admin.
	stuck []say.Sentence
}

func resultsOf(tx store.Tx, list request.Request) (s results, err error) {
	for _, l := range list.Lines {
		r, why, err := resultOf(tx, l)
		if err != nil {
			return s, err
		}
		switch {
		case r.State == request.Delivered:
			s.done++
			continue
		case r.State == request.Waiting:
			s.waiting++
			continue
		case r.State == request.Delivering, !l.Answered():
			s.underWay++
			continue
		case r.State == request.DeliveryFailed:
			s.stuck = append(s.stuck, say.Words(string(r.ID)))
		}
		s.open = append(s.open, card.Fact{Title: nameOf(tx, l.For), Value: why})
	}
	return s, nil
}

// resultOf is the request of somebody on a list, and in words what became of it.
func resultOf(tx store.Tx, l request.Line) (r request.Request, why say.Sentence, err error) {
	if l.Request == "" {
		return r, l.Refused, nil
	}
	if r, err = store.Request(tx, l.Request); err != nil {
		return r, why, err
	}
	why = r.State.Words()
	if r.Failure != nil {
		why = r.Failure.Say
	}
	return r, why, nil
}

// sentence says the results in a line, parts that are none left out.
func (s results) sentence() say.Sentence {
	var parts []say.Sentence
	if s.done > 0 {
		parts = append(parts, say.Count(s.done, "%d number is in use", "%d numbers are in use"))
	}
	if s.underWay > 0 {
		parts = append(parts, say.Count(s.underWay, "%d is being set up", "%d are being set up"))
	}
	if s.waiting > 0 {
		parts = append(parts, say.Count(s.waiting, "%d waits for a free number", "%d wait for a free number"))
	}
	if n := len(s.open); n > 0 {
		parts = append(parts, say.Count(n, "%d person has none", "%d people have none"))
	}
	return say.Text("%s.", say.List(", ", parts...))
}

// resultSaid is how an approved list stands, in a line.
func resultSaid(tx store.Tx, r request.Request) say.Sentence {
	s, err := resultsOf(tx, r)
	if err != nil {
		return say.Sentence{}
	}
	return s.sentence()
}

// peopleShown is how many people of a list one card shows.
const peopleShown = 20

// everybody shows each person of a list with what became of the line, a page of them at a time, as the words name it: first
// those who have no number, and then in the order of the list.
func everybody(tx store.Tx, list request.Request, words []string) (Answer, error) {
	page, err := strconv.Atoi(first(append(words, "1")))
	if err != nil {
		return Answer{}, problem.New(problem.Invalid, "%.20q is no page. Write status %s 2 for the second one.", words[0], list.ID)
	}
	var without, with [][]say.Sentence
	for _, l := range list.Lines {
		r, why, err := resultOf(tx, l)
		if err != nil {
			return Answer{}, err
		}
		row := []say.Sentence{nameOf(tx, l.For), why.Or(list.State.Words()), say.Words(r.Number.Display())}
		if l.Answered() && r.State != request.Delivered {
			without = append(without, row)
		} else {
			with = append(with, row)
		}
	}
	rows := append(without, with...)
	pages := (len(rows) + peopleShown - 1) / peopleShown
	if page < 1 || page > pages {
		return Answer{}, problem.New(problem.Invalid, "The list has no such page; its last one is %d. Write status %s %d.", pages, list.ID, pages)
	}
	answer := Answer{
		Title: say.Text("Phone numbers for %s", forWhom(tx, list)), Lines: []say.Sentence{say.Text("Request %s is %s.", list.ID, list.State.Words())},
		Table: card.Table{Columns: []card.Column{{Title: say.Text("For")}, {Title: say.Text("State")}, {Title: say.Text("Number")}}, Rows: rows[(page-1)*peopleShown : min(page*peopleShown, len(rows))]},
	}
	if page < pages {
		answer.More, answer.Next = say.Text("Page %d of %d.", page, pages), say.Text("Type status %s %d for the next ones.", list.ID, page+1)
	}
	return answer, nil
}

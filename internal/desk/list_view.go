package desk

import (
	"slices"
	"strconv"
	"time"

	"github.com/numberdesk/numberdesk/internal/card"
	"github.com/numberdesk/numberdesk/internal/inventory"
	"github.com/numberdesk/numberdesk/internal/person"
	"github.com/numberdesk/numberdesk/internal/problem"
	"github.com/numberdesk/numberdesk/internal/request"
	"github.com/numberdesk/numberdesk/internal/say"
	"github.com/numberdesk/numberdesk/internal/store"
)

// namesShown is how many people of a list a card names.
const namesShown = 12

// forWhom is whom a request is for: a name, or how many people.
func forWhom(tx store.Tx, r request.Request) say.Sentence {
	if r.Several() {
		return say.Count(len(r.Lines), "%d person", "%d people")
	}
	return nameOf(tx, r.For)
}

// onList names those who are on a list; empty for a request for one.
func onList(tx store.Tx, r request.Request) say.Sentence {
	var names []say.Sentence
	for _, l := range r.Lines[:min(len(r.Lines), namesShown)] {
		names = append(names, nameOf(tx, l.For))
	}
	if more := len(r.Lines) - len(names); more > 0 {
		names = append(names, say.Text("and %d more", more))
	}
	return say.List(", ", names...)
}

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

// drawList is the card of who asked for several.
func drawList(tx store.Tx, r request.Request, viewer person.ID) (card.Card, say.Sentence, error) {
	data := card.RequestData{
		Title: say.Text("Phone numbers for %s", forWhom(tx, r)), Request: string(r.ID), Revision: r.Revision, UserIDs: userIDs(tx, viewer),
		CanCancel: r.State == request.PendingApproval,
	}
	fact := func(title, value say.Sentence) { data.Facts = appendFact(data.Facts, title, value) }
	s, err := resultsOf(tx, r)
	if err != nil {
		return nil, say.Sentence{}, err
	}
	switch r.State {
	case request.PendingApproval:
		data.Headline, data.Tone, data.Next = undecided(tx, r)
	case request.Delivering:
		data.Headline, data.Tone = s.sentence(), card.Accent
		data.Next = say.Text("This card changes as it goes on. Type status %s to see everybody.", r.ID)
	case request.Delivered:
		data.Headline, data.Tone = s.sentence(), card.Good
		data.Next = say.Text("Everybody who got a number knows. Type status %s to see everybody.", r.ID)
		if len(s.open) > 0 {
			data.Tone = card.Warning
		}
	case request.Denied:
		data.Headline, data.Tone = say.Text("Denied by %s", voter(tx, r.Decision.By, r.Decision.For)), card.Attention
		data.Next = say.Text("Talk to the person who decided.").And(askAgain(r, viewer))
	case request.Canceled:
		data.Headline, data.Next = canceled(tx, r, viewer), askAgain(r, viewer)
	case request.Expired:
		data.Headline, data.Tone = say.Text("Expired without a decision"), card.Warning
		data.Next = askAgain(r, viewer)
	}
	if r.State == request.PendingApproval {
		data.Facts = siteFacts(r)
		data.Facts = append(data.Facts, onTheWay(tx, r, viewer)...)
	}
	if r.Decision != nil {
		if r.Decision.Approved {
			fact(say.Text("Approved by"), approvers(tx, r).Or(r.Decision.Rule))
			data.Facts = append(data.Facts, s.open[:min(len(s.open), linesShown)]...)
		}
		fact(say.Text("Their reason"), r.Decision.Because())
	}
	fact(say.Text("Request"), say.Text("%s, %s", r.ID, say.Time(r.Asked)))
	return data, data.Headline, nil
}

// usesOfList is what the approval of a list costs and takes: for each site how many numbers it takes of how many there
// are, and what each costs.
func usesOfList(tx store.Tx, r request.Request) ([]card.Fact, error) {
	var facts, costs []card.Fact
	sites, people := r.OfSites()
	for _, site := range sites {
		var ranges []string
		for _, l := range r.Lines {
			if l.Site == site {
				ranges = append(ranges, l.Ranges...)
			}
		}
		slices.Sort(ranges)
		free := 0
		for _, name := range slices.Compact(ranges) {
			of, err := store.Range(tx, name)
			if problem.KindOf(err) == problem.NotFound {
				continue
			}
			if err != nil {
				return nil, err
			}
			stock, err := store.Stock(tx, name, time.Now())
			if err != nil {
				return nil, err
			}
			free += stock.Free()
			if cost := costFact(of); of.Cost != "" && !slices.ContainsFunc(costs, func(f card.Fact) bool { return f.Value.String() == cost.Value.String() }) {
				costs = append(costs, cost)
			}
		}
		facts = append(facts, card.Fact{Title: say.Words(site).Or(say.Words("–")), Value: say.Text("%s; %s", say.Count(people[site], "%d number", "%d numbers"), say.Count(free, "%d is free", "%d are free"))})
	}
	return append(facts, costs...), nil
}

func costFact(of inventory.Range) card.Fact {
	return card.Fact{Title: say.Text("Cost"), Value: say.Text("%s each", of.Cost)}
}

// tellLister says to who asked for several how it ended.
func (w *work) tellLister(r request.Request) error {
	answer := Answer{Tone: card.Warning, Next: askAgain(r, r.By)}
	switch r.State {
	case request.Delivered:
		s, err := resultsOf(w.tx, r)
		if err != nil {
			return err
		}
		answer.Title, answer.Tone = say.Text("Phone numbers for %s", forWhom(w.tx, r)), card.Good
		answer.Lines, answer.Next = []say.Sentence{s.sentence()}, say.Text("Type status %s to see everybody.", r.ID)
		if len(s.open) > 0 {
			answer.Tone = card.Warning
		}
	case request.Denied:
		answer.Title, answer.Tone = say.Text("Your request for %s was denied", forWhom(w.tx, r)), card.Attention
		answer.Lines = []say.Sentence{say.Text("%s: %s", voter(w.tx, r.Decision.By, r.Decision.For), r.Decision.Because())}
	case request.Expired:
		answer.Title = say.Text("Your request for %s expired", forWhom(w.tx, r))
		answer.Lines = []say.Sentence{say.Text("%s did not decide in time.", awaited(w.tx, r))}
	}
	return w.sayToPerson(r.By, r.ID, answer)
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

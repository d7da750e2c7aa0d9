package desk

import (
	"slices"
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
		if s.waiting > 0 {
			data.Next = data.Next.And(say.Text("Type cancel %s to withdraw what is not begun.", r.ID))
		}
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

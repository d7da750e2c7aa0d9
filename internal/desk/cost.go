package desk

import (
	"time"

	"github.com/numberdesk/numberdesk/internal/card"
	"github.com/numberdesk/numberdesk/internal/inventory"
	"github.com/numberdesk/numberdesk/internal/problem"
	"github.com/numberdesk/numberdesk/internal/request"
	"github.com/numberdesk/numberdesk/internal/say"
	"github.com/numberdesk/numberdesk/internal/store"
)

// rangeFor is the range that a request takes a number of: that of the number it holds, or else the first that may serve
// it. ok is false when there is none any more.
func rangeFor(tx store.Tx, r request.Request) (of inventory.Range, ok bool, err error) {
	name := ""
	if len(r.Ranges) > 0 {
		name = r.Ranges[0]
	}
	if r.Number != "" {
		n, known, err := store.Known(tx, r.Number)
		if err != nil || !known {
			return of, false, err
		}
		name = n.Range
	}
	if of, err = store.Range(tx, name); problem.KindOf(err) == problem.NotFound {
		return of, false, nil
	}
	return of, err == nil, err
}

// usesUp is what an approval costs, and what it takes of a stock that runs low. Once it is decided it is nothing to weigh.
func usesUp(tx store.Tx, r request.Request) ([]card.Fact, error) {
	if r.State != request.PendingApproval {
		return nil, nil
	}
	if r.Several() {
		return usesOfList(tx, r)
	}
	of, ok, err := rangeFor(tx, r)
	if err != nil || !ok {
		return nil, err
	}
	facts := []card.Fact{{Title: say.Text("Cost"), Value: say.Words(of.Cost)}}
	if of.LowStock == 0 {
		return facts, nil
	}
	stock, err := store.Stock(tx, of.Name, time.Now())
	if err == nil && of.RunsLow(stock) {
		facts = append(facts, card.Fact{Title: say.Text("Stock"), Value: say.Text("%d of %d numbers left at %s", stock.Free(), stock.Total, of.Site)})
	}
	return facts, err
}

// wantedInLine is a number with what it costs, and which one goes for it, in one line.
func wantedInLine(tx store.Tx, r request.Request) (say.Sentence, error) {
	number, err := withCost(tx, r)
	if err != nil || !r.Changes() || r.Old == "" {
		return number, err
	}
	return say.Text("%s instead of %s", number, r.Old.Display()), nil
}

// withCost is a number with what it costs.
func withCost(tx store.Tx, r request.Request) (say.Sentence, error) {
	of, ok, err := rangeFor(tx, r)
	if err != nil || !ok || of.Cost == "" {
		return wantedNumber(tx, r), err
	}
	return say.Text("%s (%s)", wantedNumber(tx, r), of.Cost), nil
}

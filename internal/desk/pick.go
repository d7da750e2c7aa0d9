package desk

import (
	"slices"

	"github.com/numberdesk/numberdesk/internal/inventory"
	"github.com/numberdesk/numberdesk/internal/person"
	"github.com/numberdesk/numberdesk/internal/phone"
	"github.com/numberdesk/numberdesk/internal/problem"
	"github.com/numberdesk/numberdesk/internal/say"
	"github.com/numberdesk/numberdesk/internal/store"
)

// candidate is a number somebody may have now, and why this one.
type candidate struct {
	number phone.Number
	why    say.Sentence
	// wanted is set when this very one was asked for, and not the one that was proposed.
	wanted bool
}

// candidates are up to limit numbers for a person, best first: those that are reserved for him, the one that the directory
// shows as his, those he had before, then the free ones of his ranges, in the ranges' order and each by its own strategy.
func candidates(tx store.Tx, who person.ID, scope inventory.Scope, limit int) ([]candidate, error) {
	meant, err := store.MeantFor(tx, who)
	if err != nil {
		return nil, err
	}
	var all []candidate
	for _, n := range meant {
		switch {
		case !scope.May(who, n):
		case n.State == inventory.Reserved:
			all = append(all, candidate{number: n.Phone, why: say.Text("it is reserved for this person")})
		default:
			all = append(all, candidate{number: n.Phone, why: say.Text("this person had it before, and it still rests")})
		}
	}
	if all, err = withListed(tx, who, scope, all); err != nil {
		return nil, err
	}
	for _, r := range scope.Ranges {
		if len(all) >= limit {
			break
		}
		some, err := freeOf(tx, r, limit-len(all)+1) // one of them may be there already
		if err != nil {
			return nil, err
		}
		for _, c := range some {
			if c.number != scope.Listed {
				all = append(all, c)
			}
		}
	}
	return all[:min(len(all), limit)], nil
}

// freeOf are up to limit free numbers of one range by its strategy.
func freeOf(tx store.Tx, r inventory.Range, limit int) ([]candidate, error) {
	var all []candidate
	if r.Strategy == inventory.Rested {
		rested, err := store.Rested(tx, r.Name, limit)
		if err != nil {
			return nil, err
		}
		for _, n := range rested {
			all = append(all, candidate{number: n, why: say.Text("it is the number of range %s that was released longest ago", r.Name)})
		}
	}
	if len(all) < limit {
		free, err := store.Free(tx, r.Name, limit)
		if err != nil {
			return nil, err
		}
		for _, n := range free {
			if len(all) < limit && !slices.ContainsFunc(all, func(c candidate) bool { return c.number == n }) {
				all = append(all, candidate{number: n, why: say.Text("it is the lowest free number of range %s", r.Name)})
			}
		}
	}
	return all, nil
}

// grant gives somebody the number he asked for, or says why he cannot have it and which are nearest. called is what
// he is called to who asks for somebody else, and empty to himself.
func grant(tx store.Tx, who person.ID, scope inventory.Scope, wanted phone.Number, called say.Sentence) (c candidate, refused say.Sentence, nearest []candidate, err error) {
	n, err := store.Number(tx, wanted)
	inScope := slices.ContainsFunc(scope.Ranges, func(r inventory.Range) bool { return r.Name == n.Range })
	switch {
	case problem.KindOf(err) == problem.NotFound:
		refused = problem.Say(err)
	case err != nil:
		return c, refused, nil, err
	case n.Forbidden != "":
		refused = say.Text("%s is never given out.", wanted.Display())
	case scope.May(who, n):
		return candidate{wanted, say.Text("it was asked for, and is meant for this person"), true}, refused, nil, nil
	case !inScope:
		against := scope.Against[n.Range].Or(say.Text("it is of another site"))
		refused = say.Text("%s is of range %s, which is not for you: %s.", wanted.Display(), n.Range, against)
		if !called.IsZero() {
			refused = say.Text("%s is of range %s, which is not for %s: %s.", wanted.Display(), n.Range, called, against)
		}
	case n.ForServices():
		refused = say.Text("%s is for services, such as an auto attendant, not for people.", wanted.Display())
	case n.State != inventory.Available:
		refused = say.Text("%s is %s.", wanted.Display(), n.State.Words())
	default:
		return candidate{wanted, say.Text("it was asked for, and was free"), true}, refused, nil, nil
	}
	for _, r := range scope.Ranges {
		near, err := store.Nearest(tx, r.Name, wanted, proposals)
		if err != nil {
			return c, refused, nil, err
		}
		for _, n := range near {
			nearest = append(nearest, candidate{number: n, why: say.Text("it is near the number that was asked for")})
		}
	}
	slices.SortStableFunc(nearest, func(a, b candidate) int {
		return int(min(wanted.Distance(a.number), 1<<31)) - int(min(wanted.Distance(b.number), 1<<31))
	})
	return c, refused, nearest[:min(len(nearest), proposals)], nil
}

// rangesNamed are the ranges of these names that are still there, in this order.
func rangesNamed(tx store.Tx, names []string) ([]inventory.Range, error) {
	var ranges []inventory.Range
	for _, name := range names {
		r, err := store.Range(tx, name)
		switch {
		case problem.KindOf(err) == problem.NotFound:
		case err != nil:
			return nil, err
		default:
			ranges = append(ranges, r)
		}
	}
	return ranges, nil
}

package desk

import (
	"context"
	"slices"

	"github.com/numberdesk/numberdesk/internal/inventory"
	"github.com/numberdesk/numberdesk/internal/person"
	"github.com/numberdesk/numberdesk/internal/phone"
	"github.com/numberdesk/numberdesk/internal/problem"
	"github.com/numberdesk/numberdesk/internal/request"
	"github.com/numberdesk/numberdesk/internal/say"
	"github.com/numberdesk/numberdesk/internal/store"
)

// listedPhone is a number of ours that the directory shows as somebody's business phone; the zero value is none.
type listedPhone struct {
	number phone.Number
	// shared is set when it shows the number for somebody else, too.
	shared bool
}

// listedAs looks whether the directory shows a number of ours as somebody's business phone, where the company wants him to
// get that one. Whether it shows it for others, too, takes a read of the whole directory, because the same number may be
// written in many ways; it is made only when the number is free.
func (d *Desk) listedAs(ctx context.Context, p *person.Person) (l listedPhone, err error) {
	number, ok := inventory.Listed(p)
	if !d.o.AdoptBusinessPhone || !ok {
		return l, nil
	}
	var n inventory.Number
	var ours bool
	err = d.db.View(ctx, func(tx store.Tx) (err error) {
		n, ours, err = store.Known(tx, number)
		return err
	})
	if err != nil || !ours || n.Holder == p.ID {
		return l, err
	}
	l.number = number
	if n.State != inventory.Available {
		return l, nil
	}
	err = d.dir.People(ctx, func(page []person.Person) error {
		l.shared = l.shared || slices.ContainsFunc(page, func(other person.Person) bool {
			its, ok := inventory.Listed(&other)
			return ok && its == number && other.ID != p.ID
		})
		return nil
	})
	return l, err
}

// adopts has the number that the directory shows as somebody's picked for him, or says why that one cannot be his. called
// is what he is called to who asks for him, and empty to himself.
func (o *Options) adopts(tx store.Tx, p *person.Person, scope inventory.Scope, setup *request.Setup, l listedPhone, called say.Sentence) (_ inventory.Scope, unlisted say.Sentence, err error) {
	if l.number == "" || len(scope.Ranges) == 0 {
		return scope, unlisted, nil
	}
	_, refused, _, err := grant(tx, p.ID, scope, l.number, called)
	switch {
	case err != nil:
		return scope, unlisted, err
	case l.shared:
		refused = say.Text("%s is shown for others, too.", l.number.Display())
	case refused.IsZero():
		n, err := store.Number(tx, l.number)
		if err != nil {
			return scope, unlisted, err
		}
		if err := mustHaveLocation(tx, o, n, setup); problem.Is(err, inventory.ReasonNoLocation) {
			refused = problem.Say(err)
		} else if err != nil {
			return scope, unlisted, err
		}
	}
	if !refused.IsZero() {
		return scope, say.Text("The business phone in the directory cannot be taken: %s", refused), nil
	}
	scope.Listed = l.number
	return scope, unlisted, nil
}

// withListed puts the number that the directory shows as somebody's behind those that are reserved for him: a reservation
// is younger than what the directory was told once, and somebody's decision.
func withListed(tx store.Tx, who person.ID, scope inventory.Scope, meant []candidate) ([]candidate, error) {
	if scope.Listed == "" {
		return meant, nil
	}
	_, refused, _, err := grant(tx, who, scope, scope.Listed, say.Sentence{})
	if err != nil || !refused.IsZero() {
		return meant, err
	}
	at, all := 0, []candidate{}
	for _, c := range meant {
		n, err := store.Number(tx, c.number)
		if err != nil {
			return nil, err
		}
		if c.number == scope.Listed {
			continue
		}
		if all = append(all, c); n.State == inventory.Reserved {
			at = len(all)
		}
	}
	return slices.Insert(all, at, candidate{number: scope.Listed, why: say.Text("the directory shows it as this person's business phone")}), nil
}

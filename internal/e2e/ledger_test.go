package e2e

import (
	"cmp"
	"context"
	"fmt"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/numberdesk/numberdesk/internal/inventory"
	"github.com/numberdesk/numberdesk/internal/person"
	"github.com/numberdesk/numberdesk/internal/persona"
	"github.com/numberdesk/numberdesk/internal/phone"
	"github.com/numberdesk/numberdesk/internal/request"
	"github.com/numberdesk/numberdesk/internal/store"
)

// ledger is everything the desk has written down, read at one moment.
type ledger struct {
	ranges   []inventory.Range
	numbers  map[phone.Number]inventory.Number
	requests map[request.ID]request.Request
	entries  []store.Entry // oldest first
	owed     []store.Effect
	wrong    []string
	// given are the causes for which a rule may order a number, as the configuration has them.
	given []string
}

// readLedger reads a store and proves its audit's chain: every committed entry, sealed or about to be.
func readLedger(db store.DB) (*ledger, error) {
	ctx := context.Background()
	l := &ledger{numbers: map[phone.Number]inventory.Number{}, requests: map[request.ID]request.Request{}}
	err := db.Update(ctx, func(tx store.Tx) error {
		for n := 1; n > 0; {
			var err error
			if n, err = store.Seal(tx, 1000); err != nil {
				return err
			}
		}
		sealed, err := store.Verify(tx)
		if err != nil {
			return err
		}
		if l.ranges, err = store.Ranges(tx); err != nil {
			return err
		}
		l.entries, l.owed = nil, nil
		err = store.EachEntry(tx, func(e store.Entry) error { l.entries = append(l.entries, e); return nil })
		if err != nil {
			return err
		}
		if sealed != len(l.entries) {
			return fmt.Errorf("%d entries are sealed, and %d were written", sealed, len(l.entries))
		}
		err = store.EachEffect(tx, func(e store.Effect) error { l.owed = append(l.owed, e); return nil })
		if err != nil {
			return err
		}
		return store.EachRequest(tx, func(r request.Request) error { l.requests[r.ID] = r; return nil })
	})
	if err != nil {
		return nil, err
	}
	return l, store.EachNumber(ctx, db, func(n inventory.Number) error { l.numbers[n.Phone] = n; return nil })
}

// ledger reads a copy of the store, as a backup would be.
func (h *house) ledger() *ledger {
	h.t.Helper()
	path := filepath.Join(filepath.Dir(h.config.Store.Path), "copy.db")
	h.copyStore(path)
	db, err := store.Open(path)
	if err != nil {
		h.t.Fatal(err)
	}
	defer db.Close()
	l, err := readLedger(db)
	if err != nil {
		h.t.Fatalf("the ledger: %v", err)
	}
	if _, err := store.Check(context.Background(), db); err != nil {
		h.t.Errorf("its backup would not hold: %v", err)
	}
	for _, p := range h.config.Personas {
		for _, group := range p.SecurityGroups {
			if p.Onboard == string(persona.Given) {
				l.given = append(l.given, fmt.Sprintf("member of the group %s of persona %s; ", group, p.Name))
			}
		}
	}
	return l
}

func (l *ledger) say(format string, args ...any) {
	l.wrong = append(l.wrong, fmt.Sprintf(format, args...))
}

// contradictions are what of the ledger cannot be: a state its audit does not lead to, an assignment that nobody
// ordered, a rest cut short, two numbers for one person.
func (l *ledger) contradictions() []string {
	l.wrong = nil
	moves, life := map[phone.Number][]store.Entry{}, map[request.ID][]store.Entry{}
	for _, e := range l.entries {
		switch subject, _, _ := strings.Cut(e.What, "."); {
		case subject == "number":
			if e.What == "number.remove" { // what comes after is another life of the number
				l.follow(string(e.Number), e.From, string(inventory.Available), moves[e.Number])
				delete(moves, e.Number)
				continue
			}
			moves[e.Number] = append(moves[e.Number], e)
			l.checkMove(e, moves[e.Number], life[cmp.Or(l.requests[e.Request].PartOf, e.Request)])
		case subject == "request" && e.To != "":
			life[e.Request] = append(life[e.Request], e)
		}
	}
	for _, n := range l.numbers {
		l.follow(string(n.Phone), string(n.State), string(inventory.Available), moves[n.Phone])
	}
	for _, r := range l.requests {
		l.follow(string(r.ID), string(r.State), "", life[r.ID])
		for _, e := range life[r.ID] {
			if row, ok := r.Moves().Next(request.State(e.From), request.Event(event(e))); !ok || row.To != request.State(e.To) {
				l.say("%s: %s leads from %s to %s, which is no move", r.ID, e.What, e.From, e.To)
			}
		}
	}
	l.checkHolders()
	slices.Sort(l.wrong)
	return l.wrong
}

func event(e store.Entry) string {
	_, event, _ := strings.Cut(e.What, ".")
	return event
}

// follow walks the audit of one subject: it must lead, without a gap, from where it began to where it is.
func (l *ledger) follow(name, state, begin string, history []store.Entry) {
	at := begin
	for _, e := range history {
		if e.From != at {
			l.say("%s: the audit leaves it %s, and then %s finds it %s", name, at, e.What, e.From)
		}
		at = e.To
	}
	if at != state {
		l.say("%s is %s, and the audit leads to %s", name, state, at)
	}
}

// checkMove holds one move of a number, the last of history, against the rules that the table of moves does not say.
func (l *ledger) checkMove(e store.Entry, history, life []store.Entry) {
	on := inventory.Event(event(e))
	if row, ok := inventory.Lifecycle.Next(inventory.State(e.From), on); !ok || row.To != inventory.State(e.To) {
		l.say("%s: %s leads from %s to %s, which is no move", e.Number, e.What, e.From, e.To)
	}
	switch on {
	case inventory.Assign:
		if !l.ordered(e, life) {
			l.say("%s was assigned for %q, which nobody approved or ordered", e.Number, e.Request)
		}
	case inventory.Adopt, inventory.Move:
		if !strings.HasPrefix(e.Cause, "discovered") && e.Cause != "admin command" {
			l.say("%s: %s because of %q, neither discovered nor by anybody's command", e.Number, e.What, e.Cause)
		}
	case inventory.Release:
		if e.Cause == "" {
			l.say("%s was released without a cause", e.Number)
		}
	case inventory.Free:
		var began time.Time
		for _, before := range history[:len(history)-1] {
			if before.To == string(inventory.Resting) && before.From != string(inventory.Held) {
				began = before.At // and not when a hold gave it back to its rest
			}
		}
		if days := l.restDays(e.Number); e.Actor.Kind == store.ByRule && e.At.Before(began.AddDate(0, 0, days)) {
			l.say("%s rested from %s to %s, and not %d days", e.Number, began.Format(time.DateTime), e.At.Format(time.DateTime), days)
		}
	}
}

// ordered reports whether somebody who may had said yes to the request before.
func (l *ledger) ordered(e store.Entry, life []store.Entry) bool {
	r := l.requests[e.Request]
	if r.PartOf != "" {
		r = l.requests[r.PartOf] // the list's approval is the approval of each
	}
	return slices.ContainsFunc(life, func(yes store.Entry) bool {
		switch request.Event(event(yes)) {
		case request.Approve, request.ApproveNone:
			by := yes.Actor.ID
			return yes.Actor.Kind == store.ByPerson && !r.IsFor(person.ID(by)) && by != string(r.By) &&
				(slices.ContainsFunc(r.Approvers, func(a person.ID) bool { return string(a) == by }) || l.standsIn(r, yes))
		case request.Order, request.OrderEmpty:
			// A rule orders for who is in the group of a persona that is given its number, and for nobody else.
			if yes.Actor.Kind == store.ByRule {
				return slices.ContainsFunc(l.given, func(group string) bool { return strings.HasPrefix(yes.Cause, group) })
			}
			return request.Event(event(yes)) == request.Order
		}
		return false
	})
}

// standsIn reports whether who said yes was a delegate at that time, of the approver that the entry names.
func (l *ledger) standsIn(r request.Request, yes store.Entry) bool {
	return slices.ContainsFunc(r.Delegates, func(g request.Delegate) bool {
		return string(g.To) == yes.Actor.ID && string(g.Of) == yes.Detail["for"] && yes.At.Before(g.Until) && !yes.At.Before(g.At)
	})
}

func (l *ledger) restDays(n phone.Number) int {
	for _, r := range l.ranges {
		if r.Name == l.numbers[n].Range {
			return r.RestDays
		}
	}
	return 0
}

// checkHolders: nobody has two numbers by the desk's doing, and what is on its way to somebody is so for an open request.
func (l *ledger) checkHolders() {
	given := map[person.ID]phone.Number{}
	for _, n := range l.numbers {
		switch n.State {
		case inventory.Available:
			if n.Holder != "" || n.Request != "" {
				l.say("%s is available, and yet somebody's", n.Phone)
			}
			continue
		case inventory.Held, inventory.Assigning, inventory.Unknown:
			if r := l.requests[request.ID(n.Request)]; !r.Open() || r.State == "" || !r.Has(n.Phone) || r.For != n.Holder {
				l.say("%s is %s for request %q, which is %s with %q", n.Phone, n.State, n.Request, r.State, r.Number)
			}
		}
		if n.Request == "" {
			continue // discovered: Teams lets a person have several
		}
		if other, twice := given[n.Holder]; twice && n.Holder != "" && !l.changes(n.Holder, other, n.Phone) {
			l.say("one person was given %s and %s", min(other, n.Phone), max(other, n.Phone))
		}
		given[n.Holder] = n.Phone
	}
	for _, r := range l.requests {
		if r.State == request.Delivered && r.Decision == nil {
			l.say("%s was delivered without a decision", r.ID)
		}
		back := r.Number == "" && r.Old != "" && l.numbers[r.Old].Request == string(r.ID)
		if n := l.numbers[r.Number]; r.State == request.Delivering && !r.Several() && n.Request != string(r.ID) && !back {
			l.say("%s is being delivered with %q, which is for %q", r.ID, r.Number, n.Request)
		}
	}
}

// changes reports whether two numbers are the old and the new one of somebody's open change, and at most one of them is his
// in Teams: the new one is on its way only when the old one is kept for the request.
func (l *ledger) changes(who person.ID, a, b phone.Number) bool {
	for _, r := range l.requests {
		if r.For != who || !r.Both(a, b) {
			continue
		}
		both := 0
		for _, n := range []phone.Number{a, b} {
			switch l.numbers[n].State {
			case inventory.Assigning, inventory.Assigned, inventory.Parked, inventory.Unknown:
				both++
			}
		}
		return both < 2
	}
	return false
}

package store

import (
	"slices"
	"time"

	"github.com/numberdesk/numberdesk/internal/inventory"
	"github.com/numberdesk/numberdesk/internal/request"
	"github.com/numberdesk/numberdesk/internal/say"
)

// The kinds of effects by which states end. They are the desk's, which stands above this package; as they are written in
// every store they stay what they are.
const (
	owedAssign   = "assign"
	owedUnassign = "unassign"
	owedRest     = "rest"
	owedEach     = "each"
	owedSwap     = "swap"
	owedPutBack  = "putBack"
)

// duty is what the outbox is to do, and of what.
type duty struct{ kind, subject string }

// dutiesOf are what must be owed for a number, because nothing else ends its state: one of them. None is nothing.
func dutiesOf(n inventory.Number) []duty {
	switch {
	case n.State == inventory.Assigning: // for the first time, or because a change failed
		return []duty{{owedAssign, n.Request}, {owedPutBack, n.Request}}
	case n.State == inventory.Releasing:
		return []duty{{owedUnassign, string(n.Phone)}}
	case n.State.Ending() != "" && !n.Until.IsZero():
		return []duty{{owedRest, string(n.Phone)}}
	}
	return nil
}

// dutiesOfRequest are what must be owed for one that is being delivered: one of them. A change takes several steps.
func dutiesOfRequest(r request.Request) []duty {
	duties := []duty{{owedAssign, string(r.ID)}}
	if r.Changes() {
		duties = append(duties, duty{owedSwap, string(r.ID)}, duty{owedUnassign, string(r.Old)}, duty{owedPutBack, string(r.ID)})
	}
	return duties
}

// outbox reads what is owed, and holds that a card that is is found when it is asked for again.
func (c *checker) outbox() error {
	return scanJSON(c.tx, "effect/", func(key string, e Effect) error {
		name := func() say.Sentence { return say.Text("What is owed as %s", e.Kind) }
		if key != effectKey(e.ID) {
			c.say(say.Text("%s stands in another one's place.", name()))
			return nil
		}
		if e.Card != "" {
			c.wanted["same/"]++
			id, _, err := getJSON[string](c.tx, e.sameKey())
			if err != nil {
				return err
			}
			if id != e.ID {
				c.say(say.Text("%s is not found by %s.", name(), "same"))
			}
		}
		switch e.Kind {
		case owedAssign, owedUnassign, owedRest, owedEach, owedSwap, owedPutBack:
			d := duty{e.Kind, e.Subject}
			if at, there := c.owed[d]; !there || e.NotBefore.After(at) {
				c.owed[d] = e.NotBefore
			}
		}
		return c.step()
	})
}

// ends holds that what a state waits for is owed; what waits for its time, not before it: it would find nothing to do, and
// not come again.
func (c *checker) ends(name named, state say.Sentence, until time.Time, one ...duty) {
	ends := func(d duty) bool {
		at, there := c.owed[d]
		return there && (d.kind != owedRest || !at.Before(until))
	}
	if len(one) > 0 && !slices.ContainsFunc(one, ends) {
		c.say(say.Text("%s is %s, and nothing is owed that ends it.", name(), state))
	}
}

package store

import (
	"time"

	"github.com/numberdesk/numberdesk/internal/inventory"
	"github.com/numberdesk/numberdesk/internal/say"
)

// The kinds of effects by which states end. They are the desk's, which stands above this package; as they are written in
// every store they stay what they are.
const (
	owedAssign   = "assign"
	owedUnassign = "unassign"
	owedRest     = "rest"
	owedEach     = "each"
)

// duty is what the outbox is to do, and of what.
type duty struct{ kind, subject string }

// dutyOf is what must be owed for a number, because nothing else ends its state; the zero duty is nothing.
func dutyOf(n inventory.Number) duty {
	switch {
	case n.State == inventory.Assigning:
		return duty{owedAssign, n.Request}
	case n.State == inventory.Releasing:
		return duty{owedUnassign, string(n.Phone)}
	case n.State.Ending() != "" && !n.Until.IsZero():
		return duty{owedRest, string(n.Phone)}
	}
	return duty{}
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
		case owedAssign, owedUnassign, owedRest, owedEach:
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
func (c *checker) ends(name named, state say.Sentence, d duty, until time.Time) {
	if d == (duty{}) {
		return
	}
	if at, there := c.owed[d]; !there || d.kind == owedRest && at.Before(until) {
		c.say(say.Text("%s is %s, and nothing is owed that ends it.", name(), state))
	}
}

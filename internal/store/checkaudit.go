package store

import (
	"slices"
	"time"

	"github.com/numberdesk/numberdesk/internal/inventory"
	"github.com/numberdesk/numberdesk/internal/phone"
	"github.com/numberdesk/numberdesk/internal/problem"
	"github.com/numberdesk/numberdesk/internal/request"
	"github.com/numberdesk/numberdesk/internal/say"
)

// reached are the states a number comes to by a move alone, never by being added.
var reached = []inventory.State{
	inventory.Held, inventory.Assigning, inventory.Assigned, inventory.Parked, inventory.Releasing, inventory.ReleaseRefused,
	inventory.Resting, inventory.Conflict, inventory.Unknown,
}

// ofRequest holds that a number on its way to somebody is so for a request that is open and his.
func (c *checker) ofRequest(n inventory.Number) error {
	switch n.State {
	case inventory.Held, inventory.Assigning, inventory.Unknown:
	default:
		return nil
	}
	r, err := Request(c.tx, request.ID(n.Request))
	switch {
	case problem.KindOf(err) == problem.NotFound, problem.KindOf(err) == problem.Invalid, err == nil && (!r.Open() || !r.Has(n.Phone) || r.For != n.Holder):
		c.say(say.Text("%s is %s for request %s, which knows nothing of it.", n.Phone.Display(), n.State.Words(), n.Request))
	case err != nil:
		return err
	}
	return nil
}

// led holds that an entry of the audit led to a state. It looks at the newest first.
func (c *checker) led(name named, what, id, state string) error {
	var ids []string
	err := scanKeys(c.tx, "audit/by/"+what+"/"+id+"/", func(id string) error {
		ids = append(ids, id)
		return nil
	})
	if err != nil {
		return err
	}
	for _, id := range slices.Backward(ids) {
		e, ok, err := getJSON[Entry](c.tx, "audit/entry/"+id)
		if err != nil {
			return err
		}
		if ok && e.To == state {
			return nil
		}
	}
	c.say(say.Text("%s is %s, and nothing in the audit led there.", name(), state))
	return nil
}

// requests holds each request against its number, its indexes and its audit.
func (c *checker) requests() error {
	states := request.Lifecycle.States()
	return scanJSON(c.tx, "request/", func(key string, r request.Request) error {
		c.content.Requests++
		name := func() say.Sentence { return say.Text("Request %s", string(r.ID)) }
		id, err := requestKey(r.ID)
		switch {
		case err != nil || key != "request/"+id:
			c.say(say.Text("The row of %s is another request's.", name()))
			return nil
		case !slices.Contains(states, r.State):
			c.say(say.Text("%s is %s, which is no state.", name(), string(r.State)))
		case r.State == request.Delivered && r.Decision == nil:
			c.say(say.Text("%s was delivered, and nobody decided it.", name()))
		case r.State == request.Delivering && !r.Several():
			its, err := c.has(r, r.Number)
			if err != nil {
				return err
			}
			old, err := c.has(r, r.Old) // a new number that was lost, while the old one is put back
			if err != nil {
				return err
			}
			if !its && !(old && r.Number == "") {
				c.say(say.Text("%s is being delivered with %s, which knows nothing of it.", name(), r.Number.Display()))
			}
		}
		switch {
		case r.State == request.Delivering && r.Several():
			if err := c.list(name, r); err != nil {
				return err
			}
		case r.State == request.Delivering:
			c.ends(name, r.State.Words(), time.Time{}, dutiesOfRequest(r)...)
		}
		var keys []string
		for index, exists := range requestIndexes(r, id) {
			if exists {
				keys = append(keys, index)
			}
		}
		if err := c.want(name, keys...); err != nil {
			return err
		}
		if err := c.led(name, "request", string(r.ID), string(r.State)); err != nil {
			return err
		}
		return c.step()
	})
}

// list holds that everybody on an approved list has a request, or is about to get one, and that one of them is open.
func (c *checker) list(name named, r request.Request) error {
	open := false
	for _, l := range r.Lines {
		if !l.Answered() {
			c.ends(name, r.State.Words(), time.Time{}, duty{owedEach, string(r.ID)})
			return nil
		}
		if l.Request == "" {
			continue
		}
		member, err := Request(c.tx, l.Request)
		if err != nil && problem.KindOf(err) != problem.NotFound {
			return err
		}
		if member.PartOf != r.ID || member.For != l.For {
			c.say(say.Text("%s names %s, which knows nothing of it.", name(), l.Request))
		}
		open = open || member.Open()
	}
	if !open {
		c.say(say.Text("%s is %s, and all that was made from it has ended.", name(), r.State.Words()))
	}
	return nil
}

// has reports whether a number is there for the request.
func (c *checker) has(r request.Request, its phone.Number) (bool, error) {
	n, err := Number(c.tx, its)
	if problem.KindOf(err) == problem.NotFound || problem.KindOf(err) == problem.Invalid {
		return false, nil
	}
	return n.Request == string(r.ID), err
}

// audit holds that every entry is sealed or about to be, is found by what it is about, and was never changed.
func (c *checker) audit() error {
	err := scanJSON(c.tx, "audit/entry/", func(key string, e Entry) error {
		c.content.Entries++
		if e.At.After(c.content.Newest) {
			c.content.Newest = e.At
		}
		name := func() say.Sentence { return say.Text("An entry of the audit, %s,", say.Time(e.At)) }
		if key != "audit/entry/"+e.ID {
			c.say(say.Text("%s stands in another one's place.", name()))
			return nil
		}
		if err := c.want(name, entryIndexes(e)...); err != nil {
			return err
		}
		return c.step()
	})
	if err != nil {
		return err
	}
	sealed, err := Verify(c.tx)
	if problem.KindOf(err) == problem.Conflict {
		c.say(problem.Say(err))
		return nil
	} else if err != nil {
		return err
	}
	open := 0
	err = scanKeys(c.tx, "audit/open/", func(string) error {
		open++
		return nil
	})
	if sealed+open != c.content.Entries {
		c.say(say.Text("The audit has %d entries, of which %d are sealed and %d wait for it.", c.content.Entries, sealed, open))
	}
	return err
}

package store

import (
	"cmp"
	"maps"
	"slices"
	"strings"

	"github.com/numberdesk/numberdesk/internal/inventory"
	"github.com/numberdesk/numberdesk/internal/person"
	"github.com/numberdesk/numberdesk/internal/phone"
	"github.com/numberdesk/numberdesk/internal/say"
)

// numbers holds each number against its range, its request, its indexes and its audit.
func (c *checker) numbers() error {
	states := inventory.Lifecycle.States()
	err := scanJSON(c.tx, "number/", func(key string, n inventory.Number) error {
		c.content.Numbers++
		name := func() say.Sentence { return say.Words(n.Phone.Display()) }
		switch r := c.ranges[n.Range]; {
		case key != "number/"+string(n.Phone):
			c.say(say.Text("The row of %s is another number's.", name()))
		case !slices.Contains(states, n.State):
			c.say(say.Text("%s is %s, which is no state.", name(), string(n.State)))
		case slices.Contains(nobodys, n.State) && (n.Holder != "" || n.Request != ""):
			c.say(say.Text("%s is %s, and yet somebody's.", name(), n.State.Words()))
		case n.Range != "" && r == nil:
			c.say(say.Text("%s is of a range %s that is not there.", name(), n.Range))
		case r != nil && r.First != "" && n.Phone == n.Phone.Base() && r.Numbers().Contains(n.Phone):
			r.found++
		}
		if n.State == inventory.Available {
			if by := cmp.Or(n.Forbidden, inventory.ForbiddenBy(n.Phone, n.Country, c.forbidden)); by != "" {
				c.say(say.Text("%s is free, and %s forbids it.", name(), by))
			}
		}
		c.ends(name, n.State.Words(), n.Until, dutiesOf(n)...)
		if err := c.ofRequest(n); err != nil {
			return err
		}
		if err := c.want(name, indexes(&n)...); err != nil {
			return err
		}
		for _, key := range counters(&n) {
			c.counts[key]++
		}
		if slices.Contains(reached, n.State) {
			if err := c.led(name, "number", string(n.Phone), string(n.State)); err != nil {
				return err
			}
		}
		return c.step()
	})
	if err != nil {
		return err
	}
	for _, name := range slices.Sorted(maps.Keys(c.ranges)) {
		if r := c.ranges[name]; r.First != "" && r.found != r.Numbers().Size() {
			c.say(say.Text("Range %s has %d of its %d numbers.", name, r.found, r.Numbers().Size()))
		}
	}
	return nil
}

// nobodys are the states in which a number has no holder and no request.
var nobodys = []inventory.State{inventory.Available, inventory.Resting, inventory.Reserved, inventory.Blocked, inventory.Porting}

// given are the states in which a number is somebody's, of which nobody has two.
var given = []inventory.State{inventory.Held, inventory.Assigning, inventory.Assigned, inventory.Parked, inventory.Unknown}

// holders holds that nobody was given two numbers, but the old and the new one of his open change; what was found in Teams
// may be more.
func (c *checker) holders() error {
	var last string
	var number phone.Number
	return scanKeys(c.tx, "holder/", func(rest string) error {
		who, its, _ := strings.Cut(rest, "/")
		n, ok, err := getJSON[inventory.Number](c.tx, "number/"+its)
		if err != nil || !ok || n.Request == "" || !slices.Contains(given, n.State) {
			return err
		}
		if who == last {
			r, _, err := OpenRequest(c.tx, person.ID(who))
			if err != nil {
				return err
			}
			if !r.Both(number, n.Phone) {
				c.say(say.Text("One person was given %s and %s.", number.Display(), n.Phone.Display()))
			}
		}
		last, number = who, n.Phone
		return c.step()
	})
}

package store

import (
	"github.com/numberdesk/numberdesk/internal/problem"
	"github.com/numberdesk/numberdesk/internal/say"
)

// ofRanges holds that each range could be added to those before it, and that nothing is remembered of one that is gone.
func (c *checker) ofRanges() error {
	ranges, err := Ranges(c.tx)
	if err != nil {
		return err
	}
	for i, r := range ranges {
		c.ranges[r.Name] = &checkedRange{Range: r}
		check := r.Check
		if r.First == "" {
			check = r.CheckSingles
		}
		if err := check(ranges[:i]); err != nil {
			c.say(problem.Say(err))
		}
	}
	gone, err := goneRanges(c.tx)
	if err != nil {
		return err
	}
	for _, name := range gone {
		c.say(say.Text("Something is remembered of range %s, which is not there.", name))
	}
	c.forbidden, err = Forbidden(c.tx)
	return err
}

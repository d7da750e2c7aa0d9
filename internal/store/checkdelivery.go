package store

import "github.com/numberdesk/numberdesk/internal/say"

// deliveries holds that each message that ended is found by what it was about, and by its age.
func (c *checker) deliveries() error {
	return scanJSON(c.tx, "delivery/", func(key string, d Delivery) error {
		if key != deliveryKey(d.Person, d.ID) {
			c.say(say.Text("%s stands in another one's place.", say.Text("A message")))
		}
		if err := c.want(func() say.Sentence { return say.Text("A message") }, deliveryIndexes(d)...); err != nil {
			return err
		}
		return c.step()
	})
}

package desk

import (
	"strings"

	"github.com/numberdesk/numberdesk/internal/person"
	"github.com/numberdesk/numberdesk/internal/store"
)

// arrived keeps that Teams took a message.
func arrived(e store.Effect) func(*work) error {
	return func(w *work) error { return w.outcome(e, store.Delivered, e.Code) }
}

// outcome keeps what became of a message to a person. What is said to many has no such end.
func (w *work) outcome(e store.Effect, o store.Outcome, code string) error {
	to := addressee(e)
	if to == "" || !answers[e.Kind] {
		return nil
	}
	d := store.DeliveryOf(e, to)
	d.Outcome, d.Code = o, code
	news, err := newsOn(w.tx, e)
	if err != nil {
		return err
	}
	for _, id := range news { // a list is a message about each request that it tells of first
		about := d
		about.Subject, about.Effect = string(id), d.Effect+"-"+string(id)
		if err := store.PutDelivery(w.tx, about, w.now); err != nil {
			return err
		}
	}
	if len(news) > 0 {
		return nil
	}
	return store.PutDelivery(w.tx, d, w.now)
}

// addressee is whom an effect owes a message; nobody when it goes to many.
func addressee(e store.Effect) person.ID {
	if e.Person != "" {
		return e.Person
	}
	id, personal := strings.CutPrefix(e.Lane, chatPrefix)
	if !personal {
		return ""
	}
	return person.ID(id)
}

// chatPrefix begins the names of the lanes in which messages to one person keep their order.
const chatPrefix = "chat/"

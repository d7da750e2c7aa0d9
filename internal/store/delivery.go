package store

import (
	"strings"
	"time"

	"github.com/numberdesk/numberdesk/internal/person"
	"github.com/numberdesk/numberdesk/internal/problem"
)

// Keys: delivery/<person>/<id> is the row; deliveryOf/<subject>/<id>/<person> and deliveryAge/<id>/<person> find it by what
// it was about and by its age. An id is the time at which the message ended, and its effect.

// Outcome is what became of a message.
type Outcome string

const (
	// Delivered: Teams has taken it.
	Delivered Outcome = "delivered"
	// GivenUp: trying again could not help; Code says why.
	GivenUp Outcome = "givenUp"
	// Gone: it was to change a message that its reader had deleted, and that asked nothing of him any more.
	Gone Outcome = "gone"
	// InOutbox: it is in the outbox still. It is never kept: the outbox itself is asked.
	InOutbox Outcome = "waiting"
)

// Delivery is what became of one message to one person. It holds nothing of what the message said.
type Delivery struct {
	ID string `json:"id,omitempty"`
	// Effect is the effect that owed it, which tells apart a message that was sent again and another one.
	Effect string `json:"effect"`
	Kind   string `json:"kind"`
	Card   string `json:"card,omitempty"`
	// Subject is the request or the number it was about.
	Subject string    `json:"subject,omitempty"`
	Person  person.ID `json:"person"`
	Asked   time.Time `json:"asked"`
	Ended   time.Time `json:"ended,omitzero"`
	Outcome Outcome   `json:"outcome"`
	// Failed counts the tries that failed by what was in the way, and Code is the last of these troubles.
	Failed map[problem.Kind]int `json:"failed,omitempty"`
	Code   string               `json:"code,omitempty"`
}

// Tries is how often it was tried, the last try with it.
func (d Delivery) Tries() int { return Effect{Failed: d.Failed}.Tries() + 1 }

// deliveriesKept is how long it is known what became of a message.
const deliveriesKept = 90 * 24 * time.Hour

// oldestDelivery is where the ids begin of those that are kept still.
func oldestDelivery(now time.Time) string { return timeKey(now.Add(-deliveriesKept)) }

// DeliveryOf is how a message to a person stands that an effect owes.
func DeliveryOf(e Effect, to person.ID) Delivery {
	return Delivery{
		Effect: e.ID, Kind: e.Kind, Card: e.Card, Subject: e.Subject, Person: to, Asked: e.Asked.UTC(),
		Outcome: InOutbox, Failed: e.Failed, Code: e.Code,
	}
}

// PutDelivery keeps what became of a message, in the transaction that ends its effect, and forgets a few that are old.
func PutDelivery(tx Tx, d Delivery, now time.Time) error {
	d.ID, d.Ended = timeKey(now)+d.Effect, now.UTC()
	for _, key := range deliveryIndexes(d) {
		if err := tx.Put([]byte(key), []byte{}); err != nil {
			return err
		}
	}
	if err := putJSON(tx, deliveryKey(d.Person, d.ID), d); err != nil {
		return err
	}
	var old []string
	oldest := oldestDelivery(now)
	err := scanKeys(tx, "deliveryAge/", func(rest string) error {
		if len(old) == 10 || rest >= oldest {
			return ErrStop
		}
		old = append(old, rest)
		return nil
	})
	if err != nil {
		return err
	}
	for _, rest := range old {
		id, who, _ := strings.Cut(rest, "/")
		if err := dropDelivery(tx, person.ID(who), id); err != nil {
			return err
		}
	}
	return nil
}

func dropDelivery(tx Tx, who person.ID, id string) error {
	d, _, err := getJSON[Delivery](tx, deliveryKey(who, id))
	if err != nil {
		return err
	}
	for _, key := range append(deliveryIndexes(d), "deliveryAge/"+id+"/"+string(who), deliveryKey(who, id)) {
		if err := tx.Delete([]byte(key)); err != nil {
			return err
		}
	}
	return nil
}

func deliveryKey(who person.ID, id string) string { return "delivery/" + string(who) + "/" + id }

// deliveryIndexes are the keys by which a delivery is found again.
func deliveryIndexes(d Delivery) []string {
	keys := []string{"deliveryAge/" + d.ID + "/" + string(d.Person)}
	if d.Subject != "" {
		keys = append(keys, "deliveryOf/"+d.Subject+"/"+d.ID+"/"+string(d.Person))
	}
	return keys
}

// DeliveriesTo are the last messages to a person that ended, at most so many, oldest first.
func DeliveriesTo(tx Tx, who person.ID, limit int, now time.Time) ([]Delivery, error) {
	ids, err := lastKeys(tx, "delivery/"+string(who)+"/", oldestDelivery(now), "", limit)
	if err != nil {
		return nil, err
	}
	return deliveries(tx, ids, func(id string) string { return deliveryKey(who, id) })
}

// DeliveriesAbout are the last messages about a request or a number that ended, at most so many, oldest first.
func DeliveriesAbout(tx Tx, subject string, limit int, now time.Time) ([]Delivery, error) {
	rests, err := lastKeys(tx, "deliveryOf/"+subject+"/", oldestDelivery(now), "", limit)
	if err != nil {
		return nil, err
	}
	return deliveries(tx, rests, func(rest string) string {
		id, who, _ := strings.Cut(rest, "/")
		return deliveryKey(person.ID(who), id)
	})
}

func deliveries(tx Tx, found []string, key func(string) string) ([]Delivery, error) {
	list := make([]Delivery, 0, len(found))
	for _, rest := range found {
		d, ok, err := getJSON[Delivery](tx, key(rest))
		if err != nil {
			return nil, err
		}
		if ok {
			list = append(list, d)
		}
	}
	return list, nil
}

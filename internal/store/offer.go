package store

import (
	"time"

	"github.com/numberdesk/numberdesk/internal/person"
)

// Offer is a file that somebody was offered, until he says whether he wants it.
type Offer struct {
	ID     string    `json:"id"`
	By     person.ID `json:"by"`
	Format string    `json:"format"`
	Made   time.Time `json:"made"`
	// Answered is when he said so; once is enough.
	Answered time.Time `json:"answered,omitzero"`
}

// offersKept is how long an offer holds.
const offersKept = 24 * time.Hour

// NewOffer keeps an offer under a name of its own, and forgets those that are too old.
func NewOffer(tx Tx, o Offer) (Offer, error) {
	var old []string
	err := scanJSON(tx, "offer/", func(key string, known Offer) error {
		if o.Made.Sub(known.Made) < offersKept {
			return ErrStop // they are in the order in which they were made
		}
		old = append(old, key)
		return nil
	})
	if err != nil {
		return o, err
	}
	for _, key := range old {
		if err := tx.Delete([]byte(key)); err != nil {
			return o, err
		}
	}
	o.ID = newID(o.Made)
	return o, putJSON(tx, "offer/"+o.ID, o)
}

// GetOffer is an offer that still holds; ok is false when there is none.
func GetOffer(tx Tx, id string, now time.Time) (o Offer, ok bool, err error) {
	o, ok, err = getJSON[Offer](tx, "offer/"+id)
	return o, ok && now.Sub(o.Made) < offersKept, err
}

// AnswerOffer remembers that an offer was answered.
func AnswerOffer(tx Tx, o Offer, now time.Time) error {
	o.Answered = now
	return putJSON(tx, "offer/"+o.ID, o)
}

package store

import (
	"github.com/numberdesk/numberdesk/internal/activity"
	"github.com/numberdesk/numberdesk/internal/person"
	"github.com/numberdesk/numberdesk/internal/request"
)

// Posted is a card in somebody's chat: the activity to update when its subject moves.
type Posted struct {
	Chat     activity.Reference `json:"chat"`
	Activity string             `json:"activity"`
	// Also are further messages with the same card: copies left by a crash between sending and recording,
	// found when somebody clicks on one.
	Also []string `json:"also,omitempty"`
	// Told are the requests that a list of several has told of by itself. One more is told of in a new message: a card
	// that changes further up in a chat goes unnoticed.
	Told []request.ID `json:"told,omitempty"`
	// Round is how many reminders there had been when it was posted: one that came since posts the card anew.
	Round int `json:"round,omitempty"`
}

// PostedCard is where card about subject was posted for a person.
func PostedCard(tx Tx, card, subject string, id person.ID) (p Posted, ok bool, err error) {
	return getJSON[Posted](tx, postedKey(card, subject, id))
}

// PostedTo are the people for whom card about subject was posted.
func PostedTo(tx Tx, card, subject string) ([]person.ID, error) {
	var ids []person.ID
	err := scanKeys(tx, "card/"+card+"/"+subject+"/", func(id string) error {
		ids = append(ids, person.ID(id))
		return nil
	})
	return ids, err
}

// PutPostedCard remembers where a card was posted.
func PutPostedCard(tx Tx, card, subject string, id person.ID, p Posted) error {
	return putJSON(tx, postedKey(card, subject, id), p)
}

// DropPostedCard forgets a card whose message is gone.
func DropPostedCard(tx Tx, card, subject string, id person.ID) error {
	return tx.Delete([]byte(postedKey(card, subject, id)))
}

func postedKey(card, subject string, id person.ID) string {
	return "card/" + card + "/" + subject + "/" + string(id)
}

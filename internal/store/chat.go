package store

import (
	"github.com/numberdesk/numberdesk/internal/activity"
	"github.com/numberdesk/numberdesk/internal/person"
)

// Chat is where a person can be reached.
func Chat(tx Tx, id person.ID) (ref activity.Reference, ok bool, err error) {
	return getJSON[activity.Reference](tx, "chat/"+string(id))
}

// PutChat writes where a person can be reached.
func PutChat(tx Tx, id person.ID, ref activity.Reference) error {
	if err := tx.Delete([]byte("left/" + string(id))); err != nil {
		return err
	}
	return putJSON(tx, "chat/"+string(id), ref)
}

// DropChat forgets a conversation that is gone.
func DropChat(tx Tx, id person.ID) error { return tx.Delete([]byte("chat/" + string(id))) }

// ServiceURL is where Teams last called from: the way to people who never wrote.
func ServiceURL(tx Tx) (string, error) {
	url, _, err := getJSON[string](tx, "serviceURL")
	return url, err
}

// PutServiceURL writes it.
func PutServiceURL(tx Tx, url string) error { return putJSON(tx, "serviceURL", url) }

// Left reports whether a person removed the app, so that nobody writes to him until he puts it back.
func Left(tx Tx, id person.ID) (bool, error) {
	left, _, err := getJSON[bool](tx, "left/"+string(id))
	return left, err
}

// PutLeft remembers that a person removed the app. PutChat forgets it.
func PutLeft(tx Tx, id person.ID) error {
	if err := DropChat(tx, id); err != nil {
		return err
	}
	return putJSON(tx, "left/"+string(id), true)
}

// PersonInChat is who is known by a channel's own id, such as "29:…"; ok is false for one who cannot be reached yet.
func PersonInChat(tx Tx, channelID string) (id person.ID, ok bool, err error) {
	err = scanJSON(tx, "chat/", func(key string, ref activity.Reference) error {
		if ref.UserID != channelID {
			return nil
		}
		id, ok = person.ID(key[len("chat/"):]), true
		return ErrStop
	})
	return id, ok, err
}

package store

import (
	"encoding/json"
	"time"

	"github.com/numberdesk/numberdesk/internal/person"
	"github.com/numberdesk/numberdesk/internal/problem"
)

// Effect is one thing the desk still owes the world. It is written in the transaction that decided it,
// and deleted in the transaction that records its result. Effects of one lane are performed in order,
// one at a time.
type Effect struct {
	// ID sorts in the order in which effects were written.
	ID   string `json:"id"`
	Lane string `json:"lane"`
	Kind string `json:"kind"`
	// Subject is the request or the number it is about.
	Subject string    `json:"subject,omitempty"`
	Person  person.ID `json:"person,omitempty"`
	// Card names the card to show. Several waiting for the same card, subject and person are one.
	Card string `json:"card,omitempty"`
	// NotBefore parks the effect, and with it its lane alone.
	NotBefore time.Time `json:"notBefore,omitzero"`
	// Failed counts failed performances by what was in the way: a message whose answer is lost twice is not one that had
	// to wait twice.
	Failed map[problem.Kind]int `json:"failed,omitempty"`
	// Code is what was in the way the last time, in a word.
	Code string `json:"code,omitempty"`
	// Wanted counts how often it was asked for; one asked for again while it is performed is performed again.
	Wanted int `json:"wanted,omitempty"`
	// Progress is the effect's own memory between its steps.
	Progress json.RawMessage `json:"progress,omitempty"`
	Asked    time.Time       `json:"asked"`
}

// Tries is how often it failed, for whatever reason.
func (e Effect) Tries() int {
	tries := 0
	for _, n := range e.Failed {
		tries += n
	}
	return tries
}

// Fail counts one more failed performance.
func (e *Effect) Fail(kind problem.Kind, code string) {
	failed := map[problem.Kind]int{kind: 1}
	for k, n := range e.Failed {
		failed[k] += n
	}
	e.Failed, e.Code = failed, code
}

func effectKey(id string) string { return "effect/" + id }

func (e Effect) sameKey() string {
	return "same/" + e.Lane + "\x00" + e.Kind + "\x00" + e.Card + "\x00" + e.Subject + "\x00" + string(e.Person)
}

// Enqueue writes a new effect, or, for a card that waits already, asks for that one again.
// It returns the effect as it now stands.
func Enqueue(tx Tx, e Effect, now time.Time) (Effect, error) {
	if e.Card != "" {
		id, waiting, err := getJSON[string](tx, e.sameKey())
		if err != nil {
			return e, err
		}
		if waiting {
			same, ok, err := getJSON[Effect](tx, effectKey(id))
			if err != nil {
				return e, err
			}
			if ok {
				same.Wanted++
				return same, putJSON(tx, effectKey(id), same)
			}
		}
	}
	e.ID, e.Asked, e.Wanted = newID(now), now, 1
	if e.Card != "" {
		if err := putJSON(tx, e.sameKey(), e.ID); err != nil {
			return e, err
		}
	}
	return e, putJSON(tx, effectKey(e.ID), e)
}

// Owed reports whether the card that e would show is waiting to be shown.
func Owed(tx Tx, e Effect) (bool, error) {
	_, waiting, err := getJSON[string](tx, e.sameKey())
	return waiting, err
}

// PutEffect writes an effect's progress. What was asked for meanwhile is kept.
func PutEffect(tx Tx, e Effect) error {
	now, ok, err := getJSON[Effect](tx, effectKey(e.ID))
	if err != nil {
		return err
	}
	if ok {
		e.Wanted = now.Wanted
	}
	return putJSON(tx, effectKey(e.ID), e)
}

// EndEffect deletes a performed effect. again is true, and it stays, when it was asked for once more
// while it was performed.
func EndEffect(tx Tx, e Effect) (again bool, err error) {
	now, ok, err := getJSON[Effect](tx, effectKey(e.ID))
	if err != nil || !ok {
		return false, err
	}
	if now.Wanted != e.Wanted {
		now.NotBefore, now.Failed, now.Code, now.Progress = time.Time{}, nil, "", nil
		return true, putJSON(tx, effectKey(e.ID), now)
	}
	if e.Card != "" {
		if err := tx.Delete([]byte(e.sameKey())); err != nil {
			return false, err
		}
	}
	return false, tx.Delete([]byte(effectKey(e.ID)))
}

// GetEffect is one effect as it stands; ok is false when it has been performed.
func GetEffect(tx Tx, id string) (e Effect, ok bool, err error) {
	return getJSON[Effect](tx, effectKey(id))
}

// EachEffect visits the outbox in order.
func EachEffect(tx Tx, fn func(Effect) error) error {
	return scanJSON(tx, "effect/", func(_ string, e Effect) error { return fn(e) })
}

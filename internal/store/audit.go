package store

import (
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"time"

	"github.com/numberdesk/numberdesk/internal/person"
	"github.com/numberdesk/numberdesk/internal/phone"
	"github.com/numberdesk/numberdesk/internal/request"
)

// The audit's format is for ever.
//
//	audit/entry/<id>     one entry, JSON; never changed. Ids sort by time.
//	audit/personal/<id>  the personal fields of that entry and their salts. Deleting it erases the person
//	                     from the entry and breaks nothing: the entry holds only digests.
//	audit/open/<id>      exists until the entry is sealed.
//	audit/seal/<seq>     the chain: {seq, id, hash}, hash = SHA-256(previous hash ‖ seq, 8 bytes big-endian ‖ entry bytes).
//	audit/head           the last seal.
//	audit/by/<what>/<id> where an entry is found again: by number, request or person.
//
// An entry is written in the transaction of what it records. Seals follow in a transaction of their own,
// in the order of ids, because a chain written with every entry would make all writers wait for one another.

// ActorKind says what sort of actor did something.
type ActorKind string

const (
	ByPerson  ActorKind = "person"  // in chat
	ByCommand ActorKind = "command" // on the command line
	ByRule    ActorKind = "rule"    // the desk itself, by a rule that Cause names
)

// Actor is who did it: an object id, never a name.
type Actor struct {
	Kind ActorKind `json:"kind"`
	ID   string    `json:"id,omitempty"`
}

// Entry is one line of the audit.
type Entry struct {
	Version int       `json:"v"`
	ID      string    `json:"id"`
	At      time.Time `json:"at"` // UTC
	Actor   Actor     `json:"actor"`
	// What happened, as subject and event: "request.approve", "number.confirm", "access.refused".
	What    string       `json:"what"`
	Request request.ID   `json:"request,omitempty"`
	Number  phone.Number `json:"number,omitempty"`
	// Person is whom it concerns.
	Person person.ID `json:"person,omitempty"`
	From   string    `json:"from,omitempty"`
	To     string    `json:"to,omitempty"`
	// Cause names the approval, rule or command it follows from.
	Cause string `json:"cause,omitempty"`
	// Detail is further facts that are nobody's personal data.
	Detail map[string]string `json:"detail,omitempty"`
	// Digests are hex SHA-256(salt ‖ 0 ‖ field ‖ 0 ‖ value) of the personal fields kept beside the entry.
	Digests map[string]string `json:"digests,omitempty"`
}

// Personal are an entry's fields that can be erased: reasons people wrote, names, Microsoft's text about a person.
type Personal map[string]string

type personalField struct {
	Salt  string `json:"salt"`
	Value string `json:"value"`
}

// Record writes an entry in the transaction of what it records.
func Record(tx Tx, e Entry, personal Personal, now time.Time) error {
	return e.write(personal, now, tx.Put)
}

// Journal takes many entries of one transaction, in less memory than [Record] needs for them. They are there when it is
// flushed.
type Journal struct{ rows run }

// Record takes an entry.
func (j *Journal) Record(e Entry, personal Personal, now time.Time) error {
	return e.write(personal, now, func(key, value []byte) error {
		j.rows.add(key, value)
		return nil
	})
}

// Flush writes the entries that were taken.
func (j *Journal) Flush(tx Tx) error {
	rows := j.rows
	j.rows = run{}
	return putAll(tx, &rows, 4*many) // few enough are written beside what is there, and not all of it anew
}

// write names an entry and puts its rows.
func (e Entry) write(personal Personal, now time.Time, put func(key, value []byte) error) error {
	e.Version, e.ID, e.At = 1, newID(now), now.UTC()
	kept := map[string]personalField{}
	for field, value := range personal {
		if value == "" {
			continue
		}
		if e.Digests == nil {
			e.Digests = map[string]string{}
		}
		f := personalField{Salt: rand.Text(), Value: value}
		kept[field], e.Digests[field] = f, f.digest(field)
	}
	raw, err := json.Marshal(e)
	if err != nil {
		return fmt.Errorf("store: audit: %w", err)
	}
	if err := put([]byte("audit/entry/"+e.ID), raw); err != nil {
		return err
	}
	if len(kept) > 0 {
		raw, err := json.Marshal(kept)
		if err != nil {
			return fmt.Errorf("store: audit: %w", err)
		}
		if err := put([]byte("audit/personal/"+e.ID), raw); err != nil {
			return err
		}
	}
	for _, key := range append(entryIndexes(e), "audit/open/"+e.ID) {
		if err := put([]byte(key), []byte{}); err != nil {
			return err
		}
	}
	return nil
}

// entryIndexes are the keys by which an entry is found again.
func entryIndexes(e Entry) []string {
	var keys []string
	for _, by := range []struct{ what, name string }{{"number", string(e.Number)}, {"request", string(e.Request)}, {"person", string(e.Person)}} {
		if by.name != "" {
			keys = append(keys, "audit/by/"+by.what+"/"+by.name+"/"+e.ID)
		}
	}
	return keys
}

func (f personalField) digest(field string) string {
	sum := sha256.Sum256([]byte(f.Salt + "\x00" + field + "\x00" + f.Value))
	return hex.EncodeToString(sum[:])
}

// Line is an entry together with the personal fields that were not erased.
type Line struct {
	Entry
	Personal Personal `json:"personal,omitempty"`
}

// HistoryOf are the entries about a number, a request or a person, oldest first:
// what is "number", "request" or "person".
func HistoryOf(tx Tx, what, name string) ([]Line, error) {
	var ids []string
	err := scanKeys(tx, "audit/by/"+what+"/"+name+"/", func(id string) error {
		ids = append(ids, id)
		return nil
	})
	if err != nil {
		return nil, err
	}
	lines := make([]Line, 0, len(ids))
	for _, id := range ids {
		line, err := readLine(tx, id)
		if err != nil {
			return nil, err
		}
		lines = append(lines, line)
	}
	return lines, nil
}

// EachEntry visits the audit in order of time.
func EachEntry(tx Tx, fn func(Entry) error) error {
	return scanJSON(tx, "audit/entry/", func(_ string, e Entry) error { return fn(e) })
}

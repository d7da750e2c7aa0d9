package store

import (
	"context"
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"fmt"
	"math"

	"github.com/numberdesk/numberdesk/internal/problem"
)

// seal is one link of the audit's chain.
type seal struct {
	Seq  uint64 `json:"seq"`
	ID   string `json:"id"`
	Hash string `json:"hash"`
}

func (s seal) next(id string, entry []byte) (seal, error) {
	previous, err := hex.DecodeString(s.Hash)
	if err != nil {
		return seal{}, fmt.Errorf("audit: head: %w", err)
	}
	h := sha256.New()
	h.Write(previous)
	h.Write(binary.BigEndian.AppendUint64(nil, s.Seq+1))
	h.Write(entry)
	return seal{Seq: s.Seq + 1, ID: id, Hash: hex.EncodeToString(h.Sum(nil))}, nil
}

func sealKey(seq uint64) string { return fmt.Sprintf("audit/seal/%016x", seq) }

// Seal chains up to limit committed entries that are still open, and says how many it did.
func Seal(tx Tx, limit int) (int, error) {
	head, _, err := getJSON[seal](tx, "audit/head")
	if err != nil {
		return 0, err
	}
	var open []string
	err = scanKeys(tx, "audit/open/", func(id string) error {
		if len(open) == limit {
			return ErrStop
		}
		open = append(open, id)
		return nil
	})
	if err != nil || len(open) == 0 {
		return 0, err
	}
	for _, id := range open {
		entry, err := tx.Get([]byte("audit/entry/" + id))
		if err != nil {
			return 0, err
		}
		if head, err = head.next(id, entry); err != nil {
			return 0, err
		}
		if err := putJSON(tx, sealKey(head.Seq), head); err != nil {
			return 0, err
		}
		if err := tx.Delete([]byte("audit/open/" + id)); err != nil {
			return 0, err
		}
	}
	return len(open), putJSON(tx, "audit/head", head)
}

// Verify walks the whole chain and says how many entries it holds. A changed, missing or inserted line,
// and a personal field that is not what its entry says, is a Conflict that names the place.
func Verify(tx Tx) (sealed int, err error) {
	last, _, err := verifyChain(tx, seal{}, math.MaxInt)
	if err != nil {
		return 0, err
	}
	_, err = verifyPersonal(tx, "", math.MaxInt)
	return int(last.Seq), err
}

// VerifyInPieces is Verify on a store in use, in several transactions. open is how many entries wait to be sealed.
func VerifyInPieces(ctx context.Context, db DB) (sealed, open int, err error) {
	var last seal
	for ended := false; !ended; {
		next := last
		err := db.View(ctx, func(tx Tx) (err error) {
			next, ended, err = verifyChain(tx, last, chunk)
			if err != nil || !ended {
				return err
			}
			open = 0
			return scanKeys(tx, "audit/open/", func(string) error {
				open++
				return nil
			})
		})
		if err != nil {
			return 0, 0, err
		}
		last = next
	}
	for after, more := "", true; more; {
		next := after
		err := db.View(ctx, func(tx Tx) (err error) {
			next, err = verifyPersonal(tx, after, chunk)
			return err
		})
		if err != nil {
			return 0, 0, err
		}
		after, more = next, next != ""
	}
	return int(last.Seq), open, nil
}

// verifyChain goes on after a seal for up to limit more; ended says that it came to the last one.
func verifyChain(tx Tx, last seal, limit int) (_ seal, ended bool, err error) {
	ended = true
	err = scanFrom(tx, "audit/seal/", sealKey(last.Seq+1), func(_ string, link seal) error {
		if limit--; limit < 0 {
			ended = false
			return ErrStop
		}
		entry, err := tx.Get([]byte("audit/entry/" + link.ID))
		if err != nil {
			return err
		}
		want, err := last.next(link.ID, entry)
		if err != nil {
			return err
		}
		if entry == nil || want != link {
			return problem.New(problem.Conflict, "The audit was changed at line %d, or before it.", int(last.Seq)+1)
		}
		last = link
		return nil
	})
	if err != nil || !ended {
		return last, false, err
	}
	head, _, err := getJSON[seal](tx, "audit/head")
	if err == nil && head != last {
		err = problem.New(problem.Conflict, "The audit ends at line %d, but %d lines were sealed.", int(last.Seq), int(head.Seq))
	}
	return last, true, err
}

// verifyPersonal holds the personal fields that are left against their digests, up to limit entries after one; next is
// the last of them, or empty when there are no more.
func verifyPersonal(tx Tx, after string, limit int) (next string, err error) {
	const prefix = "audit/personal/"
	err = scanFrom(tx, prefix, prefix+after+"\x00", func(key string, kept map[string]personalField) error {
		id := key[len(prefix):]
		if limit--; limit < 0 {
			return ErrStop
		}
		next = id
		e, _, err := getJSON[Entry](tx, "audit/entry/"+id)
		if err != nil {
			return err
		}
		for field, f := range kept {
			if f.digest(field) != e.Digests[field] {
				return problem.New(problem.Conflict, "The audit's %s of %s was changed.", field, e.At.Format("2 Jan 2006 15:04:05"))
			}
		}
		return nil
	})
	if limit >= 0 {
		next = ""
	}
	return next, err
}

package store

import (
	"fmt"
	"slices"
	"strconv"
	"time"
)

// Page is which part of the audit is wanted: the newest entries, up to a limit.
type Page struct {
	// What is "number", "request" or "person", and Name whose entries are wanted; empty is all.
	What, Name string
	// Since is the oldest moment that is wanted; zero is the beginning.
	Since time.Time
	// Before is the id of an entry, or what [EntriesAt] gives: only older ones are wanted. Empty is the end.
	Before string
	Limit  int
}

// EntriesAt is where the ids of entries that were written at t begin.
func EntriesAt(t time.Time) string { return timeKey(t) }

// History is one page of the audit, newest first. What it costs depends on the page, not on how much there is. more
// says that there are older ones.
func History(tx Tx, p Page) (lines []Line, more bool, err error) {
	prefix := "audit/entry/"
	if p.What != "" {
		prefix = "audit/by/" + p.What + "/" + p.Name + "/"
	}
	from := ""
	if !p.Since.IsZero() {
		from = timeKey(p.Since)
	}
	ids, err := lastKeys(tx, prefix, from, p.Before, p.Limit+1)
	if err != nil {
		return nil, false, err
	}
	if len(ids) > p.Limit {
		ids, more = ids[len(ids)-p.Limit:], true
	}
	lines = make([]Line, 0, len(ids))
	for _, id := range slices.Backward(ids) {
		line, err := readLine(tx, id)
		if err != nil {
			return nil, false, err
		}
		lines = append(lines, line)
	}
	return lines, more, nil
}

// readLine is one entry with what is left of its personal fields.
func readLine(tx Tx, id string) (Line, error) {
	e, ok, err := getJSON[Entry](tx, "audit/entry/"+id)
	if err != nil {
		return Line{}, err
	}
	if !ok {
		return Line{}, fmt.Errorf("audit: an entry is missing")
	}
	kept, _, err := getJSON[map[string]personalField](tx, "audit/personal/"+id)
	line := Line{Entry: e, Personal: Personal{}}
	for field, f := range kept {
		line.Personal[field] = f.Value
	}
	return line, err
}

// lastKeys are the last up to n of the keys that begin with a prefix and go on with a moment (see [timeKey]), from one
// such rest (included) to another (excluded; empty is no bound), in order. There is no way to go down the keys, so the
// moment since which there are n is found by halving the time: sixty times n keys are read, however many there are.
func lastKeys(tx Tx, prefix, from, to string, n int) ([]string, error) {
	after := end(prefix)
	if to != "" {
		after = []byte(prefix + to)
	}
	since := func(rest string) (keys []string, err error) {
		err = tx.Scan([]byte(prefix+max(rest, from)), after, func(k, _ []byte) error {
			keys = append(keys, string(k[len(prefix):]))
			if len(keys) == n {
				return ErrStop
			}
			return nil
		})
		return keys, err
	}
	keys, err := since("")
	if err != nil || len(keys) < n {
		return keys, err
	}
	// There are n since low, and fewer since high.
	low, high := moment(keys[0]), uint64(1<<63-1)
	if to != "" {
		high = moment(to) + 1
	}
	for low+1 < high {
		middle := low + (high-low)/2
		later, err := since(fmt.Sprintf("%016x", middle))
		if err != nil {
			return nil, err
		}
		if len(later) == n {
			low = middle
		} else {
			high = middle
		}
	}
	// Of one moment there may be more than are wanted.
	keys = keys[:0]
	err = tx.Scan([]byte(prefix+max(fmt.Sprintf("%016x", low), from)), after, func(k, _ []byte) error {
		keys = append(keys, string(k[len(prefix):]))
		return nil
	})
	return keys[max(0, len(keys)-n):], err
}

// moment is the time that an id begins with; 0 when it is none.
func moment(id string) uint64 {
	t, _ := strconv.ParseUint(id[:min(len(id), 16)], 16, 63)
	return t
}

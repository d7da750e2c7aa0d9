package store

import (
	"context"
	"slices"
	"strconv"
	"time"

	"github.com/numberdesk/numberdesk/internal/inventory"
)

// indexes are the keys beside a number's row by which it is found:
//
//	free/<range>/<E.164>               while it can be picked
//	aside/<range>/<E.164>              while it is free and yet never picked: gold, or for services
//	rested/<range>/<released>/<E.164>  while it can be picked and somebody had it once
//	state/<range>/<state>/<E.164>      while it is not available
//	holder/<person>/<E.164>            while somebody has it, or is about to
//	meant/<person>/<E.164>             while it is reserved for somebody, or rests since it was taken from him
//	own/…                              by what it has of its own: see [ownPlaces]
func indexes(n *inventory.Number) []string {
	if n == nil {
		return nil
	}
	var keys []string
	switch number := string(n.Phone); {
	case n.State != inventory.Available:
		keys = append(keys, "state/"+n.Range+"/"+string(n.State)+"/"+number)
	case !n.Pickable():
		keys = append(keys, "aside/"+n.Range+"/"+number)
	default:
		keys = append(keys, "free/"+n.Range+"/"+number)
		if !n.Released.IsZero() {
			keys = append(keys, "rested/"+n.Range+"/"+timeKey(n.Released)+"/"+number)
		}
	}
	if n.Holder != "" {
		keys = append(keys, "holder/"+string(n.Holder)+"/"+string(n.Phone))
	}
	switch n.State {
	case inventory.Reserved:
		if n.ForPerson != "" {
			keys = append(keys, "meant/"+string(n.ForPerson)+"/"+string(n.Phone))
		}
	case inventory.Resting:
		if n.Last != "" {
			keys = append(keys, "meant/"+string(n.Last)+"/"+string(n.Phone))
		}
	}
	for _, place := range ownPlaces(n) {
		keys = append(keys, "own/"+place+"/"+string(n.Phone))
	}
	return keys
}

// counters are the counts a number is one of:
//
//	stock/<range>/<state>  numbers of a range in a state
//	apart/<range>          free numbers of a range that are never picked: gold, or for services
//	resting/<range>/<day>  numbers of a range whose rest ends that day
//	ownstock/…             numbers by what they have of their own: see [ownPlaces]
func counters(n *inventory.Number) []string {
	if n == nil {
		return nil
	}
	keys := []string{"stock/" + n.Range + "/" + string(n.State)}
	if n.State == inventory.Available && !n.Pickable() {
		keys = append(keys, "apart/"+n.Range)
	}
	if n.State == inventory.Resting && !n.Until.IsZero() {
		keys = append(keys, "resting/"+n.Range+"/"+strconv.Itoa(inventory.Day(n.Until)))
	}
	for _, place := range ownPlaces(n) {
		keys = append(keys, "ownstock/"+place)
	}
	return keys
}

// takenUnder is where the counts of numbers of a range that came into use begin, one for each day.
func takenUnder(rangeName string) string { return "taken/" + rangeName + "/" }

func takenKey(rangeName string, day int) string { return takenUnder(rangeName) + strconv.Itoa(day) }

// reindex moves indexes and counts from a number as it was to the number as it is; nil is none.
func reindex(tx Tx, from, to *inventory.Number) error {
	before, after := indexes(from), indexes(to)
	for _, key := range before {
		if !slices.Contains(after, key) {
			if err := tx.Delete([]byte(key)); err != nil {
				return err
			}
		}
	}
	for _, key := range after {
		if !slices.Contains(before, key) {
			if err := tx.Put([]byte(key), []byte{}); err != nil {
				return err
			}
		}
	}
	before, after = counters(from), counters(to)
	for _, key := range before {
		if !slices.Contains(after, key) {
			if err := count(tx, key, -1); err != nil {
				return err
			}
		}
	}
	for _, key := range after {
		if !slices.Contains(before, key) {
			if err := count(tx, key, 1); err != nil {
				return err
			}
		}
	}
	return nil
}

// count adds to a counter, which is decimal text; one at zero is no key.
func count(tx Tx, key string, add int) error {
	n, err := counted(tx, key)
	if err != nil {
		return err
	}
	if n += add; n == 0 {
		return tx.Delete([]byte(key))
	}
	return tx.Put([]byte(key), strconv.AppendInt(nil, int64(n), 10))
}

func counted(tx Tx, key string) (int, error) {
	raw, err := tx.Get([]byte(key))
	if err != nil || raw == nil {
		return 0, err
	}
	return strconv.Atoi(string(raw))
}

// Stock is how many numbers a range has, and how they come and go.
func Stock(tx Tx, rangeName string, now time.Time) (inventory.Stock, error) {
	s := inventory.Stock{States: map[inventory.State]int{}, Returning: map[int]int{}}
	err := eachCount(tx, "stock/"+rangeName+"/", func(state string, n int) {
		s.States[inventory.State(state)] = n
		s.Total += n
	})
	if err != nil {
		return s, err
	}
	if s.Apart, err = counted(tx, "apart/"+rangeName); err != nil {
		return s, err
	}
	today := inventory.Day(now)
	err = eachCount(tx, "resting/"+rangeName+"/", func(day string, n int) {
		d, _ := strconv.Atoi(day)
		s.Returning[max(d-today, 0)] += n
	})
	if err != nil {
		return s, err
	}
	return s, eachCount(tx, takenUnder(rangeName), func(day string, n int) {
		d, _ := strconv.Atoi(day)
		if today-d < 30 {
			s.Taken30 += n
		}
		if today-d < 90 {
			s.Taken90 += n
		}
	})
}

func eachCount(tx Tx, prefix string, fn func(rest string, n int)) error {
	return tx.Scan([]byte(prefix), end(prefix), func(k, v []byte) error {
		n, err := strconv.Atoi(string(v))
		fn(string(k[len(prefix):]), n)
		return err
	})
}

// found are the prefixes of the indexes, and counts those of the counters, which Rebuild makes anew.
var (
	found  = []string{"free/", "aside/", "rested/", "state/", "holder/", "meant/", "own/"}
	counts = []string{"stock/", "apart/", "resting/", "ownstock/"}
)

// retired are the prefixes that earlier formats kept.
var retired = []string{"gold/"}

// Rebuild makes all indexes and counts of the numbers anew out of their rows, in several transactions. One that is
// interrupted is begun again.
func Rebuild(ctx context.Context, db DB) error {
	for _, prefix := range slices.Concat(found, counts, retired) {
		for more := true; more; {
			err := db.Update(ctx, func(tx Tx) error {
				var keys [][]byte
				err := tx.Scan([]byte(prefix), end(prefix), func(k, _ []byte) error {
					if len(keys) == 4*chunk {
						return ErrStop
					}
					keys = append(keys, slices.Clone(k))
					return nil
				})
				if err != nil {
					return err
				}
				more = len(keys) == 4*chunk
				for _, key := range keys {
					if err := tx.Delete(key); err != nil {
						return err
					}
				}
				return nil
			})
			if err != nil {
				return err
			}
		}
	}
	var some []inventory.Number
	write := func() error {
		return db.Update(ctx, func(tx Tx) error {
			for i := range some {
				if err := reindex(tx, nil, &some[i]); err != nil {
					return err
				}
			}
			return nil
		})
	}
	err := EachNumber(ctx, db, func(n inventory.Number) error {
		if some = append(some, n); len(some) < chunk {
			return nil
		}
		err := write()
		some = some[:0]
		return err
	})
	if err != nil {
		return err
	}
	return write()
}

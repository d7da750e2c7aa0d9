package store

import "time"

// waitsKept is how many waits of a range, and durations of a step, are remembered.
const waitsKept = 20

func waitsKey(rangeName string) string { return "waits/" + rangeName }

// Waits are how long the last requests for a range waited for a number, oldest first.
func Waits(tx Tx, rangeName string) ([]time.Duration, error) {
	waits, _, err := getJSON[[]time.Duration](tx, waitsKey(rangeName))
	return waits, err
}

// Took is how long the last requests took over a step, such as their approval, oldest first.
func Took(tx Tx, step string) ([]time.Duration, error) {
	took, _, err := getJSON[[]time.Duration](tx, "took/"+step)
	return took, err
}

// PutTook remembers one more.
func PutTook(tx Tx, step string, d time.Duration) error {
	took, err := Took(tx, step)
	if err != nil {
		return err
	}
	took = append(took, d)
	return putJSON(tx, "took/"+step, took[max(0, len(took)-waitsKept):])
}

// PutWait remembers one more.
func PutWait(tx Tx, rangeName string, wait time.Duration) error {
	waits, err := Waits(tx, rangeName)
	if err != nil {
		return err
	}
	waits = append(waits, wait)
	return putJSON(tx, waitsKey(rangeName), waits[max(0, len(waits)-waitsKept):])
}

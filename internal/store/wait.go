package store

import "time"

// waitsKept is how many waits of a range are remembered.
const waitsKept = 20

func waitsKey(rangeName string) string { return "waits/" + rangeName }

// Waits are how long the last requests for a range waited for a number, oldest first.
func Waits(tx Tx, rangeName string) ([]time.Duration, error) {
	waits, _, err := getJSON[[]time.Duration](tx, waitsKey(rangeName))
	return waits, err
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

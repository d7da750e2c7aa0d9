package person

import "time"

// Mailbox is what somebody's mailbox says of when he is there: whether it answers that he is away, and when he works. It
// holds nothing of what it answers.
type Mailbox struct {
	// Away is when automatic replies are sent; nil is never.
	Away *Absence `json:"away,omitempty"`
	// Zone is the IANA name of where his clock hangs; empty when it is not known.
	Zone string `json:"zone,omitempty"`
	// Days are those on which he works; none when they are not known.
	Days []time.Weekday `json:"days,omitempty"`
	// Opens and Closes are when his working day begins and ends, in minutes after midnight; both zero when that is not known.
	Opens  int `json:"opens,omitempty"`
	Closes int `json:"closes,omitempty"`
	// Read is when the mailbox was asked.
	Read time.Time `json:"read"`
}

// Absence is for how long somebody is away. Without an end it lasts until he says otherwise.
type Absence struct {
	From  time.Time `json:"from,omitzero"`
	Until time.Time `json:"until,omitzero"`
}

// openEnd is how long an absence without an end is believed after it was read: who comes back tells his mailbox, not us.
const openEnd = 24 * time.Hour

// AwayAt is the absence at a moment, as far as the mailbox told; away is false for one who is there.
func (m Mailbox) AwayAt(now time.Time) (a Absence, away bool) {
	switch {
	case m.Away == nil:
		return a, false
	case m.Away.Until.IsZero():
		return *m.Away, now.Sub(m.Read) < openEnd
	}
	return *m.Away, !now.Before(m.Away.From) && now.Before(m.Away.Until)
}

// LastDay is the last whole or begun day of the absence where the clock hangs: who is away until Monday at midnight is back
// on Monday, and away on Sunday. The zero time for an absence without an end.
func (a Absence) LastDay(zone *time.Location) time.Time {
	if a.Until.IsZero() {
		return time.Time{}
	}
	return a.Until.Add(-1).In(zone)
}

package sim

import "time"

// late is a value that reads show some time after it changed. now is the truth; reads see before until seenAt.
type late[T any] struct {
	now, before T
	seenAt      time.Time
}

func (l *late[T]) set(value T, seenAt time.Time) {
	l.before, l.now, l.seenAt = l.now, value, seenAt
}

func (l *late[T]) seen(at time.Time) T {
	if at.Before(l.seenAt) {
		return l.before
	}
	return l.now
}

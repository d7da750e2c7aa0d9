package desk

import (
	"sync"
	"time"
)

// mostRemembered is how much a memory holds before it forgets everything and reads anew.
const mostRemembered = 10_000

// memory is what was read of the outside and is believed for a while, by what it was read of. It is lost when the desk ends.
// The zero value is ready; it may be used from several goroutines.
type memory[K comparable, V any] struct {
	mu    sync.Mutex
	known map[K]belief[V]
}

type belief[V any] struct {
	value V
	until time.Time
}

// recall is what is believed now; false when nothing is.
func (m *memory[K, V]) recall(of K) (V, bool) {
	m.mu.Lock()
	defer m.mu.Unlock()
	known, ok := m.known[of]
	return known.value, ok && time.Now().Before(known.until)
}

func (m *memory[K, V]) remember(of K, value V, during time.Duration) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.known == nil || len(m.known) > mostRemembered {
		m.known = map[K]belief[V]{}
	}
	m.known[of] = belief[V]{value, time.Now().Add(during)}
}

func (m *memory[K, V]) forget(of K) {
	m.mu.Lock()
	defer m.mu.Unlock()
	delete(m.known, of)
}

package teams

import (
	"crypto/sha256"
	"sync"
)

// maxProven bounds the remembered tokens; the Bot Connector uses a handful at a time.
const maxProven = 256

// proven remembers tokens whose signature was right: the Bot Connector sends the same one for about
// an hour, and checking it again is most of what a turn costs. Time and key are checked on every
// use all the same, and a token that fails leaves nothing here. The zero value is ready.
type proven struct {
	mu     sync.RWMutex
	tokens map[[sha256.Size]byte]token
}

func (p *proven) recall(raw string) (token, bool) {
	p.mu.RLock()
	defer p.mu.RUnlock()
	t, ok := p.tokens[sha256.Sum256([]byte(raw))]
	return t, ok
}

func (p *proven) remember(raw string, t token) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.tokens == nil || len(p.tokens) >= maxProven {
		p.tokens = map[[sha256.Size]byte]token{}
	}
	p.tokens[sha256.Sum256([]byte(raw))] = t
}

package sim

import (
	"encoding/json"
	"maps"
	"slices"
	"strconv"
	"time"
)

// chat is the personal chat of one person and the bot. A cleared chat is gone for the connector.
type chat struct {
	id       string
	owner    *account
	messages []*Message
	gone     bool
	typing   int
}

// Message is one message of a chat as its owner sees it. A value handed out is a copy.
type Message struct {
	ID           string
	Conversation string
	From         string // a person's key, or "bot"
	Text         string
	Card         map[string]any // the Adaptive Card, nil without one
	File         *FileCard      // nil when the message is about no file
	At           time.Time
	Updated      int // how often the bot changed it
}

// Typing is how often the bot showed the person the three dots.
func (p *Person) Typing() int {
	p.t.mu.Lock()
	defer p.t.mu.Unlock()
	if p.a.chat == nil {
		return 0
	}
	return p.a.chat.typing
}

// Shown is something a person was shown: a new message, a changed one, the card or sentence a click was answered with.
type Shown struct {
	Person  string
	Message Message
	How     string // new, updated, deleted, answer (a card), note or error (a sentence)
}

// Shown is what all people were shown since the last call, in order.
func (t *Tenant) Shown() []Shown {
	t.mu.Lock()
	defer t.mu.Unlock()
	shown := t.shown
	t.shown = nil
	return shown
}

func (t *Tenant) show(who *account, m Message, how string) {
	t.shown = append(t.shown, Shown{Person: who.Key, Message: m.copy(), How: how})
}

// copy is deep, so that a later update does not change what was shown.
func (m Message) copy() Message {
	if m.File != nil {
		file := *m.File
		m.File = &file
	}
	if m.Card != nil {
		raw, err := json.Marshal(m.Card)
		if err != nil {
			panic(err) // unreachable: the card came out of JSON
		}
		m.Card = nil
		if err := json.Unmarshal(raw, &m.Card); err != nil {
			panic(err) // unreachable: it was encoded a line above
		}
	}
	return m
}

// nextID is an activity id: Teams counts milliseconds, the simulation counts activities.
func (t *Tenant) nextID() string {
	t.tick++
	return strconv.FormatUint(t.tick, 10)
}

// converse is the person's chat, made when there is none or when he cleared it.
func (t *Tenant) converse(a *account) *chat {
	if a.chat == nil || a.chat.gone {
		a.chats++
		a.chat = &chat{id: "a:1" + opaque("chat", a.ID, a.chats), owner: a}
		t.chats[a.chat.id] = a.chat
	}
	return a.chat
}

// Place opens a group chat or a thread of a channel by its conversation id, in which the person reads along and the bot
// is. Rosters of such places are not modeled.
func (p *Person) Place(id string) {
	p.t.mu.Lock()
	defer p.t.mu.Unlock()
	p.t.chats[id] = &chat{id: id, owner: p.a}
}

func (ch *chat) message(id string) *Message {
	i := slices.IndexFunc(ch.messages, func(m *Message) bool { return m.ID == id })
	if i < 0 {
		return nil
	}
	return ch.messages[i]
}

// clone is a map that may be changed without changing the other.
func clone(m map[string]any) map[string]any {
	if m == nil {
		return map[string]any{}
	}
	return maps.Clone(m)
}

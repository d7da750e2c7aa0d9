package card

import (
	"encoding/json"

	"github.com/numberdesk/numberdesk/internal/say"
)

// HelpData fills the list of what can be said to the desk.
type HelpData struct {
	Title  say.Sentence `json:"title"`
	Intro  say.Sentence `json:"intro"`
	Groups []Group      `json:"groups"`
	// Next says where to start. "" leaves it out.
	Next say.Sentence `json:"next"`
}

// Group is commands for the same people or purpose.
type Group struct {
	Title    say.Sentence `json:"title"`
	Commands []Command    `json:"commands"`
}

// Command is a word that can be said, and what it does.
type Command struct {
	Word string       `json:"word"`
	What say.Sentence `json:"what"`
}

// Render is the list of commands.
func (d HelpData) Render(l say.Language) (json.RawMessage, error) { return fill(l, "help", d) }

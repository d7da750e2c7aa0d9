package card

import "encoding/json"

// HelpData fills the list of what can be said to the desk.
type HelpData struct {
	Title  string  `json:"title"`
	Intro  Trusted `json:"intro"`
	Groups []Group `json:"groups"`
	// Next says where to start. "" leaves it out.
	Next Trusted `json:"next"`
}

// Group is commands for the same people or purpose.
type Group struct {
	Title    string    `json:"title"`
	Commands []Command `json:"commands"`
}

// Command is a word that can be said, and what it does.
type Command struct {
	Word string `json:"word"`
	What string `json:"what"`
}

// Help is the list of commands.
func Help(d HelpData) (json.RawMessage, error) { return Render("help", d) }

package card

import (
	"encoding/json"

	"github.com/numberdesk/numberdesk/internal/say"
)

// The verbs of the card that asks before a number is taken.
const (
	VerbRelease = "release"
	VerbKeep    = "keep"
)

// ReleaseData fills the card that asks before a number is taken from whoever has it.
type ReleaseData struct {
	Title say.Sentence `json:"title"`
	// Note says what has changed since it was asked before. "" leaves it out.
	Note say.Sentence `json:"note"`
	// Facts are whose it is, since when, and what happens next.
	Facts []Fact       `json:"facts"`
	Next  say.Sentence `json:"next"`
	// Number, Holder and Since come back with [VerbRelease] and [VerbKeep]: what was shown, so that nothing else is taken.
	Number string `json:"number"`
	Holder string `json:"holder"`
	Since  string `json:"since"`
}

// Render is the question.
func (d ReleaseData) Render(l say.Language) (json.RawMessage, error) { return fill(l, "release", d) }

package card

import (
	"encoding/json"

	"github.com/numberdesk/numberdesk/internal/say"
)

// The verbs of an import's card.
const (
	VerbImport  = "import"
	VerbDiscard = "discard"
)

// ImportData fills the card that shows what a file would do.
type ImportData struct {
	Title say.Sentence `json:"title"`
	// File is the file's name; "" leaves it out.
	File say.Sentence `json:"file"`
	// Tone colors the title.
	Tone  Tone           `json:"tone"`
	Lines []say.Sentence `json:"lines"`
	// More says that not all is shown. "" leaves it out.
	More say.Sentence `json:"more"`
	// Next says what to do.
	Next say.Sentence `json:"next"`
	// Plan is the id sent back with [VerbImport] and [VerbDiscard]; without one there are no buttons.
	Plan string `json:"plan"`
}

// Render is the card of a plan.
func (d ImportData) Render(l say.Language) (json.RawMessage, error) {
	d.Tone = d.Tone.orDefault()
	return fill(l, "import", d)
}

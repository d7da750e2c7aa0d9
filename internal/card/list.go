package card

import (
	"encoding/json"

	"github.com/numberdesk/numberdesk/internal/say"
)

// VerbList sends a list of people as one request, with the inputs purpose and reason.
const VerbList = "list"

// ListData fills the form with which numbers are asked for several people at once.
type ListData struct {
	Title say.Sentence `json:"title"`
	// File is the file's name; "" leaves it out.
	File say.Sentence `json:"file"`
	// Note says what stands in the way; the form then comes back with what was typed. "" leaves it out.
	Note say.Sentence `json:"note"`
	// Sites say how many numbers of which site are asked for.
	Sites []Fact `json:"sites"`
	// Refused are the lines that are left out, and why.
	Refused []Fact `json:"refused"`
	// List is the id sent back with [VerbList]; without one there are no inputs and no button.
	List    string `json:"list"`
	Purpose string `json:"purpose"`
	Reason  string `json:"reason"`
	// Next says what happens next.
	Next say.Sentence `json:"next"`
}

// Render is the form.
func (d ListData) Render(l say.Language) (json.RawMessage, error) { return fill(l, "list", d) }

package card

import (
	"encoding/json"

	"github.com/numberdesk/numberdesk/internal/say"
)

// FormData fills the form with which a person asks for a number. Sending it is [VerbRequest] with the
// inputs site, number (absent when none was free), purpose and reason.
type FormData struct {
	// Title is what the form is for.
	Title say.Sentence `json:"title"`
	// Note says what stands in the way; the form then comes back with what was typed. "" leaves it out.
	Note say.Sentence `json:"note"`
	// Sites are the sites to choose from; none leaves the question out.
	Sites []Choice `json:"sites"`
	// Site is the value of the preselected one, "" for none.
	Site string `json:"site"`
	// Numbers are the proposed numbers, of which the first is preselected. Without any, the form says
	// that the request will wait.
	Numbers []Choice `json:"numbers"`
	Purpose string   `json:"purpose"`
	// Why asks for the reason, which is what was typed so far.
	Why    say.Sentence `json:"why"`
	Reason string       `json:"reason"`
	// Decides says who decides, as a sentence.
	Decides say.Sentence `json:"decides"`
	// For says for whom it is when somebody else asks, and ForID is his object id, sent back with the form as for.
	For   say.Sentence `json:"for"`
	ForID string       `json:"forID"`
	// Change is "true" when another number is asked for instead of the present one, and sent back with the form as change.
	Change string `json:"change"`
}

// Choice is one of several: what a person reads, and the value that comes back.
type Choice struct {
	Title string `json:"title"`
	Value string `json:"value"`
}

// Render is the form with which somebody asks.
func (d FormData) Render(l say.Language) (json.RawMessage, error) { return fill(l, "form", d) }

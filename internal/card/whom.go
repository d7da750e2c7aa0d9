package card

import (
	"encoding/json"

	"github.com/numberdesk/numberdesk/internal/say"
)

// VerbWhom sends for whom a number is asked, in the input for.
const VerbWhom = "whom"

// WhomData fills the card that asks for whom somebody wants a number. The client finds people by itself ("People Picker
// in Adaptive Cards", Microsoft Teams developer documentation) and sends the object id of the chosen one.
type WhomData struct {
	// Note says what stands in the way. "" leaves it out.
	Note say.Sentence `json:"note"`
}

// Render is the card "For whom?".
func (d WhomData) Render(l say.Language) (json.RawMessage, error) { return fill(l, "whom", d) }

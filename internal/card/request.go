package card

import (
	"cmp"
	"encoding/json"

	"github.com/numberdesk/numberdesk/internal/say"
)

// RequestData fills the requester's view of a request, or of the number it became.
type RequestData struct {
	// Title says what the card is about, such as "Your phone number".
	Title say.Sentence `json:"title"`
	// Headline is the one thing to know: the number, or what is waited for.
	Headline say.Sentence `json:"headline"`
	// Tone colors the headline.
	Tone  Tone   `json:"tone"`
	Facts []Fact `json:"facts"`
	// Next says what happens next, or what to do.
	Next say.Sentence `json:"next"`
	// CanCancel adds the button that sends [VerbCancel].
	CanCancel bool `json:"canCancel"`
	// Render is the request's id and Revision its version, both sent back with every click. A card
	// without a request has neither, and does not refresh itself.
	Request  string `json:"request"`
	Revision int    `json:"revision"`
	// Verb is what the client sends to have the card drawn anew: [VerbRefresh] unless it says otherwise.
	Verb string `json:"verb"`
	// UserIDs are the Teams ids (29:…) whose clients refresh the card by themselves; see [MaxRefreshers].
	UserIDs []string `json:"userIds"`
}

// Fact is a line of a card: what it is, and its value.
type Fact struct {
	Title say.Sentence `json:"title"`
	Value say.Sentence `json:"value"`
}

// MaxRefreshers is how many people's clients can refresh one card ("Up to date cards", Microsoft
// Teams developer documentation). Further ids are left out: those people's cards change with the message.
const MaxRefreshers = 60

// Render is the requester's card.
func (d RequestData) Render(l say.Language) (json.RawMessage, error) {
	d.Tone, d.Verb = d.Tone.orDefault(), cmp.Or(d.Verb, VerbRefresh)
	d.UserIDs = refreshers(d.UserIDs)
	return fill(l, "request", d)
}

// refreshers is nil for none, since an empty list would switch the refresh off for everybody.
func refreshers(ids []string) []string {
	if len(ids) == 0 {
		return nil
	}
	return ids[:min(len(ids), MaxRefreshers)]
}

package card

import (
	"encoding/json"

	"github.com/numberdesk/numberdesk/internal/say"
)

// ApprovalData fills the approver's view of a request.
type ApprovalData struct {
	// Who says who asks for what, such as "Adele Vance asks for a phone number".
	Who say.Sentence `json:"who"`
	// Headline is what is asked for: the number that is held, or that none is free.
	Headline say.Sentence `json:"headline"`
	// Facts are what a decision needs: site, purpose, reason, when it was asked, why this approver.
	Facts []Fact `json:"facts"`
	// Note says what stands in the way, such as a reason that is missing. "" leaves it out.
	Note say.Sentence `json:"note"`
	// Usual are the usual reasons for a denial, of which the input usual picks one.
	Usual []Option `json:"usual"`
	// Open shows the inputs usual and reason, and the buttons that send [VerbApprove] and [VerbDeny]; otherwise
	// Outcome, colored by Tone, says what became of it.
	Open    bool         `json:"open"`
	Outcome say.Sentence `json:"outcome"`
	Tone    Tone         `json:"tone"`
	// Request is the request's id and Revision its version, both sent back with every click.
	Request  string `json:"request"`
	Revision int    `json:"revision"`
	// UserIDs are the Teams ids (29:…) whose clients refresh the card by themselves; see [MaxRefreshers].
	UserIDs []string `json:"userIds"`
}

// Option is one of several, said in the reader's language, and the value that comes back.
type Option struct {
	Title say.Sentence `json:"title"`
	Value string       `json:"value"`
}

// Render is the approver's card.
func (d ApprovalData) Render(l say.Language) (json.RawMessage, error) {
	d.Tone = d.Tone.orDefault()
	d.UserIDs = refreshers(d.UserIDs)
	return fill(l, "approval", d)
}

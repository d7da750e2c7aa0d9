package card

import (
	"encoding/json"

	"github.com/numberdesk/numberdesk/internal/say"
)

// VerbApprovals is sent by the client itself to have the list of what waits for a decision drawn anew.
const VerbApprovals = "approvals"

// ApprovalsData fills the list of what waits for somebody's decision. Its buttons send [VerbApprove] and [VerbDeny] with
// list set, so that the list comes back, and not the card of the one request.
type ApprovalsData struct {
	// Title says how many requests wait.
	Title say.Sentence `json:"title"`
	// Done says what became of the request that was clicked, colored by Tone. "" leaves it out.
	Done say.Sentence  `json:"done"`
	Tone Tone          `json:"tone"`
	Rows []ApprovalRow `json:"rows"`
	// More says how many do not stand on the card. "" leaves it out.
	More say.Sentence `json:"more"`
	// UserIDs are the Teams ids (29:…) whose clients refresh the card by themselves; see [MaxRefreshers].
	UserIDs []string `json:"userIds"`
}

// ApprovalRow is one request that waits.
type ApprovalRow struct {
	// Who is for whom it is, What the number, Reason why it is wanted, Since how long it waits.
	Who    say.Sentence `json:"who"`
	What   say.Sentence `json:"what"`
	Reason say.Sentence `json:"reason"`
	Since  say.Sentence `json:"since"`
	// Note says what is missing to decide. "" leaves it out.
	Note say.Sentence `json:"note"`
	// Usual opens the inputs usual and reason in this row, of which a card can have one alone; the buttons of the other
	// rows send nothing of what is typed there.
	Usual  []Option `json:"usual"`
	Inputs string   `json:"inputs"`
	// Request is the request's id and Revision its version.
	Request  string `json:"request"`
	Revision int    `json:"revision"`
}

// Render is the list.
func (d ApprovalsData) Render(l say.Language) (json.RawMessage, error) {
	d.Tone = d.Tone.orDefault()
	d.UserIDs = refreshers(d.UserIDs)
	rows := make([]ApprovalRow, len(d.Rows))
	for i, row := range d.Rows {
		row.Inputs = "none"
		if len(row.Usual) > 0 {
			row.Inputs = "auto"
		}
		rows[i] = row
	}
	d.Rows = rows
	return fill(l, "approvals", d)
}

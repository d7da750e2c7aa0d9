package store

import (
	"time"

	"github.com/numberdesk/numberdesk/internal/person"
	"github.com/numberdesk/numberdesk/internal/problem"
	"github.com/numberdesk/numberdesk/internal/request"
)

// Draft is a list of people that was looked up and is kept until who made it sends it as a request.
type Draft struct {
	ID string `json:"id"`
	// By made it; nobody else can send it.
	By   person.ID      `json:"by"`
	Made time.Time      `json:"made"`
	List []request.Line `json:"list"`
	// Stages are what the list has to go through, Self is the rule that approves it if one does.
	Stages []request.Stage `json:"stages,omitempty"`
	Self   string          `json:"self,omitempty"`
	// Policy marks the approval by which Stages and Self were found: with another one the list is made anew.
	Policy string `json:"policy"`
	// Sent is the request it became.
	Sent request.ID `json:"sent,omitempty"`
}

// DraftsKept is how long a draft can be sent.
const DraftsKept = 24 * time.Hour

// PutDraft keeps a draft, and forgets those that are too old.
func PutDraft(tx Tx, d Draft, now time.Time) error {
	var old []string
	err := scanJSON(tx, "draft/", func(key string, known Draft) error {
		if now.Sub(known.Made) >= DraftsKept {
			old = append(old, key)
		}
		return nil
	})
	if err != nil {
		return err
	}
	for _, key := range old {
		if err := tx.Delete([]byte(key)); err != nil {
			return err
		}
	}
	return putJSON(tx, "draft/"+d.ID, d)
}

// DraftOf is a draft; a NotFound when there is none or it is too old.
func DraftOf(tx Tx, id string, now time.Time) (Draft, error) {
	d, ok, err := getJSON[Draft](tx, "draft/"+id)
	if err == nil && (!ok || now.Sub(d.Made) >= DraftsKept) {
		err = problem.New(problem.NotFound, "This list is no longer kept; a list can be sent for a day. Drop the file here again, or name the people again.")
	}
	return d, err
}

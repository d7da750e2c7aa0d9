package store

import (
	"bytes"
	"compress/flate"
	"io"
	"time"

	"github.com/numberdesk/numberdesk/internal/person"
	"github.com/numberdesk/numberdesk/internal/problem"
)

// Plan is an import that was planned and is kept until somebody applies it.
type Plan struct {
	ID string `json:"id"`
	// Digest is of all that the plan would do, and of what it would do it to.
	Digest string    `json:"digest"`
	Made   time.Time `json:"made"`
	// Name is the file's.
	Name string `json:"name,omitempty"`
	// People are those the file names by their address, as the directory knew them.
	People map[string]person.ID `json:"people,omitempty"`
	// Ordered is when somebody clicked to have it applied.
	Ordered time.Time `json:"ordered,omitzero"`
	// Applied is when it was; a plan is applied once.
	Applied time.Time `json:"applied,omitzero"`
}

// PlansKept is how long a plan can be applied.
const PlansKept = 24 * time.Hour

// PutPlan keeps a plan and its file, and forgets those that are too old.
func PutPlan(tx Tx, p Plan, file []byte) error {
	var old []string
	err := scanJSON(tx, "plan/", func(_ string, known Plan) error {
		if p.Made.Sub(known.Made) >= PlansKept {
			old = append(old, known.ID)
		}
		return nil
	})
	if err != nil {
		return err
	}
	for _, id := range old {
		for _, key := range []string{"plan/" + id, "planned/" + id} {
			if err := tx.Delete([]byte(key)); err != nil {
				return err
			}
		}
	}
	var packed bytes.Buffer
	w, err := flate.NewWriter(&packed, flate.BestSpeed)
	if err != nil {
		return err
	}
	if _, err := w.Write(file); err != nil {
		return err
	}
	if err := w.Close(); err != nil {
		return err
	}
	if err := tx.Put([]byte("planned/"+p.ID), packed.Bytes()); err != nil {
		return err
	}
	return putJSON(tx, "plan/"+p.ID, p)
}

// PlanOf is a plan without its file; a NotFound when there is none or it is too old.
func PlanOf(tx Tx, id string, now time.Time) (Plan, error) {
	p, ok, err := getJSON[Plan](tx, "plan/"+id)
	if err == nil && (!ok || now.Sub(p.Made) >= PlansKept) {
		err = problem.New(problem.NotFound, "There is no plan %.20q; one is kept for a day. Import the file again to make one.", id)
	}
	return p, err
}

// GetPlan is a plan with its file, which is nil once it was applied.
func GetPlan(tx Tx, id string, now time.Time) (p Plan, file []byte, err error) {
	if p, err = PlanOf(tx, id, now); err != nil {
		return p, nil, err
	}
	packed, err := tx.Get([]byte("planned/" + id))
	if err != nil || packed == nil {
		return p, nil, err
	}
	file, err = io.ReadAll(flate.NewReader(bytes.NewReader(packed)))
	return p, file, err
}

// EndPlan remembers that a plan was applied, and forgets its file.
func EndPlan(tx Tx, p Plan, now time.Time) error {
	p.Applied = now
	if err := tx.Delete([]byte("planned/" + p.ID)); err != nil {
		return err
	}
	return putJSON(tx, "plan/"+p.ID, p)
}

// OrderPlan remembers that somebody wants a plan applied.
func OrderPlan(tx Tx, p Plan, now time.Time) error {
	p.Ordered = now
	return putJSON(tx, "plan/"+p.ID, p)
}

// DropPlan forgets a plan that nobody wants.
func DropPlan(tx Tx, id string) error {
	if err := tx.Delete([]byte("planned/" + id)); err != nil {
		return err
	}
	return tx.Delete([]byte("plan/" + id))
}

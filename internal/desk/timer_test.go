package desk

import (
	"testing"

	"github.com/numberdesk/numberdesk/internal/store"
)

// A timer may outlast what it is for: a range goes with its numbers. It ends, and is not tried for ever.
func TestATimerOfWhatIsGoneEnds(t *testing.T) {
	d := emptyDesk(t)
	for kind, subject := range map[string]string{effectRest: "+41446681000", effectExpire: "R-9"} {
		var e store.Effect
		err := d.update(t.Context(), rule, func(w *work) error {
			err := w.enqueue(store.Effect{Lane: kind, Kind: kind, Subject: subject})
			e = w.queued[0]
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
		if _, err := d.attempt(t.Context(), e); err != nil {
			t.Errorf("%s: %v", kind, err)
		}
		err = d.db.View(t.Context(), func(tx store.Tx) error {
			if _, owed, err := store.GetEffect(tx, e.ID); owed || err != nil {
				t.Errorf("%s is still owed (%v)", kind, err)
			}
			return nil
		})
		if err != nil {
			t.Error(err)
		}
	}
}

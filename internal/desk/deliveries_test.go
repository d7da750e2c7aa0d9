package desk

import (
	"path/filepath"
	"slices"
	"testing"
	"time"

	"github.com/numberdesk/numberdesk/internal/person"
	"github.com/numberdesk/numberdesk/internal/problem"
	"github.com/numberdesk/numberdesk/internal/store"
)

// TestWhatBecameOfAMessage says each end in a sentence.
func TestWhatBecameOfAMessage(t *testing.T) {
	at := time.Date(2026, 3, 2, 9, 0, 0, 0, time.UTC)
	failed := func(kind problem.Kind, n int) map[problem.Kind]int { return map[problem.Kind]int{kind: n} }
	for what, c := range map[string]struct {
		d    reported
		want string
	}{
		"it was delivered at once":              {reported{Delivery: store.Delivery{Outcome: store.Delivered}}, "Delivered"},
		"it had to wait":                        {reported{Delivery: store.Delivery{Outcome: store.Delivered, Failed: failed(problem.Busy, 2), Code: "TooManyRequests", Asked: at, Ended: at.Add(3 * time.Hour)}}, "Delivered at try 3, 3 hours later: Teams asked to wait"},
		"the app was blocked":                   {reported{Delivery: store.Delivery{Outcome: store.GivenUp, Code: "ConversationBlockedByUser"}}, "Given up: the person blocked the app"},
		"the answer was lost again and again":   {reported{Delivery: store.Delivery{Outcome: store.GivenUp, Failed: failed(problem.Unclear, 2), Code: "internal"}}, "Given up at try 3: Teams' answer was lost"},
		"a code nobody has heard of":            {reported{Delivery: store.Delivery{Outcome: store.GivenUp, Code: "NewAndOdd"}}, "Given up: NewAndOdd"},
		"its message was deleted":               {reported{Delivery: store.Delivery{Outcome: store.Gone, Code: "ActivityNotFound"}}, "Nothing left to show: the message was deleted"},
		"nobody has tried it yet":               {reported{Delivery: store.Delivery{Outcome: store.InOutbox}}, "On its way"},
		"it waits behind another one":           {reported{Delivery: store.Delivery{Outcome: store.InOutbox}, behind: true}, "Waits for the message before it"},
		"it is tried again when Teams takes it": {reported{Delivery: store.Delivery{Outcome: store.InOutbox, Failed: failed(problem.Busy, 4), Code: "busy"}, Next: at}, "Tried 4 times, again on 2 Mar 2026 09:00 UTC: Teams did not answer"},
	} {
		if got := c.d.became().String(); got != c.want {
			t.Errorf("%s: got %q, want %q", what, got, c.want)
		}
	}
}

// TestWhatWaitsIsReportedFromTheOutbox: above what ended, of the person or of the request alone.
func TestWhatWaitsIsReportedFromTheOutbox(t *testing.T) {
	db, err := store.Open(filepath.Join(t.TempDir(), "numberdesk.db"))
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	now := time.Now().UTC()
	err = db.Update(t.Context(), func(tx store.Tx) error {
		parked, err := store.Enqueue(tx, showing(cardApproval, "R-1", "megan"), now)
		if err != nil {
			return err
		}
		parked.Fail(problem.Busy, "TooManyRequests")
		parked.NotBefore = now.Add(time.Minute)
		if err := store.PutEffect(tx, parked); err != nil {
			return err
		}
		for _, e := range []store.Effect{
			showing(cardApproval, "R-2", "megan"), showing(cardRequest, "R-1", "adele"), {Lane: "chat/megan", Kind: effectReply},
			{Lane: "conversation/19:group", Kind: effectReply}, {Lane: "expire/R-1", Kind: effectExpire, Subject: "R-1", NotBefore: now.Add(time.Hour)},
		} {
			if _, err := store.Enqueue(tx, e, now); err != nil {
				return err
			}
		}
		w := &work{tx: tx, now: now}
		return arrived(store.Effect{ID: "before", Lane: "chat/megan", Kind: effectReply, Subject: "R-1"})(w)
	})
	if err != nil {
		t.Fatal(err)
	}
	err = db.View(t.Context(), func(tx store.Tx) error {
		for asked, want := range map[[2]string][]string{
			{"R-1", ""}:      {"adele: On its way", "megan: Tried 1 time, again on", "megan: Delivered"},
			{"Me", "megan"}:  {"megan: Waits for the message before it", "megan: Waits for the message before it", "megan: Tried 1 time, again on", "megan: Delivered"},
			{"You", "adele"}: {"adele: On its way"},
			{"R-3", ""}:      {},
		} {
			list, err := reports(tx, asked[0], person.ID(asked[1]), 10, now)
			if err != nil {
				return err
			}
			got := []string{}
			for i, r := range list {
				line := string(r.Person) + ": " + r.became().String()
				if i < len(want) {
					line = line[:min(len(line), len(want[i]))]
				}
				got = append(got, line)
			}
			if !slices.Equal(got, want) {
				t.Errorf("%v: got %q, want %q", asked, got, want)
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

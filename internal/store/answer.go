package store

import "time"

// Answer is what a turn that changed something answered, kept for a repeated delivery of its activity.
type Answer struct {
	At     time.Time `json:"at"`
	Status int       `json:"status"`
	Body   []byte    `json:"body,omitempty"`
}

// answersKept is how long a repeated delivery gets the first answer again. Teams repeats within seconds.
const answersKept = 48 * time.Hour

// AnswerTo is the answer this activity got; ok is false when it is new.
func AnswerTo(tx Tx, activityID string) (a Answer, ok bool, err error) {
	return getJSON[Answer](tx, "answer/"+activityID)
}

// PutAnswer keeps an answer, and forgets a few that are old.
func PutAnswer(tx Tx, activityID string, a Answer) error {
	if err := putJSON(tx, "answer/"+activityID, a); err != nil {
		return err
	}
	if err := putJSON(tx, "answered/"+timeKey(a.At)+"/"+activityID, activityID); err != nil {
		return err
	}
	old := map[string]string{}
	oldest := a.At.Add(-answersKept)
	err := scanJSON(tx, "answered/", func(key, id string) error {
		if len(old) == 10 || key >= "answered/"+timeKey(oldest) {
			return ErrStop
		}
		old[key] = id
		return nil
	})
	if err != nil {
		return err
	}
	for key, id := range old {
		if err := tx.Delete([]byte(key)); err != nil {
			return err
		}
		if err := tx.Delete([]byte("answer/" + id)); err != nil {
			return err
		}
	}
	return nil
}

package store

import (
	"fmt"

	"github.com/numberdesk/numberdesk/internal/request"
)

// stepsRead bounds how much of a request's history is read for its timeline.
const stepsRead = 200

// StepsOf are the entries about a request, oldest first, without anybody's personal fields.
func StepsOf(tx Tx, id request.ID) ([]Entry, error) {
	var ids []string
	err := scanKeys(tx, "audit/by/request/"+string(id)+"/", func(id string) error {
		if len(ids) == stepsRead {
			return ErrStop
		}
		ids = append(ids, id)
		return nil
	})
	if err != nil {
		return nil, err
	}
	list := make([]Entry, 0, len(ids))
	for _, id := range ids {
		e, ok, err := getJSON[Entry](tx, "audit/entry/"+id)
		if err != nil {
			return nil, err
		}
		if !ok {
			return nil, fmt.Errorf("audit: an entry is missing")
		}
		list = append(list, e)
	}
	return list, nil
}

package store

import (
	"context"
	"strings"

	"github.com/numberdesk/numberdesk/internal/person"
	"github.com/numberdesk/numberdesk/internal/request"
)

// Deciding are the names of the requests that wait for somebody's decision, oldest first, and no more than limit; 0 is
// all of them.
func Deciding(tx Tx, who person.ID, limit int) ([]request.ID, error) {
	var ids []request.ID
	err := scanKeys(tx, decidesUnder(who), func(key string) error {
		ids = append(ids, request.ID("R-"+strings.TrimLeft(key, "0")))
		if len(ids) == limit {
			return ErrStop
		}
		return nil
	})
	return ids, err
}

// decidesUnder is where the requests are found that wait for somebody's decision.
func decidesUnder(who person.ID) string { return "decides/" + string(who) + "/" }

// rebuildRequests makes the indexes of the requests anew out of their rows, in several transactions.
func rebuildRequests(ctx context.Context, db DB) error {
	for from := "request/"; from != ""; {
		err := db.Update(ctx, func(tx Tx) error {
			at := from
			from = ""
			var some []request.Request
			err := scanFrom(tx, "request/", at, func(key string, r request.Request) error {
				if len(some) == chunk {
					from = key
					return ErrStop
				}
				some = append(some, r)
				return nil
			})
			for i := range some {
				if err == nil {
					err = PutRequest(tx, some[i])
				}
			}
			return err
		})
		if err != nil {
			return err
		}
	}
	return nil
}

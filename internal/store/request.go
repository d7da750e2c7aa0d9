package store

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/numberdesk/numberdesk/internal/person"
	"github.com/numberdesk/numberdesk/internal/problem"
	"github.com/numberdesk/numberdesk/internal/request"
)

// Keys: request/<number> is the row; asked/<person>/<number> names a person's requests, lists/<person>/<number> the lists he made;
// open/<person>/<number>, waiting/<number> and, of who asked for another, behalf/<person>/<number> exist while it is so,
// decides/<person>/<number> while it waits for that one.

// NewRequestID is the next free name.
func NewRequestID(tx Tx) (request.ID, error) {
	n, err := next(tx, "request")
	return request.ID("R-" + strconv.Itoa(n)), err
}

func requestKey(id request.ID) (string, error) {
	digits, ok := strings.CutPrefix(strings.ToUpper(string(id)), "R-")
	n, err := strconv.ParseUint(digits, 10, 32)
	if !ok || err != nil {
		return "", problem.New(problem.Invalid, "%.20q is no request. Requests are named like R-1.", id)
	}
	return fmt.Sprintf("%010d", n), nil
}

// Request is one request; a NotFound when there is none of that name.
func Request(tx Tx, id request.ID) (request.Request, error) {
	key, err := requestKey(id)
	if err != nil {
		return request.Request{}, err
	}
	r, ok, err := getJSON[request.Request](tx, "request/"+key)
	if err == nil && !ok {
		err = problem.New(problem.NotFound, "There is no request %s.", id)
	}
	return r, err
}

// PutRequest writes a request and keeps its indexes.
func PutRequest(tx Tx, r request.Request) error {
	key, err := requestKey(r.ID)
	if err != nil {
		return err
	}
	for index, exists := range requestIndexes(r, key) {
		if exists {
			err = tx.Put([]byte(index), []byte{})
		} else {
			err = tx.Delete([]byte(index))
		}
		if err != nil {
			return err
		}
	}
	return putJSON(tx, "request/"+key, r)
}

// requestIndexes are the keys beside a request's row, and whether each is there now.
func requestIndexes(r request.Request, key string) map[string]bool {
	indexes := map[string]bool{
		"asked/" + string(r.For) + "/" + key: !r.Several(),
		"lists/" + string(r.By) + "/" + key:  r.Several(),
		"open/" + string(r.For) + "/" + key:  r.Open(),
		"waiting/" + key:                     r.State == request.Waiting,
		"behalf/" + string(r.By) + "/" + key: r.OnBehalf() && r.PartOf == "" && r.Open(),
	}
	for _, who := range slices.Concat(r.PutTo, r.Approvers) {
		indexes[decidesUnder(who)+key] = r.MayVote(who)
	}
	return indexes
}

// OpenRequest is the person's open request; ok is false when there is none.
func OpenRequest(tx Tx, id person.ID) (r request.Request, ok bool, err error) {
	return firstRequest(tx, "open/"+string(id)+"/")
}

// LastRequest is the person's newest request, open or not.
func LastRequest(tx Tx, id person.ID) (r request.Request, ok bool, err error) {
	return lastRequest(tx, "asked/"+string(id)+"/")
}

// LastList is the newest list that the person made, open or not.
func LastList(tx Tx, by person.ID) (r request.Request, ok bool, err error) {
	return lastRequest(tx, "lists/"+string(by)+"/")
}

func lastRequest(tx Tx, prefix string) (r request.Request, ok bool, err error) {
	last := ""
	err = scanKeys(tx, prefix, func(key string) error {
		last = key
		return nil
	})
	if err != nil || last == "" {
		return r, false, err
	}
	return getJSON[request.Request](tx, "request/"+last)
}

func firstRequest(tx Tx, prefix string) (r request.Request, ok bool, err error) {
	first := ""
	err = scanKeys(tx, prefix, func(key string) error {
		first = key
		return ErrStop
	})
	if err != nil || first == "" {
		return r, false, err
	}
	return getJSON[request.Request](tx, "request/"+first)
}

// WaitingRequests are the approved requests without a number, oldest first.
func WaitingRequests(tx Tx) ([]request.Request, error) { return requestsUnder(tx, "waiting/") }

// OpenOnBehalf are the open requests that somebody made for others, oldest first: of a list that one, and none of its people's.
func OpenOnBehalf(tx Tx, by person.ID) ([]request.Request, error) {
	return requestsUnder(tx, "behalf/"+string(by)+"/")
}

// OpenRequests are all open requests.
func OpenRequests(tx Tx) ([]request.Request, error) { return requestsUnder(tx, "open/") }

// requestsUnder are the requests that an index names, by what stands last in its keys.
func requestsUnder(tx Tx, prefix string) ([]request.Request, error) {
	var keys []string
	err := scanKeys(tx, prefix, func(key string) error {
		keys = append(keys, key[strings.LastIndexByte(key, '/')+1:])
		return nil
	})
	if err != nil {
		return nil, err
	}
	list := make([]request.Request, 0, len(keys))
	for _, key := range keys {
		r, ok, err := getJSON[request.Request](tx, "request/"+key)
		if err != nil {
			return nil, err
		}
		if ok {
			list = append(list, r)
		}
	}
	return list, nil
}

// EachRequest visits every request, oldest first.
func EachRequest(tx Tx, fn func(request.Request) error) error {
	return scanJSON(tx, "request/", func(_ string, r request.Request) error { return fn(r) })
}

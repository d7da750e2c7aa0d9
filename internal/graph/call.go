package graph

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"math/rand/v2"
	"net/http"
	"net/url"
	"strconv"
	"time"

	abs "github.com/microsoft/kiota-abstractions-go"
	khttp "github.com/microsoft/kiota-http-go"

	"github.com/numberdesk/numberdesk/internal/problem"
)

const (
	// tries of one read, and how long one may take. A page of a thousand numbers is the longest.
	tries    = 4
	readTime = 30 * time.Second
	// writeTime is longer: a write given up too early must be looked up again.
	writeTime = 60 * time.Second
	// patience is the longest Retry-After that is waited for here; for a longer one the caller can do other things.
	patience = 10 * time.Second
	// firstWait doubles with every try; half of it is left to chance, so that many readers do not come back at once.
	firstWait = 500 * time.Millisecond
)

// call is one thing to ask of Graph.
type call struct {
	name   string // for the log
	of     string // what is asked for, in a sentence: "this person"
	needs  string // the least application permission, by Graph's permissions reference
	writes bool
	// repeatable writes may be made twice without harm, so that a lost answer is merely problem.Busy.
	repeatable bool
	// refuses reads a refusal that is about the thing asked for; nil reads it as the number API means it.
	refuses func(*Refusal) *problem.Error
	build   func(context.Context) (*abs.RequestInformation, error)
}

// at is the same call with another address of Graph's, such as a next page's; the SDK would send it without headers.
func (k call) at(address *url.URL) call {
	k.build = func(context.Context) (*abs.RequestInformation, error) {
		request := abs.NewRequestInformation()
		request.Method = abs.GET
		request.SetUri(*address)
		request.Headers.Add("Accept", "application/json")
		return request, nil
	}
	return k
}

// read asks until there is an answer, a refusal, or no more use in asking, and decodes the answer into v. Its errors
// are problems.
func (c *Client) read(ctx context.Context, k call, v any) error {
	body, err := c.body(ctx, k)
	if err != nil {
		return err
	}
	if err := json.Unmarshal(body, v); err != nil {
		return k.unexpected(fmt.Errorf("read %s: %w", k.name, err))
	}
	return nil
}

func (c *Client) body(ctx context.Context, k call) ([]byte, error) {
	for try := 1; ; try++ {
		body, _, err := c.send(ctx, k, readTime)
		if err == nil && len(body) == 0 {
			return nil, k.unexpected(errors.New("read " + k.name + ": an empty answer"))
		}
		if err == nil {
			return body, nil
		}
		p := k.explain(err)
		half := (firstWait << (try - 1)) / 2
		wait := max(half+rand.N(half), p.RetryAfter)
		if _, early := errors.AsType[tokenError](err); early || p.Kind != problem.Busy || try == tries || wait > patience || !outlasts(ctx, wait) {
			return nil, p
		}
		c.log.InfoContext(ctx, "Graph read is tried again", "call", k.name, "try", try, "code", p.Code, "wait", wait)
		if pause(ctx, wait) != nil {
			return nil, p
		}
	}
}

// write sends k once, whatever happens, and returns the headers of a success. Its errors are problems.
func (c *Client) write(ctx context.Context, k call) (http.Header, error) {
	if err := ctx.Err(); err != nil {
		return nil, unavailable(err)
	}
	_, header, err := c.send(ctx, k, writeTime)
	if err != nil {
		return nil, k.explain(err)
	}
	return header, nil
}

func (c *Client) send(ctx context.Context, k call, limit time.Duration) ([]byte, http.Header, error) {
	ctx, cancel := context.WithTimeout(ctx, limit)
	defer cancel()
	request, err := k.build(ctx)
	if err != nil {
		return nil, nil, coded(problem.Wrap(fmt.Errorf("build %s: %w", k.name, err), problem.Internal,
			"The desk could not put its question to Microsoft 365 into words. Nothing was changed; this is a fault of the desk."), CodeUnexpected)
	}
	if len(request.Content) > 0 {
		// Without it the body goes out in chunks, which some proxies refuse.
		request.Headers.Add("Content-Length", strconv.Itoa(len(request.Content)))
	}
	// A fresh one each time: it is written to. It is how the SDK gives the Location of a 202 away.
	inspection := khttp.NewHeadersInspectionOptions()
	inspection.InspectResponseHeaders = true
	request.AddRequestOptions([]abs.RequestOption{inspection})
	var answer any
	if k.writes {
		// Nothing of a write's answer but its headers counts, so a body that breaks off does not make the outcome unclear.
		err = c.adapter.SendNoContent(ctx, request, nil)
	} else {
		answer, err = c.adapter.SendPrimitive(ctx, request, "[]byte", nil)
	}
	if err != nil {
		return nil, nil, err
	}
	header := http.Header{}
	if received := inspection.GetResponseHeaders(); received != nil {
		for _, name := range received.ListKeys() {
			for _, value := range received.Get(name) {
				header.Add(name, value)
			}
		}
	}
	body, _ := answer.([]byte)
	return body, header, nil
}

// outlasts tells whether there is time left after the wait.
func outlasts(ctx context.Context, wait time.Duration) bool {
	deadline, ok := ctx.Deadline()
	return ctx.Err() == nil && (!ok || time.Until(deadline) > wait)
}

func pause(ctx context.Context, wait time.Duration) error {
	timer := time.NewTimer(wait)
	defer timer.Stop()
	select {
	case <-timer.C:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

package graph

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
)

// defaultPage is what Graph answers of numbers when nothing else is asked ("List numberAssignments"); a service that
// overlooked our $top answers so many.
const defaultPage = 500

// page is a collection's wire form. A collection that has no "value" is no empty collection.
type page[T any] struct {
	NextLink string `json:"@odata.nextLink"`
	Value    *[]T   `json:"value"`
}

// each reads a collection to its end and hands every page to do, keeping one page at a time. It follows nextLink as
// "Paging Microsoft Graph data in your app" says; the numbers' page promises none and documents $skip, so where skipping
// is given, a full page without a nextLink is followed by skipping(entries so far) until a page is short. A page that
// cannot be had makes an error of the whole.
func each[T any](ctx context.Context, c *Client, k call, top int, skipping func(skip int) call, do func([]T) error) error {
	followed := map[string]bool{}
	var before []byte
	for skip := 0; ; {
		body, err := c.body(ctx, k)
		if err != nil {
			return err
		}
		var p page[T]
		if err := json.Unmarshal(body, &p); err != nil {
			return k.unexpected(fmt.Errorf("read %s: %w", k.name, err))
		}
		if p.Value == nil {
			return k.unexpected(errors.New("read " + k.name + ": a page without a value"))
		}
		if bytes.Equal(body, before) && len(*p.Value) > 0 {
			return k.unexpected(errors.New("read " + k.name + ": the same page twice"))
		}
		if err := do(*p.Value); err != nil {
			return err
		}
		skip += len(*p.Value)
		switch full := len(*p.Value) >= top || len(*p.Value) == defaultPage; {
		case p.NextLink != "":
			next, err := c.ours(p.NextLink)
			if err != nil {
				return k.unexpected(err)
			}
			if followed[next.String()] {
				return k.unexpected(errors.New("read " + k.name + ": a nextLink leads back"))
			}
			followed[next.String()] = true
			k, before = k.at(next), nil
		case full && skipping != nil:
			k, before = skipping(skip), body
		default:
			return nil
		}
	}
}

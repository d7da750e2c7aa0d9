package graph

import (
	"context"
	"errors"
	"strings"

	"github.com/numberdesk/numberdesk/internal/inventory"
	"github.com/numberdesk/numberdesk/internal/problem"
)

var operationStatuses = members("notStarted", "running", "succeeded", "failed")

// Operation is how far an order is, by the address Assign or Unassign returned. A status we do not know, "skipped"
// among them, reads as "" and proves nothing: read the number. An operation just begun may answer problem.NotFound for a
// while, and how long Microsoft keeps one is not documented. An address that is not Graph's is NotFound too, unasked.
func (c *Client) Operation(ctx context.Context, address string) (inventory.Operation, error) {
	k := call{name: "operation", of: "this operation (yet)", needs: permissionReadNumbers}
	at, err := c.ours(address)
	if err != nil || address == "" {
		return inventory.Operation{}, coded(problem.Wrap(err, problem.NotFound, "Microsoft 365 does not know this operation."), "NotFound")
	}
	var wire struct {
		ID      string `json:"id"`
		Status  string `json:"status"`
		Numbers []struct {
			Status       string `json:"status"`
			StatusDetail string `json:"statusDetail"`
		} `json:"numbers"`
	}
	if err := c.read(ctx, k.at(at), &wire); err != nil {
		return inventory.Operation{}, err
	}
	if wire.ID == "" {
		return inventory.Operation{}, k.unexpected(errors.New("read operation: no id"))
	}
	// An order of ours is about one number, so the number's own end counts as the operation's, the worse of the two.
	op := inventory.Operation{Status: operationStatuses[wire.Status]}
	var details []string
	for _, n := range wire.Numbers {
		switch status := operationStatuses[n.Status]; {
		case status == "failed":
			op.Status = status
		case op.Status == "succeeded" && status != "succeeded":
			op.Status = status
		}
		if n.StatusDetail != "" {
			details = append(details, n.StatusDetail)
		}
	}
	if op.Status == "failed" {
		op.Why = explain(strings.Join(details, "; "))
	}
	return op, nil
}

package desk

import (
	"context"

	"github.com/numberdesk/numberdesk/internal/problem"
	"github.com/numberdesk/numberdesk/internal/sheet"
)

// offerExport is not there yet: the command is offered on the command line alone.
func (d *Desk) offerExport(context.Context, *Call, sheet.Format) (Answer, error) {
	return Answer{}, &problem.Error{Kind: problem.Internal}
}

package server

import (
	"context"
	"fmt"
	"slices"

	"github.com/numberdesk/numberdesk/internal/graph"
	"github.com/numberdesk/numberdesk/internal/person"
	"github.com/numberdesk/numberdesk/internal/problem"
)

// absences proves that the desk may read when people are away and when they work. It is optional.
func (p *prover) absences(ctx context.Context, g *graph.Client) (string, error) {
	missing := fmt.Errorf("the permission %s is missing, which is optional: to have it, grant it to the app in Microsoft Entra with admin consent", graph.PermissionReadMailbox)
	switch {
	case p.roles == nil:
		if len(p.c.Roles.Admins) == 0 {
			return "the token does not say whether mailbox settings may be read", nil
		}
		_, err := g.Mailbox(ctx, person.ID(p.c.Roles.Admins[0]))
		switch problem.KindOf(err) {
		case problem.Forbidden:
			return "", missing
		case "", problem.NotFound: // an admin's account often has no mailbox
			return "mailbox settings may be read", nil
		}
		return "", err
	case slices.Contains(p.roles, graph.PermissionReadMailbox), slices.Contains(p.roles, "MailboxSettings.ReadWrite"):
		return "mailbox settings may be read", nil
	}
	return "", missing
}

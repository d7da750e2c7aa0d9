package server

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/numberdesk/numberdesk/internal/graph"
)

// installAny lets an app install any app for people, itself among them ("Install app for user", Permissions).
const installAny = "TeamsAppInstallation.ReadWriteForUser.All"

// installs proves that the desk can install its app for people who never wrote to it.
func (p *prover) installs(ctx context.Context, g *graph.Client) (string, error) {
	if _, err := g.PublishedApp(ctx); err != nil {
		return "", err
	}
	switch own := p.c.Graph.ClientID == "" || strings.EqualFold(p.c.Graph.ClientID, p.c.Bot.AppID); {
	case p.roles == nil:
		return "the app is in the Teams app catalog; the token does not say whether it may be installed", nil
	case slices.Contains(p.roles, installAny), own && slices.Contains(p.roles, graph.PermissionInstallApp):
		return "the app is in the Teams app catalog and may be installed for people", nil
	case !own: // the other app is not the one the Teams app names as its own
		return "", fmt.Errorf("the permission %s is missing: grant it to the app of graph.client_id in Microsoft Entra with admin consent", installAny)
	}
	return "", fmt.Errorf("the permission %s is missing: grant it to the app in Microsoft Entra with admin consent", graph.PermissionInstallApp)
}

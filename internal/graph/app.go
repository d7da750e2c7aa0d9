package graph

import (
	"context"
	"errors"
	"net/http"
	"regexp"
	"slices"
	"strings"
	"sync"

	abs "github.com/microsoft/kiota-abstractions-go"
	"github.com/microsoftgraph/msgraph-sdk-go/appcatalogs"
	"github.com/microsoftgraph/msgraph-sdk-go/models"

	"github.com/numberdesk/numberdesk/internal/person"
	"github.com/numberdesk/numberdesk/internal/problem"
)

const (
	permissionReadCatalog = "AppCatalog.Read.All"
	// PermissionInstallApp lets an app install itself, and no other, for people ("Install app for user").
	PermissionInstallApp = "TeamsAppInstallation.ReadWriteSelfForUser.All"
)

// Codes of what InstallApp is refused for; all come with problem.Forbidden, and trying again does not help.
const (
	// CodeAppNotPublished: the organisation's app catalogue does not have the app.
	CodeAppNotPublished = "AppNotPublished"
	// CodeAppBlocked: an app permission policy keeps the app from the person.
	CodeAppBlocked = "AppBlocked"
	// CodeNoTeams: the person has no licence for Teams.
	CodeNoTeams = "NoTeams"
	// CodeAppMismatch: the app in the catalogue names another Entra app than the desk's.
	CodeAppMismatch = "AppMismatch"
	// CodeInstallRefused is every other one.
	CodeInstallRefused = "InstallRefused"
)

// published is what is remembered of the app: its id in the organisation's catalogue, empty before it was found.
type published struct {
	mu sync.Mutex
	id string
}

// PublishedApp finds the app's id in the organisation's catalogue ("List teamsApps"). An app nobody uploaded is
// problem.Forbidden with CodeAppNotPublished.
func (c *Client) PublishedApp(ctx context.Context) (string, error) {
	if c.manifest == "" {
		return "", problem.New(problem.Invalid, "The desk does not know which Teams app is its own.")
	}
	k := call{name: "teamsApps", of: "the desk's app", needs: permissionReadCatalog, refuses: installRefused(permissionReadCatalog),
		build: func(ctx context.Context) (*abs.RequestInformation, error) {
			filter := "externalId eq '" + strings.ReplaceAll(c.manifest, "'", "''") + "'"
			return appcatalogs.NewAppCatalogsRequestBuilderInternal(c.parameters(), c.adapter).TeamsApps().ToGetRequestInformation(ctx,
				&appcatalogs.TeamsAppsRequestBuilderGetRequestConfiguration{
					QueryParameters: &appcatalogs.TeamsAppsRequestBuilderGetQueryParameters{Filter: &filter}})
		}}
	var ours []teamsApp
	err := each(ctx, c, k, defaultPage, nil, func(apps []teamsApp) error {
		for _, app := range apps {
			if strings.EqualFold(app.ExternalID, c.manifest) && app.ID != "" {
				ours = append(ours, app)
			}
		}
		return nil
	})
	switch {
	case err != nil && problem.KindOf(err) != problem.NotFound:
		return "", err
	case len(ours) == 0:
		return "", coded(problem.Wrap(err, problem.Forbidden,
			"The desk's app is not in the company's Teams app catalog. An administrator writes the package with numberdesk manifest and uploads it in the Teams admin center under Manage apps."), CodeAppNotPublished)
	}
	// The store may have an app of the same id; the company's own goes before it.
	if own := slices.IndexFunc(ours, func(a teamsApp) bool { return a.DistributionMethod == "organization" }); own > 0 {
		return ours[own].ID, nil
	}
	return ours[0].ID, nil
}

// teamsApp is the wire form (Graph reference: teamsApp resource type).
type teamsApp struct {
	ID                 string `json:"id"`
	ExternalID         string `json:"externalId"`
	DistributionMethod string `json:"distributionMethod"`
}

// InstallApp installs the desk's app for somebody, so that the bot may write to him first ("Install app for user"). Who
// has it already keeps it, and that is no error; so it may be repeated, and a lost answer is merely problem.Busy. Teams
// tells the bot of the new conversation afterwards. A refusal is problem.Forbidden and final; problem.NotFound is a
// person Teams does not know.
func (c *Client) InstallApp(ctx context.Context, id person.ID) error {
	if id == "" {
		return nobody()
	}
	app, remembered, err := c.app(ctx)
	if err != nil {
		return err
	}
	err = c.install(ctx, id, app)
	if !remembered || problem.KindOf(err) != problem.NotFound {
		return err
	}
	// Either the person is not there, or the app is not, any more: one that is uploaded anew has another id.
	c.published.forget(app)
	again, _, lost := c.app(ctx)
	switch {
	case lost != nil:
		return lost
	case again == app:
		return err
	}
	return c.install(ctx, id, again)
}

func (c *Client) install(ctx context.Context, id person.ID, app string) error {
	k := call{name: "installApp", of: "this person in Teams", needs: PermissionInstallApp, writes: true, repeatable: true,
		refuses: installRefused(PermissionInstallApp),
		build: func(ctx context.Context) (*abs.RequestInformation, error) {
			body := models.NewUserScopeTeamsAppInstallation()
			body.SetAdditionalData(map[string]any{"teamsApp@odata.bind": c.base.JoinPath("appCatalogs", "teamsApps", app).String()})
			return c.users().ByUserId(string(id)).Teamwork().InstalledApps().ToPostRequestInformation(ctx, body, nil)
		}}
	_, err := c.write(ctx, k)
	if r, ok := errors.AsType[*Refusal](err); ok && r.Status == http.StatusConflict {
		return nil
	}
	return err
}

// app is the app's id in the catalogue, looked up until it was found once.
func (c *Client) app(ctx context.Context) (id string, remembered bool, err error) {
	c.published.mu.Lock()
	id = c.published.id
	c.published.mu.Unlock()
	if id != "" {
		return id, true, nil
	}
	if id, err = c.PublishedApp(ctx); err != nil {
		return "", false, err
	}
	c.published.mu.Lock()
	defer c.published.mu.Unlock()
	c.published.id = id
	return id, false, nil
}

func (p *published) forget(id string) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.id == id {
		p.id = ""
	}
}

// installRefusals are told apart by their text, as those of numbers are: they have no codes either. The first match
// counts.
var installRefusals = []struct {
	says    *regexp.Regexp
	problem *problem.Error
}{
	// Microsoft has been seen to say so, too, when the app lacks the permission for the call.
	{regexp.MustCompile(`(?i)permission policy|app setup policy|blocked`), coded(problem.New(problem.Forbidden,
		"An app permission policy of Teams keeps the desk's app from this person. An administrator can allow it in the Teams admin center under Permission policies, and check the app's permissions in Microsoft Entra."), CodeAppBlocked)},
	{regexp.MustCompile(`(?i)licen[sc]e`), coded(problem.New(problem.Forbidden,
		"Teams says this person has no licence for Teams, so the desk cannot write there."), CodeNoTeams)},
	{regexp.MustCompile(`(?i)not allowed to manage`), coded(problem.New(problem.Forbidden,
		"The app in the company's Teams app catalog belongs to another app of Microsoft Entra than the desk's. An administrator writes the package again with numberdesk manifest and uploads it."), CodeAppMismatch)},
}

// installRefused reads a refusal of the app's catalogue or of its installation.
func installRefused(needs string) func(*Refusal) *problem.Error {
	return func(r *Refusal) *problem.Error {
		for _, known := range installRefusals {
			if known.says.MatchString(r.Text) {
				return new(*known.problem)
			}
		}
		// Microsoft lists every permission that would do, and then those the app has; the least one is enough to name.
		if lacks.MatchString(r.Text) || r.Code == "Authorization_RequestDenied" {
			return missing(needs)
		}
		return coded(problem.New(problem.Forbidden,
			"Teams refuses to install the desk's app for this person. An administrator can do it in the Teams admin center; the desk's operators find Microsoft's reason in its log."), CodeInstallRefused)
	}
}

var lacks = regexp.MustCompile(`(?i)permission|privilege`)

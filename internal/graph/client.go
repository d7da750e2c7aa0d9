// Package graph is Microsoft Graph as the desk needs it: which numbers Teams knows and who has them, assign and
// unassign, the policies of Teams, what the directory says of people, and the desk's own Teams app installed for them. It promises that a read
// is complete or an error, that a write is sent once, and that every error says whether the thing was certainly not
// done, or may be done again (problem.Busy), or may have been done (problem.Unclear). It never decides what to do next,
// remembers nothing between calls but its app's id, and follows Microsoft's answers to no host but the configured one.
//
// Requests are built and sent by Microsoft's SDK. Answers are decoded here, because the SDK reads a member it does not
// know of an enumeration's collection as another member, an object wrapped in "value" as one with every property
// absent, and an HTML page as an error without a status.
package graph

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"net/url"
	"strings"

	jsonser "github.com/microsoft/kiota-serialization-json-go"
	core "github.com/microsoftgraph/msgraph-sdk-go-core"
	"github.com/microsoftgraph/msgraph-sdk-go/admin"
	"github.com/microsoftgraph/msgraph-sdk-go/users"
)

// DefaultBaseURL is Graph in Microsoft's public cloud, the only one that has the number API
// (Graph reference: numberAssignment, "National cloud deployments").
const DefaultBaseURL = "https://graph.microsoft.com/v1.0"

// sdkVersion is sent to Microsoft in the SdkVersion header, as the SDK's own client does.
const sdkVersion = "1.103.0"

// Options are what a Client needs. Token is required.
type Options struct {
	// BaseURL is Graph's address with the version, https and without a query; empty is DefaultBaseURL.
	BaseURL string
	// HTTP carries the requests; nil is a transport of Go's own.
	HTTP http.RoundTripper
	// Token answers an access token for Graph. It is asked once a request and keeps its own cache. A problem.Error of
	// its own is passed on as it is.
	Token func(context.Context) (string, error)
	// ManifestID is the id in the manifest of the Teams app that InstallApp installs; without it nothing is installed.
	ManifestID string
	// Throttled is told of every answer that asks us to slow down (429); nil is nobody.
	Throttled func()
	// Log gets a line a retried read, without personal data; nil is silence.
	Log *slog.Logger
}

// Client asks Graph. It may be used by several goroutines at once.
type Client struct {
	base      *url.URL
	adapter   *core.GraphRequestAdapterBase
	manifest  string
	published published
	log       *slog.Logger
}

// New makes a client and sends nothing. It refuses a base URL that is not plain https, because the token travels there.
func New(o Options) (*Client, error) {
	if o.BaseURL == "" {
		o.BaseURL = DefaultBaseURL
	}
	base, err := url.Parse(strings.TrimSuffix(o.BaseURL, "/"))
	switch {
	case err != nil:
		return nil, fmt.Errorf("Graph's address: %w", err)
	case base.Scheme != "https" || base.Host == "" || base.User != nil || base.RawQuery != "" || base.Fragment != "":
		return nil, fmt.Errorf("Graph's address %q is not of the form https://host/version", base.Redacted())
	case o.Token == nil:
		return nil, errors.New("graph: no token source")
	}
	if o.Log == nil {
		o.Log = slog.New(slog.DiscardHandler)
	}
	adapter, err := core.NewGraphRequestAdapterBaseWithParseNodeFactoryAndSerializationWriterFactoryAndHttpClient(
		bearer{base: base, token: o.Token}, core.GraphClientOptions{},
		jsonser.NewJsonParseNodeFactory(), jsonser.NewJsonSerializationWriterFactory(), pipeline(o.HTTP, o.Throttled))
	if err != nil {
		return nil, fmt.Errorf("graph: %w", err)
	}
	adapter.SetBaseUrl(base.String())
	return &Client{base: base, adapter: adapter, manifest: o.ManifestID, log: o.Log}, nil
}

func (c *Client) numberAssignments() *admin.TeamsTelephoneNumberManagementNumberAssignmentsRequestBuilder {
	return c.teams().TelephoneNumberManagement().NumberAssignments()
}

func (c *Client) teams() *admin.TeamsRequestBuilder {
	return admin.NewAdminRequestBuilderInternal(c.parameters(), c.adapter).Teams()
}

func (c *Client) users() *users.UsersRequestBuilder {
	return users.NewUsersRequestBuilderInternal(c.parameters(), c.adapter)
}

func (c *Client) parameters() map[string]string {
	return map[string]string{"baseurl": c.base.String()}
}

// ours is link as an absolute address, and an error when it leads anywhere but to Graph: a token must never follow it.
func (c *Client) ours(link string) (*url.URL, error) {
	u, err := c.base.Parse(link)
	if err != nil {
		return nil, errors.New("Graph answered an address that is none")
	}
	if !sameOrigin(u, c.base) {
		return nil, fmt.Errorf("Graph answered an address at %s://%s, which is not its own", u.Scheme, u.Host)
	}
	return u, nil
}

// sameOrigin compares scheme, host and port as written (RFC 6454 §5), a missing port being https's own.
func sameOrigin(a, b *url.URL) bool {
	return a.Scheme == "https" && b.Scheme == "https" && a.User == nil &&
		strings.EqualFold(strings.TrimSuffix(a.Host, ":443"), strings.TrimSuffix(b.Host, ":443"))
}

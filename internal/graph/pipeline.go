package graph

import (
	"context"
	"errors"
	"net/http"
	"net/url"

	abs "github.com/microsoft/kiota-abstractions-go"
	khttp "github.com/microsoft/kiota-http-go"
	core "github.com/microsoftgraph/msgraph-sdk-go-core"
)

// pipeline is the SDK's middleware in an order of ours. Its default is in no order at all (it ranges over a map), so
// that a retried POST can go out in plain text labeled gzip (microsoft/kiota-http-go#183); and it re-sends a POST after
// a 503 or a 504, which would be a second assignment. So nothing is compressed, redirected or retried down here.
func pipeline(next http.RoundTripper) *http.Client {
	if next == nil {
		next = khttp.GetDefaultTransport()
	}
	middleware := []khttp.Middleware{
		core.NewGraphTelemetryHandler(&core.GraphClientOptions{GraphServiceLibraryVersion: sdkVersion}),
		khttp.NewHeadersInspectionHandler(),
		khttp.NewParametersNameDecodingHandler(),
		khttp.NewUserAgentHandlerWithOptions(&khttp.UserAgentHandlerOptions{Enabled: true, ProductName: "numberdesk", ProductVersion: "1"}),
	}
	return &http.Client{Transport: khttp.NewCustomTransportWithParentTransport(refusals{next}, middleware...)}
}

// largest is the most an answer may hold: a page of a thousand entries is under a megabyte.
const largest = 32 << 20

// refusals makes an error of every answer that is no success, redirects among them, before the SDK sees it. The SDK's
// own error panics when it is printed without a message, and loses the status of an answer that is not JSON.
type refusals struct{ next http.RoundTripper }

func (r refusals) RoundTrip(request *http.Request) (*http.Response, error) {
	response, err := r.next.RoundTrip(request)
	if err != nil {
		return nil, err
	}
	if response.StatusCode < 200 || response.StatusCode > 299 {
		defer response.Body.Close()
		return nil, refusal(response)
	}
	response.Body = http.MaxBytesReader(nil, response.Body, largest)
	return response, nil
}

// bearer adds the token to requests for Graph itself and lets no other request out.
type bearer struct {
	base  *url.URL
	token func(context.Context) (string, error)
}

// tokenError is trouble before anything was sent to Graph.
type tokenError struct{ cause error }

func (e tokenError) Error() string { return "no token for Graph: " + e.cause.Error() }
func (e tokenError) Unwrap() error { return e.cause }

// AuthenticateRequest implements the SDK's AuthenticationProvider.
func (b bearer) AuthenticateRequest(ctx context.Context, request *abs.RequestInformation, _ map[string]any) error {
	to, err := request.GetUri()
	if err != nil {
		return tokenError{err}
	}
	if !sameOrigin(to, b.base) {
		return tokenError{errors.New("the request is not for Graph")}
	}
	token, err := b.token(ctx)
	if err != nil {
		return tokenError{err}
	}
	if token == "" {
		return tokenError{errors.New("it is empty")}
	}
	request.Headers.Remove("Authorization")
	request.Headers.Add("Authorization", "Bearer "+token)
	return nil
}

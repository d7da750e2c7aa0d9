package graph

import (
	"net/http"

	khttp "github.com/microsoft/kiota-http-go"
	core "github.com/microsoftgraph/msgraph-sdk-go-core"
)

// pipeline is the SDK's middleware in an order of ours. Its default is in no order at all (it ranges over a map), so
// that a retried POST can go out in plain text labeled gzip (microsoft/kiota-http-go#183); and it re-sends a POST after
// a 503 or a 504, which would be a second assignment. So nothing is compressed, redirected or retried down here.
func pipeline(next http.RoundTripper, throttled func()) *http.Client {
	if next == nil {
		next = khttp.GetDefaultTransport()
	}
	if throttled == nil {
		throttled = func() {}
	}
	middleware := []khttp.Middleware{
		core.NewGraphTelemetryHandler(&core.GraphClientOptions{GraphServiceLibraryVersion: sdkVersion}),
		khttp.NewHeadersInspectionHandler(),
		khttp.NewParametersNameDecodingHandler(),
		khttp.NewUserAgentHandlerWithOptions(&khttp.UserAgentHandlerOptions{Enabled: true, ProductName: "numberdesk", ProductVersion: "1"}),
	}
	return &http.Client{Transport: khttp.NewCustomTransportWithParentTransport(refusals{next, throttled}, middleware...)}
}

// largest is the most an answer may hold: a page of a thousand entries is under a megabyte.
const largest = 32 << 20

// refusals makes an error of every answer that is no success, redirects among them, before the SDK sees it. The SDK's
// own error panics when it is printed without a message, and loses the status of an answer that is not JSON.
type refusals struct {
	next      http.RoundTripper
	throttled func()
}

func (r refusals) RoundTrip(request *http.Request) (*http.Response, error) {
	response, err := r.next.RoundTrip(request)
	if err != nil {
		return nil, err
	}
	if response.StatusCode < 200 || response.StatusCode > 299 {
		defer response.Body.Close()
		if response.StatusCode == http.StatusTooManyRequests {
			r.throttled()
		}
		return nil, refusal(response)
	}
	response.Body = http.MaxBytesReader(nil, response.Body, largest)
	return response, nil
}

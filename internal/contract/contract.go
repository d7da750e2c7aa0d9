// Package contract holds what goes over the wire against an OpenAPI document. It reads every exchange and changes none. Tests
// put it between a client and the simulated Microsoft, so that both keep to Microsoft's contract and not to one another's.
package contract

import (
	"bytes"
	"compress/gzip"
	"io"
	"net/http"
	"net/url"
	"os"
	"regexp"
	"strings"
	"sync"

	"github.com/getkin/kin-openapi/openapi3"
	"github.com/getkin/kin-openapi/openapi3filter"
	"github.com/getkin/kin-openapi/routers"
)

// Contract is a document with its paths made ready to be looked up.
type Contract struct{ paths []path }

type path struct {
	pattern *regexp.Regexp
	names   []string
	route   routers.Route
}

var (
	parameter = regexp.MustCompile(`\\\{[^}]*\\\}`)
	named     = regexp.MustCompile(`\{([^}]*)\}`)
)

// Load reads a document and sees that it is valid.
func Load(file string) (*Contract, error) {
	data, err := os.ReadFile(file)
	if err != nil {
		return nil, err
	}
	doc, err := openapi3.NewLoader().LoadFromData(data)
	if err != nil {
		return nil, err
	}
	if err := doc.Validate(openapi3.NewLoader().Context); err != nil {
		return nil, err
	}
	c := &Contract{}
	for template, item := range doc.Paths.Map() {
		pattern := regexp.MustCompile("^" + parameter.ReplaceAllString(regexp.QuoteMeta(template), `([^/]+)`) + "$")
		var names []string
		for _, m := range named.FindAllStringSubmatch(template, -1) {
			names = append(names, m[1])
		}
		for method, operation := range item.Operations() {
			c.paths = append(c.paths, path{pattern, names, routers.Route{Spec: doc, Path: template, PathItem: item, Method: method, Operation: operation}})
		}
	}
	return c, nil
}

// Graph loads Graph's extract once from where the tests of a package under internal find it.
var Graph = sync.OnceValues(func() (*Contract, error) { return Load("../sim/testdata/graph-openapi.yaml") })

// operation is the contract's operation for a path, the most literal one when several match.
func (c *Contract) operation(method, at string) (*routers.Route, map[string]string) {
	var best *path
	var values []string
	for i, p := range c.paths {
		if p.route.Method != method || best != nil && len(p.names) >= len(best.names) {
			continue
		}
		if m := p.pattern.FindStringSubmatch(at); m != nil {
			best, values = &c.paths[i], m[1:]
		}
	}
	if best == nil {
		return nil, nil
	}
	named := map[string]string{}
	for i, name := range best.names {
		named[name], _ = url.PathUnescape(values[i])
	}
	return &best.route, named
}

// Transport passes requests on, and holds every exchange whose path begins with Prefix against the contract: each answer,
// and each request that was accepted.
type Transport struct {
	Contract *Contract
	Prefix   string
	Next     http.RoundTripper
	// Ours is set when it is our own client whose requests pass: then those that were refused are checked, too.
	Ours bool
	// Wrong is told what is against the contract.
	Wrong func(format string, args ...any)
}

// RoundTrip implements http.RoundTripper.
func (t Transport) RoundTrip(r *http.Request) (*http.Response, error) {
	path, ours := strings.CutPrefix(r.URL.EscapedPath(), t.Prefix)
	if !ours {
		return t.Next.RoundTrip(r)
	}
	var sent []byte
	if r.Body != nil {
		sent, _ = io.ReadAll(r.Body)
		r.Body = io.NopCloser(bytes.NewReader(sent))
	}
	route, values := t.Contract.operation(r.Method, path)
	input := &openapi3filter.RequestValidationInput{PathParams: values, Route: route}
	if route != nil {
		input.Request = r.Clone(r.Context())
		input.Request.Header.Del("Content-Encoding")
		input.Request.Body = io.NopCloser(bytes.NewReader(inflated(r, sent)))
	}
	check := func() {
		if route == nil {
			t.Wrong("%s %s is sent or was accepted, and the contract does not have it", r.Method, path)
		} else if err := openapi3filter.ValidateRequest(r.Context(), input); err != nil {
			t.Wrong("%s %s is sent or was accepted against the contract: %v", r.Method, path, err)
		}
	}
	if t.Ours {
		check()
	}
	response, err := t.Next.RoundTrip(r)
	if err != nil {
		return nil, err
	}
	received, err := io.ReadAll(response.Body)
	if err != nil {
		return nil, err
	}
	response.Body = io.NopCloser(bytes.NewReader(received))
	if !t.Ours && response.StatusCode < 300 {
		check()
	}
	if route == nil {
		return response, nil
	}
	err = openapi3filter.ValidateResponse(r.Context(), &openapi3filter.ResponseValidationInput{RequestValidationInput: input,
		Status: response.StatusCode, Header: response.Header, Body: io.NopCloser(bytes.NewReader(received)),
		Options: &openapi3filter.Options{IncludeResponseStatus: true}})
	if err != nil {
		t.Wrong("%s %s answers against the contract: %v\n%s", r.Method, path, err, received)
	}
	return response, nil
}

// inflated is a body without its gzip, or as it is when that is none.
func inflated(r *http.Request, sent []byte) []byte {
	if r.Header.Get("Content-Encoding") != "gzip" {
		return sent
	}
	z, err := gzip.NewReader(bytes.NewReader(sent))
	if err != nil {
		return sent
	}
	plain, err := io.ReadAll(z)
	if err != nil {
		return sent
	}
	return plain
}

package graph_test

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"regexp"
	"strings"
	"sync"
	"testing"

	"github.com/getkin/kin-openapi/openapi3"
	"github.com/getkin/kin-openapi/openapi3filter"
	"github.com/getkin/kin-openapi/routers"

	"github.com/numberdesk/numberdesk/internal/graph"
)

const (
	base    = "https://graph.microsoft.com/v1.0"
	numbers = base + "/admin/teams/telephoneNumberManagement/numberAssignments"
	adele   = "94ec379d-30a2-4cdb-a377-75e42f7a61e5"
	order   = "operations('QXNzaWdubWVudHw2Y2E4Yjc0Ni00YzgxLTRhY2EtOTUyNi1jZmNjNGRiYWYyMmI')"
)

// contract is testdata/openapi.yaml: Microsoft's schema, the SDK's URL templates and the reference's status codes.
var contract = sync.OnceValues(func() (*openapi3.T, error) { return openapi3.NewLoader().LoadFromFile("testdata/openapi.yaml") })

var parameter = regexp.MustCompile(`\\\{([^}]*)\\\}`)

// routeOf is the contract's operation for a request, the most literal one when several match, and the path's parameters.
// The library's routers know no parameter within a segment, which functions of OData have. The path is matched as it was
// sent, so that an escaped slash stays inside its segment.
func routeOf(document *openapi3.T, r *http.Request) (*routers.Route, map[string]string, error) {
	path := strings.TrimPrefix(r.URL.EscapedPath(), "/v1.0")
	var best *routers.Route
	var parameters map[string]string
	for template, item := range document.Paths.Map() {
		quoted := regexp.QuoteMeta(template)
		match := regexp.MustCompile("^" + parameter.ReplaceAllString(quoted, `([^/]+)`) + "$").FindStringSubmatch(path)
		operation := item.GetOperation(r.Method)
		if match == nil || operation == nil || best != nil && len(match)-1 >= len(parameters) {
			continue
		}
		best, parameters = &routers.Route{Spec: document, Path: template, PathItem: item, Method: r.Method, Operation: operation}, map[string]string{}
		for i, name := range parameter.FindAllStringSubmatch(quoted, -1) {
			value, err := url.PathUnescape(match[i+1])
			if err != nil {
				return nil, nil, err
			}
			parameters[strings.ReplaceAll(name[1], `\`, "")] = value
		}
	}
	if best == nil {
		return nil, nil, errors.New("no operation of the contract")
	}
	return best, parameters, nil
}

// microsoft answers what a test says and sees to it that every request is one of the contract's.
type microsoft struct {
	t        *testing.T
	mu       sync.Mutex
	answers  []answer
	requests []request
}

type answer struct {
	status  int
	header  http.Header
	body    string
	dropped error // instead of an answer
}

type request struct {
	method, url, body string
	header            http.Header
}

func ok(body string) answer { return answer{status: http.StatusOK, body: body} }

func refused(status int, code, message string) answer {
	body, _ := json.Marshal(map[string]any{"error": map[string]any{"code": code, "message": message, "innerError": map[string]any{"request-id": "r1"}}})
	return answer{status: status, body: string(body)}
}

func (a answer) with(name, value string) answer {
	a.header = a.header.Clone()
	if a.header == nil {
		a.header = http.Header{}
	}
	a.header.Set(name, value)
	return a
}

func accepted(location string) answer {
	return answer{status: http.StatusAccepted}.with("Location", location)
}

// RoundTrip gives the answers in their order and the last one ever after.
func (m *microsoft) RoundTrip(r *http.Request) (*http.Response, error) {
	var body []byte
	if r.Body != nil {
		body, _ = io.ReadAll(r.Body)
		r.Body.Close()
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	m.requests = append(m.requests, request{r.Method, r.URL.String(), string(body), r.Header})
	if err := conforms(r, body); err != nil {
		m.t.Errorf("request %d, %s %s: %v", len(m.requests), r.Method, r.URL, err)
	}
	if r.Header.Get("Authorization") != "Bearer eyJ.token" || r.Header.Get("Accept") != "application/json" {
		m.t.Errorf("request %d, %s %s: authorization %q, accept %q", len(m.requests), r.Method, r.URL, r.Header.Get("Authorization"), r.Header.Get("Accept"))
	}
	a := m.answers[min(len(m.requests), len(m.answers))-1]
	if err := r.Context().Err(); err != nil {
		return nil, err
	}
	if a.dropped != nil {
		return nil, a.dropped
	}
	recorder := httptest.NewRecorder()
	recorder.Header().Set("Content-Type", "application/json;odata.metadata=minimal;charset=utf-8")
	for name, values := range a.header {
		recorder.Header()[name] = values
	}
	recorder.WriteHeader(a.status)
	io.WriteString(recorder, a.body)
	response := recorder.Result()
	response.Request = r
	return response, nil
}

// conforms holds a request against the contract.
func conforms(r *http.Request, body []byte) error {
	document, err := contract()
	if err != nil {
		return err
	}
	copied := r.Clone(context.Background())
	copied.Body = io.NopCloser(bytes.NewReader(body))
	route, parameters, err := routeOf(document, copied)
	if err != nil {
		return err
	}
	for name := range copied.URL.Query() {
		if route.Operation.Parameters.GetByInAndName("query", name) == nil && name != "$skiptoken" {
			return fmt.Errorf("query option %s is not in the contract", name)
		}
	}
	return openapi3filter.ValidateRequest(r.Context(), &openapi3filter.RequestValidationInput{
		Request: copied, PathParams: parameters, Route: route,
		Options: &openapi3filter.Options{AuthenticationFunc: openapi3filter.NoopAuthenticationFunc}})
}

// answers makes a client whose Microsoft gives these answers.
func answers(t *testing.T, answers ...answer) (*graph.Client, *microsoft) {
	t.Helper()
	m := &microsoft{t: t, answers: answers}
	return client(t, graph.Options{HTTP: m}), m
}

func token(context.Context) (string, error) { return "eyJ.token", nil }

func client(t *testing.T, o graph.Options) *graph.Client {
	t.Helper()
	if o.Token == nil {
		o.Token = token
	}
	c, err := graph.New(o)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// urls are the requests as method and address, readable.
func (m *microsoft) urls() []string {
	m.mu.Lock()
	defer m.mu.Unlock()
	var urls []string
	for _, r := range m.requests {
		readable, err := url.PathUnescape(strings.TrimPrefix(r.url, base))
		if err != nil {
			m.t.Fatal(err)
		}
		urls = append(urls, r.method+" "+readable)
	}
	return urls
}

// recorded is the answer of one exchange between the SDK and a fake of the contract.
func recorded(t *testing.T, method, path string) answer {
	t.Helper()
	raw, err := os.ReadFile("testdata/wire.json")
	if err != nil {
		t.Fatal(err)
	}
	var exchanges []struct {
		Method, URI string
		RespStatus  int
		RespHeader  http.Header
		RespBody    string
	}
	if err := json.Unmarshal(raw, &exchanges); err != nil {
		t.Fatal(err)
	}
	for _, e := range exchanges {
		if e.Method == method && strings.HasPrefix(e.URI, "/v1.0"+path) {
			recordedAt := strings.NewReplacer("http://127.0.0.1:35373/v1.0", base)
			for _, values := range e.RespHeader {
				for i := range values {
					values[i] = recordedAt.Replace(values[i])
				}
			}
			return answer{status: e.RespStatus, header: e.RespHeader, body: recordedAt.Replace(e.RespBody)}
		}
	}
	t.Fatalf("no recording of %s %s", method, path)
	return answer{}
}

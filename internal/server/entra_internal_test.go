package server

import (
	"bytes"
	"crypto/rand"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/numberdesk/numberdesk/internal/sim"
)

// entra is the simulated login as an app reaches it, and beside it Azure's identity endpoint, which lies on the machine
// itself. It counts what it is asked and remembers what nobody else may see.
type entra struct {
	t      *testing.T
	tenant *sim.Tenant
	next   http.RoundTripper
	azure  *httptest.Server
	change func(body []byte) []byte // of the answer to a request for a token; nil leaves it

	mu      sync.Mutex
	asked   []url.Values // what the login or the endpoint was sent, one for each token
	secrets []string     // what was sent and what was given away
}

// newEntra makes a company whose app nobody else has: azidentity remembers a managed identity's tokens in the process.
func newEntra(t *testing.T) (*entra, Config) {
	t.Helper()
	world := sim.Sample()
	random := make([]byte, 6)
	rand.Read(random)
	world.AppID = fmt.Sprintf("1509bb0a-9bf1-4331-8a11-%x", random)
	tenant := sim.New(world)
	t.Cleanup(tenant.Close)
	e := &entra{t: t, tenant: tenant, next: tenant.Transport()}
	c := Defaults()
	c.Bot.AppID, c.Bot.TenantID = world.AppID, world.TenantID
	c.Endpoints.Login, c.Endpoints.Graph = "https://microsoft.sim", "https://microsoft.sim/v1.0"
	return e, c
}

func (e *entra) RoundTrip(r *http.Request) (*http.Response, error) {
	next := e.next
	if r.URL.Host == "169.254.169.254" && e.azure != nil {
		r = r.Clone(r.Context())
		r.URL.Host = strings.TrimPrefix(e.azure.URL, "http://")
	}
	if r.URL.Scheme == "http" {
		next = http.DefaultTransport
	}
	asksToken := strings.HasSuffix(r.URL.Path, "/token")
	if asksToken {
		sent := r.URL.Query()
		if r.Body != nil {
			body, err := io.ReadAll(r.Body)
			if err != nil {
				return nil, err
			}
			r.Body = io.NopCloser(bytes.NewReader(body))
			if sent, err = url.ParseQuery(string(body)); err != nil {
				return nil, err
			}
		}
		e.mu.Lock()
		e.asked = append(e.asked, sent)
		e.secrets = append(e.secrets, sent["client_secret"]...)
		e.secrets = append(e.secrets, sent["client_assertion"]...)
		e.mu.Unlock()
	}
	response, err := next.RoundTrip(r)
	if err != nil || !asksToken {
		return response, err
	}
	body, err := io.ReadAll(response.Body)
	if err != nil {
		return nil, err
	}
	var given struct {
		AccessToken string `json:"access_token"`
	}
	if json.Unmarshal(body, &given) == nil && given.AccessToken != "" {
		e.mu.Lock()
		e.secrets = append(e.secrets, given.AccessToken)
		e.mu.Unlock()
	}
	if e.change != nil {
		body = e.change(body)
	}
	response.Body, response.ContentLength = io.NopCloser(bytes.NewReader(body)), int64(len(body))
	response.Header.Del("Content-Length")
	return response, nil
}

func (e *entra) count() int {
	e.mu.Lock()
	defer e.mu.Unlock()
	return len(e.asked)
}

// identify is Azure's identity endpoint, which gives the machine's own workloads tokens for the app: App Service's when
// header is set ("How to use managed identities for App Service", REST endpoint reference), the virtual machines' else
// ("Azure Instance Metadata Service", managed identity).
func (e *entra) identify(header string) {
	e.azure = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		query, version := r.URL.Query(), "2018-02-01"
		allowed := r.Header.Get("Metadata") == "true"
		if header != "" {
			allowed, version = r.Header.Get("X-IDENTITY-HEADER") == header, "2019-08-01"
		}
		if !allowed || query.Get("api-version") != version || query.Get("client_id") != e.tenant.World.AppID {
			w.WriteHeader(http.StatusBadRequest)
			return
		}
		form := url.Values{"grant_type": {"client_credentials"}, "client_id": {e.tenant.World.AppID}, "client_secret": {e.tenant.World.Secret},
			"scope": {strings.TrimSuffix(query.Get("resource"), "/") + "/.default"}}
		response, err := (&http.Client{Transport: e.next}).PostForm("https://microsoft.sim/"+e.tenant.World.TenantID+"/oauth2/v2.0/token", form)
		if err != nil {
			e.t.Error(err)
			return
		}
		defer response.Body.Close()
		var given map[string]any
		if err := json.NewDecoder(response.Body).Decode(&given); err != nil {
			e.t.Error(err)
		}
		expires := time.Now().Add(time.Hour).Unix()
		w.Header().Set("Content-Type", "application/json")
		json.NewEncoder(w).Encode(map[string]any{"access_token": given["access_token"], "token_type": "Bearer", "resource": query.Get("resource"),
			"expires_on": fmt.Sprint(expires), "expires_in": "3600", "client_id": query.Get("client_id")})
	}))
	e.t.Cleanup(e.azure.Close)
}

// graph is what Graph answers to a token.
func (e *entra) graph(t *testing.T, token string) int {
	t.Helper()
	r, err := http.NewRequestWithContext(t.Context(), "GET", "https://microsoft.sim/v1.0/users?$top=1", nil)
	if err != nil {
		t.Fatal(err)
	}
	r.Header.Set("Authorization", "Bearer "+token)
	response, err := e.next.RoundTrip(r)
	if err != nil {
		t.Fatal(err)
	}
	response.Body.Close()
	return response.StatusCode
}

// federated is a token such as Kubernetes writes into a pod, as far as the simulated login looks at it.
func (e *entra) federated() string {
	part := func(v any) string {
		raw, err := json.Marshal(v)
		if err != nil {
			e.t.Fatal(err)
		}
		return base64.RawURLEncoding.EncodeToString(raw)
	}
	return part(map[string]string{"alg": "RS256"}) + "." +
		part(map[string]any{"iss": e.tenant.World.AppID, "sub": e.tenant.World.AppID, "exp": time.Now().Add(time.Hour).Unix()}) + "." + part("signature")
}

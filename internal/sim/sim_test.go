package sim

import (
	"encoding/json"
	"io"
	"net/http"
	"net/url"
	"os"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"
)

// client is an app that talks to the tenant over its transport.
type client struct {
	t     testing.TB
	http  *http.Client
	graph string
	bot   string
}

// begin starts the sample company inside the bubble of the test and signs the app in.
func begin(t *testing.T, prepare ...func(*Tenant)) (*Tenant, *client) {
	t.Helper()
	tenant := New(Sample())
	tenant.Drops(false)
	for _, p := range prepare {
		p(tenant)
	}
	c := &client{t: t, http: &http.Client{Transport: conforming(t, tenant.Transport())}}
	t.Cleanup(tenant.Close)
	c.graph = c.token(tenant, "https://graph.microsoft.com/.default")
	c.bot = c.token(tenant, "https://api.botframework.com/.default")
	return tenant, c
}

func (c *client) token(tenant *Tenant, scope string) string {
	c.t.Helper()
	response, err := c.http.PostForm("https://login.microsoftonline.com/"+tenant.World.TenantID+"/oauth2/v2.0/token", url.Values{
		"grant_type": {"client_credentials"}, "client_id": {tenant.World.AppID}, "client_secret": {tenant.World.Secret}, "scope": {scope}})
	if err != nil {
		c.t.Fatal(err)
	}
	defer response.Body.Close()
	var body struct {
		AccessToken string `json:"access_token"`
	}
	if err := json.NewDecoder(response.Body).Decode(&body); err != nil || response.StatusCode != 200 {
		c.t.Fatalf("token: status %d, %v", response.StatusCode, err)
	}
	return body.AccessToken
}

// reply is a decoded answer.
type result struct {
	status int
	header http.Header
	body   map[string]any
}

func (r result) code() string {
	e, _ := r.body["error"].(map[string]any)
	code, _ := e["code"].(string)
	return code
}

func (r result) message() string {
	e, _ := r.body["error"].(map[string]any)
	message, _ := e["message"].(string)
	return message
}

func (r result) values() []map[string]any {
	list, _ := r.body["value"].([]any)
	var all []map[string]any
	for _, v := range list {
		m, _ := v.(map[string]any)
		all = append(all, m)
	}
	return all
}

func (c *client) do(method, address, token string, body any) result {
	c.t.Helper()
	r, err := c.try(method, address, token, body)
	if err != nil {
		c.t.Fatal(err)
	}
	return r
}

// raw sends a body as it stands.
func (c *client) raw(method, address, token, body string) result {
	c.t.Helper()
	return c.do(method, address, token, json.RawMessage(body))
}

func (c *client) try(method, address, token string, body any) (result, error) {
	c.t.Helper()
	var reader io.Reader
	if raw, isRaw := body.(json.RawMessage); isRaw {
		reader = strings.NewReader(string(raw))
	} else if body != nil {
		reader = strings.NewReader(text(body))
	}
	request, err := http.NewRequestWithContext(c.t.Context(), method, address, reader)
	if err != nil {
		c.t.Fatal(err)
	}
	request.Header.Set("Authorization", "Bearer "+token)
	if body != nil {
		request.Header.Set("Content-Type", "application/json")
	}
	response, err := c.http.Do(request)
	if err != nil {
		return result{}, err
	}
	defer response.Body.Close()
	r := result{status: response.StatusCode, header: response.Header}
	raw, err := io.ReadAll(response.Body)
	if err != nil {
		return r, err
	}
	if len(raw) > 0 {
		if err := json.Unmarshal(raw, &r.body); err != nil {
			c.t.Fatalf("%s %s: %v in %s", method, address, err, raw)
		}
	}
	return r, nil
}

const graphURL = "https://graph.microsoft.com/v1.0/"

func (c *client) get(path string) result {
	c.t.Helper()
	return c.do("GET", graphURL+strings.NewReplacer(" ", "%20", "+", "%2B").Replace(path), c.graph, nil)
}

func (c *client) post(path string, body any) result {
	c.t.Helper()
	return c.do("POST", graphURL+path, c.graph, body)
}

func (c *client) assign(tenant *Tenant, number, key string) result {
	c.t.Helper()
	return c.post(assignments+"/assignNumber", map[string]any{"telephoneNumber": number, "assignmentTargetId": tenant.IDOf(key), "numberType": "directRouting"})
}

// poll asks for the operation until it is over, at most ten times.
func (c *client) poll(location string) (polls []string) {
	c.t.Helper()
	for range 10 {
		r := c.do("GET", location, c.graph, nil)
		status, _ := r.body["status"].(string)
		polls = append(polls, status)
		if status == "succeeded" || status == "failed" {
			return polls
		}
	}
	c.t.Fatalf("the operation is never over: %v", polls)
	return nil
}

func open(t testing.TB, name string) string {
	t.Helper()
	raw, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	return string(raw)
}

func bubble(t *testing.T, story func(t *testing.T)) {
	t.Helper()
	synctest.Test(t, story)
}

func TestAssignmentNeedsTwoPollsAndIsSeenLate(t *testing.T) {
	bubble(t, func(t *testing.T) {
		tenant, c := begin(t)
		r := c.assign(tenant, "+41446681000", "adele")
		if r.status != 202 {
			t.Fatalf("assign: %d %s", r.status, r.message())
		}
		if polls := c.poll(r.header.Get("Location")); !slices.Equal(polls, []string{"running", "succeeded"}) {
			t.Errorf("polls answered %v", polls)
		}
		if got := tenant.Holder("+41446681000"); got != "adele" {
			t.Errorf("holder is %q, want adele", got)
		}
		query := assignments + "?$filter=telephoneNumber eq '+41446681000'"
		time.Sleep(2 * time.Second)
		values := c.get(query).values()
		if len(values) != 1 || values[0]["assignmentTargetId"] != tenant.IDOf("adele") || values[0]["assignmentStatus"] != "userAssigned" {
			t.Errorf("two seconds later reads show %v", values)
		}
		if v := tenant.Violations(); len(v) > 0 {
			t.Errorf("violations: %q", v)
		}
		journal := tenant.Journal()
		if len(journal) != 1 || journal[0].String() != "assignNumber +41446681000 to adele" {
			t.Errorf("journal: %v", journal)
		}
	})
}

// text is a body as one line.
func text(v any) string {
	b, err := json.Marshal(v)
	if err != nil {
		return err.Error()
	}
	return string(b)
}

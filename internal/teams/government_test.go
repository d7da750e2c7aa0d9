package teams_test

import (
	"net/http"
	"strings"
	"testing"

	"github.com/numberdesk/numberdesk/internal/activity"
	"github.com/numberdesk/numberdesk/internal/problem"
	"github.com/numberdesk/numberdesk/internal/teams"
)

// TestGovernment: Teams answers 403 InvalidBotApiHost for an organization of the government community cloud.
func TestGovernment(t *testing.T) {
	const host = "smba.infra.gcc.teams.microsoft.com"
	const elsewhere = `{"error":{"code":"InvalidBotApiHost"}}`
	calls := map[string]func(*teams.Connector, activity.Reference) error{
		"post": func(c *teams.Connector, r activity.Reference) error {
			_, err := c.Post(t.Context(), r, hello)
			return err
		},
		"update": func(c *teams.Connector, r activity.Reference) error { return c.Update(t.Context(), r, "m1", hello) },
		"create": func(c *teams.Connector, r activity.Reference) error {
			ref, err := c.Create(t.Context(), r.ServiceURL, "o-1")
			if err == nil && ref.ServiceURL != "https://"+host+"/gcc" {
				t.Errorf("the conversation is remembered at %s", ref.ServiceURL)
			}
			return err
		},
	}
	uris := map[string]string{
		"post": "/v3/conversations/a:1/activities", "update": "/v3/conversations/a:1/activities/m1", "create": "/v3/conversations",
	}
	for _, tt := range []struct {
		name    string
		hosts   []string
		from    string // the service URL the conversation is known by
		knows   bool   // the government's host takes the call
		tried   []string
		refused bool
		says    string // who reads the refusal
	}{
		{"the host is allowed", []string{"smba.trafficmanager.net", host}, serviceURL, true, []string{"smba.trafficmanager.net/emea", host + "/gcc"}, false, ""},
		{"the host is not allowed", nil, serviceURL, true, []string{"smba.trafficmanager.net/emea"}, true, "add " + host + " to endpoints.connector_hosts"},
		{"the host refuses as well", []string{"smba.trafficmanager.net", host}, serviceURL, false, []string{"smba.trafficmanager.net/emea", host + "/gcc"}, true, "does not let the desk write here"},
		{"it was the government's host already", []string{host}, "https://" + host + "/gcc/", false, []string{host + "/gcc"}, true, "does not let the desk write here"},
	} {
		for what, do := range calls {
			t.Run(tt.name+": "+what, func(t *testing.T) {
				var tried []string
				c := newConnector(roundTrip(func(r *http.Request) (*http.Response, error) {
					path, ok := strings.CutSuffix(r.URL.Path, uris[what])
					if !ok {
						t.Errorf("got %s, want it to end in %s", r.URL.Path, uris[what])
					}
					tried = append(tried, r.URL.Host+path)
					s := &service{status: 403, body: elsewhere}
					if r.URL.Host == host && tt.knows {
						s = &service{status: 201, body: `{"id":"m1"}`}
					}
					return s.RoundTrip(r)
				}), tt.hosts...)
				ref := chat("a:1")
				ref.ServiceURL = tt.from
				err := do(c, ref)
				if got, want := strings.Join(tried, ", "), strings.Join(tt.tried, ", "); got != want {
					t.Errorf("tried %s, want %s", got, want)
				}
				switch {
				case !tt.refused && err != nil:
					t.Errorf("got %v", err)
				case tt.refused && (problem.KindOf(err) != problem.Forbidden || !problem.Is(err, teams.InvalidBotAPIHost) || !strings.Contains(err.Error(), tt.says)):
					t.Errorf("got %v, want a final refusal that says %q", err, tt.says)
				}
			})
		}
	}
}

package transcript

import (
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/numberdesk/numberdesk/internal/sim"
)

// greeter is a bot that answers "hello" with a card, and tells Megan when its button is pressed.
type greeter struct {
	t      *testing.T
	tenant *sim.Tenant
	http   *http.Client
	token  string
}

const greeting = `{"type":"AdaptiveCard","version":"1.5","body":[{"type":"TextBlock","text":"Hello"},
	{"type":"TextBlock","text":"Until {{DATE(%s, SHORT)}} {{TIME(%[1]s)}}"},
	{"type":"Input.Text","id":"name","label":"Name"}],
	"actions":[{"type":"Action.Execute","title":"Greet","verb":"greet"}]}`

func (g *greeter) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	var a struct {
		Type, Text   string
		Conversation struct{ ID string }
		Value        struct {
			Action struct{ Data map[string]string }
		}
	}
	if err := json.NewDecoder(r.Body).Decode(&a); err != nil {
		g.t.Error(err)
	}
	switch {
	case a.Type == "message" && a.Text == "hello":
		card := fmt.Sprintf(greeting, time.Now().Add(7*24*time.Hour).UTC().Format(time.RFC3339))
		g.post("v3/conversations/"+a.Conversation.ID+"/activities",
			`{"type":"message","attachments":[{"contentType":"application/vnd.microsoft.card.adaptive","content":`+card+`}]}`)
	case a.Type == "message":
		g.post("v3/conversations/"+a.Conversation.ID+"/activities", `{"type":"message","text":"What?"}`)
	case a.Type == "invoke":
		made := g.post("v3/conversations", `{"isGroup":false,"tenantId":"`+g.tenant.World.TenantID+`","members":[{"id":"`+g.tenant.IDOf("megan")+`"}]}`)
		g.post("v3/conversations/"+made+"/activities", `{"type":"message","text":"`+a.Value.Action.Data["name"]+` greets you"}`)
		io.WriteString(w, `{"statusCode":200,"type":"application/vnd.microsoft.activity.message","value":"Done"}`)
	}
}

func (g *greeter) post(path, body string) (id string) {
	r, err := http.NewRequest("POST", g.tenant.ServiceURL+path, strings.NewReader(body))
	if err != nil {
		g.t.Fatal(err)
	}
	r.Header.Set("Authorization", "Bearer "+g.token)
	r.Header.Set("Content-Type", "application/json")
	response, err := g.http.Do(r)
	if err != nil {
		g.t.Error(err)
		return ""
	}
	defer response.Body.Close()
	var made struct{ ID string }
	if err := json.NewDecoder(response.Body).Decode(&made); err != nil || made.ID == "" {
		g.t.Errorf("POST %s: status %d, %v", path, response.StatusCode, err)
	}
	return made.ID
}

func company(t *testing.T) Stage {
	tenant := sim.New(sim.Sample())
	g := &greeter{t: t, tenant: tenant, http: &http.Client{Transport: tenant.Transport()}}
	t.Cleanup(tenant.Close)
	tenant.Bot = func(r *http.Request) (*http.Response, error) {
		w := httptest.NewRecorder()
		g.ServeHTTP(w, r)
		return w.Result(), nil
	}
	response, err := g.http.PostForm("https://login.sim/"+tenant.World.TenantID+"/oauth2/v2.0/token", url.Values{"grant_type": {"client_credentials"},
		"client_id": {tenant.World.AppID}, "client_secret": {tenant.World.Secret}, "scope": {"https://api.botframework.com/.default"}})
	if err != nil {
		t.Fatal(err)
	}
	defer response.Body.Close()
	var token struct {
		AccessToken string `json:"access_token"`
	}
	if err := json.NewDecoder(response.Body).Decode(&token); err != nil {
		t.Fatal(err)
	}
	g.token = token.AccessToken
	if err := tenant.Person("megan").Install(); err != nil {
		t.Fatal(err)
	}
	return NewStage(tenant, func() error { synctest.Wait(); return nil }, func(line string) (bool, []string, error) {
		return line == "reconcile", []string{"nothing to do"}, nil
	})
}

const played = `# A greeting.

@adele
> hello
< card
| Hello
| Until in 7d
| Name: ()
| [Greet]
> [Greet] name=Adele
< note: Done

@megan
< Adele greets you

# Time passes.
! wait 20m
! reconcile
| nothing to do
! assign +41446681003 grady

@adele
> goodbye
< What?
`

func TestPlayWritesWhatWasShown(t *testing.T) {
	inputs := "# A greeting.\n\n@adele\n> hello\n> [Greet] name=Adele\n\n# Time passes.\n! wait 20m\n! reconcile\n! assign +41446681003 grady\n@adele\n> goodbye\n"
	for name, text := range map[string]string{"from inputs alone": inputs, "from what was played before": played} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				s, err := Parse("greeting", []byte(text))
				if err != nil {
					t.Fatal(err)
				}
				got, err := Play(s, company(t))
				if err != nil {
					t.Fatal(err)
				}
				if string(got.Format()) != played {
					t.Errorf("got\n%s\nwant\n%s", got.Format(), played)
				}
			})
		})
	}
}

func TestPlayNamesTheLineThatFailed(t *testing.T) {
	tests := []struct{ name, input, want string }{
		{"a person nobody knows", "@nobody\n> hello\n", `s:2: > hello: nobody is called "nobody"`},
		{"a button nobody sees", "@adele\n> [Approve]\n", "adele sees no card with [Approve]"},
		{"an input the card does not have", "@adele\n> hello\n> [Greet] size=9\n", "the card has no input size"},
		{"an unknown command", "! dance\n", `unknown command "dance"`},
		{"a plan without sign", "! license adele MCOEV\n", "given with + or taken with -"},
		{"a fault for no route", "! fault POST everything 429\n", "no route is called"},
		{"a policy of no type", "! policy one PhonePolicy X\n", "cannot be"},
		{"a policy in no number", "! policy many TenantDialPlan X\n", "is not none, one or several"},
		{"a policy that is not there is granted", "! policy none TenantDialPlan X\n! grant adele TenantDialPlan X\n", "there is no TenantDialPlan"},
		{"a policy for nobody", "! grant nobody TenantDialPlan X\n", "nobody is called"},
		{"a switch that is none", "! voice adele maybe\n", "neither on nor off"},
		{"a number nobody has is blocked", "! block tenant +41440000000\n", "is not a number of the tenant"},
		{"somebody blocks a number", "! block adele +41446681000\n", "blocks no numbers"},
		{"a permission without sign", "! consent User.Read.All\n", "given with + or taken with -"},
		{"a fault of no kind", "! fault POST token sometimes\n", "is no status"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				s, err := Parse("s", []byte(tt.input))
				if err != nil {
					t.Fatal(err)
				}
				if _, err = Play(s, company(t)); err == nil || !strings.Contains(err.Error(), tt.want) {
					t.Errorf("error is %v, want it to say %q", err, tt.want)
				}
			})
		})
	}
}

func TestTheWorldChanges(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		stage := company(t).(*stage)
		tenant := stage.t
		for _, step := range []struct {
			line string
			done func() bool
		}{
			{"grant adele TenantDialPlan CH South", func() bool { return tenant.Granted("adele", "TenantDialPlan") == "CH South" }},
			{"grant adele TenantDialPlan", func() bool { return tenant.Granted("adele", "TenantDialPlan") == "" }},
			{"voice adele on", func() bool { return tenant.EnterpriseVoice("adele") }},
			{"voice adele off", func() bool { return !tenant.EnterpriseVoice("adele") }},
			{"phone adele +41 44 668 10 00", func() bool { return tenant.BusinessPhone("adele") == "+41 44 668 10 00" }},
			{"phone adele", func() bool { return tenant.BusinessPhone("adele") == "" }},
			{"consent +User-Phone.ReadWrite.All", func() bool { return slices.Contains(tenant.Permissions, "User-Phone.ReadWrite.All") }},
			{"consent -User-Phone.ReadWrite.All", func() bool { return !slices.Contains(tenant.Permissions, "User-Phone.ReadWrite.All") }},
		} {
			if out, err := stage.World(step.line); err != nil || len(out) != 0 || !step.done() {
				t.Errorf("%s: got %q, %v", step.line, out, err)
			}
		}
		for _, line := range []string{"block tenant +41446681000", "unblock tenant +41446681000", "sync adele on", "sync adele off", "policy several TenantDialPlan CH South"} {
			if _, err := stage.World(line); err != nil {
				t.Errorf("%s: %v", line, err)
			}
		}
	})
}

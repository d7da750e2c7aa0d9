package demo

import (
	"crypto/tls"
	"encoding/json"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/numberdesk/numberdesk/internal/sim"
)

// heard is what the bot said to a window.
type heard struct{ path, authorization, body string }

// openGateway starts the company and its gateway with one window, Adele's, whose connector tells what it hears.
func openGateway(t *testing.T) (*gateway, <-chan heard) {
	t.Helper()
	said := make(chan heard, 8)
	connector := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		said <- heard{r.Method + " " + r.URL.Path, r.Header.Get("Authorization"), string(body)}
		w.WriteHeader(http.StatusCreated)
		io.WriteString(w, `{"id":"1"}`)
	}))
	t.Cleanup(connector.Close)

	authority, err := sim.NewAuthority()
	if err != nil {
		t.Fatal(err)
	}
	leaf, err := authority.Leaf()
	if err != nil {
		t.Fatal(err)
	}
	g := &gateway{windows: map[string]*window{}}
	service := httptest.NewUnstartedServer(http.HandlerFunc(g.fromBot))
	service.TLS = &tls.Config{Certificates: []tls.Certificate{leaf}}
	service.StartTLS()
	t.Cleanup(service.Close)

	c, err := Open(t.Context(), slog.New(slog.NewTextHandler(t.Output(), nil)), []string{strings.TrimPrefix(service.URL, "https://")}, authority.PEM)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := c.Close(); err != nil {
			t.Error(err)
		}
	})
	g.tenant, g.bot, g.service = c.Tenant, c.Bot, service.URL+"/teams/"
	g.windows["adele"] = &window{who: c.Tenant.World.People[0], address: strings.TrimPrefix(connector.URL, "http://")}
	return g, said
}

func (g *gateway) say(t *testing.T, who, activity string) int {
	t.Helper()
	r := httptest.NewRequestWithContext(t.Context(), http.MethodPost, "/from/"+who+"/api/messages", strings.NewReader(activity))
	r.SetPathValue("who", who)
	w := httptest.NewRecorder()
	g.fromWindow(w, r)
	return w.Code
}

// TestGatewayVouchesForItsWindowAlone: what a window says of itself does not count.
func TestGatewayVouchesForItsWindowAlone(t *testing.T) {
	g, said := openGateway(t)
	chat := g.windows["adele"].chat()
	activity := `{"type":"message","id":"1","text":"sync","from":{"id":"x","aadObjectId":"` + g.tenant.IDOf("alex") + `"},
		"serviceUrl":"http://localhost:1/_connector","recipient":{"id":"28:` + g.tenant.World.AppID + `"},
		"conversation":{"conversationType":"personal","id":"` + chat + `","tenantId":"` + g.tenant.World.TenantID + `"}}`
	if status := g.say(t, "adele", activity); status != http.StatusOK {
		t.Fatalf("the bot answered %d", status)
	}
	select {
	case h := <-said:
		if want := "POST /_connector/v3/conversations/" + chat + "/activities"; !strings.HasPrefix(h.path, want) {
			t.Errorf("the bot said it to %s, want %s", h.path, want)
		}
		if h.authorization != "" {
			t.Error("the bot's token reached the window")
		}
		if !strings.Contains(h.body, "for telephony admins") {
			t.Errorf("Adele, who said she is Alex, was told: %s", h.body)
		}
	case <-time.After(10 * time.Second):
		t.Fatal("the bot said nothing")
	}
	for _, c := range []struct {
		name, who, activity string
		status              int
	}{
		{"somebody without a window", "megan", activity, http.StatusNotFound},
		{"something that is no activity", "adele", "[]", http.StatusBadRequest},
	} {
		if status := g.say(t, c.who, c.activity); status != c.status {
			t.Errorf("%s: got %d, want %d", c.name, status, c.status)
		}
	}
}

// TestGatewayOpensChats: somebody with a window is reached there, and everybody else where he was.
func TestGatewayOpensChats(t *testing.T) {
	g, _ := openGateway(t)
	world := g.tenant.World
	if err := g.tenant.Person("nestor").Install(); err != nil {
		t.Fatal(err)
	}
	form := url.Values{"grant_type": {"client_credentials"}, "client_id": {world.AppID}, "client_secret": {world.Secret},
		"scope": {"https://api.botframework.com/.default"}}
	r := httptest.NewRequestWithContext(t.Context(), http.MethodPost, "/"+world.TenantID+"/oauth2/v2.0/token", strings.NewReader(form.Encode()))
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	w := httptest.NewRecorder()
	g.tenant.Handler().ServeHTTP(w, r)
	var token struct {
		Access string `json:"access_token"`
	}
	if err := json.Unmarshal(w.Body.Bytes(), &token); err != nil || token.Access == "" {
		t.Fatalf("no token: %v in %s", err, w.Body)
	}
	for who, simulated := range map[string]bool{"adele": false, "nestor": true} {
		body := `{"bot":{"id":"28:` + world.AppID + `"},"isGroup":false,"tenantId":"` + world.TenantID + `","members":[{"id":"` + g.tenant.IDOf(who) + `"}]}`
		r := httptest.NewRequestWithContext(t.Context(), http.MethodPost, "/teams/v3/conversations", strings.NewReader(body))
		r.Header.Set("Authorization", "Bearer "+token.Access)
		r.Header.Set("Content-Type", "application/json")
		w := httptest.NewRecorder()
		g.fromBot(w, r)
		var opened struct{ ID string }
		if err := json.Unmarshal(w.Body.Bytes(), &opened); err != nil || w.Code != http.StatusCreated || opened.ID == "" {
			t.Fatalf("%s: %d %s", who, w.Code, w.Body)
		}
		if inWindow := g.windowOf(opened.ID) != nil; inWindow == simulated {
			t.Errorf("%s is reached at %s", who, opened.ID)
		}
	}
}

// TestGatewayHearsTheBotAlone: the connector's side asks for the token the login gives the bot.
func TestGatewayHearsTheBotAlone(t *testing.T) {
	g, said := openGateway(t)
	for _, authorization := range []string{"", "Bearer x", "Bearer " + g.tenant.Sign(sim.Forgery{})} {
		r := httptest.NewRequestWithContext(t.Context(), http.MethodPost, "/teams/v3/conversations/"+g.windows["adele"].chat()+"/activities", strings.NewReader("{}"))
		r.Header.Set("Authorization", authorization)
		w := httptest.NewRecorder()
		g.fromBot(w, r)
		if w.Code != http.StatusUnauthorized {
			t.Errorf("%.12q: got %d", authorization, w.Code)
		}
	}
	if len(said) > 0 {
		t.Errorf("the window heard %v", <-said)
	}
}

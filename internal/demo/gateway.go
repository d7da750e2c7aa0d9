package demo

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"net/http/httputil"
	"net/url"
	"strings"

	"github.com/numberdesk/numberdesk/internal/sim"
)

// maxActivity is above anything a window or the bot sends.
const maxActivity = 1 << 20

// gateway stands between the windows and the bot, as the Bot Connector stands between Teams and a bot. Microsoft's
// test client signs nothing and speaks http; the bot takes and gives signed words over https alone. The gateway
// vouches for the window's person towards the bot, and checks the bot's token before a window hears it.
// Conversations of people without a window stay with the simulated connector.
type gateway struct {
	tenant *sim.Tenant
	bot    string // the bot's messaging endpoint
	// service is the serviceUrl the bot is told: the gateway's own, over https.
	service string
	// windows are by the key of their person; they are set before the first activity.
	windows map[string]*window
}

// fromWindow takes what a window posts as an activity, for the person in the path, and gives it the bot's answer.
func (g *gateway) fromWindow(w http.ResponseWriter, r *http.Request) {
	from := g.windows[r.PathValue("who")]
	if from == nil {
		http.NotFound(w, r)
		return
	}
	body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, maxActivity))
	if err == nil {
		body, err = g.attest(from, body)
	}
	if err != nil {
		http.Error(w, err.Error(), http.StatusBadRequest)
		return
	}
	answer, err := g.post(r.Context(), body)
	if err != nil {
		http.Error(w, err.Error(), http.StatusBadGateway)
		return
	}
	defer answer.Body.Close()
	w.Header().Set("Content-Type", answer.Header.Get("Content-Type"))
	w.WriteHeader(answer.StatusCode)
	io.Copy(w, answer.Body)
}

// attest puts into an activity what the channel, not the client, says: who it is from and where the answer goes.
func (g *gateway) attest(from *window, body []byte) ([]byte, error) {
	var activity map[string]any
	d := json.NewDecoder(bytes.NewReader(body))
	d.UseNumber()
	if err := d.Decode(&activity); err != nil || activity == nil {
		return nil, errors.New("the body is no activity")
	}
	p := g.tenant.Person(from.who.Key)
	activity["from"] = map[string]any{"id": p.MRI(), "name": from.who.Name, "aadObjectId": p.ID()}
	activity["serviceUrl"], activity["channelId"] = g.service, "msteams"
	return json.Marshal(activity)
}

// post sends an activity to the bot as the Bot Connector does: "Authentication with the Bot Connector API".
func (g *gateway) post(ctx context.Context, body []byte) (*http.Response, error) {
	r, err := http.NewRequestWithContext(ctx, http.MethodPost, g.bot, bytes.NewReader(body))
	if err != nil {
		return nil, err
	}
	r.Header.Set("Content-Type", "application/json; charset=utf-8")
	r.Header.Set("Authorization", "Bearer "+g.tenant.Sign(sim.Forgery{Claims: map[string]any{"serviceurl": g.service}}))
	return http.DefaultClient.Do(r)
}

// fromBot takes the bot's calls to the connector, all below /teams/v3/conversations.
func (g *gateway) fromBot(w http.ResponseWriter, r *http.Request) {
	if err := g.tenant.Connects(r.Header.Get("Authorization")); err != nil {
		w.Header().Set("Content-Type", "application/json")
		w.WriteHeader(http.StatusUnauthorized)
		json.NewEncoder(w).Encode(map[string]any{"error": map[string]string{"code": "Unauthorized", "message": err.Error()}})
		return
	}
	path := strings.Split(strings.Trim(r.URL.EscapedPath(), "/"), "/")
	if len(path) == 3 && r.Method == http.MethodPost {
		g.create(w, r)
		return
	}
	if len(path) > 3 {
		if id, err := url.PathUnescape(path[3]); err == nil {
			if to := g.windowOf(id); to != nil {
				to.forward(w, r)
				return
			}
		}
	}
	g.tenant.Handler().ServeHTTP(w, r)
}

// create answers "Create conversation" for somebody with a window with the chat the window shows.
func (g *gateway) create(w http.ResponseWriter, r *http.Request) {
	body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, maxActivity))
	if err != nil {
		http.Error(w, err.Error(), http.StatusBadRequest)
		return
	}
	var wanted struct{ Members []struct{ ID string } }
	if json.Unmarshal(body, &wanted) == nil && len(wanted.Members) == 1 {
		for key, to := range g.windows {
			if p := g.tenant.Person(key); wanted.Members[0].ID == p.ID() || wanted.Members[0].ID == p.MRI() {
				w.Header().Set("Content-Type", "application/json")
				w.WriteHeader(http.StatusCreated)
				json.NewEncoder(w).Encode(map[string]string{"id": to.chat()})
				return
			}
		}
	}
	r.Body = io.NopCloser(bytes.NewReader(body))
	g.tenant.Handler().ServeHTTP(w, r)
}

// windowOf is the window that shows a conversation; a thread of a channel belongs to the channel's.
func (g *gateway) windowOf(conversation string) *window {
	conversation, _, _ = strings.Cut(conversation, ";")
	for _, w := range g.windows {
		if w.shows(conversation) {
			return w
		}
	}
	return nil
}

// forward hands a call of the bot to the window's own connector, which asks for no token.
func (w *window) forward(out http.ResponseWriter, r *http.Request) {
	proxy := httputil.ReverseProxy{Rewrite: func(p *httputil.ProxyRequest) {
		p.Out.URL.Scheme, p.Out.URL.Host = "http", w.address
		p.Out.URL.Path = "/_connector" + strings.TrimPrefix(p.In.URL.Path, "/teams")
		if p.In.URL.RawPath != "" {
			p.Out.URL.RawPath = "/_connector" + strings.TrimPrefix(p.In.URL.RawPath, "/teams")
		}
		p.Out.Host = ""
		p.Out.Header.Del("Authorization")
	}}
	proxy.ServeHTTP(out, r)
}

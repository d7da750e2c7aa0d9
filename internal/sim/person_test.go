package sim

import (
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"
)

// echo is a bot that answers every line with a card, and every click with what it was sent.
type echo struct {
	c        *client
	tenant   *Tenant
	card     map[string]any
	answer   func(action map[string]any) any
	received []map[string]any
}

func (b *echo) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	raw, err := io.ReadAll(r.Body)
	if err != nil || !strings.HasPrefix(r.Header.Get("Authorization"), "Bearer ey") {
		w.WriteHeader(http.StatusUnauthorized)
		return
	}
	var a map[string]any
	if err := json.Unmarshal(raw, &a); err != nil {
		w.WriteHeader(http.StatusBadRequest)
		return
	}
	b.received = append(b.received, a)
	switch a["type"] {
	case "message":
		conversation, _ := a["conversation"].(map[string]any)
		b.c.do("POST", fmt.Sprintf("%sv3/conversations/%s/activities", b.tenant.ServiceURL, conversation["id"]), b.c.bot, b.message())
	case "invoke":
		value, _ := a["value"].(map[string]any)
		action, _ := value["action"].(map[string]any)
		json.NewEncoder(w).Encode(b.answer(action))
	}
}

func (b *echo) message() map[string]any {
	return map[string]any{"type": "message", "attachments": []any{map[string]any{"contentType": cardType, "content": b.card}}}
}

func card(t testing.TB, source string) map[string]any {
	t.Helper()
	var c map[string]any
	if err := json.Unmarshal([]byte(source), &c); err != nil {
		t.Fatal(err)
	}
	return c
}

const requestCard = `{"type":"AdaptiveCard","version":"1.5","body":[
	{"type":"TextBlock","text":"**A number** for you","wrap":true},
	{"type":"Input.ChoiceSet","id":"site","label":"Site","value":"Zurich","choices":[{"title":"Zürich","value":"Zurich"},{"title":"Berlin","value":"Berlin"}]},
	{"type":"Input.Text","id":"reason","label":"Reason","isRequired":true,"errorMessage":"Say why."}],
	"actions":[{"type":"Action.Execute","title":"Send request","verb":"request","data":{"rev":1}}]}`

// office starts the sample company with an echo bot.
func office(t *testing.T) (*Tenant, *client, *echo) {
	tenant, c := begin(t)
	b := &echo{c: c, tenant: tenant, card: card(t, requestCard)}
	b.answer = func(map[string]any) any {
		return map[string]any{"statusCode": 200, "type": cardType, "value": card(t, `{"type":"AdaptiveCard","version":"1.5","body":[{"type":"TextBlock","text":"Sent"}]}`)}
	}
	tenant.Bot = func(r *http.Request) (*http.Response, error) {
		w := httptest.NewRecorder()
		b.ServeHTTP(w, r)
		return w.Result(), nil
	}
	return tenant, c, b
}

func TestAConversation(t *testing.T) {
	bubble(t, func(t *testing.T) {
		tenant, _, bot := office(t)
		adele := tenant.Person("adele")
		if err := adele.Say("request"); err != nil {
			t.Fatal(err)
		}
		var kinds []string
		for _, a := range bot.received {
			kinds = append(kinds, a["type"].(string))
		}
		if want := []string{"conversationUpdate", "installationUpdate", "message"}; !slices.Equal(kinds, want) {
			t.Fatalf("the bot received %v, want %v", kinds, want)
		}
		shown := tenant.Shown()
		if len(shown) != 1 || shown[0].Person != "adele" || shown[0].How != "new" {
			t.Fatalf("shown: %+v", shown)
		}
		want := []string{"A number for you", "Site: (Zürich) [Zürich | Berlin]", "Reason*: ()", "[Send request]"}
		if got := shown[0].Message.Lines(); !slices.Equal(got, want) {
			t.Errorf("the card reads %q, want %q", got, want)
		}
		for _, wrong := range []map[string]string{nil, {"reason": "new", "site": "Paris"}, {"reason": "new", "colour": "red"}} {
			if err := adele.Click("Send request", wrong); err == nil {
				t.Errorf("the client let %v through", wrong)
			}
		}
		if err := adele.Click("Send request", map[string]string{"reason": "new starter", "site": "Berlin"}); err != nil {
			t.Fatal(err)
		}
		invoke := bot.received[len(bot.received)-1]
		if got := text(invoke["value"]); got != `{"action":{"data":{"reason":"new starter","rev":1,"site":"Berlin"},"title":"Send request","type":"Action.Execute","verb":"request"},"trigger":"manual"}` {
			t.Errorf("the click sent %s", got)
		}
		if m := adele.Cards()[0]; m.Lines()[0] != "Sent" || len(adele.Cards()) != 1 {
			t.Errorf("afterwards the chat shows %q", m.Lines())
		}
		if shown := tenant.Shown(); len(shown) != 1 || shown[0].How != "answer" {
			t.Errorf("shown: %+v", shown)
		}
		if err := adele.Redeliver(); err != nil {
			t.Fatal(err)
		}
		if text(bot.received[len(bot.received)-1]) != text(invoke) {
			t.Error("the second delivery differs from the first")
		}
		if v := tenant.Violations(); len(v) > 0 {
			t.Errorf("violations: %q", v)
		}
	})
}

package e2e

import (
	"encoding/json"
	"strings"
	"testing"
	"testing/synctest"

	"github.com/numberdesk/numberdesk/internal/sim"
)

// saidTo is what somebody was shown last.
func saidTo(who string, shown []sim.Shown) string {
	text := ""
	for _, s := range shown {
		if s.Person == who {
			text = strings.Join(s.Message.Lines(), " ")
		}
	}
	return text
}

// TestFilesThatAreNotTheirs: an offer and a plan are for whom they were made, and an address in a message is a claim.
func TestFilesThatAreNotTheirs(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h := openHouse(t, nil)
		h.says("alex", "export")
		h.says("adele", "help")
		alex := h.tenant.Person("alex")
		messages := alex.Messages()
		offer := messages[len(messages)-1].File.AcceptContext
		consent := func(address string) map[string]any {
			return map[string]any{"type": "invoke", "name": "fileConsent/invoke", "value": map[string]any{
				"type": "fileUpload", "action": "accept", "context": offer,
				"uploadInfo": map[string]any{"uploadUrl": address, "contentUrl": address, "name": "n.csv", "uniqueId": "u", "fileType": "csv"},
			}}
		}
		for _, c := range []struct {
			name, who string
			sent      map[string]any
			says      string
		}{
			{"a stranger accepts an offer", "adele", consent("https://evil.com/here"), "offered to somebody else"},
			{"an offer is accepted to a place that is not Microsoft's", "alex", consent("https://evil.com/here"), "where the desk may not go"},
			{"the same offer is accepted once more", "alex", consent("https://microsoft.sim/uploads/x"), ""},
			{"an offer that never was is accepted", "alex", map[string]any{"type": "invoke", "name": "fileConsent/invoke", "value": map[string]any{"type": "fileUpload", "action": "decline", "context": map[string]any{"offer": "made-up"}}}, "This offer is over"},
			{"an admin's file lies where files are not", "alex", file("https://evil.com/numbers.csv"), "where the desk may not go"},
			{"an admin's file lies in this machine", "alex", file("https://127.0.0.1/numbers.csv"), "where the desk may not go"},
			{"an admin's file has no TLS", "alex", file("http://microsoft.sim/files/x"), "where the desk may not go"},
			{"somebody's file is not even looked for", "adele", file("https://microsoft.sim/files/x"), "for telephony admins"},
			{"two files at once", "alex", map[string]any{"type": "message", "attachments": append(file("https://a")["attachments"].([]any), file("https://b")["attachments"].([]any)...)}, "one spreadsheet at a time"},
		} {
			status, body, shown := h.sendsAs(c.who, c.sent)
			if status != 200 || body != "" || !strings.Contains(saidTo(c.who, shown), c.says) || c.says == "" && len(shown) > 0 {
				t.Errorf("%s: %d %q, and was told %q", c.name, status, body, saidTo(c.who, shown))
			}
		}
		if status, body, _ := h.sendsAs("alex", map[string]any{"type": "invoke", "name": "fileConsent/invoke", "value": 7}); status != 200 || !strings.Contains(body, "cannot be read") {
			t.Errorf("an answer that is none: %d %s", status, body)
		}
		if len(alex.Files()) > 0 {
			t.Errorf("something was put: %+v", alex.Files())
		}

		if err := alex.Drop("numbers.csv", []byte("number,country,site\n+41446682000,CH,Zurich\n")); err != nil {
			t.Fatal(err)
		}
		if err := h.settle(); err != nil {
			t.Fatal(err)
		}
		messages = alex.Messages()
		plan := planOn(t, messages[len(messages)-1].Card)
		for _, verb := range []string{"import", "discard"} {
			if _, answer := h.invoke("adele", "f:stolen-"+verb, verb, map[string]any{"plan": plan}); !strings.Contains(answer, "for telephony admins") {
				t.Errorf("%s by a stranger is answered %s", verb, answer)
			}
		}
		if _, answer := h.invoke("alex", "f:nowhere", "import", map[string]any{"plan": "../number"}); !strings.Contains(answer, "There is no plan") {
			t.Errorf("a plan that never was is answered %s", answer)
		}
		if p := h.command("numbers", "+41446682000"); !strings.Contains(p.Text, "0 numbers") {
			t.Errorf("something was imported: %s", p.Text)
		}
		if _, answer := h.invoke("alex", "f:his-own", "import", map[string]any{"plan": plan}); !strings.Contains(answer, "Being imported") {
			t.Errorf("his own is answered %s", answer)
		}
		if err := h.settle(); err != nil {
			t.Fatal(err)
		}
		if p := h.command("numbers", "+41446682000"); !strings.Contains(p.Text, "1 number") {
			t.Errorf("nothing was imported: %s", p.Text)
		}
		h.checkInvariants()
	})
}

// file is a message with a file at an address.
func file(address string) map[string]any {
	return map[string]any{"type": "message", "attachments": []any{map[string]any{
		"contentType": "application/vnd.microsoft.teams.file.download.info", "name": "numbers.csv", "content": map[string]any{"downloadUrl": address},
	}}}
}

// planOn is the id of the plan that a card's buttons send.
func planOn(t *testing.T, card map[string]any) string {
	t.Helper()
	raw, err := json.Marshal(card)
	if err != nil {
		t.Fatal(err)
	}
	_, rest, found := strings.Cut(string(raw), `"plan":"`)
	if !found {
		t.Fatalf("there is no plan on %s", raw)
	}
	id, _, _ := strings.Cut(rest, `"`)
	return id
}

package e2e

import (
	"encoding/json"
	"fmt"
	"maps"
	"os"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/numberdesk/numberdesk/internal/sim"
)

// sends lets Teams send an activity of Adele's as it comes, and answers the status, the body, and what was shown.
func (h *house) sends(changes map[string]any) (int, string, []sim.Shown) {
	h.t.Helper()
	return h.sendsAs("adele", changes)
}

// sendsAs is sends for somebody else.
func (h *house) sendsAs(who string, changes map[string]any) (int, string, []sim.Shown) {
	h.t.Helper()
	p := h.tenant.Person(who)
	a := map[string]any{
		"id": fmt.Sprint("f:", h.clicks), "channelId": "msteams", "serviceUrl": h.tenant.ServiceURL, "locale": "en-US",
		"from":         map[string]any{"id": p.MRI(), "name": who, "aadObjectId": p.ID()},
		"recipient":    map[string]any{"id": "28:" + h.config.Bot.AppID, "name": h.tenant.World.BotName},
		"conversation": map[string]any{"id": h.chatOf(who), "conversationType": "personal", "tenantId": h.config.Bot.TenantID},
		"channelData":  map[string]any{"tenant": map[string]any{"id": h.config.Bot.TenantID}},
	}
	h.clicks++
	maps.Copy(a, changes)
	body, err := json.Marshal(a)
	if err != nil {
		h.t.Fatal(err)
	}
	h.tenant.Shown()
	status, answer, err := h.tenant.Send(body, "Bearer "+h.tenant.Sign(sim.Forgery{}))
	if err != nil {
		h.t.Fatal(err)
	}
	if err := h.settle(); err != nil {
		h.t.Fatal(err)
	}
	return status, string(answer), h.tenant.Shown()
}

// chatOf is the conversation of somebody the bot has written to.
func (h *house) chatOf(who string) string {
	h.t.Helper()
	messages := h.tenant.Person(who).Messages()
	if len(messages) == 0 {
		h.t.Fatalf("nobody has written to %s yet", who)
	}
	return messages[0].Conversation
}

// TestEverythingTeamsSends: each type of activity and each invoke that Teams has is answered as it expects, never with a
// 5xx for what the desk does not know, and what changes nothing writes nothing.
func TestEverythingTeamsSends(t *testing.T) {
	is := func(kind string, more ...any) map[string]any {
		a := map[string]any{"type": kind}
		for i := 0; i < len(more); i += 2 {
			a[more[i].(string)] = more[i+1]
		}
		return a
	}
	card := map[string]any{"action": map[string]any{"type": "Action.Execute", "verb": "refresh", "data": map[string]any{"request": "R-9"}}}
	tests := []struct {
		what   string
		sent   map[string]any
		status int
		says   string // part of the answer, or of what is shown; empty for nothing at all
	}{
		{"a message nobody understands", is("message", "text", "how are you?"), 200, "did not understand"},
		{"a misspelt command", is("message", "text", "statsu"), 200, "Type status"},
		{"a message of spaces", is("message", "text", "  "), 200, ""},
		{"a message without text, such as a picture", is("message", "attachments", []any{map[string]any{"contentType": "image/*", "contentUrl": "https://x.test/1"}}), 200, ""},
		{"a pasted text, which comes as HTML besides", is("message", "text", "number", "attachments", []any{map[string]any{"contentType": "text/html", "content": "<p>number</p>"}}), 200, "knows no number"},
		{"an edited message", is("messageUpdate", "text", "request", "channelData", map[string]any{"eventType": "editMessage", "tenant": map[string]any{"id": sim.Sample().TenantID}}), 200, ""},
		{"a deleted message", is("messageDelete", "channelData", map[string]any{"eventType": "softDeleteMessage"}), 200, ""},
		{"a reaction", is("messageReaction", "reactionsAdded", []any{map[string]any{"type": "like"}}, "replyToId", "1"), 200, ""},
		{"somebody typing", is("typing"), 200, ""},
		{"a read receipt", is("event", "name", "application/vnd.microsoft.readReceipt", "value", map[string]any{"lastReadMessageId": "1"}), 200, ""},
		{"a meeting", is("event", "name", "application/vnd.microsoft.meetingStart", "value", map[string]any{}), 200, ""},
		{"members", is("conversationUpdate", "membersAdded", []any{map[string]any{"id": "29:x"}}), 200, ""},
		{"a renamed channel", is("conversationUpdate", "channelData", map[string]any{"eventType": "channelRenamed", "channel": map[string]any{"id": "19:x"}}), 200, ""},
		{"an upgrade of the app", is("installationUpdate", "action", "upgrade"), 200, ""},
		{"a trace", is("trace", "value", "x"), 200, ""},
		{"a handoff", is("handoff"), 200, ""},
		{"a command of another bot", is("command", "name", "x"), 200, ""},
		{"a type of next year", is("agentLifecycle", "value", []any{1, "two", nil}), 200, ""},
		{"a value that is a string", is("message", "text", "number", "value", "x"), 200, "knows no number"},
		{"a value that is a list", is("message", "text", "number", "value", []any{1}), 200, "knows no number"},
		{"entities and fields of next year", is("message", "text", "number", "entities", []any{7, map[string]any{"type": "QuotedReply", "quote": map[string]any{}}}, "newField", map[string]any{"a": 1}), 200, "knows no number"},
		{"a click on a card that is gone", is("invoke", "name", "adaptiveCard/action", "value", card), 200, "R-9"},
		{"a click nobody can read", is("invoke", "name", "adaptiveCard/action", "value", []any{"x"}), 200, "cannot be read"},
		{"a click without a value", is("invoke", "name", "adaptiveCard/action"), 200, "cannot be read"},
	}
	for _, name := range []string{
		"application/search", "task/fetch", "task/submit", "signin/verifyState", "signin/tokenExchange", "signin/failure",
		"composeExtension/query", "composeExtension/queryLink", "composeExtension/anonymousQueryLink", "composeExtension/selectItem",
		"composeExtension/querySettingUrl", "composeExtension/setting", "composeExtension/fetchTask", "composeExtension/submitAction",
		"composeExtension/onCardButtonClicked", "config/fetch", "config/submit", "message/submitAction", "message/fetchTask", "tab/fetch",
		"tab/submit", "suggestedActions/submit", "actionableMessage/executeAction", "handoff/action", "htmlwidget/calltool", "", "of/next/year",
	} {
		tests = append(tests, struct {
			what   string
			sent   map[string]any
			status int
			says   string
		}{"the invoke " + name, is("invoke", "name", name, "value", map[string]any{"data": map[string]any{}}), 501, ""})
	}
	synctest.Test(t, func(t *testing.T) {
		h := openHouse(t, nil)
		h.says("adele", "help")
		time.Sleep(10 * time.Second) // until the audit is sealed
		before := h.file()
		for _, tt := range tests {
			status, answer, shown := h.sends(tt.sent)
			said := answer
			if len(shown) > 0 {
				said += fmt.Sprint(shown)
			}
			switch {
			case status != tt.status:
				t.Errorf("%s: got %d, want %d", tt.what, status, tt.status)
			case tt.says == "" && said != "":
				t.Errorf("%s: got %s, want silence", tt.what, said)
			case !strings.Contains(said, tt.says):
				t.Errorf("%s: got %q, want %q", tt.what, said, tt.says)
			}
		}
		if h.file() != before {
			t.Error("something was written for activities that change nothing")
		}
	})
}

// file is the store as it lies on the disk.
func (h *house) file() string {
	h.t.Helper()
	raw, err := os.ReadFile(h.config.Store.Path)
	if err != nil {
		h.t.Fatal(err)
	}
	return string(raw)
}

// TestWhereItIsSaid: in a group or a channel the desk answers who mentions it, in the thread, and says nothing there that is
// for one person's eyes.
func TestWhereItIsSaid(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h := openHouse(t, nil)
		h.says("adele", "help")
		mention := func(id string) []any {
			return []any{map[string]any{"type": "mention", "mentioned": map[string]any{"id": id, "name": "Desk"}, "text": "<at>Desk</at>"}}
		}
		ours, other := mention("28:"+h.config.Bot.AppID), mention("28:another-desk")
		for _, kind := range []string{"groupChat", "channel"} {
			place := map[string]any{"id": "19:" + kind + "@thread.tacv2;messageid=1700", "conversationType": kind, "isGroup": true, "tenantId": h.config.Bot.TenantID}
			h.tenant.Person("adele").Place(place["id"].(string))
			for _, tt := range []struct {
				text     string
				entities []any
				says     string
			}{
				{"<at>Desk</at> help", ours, "Phone numbers for Teams"},
				{"<at>Desk</at>&nbsp;status", ours, "for you alone"},
				{"help", nil, ""},
				{"<at>Desk</at> help", other, ""},
			} {
				_, _, shown := h.sends(map[string]any{"type": "message", "text": tt.text, "entities": tt.entities, "conversation": place})
				switch {
				case tt.says == "" && len(shown) > 0:
					t.Errorf("%s, %q mentioning %v: the bot answers what was not said to it: %v", kind, tt.text, tt.entities, shown)
				case tt.says != "" && (len(shown) != 1 || !strings.Contains(fmt.Sprint(shown), tt.says) || shown[0].Message.Conversation != place["id"]):
					t.Errorf("%s, %q: got %v, want %q in the thread", kind, tt.text, shown, tt.says)
				}
			}
		}
	})
}

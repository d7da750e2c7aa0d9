package activity_test

import (
	"encoding/json"
	"testing"

	"github.com/numberdesk/numberdesk/internal/activity"
)

func TestMessage(t *testing.T) {
	chat := activity.Reference{ConversationID: "a:1", ConversationType: activity.Personal, TenantID: "t", BotID: "28:b", BotName: "Desk", UserID: "29:u"}
	group := chat
	group.ConversationType = activity.GroupChat
	tests := []struct {
		name string
		ref  activity.Reference
		out  activity.Outgoing
		want string
	}{
		{"words", chat, activity.Outgoing{Text: "hi", TextFormat: "plain"},
			`{"type":"message","from":{"id":"28:b","name":"Desk"},"recipient":{"id":"29:u"},"conversation":{"id":"a:1","tenantId":"t"},"text":"hi","textFormat":"plain"}`},
		{"a card", activity.Reference{ConversationID: "a:1"}, activity.Outgoing{Card: []byte(`{"type":"AdaptiveCard"}`), Summary: "A request", Alert: true},
			`{"type":"message","conversation":{"id":"a:1"},"summary":"A request","attachments":[{"contentType":"application/vnd.microsoft.card.adaptive","content":{"type":"AdaptiveCard"}}],"channelData":{"notification":{"alert":true}}}`},
		{"in a group nobody is the recipient", group, activity.Outgoing{Text: "hi"},
			`{"type":"message","from":{"id":"28:b","name":"Desk"},"conversation":{"id":"a:1","tenantId":"t"},"text":"hi"}`},
		{"typing says nothing", activity.Reference{ConversationID: "a:1"}, activity.Outgoing{Typing: true, Text: "hi"},
			`{"type":"typing","conversation":{"id":"a:1"}}`},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			got, err := tt.out.Message(tt.ref)
			if err != nil {
				t.Fatal(err)
			}
			if string(got) != tt.want {
				t.Errorf("\n got %s\nwant %s", got, tt.want)
			}
		})
	}
	if _, err := (activity.Outgoing{Card: []byte(`{`)}).Message(chat); err == nil {
		t.Error("a card that is no JSON was accepted")
	}
}

func TestResponses(t *testing.T) {
	tests := []struct {
		name     string
		response activity.Response
		status   int
		want     string
	}{
		{"a card", activity.InvokeCard([]byte(`{"type":"AdaptiveCard"}`)), 200,
			`{"statusCode":200,"type":"application/vnd.microsoft.card.adaptive","value":{"type":"AdaptiveCard"}}`},
		{"words", activity.InvokeMessage("Done."), 200,
			`{"statusCode":200,"type":"application/vnd.microsoft.activity.message","value":"Done."}`},
		{"an error keeps HTTP at 200", activity.InvokeError(400, "conflict", "Already decided."), 200,
			`{"statusCode":400,"type":"application/vnd.microsoft.error","value":{"code":"conflict","message":"Already decided."}}`},
		{"an unknown invoke", activity.NotImplemented(), 501, `null`},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			got, err := json.Marshal(tt.response.Body)
			if err != nil {
				t.Fatal(err)
			}
			if tt.response.Status != tt.status || string(got) != tt.want {
				t.Errorf("\n got %d %s\nwant %d %s", tt.response.Status, got, tt.status, tt.want)
			}
		})
	}
}

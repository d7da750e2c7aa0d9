package activity_test

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/numberdesk/numberdesk/internal/activity"
)

// click is what Microsoft 365 Agents Playground 0.2.28 sends for an Action.Execute, with the
// trigger that real clients add.
const click = `{"type":"invoke","id":"3030e6db","from":{"id":"29:alex","name":"Alex Wilber","aadObjectId":"AAAAAAAA-0000-0000-0000-000000000020"},
"timestamp":"2026-11-21T03:44:38.818Z","localTimestamp":"2026-11-21T03:44:38.818+00:00","localTimezone":"UTC",
"serviceUrl":"https://smba.trafficmanager.net/emea/","conversation":{"conversationType":"personal","tenantId":"t-1","id":"a:1"},
"recipient":{"id":"28:bot","name":"Desk"},"locale":"en-US","entities":[{"type":"clientInfo","locale":"en-US","country":"US"}],
"channelData":{"source":{"name":"message"},"tenant":{"id":"T-1"}},"replyToId":"1795232674509",
"value":{"action":{"type":"Action.Execute","title":"Approve","verb":"approve","data":{"req":"R-1001","rev":9007199254740993,"yes":true,"deep":{}}},"trigger":"manual"},
"name":"adaptiveCard/action","channelId":"msteams"}`

func TestDecodeReadsAClick(t *testing.T) {
	a, err := activity.Decode([]byte(click))
	if err != nil {
		t.Fatal(err)
	}
	if got, want := a.From.AADObjectID, "aaaaaaaa-0000-0000-0000-000000000020"; got != want {
		t.Errorf("object id: got %q, want %q in lower case", got, want)
	}
	want := activity.Reference{
		ServiceURL: "https://smba.trafficmanager.net/emea/", ConversationID: "a:1", ConversationType: activity.Personal,
		TenantID: "t-1", ChannelID: activity.Teams, BotID: "28:bot", BotName: "Desk", UserID: "29:alex", ObjectID: a.From.AADObjectID, Locale: "en-US",
	}
	if got := a.Reference(); got != want {
		t.Errorf("reference:\n got %+v\nwant %+v", got, want)
	}
	act, err := activity.ParseAction(a)
	if err != nil {
		t.Fatal(err)
	}
	if act.Type != activity.ActionExecute || act.Verb != "approve" || act.Trigger != activity.TriggerManual {
		t.Errorf("action: got %+v", act)
	}
	for key, want := range map[string]string{"req": "R-1001", "rev": "9007199254740993", "yes": "true", "deep": "", "absent": ""} {
		if got := act.Text(key); got != want {
			t.Errorf("data %s: got %q, want %q", key, got, want)
		}
	}
}

func TestDecodeSurvives(t *testing.T) {
	tests := []struct {
		name, body string
		check      func(activity.Activity) bool
	}{
		{"a type nobody has heard of", `{"type":"agentLifecycle"}`,
			func(a activity.Activity) bool { return a.Type == "agentLifecycle" }},
		{"fields nobody has heard of", `{"type":"message","text":"hi","membershipSource":{"a":[1]}}`,
			func(a activity.Activity) bool { return a.Text == "hi" }},
		{"a value that is a string", `{"type":"message","value":"yes"}`,
			func(a activity.Activity) bool { return string(a.Value) == `"yes"` }},
		{"a value that is an array", `{"type":"message","value":[1]}`,
			func(a activity.Activity) bool { return string(a.Value) == `[1]` }},
		{"a value that is null", `{"type":"message","value":null}`,
			func(a activity.Activity) bool { return a.Value == nil }},
		{"a number over 2^53 in the value", `{"type":"message","value":{"id":12345678901234567890}}`,
			func(a activity.Activity) bool { return strings.Contains(string(a.Value), "12345678901234567890") }},
		{"channel data that is a string", `{"type":"message","channelData":"x","conversation":{"tenantId":"t"}}`,
			func(a activity.Activity) bool { return a.TenantID() == "t" }},
		{"empty timestamps", `{"type":"message","timestamp":"","localTimestamp":"","expiration":""}`,
			func(a activity.Activity) bool { return a.Timestamp == "" }},
		{"a timestamp that is a number", `{"type":"message","timestamp":7}`,
			func(a activity.Activity) bool { return a.Timestamp == "" }},
		{"broken entities beside a good one",
			`{"type":"message","entities":[7,null,"x",{"type":5},{"type":"ClientCapabilities","new":[]},{"type":"mention","text":"<at>D</at>"}]}`,
			func(a activity.Activity) bool { return len(a.Entities) == 2 && a.Entities[1].Text == "<at>D</at>" }},
		{"entities that are no list", `{"type":"message","entities":{"type":"mention"},"attachments":"none"}`,
			func(a activity.Activity) bool { return len(a.Entities) == 0 && len(a.Attachments) == 0 }},
		{"everything null", `{"type":"message","from":null,"conversation":null,"entities":null,"locale":null,"text":null}`,
			func(a activity.Activity) bool { return a.From.ID == "" }},
		{"members without an object id", `{"type":"conversationUpdate","membersAdded":[{"id":"28:bot"},{"id":"29:a","aadObjectId":"ABC"}]}`,
			func(a activity.Activity) bool {
				return len(a.MembersAdded) == 2 && a.MembersAdded[1].AADObjectID == "abc"
			}},
		{"a file beside the text",
			`{"type":"message","attachments":[{"contentType":"application/vnd.microsoft.teams.file.download.info","name":"n.csv","content":{"downloadUrl":"https://x"}}]}`,
			func(a activity.Activity) bool { return a.Attachments[0].Name == "n.csv" }},
		{"nesting as deep as allowed", `{"type":"message","value":` + nested(activity.MaxDepth-1) + `}`,
			func(a activity.Activity) bool { return len(a.Value) == 2*(activity.MaxDepth-1) }},
		{"brackets that are only text", `{"type":"message","text":"` + strings.Repeat(`[{\"`, 200) + `"}`,
			func(a activity.Activity) bool { return len(a.Text) == 600 }},
		{"space around", "\n {\"type\":\"message\"}\r\n",
			func(a activity.Activity) bool { return a.Type == "message" }},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			a, err := activity.Decode([]byte(tt.body))
			if err != nil {
				t.Fatalf("got error %v", err)
			}
			if !tt.check(a) {
				t.Errorf("got %+v", a)
			}
		})
	}
}

func TestDecodeRefuses(t *testing.T) {
	tests := []struct{ name, body string }{
		{"nothing", ``},
		{"null", `null`},
		{"an array of activities", `[{"type":"message"}]`},
		{"a string", `"message"`},
		{"half an object", `{"type":"message"`},
		{"a second object behind the first", `{"type":"message"}{"type":"invoke"}`},
		{"rubbish behind the object", `{"type":"message"} x`},
		{"no type", `{"text":"hi"}`},
		{"a type that is a number", `{"type":7}`},
		{"a text that is an object", `{"type":"message","text":{"secret":"words"}}`},
		{"bytes that are no UTF-8", "{\"type\":\"message\",\"text\":\"\xff\"}"},
		{"one level too deep", `{"type":"message","value":` + nested(activity.MaxDepth) + `}`},
		{"a depth bomb", strings.Repeat(`{"a":`, 100_000)},
		{"a depth bomb of unknown fields", `{"type":"message","zzz":` + nested(10_000) + `}`},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			a, err := activity.Decode([]byte(tt.body))
			if err == nil {
				t.Fatalf("got %+v, want an error", a)
			}
			if strings.Contains(err.Error(), "words") || strings.Contains(err.Error(), "secret") {
				t.Errorf("the error repeats content: %v", err)
			}
		})
	}
}

func TestTenantID(t *testing.T) {
	tests := []struct{ name, body, want string }{
		{"the conversation says it", `{"type":"message","conversation":{"tenantId":"T1"}}`, "t1"},
		{"only the channel data says it", `{"type":"message","channelData":{"tenant":{"id":"T2"}}}`, "t2"},
		{"both agree but for case", `{"type":"message","conversation":{"tenantId":"t1"},"channelData":{"tenant":{"id":"T1"}}}`, "t1"},
		{"they differ, so neither is believed", `{"type":"message","conversation":{"tenantId":"t1"},"channelData":{"tenant":{"id":"t2"}}}`, ""},
		{"nobody says it", `{"type":"message"}`, ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			a, err := activity.Decode([]byte(tt.body))
			if err != nil {
				t.Fatal(err)
			}
			if got := a.TenantID(); got != tt.want {
				t.Errorf("got %q, want %q", got, tt.want)
			}
		})
	}
}

func TestReferenceJSONIsStable(t *testing.T) {
	full := activity.Reference{
		ServiceURL: "https://s/", ConversationID: "a:1", ConversationType: "personal", TenantID: "t",
		ChannelID: "msteams", BotID: "28:b", BotName: "Desk", UserID: "29:u", ObjectID: "o",
	}
	got, err := json.Marshal(full)
	if err != nil {
		t.Fatal(err)
	}
	want := `{"serviceUrl":"https://s/","conversationId":"a:1","conversationType":"personal","tenantId":"t","channelId":"msteams","botId":"28:b","botName":"Desk","userId":"29:u","objectId":"o"}`
	if string(got) != want {
		t.Errorf("stored references would no longer be read:\n got %s\nwant %s", got, want)
	}
	var back activity.Reference
	if err := json.Unmarshal(got, &back); err != nil || back != full {
		t.Errorf("round trip: got %+v, %v", back, err)
	}
}

func FuzzDecode(f *testing.F) {
	f.Add([]byte(click))
	f.Fuzz(func(t *testing.T, body []byte) {
		a, err := activity.Decode(body)
		if err != nil {
			return
		}
		if a.Type == "" {
			t.Error("an activity without a type was accepted")
		}
		for name, raw := range map[string]json.RawMessage{"value": a.Value, "channelData": a.ChannelData} {
			if raw != nil && !json.Valid(raw) {
				t.Errorf("%s is not JSON: %q", name, raw)
			}
		}
		if said := a.Said(); said != strings.TrimSpace(said) {
			t.Errorf("said has outer space: %q", said)
		}
		a.TenantID()
		a.Mentions()
		if act, err := activity.ParseAction(a); err == nil && (act.Verb == "" || act.Data == nil) {
			t.Errorf("a click without verb or data was accepted: %+v", act)
		}
		if _, err := json.Marshal(a.Reference()); err != nil {
			t.Errorf("reference: %v", err)
		}
	})
}

func nested(depth int) string {
	return strings.Repeat("[", depth) + strings.Repeat("]", depth)
}

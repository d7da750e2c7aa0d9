package teams_test

import (
	"context"
	"errors"
	"net/http"
	"testing"

	"github.com/numberdesk/numberdesk/internal/activity"
	"github.com/numberdesk/numberdesk/internal/problem"
)

// kinds are the activities Teams sends ("Activity types" and "Conversation events in your Teams bot", and the types of
// Microsoft's Teams SDK), each with what it has that a message has not.
var kinds = map[string]set{
	"a message":                            {"type": "message"},
	"a message with nothing but a value":   {"type": "message", "text": nil, "value": set{"verb": "approve"}},
	"a message with a text for a value":    {"type": "message", "text": nil, "value": "yes"},
	"a message with a file":                {"type": "message", "text": nil, "attachments": []any{set{"contentType": "application/vnd.microsoft.teams.file.download.info", "content": set{"downloadUrl": "https://x.test/"}}}},
	"a message that was edited":            {"type": "messageUpdate", "channelData": set{"eventType": "editMessage", "tenant": set{"id": tenantID}}},
	"a message that came back":             {"type": "messageUpdate", "channelData": set{"eventType": "undeleteMessage", "tenant": set{"id": tenantID}}},
	"a message that was deleted":           {"type": "messageDelete", "channelData": set{"eventType": "softDeleteMessage", "tenant": set{"id": tenantID}}},
	"a reaction":                           {"type": "messageReaction", "reactionsAdded": []any{set{"type": "like"}}},
	"somebody was added":                   {"type": "conversationUpdate", "membersAdded": []any{set{"id": "28:" + appID}}},
	"somebody was removed":                 {"type": "conversationUpdate", "membersRemoved": []any{set{"id": "29:alice"}}},
	"a channel was made":                   {"type": "conversationUpdate", "channelData": set{"eventType": "channelCreated", "tenant": set{"id": tenantID}}},
	"a team was renamed":                   {"type": "conversationUpdate", "channelData": set{"eventType": "teamRenamed", "tenant": set{"id": tenantID}}},
	"the app was added":                    {"type": "installationUpdate", "action": "add"},
	"the app was removed":                  {"type": "installationUpdate", "action": "remove"},
	"the app was upgraded":                 {"type": "installationUpdate", "action": "upgrade"},
	"typing":                               {"type": "typing"},
	"a read receipt":                       {"type": "event", "name": "application/vnd.microsoft.readReceipt", "value": set{"lastReadMessageId": "1"}},
	"a meeting began":                      {"type": "event", "name": "application/vnd.microsoft.meetingStart", "value": set{"Id": "x", "Title": "y"}},
	"an event without a name":              {"type": "event"},
	"a trace":                              {"type": "trace", "valueType": "x", "value": 7},
	"a handoff":                            {"type": "handoff"},
	"a command":                            {"type": "command", "name": "x"},
	"a command's result":                   {"type": "commandResult", "name": "x"},
	"the end of a conversation":            {"type": "endOfConversation", "code": "completedSuccessfully"},
	"a type of next year":                  {"type": "agentLifecycle"},
	"a message with entities of next year": {"type": "message", "entities": []any{set{"type": "ProductInfo"}, set{"type": "QuotedReply", "quotedReply": set{}}, set{"type": "ClientCapabilities"}, 7}},
}

// invokes are the names of the invokes Teams sends, by the same pages.
var invokes = []string{
	"adaptiveCard/action", "application/search", "task/fetch", "task/submit", "fileConsent/invoke", "signin/verifyState",
	"signin/tokenExchange", "signin/failure", "composeExtension/query", "composeExtension/queryLink",
	"composeExtension/anonymousQueryLink", "composeExtension/selectItem", "composeExtension/querySettingUrl",
	"composeExtension/setting", "composeExtension/fetchTask", "composeExtension/submitAction",
	"composeExtension/onCardButtonClicked", "config/fetch", "config/submit", "message/submitAction", "message/fetchTask",
	"tab/fetch", "tab/submit", "suggestedActions/submit", "actionableMessage/executeAction", "handoff/action",
	"htmlwidget/calltool", "a/name/of/next/year", "",
}

// TestEverythingTeamsSends goes through the endpoint to a desk that knows messages and clicks, and to ones that fail. It
// is never answered 5xx, for Teams stops delivering to bots that do, but for an invoke nobody knows, which is 501.
func TestEverythingTeamsSends(t *testing.T) {
	knows := func(_ context.Context, a activity.Activity) (activity.Response, error) {
		switch _, err := activity.ParseAction(a); {
		case err == nil:
			return activity.InvokeMessage("done"), nil
		case a.Type == activity.TypeInvoke && a.Name == activity.NameCardAction:
			return activity.InvokeError(400, "BadRequest", "This card cannot be read."), nil
		case a.Type == activity.TypeInvoke:
			return activity.NotImplemented(), nil
		}
		return activity.Response{}, nil
	}
	for name, desk := range map[string]struct {
		turn   func(context.Context, activity.Activity) (activity.Response, error)
		invoke func(name string) int // the status of an invoke
	}{
		"a desk that knows clicks": {knows, func(name string) int {
			if name == activity.NameCardAction {
				return http.StatusOK
			}
			return http.StatusNotImplemented
		}},
		"a desk whose store is gone": {answer(activity.Response{}, errors.New("disk full")), func(string) int { return http.StatusOK }},
		"a desk that is too busy":    {answer(activity.Response{}, problem.New(problem.Busy, "Try again.")), func(string) int { return http.StatusOK }},
	} {
		t.Run(name, func(t *testing.T) {
			e := newEndpoint(t, newIssuer(jwkOf("k1", &first.PublicKey, "msteams")), desk.turn)
			for what, changes := range kinds {
				if got := post(t, e, genuine(), message(changes)); got.Code != http.StatusOK {
					t.Errorf("%s: got %d, want 200", what, got.Code)
				}
			}
			for _, invoked := range invokes {
				for what, value := range map[string]any{
					"with a click": set{"action": set{"type": "Action.Execute", "verb": "approve"}}, "with a text": "x", "with a list": []int{1}, "with nothing": nil,
				} {
					got := post(t, e, genuine(), invoke(set{"name": invoked, "value": value}))
					if want := desk.invoke(invoked); got.Code != want || want == http.StatusNotImplemented && got.Body.Len() > 0 {
						t.Errorf("%q %s: got %d %s, want %d", invoked, what, got.Code, got.Body, want)
					}
				}
			}
		})
	}
}

package sim

import (
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"
)

// line is a plain message.
func line(s string) map[string]any { return map[string]any{"type": "message", "text": s} }

func TestConversationsWithOnePerson(t *testing.T) {
	bubble(t, func(t *testing.T) {
		tenant, c, _ := office(t)
		create := func(member map[string]any) result {
			return c.do("POST", tenant.ServiceURL+"v3/conversations", c.bot, map[string]any{"bot": map[string]any{"id": "28:" + tenant.World.AppID},
				"isGroup": false, "tenantId": tenant.World.TenantID, "members": []any{member}})
		}
		adele := tenant.Person("adele")
		if r := create(map[string]any{"id": adele.ID()}); r.status != 403 || r.code() != "BotNotInConversationRoster" {
			t.Errorf("before the app is installed: %d %s", r.status, r.code())
		}
		if err := adele.Install(); err != nil {
			t.Fatal(err)
		}
		first, second := create(map[string]any{"id": adele.ID()}), create(map[string]any{"id": adele.MRI()})
		if first.status != 201 || text(first.body) != text(second.body) {
			t.Errorf("by object id %v, by MRI %v", first.body, second.body)
		}
		if r := create(map[string]any{"aadObjectId": adele.ID()}); r.status != 400 {
			t.Errorf("an object id in aadObjectId: %d", r.status)
		}
		conversation := tenant.ServiceURL + "v3/conversations/" + first.body["id"].(string)
		posted := c.do("POST", conversation+"/activities", c.bot, line("hello"))
		id, _ := posted.body["id"].(string)
		if posted.status != 201 || id == "" {
			t.Fatalf("post: %d %v", posted.status, posted.body)
		}
		if r := c.do("PUT", conversation+"/activities/"+id, c.bot, line("hello again")); r.status != 200 || adele.Messages()[0].Text != "hello again" {
			t.Errorf("update: %d", r.status)
		}
		if r := c.do("PUT", conversation+"/activities/17", c.bot, line("x")); r.status != 404 || r.code() != "ActivityNotFound" {
			t.Errorf("update of nothing: %d %s", r.status, r.code())
		}
		if r := c.do("POST", conversation+"/activities", c.graph, line("x")); r.status != 401 {
			t.Errorf("with Graph's token: %d", r.status)
		}
		if r := c.do("GET", conversation+"/pagedmembers", c.bot, nil); !strings.Contains(text(r.body), adele.ID()) {
			t.Errorf("members: %v", r.body)
		}
		if r := c.do("DELETE", conversation+"/activities/"+id, c.bot, nil); r.status != 200 || len(adele.Messages()) != 0 {
			t.Errorf("delete: %d", r.status)
		}
		adele.Block(true)
		if r := c.do("POST", conversation+"/activities", c.bot, line("x")); r.status != 403 || r.code() != "ConversationBlockedByUser" {
			t.Errorf("blocked: %d %s", r.status, r.code())
		}
		adele.Block(false)
		adele.ClearHistory()
		if r := c.do("POST", conversation+"/activities", c.bot, line("x")); r.status != 404 || r.code() != "ConversationNotFound" {
			t.Errorf("history cleared: %d %s", r.status, r.code())
		}
		if r := create(map[string]any{"id": adele.ID()}); r.body["id"] == first.body["id"] {
			t.Error("the cleared conversation came back")
		}
	})
}

func TestConversationsAreThrottled(t *testing.T) {
	bubble(t, func(t *testing.T) {
		tenant, c, _ := office(t)
		if err := tenant.Person("adele").Install(); err != nil {
			t.Fatal(err)
		}
		address := tenant.ServiceURL + "v3/conversations/" + tenant.people["adele"].chat.id + "/activities"
		send := func() result { return c.do("POST", address, c.bot, line("x")) }
		sent := func() (n int) {
			for ; ; n++ {
				if r := send(); r.status != 201 {
					if r.status != 429 || r.header.Get("Retry-After") == "" {
						t.Fatalf("%d %v", r.status, r.body)
					}
					return n
				}
			}
		}
		began := time.Now()
		if n := sent(); n != 7 {
			t.Errorf("%d messages in the first second, want 7", n)
		}
		time.Sleep(time.Second)
		if n := sent(); n != 1 {
			t.Errorf("%d more in the second one, want 1", n)
		}
		total := 8
		for time.Since(began) < 29*time.Second {
			wait, err := strconv.Atoi(send().header.Get("Retry-After"))
			if err != nil {
				total++
				continue
			}
			time.Sleep(time.Duration(wait) * time.Second)
		}
		if total != 60 {
			t.Errorf("%d in half a minute, want 60", total)
		}
		if v := tenant.Violations(); len(v) > 0 {
			t.Errorf("being throttled is no violation: %q", v)
		}
	})
}

func TestTheAppAsAWholeIsThrottled(t *testing.T) {
	bubble(t, func(t *testing.T) {
		tenant, c, _ := office(t)
		address := tenant.ServiceURL + "v3/conversations/nowhere/activities"
		var statuses []int
		for range 51 {
			statuses = append(statuses, c.do("POST", address, c.bot, line("x")).status)
		}
		if slices.Index(statuses, 429) != 50 {
			t.Errorf("statuses: %v", statuses)
		}
	})
}

func TestActivitiesTeamsWouldNotTake(t *testing.T) {
	attached := func(content string) string {
		return `{"type":"message","attachments":[{"contentType":"` + cardType + `","content":` + content + `}]}`
	}
	body := func(elements string) string {
		return attached(`{"type":"AdaptiveCard","version":"1.5","body":[` + elements + `]}`)
	}
	action := func(a string) string {
		return attached(`{"type":"AdaptiveCard","version":"1.5","actions":[` + a + `]}`)
	}
	tests := []struct{ name, body, want string }{
		{"a good card passes", body(`{"type":"TextBlock","text":"x"},{"type":"Table","columns":[{"width":1}],"rows":[{"type":"TableRow","cells":[{"type":"TableCell","items":[{"type":"TextBlock","text":"x"}]}]}]}`), ""},
		{"typing passes", `{"type":"typing"}`, ""},
		{"an empty message", `{"type":"message"}`, "text or attachments"},
		{"a property that is none", `{"type":"message","text":"x","expiration":"2026-01-01T00:00:00Z"}`, "Unknown activity property"},
		{"a time that never was", `{"type":"message","text":"x","timestamp":"0001-01-01T00:00:00Z"}`, "never was"},
		{"somebody else's message", `{"type":"message","text":"x","from":{"id":"28:other"}}`, "not from the bot"},
		{"more than 100 KB of UTF-16", `{"type":"message","text":"` + strings.Repeat("x", 51<<10) + `"}`, "too large"},
		{"another version", attached(`{"type":"AdaptiveCard","version":"1.6"}`), "version is 1.6"},
		{"an element Teams drops", body(`{"type":"Badge","text":"x"}`), `unknown element "Badge"`},
		{"a property of no element", body(`{"type":"TextBlock","text":"x","bold":true}`), `no property "bold"`},
		{"an empty text", body(`{"type":"TextBlock","text":" "}`), "without text"},
		{"a template's leftover", body(`{"type":"TextBlock","text":"${name}"}`), "not filled in"},
		{"two inputs of one id", body(`{"type":"Input.Text","id":"a"},{"type":"Input.Text","id":"a"}`), "must be there, and once"},
		{"a choice that is none", body(`{"type":"Input.ChoiceSet","id":"a","value":"z","choices":[{"title":"x","value":"x"}]}`), "which is no choice"},
		{"a required input without words for it", body(`{"type":"Input.Text","id":"a","isRequired":true}`), "needs a label"},
		{"a fact without value", body(`{"type":"FactSet","facts":[{"title":"x","value":""}]}`), "without value"},
		{"a table with a cell too few", body(`{"type":"Table","columns":[{"width":1},{"width":1}],"rows":[{"type":"TableRow","cells":[]}]}`), "0 cells in a table of 2"},
		{"an action without verb", action(`{"type":"Action.Execute","title":"x"}`), "no verb"},
		{"a leftover deep in an action's data", action(`{"type":"Action.Execute","title":"x","verb":"v","data":{"a":["${b}"]}}`), "not filled in"},
		{"a link that is not https", action(`{"type":"Action.OpenUrl","title":"x","url":"http://x"}`), "Action.OpenUrl"},
		{"an unknown action", action(`{"type":"Action.Http","title":"x"}`), "unknown action"},
		{"a refresh for an object id", attached(`{"type":"AdaptiveCard","version":"1.5","refresh":{"action":{"type":"Action.Execute","verb":"v"},"userIds":["` + guid("x") + `"]}}`), "no MRI"},
		{"an error deep in a shown card", action(`{"type":"Action.ShowCard","title":"x","card":{"type":"AdaptiveCard","version":"1.5","body":[{"type":"Chart.Pie"}]}}`), "Chart.Pie"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			bubble(t, func(t *testing.T) {
				tenant, c, _ := office(t)
				if err := tenant.Person("adele").Install(); err != nil {
					t.Fatal(err)
				}
				r := c.raw("POST", tenant.ServiceURL+"v3/conversations/"+tenant.people["adele"].chat.id+"/activities", c.bot, tt.body)
				if tt.want == "" {
					if r.status != 201 || len(tenant.Violations()) != 0 {
						t.Errorf("%d %s, violations %q", r.status, r.message(), tenant.Violations())
					}
					return
				}
				if r.status < 400 || !strings.Contains(r.message(), tt.want) || len(tenant.Violations()) != 1 {
					t.Errorf("%d %q, want it to say %q; violations %q", r.status, r.message(), tt.want, tenant.Violations())
				}
			})
		})
	}
}

func TestAnswersTeamsWouldNotShow(t *testing.T) {
	cardAnswer := map[string]any{"statusCode": 200, "type": cardType, "value": map[string]any{"type": "AdaptiveCard", "version": "1.5"}}
	tests := []struct {
		name   string
		answer any
		how    string // empty for an error
	}{
		{"a card replaces the card", cardAnswer, "answer"},
		{"a sentence is shown", map[string]any{"statusCode": 200, "type": "application/vnd.microsoft.activity.message", "value": "Done"}, "note"},
		{"a refusal is shown", map[string]any{"statusCode": 400, "type": "application/vnd.microsoft.error", "value": map[string]any{"code": "Denied", "message": "Not you."}}, "error"},
		{"the old name of the card's type", map[string]any{"statusCode": 200, "type": "application/vnd.microsoft.adaptive.card", "value": cardAnswer["value"]}, ""},
		{"an empty sentence", map[string]any{"statusCode": 200, "type": "application/vnd.microsoft.activity.message", "value": ""}, ""},
		{"a refusal without words", map[string]any{"statusCode": 400, "type": "application/vnd.microsoft.error", "value": map[string]any{"code": "Denied"}}, ""},
		{"a refusal that says 200", map[string]any{"statusCode": 200, "type": "application/vnd.microsoft.error", "value": map[string]any{"code": "Denied", "message": "Not you."}}, ""},
		{"a bad card", map[string]any{"statusCode": 200, "type": cardType, "value": map[string]any{"type": "AdaptiveCard"}}, ""},
		{"nothing", nil, ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			bubble(t, func(t *testing.T) {
				tenant, _, bot := office(t)
				bot.answer = func(map[string]any) any { return tt.answer }
				adele := tenant.Person("adele")
				if err := adele.Say("request"); err != nil {
					t.Fatal(err)
				}
				tenant.Shown()
				err := adele.Click("Send request", map[string]string{"reason": "new"})
				shown := tenant.Shown()
				if tt.how == "" {
					if err == nil || len(tenant.Violations()) != 1 {
						t.Errorf("error %v, violations %q", err, tenant.Violations())
					}
					return
				}
				if err != nil || len(shown) != 1 || shown[0].How != tt.how {
					t.Errorf("error %v, shown %+v, want %s", err, shown, tt.how)
				}
			})
		})
	}
}

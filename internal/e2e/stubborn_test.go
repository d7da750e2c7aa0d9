package e2e

import (
	"fmt"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/numberdesk/numberdesk/internal/sim"
)

// asks lets Adele ask for a number, with Megan to decide.
func (h *house) asks() {
	h.t.Helper()
	h.says("adele", "request")
	if err := h.tenant.Person("adele").Click("Send request", map[string]string{"reason": "New starter"}); err != nil {
		h.t.Fatal(err)
	}
	if err := h.settle(); err != nil {
		h.t.Fatalf("still owed: %v", err)
	}
}

// asked reports who has the card with the decision.
func (h *house) asked() (who []string) {
	for _, key := range h.tenant.Keys() {
		for _, m := range h.tenant.Person(key).Cards() {
			if hasButton(m, "Approve") {
				who = append(who, key)
				break
			}
		}
	}
	return who
}

// TestHardToReach: whatever Teams says of an approver, somebody is asked, and nothing is tried for ever.
func TestHardToReach(t *testing.T) {
	roster := `{"error":{"code":"BotNotInConversationRoster","message":"x"}}`
	for _, tt := range []struct {
		name   string
		before func(t *sim.Tenant) error
		asked  string
	}{
		{"Teams knows no such person to install the app for", func(t *sim.Tenant) error {
			return t.Fault("POST installedApps", sim.Fault{Status: 404, Body: `{"error":{"code":"NotFound","message":"User not found."}}`, Times: sim.Always})
		}, "alex"},
		{"Teams is out, and then shows the app late", func(t *sim.Tenant) error {
			if err := t.Fault("POST conversations", sim.Fault{Status: 503, Times: 9}); err != nil {
				return err
			}
			return t.Fault("POST conversations", sim.Fault{Status: 403, Body: roster, Times: 4})
		}, "megan"},
		{"a proxy answers instead of Teams", func(t *sim.Tenant) error {
			return t.Fault("POST conversations", sim.Fault{Status: 403, Body: "<html>Access denied by policy</html>", Times: 4})
		}, "megan"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				h := openHouse(t, nil, "megan")
				if err := tt.before(h.tenant); err != nil {
					t.Fatal(err)
				}
				h.asks()
				if got := strings.Join(h.asked(), " "); got != tt.asked {
					t.Errorf("%s were asked, want %s", got, tt.asked)
				}
			})
		})
	}
}

// TestRemovedMeansRemoved: only who speaks or puts the app back is there again, not one of whom Teams reports something.
func TestRemovedMeansRemoved(t *testing.T) {
	for name, a := range map[string]map[string]any{
		"a roster that changed": {"type": "conversationUpdate", "membersRemoved": []any{map[string]any{"id": "28:bot"}}},
		"a read receipt":        {"type": "event", "name": "application/vnd.microsoft.readReceipt", "value": map[string]any{"lastReadMessageId": "1"}},
		"a reaction":            {"type": "messageReaction"},
		"removed by an upgrade": {"type": "installationUpdate", "action": "remove-upgrade"},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				h := openHouse(t, nil)
				h.says("megan", "help")
				if err := h.tenant.Person("megan").Uninstall(); err != nil {
					t.Fatal(err)
				}
				h.sendsAs("megan", a)
				h.asks()
				if got := strings.Join(h.asked(), " "); got != "alex" || h.tenant.Person("megan").Installed() {
					t.Errorf("%s were asked, megan has the app: %v", got, h.tenant.Person("megan").Installed())
				}
				if err := h.tenant.Person("megan").Install(); err != nil {
					t.Fatal(err)
				}
				if err := h.settle(); err != nil {
					t.Fatal(err)
				}
			})
		})
	}
}

// TestNothingPrivateInAGroup: a group says so by its type or by isGroup, and what is for one person is said to him alone.
func TestNothingPrivateInAGroup(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h := openHouse(t, nil)
		h.asks()
		for _, place := range []map[string]any{
			{"id": "19:meeting@thread.v2", "conversationType": "groupChat", "tenantId": h.config.Bot.TenantID},
			{"id": "19:meeting@thread.v2", "conversationType": "groupChat", "isGroup": true, "tenantId": h.config.Bot.TenantID},
			{"id": "19:meeting@thread.v2", "isGroup": true, "tenantId": h.config.Bot.TenantID},
		} {
			h.tenant.Person("adele").Place("19:meeting@thread.v2")
			for who, said := range map[string]map[string]any{
				"adele": {"type": "message", "text": "status", "conversation": place},
				"lee":   {"type": "message", "value": map[string]any{"verb": "refresh", "request": "R-1"}, "conversation": place},
				"megan": {"type": "message", "value": map[string]any{"verb": "deny", "request": "R-1", "reason": "private words"}, "conversation": place},
			} {
				if who == "lee" {
					h.says("lee", "help")
				}
				_, _, shown := h.sendsAs(who, said)
				if text := fmt.Sprint(shown); strings.Contains(text, "private words") || strings.Contains(text, "New starter") || strings.Contains(text, "668 10 00") {
					t.Errorf("%s in %v: %s", who, place, text)
				}
			}
		}
		if got := strings.Join(h.asked(), " "); got != "megan" {
			t.Errorf("after words in a group %q can decide, want megan still", got)
		}
	})
}

// TestFlood: one person's flood neither fills the store nor keeps the others waiting.
func TestFlood(t *testing.T) {
	t.Parallel()
	for _, text := range []string{"request", "numbers", "hello"} {
		t.Run(text, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				h := openHouse(t, nil)
				adele := h.tenant.Person("adele")
				before := len(h.file())
				most := 0
				for range 1000 {
					if err := adele.Say(text); err != nil {
						t.Fatal(err)
					}
					time.Sleep(100 * time.Millisecond)
					owed, _ := h.server.Desk.Owed()
					most = max(most, owed)
				}
				if grew := len(h.file()) - before; most > 200 || grew > 2<<20 {
					t.Errorf("%d answers were owed, and the store grew by %d bytes", most, grew)
				}
				began := time.Now()
				h.says("lee", "number")
				if took := time.Since(began); took > 5*time.Minute {
					t.Errorf("all was done %s after the flood", took)
				}
			})
		})
	}
}

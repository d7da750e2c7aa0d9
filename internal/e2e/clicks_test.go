package e2e

import (
	"fmt"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/numberdesk/numberdesk/internal/request"
	"github.com/numberdesk/numberdesk/internal/sim"
)

// atOnce lets many click in the same instant, each click five times, and answers what each was shown.
func (h *house) atOnce(clicks ...func(id string) string) []string {
	h.t.Helper()
	var mu sync.Mutex
	var answers []string
	var wg sync.WaitGroup
	for i := range 25 {
		for n, click := range clicks {
			wg.Go(func() {
				answer := click(fmt.Sprintf("f:%d-%d", n, i%5))
				mu.Lock()
				defer mu.Unlock()
				answers = append(answers, answer)
			})
		}
	}
	wg.Wait()
	if err := h.settle(); err != nil {
		h.t.Fatal(err)
	}
	return answers
}

// TestInTheSameInstant: whoever clicks whatever in the same instant, one of them decides, once, and everybody sees who.
func TestInTheSameInstant(t *testing.T) {
	t.Parallel()
	on := map[string]any{"request": "R-1"}
	row := map[string]any{"request": "R-1", "list": true}
	no := map[string]any{"request": "R-1", "usual": "notNeeded"}
	type click struct {
		who, verb string
		data      map[string]any
	}
	for _, c := range []struct {
		name   string
		clicks []click
		ends   []request.State
	}{
		{"two approvers approve", []click{{"alex", "approve", on}, {"lidia", "approve", on}}, []request.State{request.Delivered}},
		{"one approves and the other denies", []click{{"alex", "approve", on}, {"lidia", "deny", no}}, []request.State{request.Delivered, request.Denied}},
		{"both deny", []click{{"alex", "deny", no}, {"lidia", "deny", no}}, []request.State{request.Denied}},
		{"on the card, and on the list", []click{{"alex", "approve", on}, {"alex", "approve", row}, {"lidia", "approve", row}}, []request.State{request.Delivered}},
		{"the requester withdraws while it is approved", []click{{"grady", "cancel", on}, {"alex", "approve", on}}, []request.State{request.Delivered, request.Canceled}},
		{"somebody else meddles", []click{{"alex", "deny", no}, {"megan", "approve", on}, {"grady", "approve", row}}, []request.State{request.Denied}},
	} {
		t.Run(c.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				world := sim.Sample()
				world.Groups[0].Members = []string{"alex", "lidia"}
				h := openRanges(t, world, nil, "zurich CH Zurich +41446681000 +41446681049", "berlin DE Berlin +493055501000 +493055501049", "munich DE Munich +498955502000 +498955502009")
				h.says("grady", "request")
				if err := h.tenant.Person("grady").Click("Send request", map[string]string{"reason": "Support"}); err != nil {
					t.Fatal(err)
				}
				if err := h.settle(); err != nil {
					t.Fatal(err)
				}
				var clicks []func(string) string
				for _, k := range c.clicks {
					clicks = append(clicks, func(id string) string {
						_, answer := h.invoke(k.who, id, k.verb, k.data)
						return answer
					})
				}
				for _, answer := range h.atOnce(clicks...) {
					if strings.Contains(answer, "Something went wrong") || strings.Contains(answer, "Approve R-1") || strings.Contains(answer, `"title":"Approve"`) {
						t.Errorf("an answer that still asks: %s", answer)
					}
				}
				l := h.ledger()
				for _, wrong := range l.contradictions() {
					t.Error(wrong)
				}
				r := l.requests["R-1"]
				ended, decisions := false, 0
				for _, state := range c.ends {
					ended = ended || r.State == state
				}
				for _, e := range l.entries {
					if e.What == "request.approve" || e.What == "request.deny" || e.What == "request.cancel" {
						decisions++
					}
				}
				if !ended || decisions != 1 || r.State == request.Denied && r.Decision.Because().IsZero() {
					t.Errorf("it is %s after %d decisions, by %+v", r.State, decisions, r.Decision)
				}
				given := 0
				for _, e := range h.tenant.Journal() {
					if e.What == "assignNumber" {
						given++
					}
				}
				if want := map[bool]int{true: 1}[r.State == request.Delivered]; given != want {
					t.Errorf("%d numbers were given, want %d", given, want)
				}
				for _, who := range []string{"alex", "lidia"} {
					for _, m := range h.tenant.Person(who).Cards() {
						if hasButton(m, "Approve") || hasButton(m, "Approve R-1") {
							t.Errorf("%s still sees %q", who, m.Lines())
						}
					}
				}
				h.checkInvariants()
			})
		})
	}
}

// TestCardOfAYearAgo: a card nobody updated, clicked when all is long over, shows what became of it and does nothing;
// where others read along, too.
func TestCardOfAYearAgo(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		h := asked(t)
		h.says("megan", "approvals")
		old := h.tenant.Person("megan").Cards()
		h.says("adele", "cancel")
		time.Sleep(366 * 24 * time.Hour)
		if err := h.settle(); err != nil {
			t.Fatal(err)
		}
		entries, acts := len(h.ledger().entries), len(h.tenant.Journal())
		clicked := 0
		for _, c := range []struct{ title, says string }{{"Approve", "Canceled"}, {"Deny", "Canceled"}, {"Approve R-1", "Nothing waits"}, {"Deny R-1", "Nothing waits"}} {
			for _, m := range old {
				if !hasButton(m, c.title) {
					continue
				}
				clicked++
				h.tenant.Shown()
				if err := h.tenant.Person("megan").ClickStale(m, c.title, map[string]string{}); err != nil {
					t.Fatal(err)
				}
				if err := h.settle(); err != nil {
					t.Fatal(err)
				}
				shown := h.tenant.Shown()
				if len(shown) == 0 || !strings.Contains(strings.Join(shown[0].Message.Lines(), "\n"), c.says) || hasButton(shown[0].Message, c.title) {
					t.Errorf("[%s] of a year ago shows %+v", c.title, shown)
				}
			}
		}
		if clicked != 4 {
			t.Errorf("there were %d buttons to click, want those of a card and of a list", clicked)
		}
		for _, kind := range []string{"groupChat", "channel"} {
			place := map[string]any{"id": "19:" + kind + "@thread.tacv2", "conversationType": kind, "isGroup": true, "tenantId": h.config.Bot.TenantID}
			h.tenant.Person("megan").Place(place["id"].(string))
			click := map[string]any{"action": map[string]any{"type": "Action.Execute", "verb": "approve", "data": map[string]any{"request": "R-1"}}}
			status, answer, shown := h.sendsAs("megan", map[string]any{"type": "invoke", "name": "adaptiveCard/action", "value": click, "conversation": place})
			if status != 200 || !strings.Contains(answer, "Canceled") || len(shown) > 0 {
				t.Errorf("in a %s: %d %s, and %v", kind, status, answer, shown)
			}
		}
		if l := h.ledger(); len(l.entries) != entries || len(h.tenant.Journal()) != acts {
			t.Errorf("clicks on cards of a year ago led to %d moves and %d calls", len(l.entries)-entries, len(h.tenant.Journal())-acts)
		}
		h.checkInvariants()
	})
}

package e2e

import (
	"encoding/json"
	"fmt"
	"net/http"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/numberdesk/numberdesk/internal/server"
	"github.com/numberdesk/numberdesk/internal/sim"
)

// asked is a house in which Adele has asked for a number as R-1, and Megan can decide.
func asked(t *testing.T) *house {
	h := openHouse(t, nil)
	h.says("adele", "request")
	if err := h.tenant.Person("adele").Click("Send request", map[string]string{"reason": "New starter"}); err != nil {
		t.Fatal(err)
	}
	if err := h.settle(); err != nil {
		t.Fatal(err)
	}
	return h
}

// invoke sends a click that a client made up, genuine in its signature and in nothing else.
func (h *house) invoke(who, id, verb string, data map[string]any) (int, string) {
	h.t.Helper()
	p := h.tenant.Person(who)
	body, err := json.Marshal(map[string]any{
		"type": "invoke", "name": "adaptiveCard/action", "id": id, "channelId": "msteams", "serviceUrl": h.tenant.ServiceURL,
		"from":         map[string]any{"id": p.MRI(), "aadObjectId": p.ID()},
		"recipient":    map[string]any{"id": "28:" + h.config.Bot.AppID},
		"conversation": map[string]any{"id": "a:made-up-" + who, "conversationType": "personal", "tenantId": h.config.Bot.TenantID},
		"value":        map[string]any{"action": map[string]any{"type": "Action.Execute", "verb": verb, "data": data}, "trigger": "manual"},
	})
	if err != nil {
		h.t.Fatal(err)
	}
	status, answer, err := h.tenant.Send(body, "Bearer "+h.tenant.Sign(sim.Forgery{}))
	if err != nil {
		h.t.Fatal(err)
	}
	return status, string(answer)
}

// TestClicksThatAreNotTheirs: everything in a click but the request's name comes from the desk's own records.
func TestClicksThatAreNotTheirs(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name, who, verb string
		data            map[string]any
		says            string // part of the answer
	}{
		{"a stranger approves", "lidia", "approve", map[string]any{"request": "R-1", "revision": 1}, "was not put to you"},
		{"a stranger denies", "lidia", "deny", map[string]any{"request": "R-1", "reason": "no"}, "was not put to you"},
		{"the requester approves her own", "adele", "approve", map[string]any{"request": "R-1"}, "own request"},
		{"an admin who was not asked approves", "alex", "approve", map[string]any{"request": "R-1"}, "was not put to you"},
		{"a stranger cancels", "lidia", "cancel", map[string]any{"request": "R-1"}, "Only who asked"},
		{"the approver cancels", "megan", "cancel", map[string]any{"request": "R-1"}, "Only who asked"},
		{"a request that is not there", "megan", "approve", map[string]any{"request": "R-99"}, "no request R-99"},
		{"a name that is none", "megan", "approve", map[string]any{"request": "../../R-1"}, "is no request"},
		{"no request at all", "megan", "approve", map[string]any{}, "is no request"},
		{"a request of another kind of value", "megan", "approve", map[string]any{"request": []any{"R-1"}}, "is no request"},
		{"a verb nobody knows", "megan", "promote", map[string]any{"request": "R-1"}, "older version"},
		{"a denial without a reason", "megan", "deny", map[string]any{"request": "R-1"}, "Say why you deny"},
		{"a reason of 10,000 letters", "megan", "deny", map[string]any{"request": "R-1", "reason": strings.Repeat("x", 10_000)}, "under 500"},
		{"a form for a number of another site", "diego", "request", map[string]any{"site": "Zurich", "number": "+41446681001", "reason": "x"}, "no numbers to ask for at Zurich"},
		{"a form for a number that is not ours", "diego", "request", map[string]any{"site": "Berlin", "number": "+4930123456", "reason": "x"}, "not in the inventory"},
		{"a form without a licence", "isaiah", "request", map[string]any{"site": "Zurich", "reason": "x"}, "no Teams Phone licence"},
		{"a stranger refreshes the card", "lidia", "refresh", map[string]any{"request": "R-1"}, "not yours"},
	} {
		t.Run(c.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				h := asked(t)
				status, answer := h.invoke(c.who, "f:1", c.verb, c.data)
				if err := h.settle(); err != nil {
					t.Fatal(err)
				}
				if status != 200 || !strings.Contains(answer, c.says) {
					t.Errorf("got %d %s; want 200 and %q", status, answer, c.says)
				}
				var requests []struct{ ID, State string }
				h.json(&requests, "requests", "--all")
				if len(requests) != 1 || requests[0].State != "pendingApproval" {
					t.Errorf("something changed: %+v", requests)
				}
				for _, e := range h.tenant.Journal() {
					t.Errorf("something reached Teams: %s", e)
				}
				h.checkInvariants()
			})
		})
	}
}

// TestDecidedOnce: however often and by whom it is clicked, one decision counts, and everyone sees whose.
func TestDecidedOnce(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h := openHouse(t, nil)
		grady := h.tenant.Person("grady") // no manager: all admins are asked
		h.says("grady", "request")
		if err := grady.Click("Send request", map[string]string{"reason": "Support"}); err != nil {
			t.Fatal(err)
		}
		if err := h.settle(); err != nil {
			t.Fatal(err)
		}
		answers := make(chan string, 40)
		var wg sync.WaitGroup
		for i := range 20 {
			for verb, data := range map[string]map[string]any{"approve": {"request": "R-1"}, "deny": {"request": "R-1", "reason": "no"}} {
				wg.Go(func() {
					body := fmt.Sprintf("f:%s-%d", verb, i%4) // every delivery five times
					_, answer := h.invoke("alex", body, verb, data)
					answers <- answer
				})
			}
		}
		wg.Wait()
		if err := h.settle(); err != nil {
			t.Fatal(err)
		}
		approved, denied := 0, 0
		for range 40 {
			switch answer := <-answers; {
			case strings.Contains(answer, "Approved by"):
				approved++
			case strings.Contains(answer, "Denied by"):
				denied++
			default:
				t.Errorf("an answer that does not say who decided: %s", answer)
			}
		}
		if approved != 0 && denied != 0 {
			t.Errorf("%d saw an approval and %d a denial", approved, denied)
		}
		assigned := 0
		for _, e := range h.tenant.Journal() {
			if e.What == "assignNumber" {
				assigned++
			}
		}
		if want := min(approved, 1); assigned != want {
			t.Errorf("%d assignments, want %d", assigned, want)
		}
		h.checkInvariants()
	})
}

// TestManyClicksThatAreNotTheirs: whoever tries what is not his again and again does not fill the audit with it.
func TestManyClicksThatAreNotTheirs(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h := asked(t)
		for i := range 100 {
			if _, answer := h.invoke("lidia", fmt.Sprint("f:", i), "approve", map[string]any{"request": "R-1"}); !strings.Contains(answer, "was not put to you") {
				t.Fatalf("got %s", answer)
			}
		}
		if err := h.settle(); err != nil {
			t.Fatal(err)
		}
		if tries := strings.Count(h.command("why", "R-1", "--all").Text, "A try was refused"); tries < 1 || tries > 10 {
			t.Errorf("the audit has %d of 100 tries", tries)
		}
	})
}

// TestClickAfterTheEnd: a decision that comes when the time of a request is over is none, although nobody has noticed that
// the time is over.
func TestClickAfterTheEnd(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h := asked(t)
		h.stop()
		time.Sleep(8 * 24 * time.Hour)
		s, err := server.New(h.config, server.Options{Transport: h.tenant.Transport()}) // up, and not at work yet
		if err != nil {
			t.Fatal(err)
		}
		transport, closeWeb := sim.Serve(s.Handler())
		h.tenant.Bot = func(r *http.Request) (*http.Response, error) { return transport.RoundTrip(r) }
		_, answer := h.invoke("megan", "f:1", "approve", map[string]any{"request": "R-1"})
		if !strings.Contains(answer, "Expired without a decision") {
			t.Errorf("got %s", answer)
		}
		closeWeb()
		s.Close()
		h.start()
		if err := h.settle(); err != nil {
			t.Fatal(err)
		}
		for _, e := range h.tenant.Journal() {
			t.Errorf("something reached Teams: %s", e)
		}
		h.checkInvariants()
	})
}

// TestManyDelegations: nobody fills a colleague's chat by naming him as delegate again and again.
func TestManyDelegations(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h := openHouse(t, nil)
		h.titles("lidia")
		for i := range 60 {
			h.says("diego", fmt.Sprintf("delegate to LidiaH@contoso.com until Friday because %d", i))
			time.Sleep(10 * time.Second)
		}
		if got := len(h.titles("lidia")); got < 1 || got > 12 {
			t.Errorf("she got %d messages", got)
		}
	})
}

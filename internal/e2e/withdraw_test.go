package e2e

import (
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/numberdesk/numberdesk/internal/inventory"
	"github.com/numberdesk/numberdesk/internal/phone"
	"github.com/numberdesk/numberdesk/internal/request"
	"github.com/numberdesk/numberdesk/internal/server"
	"github.com/numberdesk/numberdesk/internal/sim"
)

// TestWithdrawnWhileItWaits: an approved request that waits for something can be withdrawn as long as Teams was asked for
// nothing, and only then; nothing is set up for it afterwards, and an old number stays.
func TestWithdrawnWhileItWaits(t *testing.T) {
	t.Parallel()
	const first, second = "+41446681000", "+41446681001"
	noConsent := sim.Fault{Status: 403, Body: noConsentBody}
	for _, tt := range []struct {
		name   string
		faults []order
		change bool
		admin  bool
		sent   bool
	}{
		{name: "the desk's app lacks a right", faults: always(post, noConsent)},
		{name: "an admin withdraws it", faults: always(post, noConsent), admin: true},
		{name: "Microsoft asks to wait", faults: times(1, post, sim.Fault{Status: 429, RetryAfter: 2 * time.Hour})},
		{name: "Teams does not know the account yet", faults: always(post, badRequest(saysNobody))},
		{name: "Teams is at it", faults: []order{{ask, stands("running", sim.Always)}}, sent: true},
		{name: "another operation is under way, which may be ours", faults: always(post, sim.Fault{Status: 409}), sent: true},
		{name: "the right to see numbers is gone", faults: always("GET numberAssignments", noConsent), change: true},
		{name: "the directory cannot be reached before the old number goes", faults: always("GET users", sim.Fault{Status: 503}), change: true},
		{name: "Teams does not say who has the number", faults: always("GET numberAssignments", nobodySaid(first))},
		{name: "Teams does not say who has the new number", faults: inTurn("GET numberAssignments", 99, nobodySaid(second), sim.Fault{Status: 200, Body: `{"value":[]}`}), change: true},
		{name: "the right to take the old number is gone", faults: always(unpost, noConsent), change: true},
		{name: "an admin withdraws a change", faults: always(unpost, noConsent), change: true, admin: true},
		{name: "the old number is gone, and the new one does not come", faults: always(post, noConsent), change: true, sent: true},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				h := openHouse(t, nil)
				id, number := request.ID("R-1"), first
				if tt.change {
					h.command("assign", first, "adelev@contoso.com")
					id, number = "R-2", second
					h.says("adele", "request change")
					if err := h.tenant.Person("adele").Click("Send request", map[string]string{"reason": "Too alike"}); err != nil {
						t.Fatal(err)
					}
					if err := h.settle(); err != nil {
						t.Fatal(err)
					}
				} else {
					h.asks()
				}
				h.happens(trouble{faults: tt.faults})
				if err := h.tenant.Person("megan").Click("Approve", nil); err != nil {
					t.Fatal(err)
				}
				h.passes(2 * time.Minute)
				if r := h.ledger().requests[id]; r.State != request.Delivering {
					t.Fatalf("it is %s", r.State)

				}
				said := ""
				if tt.admin {
					said = h.server.Print(t.Context(), []string{"requests", "cancel", string(id)}, nil).Text
				} else if err := h.tenant.Person("adele").Say("cancel"); err != nil {
					t.Fatal(err)
				}
				h.passes(time.Second)
				if r := h.ledger().requests[id]; (r.State == request.Canceled) == tt.sent {
					t.Errorf("it is %s: %s", r.State, said)
				}
				h.tenant.Heal()
				h.passes(4 * time.Hour)
				l := h.ledger()
				for _, wrong := range l.contradictions() {
					t.Error(wrong)
				}
				if tt.sent {
					if l.requests[id].State != request.Delivered {
						t.Errorf("it is %s in the end", l.requests[id].State)
					}
					return
				}
				if n := l.numbers[phone.Number(number)]; n.State != inventory.Available || h.accepted("assignNumber", number) > 0 {
					t.Errorf("%s is %s, and %q has it in Teams", number, n.State, h.tenant.Holder(number))
				}
				if n := l.numbers[first]; tt.change && (n.State != inventory.Assigned || h.tenant.Holder(first) != "adele") {
					t.Errorf("her old number is %s, and with %q in Teams", n.State, h.tenant.Holder(first))
				}
				h.checkInvariants()
			})
		})
	}
}

// TestTriedAgainWithoutTheOldNumber: a change that left somebody without any number and is tried again is not to be withdrawn
// while it waits: the old one would not come back.
func TestTriedAgainWithoutTheOldNumber(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h := openHouse(t, nil)
		h.command("assign", "+41446681000", "adelev@contoso.com")
		h.happens(trouble{faults: []order{{post, badRequest(saysOther)}}})
		h.server.Print(t.Context(), []string{"assign", "+41446681001", "adelev@contoso.com", "--swap"}, nil)
		h.passes(time.Minute)
		if card := h.cardOf("alex", "Somebody is left without a phone number"); card == "" {
			t.Fatalf("R-2 is %s", h.ledger().requests["R-2"].State)
		}
		h.tenant.Heal()
		h.happens(trouble{faults: always("GET numberAssignments", sim.Fault{Status: 403, Body: noConsentBody})})
		h.server.Print(t.Context(), []string{"requests", "retry", "R-2"}, nil)
		h.passes(2 * time.Minute)
		if err := h.tenant.Person("adele").Say("cancel"); err != nil {
			t.Fatal(err)
		}
		h.passes(time.Second)
		h.tenant.Heal()
		h.passes(4 * time.Hour)
		if r := h.ledger().requests["R-2"]; r.State != request.Delivered || h.tenant.Holder("+41446681001") != "adele" {
			t.Errorf("it is %s, and Adele has no number", r.State)
		}
		h.checkInvariants()
	})
}

// TestACardThatWaitsCanBeWithdrawn: with a button, everybody's card says so, and who asks again does not
// wait for what was withdrawn.
func TestACardThatWaitsCanBeWithdrawn(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h := openHouse(t, nil)
		h.asks()
		h.happens(trouble{faults: always(post, sim.Fault{Status: 403, Body: noConsentBody})})
		adele := h.tenant.Person("adele")
		if err := h.tenant.Person("megan").Click("Approve", nil); err != nil {
			t.Fatal(err)
		}
		h.passes(3*time.Hour + 7*time.Minute)
		if err := adele.Click("Cancel request", nil); err != nil {
			t.Fatal(err)
		}
		h.passes(time.Second)
		for _, who := range []string{"adele", "megan"} {
			if all := strings.Join(append(h.cardsOf(who, "Your phone number"), h.cardsOf(who, "Adele Vance asks")...), "\n"); !strings.Contains(all, "Canceled") {
				t.Errorf("%s reads\n%s", who, all)
			}
		}
		h.tenant.Heal()
		withdrawn := time.Now()
		h.asks()
		if err := h.tenant.Person("megan").Click("Approve", nil); err != nil {
			t.Fatal(err)
		}
		if err := h.settle(); err != nil || time.Since(withdrawn) > time.Minute {
			t.Errorf("all is done after %v: %v", time.Since(withdrawn), err)
		}
		if r := h.ledger().requests["R-2"]; r.State != request.Delivered || r.Number != "+41446681000" {
			t.Errorf("asked for again, it is %s with %s", r.State, r.Number)
		}
	})
}

// TestTheRestOfAListIsWithdrawn: of a list that is being delivered, those for whom Teams was asked for nothing.
func TestTheRestOfAListIsWithdrawn(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h := openHouse(t, func(c *server.Config) {
			c.Approval.OnBehalf = []string{"manager", "4350cc17-21e5-4f21-acd5-52a09ddbef12"}
		})
		h.says("nestor", "request for JohannaL@contoso.com; DiegoS@contoso.com")
		if err := h.tenant.Person("nestor").Click("Send request", map[string]string{"reason": "The new hotline"}); err != nil {
			t.Fatal(err)
		}
		if err := h.settle(); err != nil {
			t.Fatal(err)
		}
		h.happens(trouble{faults: always(post, sim.Fault{Status: 403, Body: noConsentBody})})
		if err := h.tenant.Person(h.asked()[0]).Click("Approve", nil); err != nil {
			t.Fatal(err)
		}
		h.passes(time.Minute)
		if err := h.tenant.Person("nestor").Say("cancel R-1"); err != nil {
			t.Fatal(err)
		}
		h.passes(time.Second)
		h.tenant.Heal()
		h.passes(4 * time.Hour)
		l := h.ledger()
		for id, want := range map[request.ID]request.State{"R-1": request.Delivered, "R-2": request.Canceled, "R-3": request.Canceled} {
			if r := l.requests[id]; r.State != want {
				t.Errorf("%s is %s, want %s", id, r.State, want)
			}
		}
		for _, number := range []string{"+493055501000", "+498955502008"} {
			if holder := h.tenant.Holder(number); holder != "" {
				t.Errorf("%s is with %s", number, holder)
			}
		}
		h.checkInvariants()
	})
}

// TestTheRestOfAListThatOthersDecideOnIsWithdrawn: the number that came free for one of the list asks for another approval.
func TestTheRestOfAListThatOthersDecideOnIsWithdrawn(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h := openHouse(t, func(c *server.Config) {
			c.Approval.OnBehalf = []string{"manager", "4350cc17-21e5-4f21-acd5-52a09ddbef12"}
			c.Approval.Stages = []server.Stage{{Approvers: []string{"manager"}}, {Approvers: []string{"admin_groups"}, When: `"vip" in wanted.tags`}}
		})
		h.command("block", "+498955502009", "--reason", "kept back")
		h.says("nestor", "request for JohannaL@contoso.com; LidiaH@contoso.com")
		if err := h.tenant.Person("nestor").Click("Send request", map[string]string{"reason": "The new hotline"}); err != nil {
			t.Fatal(err)
		}
		if err := h.settle(); err != nil {
			t.Fatal(err)
		}
		if err := h.tenant.Person(h.asked()[0]).Click("Approve", nil); err != nil {
			t.Fatal(err)
		}
		h.passes(time.Minute)
		h.command("ranges", "set", "munich", "--tags", "vip")
		h.command("unblock", "+498955502009")
		h.passes(time.Minute)
		if r := h.ledger().requests["R-3"]; r.State != request.PendingApproval {
			t.Fatalf("R-3 is %s", r.State)
		}
		if err := h.tenant.Person("nestor").Say("cancel R-1"); err != nil {
			t.Fatal(err)
		}
		h.passes(time.Minute)
		l := h.ledger()
		if r, n := l.requests["R-3"], l.numbers["+498955502009"]; r.State != request.Canceled || n.State != inventory.Available {
			t.Errorf("R-3 is %s, and its number %s", r.State, n.State)
		}
		if r := l.requests["R-1"]; r.State != request.Delivered {
			t.Errorf("the list is %s", r.State)
		}
		h.checkInvariants()
	})
}

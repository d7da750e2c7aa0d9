package e2e

import (
	"slices"
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

// queue is a resource account of the company that has its licence and no number.
const queue, queueName, queueUPN = "helpdesk-zurich", "Zurich Helpdesk Queue", "helpdesk-zurich@contoso.com"

// throughGraph has the desk give numbers to services itself.
func throughGraph(c *server.Config) { c.Services.AssignThroughGraph = true }

// openServing is a watched house whose range zurich is for services.
func openServing(t *testing.T, clumsy bool) *house {
	t.Helper()
	h := openHouse(t, throughGraph)
	h.command("ranges", "set", "zurich", "--capability", "service")
	return h.watched(clumsy)
}

// refusedServices are the troubles in which Teams refuses a service a number. An admin ordered it, so that one sentence is
// for whoever asked and for the admins.
var refusedServices = []trouble{
	// Whose fault it is, by a look at both.
	{name: "not licensed, by Teams alone", faults: always(post, sim.Fault{Fails: saysUnlicensed}), ends: time.Minute, state: stuckState,
		admin: "Assign it the licence Microsoft Teams Phone Resource Account"},
	{name: "not licensed, at once", faults: []order{{post, badRequest(saysUnlicensed)}}, ends: time.Minute, state: stuckState, admin: "lacks the service plan MCOEV_VIRTUALUSER"},
	{name: "the licence was taken away meanwhile", world: func(t *sim.Tenant) error { return t.License(queue, "MCOEV_VIRTUALUSER", false) },
		ends: time.Minute, state: stuckState, admin: "lacks the service plan MCOEV_VIRTUALUSER"},
	{name: "on-premises, says Teams of one that lost the licence", faults: []order{{post, badRequest(saysOnPremises)}},
		world: func(t *sim.Tenant) error { return t.License(queue, "MCOEV_VIRTUALUSER", false) }, ends: time.Minute, state: stuckState, admin: "lacks the service plan MCOEV_VIRTUALUSER"},
	{name: "on-premises, and licensed", faults: []order{{post, badRequest(saysOnPremises)}}, ends: time.Minute, state: stuckState,
		admin: "The account has a number in Active Directory; its licence was checked and is there. Clear the attribute with Set-ADUser"},
	{name: "the number is synchronized", world: func(t *sim.Tenant) error { return t.SynchronizeNumber("+41446681000") },
		ends: time.Minute, state: stuckState, admin: "+41446681000 is synchronized from Active Directory"},
	{name: "a person has it", world: func(t *sim.Tenant) error { return t.Assign("+41446681000", "diego") }, ends: time.Minute, state: stuckState, admin: "In Teams the number is with Diego Siciliani."},
	{name: "another service has it", world: func(t *sim.Tenant) error { return t.Assign("+41446681000", "reception-munich") }, ends: time.Minute, state: stuckState,
		admin: "In Teams the number is with Munich Reception (service)."},
	{name: "another service has it, seen after the refusal", world: func(t *sim.Tenant) error { return t.Assign("+41446681000", "reception-munich") },
		faults: times(1, "GET numberAssignments", sim.Fault{Status: 200, Body: `{"value":[]}`}), ends: time.Minute, state: stuckState, admin: "In Teams the number is with Munich Reception (service)."},
	{name: "it was given another number meanwhile", world: func(t *sim.Tenant) error { return t.Assign("+41446681040", queue) }, ends: time.Minute, state: string(request.Canceled),
		admin: "was canceled"},
	{name: "not in the tenant", faults: []order{{post, badRequest(saysNotThere)}}, ends: time.Minute, state: stuckState, admin: "no number +41446681000 of the type DirectRouting"},
	{name: "country and usage location differ", faults: []order{{post, badRequest(saysCountry)}}, world: func(t *sim.Tenant) error { return t.Move(queue, "Zurich", "DE") },
		ends: time.Minute, state: stuckState, admin: "of CH and the account's usage location is DE"},
	{name: "the account was deleted", world: func(t *sim.Tenant) error { return t.SoftDelete(queue) }, ends: time.Minute, state: stuckState, admin: "The directory does not know the account any more"},
	{name: "not yet known to Teams", faults: times(3, post, badRequest(saysNobody)), at: 2 * time.Minute, adminSays: "Teams does not know the resource account yet", ends: 15 * time.Minute, state: delivered},
	{name: "never known to Teams", faults: []order{{post, badRequest(saysNobody)}}, at: 20 * time.Hour, adminSays: "The desk tries again by itself for a day",
		ends: 25 * time.Hour, state: stuckState, admin: "a bot's own application id"},
	{name: "never known to Teams, says its operation", faults: always(post, sim.Fault{Fails: saysNobody}), at: 20 * time.Hour, adminSays: "The desk tries again by itself for a day",
		ends: 26 * time.Hour, state: stuckState, admin: "Sync-CsOnlineApplicationInstance"},
	{name: "people's alone, by its capabilities", faults: always("GET numberAssignments", sim.Fault{Status: 200, Body: `{"value":[{"id":"n","telephoneNumber":"+41446681000","numberType":"directRouting","operatorId":"o","activationState":"activated","capabilities":["userAssignment"],"assignmentStatus":"unassigned","numberSource":"online","reverseNumberLookupOptions":[],"supportedCustomerActions":[]}]}`}),
		ends: time.Minute, state: stuckState, admin: "lacks the capability for voice applications"},

	// What passes by itself, or does not.
	{name: "a failed operation that says to try again", faults: times(1, post, sim.Fault{Fails: "Service is unavailable. Please try again"}), at: 30 * time.Second,
		adminSays: "", ends: 5 * time.Minute, state: delivered, orders: 2},
	{name: "failed operations that say to try again, for ever", faults: always(post, sim.Fault{Fails: "Service is unavailable. Please try again"}), at: 3 * time.Hour,
		adminSays: "says to try again", ends: 5 * time.Hour, state: stuckState, admin: "Compare Microsoft's words"},
	{name: "unavailable at once, for ever", faults: []order{{post, badRequest("The request timed out.")}}, at: 3 * time.Hour, adminSays: "says to try again",
		ends: 5 * time.Hour, state: stuckState, admin: "Get-CsPhoneNumberAssignment"},
	{name: "unlicensed, in a text that also says to try again", faults: []order{{post, badRequest(saysUnlicensed + ". Assign one and try again.")}},
		ends: time.Hour, state: stuckState, admin: "lacks the service plan MCOEV_VIRTUALUSER"},

	// Refused though it shows as free: by the text the number is another's, or it may be that Graph gives services none.
	{name: "one number has a holder nobody sees", faults: times(1, post, badRequest(saysTaken)), ends: time.Minute, state: delivered, number: "+41446681001",
		admin: "Teams refused +41 44 668 10 00"},
	{name: "services are given none", faults: []order{{post, badRequest("The target type 'ResourceAccount' is not supported.")}}, ends: time.Minute, state: stuckState,
		admin: "Set-CsPhoneNumberAssignment -Identity ACCOUNT -PhoneNumber +41446681000 -PhoneNumberType DirectRouting"},
	{name: "the number is blocked in the tenant", world: func(t *sim.Tenant) error { return t.BlockAssignment("+41446681000", true) }, ends: time.Minute, state: stuckState,
		admin: "AssignmentBlockedState"},
}

// TestEveryTroubleOfAServicesAssignment is that of people's for a resource account: the admin who ordered it is told how it
// ended, and the account is told nothing.
func TestEveryTroubleOfAServicesAssignment(t *testing.T) {
	for _, tt := range slices.Concat(passingTroubles, refusedServices, rightsTroubles) {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				h := openServing(t, tt.clumsy)
				told := len(h.tenant.Person(queue).Cards())
				h.between(tt, post, func() error { return h.tenant.Person("alex").Say("assign next " + queueUPN) })
				h.play(tt, "R-1", func(string, string) {})
				if got := string(h.ledger().requests["R-1"].State); got != tt.state {
					t.Errorf("the request is %s, want %s", got, tt.state)
				}
				number, orders := tt.number, tt.orders
				if number == "" {
					number = "+41446681000"
				}
				if orders == 0 {
					orders = 1
				}
				if tt.state == delivered {
					if holder := h.tenant.Holder(number); holder != queue {
						t.Errorf("%s is with %q in Teams", number, holder)
					}
					if got := h.accepted("assignNumber", number); got != orders {
						t.Errorf("Teams accepted %d orders, want %d", got, orders)
					}
					if n := h.ledger().numbers[phone.Number(number)]; n.State != inventory.Assigned || !n.Service {
						t.Errorf("%s is %s, of a service: %v", number, n.State, n.Service)
					}
				}
				h.heard(tt.state)
				if got := h.tried("assignNumber"); got > 800 {
					t.Errorf("Teams was asked %d times", got)
				}
				if rejected := h.blocked(); rejected > 1 {
					t.Errorf("%d numbers are blocked", rejected)
				}
				if got := len(h.tenant.Person(queue).Cards()); got != told {
					t.Errorf("the account was sent %d cards", got-told)
				}
				h.impersonal("R-1", number)
			})
		})
	}
}

// refusedServiceReleases are the troubles in which Teams refuses to take a number from a service.
var refusedServiceReleases = []trouble{
	{name: "not licensed", world: func(t *sim.Tenant) error { t.KeepNumbers(); return t.License(queue, "MCOEV_VIRTUALUSER", false) }, ends: time.Minute, state: "releaseRefused",
		admin: "Run Remove-CsPhoneNumberAssignment -Identity ACCOUNT -PhoneNumber +41446681000 -PhoneNumberType DirectRouting"},
	{name: "on-premises, says Teams of one that lost the licence", faults: []order{{unpost, badRequest(saysOnPremises)}}, world: func(t *sim.Tenant) error { return t.License(queue, "MCOEV_VIRTUALUSER", false) },
		ends: time.Minute, state: "releaseRefused", admin: "give the account the licence Microsoft Teams Phone Resource Account for some minutes"},
	{name: "on-premises, and licensed", faults: []order{{unpost, badRequest(saysOnPremises)}}, ends: time.Minute, state: "releaseRefused", admin: "Set-ADUser ACCOUNT -Clear msRTCSIP-Line"},
	{name: "the number is synchronized", world: func(t *sim.Tenant) error { return t.SynchronizeNumber("+41446681000") }, ends: time.Minute, state: "releaseRefused", admin: "Get-ADUser -Filter"},
	{name: "the account was deleted", world: func(t *sim.Tenant) error { return t.SoftDelete(queue) }, faults: []order{{unpost, badRequest(saysNobody)}}, ends: time.Minute, state: "releaseRefused", admin: "Deleted users"},
	{name: "an account that Teams does not find", faults: []order{{unpost, badRequest(saysNobody)}}, ends: time.Minute, state: "releaseRefused",
		admin: "Remove-CsPhoneNumberAssignment -Identity ACCOUNT -PhoneNumber +41446681000 -PhoneNumberType DirectRouting"},
	{name: "another reason", faults: []order{{unpost, badRequest(saysOther)}}, ends: time.Minute, state: "releaseRefused", admin: ": " + saysOther + "\n"},
	{name: "a person has it meanwhile", world: func(t *sim.Tenant) error { return t.Assign("+41446681000", "diego") }, ends: time.Minute, state: "assigned", admin: "has been with Diego Siciliani"},
	{name: "another service has it meanwhile", world: func(t *sim.Tenant) error { return t.Assign("+41446681000", "reception-munich") }, ends: time.Minute, state: "assigned",
		admin: "has been with Munich Reception (service)"},
	{name: "nobody has it meanwhile", world: func(t *sim.Tenant) error { return t.Unassign("+41446681000") }, ends: time.Minute, state: "resting", orders: -1, admin: queueName + " had it before"},
}

// TestEveryTroubleOfAServicesRelease is the same of a number that is taken from a service: from that very one, or from
// nobody.
func TestEveryTroubleOfAServicesRelease(t *testing.T) {
	for _, tt := range slices.Concat(passingReleases, refusedServiceReleases) {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				h := openServing(t, tt.clumsy)
				h.command("assign", "+41446681000", queueUPN)
				h.between(tt, unpost, func() error { return h.tenant.Person("alex").Say("release +41446681000 --yes") })
				h.play(tt, "+41446681000", func(string, string) {})
				n := h.ledger().numbers["+41446681000"]
				if string(n.State) != tt.state {
					t.Errorf("the number is %s, want %s", n.State, tt.state)
				}
				if got, want := h.accepted("unassignNumber", "+41446681000"), 1+tt.orders; n.State == inventory.Resting && got != want {
					t.Errorf("Teams accepted %d orders, want %d", got, want)
				}
				if card := h.cardOf("alex", "A number could not be released"); (card != "") != (n.State == inventory.ReleaseRefused) || card != "" && !strings.Contains(card, queueName+" (service)") {
					t.Errorf("%s, and Alex reads %q", n.State, card)
				}
				if card := h.cardOf("alex", "A number was not released"); (card != "") != (n.State == inventory.Assigned) {
					t.Errorf("%s, and Alex reads %q", n.State, card)
				}
				if answer, err := h.server.Desk.Outcome(t.Context(), "+41446681000"); err != nil || answer.Refused != (n.State != inventory.Resting) {
					t.Errorf("%s, and who waited is told %q, refused: %v, %v", n.State, answer.Title, answer.Refused, err)
				}
				h.impersonal("+41446681000", "")
			})
		})
	}
}

// between does something in a chat, and lets a trouble begin before it reaches Teams.
func (h *house) between(tt trouble, match string, do func() error) {
	h.t.Helper()
	if err := h.tenant.Fault(match, sim.Fault{Status: 429, RetryAfter: time.Second}); err != nil {
		h.t.Fatal(err)
	}
	if err := do(); err != nil {
		h.t.Fatal(err)
	}
	synctest.Wait()
	h.happens(tt)
}

// heard holds what the admin who ordered a number for a service was told against how it ended.
func (h *house) heard(state string) {
	h.t.Helper()
	for title, want := range map[string]bool{"A request is stuck": state == stuckState, "+41 44": state == delivered} {
		if card := h.cardOf("alex", title); (card != "") != want || want && !strings.Contains(card, queueName) {
			h.t.Errorf("the request is %s, and Alex reads %q", state, card)
		}
	}
	if card := h.cardOf("alex", "Nothing was assigned to "+queueName); state == string(request.Canceled) && !strings.Contains(card, "Teams already shows another number") {
		h.t.Errorf("the request is %s, and Alex reads %q", state, card)
	}
}

// impersonal holds what admins read of a service against its being no person.
func (h *house) impersonal(subjects ...string) {
	h.t.Helper()
	texts := h.cardsOf("alex", "")
	for _, subject := range subjects {
		if subject != "" {
			texts = append(texts, h.server.Print(h.t.Context(), []string{"why", subject}, nil).Text)
		}
	}
	for _, text := range texts {
		if strings.HasPrefix(text, "Phone numbers for Teams") { // the welcome
			continue
		}
		for _, word := range []string{" person", " PERSON", " his ", " him "} {
			if strings.Contains(text, word) {
				h.t.Errorf("of a service is said%q:\n%s", word, text)
			}
		}
	}
}

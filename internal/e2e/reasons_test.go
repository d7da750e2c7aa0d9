package e2e

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/numberdesk/numberdesk/internal/contract"
	"github.com/numberdesk/numberdesk/internal/inventory"
	"github.com/numberdesk/numberdesk/internal/request"
	"github.com/numberdesk/numberdesk/internal/sim"
)

// What Microsoft says, as it was seen; the refusals are the cmdlet's, which fronts the same service.
const (
	saysUnlicensed = "User lacks appropriate licenses to assign a DirectRouting number"
	saysOnPremises = "The user already has a telephone number set in the on-premises Active Directory and synchronized to the cloud. Please modify it there."
	saysTaken      = "Telephone Number '+41446681000' has already been assigned to another user"
	saysNotThere   = "Telephone Number '+41446681000' is not found from tenant 'x'"
	saysNobody     = "The user 'x' is not found"
	saysCountry    = "Please make sure the phone number and the usage location of the user are of the same country/region."
	saysBusy       = "Telephone Number '+41446681000' has another operation in progress."
	saysOther      = "The telephone number cannot be assigned."

	noConsentBody = `{"error":{"code":"forbidden","message":"Insufficient permission(s) for the request. API requires any of the following permission(s): TeamsTelephoneNumber.ReadWrite.All.","innerError":{"code":"Forbidden"}}}`
	noRoleBody    = `{"error":{"code":"UnknownError","message":"{\"code\":\"Forbidden\",\"message\":\"Access Denied.\",\"action\":\"Provide different credential or request access.\"}"}}`
	wobbleBody    = `{"error":{"code":"BadRequest","message":"Service is unavailable. Please try again"}}`
)

// badRequest is a refusal at once, with a text.
func badRequest(text string) sim.Fault {
	return sim.Fault{Status: 400, Body: fmt.Sprintf(`{"error":{"code":"BadRequest","message":%q}}`, text), Times: sim.Always}
}

// nobodySaid is a number in trouble, of which Teams does not say who has it.
func nobodySaid(number string) sim.Fault {
	return sim.Fault{Status: 200, Body: `{"value":[{"id":"n","telephoneNumber":"` + number + `","numberType":"directRouting","operatorId":"o","activationState":"activated","capabilities":["userAssignment"],"assignmentStatus":"internalError","numberSource":"online","reverseNumberLookupOptions":[],"supportedCustomerActions":[]}]}`}
}

func stands(status string, times int) sim.Fault {
	return sim.Fault{Status: 200, Body: `{"id":"o","createdDateTime":"2000-01-01T00:00:00Z","status":"` + status + `","numbers":[]}`, Times: times}
}

// fails lets operations begin that come to nothing, in truth.
var fails = order{"POST assignNumber", sim.Fault{Fails: saysOther, Times: sim.Always}}

type order struct {
	match string
	fault sim.Fault
}

// trouble is something that goes wrong while a number is given or taken, and how it ends.
type trouble struct {
	name   string
	faults []order
	// world changes the company when the request has been approved; clumsy tells that Microsoft answers what its contract
	// does not have.
	world  func(*sim.Tenant) error
	clumsy bool
	// while it lasts, at that time, the person's card and the admin's why say this.
	at              time.Duration
	says, adminSays string
	// healed is when all faults end, zero for never; then it ends so, at that time.
	healed, ends time.Duration
	state        string // of the request, or of the number that was to be taken
	told, admin  string
	// orders is how many orders Teams accepted; zero is one when it was delivered, else any.
	orders int
	number string // that was given in the end, when it is another
}

func always(match string, f sim.Fault) []order {
	f.Times = sim.Always
	return []order{{match, f}}
}

func times(n int, match string, f sim.Fault) []order {
	f.Times = n
	return []order{{match, f}}
}

// inTurn are these faults, each once, so often in turn.
func inTurn(match string, n int, faults ...sim.Fault) (all []order) {
	for range n {
		for _, f := range faults {
			f.Times = 1
			all = append(all, order{match, f})
		}
	}
	return all
}

const (
	delivered, stuckState = string(request.Delivered), string(request.DeliveryFailed)
	post                  = "POST assignNumber"
	ask                   = "GET operations"
	unpost                = "POST unassignNumber"
)

// passingTroubles say nothing against the number or its person: they are the same for people and for services.
var passingTroubles = []trouble{
	// Not done, and known: as soon as we may.
	{name: "throttled", faults: times(1, post, sim.Fault{Status: 429, RetryAfter: 2 * time.Minute}), at: time.Minute,
		says: "Microsoft asks the desk to slow down", adminSays: "asked the desk to slow down", ends: 3 * time.Minute, state: delivered},
	{name: "throttled for an hour", faults: times(1, post, sim.Fault{Status: 429, RetryAfter: time.Hour}), at: 59 * time.Minute,
		says: "Microsoft asks the desk to slow down", ends: 61 * time.Minute, state: delivered},
	{name: "answers that make no sense", faults: times(20, "GET numberAssignments", sim.Fault{Status: 200, Body: `{}`}), clumsy: true, at: 5 * time.Minute,
		says: "in a way the desk does not understand", adminSays: "the log says how", ends: 3 * time.Hour, state: delivered},
	{name: "another change is under way", faults: times(2, post, badRequest(saysBusy)), at: time.Minute + 30*time.Second,
		says: "busy with another change", adminSays: "another change of this number is under way", ends: 5 * time.Minute, state: delivered},
	{name: "409", faults: times(1, post, sim.Fault{Status: 409}), at: 30 * time.Second, says: "busy with another change", ends: 5 * time.Minute, state: delivered},

	// Perhaps done: look, and act again only when nothing came of it.
	{name: "500 to the order", faults: times(1, post, sim.Fault{Status: 500}), at: 20 * time.Second, adminSays: "answer about giving", ends: 2 * time.Minute, state: delivered},
	{name: "502 in HTML", faults: times(1, post, sim.Fault{Status: 502, Body: "<html>Bad Gateway</html>"}), clumsy: true, at: 20 * time.Second, adminSays: "answer about giving", ends: 2 * time.Minute, state: delivered},
	{name: "503 with Retry-After", faults: times(1, post, sim.Fault{Status: 503, RetryAfter: time.Minute}), at: 40 * time.Second,
		says: "Teams did not confirm the change", adminSays: "reads the number until it is certain", ends: 3 * time.Minute, state: delivered},
	{name: "504", faults: times(1, post, sim.Fault{Status: 504}), at: 20 * time.Second, adminSays: "answer about giving", ends: 2 * time.Minute, state: delivered},
	{name: "408", faults: times(1, post, sim.Fault{Status: 408}), at: 20 * time.Second, adminSays: "answer about giving", ends: 2 * time.Minute, state: delivered},
	{name: "an outage as a bad request", faults: times(1, post, sim.Fault{Status: 400, Body: wobbleBody}), at: 20 * time.Second, adminSays: "answer about giving", ends: 2 * time.Minute, state: delivered},
	{name: "the order does not arrive", faults: times(1, post, sim.Fault{DropBefore: true}), at: 20 * time.Second, adminSays: "answer about giving", ends: 2 * time.Minute, state: delivered},
	{name: "the answer does not arrive", faults: times(1, post, sim.Fault{DropAfter: true}), ends: 20 * time.Second, state: delivered},
	{name: "accepted without an address", faults: times(1, post, sim.Fault{Status: 202}), clumsy: true, at: 20 * time.Second, adminSays: "answer about giving", ends: 2 * time.Minute, state: delivered},
	{name: "no answer, ever", faults: always(post, sim.Fault{DropBefore: true}), at: time.Minute, says: "Teams did not confirm the change",
		ends: 5 * time.Minute, state: stuckState, told: "Teams did not answer, and does not show the change", admin: "Get-CsPhoneNumberAssignment -TelephoneNumber +41446681000"},

	// Under way: ask, and look.
	{name: "a young operation", faults: times(3, ask, sim.Fault{Status: 404}), ends: time.Minute, state: delivered},
	{name: "an operation that is never found", faults: always(ask, sim.Fault{Status: 404}), ends: 2 * time.Minute, state: delivered},
	{name: "an operation that is asked for too often", faults: times(1, ask, sim.Fault{Status: 429, RetryAfter: 2 * time.Minute}), at: time.Minute,
		says: "Microsoft asks the desk to slow down", ends: 3 * time.Minute, state: delivered},
	{name: "an operation that cannot be asked for", faults: always(ask, sim.Fault{Status: 500}), ends: 2 * time.Minute, state: delivered},
	{name: "Teams cannot be reached", faults: always("GET numberAssignments", sim.Fault{Status: 503}), at: 5 * time.Minute,
		says: "Microsoft 365 cannot be reached", adminSays: "cannot be reached", healed: 6 * time.Minute, ends: 12 * time.Minute, state: delivered},
	{name: "reads are cut off", faults: times(3, "GET numberAssignments", sim.Fault{DropBefore: true}), ends: 2 * time.Minute, state: delivered},
	{name: "an operation in an envelope", faults: times(2, ask, sim.Fault{Status: 200, Body: `{"value":{"id":"o","status":"succeeded"}}`}), clumsy: true, ends: 2 * time.Minute, state: delivered},
	{name: "skipped, and done", faults: []order{{ask, stands("skipped", sim.Always)}}, clumsy: true, ends: time.Minute, state: delivered},
	{name: "a status of tomorrow, and done", faults: []order{{ask, stands("paused", sim.Always)}}, clumsy: true, ends: time.Minute, state: delivered},
	{name: "skipped, and not done", faults: []order{fails, {ask, stands("skipped", sim.Always)}}, clumsy: true, at: 10 * time.Minute,
		says: "without saying whether it was done", adminSays: "neither done nor failed", ends: 20 * time.Minute, state: stuckState, told: "without doing it", admin: "Get-CsPhoneNumberAssignment"},
	{name: "running for ever", faults: []order{fails, {ask, stands("running", sim.Always)}}, at: 10 * time.Minute,
		says: "is still at it", adminSays: "asks until it ends", ends: 20 * time.Minute, state: stuckState, told: "did not finish it", admin: "Get-CsPhoneNumberAssignment"},
	{name: "forgotten, and not done", faults: []order{fails, {ask, sim.Fault{Status: 404, Times: sim.Always}}}, at: 10 * time.Minute,
		says: "does not know it yet", adminSays: "does not know its operation", ends: 20 * time.Minute, state: stuckState, told: "nothing came of it", admin: "Get-CsPhoneNumberAssignment"},
	{name: "succeeded, and never visible", faults: []order{fails, {ask, stands("succeeded", sim.Always)}}, at: 10 * time.Minute,
		says: "does not show it yet", adminSays: "reads do not show it yet", ends: 20 * time.Minute, state: stuckState, told: "said it was done, but does not show it", admin: "Get-CsPhoneNumberAssignment"},
}

// refusedTroubles are those in which Teams refuses a person a number.
var refusedTroubles = []trouble{
	// Whose fault it is, by a look at both.
	{name: "not licensed, by Teams alone", faults: always(post, sim.Fault{Fails: saysUnlicensed}), ends: time.Minute, state: stuckState,
		told: "finds no licence", admin: "switch on Teams Phone"},
	{name: "not licensed, at once", faults: []order{{post, badRequest(saysUnlicensed)}}, ends: time.Minute, state: stuckState, told: "finds no licence", admin: "switch on Teams Phone"},
	{name: "on-premises, says Teams of who lost the licence", faults: []order{{post, badRequest(saysOnPremises)}},
		world: func(t *sim.Tenant) error { return t.License("adele", "MCOEV", false) }, ends: time.Minute, state: stuckState, told: "finds no licence", admin: "switch on Teams Phone"},
	{name: "on-premises, and licensed", faults: []order{{post, badRequest(saysOnPremises)}}, ends: time.Minute, state: stuckState,
		told: "in your company's own directory", admin: "its licence was checked and is there. Clear the attribute with Set-ADUser"},
	{name: "the number is synchronized", faults: []order{{"GET numberAssignments", sim.Fault{Status: 200, Body: `{"value":[{"id":"n","telephoneNumber":"+41446681000","numberType":"directRouting","operatorId":"o","activationState":"activated","capabilities":["userAssignment"],"assignmentStatus":"unassigned","numberSource":"onPremises","reverseNumberLookupOptions":[],"supportedCustomerActions":[]}]}`}}},
		ends: time.Minute, state: stuckState, told: "in your company's own directory", admin: "+41446681000 is synchronized from Active Directory"},
	{name: "somebody else has it", world: func(t *sim.Tenant) error { return t.Assign("+41446681000", "diego") }, faults: times(1, "GET numberAssignments", sim.Fault{Status: 200, Body: `{"value":[]}`}),
		ends: time.Minute, state: stuckState, told: "Somebody else was given this number", admin: "In Teams the number is with Diego Siciliani"},
	{name: "not in the tenant", faults: []order{{post, badRequest(saysNotThere)}}, ends: time.Minute, state: stuckState, told: "does not know the number", admin: "no number +41446681000 of the type DirectRouting"},
	{name: "country and usage location differ", faults: []order{{post, badRequest(saysCountry)}}, world: func(t *sim.Tenant) error { return t.Move("adele", "Zurich", "DE") },
		ends: time.Minute, state: stuckState, told: "of CH and the account's usage location is DE", admin: "of CH and the account's usage location is DE"},
	{name: "the account was deleted", faults: []order{{post, badRequest(saysNobody)}}, world: func(t *sim.Tenant) error { return t.SoftDelete("adele") },
		ends: time.Minute, state: stuckState, admin: "The directory does not know the account any more"},
	{name: "not yet known to Teams", faults: times(3, post, badRequest(saysNobody)), at: 2 * time.Minute, says: "Teams does not know the account yet",
		adminSays: "It waits for Microsoft: the licence is there", ends: 15 * time.Minute, state: delivered},
	{name: "never known to Teams", faults: []order{{post, badRequest(saysNobody)}}, at: 20 * time.Hour, says: "Teams does not know the account yet",
		ends: 25 * time.Hour, state: stuckState, told: "Teams still does not know the account", admin: "Get-CsOnlineUser -Identity PERSON"},
	{name: "a failed operation that says to try again", faults: times(1, post, sim.Fault{Fails: "Service is unavailable. Please try again"}), at: 30 * time.Second,
		says: "Teams cannot do this just now", ends: 5 * time.Minute, state: delivered, orders: 2},

	{name: "failed operations that say to try again, for ever", faults: always(post, sim.Fault{Fails: "Service is unavailable. Please try again"}), at: 3 * time.Hour,
		says: "Teams cannot do this just now", adminSays: "says to try again", ends: 5 * time.Hour, state: stuckState, told: "refused this for hours", admin: "Microsoft said: the operation failed: Service is unavailable"},
	{name: "never known to Teams, says its operation", faults: always(post, sim.Fault{Fails: saysNobody}), at: 20 * time.Hour, says: "Teams does not know the account yet",
		ends: 26 * time.Hour, state: stuckState, told: "Teams still does not know the account", admin: "Get-CsOnlineUser -Identity PERSON"},
	{name: "unlicensed, in a text that also says to try again", faults: []order{{post, badRequest(saysUnlicensed + ". Assign one and try again.")}},
		ends: time.Hour, state: stuckState, told: "finds no licence", admin: "switch on Teams Phone"},
	{name: "unavailable at once, for ever", faults: []order{{post, badRequest("The request timed out.")}}, at: 3 * time.Hour,
		says: "Teams cannot do this just now", adminSays: "says to try again", ends: 5 * time.Hour, state: stuckState, told: "refused this for hours", admin: "Get-CsPhoneNumberAssignment"},

	{name: "Teams does not say who has the number", faults: always("GET numberAssignments", nobodySaid("+41446681000")), at: time.Hour, says: "does not say who has the number",
		adminSays: "assignmentStatus internalError", ends: 5 * time.Hour, state: stuckState, told: "not said for hours who has the number", admin: "Get-CsPhoneNumberAssignment"},

	// Refused though it shows as free.
	{name: "one number is blocked in the tenant", faults: times(1, post, badRequest(saysOther)), ends: time.Minute, state: delivered,
		number: "+41446681001", told: "Instead of: +41 44 668 10 00", admin: "Teams refused +41 44 668 10 00"},
	{name: "one number has a holder nobody sees", faults: times(1, post, badRequest(saysTaken)), ends: time.Minute, state: delivered, number: "+41446681001", told: "Instead of: +41 44 668 10 00"},
	{name: "all numbers are refused", faults: []order{{post, badRequest(saysOther)}}, ends: time.Minute, state: stuckState,
		told: "although it shows it as free", admin: "Remove-CsPhoneNumberAssignmentBlock -TelephoneNumber +41446681002"},
}

// rightsTroubles are nobody's request's fault.
var rightsTroubles = []trouble{
	{name: "no permission", faults: always(post, sim.Fault{Status: 403, Body: noConsentBody}), at: time.Hour, says: "Microsoft does not let the desk do this",
		adminSays: "lacks the permission TeamsTelephoneNumber.ReadWrite.All", healed: 2 * time.Hour, ends: 3 * time.Hour, state: delivered},
	{name: "no role", faults: always(post, sim.Fault{Status: 403, Body: noRoleBody}), at: time.Hour, says: "Microsoft does not let the desk do this",
		adminSays: "role Teams Telephony Administrator", healed: 2 * time.Hour, ends: 3 * time.Hour, state: delivered},
	{name: "no sign-in", faults: always(post, sim.Fault{Status: 401}), at: time.Hour, says: "Microsoft does not let the desk do this",
		adminSays: "does not accept the desk's sign-in", healed: 2 * time.Hour, ends: 3 * time.Hour, state: delivered},
	{name: "no permission to read any more", faults: always("GET numberAssignments", sim.Fault{Status: 403, Body: noConsentBody}), at: time.Hour,
		says: "Microsoft does not let the desk do this", healed: 2 * time.Hour, ends: 3 * time.Hour, state: delivered},
	{name: "no permission to ask for the operation", faults: always(ask, sim.Fault{Status: 403, Body: noConsentBody}), at: time.Hour,
		says: "Microsoft does not let the desk do this", healed: 2 * time.Hour, ends: 3 * time.Hour, state: delivered},
	{name: "no permission, and try again, in turn", faults: inTurn(post, 400, sim.Fault{Status: 403, Body: noConsentBody}, badRequest("The request timed out.")), at: 6 * 24 * time.Hour,
		ends: 7*24*time.Hour + time.Hour, state: stuckState},
	{name: "no role for a week", faults: always(post, sim.Fault{Status: 403, Body: noRoleBody}), at: 6 * 24 * time.Hour, says: "Microsoft does not let the desk do this",
		ends: 8 * 24 * time.Hour, state: stuckState, told: "did not let the desk do this for a week", admin: "Teams refused it for a week"},
}

// TestEveryTroubleOfAnAssignment: whatever Microsoft does, a request ends as what it is, and says so on the way, to the
// requester and to the admins.
func TestEveryTroubleOfAnAssignment(t *testing.T) {
	for _, tt := range slices.Concat(passingTroubles, refusedTroubles, rightsTroubles) {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				h := openWatched(t, tt.clumsy)
				h.asks()
				h.happens(tt)
				if err := h.tenant.Person("megan").Click("Approve", nil); err != nil {
					t.Fatal(err)
				}
				h.play(tt, "R-1", func(when, says string) {
					if card := h.cardOf("adele", "Your phone number"); says != "" && !strings.Contains(card, says) {
						t.Errorf("%s Adele's card says\n%s\nwant %q", when, card, says)
					}
				})
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
				if holder := h.tenant.Holder(number); tt.state == delivered && holder != "adele" {
					t.Errorf("%s is with %q in Teams", number, holder)
				}
				if got := h.accepted("assignNumber", number); tt.state == delivered && got != orders {
					t.Errorf("Teams accepted %d orders, want %d", got, orders)
				}
				if got := h.tried("assignNumber"); got > 800 { // a week, four times an hour
					t.Errorf("Teams was asked %d times", got)
				}
				delays := 0
				for _, e := range h.ledger().entries {
					if e.What == "request.delay" {
						delays++
					}
				}
				if delays > 4 {
					t.Errorf("the audit says %d times that it waits", delays)
				}
				if rejected := h.blocked(); rejected > 2 {
					t.Errorf("%d numbers are blocked", rejected)
				}
			})
		})
	}
}

// passingReleases are the same for people and for services.
var passingReleases = []trouble{
	{name: "throttled", faults: times(1, unpost, sim.Fault{Status: 429, RetryAfter: 2 * time.Minute}), at: time.Minute, adminSays: "asked the desk to slow down", ends: 3 * time.Minute, state: "resting"},
	{name: "500", faults: times(1, unpost, sim.Fault{Status: 500}), ends: 2 * time.Minute, state: "resting"},
	{name: "the order does not arrive", faults: times(1, unpost, sim.Fault{DropBefore: true}), ends: 2 * time.Minute, state: "resting"},
	{name: "the answer does not arrive", faults: times(1, unpost, sim.Fault{DropAfter: true}), ends: time.Minute, state: "resting"},
	{name: "accepted without an address", faults: times(1, unpost, sim.Fault{Status: 202}), clumsy: true, ends: 2 * time.Minute, state: "resting"},
	{name: "an outage as a bad request", faults: times(1, unpost, sim.Fault{Status: 400, Body: wobbleBody}), ends: 2 * time.Minute, state: "resting"},
	{name: "an operation that is never found", faults: always(ask, sim.Fault{Status: 404}), ends: 2 * time.Minute, state: "resting"},
	{name: "skipped, and done", faults: []order{{ask, stands("skipped", sim.Always)}}, clumsy: true, ends: time.Minute, state: "resting"},
	{name: "succeeded, and never visible", faults: []order{{unpost, sim.Fault{Fails: saysOther, Times: sim.Always}}, {ask, stands("succeeded", sim.Always)}}, at: 10 * time.Minute,
		adminSays: "reads do not show it yet", ends: 20 * time.Minute, state: "releaseRefused", admin: "Get-CsPhoneNumberAssignment"},
	{name: "no permission", faults: always(unpost, sim.Fault{Status: 403, Body: noConsentBody}), at: time.Hour, adminSays: "lacks the permission TeamsTelephoneNumber.ReadWrite.All",
		healed: 2 * time.Hour, ends: 3 * time.Hour, state: "resting"},
	{name: "no role", faults: always(unpost, sim.Fault{Status: 403, Body: noRoleBody}), at: time.Hour, adminSays: "role Teams Telephony Administrator",
		healed: 2 * time.Hour, ends: 3 * time.Hour, state: "resting"},
}

// refusedReleases are those in which Teams refuses to take a number from a person.
var refusedReleases = []trouble{
	{name: "not licensed", world: func(t *sim.Tenant) error { t.KeepsNumbers = true; return t.License("adele", "MCOEV", false) }, ends: time.Minute, state: "releaseRefused",
		admin: "Remove-CsPhoneNumberAssignment -Identity PERSON -PhoneNumber +41446681000 -PhoneNumberType DirectRouting"},
	{name: "on-premises, says Teams of who lost the licence", faults: []order{{unpost, badRequest(saysOnPremises)}}, world: func(t *sim.Tenant) error { return t.License("adele", "MCOEV", false) },
		ends: time.Minute, state: "releaseRefused", admin: "give the person Teams Phone for some minutes"},
	{name: "on-premises, and licensed", faults: []order{{unpost, badRequest(saysOnPremises)}}, ends: time.Minute, state: "releaseRefused", admin: "Set-ADUser ACCOUNT -Clear msRTCSIP-Line"},
	{name: "the account was deleted", faults: []order{{unpost, badRequest(saysNobody)}}, ends: time.Minute, state: "releaseRefused", admin: "Deleted users"},
	{name: "another reason", faults: []order{{unpost, badRequest(saysOther)}}, ends: time.Minute, state: "releaseRefused", admin: ": " + saysOther + "\n"},
	{name: "somebody else has it meanwhile", world: func(t *sim.Tenant) error { return t.Assign("+41446681000", "diego") }, ends: time.Minute, state: "assigned", admin: "has been with Diego Siciliani"},
}

// TestEveryTroubleOfARelease is the same of a number that is taken back, which is the admins' business alone.
func TestEveryTroubleOfARelease(t *testing.T) {
	for _, tt := range slices.Concat(passingReleases, refusedReleases) {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				h := openWatched(t, tt.clumsy)
				h.command("assign", "+41446681000", "adelev@contoso.com")
				h.happens(tt)
				h.server.Print(t.Context(), []string{"release", "+41446681000"}, nil)
				h.play(tt, "+41446681000", func(string, string) {})
				n := h.ledger().numbers["+41446681000"]
				if string(n.State) != tt.state {
					t.Errorf("the number is %s, want %s", n.State, tt.state)
				}
				if got := h.accepted("unassignNumber", "+41446681000"); n.State == inventory.Resting && got != 1 {
					t.Errorf("Teams accepted %d orders, want 1", got)
				}
			})
		})
	}
}

// TestRightsAreMissedOnce: an outage of rights fails no request, tells the admins once, and is over when it is over.
func TestRightsAreMissedOnce(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h := openWatched(t, false)
		if err := h.tenant.Fault(post, sim.Fault{Status: 403, Body: noConsentBody, Times: sim.Always}); err != nil {
			t.Fatal(err)
		}
		people := []string{"adelev", "henriettam", "diegos", "gradya"}
		for _, who := range people {
			h.server.Print(t.Context(), []string{"assign", "next", who + "@contoso.com"}, nil)
		}
		h.passes(3 * time.Hour)
		if cards := h.cardsOf("alex", "Microsoft refuses the desk"); len(cards) != 1 {
			t.Errorf("Alex got %d cards about it, want 1", len(cards))
		}
		h.tenant.Heal()
		h.passes(20 * time.Minute)
		for id, r := range h.ledger().requests {
			if r.State != request.Delivered {
				t.Errorf("%s is %s", id, r.State)
			}
		}
		if got := len(h.ledger().requests); got != len(people) {
			t.Errorf("there are %d requests, want %d", got, len(people))
		}
		if cards := h.cardsOf("alex", "Microsoft refuses the desk"); len(cards) > 0 || !strings.Contains(h.cardOf("alex", "Settled"), "Microsoft lets the desk") {
			t.Errorf("Alex still reads %q", cards)
		}
		if err := h.tenant.Fault(post, sim.Fault{Status: 403, Body: noConsentBody, Times: sim.Always}); err != nil {
			t.Fatal(err)
		}
		h.server.Print(t.Context(), []string{"assign", "next", "johannal@contoso.com"}, nil)
		h.passes(time.Hour)
		if cards := h.cardsOf("alex", "Microsoft refuses the desk"); len(cards) != 1 {
			t.Errorf("Alex got %d cards when it was taken away again, want 1", len(cards))
		}
		h.command("requests", "cancel", "R-5")
		h.tenant.Heal()
		h.server.Print(t.Context(), []string{"assign", "next", "lidiah@contoso.com"}, nil)
		h.passes(time.Hour)
		if cards := h.cardsOf("alex", "Microsoft refuses the desk"); len(cards) > 0 {
			t.Errorf("Alex still reads %q though somebody else's number went through", cards)
		}
	})
}

// TestARightIsNotBackBecauseAnAdminHelpedHimself: what waited for a right is done by hand, and the right is still missing.
func TestARightIsNotBackBecauseAnAdminHelpedHimself(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h := openWatched(t, false)
		h.happens(trouble{faults: always(post, sim.Fault{Status: 403, Body: noConsentBody})})
		for _, who := range []string{"adelev", "henriettam"} {
			h.server.Print(t.Context(), []string{"assign", "next", who + "@contoso.com"}, nil)
		}
		h.passes(time.Hour)
		if err := h.tenant.Assign("+41446681000", "adele"); err != nil {
			t.Fatal(err)
		}
		h.passes(time.Hour)
		if r := h.ledger().requests["R-1"]; r.State != request.Delivered {
			t.Errorf("what was done by hand is %s", r.State)
		}
		if cards := h.cardsOf("alex", "Microsoft refuses the desk"); len(cards) != 1 {
			t.Errorf("the right is still missing, and Alex reads %q", h.cardOf("alex", "Settled"))
		}
		h.tenant.Heal()
		h.passes(time.Hour)
		if settled := h.cardOf("alex", "Settled"); !strings.Contains(settled, "Microsoft lets the desk") {
			t.Errorf("the right is back, and Alex reads %q", settled)
		}
	})
}

// TestStatusSaysWhatIsWaitedFor: status says no more than the card, not how long Teams usually needs.
func TestStatusSaysWhatIsWaitedFor(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h := openWatched(t, false)
		h.command("assign", "+41446681001", "henriettam@contoso.com")
		h.asks()
		h.happens(trouble{faults: times(1, post, sim.Fault{Status: 429, RetryAfter: 2 * time.Hour})})
		if err := h.tenant.Person("megan").Click("Approve", nil); err != nil {
			t.Fatal(err)
		}
		h.passes(time.Hour)
		if err := h.tenant.Person("adele").Say("status"); err != nil {
			t.Fatal(err)
		}
		h.passes(time.Minute)
		if card := h.cardOf("adele", "Your phone number"); !strings.Contains(card, "Being set up in Teams") || !strings.HasSuffix(card, "It goes on by itself as soon as it may.\n[Cancel request]") {
			t.Errorf("status says\n%s\nwant that Microsoft asks the desk to slow down", card)
		}
	})
}

// TestARefusalThatIsMisread cannot use up a range, however many ask.
func TestARefusalThatIsMisread(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h := openWatched(t, false)
		if err := h.tenant.Fault(post, badRequest(saysOther)); err != nil {
			t.Fatal(err)
		}
		for _, who := range []string{"adelev", "henriettam", "diegos", "gradya", "johannal", "lidiah"} {
			h.command("assign", "next", who+"@contoso.com")
			if err := h.settle(); err != nil {
				t.Fatal(err)
			}
		}
		l := h.ledger()
		for _, r := range l.requests {
			if r.State != request.DeliveryFailed {
				t.Errorf("%s is %s", r.ID, r.State)
			}
		}
		byRange := map[string]int{}
		for _, n := range l.numbers {
			if !n.Rejected.IsZero() {
				byRange[n.Range]++
			}
		}
		for name, n := range byRange {
			if n > 4 {
				t.Errorf("range %s lost %d numbers", name, n)
			}
		}
	})
}

// openWatched is a house whose every exchange with Graph is held against the contract, in whichever the desk's requests keep
// to it; Microsoft's answers only while it is not clumsy.
func openWatched(t *testing.T, clumsy bool) *house {
	t.Helper()
	return openHouse(t, nil).watched(clumsy)
}

func (h *house) watched(clumsy bool) *house {
	t := h.t
	t.Helper()
	graph, err := contract.Graph()
	if err != nil {
		t.Fatal(err)
	}
	h.stop()
	h.way = contract.Transport{Contract: graph, Prefix: "/v1.0", Next: h.tenant.Transport(), Ours: true, Wrong: func(format string, args ...any) {
		if wrong := fmt.Sprintf(format, args...); !clumsy || !strings.Contains(wrong, "answers against") {
			t.Error(wrong)
		}
	}}
	h.start()
	return h
}

func (h *house) happens(tt trouble) {
	h.t.Helper()
	if tt.world != nil {
		if err := tt.world(h.tenant); err != nil {
			h.t.Fatal(err)
		}
	}
	for _, o := range tt.faults {
		if err := h.tenant.Fault(o.match, o.fault); err != nil {
			h.t.Fatal(err)
		}
	}
}

// passes lets time go by, whatever is owed.
func (h *house) passes(d time.Duration) {
	time.Sleep(d)
	synctest.Wait()
}

// play lets a trouble take its course. told is asked what the person is told, when and what it should be.
func (h *house) play(tt trouble, subject string, told func(when, says string)) {
	h.t.Helper()
	why := func(when, says string) {
		h.t.Helper()
		if text := h.server.Print(h.t.Context(), []string{"why", subject}, nil).Text; says != "" && !strings.Contains(text, says) {
			h.t.Errorf("%s why says\n%s\nwant %q", when, text, says)
		}
	}
	since := time.Duration(0)
	until := func(at time.Duration) {
		h.passes(at - since)
		since = at
	}
	if tt.at > 0 {
		until(tt.at)
		told("meanwhile", tt.says)
		if tt.adminSays == "answer about giving" {
			subject = "+41446681000"
		}
		why("meanwhile", tt.adminSays)
	}
	if tt.healed > 0 {
		until(tt.healed)
		h.tenant.Heal()
	}
	until(tt.ends)
	told("in the end", tt.told)
	h.tenant.Heal()
	why("in the end", tt.admin)
}

// cardsOf are the texts of somebody's cards of that title, newest first.
func (h *house) cardsOf(who, title string) []string {
	var found []string
	for _, m := range h.tenant.Person(who).Cards() {
		if text := strings.Join(m.Lines(), "\n"); strings.HasPrefix(text, title) {
			found = append(found, text)
		}
	}
	return found
}

func (h *house) cardOf(who, title string) string {
	if all := h.cardsOf(who, title); len(all) > 0 {
		return all[0]
	}
	return ""
}

// accepted counts the orders about a number that Teams took.
func (h *house) accepted(what, number string) (n int) {
	for _, e := range h.tenant.Journal() {
		if e.What == what && e.Number == number && e.Accepted {
			n++
		}
	}
	return n
}

// tried counts the orders that were sent, taken or not.
func (h *house) tried(what string) (n int) {
	for _, e := range h.tenant.Journal() {
		if e.What == what {
			n++
		}
	}
	return n
}

// blocked counts the numbers that were blocked because Teams refused them.
func (h *house) blocked() (n int) {
	for _, row := range h.ledger().numbers {
		if !row.Rejected.IsZero() {
			n++
		}
	}
	return n
}

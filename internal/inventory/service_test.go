package inventory_test

import (
	"strings"
	"testing"

	"github.com/numberdesk/numberdesk/internal/inventory"
	"github.com/numberdesk/numberdesk/internal/person"
)

const virtualUser, teamsPhone = "f47330e9-c134-43b3-9993-e7f004506889", "4828c8ec-dc2e-4779-b502-87ac9ce28ab7"

func TestServicesGetNumbersForServices(t *testing.T) {
	ranges := []inventory.Range{
		{Name: "zurich", Site: "Zurich", Country: "CH", Type: inventory.DirectRouting, Order: 10},
		{Name: "zurich-lines", Site: "Zurich", Country: "CH", Type: inventory.DirectRouting, Capability: inventory.ForServices, Order: 30},
		{Name: "bern-lines", Site: "Bern", Country: "CH", Type: inventory.DirectRouting, Capability: inventory.ForServices, Order: 20},
		{Name: "berlin-lines", Site: "Berlin", Country: "DE", Type: inventory.DirectRouting, Capability: inventory.ForServices, Order: 40},
		{Name: "hotline", Site: "Zurich", Country: "CH", Type: inventory.CallingPlan, Capability: inventory.ForServices, Order: 50, Rule: "user.department == 'Support'"},
	}
	for _, c := range []struct {
		name    string
		account person.Person
		want    string
		why     string
	}{
		{"one without a place gets them of its country, in order", person.Person{UsageLocation: "CH"}, "bern-lines zurich-lines", ""},
		{"one with a place gets them there", person.Person{UsageLocation: "CH", City: "Zurich"}, "zurich-lines", ""},
		{"a rule decides by itself, and no calling plan is asked for", person.Person{UsageLocation: "CH", City: "Zurich", Department: "support"}, "zurich-lines hotline", ""},
		{"one without a usage location gets none", person.Person{}, "", "bern-lines: usage location is not set, not CH"},
		{"people's numbers are none for it", person.Person{UsageLocation: "FR"}, "", "zurich: its numbers are for people"},
	} {
		t.Run(c.name, func(t *testing.T) {
			scope := inventory.ServiceScope(&c.account, ranges)
			if got := strings.Join(inventory.Names(scope.Ranges), " "); got != c.want || !strings.Contains(scope.Why.String(), c.why) {
				t.Errorf("got %q because %s; want %q because %q", got, scope.Why, c.want, c.why)
			}
		})
	}
	if why := inventory.ServiceScope(&person.Person{}, nil).Why.String(); why == "" {
		t.Error("no reason is said when there are no ranges")
	}
}

func TestJudgeOfServices(t *testing.T) {
	n := inventory.Number{Phone: "+41446681000", Type: inventory.DirectRouting, Country: "CH", Service: true}
	both := []string{"userAssignment", "voiceApplicationAssignment"}
	free := &inventory.Assignment{Status: "unassigned", Type: inventory.DirectRouting, Capabilities: both}
	licensed := &person.Person{ID: "queue", UsageLocation: "CH", Plans: []person.Plan{{ID: virtualUser, Status: "Enabled"}}}
	personal := &person.Person{ID: "queue", UsageLocation: "CH", Plans: []person.Plan{{ID: teamsPhone, Status: "Enabled"}}}
	for _, c := range []struct {
		name    string
		said    string
		seen    *inventory.Assignment
		account *person.Person
		want    string
	}{
		{"a person's licence is none for it", inventory.ReasonOnPremises, free, personal, inventory.ReasonServiceNotLicensed},
		{"its licence is there, and Teams has not noticed", inventory.ReasonNotLicensed, free, licensed, inventory.ReasonServiceNotLicensed},
		{"Teams does not find it", inventory.ReasonUserNotFound, free, licensed, inventory.ReasonServiceNotFound},
		{"a number for people alone", inventory.ReasonRefused, &inventory.Assignment{Status: "unassigned", Capabilities: both[:1]}, licensed, inventory.ReasonNotForServices},
		{"nothing speaks against it: the number is not to blame, and is not blocked", inventory.ReasonRefused, free, licensed, inventory.ReasonServiceRefused},
		{"its text says that somebody has it whom nobody sees: that is the number", inventory.ReasonAlreadyAssigned, free, licensed, inventory.ReasonNumberBlocked},
		{"an outage is no word about services", inventory.ReasonTryLater, free, licensed, inventory.ReasonTryLater},
		{"somebody has it", inventory.ReasonRefused, &inventory.Assignment{Status: "userAssigned", Target: "adele", Capabilities: both}, licensed, inventory.ReasonTaken},
		{"the account was deleted", inventory.ReasonUserNotFound, free, nil, inventory.ReasonAccountGone},
	} {
		t.Run(c.name, func(t *testing.T) {
			if got := inventory.Judge(c.said, n, c.seen, c.account, ""); got != c.want {
				t.Errorf("got %s, want %s", got, c.want)
			}
		})
	}
	if got := inventory.JudgeRelease(inventory.ReasonOnPremises, n, nil, personal); got != inventory.ReasonServiceNotLicensed {
		t.Errorf("refused to take it for want of its licence: got %s", got)
	}
	if got := inventory.JudgeRelease(inventory.ReasonUserNotFound, n, nil, licensed); got != inventory.ReasonServiceNotFound {
		t.Errorf("refused to take it from one that is not found: got %s", got)
	}
}

func TestWhoHasANumber(t *testing.T) {
	queue := &inventory.Assignment{Status: "voiceApplicationAssigned", Target: "queue", Capabilities: []string{"voiceApplicationAssignment"}}
	var unknown *inventory.Assignment
	for _, c := range []struct {
		name      string
		got, want bool
	}{
		{"a queue has it as a service", queue.Of("queue", true), true},
		{"and not as a person", queue.Of("queue", false), false},
		{"another one does not", queue.Of("reception", true), false},
		{"what is not in Teams nobody has", unknown.Of("queue", true), false},
		{"a bridge is no service of ours", (&inventory.Assignment{Status: "conferenceAssigned", Target: "queue"}).Of("queue", true), false},
		{"it may be given to services", queue.May(true), true},
		{"and to nobody else", queue.May(false), false},
		{"of one that Teams does not know nothing is known", unknown.May(false), true},
	} {
		if c.got != c.want {
			t.Errorf("%s: got %v, want %v", c.name, c.got, c.want)
		}
	}
}

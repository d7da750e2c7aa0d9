package person_test

import (
	"testing"

	"github.com/numberdesk/numberdesk/internal/person"
)

func TestPhoneLicence(t *testing.T) {
	const phone, smb, teams = "4828c8ec-dc2e-4779-b502-87ac9ce28ab7", "ed777b71-af04-42ca-9798-84344c66f7c6", "57ff2da0-773e-42df-b2af-ffb7a2317929"
	for _, c := range []struct {
		name  string
		plans []person.Plan
		want  person.Licence
	}{
		{"Teams Phone in any bundle is enough", []person.Plan{{teams, "Enabled"}, {phone, "Enabled"}}, person.Licensed},
		{"the small business plan counts", []person.Plan{{smb, "Enabled"}}, person.Licensed},
		{"a plan in its grace period still works", []person.Plan{{phone, "Warning"}}, person.Licensed},
		{"Teams alone is no telephone", []person.Plan{{teams, "Enabled"}}, person.Unlicensed},
		{"a removed plan stays in the list as Deleted", []person.Plan{{phone, "Deleted"}}, person.Unlicensed},
		{"an unpaid subscription is no admin's decision", []person.Plan{{phone, "Suspended"}}, person.Suspended},
		{"one living plan outweighs a suspended one", []person.Plan{{phone, "LockedOut"}, {smb, "Enabled"}}, person.Licensed},
		{"a status we do not know is no licence", []person.Plan{{phone, ""}}, person.Unlicensed},
		{"no plans at all", nil, person.Unlicensed},
	} {
		t.Run(c.name, func(t *testing.T) {
			if got := (&person.Person{Plans: c.plans}).PhoneLicence(); got != c.want {
				t.Errorf("got %s, want %s", got, c.want)
			}
		})
	}
}

func TestServiceLicence(t *testing.T) {
	const virtual, government, phone = "f47330e9-c134-43b3-9993-e7f004506889", "0628a73f-3b4a-4989-bd7b-0f8823144313", "4828c8ec-dc2e-4779-b502-87ac9ce28ab7"
	for _, c := range []struct {
		name    string
		plans   []person.Plan
		want    person.Licence
		service bool
	}{
		{"the plan for virtual users makes a resource account", []person.Plan{{virtual, "Enabled"}}, person.Licensed, true},
		{"so does the government's", []person.Plan{{government, "Warning"}}, person.Licensed, true},
		{"a person's plan is none for a service", []person.Plan{{phone, "Enabled"}}, person.Unlicensed, false},
		{"a plan taken away is none", []person.Plan{{virtual, "Deleted"}}, person.Unlicensed, false},
		{"an unpaid subscription is no admin's decision", []person.Plan{{virtual, "Suspended"}}, person.Suspended, false},
	} {
		t.Run(c.name, func(t *testing.T) {
			p := &person.Person{Plans: c.plans}
			if got := p.ServiceLicence(); got != c.want || p.HasVirtualUser() != c.service {
				t.Errorf("got %s, resource account %v; want %s, %v", got, p.HasVirtualUser(), c.want, c.service)
			}
		})
	}
	for _, c := range []struct {
		name    string
		enabled bool
		plans   []person.Plan
		want    bool
	}{
		{"an account with the plan, disabled as they all are", false, []person.Plan{{virtual, "Enabled"}}, true},
		{"one that somebody enabled", true, []person.Plan{{virtual, "Enabled"}}, true},
		{"one that was given a person's plan, too, as was done before there was one of its own", false, []person.Plan{{virtual, "Enabled"}, {phone, "Enabled"}}, true},
		{"somebody at work who was given the plan by mistake", true, []person.Plan{{virtual, "Enabled"}, {phone, "Enabled"}}, false},
		{"one that lost the plan", false, []person.Plan{{virtual, "Deleted"}}, true},
		{"one whose subscription is not paid", false, []person.Plan{{virtual, "Suspended"}}, true},
		{"somebody who left and once had the plan by mistake", false, []person.Plan{{virtual, "Deleted"}, {phone, "Deleted"}}, false},
		{"a disabled account of a person", false, []person.Plan{{phone, "Enabled"}}, false},
		{"an account without any plan", false, nil, false},
	} {
		if got := (&person.Person{Enabled: c.enabled, Plans: c.plans}).IsService(); got != c.want {
			t.Errorf("%s: a service %v, want %v", c.name, got, c.want)
		}
	}
	if p := (&person.Person{Plans: []person.Plan{{virtual, "Enabled"}}}); p.PhoneLicence() != person.Unlicensed {
		t.Errorf("a service's plan licenses no person: got %s", p.PhoneLicence())
	}
}

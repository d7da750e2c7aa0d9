package sim

import (
	"errors"
	"slices"
	"strings"
	"testing"
	"time"
)

func TestAssignmentsMicrosoftRefuses(t *testing.T) {
	const calling, connect, onPremises, forPeople, forServices = "+41440000001", "+493000000001", "+41440000009", "+41440000011", "+41440000012"
	tests := []struct {
		name     string
		number   string
		who      string
		kind     string
		want     string // part of the message, empty for accepted
		mistaken bool   // counts as a violation
	}{
		{"a licensed person gets a free number", "+41446681000", "adele", "directRouting", "", false},
		{"a number nobody uploaded may be assigned all the same", "+41446689999", "adele", "directRouting", "", false},
		{"a number without plus is the same number", "41446681000", "adele", "directRouting", "", false},
		{"an unlicensed person", "+41446681000", "isaiah", "directRouting", "lacks appropriate licenses", false},
		{"a calling plan number without a calling plan", calling, "adele", "callingPlan", "'CallingPlan' number", false},
		{"a calling plan number of another country", connect, "adele", "operatorConnect", "same country/region", false},
		{"an operator's number of the same country", connect, "grady", "operatorConnect", "", false},
		{"a number somebody else has", "+493055501007", "adele", "directRouting", "assigned to another user", false},
		{"a second primary number", "+493055501000", "joni", "directRouting", "already has a primary", false},
		{"the number the person has already", "+493055501007", "joni", "directRouting", "assigned to the user", false},
		{"a number under another type", calling, "adele", "directRouting", "is not found from tenant", false},
		{"a number of a type that must be known first", "+41446689999", "adele", "callingPlan", "is not found from tenant", false},
		{"a number synchronized from on premises", onPremises, "adele", "directRouting", "on-premises", false},
		{"a person who is deleted", "+41446681000", "diego", "directRouting", "is not found", false},
		{"a resource account without its licence", "+41446681001", "bot-zurich", "directRouting", "lacks appropriate licenses", false},
		{"a resource account with its licence", "+41446681001", "helpdesk-zurich", "directRouting", "", false},
		{"a resource account that has a number", "+41446681001", "reception-munich", "directRouting", "already has a primary", false},
		{"a number for people to a resource account", forPeople, "helpdesk-zurich", "directRouting", "does not have the capability", false},
		{"a number for services to a resource account", forServices, "helpdesk-zurich", "directRouting", "", false},
		{"a number for services to a person", forServices, "adele", "directRouting", "does not have the capability", false},
		{"a number with an assignment block, which is listed as free", "+41446681009", "adele", "directRouting", "assignment block", false},
		{"a number that is none", "0446681000x", "adele", "directRouting", "E.164", true},
		{"a type that is none", "+41446681000", "adele", "sip", "Invalid numberType", true},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			bubble(t, func(t *testing.T) {
				tenant, c := begin(t, func(tenant *Tenant) {
					tenant.upload(NumberRange{First: calling, Last: calling, Type: "callingPlan", Country: "CH"})
					tenant.upload(NumberRange{First: connect, Last: connect, Type: "operatorConnect", Country: "DE"})
					tenant.upload(NumberRange{First: onPremises, Last: onPremises, Type: "directRouting", Source: "onPremises"})
					tenant.upload(NumberRange{First: forPeople, Last: forPeople, Type: "directRouting", Capability: []string{"userAssignment"}})
					tenant.upload(NumberRange{First: forServices, Last: forServices, Type: "directRouting", Capability: []string{"voiceApplicationAssignment"}})
				})
				err := errors.Join(tenant.SoftDelete("diego"), tenant.BlockAssignment("+41446681009", true))
				if err != nil {
					t.Fatal(err)
				}
				r := c.post(assignments+qualified+"assignNumber", map[string]any{"telephoneNumber": tt.number, "assignmentTargetId": tenant.IDOf(tt.who), "numberType": tt.kind})
				if tt.want == "" && r.status != 202 || tt.want != "" && (r.status != 400 || !strings.Contains(r.message(), tt.want)) {
					t.Errorf("%d %q, want it to say %q", r.status, r.message(), tt.want)
				}
				if got := len(tenant.Violations()) > 0; got != tt.mistaken {
					t.Errorf("violations: %q", tenant.Violations())
				}
				if j := tenant.Journal(); len(j) != 1 || j[0].Accepted != (tt.want == "") {
					t.Errorf("journal: %v", j)
				}
			})
		})
	}
}

func TestBodiesNobodyShouldSend(t *testing.T) {
	bubble(t, func(t *testing.T) {
		tenant, c := begin(t)
		good := `"telephoneNumber":"+41446681000","assignmentTargetId":"` + tenant.IDOf("adele") + `","numberType":"directRouting"`
		for _, body := range []string{`{` + good + `,"notify":true}`, `{` + good + `,"numberType":"directRouting"}`, `{` + good + `}{}`, `[]`, `{`} {
			r := c.raw("POST", graphURL+assignments+"/assignNumber", c.graph, body)
			if r.status != 400 {
				t.Errorf("%s was answered %d", body, r.status)
			}
		}
		if v := tenant.Violations(); len(v) != 5 {
			t.Errorf("violations: %q", v)
		}
	})
}

func TestUnassignedDirectRoutingNumbersVanishUnlessUploaded(t *testing.T) {
	bubble(t, func(t *testing.T) {
		tenant, c := begin(t)
		if err := tenant.Assign("+41446689999", "grady"); err != nil {
			t.Fatal(err)
		}
		for number, listed := range map[string]int{"+41446689999": 0, "+493055501007": 1} {
			r := c.post(assignments+"/unassignNumber", map[string]any{"telephoneNumber": number, "numberType": "directRouting"})
			if r.status != 202 {
				t.Fatalf("unassign: %d %s", r.status, r.message())
			}
			time.Sleep(5 * time.Second)
			if got := c.get(assignments + "?$filter=telephoneNumber eq '" + number + "'").values(); len(got) != listed {
				t.Errorf("%s: %d entries are listed, want %d", number, len(got), listed)
			}
		}
		if r := c.post(assignments+"/unassignNumber", map[string]any{"telephoneNumber": "+493055501007", "numberType": "directRouting"}); r.status != 400 {
			t.Errorf("a number nobody has was unassigned with %d", r.status)
		}
	})
}

func TestAnOperationFindsTheWorldChanged(t *testing.T) {
	bubble(t, func(t *testing.T) {
		tenant, c := begin(t)
		r := c.assign(tenant, "+41446681000", "adele")
		if busy := c.assign(tenant, "+41446681000", "megan"); !strings.Contains(busy.message(), "in progress") {
			t.Errorf("a busy number was answered %d %s", busy.status, busy.message())
		}
		if second := c.assign(tenant, "+41446681001", "adele"); !strings.Contains(second.message(), "primary") {
			t.Errorf("a second number on the way was answered %d %s", second.status, second.message())
		}
		if err := tenant.License("adele", "MCOEV", false); err != nil {
			t.Fatal(err)
		}
		if polls := c.poll(r.header.Get("Location")); polls[len(polls)-1] != "failed" {
			t.Errorf("polls: %v", polls)
		}
		if got := tenant.Holder("+41446681000"); got != "" {
			t.Errorf("%q has the number all the same", got)
		}
	})
}

func TestAnOperationEndsWithoutBeingPolled(t *testing.T) {
	bubble(t, func(t *testing.T) {
		tenant, c := begin(t)
		r := c.assign(tenant, "+41446681000", "adele")
		time.Sleep(operationTime)
		if polls := c.poll(r.header.Get("Location")); !slices.Equal(polls, []string{"succeeded"}) {
			t.Errorf("polls: %v", polls)
		}
	})
}

// TestTheSeedDecides runs the same assignments under one seed twice, and under another.
func TestTheSeedDecides(t *testing.T) {
	run := func(seed uint64) (fates []string) {
		bubble(t, func(t *testing.T) {
			tenant, c := begin(t)
			tenant.Seed(seed)
			for i, key := range []string{"adele", "megan", "alex", "diego", "grady", "henrietta", "johanna", "lee", "lidia", "nestor"} {
				number := "+4930555010" + string(rune('1'+i/10)) + string(rune('0'+i%10))
				_, err := c.try("POST", graphURL+assignments+"/assignNumber", c.graph, map[string]any{"telephoneNumber": number,
					"assignmentTargetId": tenant.IDOf(key), "numberType": "directRouting"})
				fate := "answered"
				if err != nil {
					fate = "dropped"
				}
				time.Sleep(operationTime)
				if tenant.Holder(number) != key {
					t.Errorf("seed %d: %s was not given to %s", seed, number, key)
				}
				late := 0
				for len(c.get(assignments+"?$filter=telephoneNumber eq '"+number+"' and assignmentStatus eq 'userAssigned'").values()) == 0 {
					time.Sleep(100 * time.Millisecond)
					late++
				}
				fates = append(fates, fate+strings.Repeat(".", late))
				if late > 20 {
					t.Errorf("%s became visible only after %d tenths of a second", number, late)
				}
			}
		})
		return fates
	}
	first := run(7)
	if again := run(7); !slices.Equal(first, again) {
		t.Errorf("seed 7 gave %v, then %v", first, again)
	}
	dropped := 0
	for seed := range uint64(4) {
		fates := run(seed)
		if seed != 7 && slices.Equal(fates, first) {
			t.Errorf("seed %d gives the same as 7", seed)
		}
		for _, f := range fates {
			if strings.HasPrefix(f, "dropped") {
				dropped++
			}
		}
	}
	if dropped == 0 || dropped > 15 {
		t.Errorf("%d of 40 connections dropped, want about 5", dropped)
	}
}

func TestUpdatesOfANumber(t *testing.T) {
	bubble(t, func(t *testing.T) {
		const onPremises, location = "+41440000009", "93cb8a70-b4af-41df-9928-d07607e21776"
		tenant, c := begin(t, func(tenant *Tenant) {
			tenant.upload(NumberRange{First: onPremises, Last: onPremises, Type: "directRouting", Source: "onPremises"})
		})
		for _, tt := range []struct {
			name, number, location string
			want                   string // part of the message, empty for accepted
			mistaken               bool
		}{
			{"a location", "+41446681000", location, "", false},
			{"the same again", "+41446681000", location, "", false},
			{"none", "+41446681000", "", "", false},
			{"a number nobody knows", "+41446689999", location, "is not found from tenant", false},
			{"a number synchronized from on premises", onPremises, location, "on-premises", false},
			{"a location that is no id", "+41446681000", "Zurich HQ", "Invalid locationId", true},
			{"a number that is none", "044x", location, "E.164", true},
		} {
			before := len(tenant.Violations())
			r := c.post(assignments+qualified+"updateNumber", map[string]any{"telephoneNumber": tt.number, "locationId": tt.location})
			if tt.want == "" && r.status != 200 || tt.want != "" && (r.status != 400 || !strings.Contains(r.message(), tt.want)) {
				t.Errorf("%s: %d %q, want it to say %q", tt.name, r.status, r.message(), tt.want)
			}
			if got := len(tenant.Violations()) > before; got != tt.mistaken {
				t.Errorf("%s: violations %q", tt.name, tenant.Violations())
			}
		}
		if j := tenant.Journal(); j[0].String() != "updateNumber +41446681000 at "+location {
			t.Errorf("the journal says %s", j[0])
		}
	})
}

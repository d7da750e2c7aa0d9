package graph_test

import (
	"context"
	"encoding/json"
	"io"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/numberdesk/numberdesk/internal/graph"
	"github.com/numberdesk/numberdesk/internal/inventory"
	"github.com/numberdesk/numberdesk/internal/person"
	"github.com/numberdesk/numberdesk/internal/problem"
	"github.com/numberdesk/numberdesk/internal/sim"
)

// simulated is a client of the simulated tenant, signed in with its own tokens.
func simulated(t *testing.T, tenant *sim.Tenant) *graph.Client {
	transport := tenant.Transport()
	return client(t, graph.Options{HTTP: transport, ManifestID: tenant.World.AppID, Token: func(ctx context.Context) (string, error) {
		form := url.Values{"grant_type": {"client_credentials"}, "client_id": {tenant.World.AppID}, "client_secret": {tenant.World.Secret},
			"scope": {"https://graph.microsoft.com/.default"}}
		request, err := http.NewRequestWithContext(ctx, "POST", "https://login.microsoftonline.com/"+tenant.World.TenantID+"/oauth2/v2.0/token", strings.NewReader(form.Encode()))
		if err != nil {
			return "", err
		}
		request.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		response, err := transport.RoundTrip(request)
		if err != nil {
			return "", err
		}
		defer response.Body.Close()
		body, err := io.ReadAll(response.Body)
		if err != nil {
			return "", err
		}
		var answer struct {
			AccessToken string `json:"access_token"`
		}
		return answer.AccessToken, json.Unmarshal(body, &answer)
	}})
}

// answering200 is a bot that takes whatever Teams says.
func answering200(*http.Request) (*http.Response, error) {
	return &http.Response{StatusCode: http.StatusOK, Body: http.NoBody}, nil
}

// end asks after an operation until it has ended.
func end(t *testing.T, c *graph.Client, operation string) inventory.Operation {
	t.Helper()
	for range 100 {
		op, err := c.Operation(t.Context(), operation)
		if err != nil && problem.KindOf(err) != problem.NotFound {
			t.Fatal(err)
		}
		if op.Status == "succeeded" || op.Status == "failed" {
			return op
		}
		time.Sleep(time.Second)
	}
	t.Fatal("the operation never ended")
	return inventory.Operation{}
}

// visible reads the number until it shows what is true.
func visible(t *testing.T, c *graph.Client, shows func(*inventory.Assignment) bool) {
	t.Helper()
	for range 100 {
		a, err := c.Assignment(t.Context(), zurich)
		if err != nil {
			t.Fatal(err)
		}
		if shows(a) {
			return
		}
		time.Sleep(time.Second)
	}
	t.Fatal("the change never became visible")
}

const zurich = "+41446681042"

func TestAgainstTheSimulatedTenant(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		tenant := sim.New(sim.Sample())
		defer tenant.Close()
		tenant.Drops(false)
		c := simulated(t, tenant)
		adele := person.ID(tenant.IDOf("adele"))

		operation, err := c.Assign(t.Context(), zurich, adele, inventory.DirectRouting, "")
		if err != nil {
			t.Fatal(err)
		}
		if op := end(t, c, operation); op.Status != "succeeded" || tenant.Holder(zurich) != "adele" {
			t.Fatalf("assign ended as %+v and the number is %q's", op, tenant.Holder(zurich))
		}
		visible(t, c, func(a *inventory.Assignment) bool {
			return a.OfPerson() && a.Target == adele && a.Category == "primary"
		})
		if mine, err := c.AssignmentsOf(t.Context(), adele); err != nil || len(mine) != 1 || mine[0].Phone != zurich {
			t.Errorf("her numbers: got %+v, %v", mine, err)
		}

		again, err := c.Assign(t.Context(), zurich, person.ID(tenant.IDOf("megan")), inventory.DirectRouting, "")
		if !problem.Is(err, graph.CodeAlreadyAssigned) {
			t.Errorf("to somebody else: got %q, %v", again, err)
		}
		if _, err := c.Assign(t.Context(), "+41446681043", person.ID(tenant.IDOf("isaiah")), inventory.DirectRouting, ""); !problem.Is(err, graph.CodeNotLicensed) {
			t.Errorf("to somebody unlicensed: got %v", err)
		}

		operation, err = c.Unassign(t.Context(), zurich, inventory.DirectRouting)
		if err != nil {
			t.Fatal(err)
		}
		if op := end(t, c, operation); op.Status != "succeeded" || tenant.Holder(zurich) != "" {
			t.Errorf("unassign ended as %+v and the number is %q's", op, tenant.Holder(zurich))
		}
		visible(t, c, func(a *inventory.Assignment) bool { return a.Free() })

		if v := tenant.Violations(); len(v) != 0 {
			t.Errorf("Microsoft was sent what it was not meant to: %q", v)
		}
	})
}

// An order whose answer is lost was carried out all the same, and is found by reading the number, not by ordering again.
func TestALostAnswerIsFoundByReading(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		tenant := sim.New(sim.Sample())
		defer tenant.Close()
		tenant.Drops(false)
		if err := tenant.Fault("POST assignNumber", sim.Fault{DropAfter: true}); err != nil {
			t.Fatal(err)
		}
		if err := tenant.Fault("GET numberAssignments", sim.Fault{Status: 503, Times: 2}); err != nil {
			t.Fatal(err)
		}
		c := simulated(t, tenant)
		adele := person.ID(tenant.IDOf("adele"))
		if _, err := c.Assign(t.Context(), zurich, adele, inventory.DirectRouting, ""); problem.KindOf(err) != problem.Unclear {
			t.Fatalf("got %v, want unclear", err)
		}
		visible(t, c, func(a *inventory.Assignment) bool { return a.OfPerson() && a.Target == adele })
		var orders int
		for _, e := range tenant.Journal() {
			if e.What == "assignNumber" {
				orders++
			}
		}
		if orders != 1 {
			t.Errorf("ordered %d times", orders)
		}
	})
}

func TestTheSimulatedDirectory(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		world := sim.Sample()
		world.Crowd(1500, "+49891000000")
		tenant := sim.New(world)
		defer tenant.Close()
		c := simulated(t, tenant)

		p, err := c.Person(t.Context(), person.ID(tenant.IDOf("adele")))
		if err != nil || p.Name != "Adele Vance" || p.UsageLocation != "CH" || p.Office != "Zurich" || p.PhoneLicence() != person.Licensed || !p.Manager.CanDecide() {
			t.Errorf("got %+v, %v", p, err)
		}
		people := map[person.ID]bool{}
		if err := c.People(t.Context(), func(some []person.Person) error {
			for _, p := range some {
				people[p.ID] = true
			}
			return nil
		}); err != nil || len(people) != len(tenant.Keys()) {
			t.Errorf("got %d people, %v; want %d", len(people), err, len(tenant.Keys()))
		}
		held := map[string]bool{}
		if err := c.Assignments(t.Context(), func(some []inventory.Assignment) error {
			for _, a := range some {
				if a.Target != "" {
					held[string(a.Phone)] = true
				}
			}
			return nil
		}); err != nil || len(held) != len(tenant.Held()) {
			t.Errorf("got %d numbers that somebody has, %v; want %d", len(held), err, len(tenant.Held()))
		}
		if account, err := c.Account(t.Context(), person.ID(tenant.IDOf("adele"))); err != nil || account != person.Active {
			t.Errorf("adele: got %q, %v", account, err)
		}
		megan := person.ID(tenant.IDOf("megan"))
		for _, fate := range []struct {
			change func(string) error
			want   person.Account
		}{{tenant.Disable, person.Active}, {tenant.SoftDelete, person.SoftDeleted}, {tenant.Restore, person.Active}, {tenant.Purge, person.Gone}} {
			if err := fate.change("megan"); err != nil {
				t.Fatal(err)
			}
			if account, err := c.Account(t.Context(), megan); err != nil || account != fate.want {
				t.Errorf("megan: got %q, %v; want %q", account, err, fate.want)
			}
		}
		if account, err := c.Account(t.Context(), "00000000-1111-2222-3333-444444444444"); err != nil || account != person.Gone {
			t.Errorf("nobody: got %q, %v", account, err)
		}
		for _, group := range world.Groups {
			members, err := c.Members(t.Context(), group.ID)
			if err != nil || len(members) == 0 {
				t.Errorf("group %s: got %v, %v", group.Key, members, err)
				continue
			}
			if in, err := c.MemberOf(t.Context(), members[0].ID, []string{group.ID}); err != nil || len(in) != 1 {
				t.Errorf("a member of %s is in %v, %v", group.Key, in, err)
			}
		}
		if v := tenant.Violations(); len(v) != 0 {
			t.Errorf("Microsoft was sent what it was not meant to: %q", v)
		}
	})
}

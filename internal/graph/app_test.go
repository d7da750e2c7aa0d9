package graph_test

import (
	"errors"
	"io"
	"net"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/numberdesk/numberdesk/internal/graph"
	"github.com/numberdesk/numberdesk/internal/person"
	"github.com/numberdesk/numberdesk/internal/problem"
	"github.com/numberdesk/numberdesk/internal/sim"
)

const (
	manifestID = "6b5f7e4c-2d3a-4e18-9c07-51f2a8d3b964"
	catalogID  = "12345678-9abc-def0-123456789a"
	// Microsoft's words for a policy, and for a missing permission, which names the permissions the app has as well.
	policy    = "App is blocked by app permission policy. TenantId: t, UserObjectId: u, AppId: a, AppType: Private"
	noInstall = "Missing role permissions on the request. API requires one of 'TeamsAppInstallation.ReadWriteForUser.All, TeamsAppInstallation.ReadWriteSelfForUser.All'. Roles on the request 'User.Read.All'."
)

// published is a catalogue that has the app under this id.
func published(id string) answer {
	return ok(`{"value":[{"id":"` + id + `","externalId":"` + manifestID + `","displayName":"Number Desk","distributionMethod":"organization"}]}`)
}

var installed = answer{status: 201}

// installs is a client that knows its app, and whose Microsoft gives these answers.
func installs(t *testing.T, answers ...answer) (*graph.Client, *microsoft) {
	m := &microsoft{t: t, answers: answers}
	return client(t, graph.Options{HTTP: m, ManifestID: manifestID}), m
}

func TestInstallAppOnTheWire(t *testing.T) {
	c, m := installs(t, published(catalogID), installed)
	for range 2 {
		if err := c.InstallApp(t.Context(), adele); err != nil {
			t.Fatal(err)
		}
	}
	install := "POST /users/" + adele + "/teamwork/installedApps"
	if want := []string{"GET /appCatalogs/teamsApps?$filter=externalId eq '" + manifestID + "'", install, install}; !slices.Equal(m.urls(), want) {
		t.Errorf("asked %q, want %q: the app's id is looked up once", m.urls(), want)
	}
	assertJSON(t, m.requests[1].body, `{"@odata.type":"#microsoft.graph.userScopeTeamsAppInstallation","teamsApp@odata.bind":"`+base+`/appCatalogs/teamsApps/`+catalogID+`"}`)
}

func TestTheAppInTheCatalogue(t *testing.T) {
	store := `{"id":"s1","externalId":"` + manifestID + `","distributionMethod":"store"}`
	own := `{"id":"o1","externalId":"` + strings.ToUpper(manifestID) + `","distributionMethod":"organization"}`
	for _, c := range []struct {
		name    string
		answers []answer
		want    string
		code    string
	}{
		{"the company's own", []answer{ok(`{"value":[` + own + `]}`)}, "o1", ""},
		{"the company's own goes before one of the store", []answer{ok(`{"value":[` + store + `,` + own + `]}`)}, "o1", ""},
		{"one of the store, when there is no other", []answer{ok(`{"value":[` + store + `]}`)}, "s1", ""},
		{"on the second page, when the filter is overlooked", []answer{ok(`{"value":[{"id":"x","externalId":"other"}],"@odata.nextLink":"` + base + `/appCatalogs/teamsApps?$skiptoken=p2"}`), ok(`{"value":[` + own + `]}`)}, "o1", ""},
		{"nobody uploaded it", []answer{ok(`{"value":[]}`)}, "", graph.CodeAppNotPublished},
		{"somebody else's app is not ours", []answer{ok(`{"value":[{"id":"x","externalId":"other"}]}`)}, "", graph.CodeAppNotPublished},
		{"an app without an id is none", []answer{ok(`{"value":[{"externalId":"` + manifestID + `"}]}`)}, "", graph.CodeAppNotPublished},
		{"no catalogue at all", []answer{refused(404, "NotFound", "No such resource.")}, "", graph.CodeAppNotPublished},
		{"no list is not an empty one", []answer{ok(`{}`)}, "", graph.CodeUnexpected},
		{"we may not look", []answer{refused(403, "Forbidden", "Missing role permissions on the request. API requires one of 'AppCatalog.Read.All'.")}, "", graph.CodeMissingPermission},
		{"we are not known", []answer{refused(401, "InvalidAuthenticationToken", "expired")}, "", graph.CodeUnauthorized},
	} {
		t.Run(c.name, func(t *testing.T) {
			client, _ := installs(t, c.answers...)
			id, err := client.PublishedApp(t.Context())
			if id != c.want || (err != nil) != (c.code != "") || c.code != "" && !problem.Is(err, c.code) {
				t.Errorf("got %q, %v; want %q %s", id, err, c.want, c.code)
			}
		})
	}
}

// Every way an installation ends: what is final must say so by its kind, and what to do by its sentence.
func TestInstallAppRefused(t *testing.T) {
	const busy, forbidden, away = problem.Busy, problem.Forbidden, graph.CodeUnavailable
	for _, c := range []struct {
		name   string
		answer answer
		kind   problem.Kind
		code   string
		says   string
		after  time.Duration
	}{
		{"he has it already", refused(409, "Conflict", "App is already installed."), "", "", "", 0},
		{"a policy keeps it from him", refused(403, "Forbidden", policy), forbidden, graph.CodeAppBlocked, "Permission policies", 0},
		{"a policy, as the service behind says it", refused(403, "UnknownError", `{"code":"AccessDenied","message":"`+policy+`"}`), forbidden, graph.CodeAppBlocked, "Permission policies", 0},
		{"he has no licence for Teams", refused(403, "Forbidden", "The user is not licensed for Teams."), forbidden, graph.CodeNoTeams, "no licence for Teams", 0},
		{"the licence as a bad request", refused(400, "BadRequest", "User has no valid license."), forbidden, graph.CodeNoTeams, "no licence for Teams", 0},
		{"the catalogue's app is another's", refused(403, "Forbidden", "AAD App Id 'x' is not allowed to manage the Teams App 'y'."), forbidden, graph.CodeAppMismatch, "numberdesk manifest", 0},
		{"the permission is missing", refused(403, "Forbidden", noInstall), forbidden, graph.CodeMissingPermission, "the permission TeamsAppInstallation.ReadWriteSelfForUser.All for", 0},
		{"the permission is missing, as the directory says it", refused(403, "Authorization_RequestDenied", "Insufficient privileges to complete the operation."), forbidden, graph.CodeMissingPermission, "the permission TeamsAppInstallation.ReadWriteSelfForUser.All for", 0},
		{"a refusal nobody has seen", refused(403, "Forbidden", ""), forbidden, graph.CodeInstallRefused, "Teams admin center", 0},
		{"a request nobody understands", refused(400, "BadRequest", "Bad Request"), forbidden, graph.CodeInstallRefused, "Teams admin center", 0},
		{"we are not known", refused(401, "InvalidAuthenticationToken", "expired"), forbidden, graph.CodeUnauthorized, "secret or certificate", 0},
		{"a proxy forbids it", answer{status: 403, body: "<html>Blocked</html>"}.with("Content-Type", "text/html"), problem.Internal, graph.CodeUnexpected, "proxy", 0},
		{"he is not there", refused(404, "NotFound", "User not found."), problem.NotFound, "NotFound", "this person in Teams", 0},
		{"throttled", refused(429, "TooManyRequests", "slow").with("Retry-After", "3"), busy, graph.CodeThrottled, "slow down", 3 * time.Second},
		{"500", refused(500, "InternalServerError", "oops"), busy, away, "without harm", 0},
		{"502 in HTML", answer{status: 502, body: "<html>"}.with("Content-Type", "text/html"), busy, away, "without harm", 0},
		{"503 with Retry-After", refused(503, "serviceNotAvailable", "later").with("Retry-After", "60"), busy, away, "without harm", time.Minute},
		{"the answer is lost", answer{dropped: io.EOF}, busy, away, "without harm", 0},
		{"no connection is made", answer{dropped: &net.OpError{Op: "dial", Err: errors.New("connection refused")}}, busy, away, "cannot be reached", 0},
		{"a redirect is not followed", answer{status: 302}.with("Location", base), busy, away, "without harm", 0},
	} {
		t.Run(c.name, func(t *testing.T) {
			client, m := installs(t, published(catalogID), c.answer)
			err := client.InstallApp(t.Context(), adele)
			if problem.KindOf(err) != c.kind || c.code != "" && !problem.Is(err, c.code) || problem.RetryAfter(err) != c.after {
				t.Errorf("got %v (retry after %v), want %s %s", err, problem.RetryAfter(err), c.kind, c.code)
			}
			if say := problem.Say(err).String(); c.kind != "" && (!strings.Contains(say, c.says) || !strings.HasSuffix(say, ".") || strings.ContainsAny(say, "{<")) {
				t.Errorf("says %q, want %q in it", say, c.says)
			}
			if len(m.requests) != 2 {
				t.Errorf("sent %d requests, want the look-up and one installation", len(m.requests))
			}
		})
	}
}

// An app that is taken out of the catalogue and uploaded again has another id there.
func TestAnAppThatWasUploadedAnewIsFound(t *testing.T) {
	absent := refused(404, "NotFound", "The definition for the app was not found.")
	for _, c := range []struct {
		name    string
		answers []answer // after one installation
		code    string
		sent    int
	}{
		{"it has another id", []answer{absent, published("n2"), installed}, "", 3},
		{"it is as it was, so the person is missing", []answer{absent, published(catalogID)}, "NotFound", 2},
		{"it is gone", []answer{absent, ok(`{"value":[]}`)}, graph.CodeAppNotPublished, 2},
		{"the catalogue does not say", []answer{absent, refused(429, "x", "x").with("Retry-After", "300")}, graph.CodeThrottled, 2},
	} {
		t.Run(c.name, func(t *testing.T) {
			client, m := installs(t, append([]answer{published(catalogID), installed}, c.answers...)...)
			if err := client.InstallApp(t.Context(), adele); err != nil {
				t.Fatal(err)
			}
			err := client.InstallApp(t.Context(), adele)
			if (err != nil) != (c.code != "") || c.code != "" && !problem.Is(err, c.code) || len(m.requests) != 2+c.sent {
				t.Errorf("got %v after %q, want %q", err, m.urls()[2:], c.code)
			}
		})
	}
}

func TestNothingIsInstalledForNobody(t *testing.T) {
	c, m := installs(t, published(catalogID))
	nobody := c.InstallApp(t.Context(), "")
	unknown, n := answers(t, published(catalogID))
	if err := unknown.InstallApp(t.Context(), adele); problem.KindOf(err) != problem.Invalid || problem.KindOf(nobody) != problem.Invalid || len(m.requests)+len(n.requests) != 0 {
		t.Errorf("nobody: %v; no app: %v; %d requests", nobody, err, len(m.requests)+len(n.requests))
	}
}

func TestThrottlesAreCounted(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		slow := refused(429, "x", "x").with("Retry-After", "1")
		m := &microsoft{t: t, answers: []answer{slow, refused(503, "x", "x"), slow, ok(`{"value":[]}`)}}
		throttled := 0
		c := client(t, graph.Options{HTTP: m, Throttled: func() { throttled++ }})
		if _, err := c.Assignment(t.Context(), zurich); err != nil || throttled != 2 {
			t.Errorf("got %v and %d throttles, want 2", err, throttled)
		}
	})
}

func TestInstallingInTheSimulatedTenant(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		tenant := sim.New(sim.Sample())
		defer tenant.Close()
		tenant.Drops(false)
		tenant.Bot = answering200
		c := simulated(t, tenant)
		install := func(who string) error { return c.InstallApp(t.Context(), person.ID(tenant.IDOf(who))) }

		var all sync.WaitGroup
		for range 5 { // five at once find one app, and he gets it once
			all.Go(func() {
				if err := install("adele"); err != nil {
					t.Error(err)
				}
			})
		}
		all.Wait()
		if !tenant.Person("adele").Installed() {
			t.Error("she does not have it")
		}
		if err := tenant.License("isaiah", "TEAMS1", false); err != nil {
			t.Fatal(err)
		}
		tenant.Person("megan").ForbidApp(true)
		for who, code := range map[string]string{"isaiah": graph.CodeNoTeams, "megan": graph.CodeAppBlocked} {
			if err := install(who); !problem.Is(err, code) || tenant.Person(who).Installed() {
				t.Errorf("%s: got %v, want %s", who, err, code)
			}
		}
		tenant.Publish(false)
		if err := install("grady"); !problem.Is(err, graph.CodeAppNotPublished) {
			t.Errorf("not in the catalogue: got %v", err)
		}
		tenant.Publish(true)
		if err := install("grady"); err != nil {
			t.Errorf("uploaded again: %v", err)
		}
		if err := tenant.Fault("POST installedApps", sim.Fault{DropAfter: true}); err != nil {
			t.Fatal(err)
		}
		if err := install("henrietta"); problem.KindOf(err) != problem.Busy {
			t.Errorf("a lost answer: got %v, want busy", err)
		}
		if err := install("henrietta"); err != nil {
			t.Errorf("the same again: %v", err)
		}
		if v := tenant.Violations(); len(v) != 0 {
			t.Errorf("Microsoft was sent what it was not meant to: %q", v)
		}
	})
	synctest.Test(t, func(t *testing.T) {
		tenant := sim.New(sim.Sample())
		defer tenant.Close()
		for missing, has := range map[string][]string{"AppCatalog.Read.All": {graph.PermissionInstallApp}, graph.PermissionInstallApp: {"AppCatalog.Read.All"}} {
			tenant.Consent(has...)
			c := simulated(t, tenant)
			err := c.InstallApp(t.Context(), person.ID(tenant.IDOf("adele")))
			if !problem.Is(err, graph.CodeMissingPermission) || !strings.Contains(problem.Say(err).String(), "permission "+missing+" for") {
				t.Errorf("without %s: got %v", missing, err)
			}
		}
	})
}

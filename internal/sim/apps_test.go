package sim

import (
	"strings"
	"testing"
)

// install asks Graph to install the bot's app for somebody, as it now stands in the catalog.
func (c *client) install(tenant *Tenant, who string) result {
	return c.post("users/"+tenant.IDOf(who)+"/teamwork/installedApps",
		map[string]any{"teamsApp@odata.bind": graphURL + "appCatalogs/teamsApps/" + tenant.CatalogID()})
}

// published is how many apps of ours the catalog has.
func (c *client) published(tenant *Tenant) int {
	r := c.get("appCatalogs/teamsApps?$filter=externalId eq '" + tenant.World.AppID + "'")
	if r.status != 200 {
		c.t.Errorf("the catalog answers %d %s", r.status, r.message())
	}
	return len(r.values())
}

func TestInstallingIsRefused(t *testing.T) {
	for _, tt := range []struct {
		name   string
		before func(*Tenant) error
		status int
		says   string
	}{
		{"by an app policy", func(t *Tenant) error { t.Person("adele").ForbidApp(true); return nil }, 403, "App is blocked by app permission policy."},
		{"without a licence for Teams", func(t *Tenant) error { return t.License("adele", "TEAMS1", false) }, 403, "not licensed for Teams"},
		{"for who was deleted", func(t *Tenant) error { return t.SoftDelete("adele") }, 404, "User not found"},
		{"when the app is not in the catalog", func(t *Tenant) error { t.Publish(false); return nil }, 404, "not found in the catalog"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			bubble(t, func(t *testing.T) {
				tenant, c, bot := office(t)
				if err := tt.before(tenant); err != nil {
					t.Fatal(err)
				}
				if r := c.install(tenant, "adele"); r.status != tt.status || !strings.Contains(r.message(), tt.says) {
					t.Errorf("%d %s, want %d %s", r.status, r.message(), tt.status, tt.says)
				}
				tenant.following.Wait()
				if tenant.Person("adele").Installed() || len(bot.received) != 0 {
					t.Errorf("installed all the same, and the bot heard %v", bot.received)
				}
			})
		})
	}
}

func TestAPolicyIsLiftedAndAnAppUploadedAnew(t *testing.T) {
	bubble(t, func(t *testing.T) {
		tenant, c, _ := office(t)
		tenant.Person("adele").ForbidApp(true)
		tenant.Person("adele").ForbidApp(false)
		if r := c.install(tenant, "adele"); r.status != 201 {
			t.Errorf("after the policy: %d %s", r.status, r.message())
		}
		tenant.following.Wait() // the bot of these tests hears one thing at a time
		first := tenant.CatalogID()
		tenant.Publish(true) // it is there: nothing changes
		if tenant.CatalogID() != first || c.published(tenant) != 1 {
			t.Errorf("the id changed from %s to %s", first, tenant.CatalogID())
		}
		tenant.Publish(false)
		if n := c.published(tenant); n != 0 {
			t.Errorf("taken out, and the catalog has %d", n)
		}
		tenant.Publish(true)
		if tenant.CatalogID() == first || c.published(tenant) != 1 {
			t.Errorf("uploaded anew, the id is still %s", first)
		}
		if r := c.install(tenant, "megan"); r.status != 201 {
			t.Errorf("the new upload: %d %s", r.status, r.message())
		}
	})
}

// What Teams sends speaks the language of the person's Teams, however the app came to him.
func TestInstallationsCarryTheLocale(t *testing.T) {
	bubble(t, func(t *testing.T) {
		tenant, c, bot := office(t)
		tenant.Person("adele").SetLocale("de-DE")
		for _, who := range []string{"adele", "megan"} {
			if r := c.install(tenant, who); r.status != 201 {
				t.Fatalf("%s: %d %s", who, r.status, r.message())
			}
			tenant.following.Wait()
		}
		if err := tenant.Person("adele").Uninstall(); err != nil {
			t.Fatal(err)
		}
		want := map[string][2]string{tenant.IDOf("adele"): {"de-DE", "DE"}, tenant.IDOf("megan"): {"en-US", "US"}}
		heard := 0
		for _, a := range bot.received {
			from, _ := a["from"].(map[string]any)
			entities, _ := a["entities"].([]any)
			client, _ := entities[0].(map[string]any)
			w := want[from["aadObjectId"].(string)]
			if a["locale"] != w[0] || client["locale"] != w[0] || client["country"] != w[1] {
				t.Errorf("%s is in %v, and its client in %v; want %q", a["type"], a["locale"], client, w)
			}
			if a["type"] == "installationUpdate" {
				heard++
			}
		}
		if heard != 3 {
			t.Errorf("the bot heard of %d installations and removals, want 3", heard)
		}
	})
}

func TestARemovedAppIsRemembered(t *testing.T) {
	bubble(t, func(t *testing.T) {
		tenant, c, _ := office(t)
		adele := tenant.Person("adele")
		create := func() result {
			return c.do("POST", tenant.ServiceURL+"v3/conversations", c.bot, map[string]any{"isGroup": false, "tenantId": tenant.World.TenantID,
				"members": []any{map[string]any{"id": adele.ID()}}})
		}
		if err := adele.Install(); err != nil {
			t.Fatal(err)
		}
		before := create()
		if err := adele.Uninstall(); err != nil {
			t.Fatal(err)
		}
		if r := create(); r.status != 403 || r.code() != "BotNotInConversationRoster" || !adele.Removed() {
			t.Errorf("removed, the conversation is answered %d %s", r.status, r.code())
		}
		if r := c.install(tenant, "adele"); r.status != 201 || !adele.Installed() || !adele.Removed() {
			t.Errorf("installed by an app: %d; what she did must be remembered", r.status)
		}
		tenant.following.Wait()
		if after := create(); after.status != 201 || text(after.body) != text(before.body) {
			t.Errorf("the conversation was %v and is %d %v", before.body, after.status, after.body)
		}
		if err := adele.Install(); err != nil || adele.Removed() {
			t.Errorf("installed by herself: %v", err)
		}
	})
}

func TestThePreferredLanguage(t *testing.T) {
	bubble(t, func(t *testing.T) {
		tenant, c, _ := office(t)
		if err := tenant.SetLanguage("adele", "de-CH"); err != nil {
			t.Fatal(err)
		}
		for who, want := range map[string]any{"adele": "de-CH", "megan": nil} {
			r := c.get("users/" + tenant.IDOf(who) + "?$select=id,preferredLanguage")
			if got, there := r.body["preferredLanguage"]; got != want || !there {
				t.Errorf("%s: %v, want %v", who, r.body, want)
			}
		}
		world, err := ParseWorld([]byte(strings.Replace(string(sampleWorld), "  name: Adele Vance\n", "  name: Adele Vance\n  preferred_language: fr\n", 1)))
		if err != nil {
			t.Fatal(err)
		}
		if a := New(world).people["adele"]; a.PreferredLanguage != "fr" {
			t.Errorf("the world's file says fr, and she is %+v", a.User)
		}
	})
}

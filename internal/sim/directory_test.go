package sim

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"
)

func TestPropertiesAreAbsentUnlessSelected(t *testing.T) {
	bubble(t, func(t *testing.T) {
		tenant, c := begin(t)
		id := tenant.IDOf("adele")
		plain := c.get("users/" + id)
		for _, name := range []string{"accountEnabled", "usageLocation", "assignedPlans", "city"} {
			if _, found := plain.body[name]; found {
				t.Errorf("%s came without being asked for", name)
			}
		}
		r := c.get("users/" + id + "?$select=displayName,accountEnabled,usageLocation,assignedPlans&$expand=manager($select=id,displayName)")
		manager, _ := r.body["manager"].(map[string]any)
		if r.body["usageLocation"] != "CH" || r.body["accountEnabled"] != true || manager["displayName"] != "Megan Bowen" || r.body["id"] != id {
			t.Errorf("got %v", r.body)
		}
		if _, found := manager["userPrincipalName"]; found || r.body["city"] != nil {
			t.Errorf("more came than was asked for: %v", r.body)
		}
		if v := tenant.Violations(); len(v) > 0 {
			t.Errorf("violations: %q", v)
		}
	})
}

func TestWhatNobodyShouldAskTheDirectory(t *testing.T) {
	tests := []struct{ name, path string }{
		{"a property that is none", "users?$select=id,licence"},
		{"a query option the page does not have", "users?$format=xml"},
		{"a page larger than 999", "users?$top=1000"},
		{"a filter that needs more", "users?$filter=startswith(displayName,'A')"},
		{"an expansion that is not known", "users/%s?$expand=directReports"},
		{"a page of numbers larger than 1,000", assignments + "?$top=1001"},
		{"a filter on a number's id", assignments + "?$filter=id eq 'x'"},
		{"a route that is none", "users/%s/phone"},
		{"the root of number management", "admin/teams/telephoneNumberManagement"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			bubble(t, func(t *testing.T) {
				tenant, c := begin(t)
				r := c.get(strings.ReplaceAll(tt.path, "%s", tenant.IDOf("adele")))
				if r.status != 400 && r.status != 404 {
					t.Errorf("answered %d", r.status)
				}
				if v := tenant.Violations(); len(v) != 1 {
					t.Errorf("violations: %q", v)
				}
			})
		})
	}
}

func TestPagesFollowOneAnother(t *testing.T) {
	bubble(t, func(t *testing.T) {
		tenant, c := begin(t)
		for path, want := range map[string]int{"users?$top=7": 22, assignments + "?$top=50": 110, assignments + "?$filter=assignmentStatus eq 'unassigned'&$top=40": 101} {
			seen := map[any]bool{}
			for next := graphURL + strings.ReplaceAll(path, " ", "%20"); next != ""; {
				r := c.do("GET", next, c.graph, nil)
				for _, v := range r.values() {
					seen[v["id"]] = true
				}
				next, _ = r.body["@odata.nextLink"].(string)
			}
			if len(seen) != want {
				t.Errorf("%s: %d different entries, want %d", path, len(seen), want)
			}
		}
		if v := tenant.Violations(); len(v) > 0 {
			t.Errorf("violations: %q", v)
		}
	})
}

func TestManagers(t *testing.T) {
	bubble(t, func(t *testing.T) {
		tenant, c := begin(t)
		if r := c.get("users/" + tenant.IDOf("adele") + "/manager"); r.body["id"] != tenant.IDOf("megan") {
			t.Errorf("Adele's manager is %v", r.body)
		}
		if r := c.get("users/" + tenant.IDOf("grady") + "/manager"); r.status != 404 || r.code() != "Request_ResourceNotFound" {
			t.Errorf("Grady's manager: %d %s", r.status, r.code())
		}
		if err := tenant.SetManager("grady", "nestor"); err != nil {
			t.Fatal(err)
		}
		if r := c.get("users/" + tenant.IDOf("grady") + "/manager"); r.body["id"] != tenant.IDOf("nestor") {
			t.Errorf("Grady's new manager is %v", r.body)
		}
	})
}

func TestGroupsAreTransitive(t *testing.T) {
	bubble(t, func(t *testing.T) {
		tenant, c := begin(t)
		admins, auditors := tenant.IDOf("telephony-admins"), tenant.IDOf("telephony-auditors")
		check := func(key string, ids ...string) result {
			return c.post("users/"+tenant.IDOf(key)+"/checkMemberGroups", map[string]any{"groupIds": ids})
		}
		if got := text(check("alex", admins, auditors, guid("no group")).body["value"]); got != text([]string{admins, auditors}) {
			t.Errorf("Alex is in %s", got)
		}
		if got := text(check("adele", admins).body["value"]); got != "[]" {
			t.Errorf("Adele is in %s", got)
		}
		for _, path := range []string{"", "/microsoft.graph.user"} {
			var names []string
			for _, v := range c.get("groups/" + auditors + "/transitiveMembers" + path).values() {
				names = append(names, v["displayName"].(string))
			}
			if !slices.Equal(names, []string{"Patti Fernandez", "Alex Wilber"}) {
				t.Errorf("the auditors are %q", names)
			}
		}
		many := make([]string, 21)
		for i := range many {
			many[i] = guid(i)
		}
		if r := check("alex", many...); r.status != 400 {
			t.Errorf("21 groups were answered %d", r.status)
		}
	})
}

func TestDeletedPeople(t *testing.T) {
	bubble(t, func(t *testing.T) {
		tenant, c := begin(t)
		id := tenant.IDOf("joni")
		if err := tenant.SoftDelete("joni"); err != nil {
			t.Fatal(err)
		}
		for _, path := range []string{"", "/microsoft.graph.user"} {
			if r := c.get("directory/deletedItems/" + id + path); r.status != 200 || r.body["deletedDateTime"] == nil {
				t.Errorf("deleted item: %d %v", r.status, r.body)
			}
		}
		if r := c.get("users/" + id); r.status != 404 {
			t.Errorf("a deleted person is still read with %d", r.status)
		}
		if tenant.Holder("+493055501007") != "joni" {
			t.Error("her number left with her")
		}
		time.Sleep(31 * 24 * time.Hour)
		c.graph = c.token(tenant, "https://graph.microsoft.com/.default")
		if r := c.get("directory/deletedItems/" + id); r.status != 404 {
			t.Errorf("after 31 days the item is read with %d", r.status)
		}
		if err := tenant.Restore("joni"); err != nil {
			t.Fatal(err)
		}
		if r := c.get("users/" + id); r.status != 200 {
			t.Errorf("restored, she is read with %d", r.status)
		}
	})
}

func TestLicencesTakenAwayStayAsDeleted(t *testing.T) {
	bubble(t, func(t *testing.T) {
		tenant, c := begin(t)
		id := tenant.IDOf("joni")
		if err := tenant.License("joni", "MCOEV", false); err != nil {
			t.Fatal(err)
		}
		got := text(c.get("users/" + id + "?$select=assignedPlans").body["assignedPlans"])
		if !strings.Contains(got, `"capabilityStatus":"Deleted","service":"MicrosoftCommunicationsOnline"`) {
			t.Errorf("assignedPlans is %s", got)
		}
		r := c.get("admin/teams/userConfigurations/" + id)
		if got := text(r.body["telephoneNumbers"]); got != `[{"assignmentCategory":"primary","telephoneNumber":"+493055501007"}]` {
			t.Errorf("her numbers are %s", got)
		}
		if got := text(r.body["featureTypes"]); got != `["Teams"]` {
			t.Errorf("her features are %s", got)
		}
		if got := text(c.get("users/" + id + "/licenseDetails").body["value"]); strings.Contains(got, "MCOEV") {
			t.Errorf("licenseDetails still has it: %s", got)
		}
	})
}

func TestDeltaTellsWhatChanged(t *testing.T) {
	bubble(t, func(t *testing.T) {
		tenant, c := begin(t)
		round := func(address string) (ids []string, link string) {
			for address != "" {
				r := c.do("GET", address, c.graph, nil)
				for _, v := range r.values() {
					id := v["id"].(string)
					if v["@removed"] != nil {
						id += " removed"
					}
					ids = append(ids, id)
				}
				address, _ = r.body["@odata.nextLink"].(string)
				link, _ = r.body["@odata.deltaLink"].(string)
			}
			return ids, link
		}
		all, link := round(graphURL + "users/delta()?$select=id,accountEnabled,assignedPlans")
		if len(all) != 22 {
			t.Errorf("the first round has %d people", len(all))
		}
		if none, _ := round(link); len(none) != 0 {
			t.Errorf("nothing changed, and the next round has %v", none)
		}
		if err := tenant.License("adele", "MCOEV", false); err != nil {
			t.Fatal(err)
		}
		if err := tenant.SoftDelete("diego"); err != nil {
			t.Fatal(err)
		}
		changed, link := round(link)
		if want := []string{tenant.IDOf("adele"), tenant.IDOf("diego") + " removed"}; !slices.Equal(changed, want) {
			t.Errorf("changed are %v, want %v", changed, want)
		}
		time.Sleep(8 * 24 * time.Hour)
		c.graph = c.token(tenant, "https://graph.microsoft.com/.default")
		if r := c.do("GET", link, c.graph, nil); r.status != 410 || r.code() != "syncStateNotFound" {
			t.Errorf("after eight days the link is answered %d %s", r.status, r.code())
		}
	})
}

func TestInstallingTheAppForSomebody(t *testing.T) {
	bubble(t, func(t *testing.T) {
		tenant, c, bot := office(t)
		path := "users/" + tenant.IDOf("adele") + "/teamwork/installedApps"
		body := map[string]any{"teamsApp@odata.bind": graphURL + "appCatalogs/teamsApps/" + tenant.CatalogID()}
		if r := c.post(path, body); r.status != 201 || r.body != nil {
			t.Errorf("install: %d %v", r.status, r.body)
		}
		if r := c.post(path, body); r.status != 409 {
			t.Errorf("once more: %d", r.status)
		}
		tenant.following.Wait()
		if len(bot.received) != 2 || bot.received[1]["type"] != "installationUpdate" {
			t.Errorf("the bot heard %v", bot.received)
		}
		installed := c.get(path + "?$expand=teamsApp&$filter=" + "teamsApp/externalId eq '" + tenant.World.AppID + "'").values()
		if len(installed) != 1 {
			t.Fatalf("installed are %v", installed)
		}
		if r := c.get(fmt.Sprintf("%s/%s/chat", path, installed[0]["id"])); r.status != 200 || r.body["chatType"] != "oneOnOne" {
			t.Errorf("chat: %d %v", r.status, r.body)
		}
	})
}

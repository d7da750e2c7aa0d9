package sim

import (
	"net/http"
	"strconv"
	"strings"
)

var readApps = []string{"TeamsAppInstallation.ReadWriteSelfForUser.All", "TeamsAppInstallation.ReadWriteForUser.All"}

func init() {
	serves(graph,
		// "List teamsApps". The catalog has the bot's app alone, or nothing; its manifest id is the app id.
		route{method: "GET", path: "appCatalogs/teamsApps", name: "teamsApps", permissions: []string{"AppCatalog.Read.All"},
			query: []string{"$filter"}, serve: (*Tenant).listApps},
		// "List apps installed for user", "Install app for user", "Get chat between user and teamsApp". Installing makes Teams
		// tell the bot, after the answer. A permission policy refuses in the words that have been seen.
		route{method: "GET", path: "users/{}/teamwork/installedApps", name: "installedApps", permissions: readApps,
			query: []string{"$expand", "$filter"}, serve: (*Tenant).listInstalled},
		route{method: "POST", path: "users/{}/teamwork/installedApps", name: "installedApps", permissions: readApps, serve: (*Tenant).install},
		route{method: "GET", path: "users/{}/teamwork/installedApps/{}/chat", name: "chat", permissions: readApps, serve: (*Tenant).installedChat},
	)
}

// CatalogID is the id of the bot's app in the organization's catalog. Every upload has another.
func (t *Tenant) CatalogID() string {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.catalogID()
}

func (t *Tenant) catalogID() string {
	if t.uploads == 0 {
		return guid("teamsApp", t.World.AppID)
	}
	return guid("teamsApp", t.World.AppID, strconv.Itoa(t.uploads))
}

// Publish takes the bot's app out of the organization's catalog, or uploads it anew. It is there at first. Who has the
// app keeps it.
func (t *Tenant) Publish(on bool) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if on && t.unpublished {
		t.uploads++
	}
	t.unpublished = !on
}

func (t *Tenant) app() map[string]any {
	return map[string]any{"id": t.catalogID(), "externalId": t.World.AppID, "displayName": t.World.BotName, "distributionMethod": "organization"}
}

func (t *Tenant) listApps(c *call) answer {
	conditions, a := filter(c.query.Get("$filter"), "externalId")
	if a.refused() {
		return a
	}
	if t.unpublished || len(conditions) == 1 && conditions[0].value != t.World.AppID {
		return c.page(nil, nil)
	}
	return c.page([]any{t.app()}, nil)
}

func (t *Tenant) listInstalled(c *call) answer {
	conditions, a := filter(c.query.Get("$filter"), "teamsApp/externalId", "teamsApp/id")
	if a.refused() {
		return a
	}
	expand := c.query.Get("$expand")
	who := t.alive(c.args[0])
	switch {
	case expand != "" && expand != "teamsApp":
		return wrong(http.StatusBadRequest, "BadRequest", "Parsing OData Select and Expand failed: '%s'.", expand)
	case who == nil:
		return refuse(http.StatusNotFound, "NotFound", "User not found.")
	case !who.installed:
		return c.page(nil, nil)
	}
	for _, cond := range conditions {
		if cond.value != t.World.AppID && cond.value != t.catalogID() {
			return c.page(nil, nil)
		}
	}
	installation := map[string]any{"id": installationID(who, t)}
	if expand != "" {
		installation["teamsApp"] = t.app()
	}
	return c.page([]any{installation}, nil)
}

func installationID(who *account, t *Tenant) string {
	return segment([]byte(who.ID + "##" + t.catalogID()))
}

func (t *Tenant) install(c *call) answer {
	var b struct {
		Type string `json:"@odata.type"`
		App  string `json:"teamsApp@odata.bind"`
	}
	if err := c.decode(&b); err != nil {
		return wrong(http.StatusBadRequest, "BadRequest", "Invalid request body: %v", err)
	}
	who := t.alive(c.args[0])
	if who == nil || who.Kind == "resourceAccount" {
		return refuse(http.StatusNotFound, "NotFound", "User not found.")
	}
	c.entry.Target = who.Key
	switch {
	case t.unpublished, !strings.HasSuffix(b.App, "/appCatalogs/teamsApps/"+t.catalogID()):
		return refuse(http.StatusNotFound, "NotFound", "The definition for the app was not found in the catalog.")
	case who.installed:
		return refuse(http.StatusConflict, "Conflict", "App is already installed for the user.")
	case !who.licensed("TEAMS1"):
		return refuse(http.StatusForbidden, "Forbidden", "The user is not licensed for Teams.")
	case who.forbidden:
		return refuse(http.StatusForbidden, "Forbidden", "App is blocked by app permission policy. TenantId: %s, UserObjectId: %s, AppId: %s, AppType: Private",
			t.World.TenantID, who.ID, t.catalogID())
	}
	who.installed = true
	c.after = func() { t.Person(who.Key).announce() } // the bot may not answer; Teams does not mind
	location := c.link(c.URL.Path+"/"+installationID(who, t), nil)
	return answer{status: http.StatusCreated, header: http.Header{"Location": {location}}}
}

func (t *Tenant) installedChat(c *call) answer {
	who := t.alive(c.args[0])
	if who == nil || !who.installed || c.args[1] != installationID(who, t) {
		return refuse(http.StatusNotFound, "NotFound", "App installation not found.")
	}
	return ok(map[string]any{"id": "19:" + who.ID + "_" + t.World.AppID + "@unq.gbl.spaces", "chatType": "oneOnOne"})
}

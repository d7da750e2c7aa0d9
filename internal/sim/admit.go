package sim

import (
	"net/http"
	"slices"
	"strings"
	"time"
)

// routes are all routes there are, in the order they are tried.
var routes []*route

// serves adds routes of one area; each area's file does so once, at init, because the tables name the methods.
func serves(in area, added ...route) {
	for _, r := range added {
		r.area = in
		switch in {
		case graph:
			r.path = "v1.0/" + r.path
		case connector:
			r.path = "teams/v3/" + r.path
		}
		routes = append(routes, &r)
	}
}

// admit is the check of the token. Graph's two refusals are recorded ones; a directory route words its own.
func (t *Tenant) admit(c *call) answer {
	switch c.route.area {
	case graph:
		roles, err := t.bearer(c.Header.Get("Authorization"), graphAudience)
		if err != nil {
			return refuse(http.StatusUnauthorized, "InvalidAuthenticationToken", "Access token validation failure: %v.", err)
		}
		needed := c.route.permissions
		if len(needed) == 0 || slices.ContainsFunc(needed, func(p string) bool { return slices.Contains(roles, p) }) {
			return answer{}
		}
		if strings.HasPrefix(c.route.path, "v1.0/admin/") {
			return refuse(http.StatusForbidden, "forbidden", "Insufficient permission(s) for the request. API requires any of the following permission(s): %s.",
				strings.Join(needed, ","))
		}
		if c.route.name == "mailboxSettings" { // Exchange's own words, for a permission that is missing and for a policy that keeps the app out
			return refuse(http.StatusForbidden, "ErrorAccessDenied", "Access is denied. Check credentials and try again.")
		}
		return refuse(http.StatusForbidden, "Authorization_RequestDenied", "Insufficient privileges to complete the operation.")
	case connector:
		if _, err := t.bearer(c.Header.Get("Authorization"), connectorAudience); err != nil {
			return refuse(http.StatusUnauthorized, "Unauthorized", "Authorization has been denied for this request: %v.", err)
		}
		return t.admitted()
	case files:
		for _, header := range []string{"Authorization", "Cookie", "Referer"} {
			if c.Header.Get(header) != "" {
				return wrong(http.StatusUnauthorized, "unauthenticated", "A file's address takes no %s.", header)
			}
		}
	}
	return answer{}
}

// fail is the body of a refusal: "Microsoft Graph error responses and resource types", Entra's form for the login, and
// the connector's ErrorResponse.
func fail(c *call, a answer) any {
	switch {
	case c.route != nil && c.route.area == login:
		return entraError(c, a)
	case c.route != nil && c.route.area == connector:
		return map[string]any{"error": map[string]any{"code": a.code, "message": a.text}}
	}
	client := c.Header.Get("Client-Request-Id")
	inner := map[string]any{"date": time.Now().UTC().Format("2006-01-02T15:04:05"), "request-id": guid("request", client), "client-request-id": client}
	if a.code == "forbidden" {
		inner["code"] = "Forbidden"
		inner["additionalData"] = map[string]any{"action": "Add the required roles/permissions and try again."}
	}
	return map[string]any{"error": map[string]any{"code": a.code, "message": a.text, "innerError": inner}}
}

package sim

import (
	"encoding/base64"
	"encoding/json"
	"net/http"
	"net/url"
	"strings"
	"time"
)

func init() {
	serves(login,
		// "OpenID Connect on the Microsoft identity platform", what MSAL asks before its first token.
		route{method: "GET", path: "{}/v2.0/.well-known/openid-configuration", name: "openid-configuration", serve: (*Tenant).loginMetadata},
		route{method: "GET", path: "common/discovery/instance", name: "instance", serve: (*Tenant).loginInstance,
			query: []string{"api-version", "authorization_endpoint"}},
		route{method: "GET", path: "{}/discovery/v2.0/keys", name: "loginkeys", serve: (*Tenant).loginKeys},
		// "OAuth 2.0 client credentials flow". Not modeled: other grants, several apps, conditional access.
		route{method: "POST", path: "{}/oauth2/v2.0/token", name: "token", serve: (*Tenant).token},
		// "Authentication with the Bot Connector API", step 2 of connector to bot: its metadata and signing keys.
		route{method: "GET", path: "v1/.well-known/openidconfiguration", name: "openidconfiguration", serve: (*Tenant).botMetadata},
		route{method: "GET", path: "v1/.well-known/keys", name: "keys", serve: (*Tenant).botKeys},
	)
}

func (t *Tenant) loginMetadata(c *call) answer {
	if c.args[0] != t.World.TenantID {
		return refuse(http.StatusBadRequest, "invalid_tenant", "AADSTS90002: Tenant '%s' not found.", c.args[0])
	}
	base := "https://" + c.Host + "/" + t.World.TenantID
	return ok(map[string]any{
		"issuer": base + "/v2.0", "authorization_endpoint": base + "/oauth2/v2.0/authorize",
		"token_endpoint": base + "/oauth2/v2.0/token", "jwks_uri": base + "/discovery/v2.0/keys",
		"token_endpoint_auth_methods_supported": []string{"client_secret_post", "private_key_jwt", "client_secret_basic"},
		"response_modes_supported":              []string{"query", "fragment", "form_post"},
		"subject_types_supported":               []string{"pairwise"},
		"id_token_signing_alg_values_supported": []string{"RS256"},
		"response_types_supported":              []string{"code", "id_token", "code id_token", "id_token token"},
		"scopes_supported":                      []string{"openid", "profile", "email", "offline_access"},
		"tenant_region_scope":                   "EU", "cloud_instance_name": "microsoftonline.com",
	})
}

func (t *Tenant) loginInstance(c *call) answer {
	return ok(map[string]any{"api-version": "1.1",
		"tenant_discovery_endpoint": "https://" + c.Host + "/" + t.World.TenantID + "/v2.0/.well-known/openid-configuration",
		"metadata":                  []any{map[string]any{"preferred_network": c.Host, "preferred_cache": c.Host, "aliases": []string{c.Host}}}})
}

func (t *Tenant) loginKeys(*call) answer {
	return ok(map[string]any{"keys": []any{jwk("entra", nil)}})
}

func (t *Tenant) token(c *call) answer {
	form, err := url.ParseQuery(string(c.body))
	if err != nil || !strings.HasPrefix(c.Header.Get("Content-Type"), "application/x-www-form-urlencoded") {
		return wrong(http.StatusBadRequest, "invalid_request", "AADSTS900144: The request body must be a form.")
	}
	if c.args[0] != t.World.TenantID {
		return refuse(http.StatusBadRequest, "invalid_request", "AADSTS90002: Tenant '%s' not found.", c.args[0])
	}
	if form.Get("grant_type") != "client_credentials" {
		return wrong(http.StatusBadRequest, "unsupported_grant_type", "AADSTS70003: The app requested an unsupported grant type '%s'.", form.Get("grant_type"))
	}
	if form.Get("client_id") != t.World.AppID {
		return refuse(http.StatusBadRequest, "unauthorized_client", "AADSTS700016: Application with identifier '%s' was not found in the directory '%s'.",
			form.Get("client_id"), t.World.TenantID)
	}
	if a := t.credential(form); a.refused() {
		return a
	}
	// MSAL adds the OpenID scopes of its own accord; a resource's .default is the one that counts.
	var resource []string
	for _, s := range strings.Fields(form.Get("scope")) {
		if s != "openid" && s != "profile" && s != "offline_access" {
			resource = append(resource, s)
		}
	}
	var access string
	switch strings.Join(resource, " ") {
	case "https://api.botframework.com/.default":
		access = t.accessToken(connectorAudience, nil)
	case "https://graph.microsoft.com/.default":
		access = t.accessToken(graphAudience, t.Permissions)
	default:
		return wrong(http.StatusBadRequest, "invalid_scope", "AADSTS70011: The provided request must include a 'scope' input parameter. The scope '%s' is not valid.",
			form.Get("scope"))
	}
	return ok(map[string]any{"token_type": "Bearer", "expires_in": 3600, "ext_expires_in": 3600, "access_token": access})
}

// credential checks the secret, or the form of the assertion a certificate or a federated identity gives; the
// certificate itself is not registered anywhere, so its signature is not modeled.
func (t *Tenant) credential(form url.Values) answer {
	switch {
	case form.Get("client_secret") != "":
		if form.Get("client_secret") != t.World.Secret {
			return refuse(http.StatusUnauthorized, "invalid_client", "AADSTS7000215: Invalid client secret provided. Ensure the secret being sent in the request "+
				"is the client secret value, not the client secret ID, for a secret added to app '%s'.", t.World.AppID)
		}
	case form.Get("client_assertion") != "":
		if form.Get("client_assertion_type") != "urn:ietf:params:oauth:client-assertion-type:jwt-bearer" || !assertion(form.Get("client_assertion"), t.World.AppID) {
			return refuse(http.StatusUnauthorized, "invalid_client", "AADSTS50027: JWT token is invalid or malformed.")
		}
	default:
		return refuse(http.StatusUnauthorized, "invalid_client", "AADSTS7000216: 'client_assertion', 'client_secret' or 'request' is required "+
			"for the 'client_credentials' grant type.")
	}
	return answer{}
}

// assertion tells whether a client assertion has the form of "Microsoft identity platform application authentication
// certificate credentials".
func assertion(raw, appID string) bool {
	parts := strings.Split(raw, ".")
	if len(parts) != 3 {
		return false
	}
	var header struct{ Alg string }
	var claims struct {
		Iss, Sub string
		Exp      int64
	}
	signature, err := base64.RawURLEncoding.DecodeString(parts[2])
	if err != nil || len(signature) == 0 || unsegment(parts[0], &header) != nil || unsegment(parts[1], &claims) != nil {
		return false
	}
	return header.Alg != "none" && claims.Sub == appID && claims.Iss == appID && time.Now().Unix() < claims.Exp
}

func (t *Tenant) botMetadata(c *call) answer {
	return ok(map[string]any{"issuer": botIssuer, "authorization_endpoint": "https://invalid.botframework.com",
		"jwks_uri":                              "https://" + c.Host + "/v1/.well-known/keys",
		"id_token_signing_alg_values_supported": []string{"RS256"},
		"token_endpoint_auth_methods_supported": []string{"private_key_jwt"}})
}

func (t *Tenant) botKeys(*call) answer {
	keys := []any{jwk("bot-"+t.keys.current, map[string]any{"endorsements": []string{"msteams", "webchat"}})}
	for _, k := range t.keys.former {
		keys = append(keys, jwk("bot-"+k, map[string]any{"endorsements": []string{"msteams", "webchat"}}))
	}
	return ok(map[string]any{"keys": append(keys, jwk("unendorsed", map[string]any{"endorsements": []string{"slack"}}))})
}

// entraError is the body of "Microsoft identity platform application error codes".
func entraError(c *call, a answer) any {
	number := strings.TrimPrefix(strings.SplitN(a.text, ":", 2)[0], "AADSTS")
	trace := guid("trace", c.URL.Path)
	text := a.text + " Trace ID: " + trace + " Correlation ID: " + trace + " Timestamp: " + time.Now().UTC().Format("2006-01-02 15:04:05Z")
	return map[string]any{"error": a.code, "error_description": text, "error_codes": []json.Number{json.Number(digitsOr(number))},
		"timestamp": time.Now().UTC().Format("2006-01-02 15:04:05Z"), "trace_id": trace, "correlation_id": trace}
}

func digitsOr(s string) string {
	if s == "" || strings.Trim(s, "0123456789") != "" {
		return "90000"
	}
	return s
}

package sim

import (
	"crypto/tls"
	"crypto/x509"
	"encoding/json"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"
)

func TestTokensAreRefusedInEntrasWords(t *testing.T) {
	sample := Sample()
	good := url.Values{"grant_type": {"client_credentials"}, "client_id": {sample.AppID}, "client_secret": {sample.Secret},
		"scope": {"https://graph.microsoft.com/.default openid offline_access profile"}}
	tests := []struct {
		name   string
		change url.Values
		status int
		want   string
	}{
		{"all is right", nil, 200, ""},
		{"a wrong secret", url.Values{"client_secret": {"guess"}}, 401, "AADSTS7000215"},
		{"no secret", url.Values{"client_secret": nil}, 401, "AADSTS7000216"},
		{"another app", url.Values{"client_id": {guid("other")}}, 400, "AADSTS700016"},
		{"another scope", url.Values{"scope": {"https://vault.azure.net/.default"}}, 400, "AADSTS70011"},
		{"a password grant", url.Values{"grant_type": {"password"}}, 400, "AADSTS70003"},
		{"an assertion that is no token", url.Values{"client_secret": nil, "client_assertion": {"x.y.z"},
			"client_assertion_type": {"urn:ietf:params:oauth:client-assertion-type:jwt-bearer"}}, 401, "AADSTS50027"},
		{"an assertion of the app's own", url.Values{"client_secret": nil, "client_assertion_type": {"urn:ietf:params:oauth:client-assertion-type:jwt-bearer"},
			"client_assertion": {mint("stranger", "PS256", map[string]any{"alg": "PS256"}, map[string]any{"iss": sample.AppID, "sub": sample.AppID, "exp": int64(1 << 40)})}}, 200, ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			bubble(t, func(t *testing.T) {
				tenant, c := begin(t)
				form := url.Values{}
				for k, v := range good {
					form[k] = v
				}
				for k, v := range tt.change {
					form[k] = v
				}
				response, err := c.http.PostForm("https://login.sim/"+tenant.World.TenantID+"/oauth2/v2.0/token", form)
				if err != nil {
					t.Fatal(err)
				}
				defer response.Body.Close()
				var body map[string]any
				if err := json.NewDecoder(response.Body).Decode(&body); err != nil {
					t.Fatal(err)
				}
				description, _ := body["error_description"].(string)
				if response.StatusCode != tt.status || !strings.HasPrefix(description, tt.want) {
					t.Errorf("%d %v, want %d %s", response.StatusCode, body, tt.status, tt.want)
				}
			})
		})
	}
}

func TestGraphTakesNoOtherToken(t *testing.T) {
	bubble(t, func(t *testing.T) {
		tenant, c := begin(t)
		claims := func(change map[string]any) map[string]any {
			m := map[string]any{"aud": graphAudience, "tid": tenant.World.TenantID, "appid": tenant.World.AppID, "exp": time.Now().Add(time.Hour).Unix(), "roles": Permissions}
			replace(m, change)
			return m
		}
		header := map[string]any{"alg": "RS256", "kid": keyID("entra")}
		tests := map[string]string{
			"the connector's token":     c.bot,
			"no token":                  "",
			"a stranger's signature":    mint("stranger", "RS256", header, claims(nil)),
			"a token without signature": mint("entra", "none", map[string]any{"alg": "none", "kid": keyID("entra")}, claims(nil)),
			"an expired token":          mint("entra", "RS256", header, claims(map[string]any{"exp": time.Now().Unix()})),
			"another tenant's token":    mint("entra", "RS256", header, claims(map[string]any{"tid": guid("x")})),
		}
		for name, token := range tests {
			if r := c.do("GET", graphURL+"users", token, nil); r.status != 401 || r.code() != "InvalidAuthenticationToken" {
				t.Errorf("%s: %d %s", name, r.status, r.code())
			}
		}
		if r := c.do("GET", graphURL+"users", mint("entra", "RS256", header, claims(nil)), nil); r.status != 200 {
			t.Errorf("a good token was answered %d", r.status)
		}
	})
}

func TestMissingPermissions(t *testing.T) {
	bubble(t, func(t *testing.T) {
		tenant, c := begin(t, func(tenant *Tenant) { tenant.Permissions = []string{"TeamsTelephoneNumber.Read.All"} })
		if r := c.get(assignments); r.status != 200 {
			t.Errorf("reading numbers: %d", r.status)
		}
		if r := c.assign(tenant, "+41446681000", "adele"); r.status != 403 || !strings.Contains(r.message(), "following permission(s): TeamsTelephoneNumber.ReadWrite.All.") {
			t.Errorf("writing numbers: %d %s", r.status, r.message())
		}
		if r := c.get("users"); r.status != 403 || r.code() != "Authorization_RequestDenied" {
			t.Errorf("reading people: %d %s", r.status, r.code())
		}
	})
}

func TestFaultsHitWhatTheyAreMeantFor(t *testing.T) {
	bubble(t, func(t *testing.T) {
		tenant, c := begin(t)
		order := func(match string, f Fault) {
			t.Helper()
			if err := tenant.Fault(match, f); err != nil {
				t.Fatal(err)
			}
		}
		order("POST assignNumber", Fault{Status: 429, RetryAfter: 2500 * time.Millisecond, Skip: 1})
		first, second, third := c.assign(tenant, "+41446681000", "adele"), c.assign(tenant, "+41446681001", "megan"), c.assign(tenant, "+41446681001", "megan")
		if first.status != 202 || second.status != 429 || second.header.Get("Retry-After") != "3" || third.status != 202 {
			t.Errorf("statuses %d, %d (after %s), %d", first.status, second.status, second.header.Get("Retry-After"), third.status)
		}
		order("POST assignNumber", Fault{DropBefore: true})
		order("POST assignNumber", Fault{DropAfter: true})
		body := map[string]any{"telephoneNumber": "+493055501001", "assignmentTargetId": tenant.IDOf("grady"), "numberType": "directRouting"}
		for want := range 2 {
			if _, err := c.try("POST", graphURL+assignments+"/assignNumber", c.graph, body); err == nil {
				t.Error("the connection was not dropped")
			}
			if got := len(tenant.operations) - 2; got != want {
				t.Errorf("%d operations were started, want %d", got, want)
			}
		}
		order("POST assignNumber", Fault{Fails: "Service is unavailable."})
		r := c.assign(tenant, "+493055501002", "nestor")
		if polls := c.poll(r.header.Get("Location")); polls[len(polls)-1] != "failed" || tenant.Holder("+493055501002") != "" {
			t.Errorf("polls: %v, holder %q", polls, tenant.Holder("+493055501002"))
		}
		order("GET users", Fault{Status: 400, Body: "<html>gateway</html>", Times: Always})
		tenant.Heal()
		if r := c.get("users"); r.status != 200 {
			t.Errorf("healed, and answered %d", r.status)
		}
		if tenant.Fault("GET nothing", Fault{}) == nil {
			t.Error("a fault for no route was taken")
		}
	})
}

// TestTheBotCanVerifyWhatTeamsSigns follows the published way from metadata to keys to signature.
func TestTheBotCanVerifyWhatTeamsSigns(t *testing.T) {
	bubble(t, func(t *testing.T) {
		tenant, c := begin(t)
		published := func() map[string][]any {
			metadata := c.do("GET", "https://login.botframework.com/v1/.well-known/openidconfiguration", "", nil)
			address, _ := metadata.body["jwks_uri"].(string)
			keys, _ := c.do("GET", address, "", nil).body["keys"].([]any)
			endorsed := map[string][]any{}
			for _, k := range keys {
				key := k.(map[string]any)
				endorsed[key["kid"].(string)] = key["endorsements"].([]any)
			}
			return endorsed
		}
		kid := func(token string) string {
			var header struct{ Kid string }
			if err := unsegment(strings.Split(token, ".")[0], &header); err != nil {
				t.Fatal(err)
			}
			return header.Kid
		}
		old := kid(tenant.Sign(Forgery{}))
		if keys := published(); len(keys[old]) == 0 || keys[old][0] != "msteams" {
			t.Errorf("published: %v", keys)
		}
		if keys := published(); keys[kid(tenant.Sign(Forgery{Key: "unendorsed"}))][0] == "msteams" || keys[kid(tenant.Sign(Forgery{Key: "stranger"}))] != nil {
			t.Errorf("published: %v", keys)
		}
		tenant.RollKeys(true)
		rolled := kid(tenant.Sign(Forgery{}))
		if keys := published(); rolled == old || keys[rolled] == nil || keys[old] == nil {
			t.Errorf("after a roll-over: %v", keys)
		}
		tenant.RollKeys(false)
		if keys := published(); keys[rolled] != nil {
			t.Errorf("a key that was dropped is still published: %v", keys)
		}
		forged := strings.Split(tenant.Sign(Forgery{Claims: map[string]any{"exp": nil, "aud": "someone"}}), ".")
		var claims map[string]any
		if err := unsegment(forged[1], &claims); err != nil || claims["exp"] != nil || claims["aud"] != "someone" {
			t.Errorf("the forged claims are %v, %v", claims, err)
		}
	})
}

func TestListenServesRealTLS(t *testing.T) {
	tenant := New(Sample())
	t.Cleanup(tenant.Close)
	base, ca, err := tenant.Listen("127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	pool := x509.NewCertPool()
	if !pool.AppendCertsFromPEM(ca) {
		t.Fatal("the authority's PEM cannot be read")
	}
	trusted := &http.Client{Transport: &http.Transport{TLSClientConfig: &tls.Config{RootCAs: pool}}}
	response, err := trusted.Get(base + "/v1/.well-known/openidconfiguration")
	if err != nil {
		t.Fatal(err)
	}
	response.Body.Close()
	if response.StatusCode != 200 || tenant.ServiceURL != base+"/teams/" {
		t.Errorf("status %d, service URL %s", response.StatusCode, tenant.ServiceURL)
	}
	if _, err := (&http.Client{Transport: &http.Transport{}}).Get(base + "/v1/.well-known/keys"); err == nil {
		t.Error("a stranger's certificate was trusted")
	}
	trusted.CloseIdleConnections()
}

package teams_test

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"crypto/x509"

	"github.com/numberdesk/numberdesk/internal/activity"
)

// TestAttacks posts one request per row to the running endpoint. Every row but the accepted ones
// must get its status with an empty body, and never reach a turn.
func TestAttacks(t *testing.T) {
	turns := 0
	i := newIssuer(
		jwkOf("k1", &first.PublicKey, "msteams", "slack"),
		jwkOf("no-teams", &second.PublicKey, "webchat"),
		jwkOf("no-endorsements", &second.PublicKey),
		jwkOf("short", &short.PublicKey, "msteams"),
		jwkOf("curve", &curve.PublicKey, "msteams"),
		set(jwkOf("enc", &second.PublicKey, "msteams")).with(set{"use": "enc"}),
		set(jwkOf("rs512", &second.PublicKey, "msteams")).with(set{"alg": "RS512"}),
		set{"kid": "martian", "kty": "MARS"},
		set{"kid": "secret", "kty": "oct", "k": b64([]byte("secret")), "endorsements": []string{"msteams"}},
	)
	e := newEndpoint(t, i, func(context.Context, activity.Activity) (activity.Response, error) {
		turns++
		return activity.Response{}, nil
	})
	server := httptest.NewServer(e)
	defer server.Close()

	signed := func(h, c set) string { return "Bearer " + rs256(unsigned(header(h), claims(c)), first) }
	by := func(kid string) string {
		return "Bearer " + rs256(unsigned(header(set{"kid": kid}), claims(nil)), second)
	}
	from := func(d time.Duration) int64 { return time.Now().Add(d).Unix() }
	parts := strings.Split(strings.TrimPrefix(genuine(), "Bearer "), ".")
	publicDER, err := x509.MarshalPKIXPublicKey(&first.PublicKey)
	if err != nil {
		t.Fatal(err)
	}
	noneSigned := unsigned(header(set{"alg": "none"}), claims(nil)) + "."
	otherClaims := strings.Split(unsigned(header(nil), claims(set{"serviceurl": "https://evil.test/"})), ".")[1]

	tests := []struct {
		n      int
		why    string
		auth   string
		body   string
		status int
	}{
		// Accepted: what the Bot Connector sends, in all the shapes it may have.
		{1, "a genuine activity", genuine(), message(nil), 200},
		{2, "the scheme's case does not count", "bearer " + strings.TrimPrefix(genuine(), "Bearer "), message(nil), 200},
		{3, "the audience as a list", signed(nil, set{"aud": []string{appID}}), message(nil), 200},
		{4, "the audience among others", signed(nil, set{"aud": []string{"x", appID}}), message(nil), 200},
		{5, "a token without nbf", signed(nil, set{"nbf": nil}), message(nil), 200},
		{6, "nbf four minutes ahead is within the skew", signed(nil, set{"nbf": from(4 * time.Minute)}), message(nil), 200},
		{7, "expired four minutes ago is within the skew", signed(nil, set{"exp": from(-4 * time.Minute)}), message(nil), 200},
		{8, "a fractional expiry", signed(nil, set{"exp": float64(from(time.Hour)) + 0.5}), message(nil), 200},
		{9, "the service URL without its slash and in capitals", signed(nil, set{"serviceurl": "HTTPS://SMBA.trafficmanager.net/emea"}), message(nil), 200},
		{10, "a type nobody knows", genuine(), message(set{"type": "agentLifecycle"}), 200},
		{11, "broken entities", genuine(), message(set{"entities": []any{7, "x", set{"type": "ClientCapabilities"}}}), 200},
		{12, "the tenant only in the channel data", genuine(), message(set{"conversation": set{"id": "a:1"}}), 200},
		{13, "the bot's own words echoed back are no turn", genuine(), message(set{"from": set{"id": "28:" + appID}}), 200},

		// The header.
		{20, "no header", "", message(nil), 401},
		{21, "an empty token", "Bearer ", message(nil), 401},
		{22, "no scheme", strings.TrimPrefix(genuine(), "Bearer "), message(nil), 401},
		{23, "another scheme", "Basic " + strings.TrimPrefix(genuine(), "Bearer "), message(nil), 401},
		{24, "two spaces", "Bearer  " + strings.TrimPrefix(genuine(), "Bearer "), message(nil), 401},
		{25, "two parts", "Bearer " + parts[0] + "." + parts[1], message(nil), 401},
		{26, "four parts", genuine() + ".x", message(nil), 401},
		{27, "five parts, as if encrypted", genuine() + ".x.y", message(nil), 401},
		{28, "no signature", "Bearer " + parts[0] + "." + parts[1] + ".", message(nil), 401},
		{29, "padding", genuine() + "==", message(nil), 401},
		{30, "not base64", "Bearer !.!.!", message(nil), 401},
		{31, "rubbish", "Bearer a.b.c", message(nil), 401},
		{32, "a signed token of 20 KB", signed(nil, set{"pad": strings.Repeat("a", 20_000)}), message(nil), 401},
		{33, "the token twice in one header", genuine() + ", " + genuine(), message(nil), 401},
		{34, "a JSON-serialized JWS", `Bearer {"payload":"` + parts[1] + `"}`, message(nil), 401},

		// Algorithms.
		{40, "alg none", "Bearer " + noneSigned, message(nil), 401},
		{41, "alg None with a signature", signed(set{"alg": "None"}, nil), message(nil), 401},
		{42, "HS256 with the public key as the secret", "Bearer " + hs256(unsigned(header(set{"alg": "HS256"}), claims(nil)), publicDER), message(nil), 401},
		{43, "HS256 with a secret from the key set", "Bearer " + hs256(unsigned(header(set{"alg": "HS256", "kid": "secret"}), claims(nil)), []byte("secret")), message(nil), 401},
		{44, "RS512 with the right key", "Bearer " + rs512(unsigned(header(set{"alg": "RS512"}), claims(nil)), first), message(nil), 401},
		{45, "PS256 with the right key", "Bearer " + ps256(unsigned(header(set{"alg": "PS256"}), claims(nil)), first), message(nil), 401},
		{46, "PS256 signature that calls itself RS256", "Bearer " + ps256(unsigned(header(nil), claims(nil)), first), message(nil), 401},
		{47, "ES256 with the curve key of the set", "Bearer " + es256(unsigned(header(set{"alg": "ES256", "kid": "curve"}), claims(nil)), curve), message(nil), 401},
		{48, "no alg", signed(set{"alg": nil}, nil), message(nil), 401},
		{49, "alg in lower case", signed(set{"alg": "rs256"}, nil), message(nil), 401},
		{50, "alg as a list", signed(set{"alg": []string{"RS256"}}, nil), message(nil), 401},
		{51, "an unknown critical header", signed(set{"crit": []string{"x"}, "x": 1}, nil), message(nil), 401},
		{52, "an unencoded payload (RFC 7797)", signed(set{"b64": false}, nil), message(nil), 401},

		// Keys.
		{60, "no kid", signed(set{"kid": nil}, nil), message(nil), 401},
		{61, "an empty kid", signed(set{"kid": ""}, nil), message(nil), 401},
		{62, "a kid that is a number", signed(set{"kid": 1}, nil), message(nil), 401},
		{63, "an unknown kid", signed(set{"kid": "k9"}, nil), message(nil), 401},
		{64, "a stranger's signature under a known kid", "Bearer " + rs256(unsigned(header(nil), claims(nil)), stranger), message(nil), 401},
		{65, "the stranger's key offered in the header", "Bearer " + rs256(unsigned(header(set{"jwk": jwkOf("k1", &stranger.PublicKey, "msteams")}), claims(nil)), stranger), message(nil), 401},
		{66, "the stranger's key set offered in the header", "Bearer " + rs256(unsigned(header(set{"jku": "https://evil.test/keys"}), claims(nil)), stranger), message(nil), 401},
		{67, "a short RSA key of the set", "Bearer " + rs256(unsigned(header(set{"kid": "short"}), claims(nil)), short), message(nil), 401},
		{68, "a key for encryption", by("enc"), message(nil), 401},
		{69, "a key for another algorithm", by("rs512"), message(nil), 401},
		{70, "a changed payload", "Bearer " + parts[0] + "." + otherClaims + "." + parts[2], message(set{"serviceUrl": "https://evil.test/"}), 401},
		{71, "a changed header", "Bearer " + b64([]byte(`{"alg":"RS256","kid":"k1","x":1}`)) + "." + parts[1] + "." + parts[2], message(nil), 401},
		{72, "a cut signature", genuine()[:len(genuine())-8], message(nil), 401},

		// Claims.
		{80, "another issuer", signed(nil, set{"iss": "https://api.botframework.us"}), message(nil), 401},
		{81, "the tenant as issuer: an Entra token for our app", signed(nil, set{"iss": "https://login.microsoftonline.com/" + tenantID + "/v2.0"}), message(nil), 401},
		{82, "the bot's own token, as the emulator sends it", signed(nil, set{"iss": "https://sts.windows.net/" + tenantID + "/", "appid": appID}), message(nil), 401},
		{83, "a person's single sign-on token for our app", signed(nil, set{"iss": "https://login.microsoftonline.com/" + tenantID + "/v2.0", "scp": "access_as_user"}), message(nil), 401},
		{84, "no issuer", signed(nil, set{"iss": nil}), message(nil), 401},
		{85, "an issuer that is a number", signed(nil, set{"iss": 7}), message(nil), 401},
		{86, "the issuer with a slash", signed(nil, set{"iss": "https://api.botframework.com/"}), message(nil), 401},
		{87, "another bot's token", signed(nil, set{"aud": "99999999-2222-3333-4444-555555555555"}), message(nil), 401},
		{88, "no audience", signed(nil, set{"aud": nil}), message(nil), 401},
		{89, "an empty audience", signed(nil, set{"aud": ""}), message(nil), 401},
		{90, "an empty list of audiences", signed(nil, set{"aud": []string{}}), message(nil), 401},
		{91, "an audience that is an object", signed(nil, set{"aud": set{"id": appID}}), message(nil), 401},
		{92, "our id inside another audience", signed(nil, set{"aud": "api://" + appID}), message(nil), 401},
		{93, "expired six minutes ago", signed(nil, set{"exp": from(-6 * time.Minute)}), message(nil), 401},
		{94, "no expiry", signed(nil, set{"exp": nil}), message(nil), 401},
		{95, "an expiry that is text", signed(nil, set{"exp": fmt.Sprint(from(time.Hour))}), message(nil), 401},
		{96, "an expiry of zero", signed(nil, set{"exp": 0}), message(nil), 401},
		{97, "valid only in six minutes", signed(nil, set{"nbf": from(6 * time.Minute)}), message(nil), 401},
		{98, "no service URL claim", signed(nil, set{"serviceurl": nil}), message(nil), 401},
		{99, "a service URL claim that is a list", signed(nil, set{"serviceurl": []string{serviceURL}}), message(nil), 401},
		{100, "claims that are a list", "Bearer " + rs256(unsigned(header(nil), []any{claims(nil)}), first), message(nil), 401},

		// The body against the token and our lists.
		{110, "a channel the key is not endorsed for", by("no-teams"), message(nil), 403},
		{111, "a key without endorsements", by("no-endorsements"), message(nil), 403},
		{112, "an endorsed channel that is not Teams", genuine(), message(set{"channelId": "slack"}), 403},
		{113, "the emulator's channel", genuine(), message(set{"channelId": "emulator"}), 403},
		{114, "no channel", genuine(), message(set{"channelId": nil}), 403},
		{115, "another service URL than the token's", genuine(), message(set{"serviceUrl": "https://smba.trafficmanager.net/amer/"}), 403},
		{116, "no service URL", genuine(), message(set{"serviceUrl": nil}), 403},
		{117, "a foreign host in token and body", signed(nil, set{"serviceurl": "https://evil.test/"}), message(set{"serviceUrl": "https://evil.test/"}), 403},
		{118, "http in token and body", signed(nil, set{"serviceurl": "http://smba.trafficmanager.net/emea/"}), message(set{"serviceUrl": "http://smba.trafficmanager.net/emea/"}), 403},
		{119, "our host as a user name", signed(nil, set{"serviceurl": "https://smba.trafficmanager.net@evil.test/"}), message(set{"serviceUrl": "https://smba.trafficmanager.net@evil.test/"}), 403},
		{120, "our host as the end of another", signed(nil, set{"serviceurl": "https://evilsmba.trafficmanager.net/"}), message(set{"serviceUrl": "https://evilsmba.trafficmanager.net/"}), 403},
		{121, "our host on another port", signed(nil, set{"serviceurl": "https://smba.trafficmanager.net:8443/"}), message(set{"serviceUrl": "https://smba.trafficmanager.net:8443/"}), 403},
		{122, "a foreign tenant", genuine(), message(set{"conversation": set{"id": "a:1", "tenantId": "foreign"}, "channelData": nil}), 403},
		{123, "our tenant in one place and a foreign one in the other", genuine(), message(set{"channelData": set{"tenant": set{"id": "foreign"}}}), 403},
		{124, "no tenant", genuine(), message(set{"conversation": set{"id": "a:1"}, "channelData": nil}), 403},

		// Bodies.
		{130, "an empty body", genuine(), "", 400},
		{131, "a list of activities", genuine(), "[" + message(nil) + "]", 400},
		{132, "two activities", genuine(), message(nil) + message(nil), 400},
		{133, "no JSON", genuine(), "type=message", 400},
		{134, "a depth bomb", genuine(), message(set{"value": json.RawMessage(strings.Repeat("[", 5000) + strings.Repeat("]", 5000))}), 400},
		{135, "bytes that are no UTF-8", genuine(), strings.Replace(message(nil), "status", "\xff", 1), 400},
		{136, "an activity of 300 KB", genuine(), message(set{"text": strings.Repeat("a", 300<<10)}), 413},
		{137, "300 KB from a stranger are not even read", "Bearer a.b.c", strings.Repeat("a", 300<<10), 401},
	}
	seen := map[int]bool{}
	for _, tt := range tests {
		if seen[tt.n] {
			t.Fatalf("two rows are number %d", tt.n)
		}
		seen[tt.n] = true
		t.Run(fmt.Sprintf("%d %s", tt.n, tt.why), func(t *testing.T) {
			before := turns
			req, err := http.NewRequestWithContext(t.Context(), http.MethodPost, server.URL+"/api/messages", strings.NewReader(tt.body))
			if err != nil {
				t.Fatal(err)
			}
			if tt.auth != "" {
				req.Header.Set("Authorization", tt.auth)
			}
			resp, err := server.Client().Do(req)
			if err != nil {
				t.Fatal(err)
			}
			defer resp.Body.Close()
			body, err := io.ReadAll(resp.Body)
			if err != nil {
				t.Fatal(err)
			}
			if resp.StatusCode != tt.status {
				t.Errorf("got %d, want %d", resp.StatusCode, tt.status)
			}
			if len(body) != 0 {
				t.Errorf("the answer tells something: %q", body)
			}
			if wantTurn := tt.status == 200 && tt.n != 13; (turns > before) != wantTurn {
				t.Errorf("turns taken: %d, want a turn: %v", turns-before, wantTurn)
			}
		})
	}
	if got := i.fetched(); got > 2 {
		t.Errorf("the whole run fetched the metadata %d times, want the first and one for unknown key ids", got)
	}
}

func TestTwoAuthorizationHeaders(t *testing.T) {
	e := newEndpoint(t, newIssuer(jwkOf("k1", &first.PublicKey, "msteams")), nil)
	r := httptest.NewRequestWithContext(t.Context(), http.MethodPost, "/api/messages", strings.NewReader(message(nil)))
	r.Header.Add("Authorization", genuine())
	r.Header.Add("Authorization", "Bearer a.b.c")
	w := httptest.NewRecorder()
	e.ServeHTTP(w, r)
	if w.Code != http.StatusUnauthorized {
		t.Errorf("got %d, want 401: which header counts must not be a guess", w.Code)
	}
}

func TestOnlyPost(t *testing.T) {
	i := newIssuer(jwkOf("k1", &first.PublicKey, "msteams"))
	e := newEndpoint(t, i, nil)
	for _, method := range []string{"GET", "HEAD", "PUT", "DELETE", "OPTIONS"} {
		r := httptest.NewRequestWithContext(t.Context(), method, "/api/messages", nil)
		r.Header.Set("Authorization", genuine())
		w := httptest.NewRecorder()
		e.ServeHTTP(w, r)
		if w.Code != http.StatusMethodNotAllowed || w.Header().Get("Allow") != "POST" {
			t.Errorf("%s: got %d, Allow %q", method, w.Code, w.Header().Get("Allow"))
		}
	}
	if i.fetched() != 0 {
		t.Error("keys were fetched for a request that is no activity")
	}
}

// TestNothingIsFetchedForWhatCannotBeValid is the outsider who makes the bot call Microsoft.
func TestNothingIsFetchedForWhatCannotBeValid(t *testing.T) {
	i := newIssuer(jwkOf("k1", &first.PublicKey, "msteams"))
	e := newEndpoint(t, i, nil)
	for _, token := range []string{
		"a.b.c",
		unsigned(header(set{"alg": "none"}), claims(nil)) + ".",
		unsigned(header(set{"kid": nil}), claims(nil)) + ".c2ln",
		unsigned(header(nil), claims(set{"iss": "x"})) + ".c2ln",
		unsigned(header(nil), claims(set{"aud": "x"})) + ".c2ln",
		unsigned(header(nil), claims(set{"exp": nil})) + ".c2ln",
		unsigned(header(nil), claims(set{"exp": 1})) + ".c2ln",
		unsigned(header(nil), claims(set{"serviceurl": nil})) + ".c2ln",
	} {
		if got := post(t, e, "Bearer "+token, message(nil)).Code; got != 401 {
			t.Errorf("got %d, want 401 for %s", got, token)
		}
	}
	if got := i.fetched(); got != 0 {
		t.Errorf("fetched %d times, want never", got)
	}
}

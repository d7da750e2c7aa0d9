package teams_test

import (
	"bytes"
	"context"
	"crypto"
	"crypto/rsa"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/numberdesk/numberdesk/internal/activity"
	"github.com/numberdesk/numberdesk/internal/teams"
)

// FuzzEndpoint sends any Authorization header with any body to the endpoint, from the attack table on. Whatever comes,
// it answers with a status of its own and without a word, fetches keys no more than once a minute, and takes a turn
// only for what a second reading, below, proves as well.
func FuzzEndpoint(f *testing.F) {
	for _, row := range attacks() {
		if row.raw == "" {
			f.Add(row.auth, []byte(row.body))
		}
	}
	for _, changes := range kinds {
		f.Add(genuine(), []byte(message(changes)))
	}
	f.Add(genuine(), []byte(invoke(nil)))
	var seen *activity.Activity
	i := attackedIssuer()
	e, err := teams.NewEndpoint(teams.EndpointOptions{
		AppID: appID, Tenants: []string{tenantID}, OpenID: openID, HTTP: &http.Client{Transport: i},
		Turn: func(_ context.Context, a activity.Activity) (activity.Response, error) {
			seen = &a
			act, err := activity.ParseAction(a)
			if err != nil {
				return activity.Response{}, err
			}
			return activity.InvokeMessage(act.Verb), nil
		},
	})
	if err != nil {
		f.Fatal(err)
	}
	began := time.Now()
	f.Fuzz(func(t *testing.T, authorization string, body []byte) {
		// With a good token as well, for few that the fuzzer makes are, and a body would hardly be read.
		for _, authorization := range []string{authorization, genuine()} {
			seen = nil
			r := httptest.NewRequestWithContext(t.Context(), http.MethodPost, "/api/messages", bytes.NewReader(body))
			r.Header["Authorization"] = []string{authorization}
			w := httptest.NewRecorder()
			e.ServeHTTP(w, r)
			switch w.Code {
			case 200:
				if w.Body.Len() > 0 && !json.Valid(w.Body.Bytes()) {
					t.Errorf("the answer is no JSON: %q", w.Body)
				}
			case 400, 401, 403, 413:
				if w.Body.Len() > 0 {
					t.Errorf("a refusal with a body: %q", w.Body)
				}
			default:
				t.Errorf("got %d", w.Code)
			}
			switch {
			case seen == nil:
			case w.Code != 200:
				t.Errorf("a turn was taken and answered %d", w.Code)
			default:
				proves(t, authorization, body, *seen)
			}
		}
		if got, most := i.fetched(), 2+int(time.Since(began)/time.Minute); got > most {
			t.Errorf("fetched %d times, want at most %d", got, most)
		}
	})
}

// proves reads token and body with the standard library alone.
func proves(t *testing.T, authorization string, body []byte, a activity.Activity) {
	t.Helper()
	scheme, token, _ := strings.Cut(authorization, " ")
	parts := strings.Split(token, ".")
	if !strings.EqualFold(scheme, "bearer") || len(parts) != 3 {
		t.Fatalf("a turn was taken for the header %q", authorization)
	}
	sum := sha256.Sum256([]byte(parts[0] + "." + parts[1]))
	if err := rsa.VerifyPKCS1v15(&first.PublicKey, crypto.SHA256, sum[:], unb64(parts[2])); err != nil {
		t.Fatalf("a turn was taken for a token that %v", err)
	}
	var h, c map[string]any
	var b map[string]json.RawMessage
	if err := errors.Join(json.Unmarshal(unb64(parts[0]), &h), json.Unmarshal(unb64(parts[1]), &c), json.Unmarshal(body, &b)); err != nil {
		t.Fatalf("a turn was taken for what is no JSON: %v", err)
	}
	now := float64(time.Now().Unix())
	exp, _ := c["exp"].(float64)
	nbf, _ := c["nbf"].(float64)
	switch url, _ := c["serviceurl"].(string); {
	case h["alg"] != "RS256", h["kid"] != "k1", c["iss"] != teams.PublicIssuer, exp < now-301, nbf > now+301:
		t.Errorf("a turn was taken for a token of %v and %v", h, c)
	case a.TenantID() != tenantID, a.ChannelID != "msteams",
		!strings.EqualFold(strings.TrimSuffix(a.ServiceURL, "/"), strings.TrimSuffix(url, "/")),
		!strings.HasPrefix(strings.ToLower(a.ServiceURL), "https://smba.trafficmanager.net"):
		t.Errorf("a turn was taken for %+v", a)
	}
}

// FuzzToken lets the Bot Connector's own key sign any header and any claims, as if it had leaked to who does not know
// what it is for. A turn is taken only when a second reading finds every rule kept.
func FuzzToken(f *testing.F) {
	for _, row := range attacks() {
		if parts := strings.Split(row.auth, "."); row.raw == "" && len(parts) == 3 {
			h, herr := base64.RawURLEncoding.DecodeString(strings.TrimPrefix(parts[0], "Bearer "))
			c, cerr := base64.RawURLEncoding.DecodeString(parts[1])
			if herr == nil && cerr == nil {
				f.Add(h, c)
			}
		}
	}
	turns := 0
	e, err := teams.NewEndpoint(teams.EndpointOptions{
		AppID: appID, Tenants: []string{tenantID}, OpenID: openID, HTTP: &http.Client{Transport: attackedIssuer()},
		Turn: func(context.Context, activity.Activity) (activity.Response, error) {
			turns++
			return activity.Response{}, nil
		},
	})
	if err != nil {
		f.Fatal(err)
	}
	body := []byte(message(nil))
	f.Fuzz(func(t *testing.T, h, c []byte) {
		turns = 0
		r := httptest.NewRequestWithContext(t.Context(), http.MethodPost, "/api/messages", bytes.NewReader(body))
		r.Header.Set("Authorization", "Bearer "+rs256(b64(h)+"."+b64(c), first))
		w := httptest.NewRecorder()
		e.ServeHTTP(w, r)
		if (turns == 1) != (w.Code == 200) || turns == 0 && w.Code != 401 && w.Code != 403 {
			t.Errorf("%d turns, answered %d", turns, w.Code)
		}
		if turns == 0 {
			return
		}
		header, claims := once(t, h), once(t, c)
		for name, want := range map[string]any{"alg": "RS256", "kid": "k1", "cty": nil, "crit": nil, "b64": nil} {
			if header[name] != want {
				t.Errorf("a turn was taken for the header %s", h)
			}
		}
		now := float64(time.Now().Unix())
		exp, _ := claims["exp"].(float64)
		nbf, isDate := claims["nbf"].(float64)
		if typ, _ := header["typ"].(string); header["typ"] != nil && !strings.EqualFold(typ, "JWT") ||
			claims["iss"] != teams.PublicIssuer || !strings.Contains(fmt.Sprint(claims["aud"]), appID) || exp < now-301 || exp > 3e11 || nbf > now+301 || nbf > exp ||
			claims["nbf"] != nil && !isDate {
			t.Errorf("a turn was taken for the token %s %s", h, c)
		}
	})
}

// once reads a JSON object in which no object names anything twice.
func once(t *testing.T, raw []byte) map[string]any {
	t.Helper()
	d := json.NewDecoder(bytes.NewReader(raw))
	var value func() any
	value = func() any {
		token, err := d.Token()
		if err != nil {
			t.Fatalf("a turn was taken for %s: %v", raw, err)
		}
		switch token {
		case json.Delim('{'):
			m := map[string]any{}
			for d.More() {
				name, _ := value().(string)
				for other := range m {
					if strings.EqualFold(name, other) {
						t.Errorf("a turn was taken for %s, which says %s twice", raw, name)
					}
				}
				m[name] = value()
			}
			_, _ = d.Token()
			return m
		case json.Delim('['):
			list := []any{}
			for d.More() {
				list = append(list, value())
			}
			_, _ = d.Token()
			return list
		}
		return token
	}
	m, isObject := value().(map[string]any)
	if _, err := d.Token(); !isObject || err != io.EOF {
		t.Fatalf("a turn was taken for %s, which is no object", raw)
	}
	return m
}

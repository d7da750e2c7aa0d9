package teams_test

import (
	"context"
	"fmt"
	"net/http"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/numberdesk/numberdesk/internal/activity"
	"github.com/numberdesk/numberdesk/internal/teams"
)

func signedBy(kid string) string {
	key := first
	if kid == "k2" {
		key = second
	}
	return "Bearer " + rs256(unsigned(header(set{"kid": kid}), claims(nil)), key)
}

func TestKeysRollOver(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		i := newIssuer(jwkOf("k1", &first.PublicKey, "msteams"))
		e := newEndpoint(t, i, nil)
		if e.Ready() {
			t.Error("ready without keys")
		}
		if got := post(t, e, signedBy("k1"), message(nil)).Code; got != 200 || !e.Ready() {
			t.Fatalf("first key: got %d, ready %v", got, e.Ready())
		}
		time.Sleep(time.Hour)
		i.set(func(i *issuer) { i.keys = append(i.keys, jwkOf("k2", &second.PublicKey, "msteams")) })
		if got := post(t, e, signedBy("k2"), message(nil)).Code; got != 200 {
			t.Errorf("a new key is not taken up at once: got %d", got)
		}
		i.set(func(i *issuer) { i.keys = i.keys[1:] })
		if got := post(t, e, signedBy("k1"), message(nil)).Code; got != 200 {
			t.Errorf("a key is dropped before anybody could know: got %d", got)
		}
		time.Sleep(25 * time.Hour)
		if got := post(t, e, signedBy("k1"), message(nil)).Code; got != 401 {
			t.Errorf("a withdrawn key is still taken after a day: got %d", got)
		}
		if got := i.fetched(); got != 3 {
			t.Errorf("fetched %d times, want at the start, for the unknown key and after a day", got)
		}
	})
}

func TestKeysAreKeptADay(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		i := newIssuer(jwkOf("k1", &first.PublicKey, "msteams"))
		e := newEndpoint(t, i, nil)
		for range 23 * 6 {
			if got := post(t, e, signedBy("k1"), message(nil)).Code; got != 200 {
				t.Fatalf("got %d", got)
			}
			time.Sleep(10 * time.Minute)
		}
		if got := i.fetched(); got != 1 {
			t.Errorf("fetched %d times in 23 hours, want once", got)
		}
	})
}

func TestOutageOfTheLogin(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		i := newIssuer(jwkOf("k1", &first.PublicKey, "msteams"))
		i.down = true
		e := newEndpoint(t, i, nil)
		if got := post(t, e, signedBy("k1"), message(nil)).Code; got != 503 {
			t.Errorf("without keys: got %d, want 503, for the sender may be genuine", got)
		}
		i.set(func(i *issuer) { i.down = false })
		time.Sleep(6 * time.Second)
		if got := post(t, e, signedBy("k1"), message(nil)).Code; got != 200 {
			t.Errorf("seconds after the login is back: got %d", got)
		}

		i.set(func(i *issuer) { i.down = true })
		before := i.fetched()
		for range 48 {
			time.Sleep(time.Hour)
			if got := post(t, e, signedBy("k1"), message(nil)).Code; got != 200 {
				t.Fatalf("old keys no longer serve in an outage: got %d", got)
			}
		}
		if got := post(t, e, signedBy("k2"), message(nil)).Code; got != 401 {
			t.Errorf("an unknown key in an outage: got %d, want 401", got)
		}
		if got := i.fetched() - before; got < 24 || got > 26 {
			t.Errorf("tried %d times, want once for each turn of the second day", got)
		}
	})
}

func TestFloodOfUnknownKeyIDs(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		i := newIssuer(jwkOf("k1", &first.PublicKey, "msteams"))
		i.delay = time.Second
		e := newEndpoint(t, i, nil)
		if got := post(t, e, signedBy("k1"), message(nil)).Code; got != 200 {
			t.Fatalf("got %d", got)
		}
		time.Sleep(time.Hour)
		before := i.fetched()
		// A flood signs nothing: any third part will do.
		input, began := unsigned(header(nil), claims(nil)), time.Now()
		_, payload, _ := strings.Cut(input, ".")
		var flood sync.WaitGroup
		for n := range 10_000 {
			flood.Go(func() {
				time.Sleep(time.Duration(n) * time.Minute / 10_000)
				token := b64(fmt.Appendf(nil, `{"alg":"RS256","kid":"flood-%d"}`, n)) + "." + payload + ".c2ln"
				if got := post(t, e, "Bearer "+token, message(nil)).Code; got != 401 {
					t.Errorf("got %d, want 401", got)
				}
			})
		}
		flood.Wait()
		if got := i.fetched() - before; got < 1 || got > 2 {
			t.Errorf("10000 unknown key ids in %v caused %d fetches, want one a minute", time.Since(began), got)
		}
		if got := post(t, e, signedBy("k1"), message(nil)).Code; got != 200 {
			t.Errorf("after the flood: got %d", got)
		}
	})
}

func TestManyWaitForOneFetch(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		i := newIssuer(jwkOf("k1", &first.PublicKey, "msteams"))
		i.delay = 2 * time.Second
		e := newEndpoint(t, i, nil)
		authorization := signedBy("k1")
		var turns sync.WaitGroup
		for range 50 {
			turns.Go(func() {
				if got := post(t, e, authorization, message(nil)).Code; got != 200 {
					t.Errorf("got %d", got)
				}
			})
		}
		turns.Wait()
		if got := i.fetched(); got != 1 {
			t.Errorf("50 at once caused %d fetches, want 1", got)
		}
	})
}

func TestAnImpatientSenderDoesNotStopTheFetch(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		i := newIssuer(jwkOf("k1", &first.PublicKey, "msteams"))
		i.delay = 2 * time.Second
		e := newEndpoint(t, i, nil)
		impatient, cancel := context.WithTimeout(t.Context(), time.Second)
		defer cancel()
		if err := e.Warm(impatient); err == nil {
			t.Error("warm within a second")
		}
		if got := post(t, e, signedBy("k1"), message(nil)).Code; got != 200 || i.fetched() != 1 {
			t.Errorf("got %d after %d fetches, want 200 after the one begun before", got, i.fetched())
		}
	})
}

func TestALoginThatNeverAnswers(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		i := newIssuer(jwkOf("k1", &first.PublicKey, "msteams"))
		i.delay = time.Hour
		e := newEndpoint(t, i, nil)
		began := time.Now()
		if got := post(t, e, signedBy("k1"), message(nil)).Code; got != 503 {
			t.Errorf("got %d, want 503", got)
		}
		if took := time.Since(began); took > 12*time.Second {
			t.Errorf("it waited %v; Teams gives up after 15 seconds", took)
		}
	})
}

func TestWarm(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		i := newIssuer(jwkOf("k1", &first.PublicKey, "msteams"))
		i.down = true
		e := newEndpoint(t, i, nil)
		if err := e.Warm(t.Context()); err == nil || !strings.Contains(err.Error(), "refused") || e.Ready() {
			t.Errorf("the login is out: got %v, ready %v", err, e.Ready())
		}
		i.set(func(i *issuer) { i.down = false })
		time.Sleep(time.Minute)
		if err := e.Warm(t.Context()); err != nil || !e.Ready() {
			t.Errorf("got %v, ready %v", err, e.Ready())
		}
		if err := e.Warm(t.Context()); err != nil || i.fetched() != 2 {
			t.Errorf("warming what is warm: %v, %d fetches", err, i.fetched())
		}
	})
}

func TestKeysThatAreNotTaken(t *testing.T) {
	tests := []struct {
		name   string
		change func(*issuer)
	}{
		{"the metadata points to another host", func(i *issuer) { i.jwksURI = "https://evil.test/keys" }},
		{"the metadata points to another port", func(i *issuer) { i.jwksURI = "https://login.test:8443/keys" }},
		{"the metadata points to http", func(i *issuer) { i.jwksURI = "http://login.test/v1/.well-known/keys" }},
		{"the metadata points nowhere", func(i *issuer) { i.jwksURI = "" }},
		{"the keys are no JSON", func(i *issuer) { i.broken = "<html>" }},
		{"the keys never end", func(i *issuer) { i.broken = `{"keys":[` + strings.Repeat(" ", 2<<20) + `]}` }},
		{"only a short RSA key", func(i *issuer) { i.keys = []map[string]any{jwkOf("k1", &short.PublicKey, "msteams")} }},
		{"only a curve", func(i *issuer) { i.keys = []map[string]any{jwkOf("k1", &curve.PublicKey, "msteams")} }},
		{"no keys", func(i *issuer) { i.keys = nil }},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			i := newIssuer(jwkOf("k1", &first.PublicKey, "msteams"))
			tt.change(i)
			e := newEndpoint(t, i, nil)
			if got := post(t, e, signedBy("k1"), message(nil)).Code; got != 503 {
				t.Errorf("got %d, want 503", got)
			}
			if e.Ready() {
				t.Error("it calls itself ready")
			}
		})
	}
}

func TestABadKeySetDoesNotReplaceAGoodOne(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		i := newIssuer(jwkOf("k1", &first.PublicKey, "msteams"))
		e := newEndpoint(t, i, nil)
		if got := post(t, e, signedBy("k1"), message(nil)).Code; got != 200 {
			t.Fatalf("got %d", got)
		}
		i.set(func(i *issuer) { i.broken = `{"keys":[]}` })
		time.Sleep(25 * time.Hour)
		if got := post(t, e, signedBy("k1"), message(nil)).Code; got != 200 {
			t.Errorf("got %d, want the old keys to serve", got)
		}
	})
}

func TestOptionsThatWouldLeaveTheBotOpen(t *testing.T) {
	good := func() teams.EndpointOptions {
		return teams.EndpointOptions{AppID: appID, Tenants: []string{tenantID}, Turn: answer(activity.Response{}, nil)}
	}
	if _, err := teams.NewEndpoint(good()); err != nil {
		t.Fatalf("good options: %v", err)
	}
	tests := []struct {
		name   string
		change func(*teams.EndpointOptions)
	}{
		{"no app id", func(o *teams.EndpointOptions) { o.AppID = "" }},
		{"no tenants", func(o *teams.EndpointOptions) { o.Tenants = nil }},
		{"an empty tenant", func(o *teams.EndpointOptions) { o.Tenants = []string{""} }},
		{"no turn", func(o *teams.EndpointOptions) { o.Turn = nil }},
		{"metadata over http", func(o *teams.EndpointOptions) { o.OpenID = "http://login.test/" }},
		{"metadata without a host", func(o *teams.EndpointOptions) { o.OpenID = "https:///x" }},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			o := good()
			tt.change(&o)
			if _, err := teams.NewEndpoint(o); err == nil {
				t.Error("accepted")
			}
		})
	}
}

func TestKeysDoNotComeFromARedirect(t *testing.T) {
	followed := 0
	client := &http.Client{Transport: roundTrip(func(r *http.Request) (*http.Response, error) {
		if r.URL.String() != openID {
			followed++
		}
		return &http.Response{StatusCode: 302, Header: http.Header{"Location": {"https://evil.test/metadata"}}, Body: http.NoBody, Request: r}, nil
	})}
	e, err := teams.NewEndpoint(teams.EndpointOptions{
		AppID: appID, Tenants: []string{tenantID}, OpenID: openID, HTTP: client, Turn: answer(activity.Response{}, nil),
	})
	if err != nil {
		t.Fatal(err)
	}
	if err := e.Warm(t.Context()); err == nil || followed != 0 {
		t.Errorf("got %v after %d redirects followed", err, followed)
	}
}

// TestATokenIsCheckedEachTime uses one token again and again: having been right once is not enough.
func TestATokenIsCheckedEachTime(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		i := newIssuer(jwkOf("k1", &first.PublicKey, "msteams"))
		e := newEndpoint(t, i, nil)
		until := func(d time.Duration) string {
			return "Bearer " + rs256(unsigned(header(nil), claims(set{"exp": time.Now().Add(d).Unix()})), first)
		}
		hour, week := until(time.Hour), until(7*24*time.Hour)
		for _, token := range []string{hour, week} {
			for range 3 {
				if got := post(t, e, token, message(nil)).Code; got != 200 {
					t.Fatalf("got %d", got)
				}
			}
		}
		if got := post(t, e, hour[:len(hour)-4]+"AAAA", message(nil)).Code; got != 401 {
			t.Errorf("another signature on a known token: got %d, want 401", got)
		}
		if got := post(t, e, hour, message(set{"serviceUrl": "https://smba.trafficmanager.net/amer/"})).Code; got != 403 {
			t.Errorf("a known token with another body: got %d, want 403", got)
		}
		time.Sleep(time.Hour + 6*time.Minute)
		if got := post(t, e, hour, message(nil)).Code; got != 401 {
			t.Errorf("a known token that has expired: got %d, want 401", got)
		}
		i.set(func(i *issuer) { i.keys = []map[string]any{jwkOf("k1", &second.PublicKey, "msteams")} })
		if got := post(t, e, week, message(nil)).Code; got != 200 {
			t.Errorf("before anybody asks for keys: got %d, want 200", got)
		}
		time.Sleep(25 * time.Hour)
		if got := post(t, e, week, message(nil)).Code; got != 401 {
			t.Errorf("a known token whose key was replaced under its id: got %d, want 401", got)
		}
	})
}

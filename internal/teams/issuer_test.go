package teams_test

import (
	"context"
	"crypto"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/hmac"
	"crypto/rand"
	"crypto/rsa"
	"crypto/sha256"
	"crypto/sha512"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"maps"
	"math/big"
	mathrand "math/rand/v2"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/numberdesk/numberdesk/internal/activity"
	"github.com/numberdesk/numberdesk/internal/teams"
)

const (
	appID      = "11111111-2222-3333-4444-555555555555"
	tenantID   = "aaaaaaaa-bbbb-cccc-dddd-eeeeeeeeeeee"
	serviceURL = "https://smba.trafficmanager.net/emea/"
	openID     = "https://login.test/v1/.well-known/openidconfiguration"
	keysURL    = "https://login.test/v1/.well-known/keys"
)

// Generating keys is slow, so all tests share these. They are the same in every process, so that a
// token in the fuzzer's corpus stays a good one.
var (
	first    = mustRSA(1, 2048)
	second   = mustRSA(2, 2048)
	stranger = mustRSA(3, 2048)
	short    = mustRSA(4, 1024)
	curve    = mustEC()
)

// mustRSA is the key of that seed, which crypto/rsa would not make twice.
func mustRSA(seed byte, bits int) *rsa.PrivateKey {
	chance := mathrand.NewChaCha8([32]byte{seed})
	prime := func() *big.Int {
		raw := make([]byte, bits/16)
		for {
			_, _ = chance.Read(raw)
			raw[0], raw[len(raw)-1] = raw[0]|0xc0, raw[len(raw)-1]|1
			if p := new(big.Int).SetBytes(raw); p.ProbablyPrime(1) {
				return p
			}
		}
	}
	one, e := big.NewInt(1), big.NewInt(65537)
	p, q := prime(), prime()
	phi := new(big.Int).Mul(new(big.Int).Sub(p, one), new(big.Int).Sub(q, one))
	key := &rsa.PrivateKey{
		PublicKey: rsa.PublicKey{N: new(big.Int).Mul(p, q), E: int(e.Int64())},
		D:         new(big.Int).ModInverse(e, phi), Primes: []*big.Int{p, q},
	}
	key.Precompute()
	if err := key.Validate(); err != nil {
		panic(err)
	}
	return key
}

func mustEC() *ecdsa.PrivateKey {
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		panic(err)
	}
	return key
}

// issuer is the Bot Connector's login: metadata and keys, served to an http.Client without sockets.
type issuer struct {
	mu      sync.Mutex
	keys    []map[string]any
	jwksURI string
	down    bool
	broken  string // sent in place of the keys
	delay   time.Duration
	fetches int // of the metadata
}

func newIssuer(keys ...map[string]any) *issuer {
	return &issuer{keys: keys, jwksURI: keysURL}
}

// set changes the issuer while the endpoint runs.
func (i *issuer) set(change func(*issuer)) {
	i.mu.Lock()
	defer i.mu.Unlock()
	change(i)
}

func (i *issuer) fetched() int {
	i.mu.Lock()
	defer i.mu.Unlock()
	return i.fetches
}

func (i *issuer) RoundTrip(r *http.Request) (*http.Response, error) {
	i.mu.Lock()
	delay, down := i.delay, i.down
	i.mu.Unlock()
	if delay > 0 {
		select {
		case <-time.After(delay):
		case <-r.Context().Done():
			return nil, r.Context().Err()
		}
	}
	i.mu.Lock()
	defer i.mu.Unlock()
	w := httptest.NewRecorder()
	switch r.URL.String() {
	case openID:
		i.fetches++
		if down {
			return nil, errors.New("connection refused")
		}
		_ = json.NewEncoder(w).Encode(map[string]any{"issuer": teams.PublicIssuer, "jwks_uri": i.jwksURI, "id_token_signing_alg_values_supported": []string{"RS256"}})
	case keysURL:
		switch {
		case down:
			return nil, errors.New("connection refused")
		case i.broken != "":
			_, _ = w.WriteString(i.broken)
		default:
			_ = json.NewEncoder(w).Encode(map[string]any{"keys": i.keys})
		}
	default:
		return nil, fmt.Errorf("a fetch of %s, which nobody was to ask for", r.URL)
	}
	return w.Result(), nil
}

// jwkOf is the JWK of a public key, endorsed as the Bot Connector's own are.
func jwkOf(kid string, key crypto.PublicKey, endorsements ...string) map[string]any {
	j := map[string]any{"kid": kid, "use": "sig", "endorsements": endorsements}
	switch k := key.(type) {
	case *rsa.PublicKey:
		j["kty"], j["n"], j["e"] = "RSA", b64(k.N.Bytes()), b64(big.NewInt(int64(k.E)).Bytes())
	case *ecdsa.PublicKey:
		point, err := k.Bytes()
		if err != nil {
			panic(err)
		}
		j["kty"], j["crv"], j["x"], j["y"] = "EC", "P-256", b64(point[1:33]), b64(point[33:])
	}
	return j
}

func b64(b []byte) string { return base64.RawURLEncoding.EncodeToString(b) }

// set is a JSON object with some members changed; a nil removes one.
type set map[string]any

func (s set) with(changes set) set {
	out := maps.Clone(s)
	for k, v := range changes {
		if v == nil {
			delete(out, k)
		} else {
			out[k] = v
		}
	}
	return out
}

func header(changes set) set {
	return set{"alg": "RS256", "typ": "JWT", "kid": "k1"}.with(changes)
}

// claims are those the Bot Connector puts into a token, but for its dates: it is good from 1999 to 2100,
// and so in synctest's time, in ours, and when the fuzzer finds it in its corpus.
func claims(changes set) set {
	return set{
		"iss": teams.PublicIssuer, "aud": appID, "serviceurl": serviceURL, "nbf": 915148800, "exp": 4102444800,
	}.with(changes)
}

// unsigned is the signing input of a JWS, written here by hand: the library under test is no witness.
func unsigned(header, claims any) string {
	h, err := json.Marshal(header)
	if err != nil {
		panic(err)
	}
	c, err := json.Marshal(claims)
	if err != nil {
		panic(err)
	}
	return b64(h) + "." + b64(c)
}

func rs256(input string, key *rsa.PrivateKey) string {
	sum := sha256.Sum256([]byte(input))
	sig, err := rsa.SignPKCS1v15(rand.Reader, key, crypto.SHA256, sum[:])
	if err != nil {
		panic(err)
	}
	return input + "." + b64(sig)
}

func rs512(input string, key *rsa.PrivateKey) string {
	sum := sha512.Sum512([]byte(input))
	sig, err := rsa.SignPKCS1v15(rand.Reader, key, crypto.SHA512, sum[:])
	if err != nil {
		panic(err)
	}
	return input + "." + b64(sig)
}

func ps256(input string, key *rsa.PrivateKey) string {
	sum := sha256.Sum256([]byte(input))
	sig, err := rsa.SignPSS(rand.Reader, key, crypto.SHA256, sum[:], &rsa.PSSOptions{SaltLength: rsa.PSSSaltLengthEqualsHash})
	if err != nil {
		panic(err)
	}
	return input + "." + b64(sig)
}

func es256(input string, key *ecdsa.PrivateKey) string {
	sum := sha256.Sum256([]byte(input))
	r, s, err := ecdsa.Sign(rand.Reader, key, sum[:])
	if err != nil {
		panic(err)
	}
	return input + "." + b64(append(r.FillBytes(make([]byte, 32)), s.FillBytes(make([]byte, 32))...))
}

func hs256(input string, secret []byte) string {
	mac := hmac.New(sha256.New, secret)
	mac.Write([]byte(input))
	return input + "." + b64(mac.Sum(nil))
}

// genuine is an Authorization header as the Bot Connector sends it.
var genuine = sync.OnceValue(func() string { return "Bearer " + rs256(unsigned(header(nil), claims(nil)), first) })

// message is the body of a genuine activity, with changes.
func message(changes set) string {
	body, err := json.Marshal(set{
		"type": "message", "id": "a-1", "text": "status", "channelId": "msteams", "serviceUrl": serviceURL,
		"from": set{"id": "29:alice", "aadObjectId": "o-1"}, "recipient": set{"id": "28:" + appID},
		"conversation": set{"id": "a:1", "conversationType": "personal", "tenantId": tenantID},
		"channelData":  set{"tenant": set{"id": tenantID}},
	}.with(changes))
	if err != nil {
		panic(err)
	}
	return string(body)
}

// newEndpoint is an endpoint that trusts i; turn nil answers nothing.
func newEndpoint(t testing.TB, i *issuer, turn func(context.Context, activity.Activity) (activity.Response, error)) *teams.Endpoint {
	t.Helper()
	if turn == nil {
		turn = func(context.Context, activity.Activity) (activity.Response, error) { return activity.Response{}, nil }
	}
	e, err := teams.NewEndpoint(teams.EndpointOptions{
		AppID: appID, Tenants: []string{strings.ToUpper(tenantID)}, OpenID: openID,
		HTTP: &http.Client{Transport: i}, Turn: turn,
		Log: slog.New(slog.NewTextHandler(t.Output(), nil)),
	})
	if err != nil {
		t.Fatal(err)
	}
	return e
}

// post delivers one activity straight to the handler and returns the answer.
func post(t testing.TB, e http.Handler, authorization, body string) *httptest.ResponseRecorder {
	t.Helper()
	r := httptest.NewRequestWithContext(t.Context(), http.MethodPost, "/api/messages", strings.NewReader(body))
	if authorization != "" {
		r.Header.Set("Authorization", authorization)
	}
	w := httptest.NewRecorder()
	e.ServeHTTP(w, r)
	return w
}

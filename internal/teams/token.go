package teams

import (
	"context"
	"crypto/rsa"
	"encoding/base64"
	"encoding/json"
	"errors"
	"net/http"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/lestrrat-go/jwx/v3/jwa"
	"github.com/lestrrat-go/jwx/v3/jws"
)

const (
	maxToken = 8 << 10
	skew     = 5 * time.Minute
)

// refusal is why an activity was turned away: the HTTP status it got, with an empty body, and a
// fixed word for logs and metrics. The sender learns only the status.
type refusal struct {
	status int
	reason string
}

// Error names the reason.
func (r refusal) Error() string { return r.reason }

func unproven(reason string) error   { return refusal{http.StatusUnauthorized, reason} }
func notAllowed(reason string) error { return refusal{http.StatusForbidden, reason} }

// caller is what a valid token proves: which service posts, and for which channels its key speaks.
type caller struct {
	serviceURL   string
	endorsements []string
}

// gate checks the Authorization header of what claims to come from the Bot Connector.
type gate struct {
	appID, issuer string
	keys          *keyring
	proven        proven
}

// admit proves the caller. Everything that can be refused by reading is refused before a key is
// looked up, so that nothing is ever fetched for a token that cannot be valid.
func (g *gate) admit(ctx context.Context, header http.Header) (caller, error) {
	raw, err := bearer(header)
	if err != nil {
		return caller{}, err
	}
	t, known := g.proven.recall(raw)
	if !known {
		if t, err = g.read(raw); err != nil {
			return caller{}, err
		}
	}
	if err := t.inTime(time.Now()); err != nil {
		return caller{}, err
	}
	key, err := g.keys.key(ctx, t.kid)
	switch {
	case errors.Is(err, errNoKeys):
		// The sender may be genuine and it is our side that cannot tell: it may come again.
		return caller{}, refusal{http.StatusServiceUnavailable, "no keys"}
	case err != nil:
		return caller{}, unproven("unknown key")
	}
	if t.by != key.public {
		if _, err := jws.Verify([]byte(raw), jws.WithKey(jwa.RS256(), key.public)); err != nil {
			return caller{}, unproven("signature")
		}
		t.by = key.public
		g.proven.remember(raw, t)
	}
	return caller{t.serviceURL, key.endorsements}, nil
}

// token is what is read of a JWT before it is believed.
type token struct {
	kid, serviceURL    string
	notBefore, expires float64 // NumericDate, RFC 7519 §2
	// by is the key that proved it; nil until then.
	by *rsa.PublicKey
}

// read takes header and claims apart and refuses what can be refused without a key or a clock.
func (g *gate) read(raw string) (token, error) {
	first, rest, _ := strings.Cut(raw, ".")
	second, third, _ := strings.Cut(rest, ".")
	kid, err := readHeader(first)
	if err != nil {
		return token{}, err
	}
	if _, err := base64.RawURLEncoding.Strict().DecodeString(third); err != nil {
		return token{}, unproven("token signature")
	}
	t, err := g.readClaims(second)
	t.kid = kid
	return t, err
}

// inTime allows the clocks to differ by the five minutes of Microsoft's page.
func (t token) inTime(now time.Time) error {
	switch {
	case float64(now.Add(-skew).Unix()) >= t.expires:
		return unproven("expired")
	case float64(now.Add(skew).Unix()) < t.notBefore:
		return unproven("not yet valid")
	}
	return nil
}

// bearer takes the token out of exactly one Authorization header of the form "Bearer x.y.z" in
// base64url (RFC 6750, RFC 7515 §3.1; the scheme's case does not count, RFC 9110 §11.1).
func bearer(header http.Header) (string, error) {
	values := header.Values("Authorization")
	if len(values) != 1 {
		return "", unproven("authorization header")
	}
	scheme, token, _ := strings.Cut(values[0], " ")
	if !strings.EqualFold(scheme, "Bearer") || len(token) > maxToken || strings.Count(token, ".") != 2 {
		return "", unproven("authorization header")
	}
	for i := range len(token) {
		switch c := token[i]; {
		case 'a' <= c && c <= 'z', 'A' <= c && c <= 'Z', '0' <= c && c <= '9', c == '-', c == '_', c == '.':
		default:
			return "", unproven("authorization header")
		}
	}
	return token, nil
}

// readHeader is the key id of a JOSE header that asks for RS256 and for nothing special. Keys
// offered in the header itself (jwk, jku, x5c, x5u) are not even read.
func readHeader(part string) (kid string, err error) {
	h, err := members(part)
	if err != nil {
		return "", unproven("token header")
	}
	_, crit := h["crit"]
	_, b64 := h["b64"]
	_, nested := h["cty"]
	typ, typed := h["typ"]
	switch {
	case text(h["alg"]) != "RS256":
		return "", unproven("algorithm")
	case text(h["kid"]) == "":
		return "", unproven("no key id")
	case crit || b64:
		return "", unproven("critical header")
	case nested || typed && !strings.EqualFold(text(typ), "JWT"):
		// The same key may sign tokens of other kinds; they say so here (RFC 8725 §3.11).
		return "", unproven("token type")
	}
	return text(h["kid"]), nil
}

// readClaims takes the claims of a token from our issuer, for us, that has an end.
func (g *gate) readClaims(part string) (token, error) {
	c, err := members(part)
	if err != nil {
		return token{}, unproven("token claims")
	}
	serviceURL := text(c["serviceurl"])
	switch {
	case text(c["iss"]) != g.issuer:
		return token{}, unproven("issuer")
	case !audience(c["aud"], g.appID):
		return token{}, unproven("audience")
	case c["exp"] == nil:
		return token{}, unproven("no expiry")
	case serviceURL == "":
		return token{}, unproven("no service URL claim")
	}
	expires, ok := date(c["exp"])
	notBefore := 0.0
	if raw, said := c["nbf"]; said && ok {
		notBefore, ok = date(raw)
	}
	if !ok || notBefore > expires {
		return token{}, unproven("token dates")
	}
	return token{serviceURL: serviceURL, notBefore: notBefore, expires: expires}, nil
}

// audience reports whether aud, one string or a list of them (RFC 7519 §4.1.3), names the app.
func audience(aud json.RawMessage, appID string) bool {
	if one := text(aud); one != "" {
		return one == appID
	}
	var list []string
	return json.Unmarshal(aud, &list) == nil && slices.Contains(list, appID)
}

// date is a NumericDate (RFC 7519 §2) that a calendar has: until the year 9999, and not before 1970.
func date(raw json.RawMessage) (seconds float64, ok bool) {
	const year10000 = 253402300800
	if len(raw) == 0 || raw[0] < '0' || raw[0] > '9' || json.Unmarshal(raw, &seconds) != nil {
		return 0, false
	}
	return seconds, seconds < year10000
}

// text is a JSON string, and "" for anything else.
func text(raw json.RawMessage) (s string) {
	if json.Unmarshal(raw, &s) != nil {
		return ""
	}
	return s
}

// members are those of the JSON object in one part of a token, by their exact names: encoding/json would also take
// "ISS" for "iss" when it fills a struct. An object that names one of them twice is refused (RFC 7519 §4).
func members(part string) (map[string]json.RawMessage, error) {
	decoded, err := base64.RawURLEncoding.Strict().DecodeString(part)
	if err != nil {
		return nil, err
	}
	var m map[string]json.RawMessage
	switch err := json.Unmarshal(decoded, &m); {
	case err != nil:
		return nil, err
	case !utf8.Valid(decoded) || !distinct(decoded, everyDepth):
		return nil, errors.New("it can be read in two ways")
	}
	return m, nil
}

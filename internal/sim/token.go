package sim

import (
	"crypto"
	"crypto/hmac"
	"crypto/rand"
	"crypto/rsa"
	"crypto/sha256"
	"crypto/x509"
	"encoding/base64"
	"encoding/json"
	"encoding/pem"
	"errors"
	"fmt"
	"maps"
	"math/big"
	"strings"
	"sync"
	"time"
)

// The issuers and audiences of Microsoft's public cloud.
const (
	botIssuer         = "https://api.botframework.com"
	connectorAudience = "https://api.botframework.com"
	graphAudience     = "https://graph.microsoft.com"
)

// keyring says which of the Bot Framework's keys signs and which are published.
type keyring struct {
	current string
	former  []string // still published
}

// privateKeys are made once per process and name: they are costly, and nothing depends on what they are.
var privateKeys sync.Map

func privateKey(name string) *rsa.PrivateKey {
	made, _ := privateKeys.LoadOrStore(name, sync.OnceValue(func() *rsa.PrivateKey {
		key, err := rsa.GenerateKey(rand.Reader, 2048)
		if err != nil {
			panic(err) // unreachable: crypto/rand does not fail
		}
		return key
	}))
	return made.(func() *rsa.PrivateKey)()
}

// keyID is how a key is named in a token's header.
func keyID(name string) string {
	d := digest("kid", name)
	return base64.RawURLEncoding.EncodeToString(d[:15])
}

func jwk(name string, extra map[string]any) map[string]any {
	public := privateKey(name).PublicKey
	k := map[string]any{"kty": "RSA", "use": "sig", "kid": keyID(name), "x5t": keyID(name),
		"n": segment(public.N.Bytes()), "e": segment(big.NewInt(int64(public.E)).Bytes())}
	maps.Copy(k, extra)
	return k
}

func segment(b []byte) string { return base64.RawURLEncoding.EncodeToString(b) }

// mint signs claims as a JWT of RFC 7519.
func mint(key, algorithm string, header, claims map[string]any) string {
	h, err := json.Marshal(header)
	if err != nil {
		panic(err) // unreachable: headers are strings
	}
	c, err := json.Marshal(claims)
	if err != nil {
		panic(err) // unreachable: claims are plain values
	}
	signed := segment(h) + "." + segment(c)
	return signed + "." + segment(sign(key, algorithm, []byte(signed)))
}

// signatures are those of RS256 that were made lately: signing is what costs most of a simulated day, and the same claims
// are signed again and again, those of each activity of a second and those of every story that begins alike.
var signatures = struct {
	sync.Mutex
	made map[string][]byte
}{made: map[string][]byte{}}

// remembered is the signature of a key over a digest, which RFC 8017 section 8.2 makes the same each time.
func remembered(key string, sum [sha256.Size]byte) ([]byte, error) {
	id := key + " " + string(sum[:])
	signatures.Lock()
	signature, known := signatures.made[id]
	signatures.Unlock()
	if known {
		return signature, nil
	}
	signature, err := rsa.SignPKCS1v15(nil, privateKey(key), crypto.SHA256, sum[:])
	signatures.Lock()
	defer signatures.Unlock()
	if len(signatures.made) > 10_000 {
		clear(signatures.made)
	}
	signatures.made[id] = signature
	return signature, err
}

func sign(key, algorithm string, text []byte) []byte {
	sum := sha256.Sum256(text)
	var signature []byte
	var err error
	switch algorithm {
	case "none":
		return nil
	case "HS256":
		der, _ := x509.MarshalPKIXPublicKey(&privateKey(key).PublicKey)
		mac := hmac.New(sha256.New, pem.EncodeToMemory(&pem.Block{Type: "PUBLIC KEY", Bytes: der}))
		mac.Write(text)
		return mac.Sum(nil)
	case "PS256":
		signature, err = rsa.SignPSS(rand.Reader, privateKey(key), crypto.SHA256, sum[:], nil)
	default:
		signature, err = remembered(key, sum)
	}
	if err != nil {
		panic(err) // unreachable: the key is ours and large enough
	}
	return signature
}

// accessToken is what the login gives an app: "Access token claims reference", version 1.0, the form both services get.
func (t *Tenant) accessToken(audience string, roles []string) string {
	now := time.Now()
	claims := map[string]any{"aud": audience, "iss": "https://sts.windows.net/" + t.World.TenantID + "/", "iat": now.Unix(),
		"nbf": now.Unix(), "exp": now.Add(time.Hour).Unix(), "appid": t.World.AppID, "appidacr": "1", "idtyp": "app",
		"tid": t.World.TenantID, "ver": "1.0", "uti": opaque("uti", now.UnixNano())[:22]}
	if roles != nil {
		claims["roles"] = roles
	}
	return mint("entra", "RS256", map[string]any{"alg": "RS256", "typ": "JWT", "kid": keyID("entra")}, claims)
}

// bearer verifies the access token of a request: signature, times, issuer, audience and whose it is.
func (t *Tenant) bearer(authorization, audience string) (roles []string, err error) {
	raw, found := strings.CutPrefix(authorization, "Bearer ")
	if !found || raw == "" {
		return nil, errors.New("access token is empty")
	}
	parts := strings.Split(raw, ".")
	if len(parts) != 3 {
		return nil, errors.New("JWT is not well formed")
	}
	var header struct{ Alg, Kid string }
	if err := unsegment(parts[0], &header); err != nil || header.Alg != "RS256" || header.Kid != keyID("entra") {
		return nil, errors.New("signature key was not found")
	}
	signature, err := base64.RawURLEncoding.DecodeString(parts[2])
	if err != nil {
		return nil, errors.New("JWT is not well formed")
	}
	sum := sha256.Sum256([]byte(parts[0] + "." + parts[1]))
	if rsa.VerifyPKCS1v15(&privateKey("entra").PublicKey, crypto.SHA256, sum[:], signature) != nil {
		return nil, errors.New("signature is invalid")
	}
	var claims struct {
		Aud, Iss, Tid, Appid string
		Exp, Nbf             int64
		Roles                []string
	}
	if err := unsegment(parts[1], &claims); err != nil {
		return nil, errors.New("JWT is not well formed")
	}
	now := time.Now().Unix()
	switch {
	case claims.Aud != audience:
		return nil, fmt.Errorf("invalid audience %q", claims.Aud)
	case now >= claims.Exp || now < claims.Nbf:
		return nil, errors.New("lifetime validation failed, the token is expired")
	case claims.Tid != t.World.TenantID || claims.Appid != t.World.AppID:
		return nil, errors.New("the token belongs to another app")
	}
	return claims.Roles, nil
}

// Connects tells whether an Authorization header lets its bearer speak to the connector; the error says why not. It is
// for whoever stands in for the connector, so that he is no more trusting.
func (t *Tenant) Connects(authorization string) error {
	_, err := t.bearer(authorization, connectorAudience)
	return err
}

func unsegment(s string, into any) error {
	raw, err := base64.RawURLEncoding.DecodeString(s)
	if err != nil {
		return err
	}
	return json.Unmarshal(raw, into)
}

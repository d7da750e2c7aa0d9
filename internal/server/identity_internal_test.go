package server

import (
	"bytes"
	"crypto"
	"crypto/rand"
	"crypto/rsa"
	"crypto/sha256"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/base64"
	"encoding/json"
	"encoding/pem"
	"fmt"
	"log/slog"
	"math/big"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/numberdesk/numberdesk/internal/problem"
)

// certified writes a certificate with its key as PEM, and its public part into public.
func certified(t *testing.T, public *rsa.PublicKey) string {
	t.Helper()
	key, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		t.Fatal(err)
	}
	template := &x509.Certificate{SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: "numberdesk test"}, NotAfter: time.Now().Add(time.Hour)}
	der, err := x509.CreateCertificate(rand.Reader, template, template, key.Public(), key)
	if err != nil {
		t.Fatal(err)
	}
	private, err := x509.MarshalPKCS8PrivateKey(key)
	if err != nil {
		t.Fatal(err)
	}
	*public = key.PublicKey
	return put(t, string(pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: private}))+string(pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: der})))
}

func put(t *testing.T, text string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "file")
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

// signed holds that a client assertion is signed by the key of the certificate it carries ("Microsoft identity platform
// application authentication certificate credentials").
func signed(assertion string, by *rsa.PublicKey) error {
	parts := strings.Split(assertion, ".")
	if len(parts) != 3 {
		return fmt.Errorf("%d parts", len(parts))
	}
	raw, err := base64.RawURLEncoding.DecodeString(parts[0])
	if err != nil {
		return err
	}
	var header struct {
		Alg string
		X5c []string
	}
	if err := json.Unmarshal(raw, &header); err != nil || header.Alg != "PS256" || len(header.X5c) == 0 {
		return fmt.Errorf("header %s, %v", raw, err)
	}
	der, err := base64.StdEncoding.DecodeString(header.X5c[0])
	if err != nil {
		return err
	}
	certificate, err := x509.ParseCertificate(der)
	if err != nil {
		return err
	}
	if by != nil && !by.Equal(certificate.PublicKey) {
		return fmt.Errorf("it carries another certificate")
	}
	signature, err := base64.RawURLEncoding.DecodeString(parts[2])
	if err != nil {
		return err
	}
	sum := sha256.Sum256([]byte(parts[0] + "." + parts[1]))
	return rsa.VerifyPSS(certificate.PublicKey.(*rsa.PublicKey), crypto.SHA256, sum[:], signature, nil)
}

// Every kind of credential gets tokens for both services, and however many ask at once, the login is asked once for each.
func TestEveryCredentialSignsIn(t *testing.T) {
	const many = 50
	var public rsa.PublicKey
	for _, kind := range []struct {
		name string
		set  func(*testing.T, *entra, *Config)
		sent func(url.Values) error
	}{
		{"a secret", func(_ *testing.T, e *entra, c *Config) {
			c.Bot.Kind, c.Bot.ClientSecret = "secret", Secret(e.tenant.World.Secret)
		}, nil},
		{"a secret in a file, with a line's end", func(t *testing.T, e *entra, c *Config) { c.Bot.ClientSecretFile = put(t, e.tenant.World.Secret+"\n") }, nil},
		{"a certificate in PEM", func(t *testing.T, _ *entra, c *Config) {
			c.Bot.Kind, c.Bot.CertificateFile = "certificate", certified(t, &public)
		}, func(form url.Values) error { return signed(form.Get("client_assertion"), &public) }},
		{"a certificate in PKCS#12 with a password", func(t *testing.T, _ *entra, c *Config) {
			c.Bot.Kind, c.Bot.CertificateFile, c.Bot.CertificatePasswordFile = "certificate", "testdata/app.p12", put(t, "open sesame\n")
		}, func(form url.Values) error { return signed(form.Get("client_assertion"), nil) }},
		{"a managed identity of App Service or a container app", func(t *testing.T, e *entra, c *Config) {
			e.identify("door key")
			t.Setenv("IDENTITY_ENDPOINT", e.azure.URL+"/msi/token")
			t.Setenv("IDENTITY_HEADER", "door key")
			c.Bot.Kind = "managed_identity"
		}, nil},
		{"a managed identity of a virtual machine", func(_ *testing.T, e *entra, c *Config) {
			e.identify("")
			c.Bot.Kind = "managed_identity"
		}, nil},
		{"a workload identity", func(t *testing.T, e *entra, c *Config) {
			t.Setenv("AZURE_FEDERATED_TOKEN_FILE", put(t, e.federated()))
			c.Bot.Kind = "workload_identity"
		}, nil},
	} {
		t.Run(kind.name, func(t *testing.T) {
			login, c := newEntra(t)
			kind.set(t, login, &c)
			if err := c.CheckServe(); err != nil {
				t.Fatal(err)
			}
			for service, get := range map[string]tokens{"graph": graphTokens(c, login), "connector": connectorTokens(c, login)} {
				before := login.count()
				var all sync.WaitGroup
				start := make(chan struct{})
				got := make([]string, many)
				for i := range many {
					all.Go(func() {
						<-start
						token, err := get(t.Context())
						if err != nil {
							t.Errorf("%s: %v", service, err)
						}
						got[i] = token
					})
				}
				close(start)
				all.Wait()
				if asked := login.count() - before; asked != 1 || got[0] != got[many-1] {
					t.Errorf("%s: %d asked, and the login was asked %d times", service, many, asked)
				}
				if service == "connector" {
					if err := login.tenant.Connects("Bearer " + got[0]); err != nil {
						t.Errorf("the connector does not take the token: %v", err)
					}
				} else if status := login.graph(t, got[0]); status != http.StatusOK {
					t.Errorf("Graph answers %d to the token", status)
				}
			}
			if kind.sent != nil {
				for _, form := range login.asked {
					if err := kind.sent(form); err != nil {
						t.Errorf("the login was sent %v: %v", form, err)
					}
				}
			}
			if v := login.tenant.Violations(); len(v) != 0 {
				t.Errorf("violations: %q", v)
			}
		})
	}
}

// Whatever the login answers, neither a secret nor a token is in what is logged of it.
func TestNoTokenIsLogged(t *testing.T) {
	cut := func(body []byte) []byte { return body[:len(body)*3/4] }
	page := func(body []byte) []byte { return append([]byte("<html>"), body...) }
	for _, c := range []struct {
		name   string
		change func([]byte) []byte
		set    func(*Config)
	}{
		{"an answer that is cut short", cut, nil},
		{"an answer in a proxy's page", page, nil},
		{"a refusal", nil, func(c *Config) { c.Bot.ClientSecret = "a wrong secret" }},
	} {
		for _, kind := range []string{"secret", "managed_identity"} {
			if kind == "managed_identity" && c.set != nil {
				continue
			}
			t.Run(c.name+"/"+kind, func(t *testing.T) {
				login, config := newEntra(t)
				config.Bot.Kind, config.Bot.ClientSecret = kind, Secret(login.tenant.World.Secret)
				login.identify("")
				login.change = c.change
				if c.set != nil {
					c.set(&config)
				}
				_, err := connectorTokens(config, login)(t.Context())
				if problem.KindOf(err) != problem.Busy {
					t.Fatalf("got %v, want busy", err)
				}
				var log bytes.Buffer
				slog.New(slog.NewTextHandler(&log, nil)).Warn("no token", problem.Cause(err), "error", err, "explained", explained(err))
				if len(login.secrets) == 0 {
					t.Fatal("nothing was sent that could be logged")
				}
				for _, secret := range login.secrets {
					if text := log.String(); strings.Contains(text, secret[:min(len(secret), 12)]) {
						t.Errorf("the log has %.20s…:\n%s", secret, text)
					}
				}
			})
		}
	}
}

func TestCredentialsThatCannotBeUsed(t *testing.T) {
	for _, c := range []struct {
		name string
		set  func(*testing.T, *Config)
		says string
	}{
		{"a PKCS#12 with another password", func(t *testing.T, c *Config) {
			c.Bot.Kind, c.Bot.CertificateFile, c.Bot.CertificatePasswordFile = "certificate", "testdata/app.p12", put(t, "guess")
		}, "its password is wrong"},
		{"a PKCS#12 without its password", func(_ *testing.T, c *Config) {
			c.Bot.Kind, c.Bot.CertificateFile = "certificate", "testdata/app.p12"
		}, "its password is wrong"},
		{"a password file that is not there", func(_ *testing.T, c *Config) {
			c.Bot.Kind, c.Bot.CertificateFile, c.Bot.CertificatePasswordFile = "certificate", "testdata/app.p12", "nowhere"
		}, "password in nowhere cannot be read"},
		{"a workload identity outside of a pod", func(_ *testing.T, c *Config) { c.Bot.Kind = "workload_identity" }, "AZURE_FEDERATED_TOKEN_FILE"},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Setenv("AZURE_FEDERATED_TOKEN_FILE", "")
			_, config := newEntra(t)
			c.set(t, &config)
			if err := config.CheckServe(); problem.KindOf(err) != problem.Invalid || !strings.Contains(problem.Say(err).String(), c.says) {
				t.Errorf("got %v, want it refused with %q", err, c.says)
			}
		})
	}
}

// Azure's identity endpoint lies on the machine, where no proxy is.
func TestAManagedIdentityGoesByNoProxy(t *testing.T) {
	proxied := &http.Transport{Proxy: func(*http.Request) (*url.URL, error) { return url.Parse("http://proxy.example") }}
	if own, ok := unproxied(proxied).(*http.Transport); !ok || own.Proxy != nil || proxied.Proxy == nil {
		t.Error("the proxy is still there, or gone for everybody")
	}
}

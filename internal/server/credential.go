package server

import (
	"cmp"
	"context"
	"crypto"
	"crypto/tls"
	"crypto/x509"
	"net/http"
	"net/url"
	"os"
	"strings"
	"time"

	"github.com/Azure/azure-sdk-for-go/sdk/azcore"
	"github.com/Azure/azure-sdk-for-go/sdk/azcore/cloud"
	"github.com/Azure/azure-sdk-for-go/sdk/azcore/policy"
	"github.com/Azure/azure-sdk-for-go/sdk/azidentity"

	"github.com/numberdesk/numberdesk/internal/problem"
)

// tokens gives tokens of one scope; a keeper stands behind it.
type tokens func(context.Context) (string, error)

// graphTokens are for Microsoft Graph, with the bot's identity where graph has none of its own.
func graphTokens(c Config, transport http.RoundTripper) tokens {
	section, own := "graph", c.Graph.Credential
	if own == (Credential{}) {
		section, own = "bot", c.Bot.Credential
	}
	const scope = "https://graph.microsoft.com/.default"
	return orLater(newTokens(section, cmp.Or(c.Graph.TenantID, c.Bot.TenantID), cmp.Or(c.Graph.ClientID, c.Bot.AppID), scope, own, c, transport))
}

// connectorTokens are for the Bot Connector ("Authentication with the Bot Connector API", step 1).
func connectorTokens(c Config, transport http.RoundTripper) tokens {
	return orLater(newTokens("bot", c.Bot.TenantID, c.Bot.AppID, "https://api.botframework.com/.default", c.Bot.Credential, c, transport))
}

// orLater keeps a credential's error until a token is asked for.
func orLater(t tokens, err error) tokens {
	if err != nil {
		return func(context.Context) (string, error) { return "", err }
	}
	return t
}

// newTokens makes the credential that the configuration names in its section.
func newTokens(section, tenant, client, scope string, own Credential, c Config, transport http.RoundTripper) (tokens, error) {
	login := strings.TrimSuffix(c.Endpoints.Login, "/")
	if own.Kind == "managed_identity" {
		transport = unproxied(transport)
	}
	options := azcore.ClientOptions{
		Cloud:     cloud.Configuration{ActiveDirectoryAuthorityHost: login + "/"},
		Transport: &http.Client{Transport: transport, Timeout: 30 * time.Second},
		Retry:     policy.RetryOptions{MaxRetries: 2, TryTimeout: 10 * time.Second},
	}
	// Instance discovery asks Microsoft's public login whether an authority is one of its own.
	foreign := !isMicrosoftLogin(login)
	k := &keeper{scope: scope, files: []string{own.ClientSecretFile, own.CertificateFile, own.CertificatePasswordFile}}
	k.remake = func() (azcore.TokenCredential, error) {
		return credential(section, tenant, client, own, options, foreign)
	}
	k.stamp = stampOf(k.files)
	var err error
	if k.credential, err = k.remake(); err != nil {
		return nil, err
	}
	return k.token, nil
}

func credential(section, tenant, client string, c Credential, options azcore.ClientOptions, foreign bool) (azcore.TokenCredential, error) {
	switch c.Kind {
	case "certificate":
		certificates, key, err := c.certificate(section)
		if err != nil {
			return nil, err
		}
		return azidentity.NewClientCertificateCredential(tenant, client, certificates, key, &azidentity.ClientCertificateCredentialOptions{
			ClientOptions: options, DisableInstanceDiscovery: foreign, SendCertificateChain: true,
		})
	case "managed_identity":
		return azidentity.NewManagedIdentityCredential(&azidentity.ManagedIdentityCredentialOptions{
			ClientOptions: options, ID: azidentity.ClientID(client),
		})
	case "workload_identity":
		return azidentity.NewWorkloadIdentityCredential(&azidentity.WorkloadIdentityCredentialOptions{
			ClientOptions: options, TenantID: tenant, ClientID: client, DisableInstanceDiscovery: foreign,
		})
	}
	secret, err := c.secret(section)
	if err != nil {
		return nil, err
	}
	return azidentity.NewClientSecretCredential(tenant, client, secret, &azidentity.ClientSecretCredentialOptions{
		ClientOptions: options, DisableInstanceDiscovery: foreign,
	})
}

// usable reports what is missing of a credential, before anybody asks for a token. section is bot or graph.
func (c Credential) usable(section string) (err error) {
	switch c.Kind {
	case "managed_identity":
		return nil
	case "workload_identity":
		if _, err := os.Stat(os.Getenv("AZURE_FEDERATED_TOKEN_FILE")); err != nil {
			return problem.Wrap(err, problem.Invalid, "%s.credential is workload_identity, but AZURE_FEDERATED_TOKEN_FILE names no file: Azure's webhook sets it in pods with the label azure.workload.identity/use.", section)
		}
		return nil
	case "certificate":
		_, _, err = c.certificate(section)
	default:
		_, err = c.secret(section)
	}
	return err
}

func (c Credential) secret(section string) (string, error) {
	secret := string(c.ClientSecret)
	if c.ClientSecretFile != "" {
		text, err := os.ReadFile(c.ClientSecretFile)
		if err != nil {
			return "", problem.Wrap(err, problem.Invalid, "The client secret in %s cannot be read.", c.ClientSecretFile)
		}
		secret = strings.TrimSpace(string(text))
	}
	if secret == "" {
		return "", problem.New(problem.Invalid, "%s.credential is secret, but there is none: set %[1]s.client_secret_file, or NUMBERDESK_%s_CLIENT_SECRET.", section, strings.ToUpper(section))
	}
	return secret, nil
}

func (c Credential) certificate(section string) ([]*x509.Certificate, crypto.PrivateKey, error) {
	pem, err := os.ReadFile(c.CertificateFile)
	if err != nil {
		return nil, nil, problem.Wrap(err, problem.Invalid, "%s.credential is certificate, but %q cannot be read: set %[1]s.certificate_file.", section, c.CertificateFile)
	}
	var password []byte
	if c.CertificatePasswordFile != "" {
		text, err := os.ReadFile(c.CertificatePasswordFile)
		if err != nil {
			return nil, nil, problem.Wrap(err, problem.Invalid, "The certificate's password in %s cannot be read.", c.CertificatePasswordFile)
		}
		password = []byte(strings.TrimSpace(string(text)))
	}
	certificates, key, err := azidentity.ParseCertificates(pem, password)
	if err != nil {
		return nil, nil, problem.Wrap(err, problem.Invalid, "The certificate %s holds no certificate with its key, or its password is wrong. PKCS#12 has to be in the older form, which OpenSSL writes with -legacy.", c.CertificateFile)
	}
	return certificates, key, nil
}

// unproxied reaches what lies on the machine's own network, such as Azure's identity endpoint, which a proxy cannot
// ("Azure Instance Metadata Service", Proxies).
func unproxied(transport http.RoundTripper) http.RoundTripper {
	own, ok := transport.(*http.Transport)
	if !ok || own.Proxy == nil {
		return transport
	}
	own = own.Clone()
	own.Proxy = nil
	return own
}

func isMicrosoftLogin(login string) bool {
	u, err := url.Parse(login)
	return err == nil && u.Host == "login.microsoftonline.com"
}

// outbound is the transport of every call to Microsoft: the system's authorities and those of caFile.
func outbound(caFile string) (http.RoundTripper, error) {
	transport := http.DefaultTransport.(*http.Transport).Clone()
	transport.MaxIdleConnsPerHost = 32
	transport.ResponseHeaderTimeout = 60 * time.Second
	if caFile == "" {
		return transport, nil
	}
	pool, err := x509.SystemCertPool()
	if err != nil {
		pool = x509.NewCertPool()
	}
	pem, err := os.ReadFile(caFile)
	if err != nil {
		return nil, problem.Wrap(err, problem.Invalid, "endpoints.ca_file: %s cannot be read.", caFile)
	}
	if !pool.AppendCertsFromPEM(pem) {
		return nil, problem.New(problem.Invalid, "endpoints.ca_file: %s holds no certificate in PEM form.", caFile)
	}
	transport.TLSClientConfig = &tls.Config{RootCAs: pool, MinVersion: tls.VersionTLS12}
	return transport, nil
}

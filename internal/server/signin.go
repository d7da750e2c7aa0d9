package server

import (
	"context"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strings"
)

// writes is what assigning and unassigning needs ("numberAssignment: assignNumber", Permissions).
const writes = "TeamsTelephoneNumber.ReadWrite.All"

// signIn asks for a token and looks at the permissions it names. A token is Graph's to read, so one that
// cannot be read here says nothing ("Microsoft identity platform access tokens").
func (p *prover) signIn(ctx context.Context, get tokens) (string, error) {
	token, err := get(ctx)
	if err != nil {
		return "", explained(err)
	}
	var claims struct{ Roles []string }
	if parts := strings.Split(token, "."); len(parts) == 3 {
		raw, _ := base64.RawURLEncoding.DecodeString(parts[1])
		if json.Unmarshal(raw, &claims) != nil {
			claims.Roles = nil
		}
	}
	slices.Sort(claims.Roles)
	p.roles = claims.Roles
	switch {
	case len(claims.Roles) == 0:
		return "token received", nil
	case p.c.Mode == "manage" && !slices.Contains(claims.Roles, writes):
		return "", fmt.Errorf("the permission %s is missing: grant it to the app in Microsoft Entra with admin consent, or set mode to observe", writes)
	}
	return "token received for " + strings.Join(claims.Roles, ", "), nil
}

// aadsts is how Microsoft Entra names why it refuses to sign an app in.
var aadsts = regexp.MustCompile(`AADSTS(\d+)`)

// signInTrouble says what to do about it ("Microsoft Entra authentication and authorization error codes").
var signInTrouble = map[string]string{
	"90002":   "the tenant is unknown: check bot.tenant_id and graph.tenant_id",
	"700016":  "the app is not in this tenant: check bot.app_id, graph.client_id and the tenant",
	"7000215": "the client secret is wrong: take the secret's value, not its id, from the app's Certificates & secrets",
	"7000222": "the client secret has expired: make a new one under the app's Certificates & secrets",
	"700027":  "the certificate is not the app's: upload its public part under the app's Certificates & secrets",
	"7000229": "the app has no service principal in this tenant: give admin consent once",
	"70021":   "no federated credential of the app matches this workload: compare issuer, subject and audience",
	"53003":   "a Conditional Access policy for workload identities blocks the app",
}

// explained is an error of signing in with what to do, as far as Microsoft's answer says. It repeats nothing
// else of the answer.
func explained(err error) error {
	if err == nil {
		return nil
	}
	code := aadsts.FindStringSubmatch(err.Error())
	if code == nil {
		if cause := errors.Unwrap(err); cause != nil {
			return fmt.Errorf("no token: %s", firstLine(cause.Error()))
		}
		return err
	}
	if what, ok := signInTrouble[code[1]]; ok {
		return fmt.Errorf("%s (%s)", what, code[0])
	}
	return fmt.Errorf("Microsoft Entra refuses the app's sign-in: look up %s", code[0])
}

var lineEnd = regexp.MustCompile(`[\r\n]`)

func firstLine(text string) string {
	if at := lineEnd.FindStringIndex(text); at != nil {
		return text[:at[0]]
	}
	return text
}

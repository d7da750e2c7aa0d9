package graph

import (
	"context"
	"encoding/json"
	"net/http"
	"regexp"

	abs "github.com/microsoft/kiota-abstractions-go"

	"github.com/numberdesk/numberdesk/internal/person"
	"github.com/numberdesk/numberdesk/internal/problem"
)

// PermissionWritePhones is the least permission that lets an application change business phones ("Update user").
const PermissionWritePhones = "User-Phone.ReadWrite.All"

var keptOnPremises = regexp.MustCompile(`(?i)on-?\s?premises`)

// SetBusinessPhones writes what the directory shows as somebody's business phone; none clears it, and more than one the
// directory does not take ("Update user"). Microsoft refuses it for accounts that are kept in the company's own Active
// Directory (CodeOnPremises), and, in the same words as for a missing permission, for administrators. It may be repeated,
// so that a lost answer is merely problem.Busy.
func (c *Client) SetBusinessPhones(ctx context.Context, id person.ID, phones []string) error {
	if id == "" {
		return nobody()
	}
	if len(phones) > 1 {
		return problem.New(problem.Invalid, "The directory has room for one business phone of a person.")
	}
	body, err := json.Marshal(map[string][]string{"businessPhones": append([]string{}, phones...)})
	if err != nil {
		return err
	}
	_, err = c.write(ctx, call{name: "updateUser", of: "this person", needs: PermissionWritePhones, writes: true, repeatable: true, refuses: phoneRefused,
		build: func(context.Context) (*abs.RequestInformation, error) {
			// The SDK's body is a user with an @odata.type beside; this says the one property and can change no other.
			request := c.template("/users/{user%2Did}", map[string]string{"user%2Did": string(id)}, map[string]any{})
			request.Method = abs.PATCH
			request.SetStreamContentAndContentType(body, "application/json")
			return request, nil
		}})
	return err
}

func phoneRefused(r *Refusal) *problem.Error {
	switch {
	case r.Status == http.StatusForbidden:
		return coded(problem.New(problem.Forbidden,
			"Microsoft 365 does not let the desk's app write this person's business phone. It needs the permission %s; if the person is an administrator, the app needs an administrator's role, too.", PermissionWritePhones), CodeMissingPermission)
	case keptOnPremises.MatchString(r.Text):
		return coded(problem.New(problem.Invalid,
			"This person's business phone is kept in the company's own Active Directory and cannot be changed in the cloud. Change it there."), CodeOnPremises)
	}
	return plainly()
}

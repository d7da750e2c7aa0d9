package graph

import (
	"context"
	"errors"

	abs "github.com/microsoft/kiota-abstractions-go"
	"github.com/microsoftgraph/msgraph-sdk-go/admin"
	"github.com/microsoftgraph/msgraph-sdk-go/models/teamsadministration"

	"github.com/numberdesk/numberdesk/internal/inventory"
	"github.com/numberdesk/numberdesk/internal/person"
	"github.com/numberdesk/numberdesk/internal/phone"
	"github.com/numberdesk/numberdesk/internal/problem"
)

// Assign orders Teams to give n to target as its primary number and returns the address of the operation, which
// Operation reads ("numberAssignment: assignNumber"). location is the emergency location's id, empty for none. The order is
// sent once: after problem.Busy it was certainly not taken, after problem.Unclear read the number first.
func (c *Client) Assign(ctx context.Context, n phone.Number, target person.ID, t inventory.Type, location string) (operation string, err error) {
	numberType, err := wireType(n, t)
	if err != nil {
		return "", err
	}
	if target == "" {
		return "", problem.New(problem.Invalid, "There is no person to give the number to.")
	}
	return c.order(ctx, call{name: "assignNumber", of: "this number or this person", needs: permissionWriteNumbers, writes: true,
		build: func(ctx context.Context) (*abs.RequestInformation, error) {
			body := admin.NewTeamsTelephoneNumberManagementNumberAssignmentsMicrosoftGraphTeamsAdministrationAssignNumberAssignNumberPostRequestBody()
			body.SetTelephoneNumber(new(string(n)))
			body.SetAssignmentTargetId(new(string(target)))
			body.SetNumberType(numberType)
			body.SetAssignmentCategory(new(teamsadministration.PRIMARY_ASSIGNMENTCATEGORY))
			if location != "" {
				body.SetLocationId(&location)
			}
			return c.numberAssignments().MicrosoftGraphTeamsAdministrationAssignNumber().ToPostRequestInformation(ctx, body, nil)
		}})
}

// Unassign orders Teams to take n from whoever has it, and returns the operation's address ("numberAssignment:
// unassignNumber"). The order names no person and Graph has no condition for it, so read the number first and see that
// it is still the expected person's. It is sent once, as Assign is.
func (c *Client) Unassign(ctx context.Context, n phone.Number, t inventory.Type) (operation string, err error) {
	numberType, err := wireType(n, t)
	if err != nil {
		return "", err
	}
	return c.order(ctx, call{name: "unassignNumber", of: "this number", needs: permissionWriteNumbers, writes: true,
		build: func(ctx context.Context) (*abs.RequestInformation, error) {
			body := admin.NewTeamsTelephoneNumberManagementNumberAssignmentsMicrosoftGraphTeamsAdministrationUnassignNumberUnassignNumberPostRequestBody()
			body.SetTelephoneNumber(new(string(n)))
			body.SetNumberType(numberType)
			return c.numberAssignments().MicrosoftGraphTeamsAdministrationUnassignNumber().ToPostRequestInformation(ctx, body, nil)
		}})
}

// Locate says where n is for emergency calls: location is the id of an emergency location, and empty for none
// ("numberAssignment: updateNumber"). It is done when it returns; reads may show it later. It may be repeated, so that a
// lost answer is merely problem.Busy.
func (c *Client) Locate(ctx context.Context, n phone.Number, location string) error {
	if err := telephone(n); err != nil {
		return err
	}
	_, err := c.write(ctx, call{name: "updateNumber", of: "this number or this location", needs: permissionWriteNumbers, writes: true, repeatable: true,
		build: func(ctx context.Context) (*abs.RequestInformation, error) {
			body := admin.NewTeamsTelephoneNumberManagementNumberAssignmentsMicrosoftGraphTeamsAdministrationUpdateNumberUpdateNumberPostRequestBody()
			body.SetTelephoneNumber(new(string(n)))
			body.SetLocationId(&location) // absent would keep the old one
			return c.numberAssignments().MicrosoftGraphTeamsAdministrationUpdateNumber().ToPostRequestInformation(ctx, body, nil)
		}})
	return err
}

// order sends a write whose answer is 202 with a Location. Without one there is nothing to ask about, and an address
// elsewhere is none that may be asked: the order may have been taken all the same.
func (c *Client) order(ctx context.Context, k call) (string, error) {
	header, err := c.write(ctx, k)
	if err != nil {
		return "", err
	}
	location := header.Get("Location")
	if location == "" {
		return "", k.lost(errors.New(k.name + ": accepted without the address of an operation"))
	}
	address, err := c.ours(location)
	if err != nil {
		return "", k.lost(err)
	}
	return address.String(), nil
}

// wireType checks what an order is about before anything is sent.
func wireType(n phone.Number, t inventory.Type) (*teamsadministration.NumberType, error) {
	if err := telephone(n); err != nil {
		return nil, err
	}
	known := map[inventory.Type]teamsadministration.NumberType{
		inventory.DirectRouting:   teamsadministration.DIRECTROUTING_NUMBERTYPE,
		inventory.CallingPlan:     teamsadministration.CALLINGPLAN_NUMBERTYPE,
		inventory.OperatorConnect: teamsadministration.OPERATORCONNECT_NUMBERTYPE,
	}
	numberType, ok := known[t]
	if !ok {
		return nil, problem.New(problem.Invalid, "%q is no number type; use directRouting, callingPlan or operatorConnect.", t)
	}
	return &numberType, nil
}

func telephone(n phone.Number) error {
	if _, err := phone.E164(string(n)); err != nil {
		return problem.Wrap(err, problem.Invalid, "This is no telephone number in international form, such as +41446681000.")
	}
	return nil
}

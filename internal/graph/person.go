package graph

import (
	"context"
	"errors"
	"net/http"
	"slices"
	"strings"

	abs "github.com/microsoft/kiota-abstractions-go"
	"github.com/microsoftgraph/msgraph-sdk-go/users"

	"github.com/numberdesk/numberdesk/internal/person"
	"github.com/numberdesk/numberdesk/internal/problem"
)

const (
	permissionReadUsers  = "User.Read.All"
	permissionReadGroups = "GroupMember.Read.All"
	// usersTop is the largest page ("List users").
	usersTop = 999
)

// selected are the properties a person is read with. Most are not answered unless asked for (Graph reference: user
// resource type).
var selected = []string{"id", "displayName", "userPrincipalName", "mail", "jobTitle", "accountEnabled", "userType", "usageLocation",
	"country", "city", "officeLocation", "department", "companyName", "assignedPlans"}

// peopleSelected is what is read of everybody at once, personSelected of one person alone, and managerSelected of a manager:
// of the latter two the language, too, because they are written to.
var (
	peopleSelected  = append(slices.Clone(selected), "businessPhones")
	personSelected  = append(slices.Clone(selected), "preferredLanguage", "businessPhones", "onPremisesSyncEnabled")
	managerSelected = []string{"id", "displayName", "userPrincipalName", "accountEnabled", "userType", "preferredLanguage"}
)

// Person reads somebody with his plans and his manager. problem.NotFound says that the directory does not have him now;
// Account tells why.
func (c *Client) Person(ctx context.Context, id person.ID) (*person.Person, error) {
	query := &users.UserItemRequestBuilderGetQueryParameters{
		Select: personSelected,
		Expand: []string{"manager($select=" + strings.Join(managerSelected, ",") + ")"},
	}
	k := c.user(id, query)
	if id == "" {
		return nil, nobody()
	}
	var wire user
	if err := c.read(ctx, k, &wire); err != nil {
		return nil, err
	}
	if !strings.EqualFold(wire.ID, string(id)) && !strings.EqualFold(wire.UserPrincipalName, string(id)) {
		return nil, k.unexpected(errors.New("read user: not the one that was asked for"))
	}
	p, err := wire.value()
	if err != nil {
		return nil, k.unexpected(err)
	}
	if m := wire.Manager; m == nil || m.ODataType != contactODataType && m.AccountEnabled == nil {
		// Not told is not none: who may decide is worth a call of its own.
		if p.Manager, err = c.manager(ctx, id); err != nil {
			return nil, err
		}
	}
	return &p, nil
}

// manager is the manager read alone; nil when there is none, or it is a contact ("List manager").
func (c *Client) manager(ctx context.Context, id person.ID) (*person.Person, error) {
	k := call{name: "manager", of: "this person's manager", needs: permissionReadUsers,
		build: func(ctx context.Context) (*abs.RequestInformation, error) {
			return c.users().ByUserId(string(id)).Manager().ToGetRequestInformation(ctx, &users.ItemManagerRequestBuilderGetRequestConfiguration{
				QueryParameters: &users.ItemManagerRequestBuilderGetQueryParameters{Select: managerSelected}})
		}}
	var wire user
	err := c.read(ctx, k, &wire)
	switch {
	case problem.KindOf(err) == problem.NotFound:
		return nil, nil
	case err != nil:
		return nil, err
	case wire.ID == "" || wire.ODataType == contactODataType:
		return nil, nil
	}
	return new(wire.account()), nil
}

// People hands everybody in the directory to page, guests and disabled accounts among them, without managers, a page at
// a time, or an error. Who came without account state or plans is left out, as if he were on no page: whoever needs him
// asks for him alone. An error of page ends the read and is returned as it is.
func (c *Client) People(ctx context.Context, page func([]person.Person) error) error {
	k := call{name: "users", of: "its people", needs: permissionReadUsers,
		build: func(ctx context.Context) (*abs.RequestInformation, error) {
			return c.users().ToGetRequestInformation(ctx, &users.UsersRequestBuilderGetRequestConfiguration{
				QueryParameters: &users.UsersRequestBuilderGetQueryParameters{Select: peopleSelected, Top: new(int32(usersTop))}})
		}}
	return each(ctx, c, k, usersTop, nil, func(entries []user) error {
		people := make([]person.Person, 0, len(entries))
		for i := range entries {
			if p, err := entries[i].value(); err == nil {
				people = append(people, p)
			}
		}
		return page(people)
	})
}

// Account tells whether somebody is in the directory, in its recycle bin, or in neither. Gone is said only after the
// directory itself denied both; any other answer is an error ("Get deleted item").
func (c *Client) Account(ctx context.Context, id person.ID) (person.Account, error) {
	if id == "" {
		return "", nobody()
	}
	here, err := c.exists(ctx, id, c.user(id, &users.UserItemRequestBuilderGetQueryParameters{Select: []string{"id"}}))
	if err != nil {
		return "", err
	}
	if here {
		return person.Active, nil
	}
	deleted, err := c.exists(ctx, id, call{name: "deletedItem", of: "this person", needs: permissionReadUsers,
		build: func(context.Context) (*abs.RequestInformation, error) {
			return c.template("/directory/deletedItems/{directoryObject%2Did}{?%24select}",
				map[string]string{"directoryObject%2Did": string(id)}, map[string]any{"%24select": "id"}), nil
		}})
	switch {
	case err != nil:
		return "", err
	case deleted:
		return person.SoftDeleted, nil
	}
	return person.Gone, nil
}

// exists believes only the directory's own word for an object that is not there; a proxy's 404, or another service's, is
// an error.
func (c *Client) exists(ctx context.Context, id person.ID, k call) (bool, error) {
	var wire struct {
		ID string `json:"id"`
	}
	err := c.read(ctx, k, &wire)
	if r, ok := errors.AsType[*Refusal](err); ok && r.Status == http.StatusNotFound && r.Code == "Request_ResourceNotFound" {
		return false, nil
	}
	if problem.KindOf(err) == problem.NotFound {
		return false, k.unexpected(err)
	}
	if err != nil {
		return false, err
	}
	if !strings.EqualFold(wire.ID, string(id)) {
		return false, k.unexpected(errors.New("read " + k.name + ": not the one that was asked for"))
	}
	return true, nil
}

func (c *Client) user(id person.ID, query *users.UserItemRequestBuilderGetQueryParameters) call {
	return call{name: "user", of: "this person", needs: permissionReadUsers,
		build: func(ctx context.Context) (*abs.RequestInformation, error) {
			return c.users().ByUserId(string(id)).ToGetRequestInformation(ctx, &users.UserItemRequestBuilderGetRequestConfiguration{QueryParameters: query})
		}}
}

// template is a request without a body, a GET until told otherwise, of what the SDK has only in packages that cost minutes to compile; names are written as the SDK's
// templates do, percent-encoded.
func (c *Client) template(path string, parameters map[string]string, query map[string]any) *abs.RequestInformation {
	parameters["baseurl"] = c.base.String()
	request := abs.NewRequestInformationWithMethodAndUrlTemplateAndPathParameters(abs.GET, "{+baseurl}"+path, parameters)
	request.QueryParametersAny = query
	request.Headers.Add("Accept", "application/json")
	return request
}

func nobody() error { return problem.New(problem.Invalid, "There is no person to look for.") }

// user is the wire form (Graph reference: user resource type).
type user struct {
	ODataType             string   `json:"@odata.type"`
	ID                    string   `json:"id"`
	DisplayName           string   `json:"displayName"`
	UserPrincipalName     string   `json:"userPrincipalName"`
	Mail                  string   `json:"mail"`
	JobTitle              string   `json:"jobTitle"`
	AccountEnabled        *bool    `json:"accountEnabled"`
	UserType              string   `json:"userType"`
	UsageLocation         string   `json:"usageLocation"`
	Country               string   `json:"country"`
	City                  string   `json:"city"`
	OfficeLocation        string   `json:"officeLocation"`
	Department            string   `json:"department"`
	CompanyName           string   `json:"companyName"`
	PreferredLanguage     string   `json:"preferredLanguage"`
	BusinessPhones        []string `json:"businessPhones"`
	OnPremisesSyncEnabled bool     `json:"onPremisesSyncEnabled"` // null for who never was
	AssignedPlans         *[]struct {
		ServicePlanID    string `json:"servicePlanId"`
		CapabilityStatus string `json:"capabilityStatus"`
	} `json:"assignedPlans"`
	Manager *user `json:"manager"`
}

// capabilityStatus members (Graph reference: assignedPlan resource type).
var capabilityStatuses = members("Enabled", "Warning", "Suspended", "Deleted", "LockedOut")

// value refuses a user whose account state or plans were not answered: what is absent is not false, and a number must
// not be lost over it.
func (w *user) value() (person.Person, error) {
	if w.ID == "" || w.AccountEnabled == nil || w.AssignedPlans == nil {
		return person.Person{}, errors.New("read user: without id, accountEnabled or assignedPlans")
	}
	p := w.account()
	p.BusinessPhones, p.Synced = w.BusinessPhones, w.OnPremisesSyncEnabled
	for _, plan := range *w.AssignedPlans {
		p.Plans = append(p.Plans, person.Plan{ID: strings.ToLower(plan.ServicePlanID), Status: capabilityStatuses[plan.CapabilityStatus]})
	}
	// A manager may be a contact (@odata.type orgContact), who has no account to decide with.
	if m := w.Manager; m != nil && m.ID != "" && (m.ODataType == "" || m.ODataType == userODataType) {
		p.Manager = new(m.account())
	}
	return p, nil
}

const (
	userODataType    = "#microsoft.graph.user"
	contactODataType = "#microsoft.graph.orgContact"
)

// account is what is read of everybody, managers included. An account whose state was not answered cannot decide.
func (w *user) account() person.Person {
	return person.Person{
		ID: person.ID(strings.ToLower(w.ID)), Name: w.DisplayName, UPN: w.UserPrincipalName, Mail: w.Mail, JobTitle: w.JobTitle,
		Department: w.Department, Company: w.CompanyName, City: w.City, Office: w.OfficeLocation, Country: w.Country,
		UsageLocation: w.UsageLocation, Language: strings.TrimSpace(w.PreferredLanguage), Enabled: w.AccountEnabled != nil && *w.AccountEnabled, Guest: strings.EqualFold(w.UserType, "Guest"),
	}
}

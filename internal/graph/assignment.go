package graph

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	abs "github.com/microsoft/kiota-abstractions-go"
	"github.com/microsoftgraph/msgraph-sdk-go/admin"

	"github.com/numberdesk/numberdesk/internal/inventory"
	"github.com/numberdesk/numberdesk/internal/person"
	"github.com/numberdesk/numberdesk/internal/phone"
	"github.com/numberdesk/numberdesk/internal/problem"
)

const (
	permissionReadNumbers  = "TeamsTelephoneNumber.Read.All"
	permissionWriteNumbers = "TeamsTelephoneNumber.ReadWrite.All"
	// numbersTop is the largest page ("List numberAssignments").
	numbersTop = 1000
)

// Assignments hands every number the tenant knows to page, a page at a time: all of them, or an error. The same number
// may come twice, and a number that changed meanwhile may be missing, so absence is to be confirmed by Assignment before
// anything is done about it. A Direct Routing number nobody has may be unknown to the tenant. An error of page ends the
// read and is returned as it is.
func (c *Client) Assignments(ctx context.Context, page func([]inventory.Assignment) error) error {
	return c.assignments(ctx, "", page)
}

// Assignment is one number as Teams shows it now, nil when the tenant does not know it.
func (c *Client) Assignment(ctx context.Context, n phone.Number) (*inventory.Assignment, error) {
	found, err := c.assignmentsWith(ctx, "telephoneNumber", string(n), func(a inventory.Assignment) bool { return a.Phone == n })
	switch {
	case err != nil:
		return nil, err
	case len(found) == 0:
		return nil, nil
	case len(found) > 1:
		return nil, c.listNumbers("", 0).unexpected(fmt.Errorf("Graph shows one number %d times", len(found)))
	}
	return &found[0], nil
}

// AssignmentsOf are the numbers the person or resource account has, in Graph's order; none is no error.
func (c *Client) AssignmentsOf(ctx context.Context, id person.ID) ([]inventory.Assignment, error) {
	return c.assignmentsWith(ctx, "assignmentTargetId", string(id),
		func(a inventory.Assignment) bool { return strings.EqualFold(string(a.Target), string(id)) })
}

// assignmentsWith refuses entries that were not asked for: a service that overlooks the filter would answer the tenant.
func (c *Client) assignmentsWith(ctx context.Context, property, value string, asked func(inventory.Assignment) bool) ([]inventory.Assignment, error) {
	if value == "" {
		return nil, problem.New(problem.Invalid, "There is no number and no person to look for.")
	}
	filter := property + " eq '" + strings.ReplaceAll(value, "'", "''") + "'"
	var found []inventory.Assignment
	err := c.assignments(ctx, filter, func(some []inventory.Assignment) error {
		if slices.ContainsFunc(some, func(a inventory.Assignment) bool { return !asked(a) }) {
			return c.listNumbers("", 0).unexpected(errors.New("Graph answered numbers that were not asked for"))
		}
		found = append(found, some...)
		return nil
	})
	if err != nil {
		return nil, err
	}
	return found, nil
}

func (c *Client) assignments(ctx context.Context, filter string, page func([]inventory.Assignment) error) error {
	skipping := func(skip int) call { return c.listNumbers(filter, skip) }
	return each(ctx, c, skipping(0), numbersTop, skipping, func(entries []numberAssignment) error {
		values := make([]inventory.Assignment, len(entries))
		for i := range entries {
			if entries[i].TelephoneNumber == "" {
				return skipping(0).unexpected(errors.New("read numberAssignments: an entry without a number"))
			}
			values[i] = entries[i].value()
		}
		return page(values)
	})
}

func (c *Client) listNumbers(filter string, skip int) call {
	query := &admin.TeamsTelephoneNumberManagementNumberAssignmentsRequestBuilderGetQueryParameters{Top: new(int32(numbersTop))}
	if filter != "" {
		query.Filter = &filter
	}
	if skip > 0 {
		query.Skip = new(int32(skip))
	}
	return call{name: "numberAssignments", of: "its telephone numbers", needs: permissionReadNumbers,
		build: func(ctx context.Context) (*abs.RequestInformation, error) {
			return c.numberAssignments().ToGetRequestInformation(ctx,
				&admin.TeamsTelephoneNumberManagementNumberAssignmentsRequestBuilderGetRequestConfiguration{QueryParameters: query})
		}}
}

// numberAssignment is the wire form (Graph reference: numberAssignment resource type). null reads as "".
type numberAssignment struct {
	TelephoneNumber    string   `json:"telephoneNumber"`
	NumberType         string   `json:"numberType"`
	ActivationState    string   `json:"activationState"`
	Capabilities       []string `json:"capabilities"`
	AssignmentStatus   string   `json:"assignmentStatus"`
	AssignmentTargetID string   `json:"assignmentTargetId"`
	AssignmentCategory string   `json:"assignmentCategory"`
	IsoCountryCode     string   `json:"isoCountryCode"`
	City               string   `json:"city"`
	NumberSource       string   `json:"numberSource"`
	PortInStatus       string   `json:"portInStatus"`
	LocationID         string   `json:"locationId"`
}

// The members the enumerations have today (Graph reference: numberAssignment resource type). A new one, and
// unknownFutureValue, which stands for it, must not be taken for any of these.
var (
	numberTypes      = members("directRouting", "callingPlan", "operatorConnect")
	statuses         = members("unassigned", "internalError", "userAssigned", "conferenceAssigned", "voiceApplicationAssigned", "thirdPartyAppAssigned", "policyAssigned")
	categories       = members("primary", "private", "alternate")
	activationStates = members("activated", "assignmentPending", "assignmentFailed", "updatePending", "updateFailed")
	capabilities     = members("conferenceAssignment", "voiceApplicationAssignment", "userAssignment", "teamsPhoneMobile")
)

// enumeration maps its members to themselves and anything else to "". The map's own strings are kept instead of the
// page's, which a million numbers would otherwise hold.
type enumeration map[string]string

func members(names ...string) enumeration {
	e := enumeration{}
	for _, name := range names {
		e[name] = name
	}
	return e
}

func (w *numberAssignment) value() inventory.Assignment {
	a := inventory.Assignment{
		Phone:      number(w.TelephoneNumber),
		Type:       inventory.Type(numberTypes[w.NumberType]),
		Status:     statuses[w.AssignmentStatus],
		Target:     target(w.AssignmentTargetID),
		Category:   categories[w.AssignmentCategory],
		Activation: activationStates[w.ActivationState],
		// A source we do not know is left alone like the one we must leave alone.
		OnPremises: w.NumberSource != "" && w.NumberSource != "online",
		PortIn:     w.PortInStatus,
		Country:    w.IsoCountryCode,
		City:       w.City,
		Location:   string(target(w.LocationID)),
	}
	for _, capability := range w.Capabilities {
		if known := capabilities[capability]; known != "" {
			a.Capabilities = append(a.Capabilities, known)
		}
	}
	return a
}

// number reads what Graph shows as E.164. What is no E.164 number is kept as it is: it equals none of ours, and one odd
// entry must not make the whole tenant unreadable.
func number(text string) phone.Number {
	if n, err := phone.E164(text); err == nil {
		return n
	}
	if n, err := phone.E164("+" + text); err == nil {
		return n
	}
	if n, err := phone.Parse(text, ""); err == nil {
		return n
	}
	return phone.Number(text)
}

// target is an id in the lower case that ids have everywhere else; the all-zero id stands for none, as
// Get-CsPhoneNumberAssignment shows it of holders and locations. A policy's name stays as it is.
func target(id string) person.ID {
	const none = "00000000-0000-0000-0000-000000000000"
	if id == none {
		return ""
	}
	if len(id) == len(none) && strings.Count(id, "-") == 4 {
		id = strings.ToLower(id)
	}
	return person.ID(id)
}

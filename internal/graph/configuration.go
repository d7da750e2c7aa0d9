package graph

import (
	"context"
	"encoding/json"
	"errors"
	"strings"

	abs "github.com/microsoft/kiota-abstractions-go"
	"github.com/microsoftgraph/msgraph-sdk-go/admin"

	"github.com/numberdesk/numberdesk/internal/person"
	"github.com/numberdesk/numberdesk/internal/problem"
)

// PermissionReadConfigurations lets an application see what Teams has of people; there is none for writing.
const PermissionReadConfigurations = "TeamsUserConfiguration.Read.All"

// Configuration reads somebody as Teams has him ("Get teamsUserConfiguration"). problem.NotFound says that Teams does not
// know him, or not yet: after a licence is given that takes a while. It says so of resource accounts, too, which this
// page of Graph does not show; look at their numbers instead.
func (c *Client) Configuration(ctx context.Context, id person.ID) (person.Configuration, error) {
	if id == "" {
		return person.Configuration{}, nobody()
	}
	k := call{name: "userConfiguration", of: "this person in Teams", needs: PermissionReadConfigurations,
		build: func(ctx context.Context) (*abs.RequestInformation, error) {
			return c.teams().UserConfigurations().ByTeamsUserConfigurationId(string(id)).ToGetRequestInformation(ctx, nil)
		}}
	var wire userConfiguration
	if err := c.read(ctx, k, &wire); err != nil {
		if problem.Is(err, CodeUserNotFound) {
			return person.Configuration{}, coded(problem.Wrap(err, problem.NotFound, "Microsoft 365 does not know %s.", k.of), "NotFound")
		}
		return person.Configuration{}, err
	}
	if !strings.EqualFold(wire.ID, string(id)) {
		return person.Configuration{}, k.unexpected(errors.New("read userConfiguration: not the one that was asked for"))
	}
	configuration, err := wire.value()
	if err != nil {
		return person.Configuration{}, k.unexpected(err)
	}
	return configuration, nil
}

// Voices hands page by page whether calling is switched on for the people Teams knows ("List userConfigurations"), or an
// error. Of whom it is not said is left out, as if he were on no page: off is only what Teams says is off. An error of page
// ends the read and is returned as it is.
func (c *Client) Voices(ctx context.Context, page func(map[person.ID]bool) error) error {
	k := call{name: "userConfigurations", of: "how Teams has its people", needs: PermissionReadConfigurations,
		build: func(ctx context.Context) (*abs.RequestInformation, error) {
			return c.teams().UserConfigurations().ToGetRequestInformation(ctx, &admin.TeamsUserConfigurationsRequestBuilderGetRequestConfiguration{
				QueryParameters: &admin.TeamsUserConfigurationsRequestBuilderGetQueryParameters{Select: []string{"id", "isEnterpriseVoiceEnabled"}}})
		}}
	type voice struct {
		ID              string `json:"id"`
		EnterpriseVoice *bool  `json:"isEnterpriseVoiceEnabled"`
	}
	return each(ctx, c, k, 0, nil, func(entries []voice) error {
		voices := make(map[person.ID]bool, len(entries))
		for _, e := range entries {
			if e.ID != "" && e.EnterpriseVoice != nil {
				voices[person.ID(strings.ToLower(e.ID))] = *e.EnterpriseVoice
			}
		}
		return page(voices)
	})
}

// userConfiguration is the wire form (Graph reference: teamsUserConfiguration resource type).
type userConfiguration struct {
	ID              string       `json:"id"`
	AccountType     string       `json:"accountType"`
	EnterpriseVoice said[bool]   `json:"isEnterpriseVoiceEnabled"`
	Features        []string     `json:"featureTypes"`
	Numbers         said[[]line] `json:"telephoneNumbers"`
	Policies        said[[]struct {
		Type       string `json:"policyType"`
		Assignment *struct {
			DisplayName string `json:"displayName"`
			Way         string `json:"assignmentType"`
			PolicyID    string `json:"policyId"`
		} `json:"policyAssignment"`
	}] `json:"effectivePolicyAssignments"`
}

type line struct {
	TelephoneNumber string `json:"telephoneNumber"`
	Category        string `json:"assignmentCategory"`
}

// said tells a property that was answered, be it null, from one that was left out.
type said[T any] struct {
	it    bool
	value T
}

func (s *said[T]) UnmarshalJSON(text []byte) error {
	s.it = true
	return json.Unmarshal(text, &s.value)
}

var (
	accountTypes = members("user", "resourceAccount", "guest", "sfbOnPremUser", "unknown", "ineligibleUser")
	ways         = members(string(person.Direct), string(person.ByGroup))
	lineKinds    = members("primary", "private", "alternate")
)

// value refuses a configuration that leaves out what drift is judged by: what is absent is neither off nor none.
func (w *userConfiguration) value() (person.Configuration, error) {
	if !w.EnterpriseVoice.it || !w.Policies.it || !w.Numbers.it {
		return person.Configuration{}, errors.New("read userConfiguration: without isEnterpriseVoiceEnabled, effectivePolicyAssignments or telephoneNumbers")
	}
	c := person.Configuration{AccountType: person.AccountType(accountTypes[w.AccountType]), EnterpriseVoice: w.EnterpriseVoice.value, Features: w.Features}
	for _, p := range w.Policies.value {
		if p.Type == "" || p.Assignment == nil {
			return person.Configuration{}, errors.New("read userConfiguration: a policy without a type or an assignment")
		}
		c.Policies = append(c.Policies, person.Effective{By: person.Way(ways[p.Assignment.Way]),
			Policy: person.Policy{Type: p.Type, Name: strings.TrimPrefix(p.Assignment.DisplayName, policyTag), ID: p.Assignment.PolicyID}})
	}
	for _, n := range w.Numbers.value {
		c.Numbers = append(c.Numbers, person.Line{Phone: n.TelephoneNumber, Category: lineKinds[n.Category]})
	}
	return c, nil
}

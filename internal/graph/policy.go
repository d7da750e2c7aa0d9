package graph

import (
	"context"
	"errors"
	"net/http"
	"regexp"
	"strings"

	abs "github.com/microsoft/kiota-abstractions-go"
	"github.com/microsoftgraph/msgraph-sdk-go/admin"
	"github.com/microsoftgraph/msgraph-sdk-go/models/teamsadministration"

	"github.com/numberdesk/numberdesk/internal/person"
	"github.com/numberdesk/numberdesk/internal/problem"
)

// PermissionAssignPolicies lets an application look policies up and grant them, of every type; there is no lesser one
// for looking up alone.
const PermissionAssignPolicies = "TeamsPolicyUserAssign.ReadWrite.All"

// Codes of refusals about policies; both come with problem.Invalid.
const (
	CodePolicyNotFound = "PolicyNotFound"
	// CodePolicyType is a type that Graph neither looks up nor grants.
	CodePolicyType = "PolicyType"
)

// policyTag stands before names in PowerShell, and in Graph's answers, but not in its questions.
const policyTag = "Tag:"

// PolicyIDs are the policies of that type and name, the name with or without PowerShell's "Tag:" ("teamsPolicyAssignment:
// getPolicyId"). None and several are answers, not errors; the caller decides what they mean. A type Graph does not take
// is CodePolicyType. Contents and descriptions of policies are not in Graph.
func (c *Client) PolicyIDs(ctx context.Context, policyType, name string) ([]person.Policy, error) {
	name = strings.TrimPrefix(strings.TrimSpace(name), policyTag)
	if policyType == "" || name == "" {
		return nil, unnamed()
	}
	k := aboutPolicies(call{name: "getPolicyId", of: "this policy",
		build: func(ctx context.Context) (*abs.RequestInformation, error) {
			// A quote in a string of OData is written twice (OData 4.01 URL Conventions §5.1.1.6.1); the template escapes the rest.
			quoted := strings.NewReplacer("'", "''")
			b := c.teams().Policy().MicrosoftGraphTeamsAdministrationGetPolicyIdWithTypeWithName(new(quoted.Replace(name)), new(policyType))
			// The SDK fills "typeEscaped" where its template says "type", and would ask for policies of no type.
			b.PathParameters["type"] = quoted.Replace(policyType)
			return b.ToGetRequestInformation(ctx, nil)
		}})
	found := []person.Policy{}
	err := each(ctx, c, k, defaultPage, nil, func(entries []policyIdentifier) error {
		for _, e := range entries {
			if e.PolicyID == "" {
				return k.unexpected(errors.New("read getPolicyId: an entry without policyId"))
			}
			found = append(found, person.Policy{Type: policyType, Name: strings.TrimPrefix(e.Name, policyTag), ID: e.PolicyID})
		}
		return nil
	})
	switch {
	case problem.KindOf(err) == problem.NotFound:
		return []person.Policy{}, nil // the page knows an empty list alone; either way there is none
	case err != nil:
		return nil, err
	}
	return found, nil
}

// policyIdentifier is the wire form (Graph reference: policyIdentifierDetail resource type).
type policyIdentifier struct {
	Name     string `json:"name"`
	PolicyID string `json:"policyId"`
}

// GrantPolicies gives somebody these policies, each in place of the one of its type he had ("teamsPolicyUserAssignment:
// assign"). It may be repeated, so that a lost answer is merely problem.Busy; whether a refusal of one leaves the others
// granted is not documented. Configuration shows them later.
func (c *Client) GrantPolicies(ctx context.Context, id person.ID, grants []person.Grant) error {
	value := make([]teamsadministration.TeamsPolicyUserAssignmentable, len(grants))
	for i, g := range grants {
		if g.Type == "" || g.PolicyID == "" {
			return unnamed()
		}
		value[i] = policyOf(id, g.Type)
		value[i].SetPolicyId(&g.PolicyID)
	}
	return c.changePolicies(ctx, "assignPolicy", id, len(grants), func(ctx context.Context) (*abs.RequestInformation, error) {
		body := admin.NewTeamsPolicyUserAssignmentsMicrosoftGraphTeamsAdministrationAssignAssignPostRequestBody()
		body.SetValue(value)
		return c.teams().Policy().UserAssignments().MicrosoftGraphTeamsAdministrationAssign().ToPostRequestInformation(ctx, body, nil)
	})
}

// UngrantPolicies takes what was granted to somebody himself of these types, so that a group's or the company's policy
// holds for him again ("teamsPolicyUserAssignment: unassign"). It may be repeated, as GrantPolicies may.
func (c *Client) UngrantPolicies(ctx context.Context, id person.ID, types []string) error {
	value := make([]teamsadministration.TeamsPolicyUserAssignmentable, len(types))
	for i, policyType := range types {
		if policyType == "" {
			return unnamed()
		}
		value[i] = policyOf(id, policyType)
	}
	return c.changePolicies(ctx, "unassignPolicy", id, len(types), func(ctx context.Context) (*abs.RequestInformation, error) {
		body := admin.NewTeamsPolicyUserAssignmentsMicrosoftGraphTeamsAdministrationUnassignUnassignPostRequestBody()
		body.SetValue(value)
		return c.teams().Policy().UserAssignments().MicrosoftGraphTeamsAdministrationUnassign().ToPostRequestInformation(ctx, body, nil)
	})
}

func policyOf(id person.ID, policyType string) teamsadministration.TeamsPolicyUserAssignmentable {
	a := teamsadministration.NewTeamsPolicyUserAssignment()
	a.SetUserId(new(string(id)))
	a.SetPolicyType(&policyType)
	return a
}

// changePolicies sends nothing when there is nothing to change.
func (c *Client) changePolicies(ctx context.Context, name string, id person.ID, count int, build func(context.Context) (*abs.RequestInformation, error)) error {
	if id == "" {
		return nobody()
	}
	if count == 0 {
		return nil
	}
	_, err := c.write(ctx, aboutPolicies(call{name: name, of: "this person or this policy", writes: true, repeatable: true, build: build}))
	return err
}

func unnamed() error {
	return problem.New(problem.Invalid, "A policy has a type, such as TenantDialPlan, and a name.")
}

// policyRefusals are told apart by their text, as those of numbers are: they have no codes either. The first match
// counts.
var policyRefusals = []struct {
	says    *regexp.Regexp
	problem *problem.Error
}{
	{regexp.MustCompile(`(?i)policy ?types?\b`), coded(problem.New(problem.Invalid,
		"Teams does not grant policies of this type through Microsoft Graph. Check how the type is written, or grant the policy in the Teams admin center."), CodePolicyType)},
	{regexp.MustCompile(`(?i)polic(y|ies)\b.*\bnot (be )?found`), coded(problem.New(problem.Invalid,
		"Teams does not know this policy. Check its name in the Teams admin center; one that was made just now takes some minutes."), CodePolicyNotFound)},
	{regexp.MustCompile(`(?i)(user|object|account)\b.*\bnot (be )?found`), coded(problem.New(problem.Invalid,
		"Teams does not know this person yet. After a licence is given that takes some minutes; please try again later."), CodeUserNotFound)},
}

// aboutPolicies is k with the permission and the refusals of all calls about policies.
func aboutPolicies(k call) call {
	k.needs = PermissionAssignPolicies
	k.refuses = func(r *Refusal) *problem.Error {
		if r.Status == http.StatusForbidden {
			return k.forbidden(r)
		}
		for _, known := range policyRefusals {
			if known.says.MatchString(r.Text) {
				return new(*known.problem)
			}
		}
		return plainly()
	}
	return k
}

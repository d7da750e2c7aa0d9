package graph

import (
	"context"
	"errors"
	"slices"
	"strings"

	abs "github.com/microsoft/kiota-abstractions-go"
	"github.com/microsoftgraph/msgraph-sdk-go/users"

	"github.com/numberdesk/numberdesk/internal/person"
	"github.com/numberdesk/numberdesk/internal/problem"
)

// memberSelected is what is read of a member: who he is, and whether he can decide.
const memberSelected = "id,displayName,accountEnabled,userType"

// groupsACall is how many groups one question may name ("directoryObject: checkMemberGroups").
const groupsACall = 20

// MemberOf are those of groups, given by object id, that the person is in, directly or through other groups, as they
// were written and in their order.
func (c *Client) MemberOf(ctx context.Context, id person.ID, groups []string) ([]string, error) {
	if id == "" {
		return nil, nobody()
	}
	var of []string
	for some := range slices.Chunk(groups, groupsACall) {
		k := call{name: "checkMemberGroups", of: "this person or one of the groups", needs: permissionReadGroups,
			build: func(ctx context.Context) (*abs.RequestInformation, error) {
				body := users.NewItemCheckMemberGroupsPostRequestBody()
				body.SetGroupIds(some)
				return c.users().ByUserId(string(id)).CheckMemberGroups().ToPostRequestInformation(ctx, body, nil)
			}}
		var answer page[string]
		if err := c.read(ctx, k, &answer); err != nil {
			return nil, err
		}
		if answer.Value == nil {
			return nil, k.unexpected(errors.New("read checkMemberGroups: no value"))
		}
		for _, group := range some {
			if slices.ContainsFunc(*answer.Value, func(member string) bool { return strings.EqualFold(member, group) }) {
				of = append(of, group)
			}
		}
	}
	return of, nil
}

// Members are the people in the group with that object id, directly or through other groups, each once: all of them, or
// an error ("List group transitive members"). Devices, contacts and the groups between are left out. They have a name and the
// state of the account, no more; one whose state was not answered counts as enabled, until he cannot be reached.
func (c *Client) Members(ctx context.Context, group string) ([]*person.Person, error) {
	if group == "" {
		return nil, problem.New(problem.Invalid, "There is no group to look for.")
	}
	k := call{name: "transitiveMembers", of: "this group", needs: permissionReadGroups,
		build: func(context.Context) (*abs.RequestInformation, error) {
			return c.template("/groups/{group%2Did}/transitiveMembers{?%24select,%24top}",
				map[string]string{"group%2Did": group}, map[string]any{"%24select": memberSelected, "%24top": usersTop}), nil
		}}
	members, seen := []*person.Person{}, map[person.ID]bool{}
	err := each(ctx, c, k, usersTop, nil, func(entries []user) error {
		for _, e := range entries {
			if e.ID == "" {
				return k.unexpected(errors.New("read transitiveMembers: an entry without id"))
			}
			// The kind is asked of every entry: a cast in the address would need an advanced query, which lags behind.
			if id := person.ID(strings.ToLower(e.ID)); (e.ODataType == "" || e.ODataType == userODataType) && !seen[id] {
				m := &person.Person{ID: id, Name: e.DisplayName, Enabled: e.AccountEnabled == nil || *e.AccountEnabled, Guest: strings.EqualFold(e.UserType, "Guest")}
				members, seen[id] = append(members, m), true
			}
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	return members, nil
}

package sim

import (
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"strings"
)

func init() {
	serves(graph,
		// "directoryObject: checkMemberGroups": at most 20 groups, transitive; a group that is none is left out.
		route{method: "POST", path: "users/{}/checkMemberGroups", name: "checkMemberGroups", permissions: readMembers, serve: (*Tenant).checkMemberGroups},
		// "List group transitive members", and with the cast to user. Casts need ConsistencyLevel and $count only for advanced
		// queries, which are not modeled.
		route{method: "GET", path: "groups/{}/transitiveMembers", name: "transitiveMembers", permissions: readMembers,
			query: []string{"$select", "$top", "$skiptoken"}, serve: (*Tenant).transitiveMembers},
		route{method: "GET", path: "groups/{}/transitiveMembers/microsoft.graph.user", name: "transitiveMembers", permissions: readMembers,
			query: []string{"$select", "$top", "$skiptoken"}, serve: (*Tenant).transitiveMembers},
	)
}

// members are the people of a group and of the groups in it, each once.
func (t *Tenant) members(g *Group, seen map[string]bool) []*account {
	var found []*account
	for _, m := range g.Members {
		if seen[m] {
			continue
		}
		seen[m] = true
		if inner, isGroup := strings.CutPrefix(m, "group:"); isGroup {
			found = append(found, t.members(t.groupKeys[inner], seen)...)
		} else if a := t.alive(t.people[m].ID); a != nil {
			found = append(found, a)
		}
	}
	return found
}

func (t *Tenant) checkMemberGroups(c *call) answer {
	var b struct {
		GroupIDs []string `json:"groupIds"`
	}
	if err := c.decode(&b); err != nil {
		return wrong(http.StatusBadRequest, "BadRequest", "Invalid request body: %v", err)
	}
	if len(b.GroupIDs) == 0 || len(b.GroupIDs) > 20 {
		return wrong(http.StatusBadRequest, "Request_BadRequest", "groupIds must have between 1 and 20 entries, and has %d.", len(b.GroupIDs))
	}
	who := t.alive(c.args[0])
	if who == nil {
		return notFound(c.args[0])
	}
	value := []string{}
	for _, id := range b.GroupIDs {
		if !isGUID(id) {
			return wrong(http.StatusBadRequest, "Request_BadRequest", "Invalid GUID: %s", id)
		}
		if g := t.groups[strings.ToLower(id)]; g != nil && slices.Contains(t.members(g, map[string]bool{}), who) {
			value = append(value, id)
		}
	}
	return ok(map[string]any{"@odata.context": "https://graph.microsoft.com/v1.0/$metadata#Collection(Edm.String)", "value": value})
}

func (t *Tenant) transitiveMembers(c *call) answer {
	names, a := chosen(c.query.Get("$select"), "user", standardUser, knownUser)
	if a.refused() {
		return a
	}
	top, a := c.integer("$top", 100, 1, 999)
	if a.refused() {
		return a
	}
	g := t.groups[strings.ToLower(c.args[0])]
	if g == nil {
		return notFound(c.args[0])
	}
	start, err := strconv.Atoi(strings.TrimPrefix(c.query.Get("$skiptoken"), "RFNwdAIAAQ"))
	if c.query.Has("$skiptoken") && (err != nil || start < 0) {
		return wrong(http.StatusBadRequest, "Directory_ExpiredPageToken", "The specified page token value is not valid.")
	}
	people := t.members(g, map[string]bool{})
	var value []any
	for i := start; i < len(people); i++ {
		if len(value) == top {
			return c.page(value, c.with("$skiptoken", "RFNwdAIAAQ"+strconv.Itoa(i)))
		}
		u := only(t.user(people[i]), names)
		u["@odata.type"] = "#microsoft.graph.user"
		value = append(value, u)
	}
	return c.page(value, nil)
}

// Join puts a person into a group, or takes him out of it.
func (t *Tenant) Join(key, group string, in bool) error {
	t.mu.Lock()
	defer t.mu.Unlock()
	g := t.groupKeys[group]
	if g == nil || t.people[key] == nil {
		return fmt.Errorf("nobody is called %q, or there is no group %q", key, group)
	}
	g.Members = slices.DeleteFunc(slices.Clone(g.Members), func(m string) bool { return m == key })
	if in {
		g.Members = append(g.Members, key)
	}
	return nil
}

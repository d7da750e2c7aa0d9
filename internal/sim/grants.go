package sim

import (
	"encoding/base64"
	"fmt"
	"slices"
	"strings"
	"time"
)

// policyOf is a policy of some type: what it is called, and the id it is granted by.
type policyOf struct{ name, id string }

// granted is the policy of one type somebody was granted himself; without a name, none.
type granted struct {
	late[policyOf]
	writes int
}

// policyID carries its own meaning, so that no list of all policies is kept; n tells apart those of one name.
func policyID(kind, name string, n int) string {
	return segment(fmt.Appendf(nil, "%s|%d|%s", kind, n, name))
}

// policiesNamed are the policies of that type and name. Names are compared as Teams does, without regard to case.
func (t *Tenant) policiesNamed(kind, name string) []policyOf {
	if set, found := t.registry[kind+" "+strings.ToLower(name)]; found {
		return set
	}
	if strings.HasPrefix(name, "No ") {
		return nil
	}
	return []policyOf{{name, policyID(kind, name, 1)}}
}

// policyWith is the policy of that type with that id, if it is there.
func (t *Tenant) policyWith(kind, id string) (policyOf, bool) {
	raw, err := base64.RawURLEncoding.DecodeString(id)
	parts := strings.SplitN(string(raw), "|", 3)
	if err != nil || len(parts) != 3 {
		return policyOf{}, false
	}
	of := t.policiesNamed(kind, parts[2])
	at := slices.IndexFunc(of, func(p policyOf) bool { return p.id == id })
	if at < 0 {
		return policyOf{}, false
	}
	return of[at], true
}

// SetPolicies makes that many policies of one type have that name: none, one, or several.
func (t *Tenant) SetPolicies(kind, name string, count int) error {
	if !slices.Contains(policyTypes, kind) || name == "" || count < 0 {
		return fmt.Errorf("%d policies of type %q called %q cannot be", count, kind, name)
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	set := make([]policyOf, count)
	for i := range set {
		set[i] = policyOf{name, policyID(kind, name, i+1)}
	}
	t.registry[kind+" "+strings.ToLower(name)] = set
	return nil
}

// Grant gives a person a policy in the admin center; without a name, what he was granted is taken away.
func (t *Tenant) Grant(key, kind, name string) error {
	return t.grantInAdminCenter(t.IDOf(key), key, kind, name)
}

// GrantGroup gives everybody in a group a policy who is granted none of that type himself; without a name it is taken
// away. Of several groups the first by key counts, in place of Microsoft's ranking.
func (t *Tenant) GrantGroup(key, kind, name string) error {
	return t.grantInAdminCenter(t.IDOf(key), key, kind, name)
}

func (t *Tenant) grantInAdminCenter(id, key, kind, name string) error {
	t.mu.Lock()
	defer t.mu.Unlock()
	if id == "" || !slices.Contains(policyTypes, kind) {
		return fmt.Errorf("nobody is called %q, or %q is no policy type", key, kind)
	}
	p := policyOf{}
	if name != "" {
		of := t.policiesNamed(kind, name)
		if len(of) == 0 {
			return fmt.Errorf("there is no %s %q", kind, name)
		}
		p = of[0]
	}
	t.grantOf(id, kind).set(p, time.Time{})
	return nil
}

// Granted is the name of the policy of that type a person truly has now of his own, whatever reads still show; empty for
// none.
func (t *Tenant) Granted(key, kind string) string {
	t.mu.Lock()
	defer t.mu.Unlock()
	if g := t.policies[[2]string{t.IDOf(key), kind}]; g != nil {
		return g.now.name
	}
	return ""
}

// shownGrant is what reads show at that time of what was granted to a person or a group.
func (t *Tenant) shownGrant(id, kind string, at time.Time) policyOf {
	if g := t.policies[[2]string{id, kind}]; g != nil {
		return g.seen(at)
	}
	return policyOf{}
}

func (t *Tenant) grantOf(id, kind string) *granted {
	key := [2]string{id, kind}
	if t.policies[key] == nil {
		t.policies[key] = &granted{}
	}
	return t.policies[key]
}

// effective is what effectivePolicyAssignments shows of somebody: his own policies, and those of his groups of the other
// types ("Assign policies to users and groups": direct goes before group).
func (t *Tenant) effective(who *account, now time.Time) []any {
	shown := []any{}
	for _, kind := range policyTypes {
		p, way, group := t.shownGrant(who.ID, kind, now), "direct", any(nil)
		for _, key := range sorted(t.groupKeys) {
			if p.name != "" {
				break
			}
			g := t.groupKeys[key]
			if of := t.shownGrant(g.ID, kind, now); of.name != "" && slices.Contains(t.members(g, map[string]bool{}), who) {
				p, way, group = of, "group", g.ID
			}
		}
		if p.name != "" {
			assignment := map[string]any{"displayName": p.name, "assignmentType": way, "policyId": p.id}
			if group != nil {
				assignment["groupId"] = group
			}
			shown = append(shown, map[string]any{"policyType": kind, "policyAssignment": assignment})
		}
	}
	return shown
}

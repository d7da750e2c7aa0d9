package sim

import (
	"encoding/base64"
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"time"
)

func init() {
	for _, path := range []string{"users/delta", "users/delta()"} {
		// "user: delta": the $select of the first round is kept in the token, a token lasts seven days. Replays, duplicates and
		// delays, which the page allows, are not modeled, nor are filters.
		serves(graph, route{method: "GET", path: path, name: "delta", permissions: readUsers,
			query: []string{"$select", "$deltatoken", "$deltaToken", "$skiptoken"}, serve: (*Tenant).usersDelta})
	}
}

const deltaPage = 200

// round is one way through the changes: everything after since, up to what the tenant was when it began.
type round struct {
	since, until uint64
	offset       int
	issued       int64
	names        string // the $select
}

func (r round) token() string {
	return segment(fmt.Appendf(nil, "%d|%d|%d|%d %s", r.since, r.until, r.offset, r.issued, r.names))
}

func roundOf(token string) (round, bool) {
	var r round
	raw, err := base64.RawURLEncoding.DecodeString(token)
	if err != nil {
		return r, false
	}
	counts, names, _ := strings.Cut(string(raw), " ")
	n, err := fmt.Sscanf(counts, "%d|%d|%d|%d", &r.since, &r.until, &r.offset, &r.issued)
	r.names = names
	return r, err == nil && n == 4 && time.Since(time.Unix(r.issued, 0)) < 7*24*time.Hour
}

func (t *Tenant) usersDelta(c *call) answer {
	current := round{until: t.changes, issued: time.Now().Unix(), names: c.query.Get("$select")}
	skip, delta := c.query.Get("$skiptoken"), c.query.Get("$deltatoken")+c.query.Get("$deltaToken")
	valid := true
	switch {
	case delta == "latest":
		current.since = t.changes
	case skip != "":
		current, valid = roundOf(skip)
	case delta != "":
		var previous round
		previous, valid = roundOf(delta)
		current.since, current.names = previous.until, previous.names
	}
	if !valid {
		a := refuse(http.StatusGone, "syncStateNotFound", "The sync state generation is not found; a full resync is required.")
		a.header = http.Header{"Location": {c.link("/v1.0/users/delta", url.Values{"$skiptoken": {round{until: t.changes, issued: time.Now().Unix()}.token()}})}}
		return a
	}
	names, a := chosen(strings.ReplaceAll(current.names, ",manager", ""), "user", standardUser, knownUser)
	if a.refused() {
		return a
	}
	value := []any{}
	for i := current.offset; i < len(t.order); i++ {
		who := t.order[i]
		if who.changed <= current.since {
			continue
		}
		if len(value) == deltaPage {
			current.offset = i
			return ok(map[string]any{"value": value, "@odata.nextLink": c.link("/v1.0/users/delta", url.Values{"$skiptoken": {current.token()}})})
		}
		switch {
		case who.purged:
			value = append(value, map[string]any{"id": who.ID, "@removed": map[string]any{"reason": "deleted"}})
		case !who.deleted.IsZero():
			value = append(value, map[string]any{"id": who.ID, "@removed": map[string]any{"reason": "changed"}})
		default:
			u := only(t.user(who), names)
			if strings.Contains(current.names, ",manager") {
				if m := t.managerOf(who); m != nil {
					u["manager@delta"] = []any{map[string]any{"@odata.type": "#microsoft.graph.user", "id": m.ID}}
				}
			}
			value = append(value, u)
		}
	}
	current.offset = 0
	return ok(map[string]any{"value": value, "@odata.deltaLink": c.link("/v1.0/users/delta", url.Values{"$deltatoken": {current.token()}})})
}

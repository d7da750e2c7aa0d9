package sim

import (
	"net/http"
	"slices"
	"strconv"
	"strings"
)

func init() {
	serves(connector,
		// "Bot Connector API reference: Create conversation" and "Send proactive messages": one to one only. Channels and
		// group chats are not modeled.
		route{method: "POST", path: "conversations", name: "conversations", serve: (*Tenant).createConversation},
		// "Send to conversation", "Reply to activity", "Update activity", "Delete activity".
		route{method: "POST", path: "conversations/{}/activities", name: "activities", serve: (*Tenant).postActivity},
		route{method: "POST", path: "conversations/{}/activities/{}", name: "activities", serve: (*Tenant).postActivity},
		route{method: "PUT", path: "conversations/{}/activities/{}", name: "activities", serve: (*Tenant).putActivity},
		route{method: "DELETE", path: "conversations/{}/activities/{}", name: "activities", serve: (*Tenant).deleteActivity},
		// "Get conversation paged members" and "Get conversation member".
		route{method: "GET", path: "conversations/{}/pagedmembers", name: "members", query: []string{"pageSize", "continuationToken"}, serve: (*Tenant).pagedMembers},
		route{method: "GET", path: "conversations/{}/members/{}", name: "members", serve: (*Tenant).member},
	)
}

// maxMessage is the size limit of "Format your bot messages", counted in UTF-16.
const maxMessage = 100 << 10

func (t *Tenant) bot() map[string]any {
	return map[string]any{"id": "28:" + t.World.AppID, "name": t.World.BotName}
}

// someone is the person a members[].id names: his MRI, or his object id.
func (t *Tenant) someone(id string) *account {
	for _, a := range t.order {
		if a.mri == id {
			return t.alive(a.ID)
		}
	}
	if isGUID(id) {
		return t.alive(id)
	}
	return nil
}

func (t *Tenant) createConversation(c *call) answer {
	var b struct {
		Bot         struct{ ID, Name string } `json:"bot"`
		IsGroup     bool                      `json:"isGroup"`
		Members     []map[string]any          `json:"members"`
		TenantID    string                    `json:"tenantId"`
		ChannelData struct {
			Tenant struct {
				ID string `json:"id"`
			} `json:"tenant"`
		} `json:"channelData"`
	}
	if err := c.decode(&b); err != nil {
		return wrong(http.StatusBadRequest, "BadSyntax", "Invalid request body: %v", err)
	}
	tenant := b.TenantID
	if tenant == "" {
		tenant = b.ChannelData.Tenant.ID
	}
	switch {
	case b.Bot.ID != "28:"+t.World.AppID && b.Bot.ID != t.World.AppID && b.Bot.ID != "":
		return wrong(http.StatusForbidden, "Forbidden", "The bot id does not match the token.")
	case b.IsGroup || len(b.Members) != 1:
		return wrong(http.StatusBadRequest, "BadArgument", "A one to one conversation needs exactly one member.")
	case tenant != t.World.TenantID:
		return wrong(http.StatusBadRequest, "BadArgument", "Invalid tenant id '%s'.", tenant)
	}
	id, _ := b.Members[0]["id"].(string)
	who := t.someone(id)
	if who == nil {
		return wrong(http.StatusBadRequest, "BadArgument", "Invalid user identity in provided tenant: '%s'.", id)
	}
	if a := t.reachable(who); a.refused() {
		return a
	}
	if a := t.throttle("create "+who.ID, sending); a.refused() {
		return a
	}
	return answer{status: http.StatusCreated, body: map[string]any{"id": t.converse(who).id}}
}

// reachable is whether the bot may write to a person: "Status codes from bot conversational APIs".
func (t *Tenant) reachable(who *account) answer {
	switch {
	case !who.installed:
		return refuse(http.StatusForbidden, "BotNotInConversationRoster", "The bot is not part of the conversation roster.")
	case who.blocked:
		return refuse(http.StatusForbidden, "ConversationBlockedByUser", "User blocked the conversation with the bot.")
	}
	return answer{}
}

// chatOf is the conversation a path names, if the bot may use it.
func (t *Tenant) chatOf(c *call, limits []quota, what string) (*chat, answer) {
	ch := t.chats[c.args[0]]
	if ch == nil || ch.gone || !ch.owner.deleted.IsZero() || ch.owner.purged {
		return nil, refuse(http.StatusNotFound, "ConversationNotFound", "Conversation not found.")
	}
	if a := t.reachable(ch.owner); a.refused() {
		return nil, a
	}
	return ch, t.throttle(what+ch.id, limits)
}

func (t *Tenant) postActivity(c *call) answer {
	ch, a := t.chatOf(c, sending, "send ")
	if a.refused() {
		return a
	}
	m, kind, a := t.activity(c)
	if a.refused() {
		return a
	}
	if len(c.args) == 2 && ch.message(c.args[1]) == nil && !strings.Contains(c.args[1], ":") {
		return refuse(http.StatusNotFound, "ActivityNotFound", "Activity not found in the conversation.")
	}
	m.ID = t.nextID()
	if kind == "typing" {
		ch.typing++
		return answer{status: http.StatusCreated, body: map[string]any{"id": m.ID}}
	}
	ch.messages = append(ch.messages, &m)
	t.show(ch.owner, m, "new")
	return answer{status: http.StatusCreated, body: map[string]any{"id": m.ID}}
}

func (t *Tenant) putActivity(c *call) answer {
	ch, a := t.chatOf(c, sending, "send ")
	if a.refused() {
		return a
	}
	m, _, a := t.activity(c)
	if a.refused() {
		return a
	}
	old := ch.message(c.args[1])
	if old == nil || old.From != "bot" {
		return refuse(http.StatusNotFound, "ActivityNotFound", "Activity not found in the conversation.")
	}
	old.Text, old.Card, old.File = m.Text, m.Card, m.File
	old.Updated++
	t.show(ch.owner, *old, "updated")
	return ok(map[string]any{"id": old.ID})
}

func (t *Tenant) deleteActivity(c *call) answer {
	ch, a := t.chatOf(c, sending, "send ")
	if a.refused() {
		return a
	}
	old := ch.message(c.args[1])
	if old == nil || old.From != "bot" {
		return refuse(http.StatusNotFound, "ActivityNotFound", "Activity not found in the conversation.")
	}
	ch.messages = slices.DeleteFunc(ch.messages, func(m *Message) bool { return m == old })
	t.show(ch.owner, *old, "deleted")
	return answer{status: http.StatusOK}
}

// channelAccount is a roster entry; it names the object id aadObjectId, as the paged and single forms do.
func (t *Tenant) channelAccount(a *account) map[string]any {
	given, surname, _ := strings.Cut(a.Name, " ")
	return map[string]any{"id": a.mri, "name": a.Name, "aadObjectId": a.ID, "objectId": a.ID, "givenName": given, "surname": surname,
		"email": a.UPN, "userPrincipalName": a.UPN, "tenantId": t.World.TenantID, "userRole": "user"}
}

func (t *Tenant) pagedMembers(c *call) answer {
	ch, a := t.chatOf(c, reading, "read ")
	if a.refused() {
		return a
	}
	if size := c.query.Get("pageSize"); size != "" {
		if n, err := strconv.Atoi(size); err != nil || n < 50 || n > 500 {
			return wrong(http.StatusBadRequest, "BadArgument", "pageSize must be between 50 and 500.")
		}
	}
	return ok(map[string]any{"members": []any{t.channelAccount(ch.owner)}})
}

func (t *Tenant) member(c *call) answer {
	ch, a := t.chatOf(c, reading, "read ")
	if a.refused() {
		return a
	}
	if c.args[1] != ch.owner.mri && c.args[1] != ch.owner.ID {
		return refuse(http.StatusNotFound, "MemberNotFoundInConversation", "The specified user is not in the conversation.")
	}
	return ok(t.channelAccount(ch.owner))
}

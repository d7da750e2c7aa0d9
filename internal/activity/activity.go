// Package activity holds the Bot Framework's words as this product reads and writes them: the
// Activity that arrives, the action somebody clicked, the answer to it, and the message sent out.
// It promises to read whatever Teams may send without failing on what it does not know, and it
// never sends, stores or trusts anything: whether an activity is genuine is for its caller.
//
// The source of every rule is Microsoft's "Bot Framework -- Activity" specification (rules A2005,
// A2014, A2104 …) unless a comment names another.
package activity

import (
	"encoding/json"
	"strings"
)

// Activity types the product tells apart. Any other is carried as it came (rule A2014).
const (
	TypeMessage            = "message"
	TypeInvoke             = "invoke"
	TypeConversationUpdate = "conversationUpdate"
	TypeInstallationUpdate = "installationUpdate"
	TypeTyping             = "typing"
	TypeEvent              = "event"
)

// Conversation types of Microsoft Teams; in all but Personal a bot hears only what mentions it.
const (
	Personal  = "personal"
	GroupChat = "groupChat"
	Channel   = "channel"
)

// Teams is the channelId of Microsoft Teams.
const Teams = "msteams"

// Activity is one thing that happened, as the Bot Connector posts it. Parts that were absent are
// zero; parts that can have any shape (Value, ChannelData) are kept as JSON, so that a number
// over 2^53 is not rounded.
type Activity struct {
	Type string
	// ID identifies the activity on its channel; the same ID again is the same activity sent again.
	ID string
	// Name is the operation of an invoke or event, such as NameCardAction.
	Name       string
	Text       string
	TextFormat string
	From       Account
	// Recipient is the bot, in an activity that arrives.
	Recipient    Account
	Conversation Conversation
	ChannelID    string
	// ServiceURL is where the conversation can be answered. It is a claim until checked against the token.
	ServiceURL string
	// ReplyToID is, in a click, the id of the message that holds the card.
	ReplyToID string
	// Locale is a BCP 47 tag such as "de-CH"; empty when the client did not say.
	Locale string
	// Action is "add", "remove" or "upgrade" in an installationUpdate.
	Action         string
	MembersAdded   []Account
	MembersRemoved []Account
	Entities       []Entity
	Attachments    []Attachment
	Value          json.RawMessage
	ChannelData    json.RawMessage
	// Timestamp is the text as sent: some channels leave it empty or without a zone, and no rule
	// of ours may hang on it (rule A2042).
	Timestamp string
}

// Account is a person or a bot on a channel.
type Account struct {
	// ID is the channel's own, in Teams "29:…" for a person and "28:<app id>" for a bot.
	ID   string `json:"id,omitempty"`
	Name string `json:"name,omitempty"`
	// AADObjectID is the Entra object id in lower case; absent for bots.
	AADObjectID string `json:"aadObjectId,omitempty"`
}

// Conversation is the chat, group or channel thread an activity belongs to.
type Conversation struct {
	ID string `json:"id,omitempty"`
	// ConversationType is Personal, GroupChat or Channel.
	ConversationType string `json:"conversationType,omitempty"`
	// TenantID is a claim of the body: read it through Activity.TenantID.
	TenantID string `json:"tenantId,omitempty"`
	IsGroup  bool   `json:"isGroup,omitempty"`
}

// Entity is metadata beside the text. Only mentions and the client's time zone are read further; others keep their Type.
type Entity struct {
	Type string `json:"type"`
	// Mentioned is who is mentioned, and Text the piece of the message that does it, such as "<at>Desk</at>".
	Mentioned Account `json:"mentioned"`
	Text      string  `json:"text"`
	// Timezone is the client's, an IANA name.
	Timezone string `json:"timezone,omitempty"`
}

// Attachment is something sent along: in Teams a file, a card, or the message once more as text/html.
type Attachment struct {
	ContentType string          `json:"contentType"`
	ContentURL  string          `json:"contentUrl,omitempty"`
	Name        string          `json:"name,omitempty"`
	Content     json.RawMessage `json:"content,omitempty"`
}

// TenantID is the tenant the activity says it comes from: conversation.tenantId, else
// channelData.tenant.id ("Send and receive messages", Teams channel data). When both are there and
// differ it is empty, so that an allow-list refuses the activity.
func (a Activity) TenantID() string {
	var data struct {
		Tenant struct {
			ID string `json:"id"`
		} `json:"tenant"`
	}
	// Undefined channel data is ignored (rule A2201).
	_ = json.Unmarshal(a.ChannelData, &data)
	said, also := a.Conversation.TenantID, data.Tenant.ID
	switch {
	case said == "":
		return strings.ToLower(also)
	case also != "" && !strings.EqualFold(said, also):
		return ""
	}
	return strings.ToLower(said)
}

// Reference is where a person or a channel can be reached later without being spoken to first.
// Its JSON form is stable: it is what a store keeps.
type Reference struct {
	ServiceURL     string `json:"serviceUrl"`
	ConversationID string `json:"conversationId"`
	// ConversationType is Personal, GroupChat or Channel.
	ConversationType string `json:"conversationType,omitempty"`
	TenantID         string `json:"tenantId,omitempty"`
	ChannelID        string `json:"channelId,omitempty"`
	// BotID is our own account in that conversation, "28:<app id>".
	BotID   string `json:"botId,omitempty"`
	BotName string `json:"botName,omitempty"`
	// UserID and ObjectID are the person's channel id ("29:…") and Entra object id.
	UserID   string `json:"userId,omitempty"`
	ObjectID string `json:"objectId,omitempty"`
	// Locale is the language the person's client last named, a BCP 47 tag.
	Locale string `json:"locale,omitempty"`
}

// Reference is where a reply to a belongs. In a channel that is the thread, because its
// conversation id ends in ";messageid=…".
func (a Activity) Reference() Reference {
	return Reference{
		ServiceURL:       a.ServiceURL,
		ConversationID:   a.Conversation.ID,
		ConversationType: a.Conversation.ConversationType,
		TenantID:         a.TenantID(),
		ChannelID:        a.ChannelID,
		BotID:            a.Recipient.ID,
		BotName:          a.Recipient.Name,
		UserID:           a.From.ID,
		ObjectID:         a.From.AADObjectID,
		Locale:           a.Locale,
	}
}

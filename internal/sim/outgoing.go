package sim

import (
	"encoding/json"
	"net/http"
	"slices"
	"strings"
	"time"
	"unicode/utf16"
)

// activityProperties are what an outgoing activity may carry: "Activity object".
var activityProperties = []string{"type", "id", "text", "textFormat", "attachments", "attachmentLayout", "summary", "inputHint", "importance",
	"locale", "from", "recipient", "conversation", "replyToId", "channelId", "serviceUrl", "channelData", "entities", "suggestedActions", "timestamp",
	"localTimestamp", "deliveryMode", "name", "value"}

// activity reads an outgoing activity and checks it as Teams does, and more.
func (t *Tenant) activity(c *call) (Message, string, answer) {
	m := Message{Conversation: c.args[0], From: "bot", At: time.Now()}
	if 2*len(utf16.Encode([]rune(string(c.body)))) > maxMessage {
		return m, "", wrong(http.StatusRequestEntityTooLarge, "MessageSizeTooBig", "Message size too large.")
	}
	var b map[string]json.RawMessage
	if err := c.decode(&b); err != nil {
		return m, "", wrong(http.StatusBadRequest, "BadSyntax", "Invalid request body: %v", err)
	}
	for _, name := range sorted(b) {
		if !slices.Contains(activityProperties, name) {
			return m, "", wrong(http.StatusBadRequest, "BadArgument", "Unknown activity property '%s'.", name)
		}
		if strings.HasPrefix(string(b[name]), `"0001-01-01`) {
			return m, "", wrong(http.StatusBadRequest, "BadArgument", "Activity property '%s' is a time that never was.", name)
		}
	}
	var known struct {
		Type, Text  string
		Attachments []struct {
			ContentType, ContentURL, Name string
			Content                       json.RawMessage
		}
		From struct{ ID string }
	}
	if err := json.Unmarshal(c.body, &known); err != nil {
		return m, "", wrong(http.StatusBadRequest, "BadSyntax", "Invalid activity: %v", err)
	}
	m.Text = known.Text
	switch {
	case known.From.ID != "" && known.From.ID != "28:"+t.World.AppID && known.From.ID != t.World.AppID:
		return m, "", wrong(http.StatusForbidden, "Forbidden", "The activity is not from the bot.")
	case known.Type == "typing":
		return m, known.Type, answer{}
	case known.Type != "message":
		return m, "", wrong(http.StatusBadRequest, "BadArgument", "Unknown activity type '%s'.", known.Type)
	case known.Text == "" && len(known.Attachments) == 0:
		return m, "", wrong(http.StatusBadRequest, "BadArgument", "Activity must have text or attachments.")
	case len(known.Attachments) > 1:
		return m, "", wrong(http.StatusBadRequest, "BadArgument", "More than one attachment is not modeled.")
	}
	for _, attachment := range known.Attachments {
		switch kind := attachment.ContentType; kind {
		case cardType:
			if err := json.Unmarshal(attachment.Content, &m.Card); err != nil {
				return m, "", wrong(http.StatusBadRequest, "BadSyntax", "Invalid card: %v", err)
			}
			if err := checkCard(m.Card); err != nil {
				return m, "", wrong(http.StatusBadRequest, "BadArgument", "Bad card: %v", err)
			}
		case fileConsentType, fileInfoType:
			var content map[string]json.RawMessage
			err := json.Unmarshal(attachment.Content, &content)
			if err == nil {
				m.File, err = t.fileAttachment(kind, attachment.Name, attachment.ContentURL, content)
			}
			if err != nil {
				return m, "", wrong(http.StatusBadRequest, "BadArgument", "Bad file card: %v", err)
			}
		default:
			return m, "", wrong(http.StatusBadRequest, "BadArgument", "Unknown attachment type '%s'.", kind)
		}
	}
	return m, known.Type, answer{}
}

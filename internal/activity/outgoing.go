package activity

import "encoding/json"

// Outgoing is one message to a conversation. Its text is read as Markdown by Teams unless
// TextFormat says otherwise: words of people are escaped by whoever writes them into it.
type Outgoing struct {
	Text string
	// TextFormat is "plain", "markdown" or "xml"; empty is the channel's default, Markdown.
	TextFormat string
	// Card is an Adaptive Card, the card alone without its attachment.
	Card json.RawMessage
	// Summary is what a notification shows of a message that is only a card.
	Summary string
	// Alert asks Teams to notify the person also in the activity feed.
	Alert bool
	// Attachments go along after the card, such as a file consent card.
	Attachments []Attachment
	// Typing sends the three dots instead of a message; everything else is then ignored.
	Typing bool
}

// Message is the JSON that the Bot Connector takes for out in the conversation of ref: a message
// or a typing activity. It holds no timestamps; those are the channel's to set. The error is one
// of Card or an attachment's content not being JSON.
func (out Outgoing) Message(ref Reference) ([]byte, error) {
	type account struct {
		ID   string `json:"id"`
		Name string `json:"name,omitempty"`
	}
	type conversation struct {
		ID       string `json:"id"`
		TenantID string `json:"tenantId,omitempty"`
	}
	type notification struct {
		Alert bool `json:"alert"`
	}
	type channelData struct {
		Notification notification `json:"notification"`
	}
	m := struct {
		Type         string       `json:"type"`
		From         *account     `json:"from,omitempty"`
		Recipient    *account     `json:"recipient,omitempty"`
		Conversation conversation `json:"conversation"`
		Text         string       `json:"text,omitempty"`
		TextFormat   string       `json:"textFormat,omitempty"`
		Summary      string       `json:"summary,omitempty"`
		Attachments  []Attachment `json:"attachments,omitempty"`
		ChannelData  *channelData `json:"channelData,omitempty"`
	}{
		Type:         TypeMessage,
		Conversation: conversation{ID: ref.ConversationID, TenantID: ref.TenantID},
	}
	if ref.BotID != "" {
		m.From = &account{ref.BotID, ref.BotName}
	}
	// In a group a recipient would say that the message is for one person.
	if ref.UserID != "" && ref.ConversationType == Personal {
		m.Recipient = &account{ID: ref.UserID}
	}
	if out.Typing {
		m.Type = TypeTyping
		return json.Marshal(m)
	}
	m.Text, m.TextFormat, m.Summary = out.Text, out.TextFormat, out.Summary
	if len(out.Card) > 0 {
		m.Attachments = append(m.Attachments, Attachment{ContentType: CardContentType, Content: out.Card})
	}
	m.Attachments = append(m.Attachments, out.Attachments...)
	if out.Alert {
		m.ChannelData = &channelData{notification{Alert: true}}
	}
	return json.Marshal(m)
}

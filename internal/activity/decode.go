package activity

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"unicode/utf8"
)

// MaxDepth is how deeply an activity may nest. Teams' own stay below a dozen; the bound keeps every
// later reader of Value and ChannelData from being driven deep by a hostile body.
const MaxDepth = 64

// wire is the JSON of an activity. What is not named here is ignored (rule A2005); what may be
// broken without harm is kept apart and read piece by piece.
type wire struct {
	Type           string              `json:"type"`
	ID             string              `json:"id"`
	Name           string              `json:"name"`
	Text           string              `json:"text"`
	TextFormat     string              `json:"textFormat"`
	From           Account             `json:"from"`
	Recipient      Account             `json:"recipient"`
	Conversation   Conversation        `json:"conversation"`
	ChannelID      string              `json:"channelId"`
	ServiceURL     string              `json:"serviceUrl"`
	ReplyToID      string              `json:"replyToId"`
	Locale         json.RawMessage     `json:"locale"`
	Action         json.RawMessage     `json:"action"`
	MembersAdded   lenient[Account]    `json:"membersAdded"`
	MembersRemoved lenient[Account]    `json:"membersRemoved"`
	Entities       lenient[Entity]     `json:"entities"`
	Attachments    lenient[Attachment] `json:"attachments"`
	Value          json.RawMessage     `json:"value"`
	ChannelData    json.RawMessage     `json:"channelData"`
	Timestamp      json.RawMessage     `json:"timestamp"`
}

// Decode reads one activity. It refuses what is not one JSON object in valid UTF-8, what nests
// deeper than MaxDepth, what is followed by anything, and what has no type (rule A2010); the error
// names no content. It survives unknown fields and types, broken entities, empty timestamps and a
// value of any shape.
func Decode(body []byte) (Activity, error) {
	body = bytes.TrimSpace(body)
	switch {
	case len(body) == 0 || body[0] != '{':
		return Activity{}, errors.New("an activity is a JSON object")
	case !utf8.Valid(body):
		return Activity{}, errors.New("the activity is not valid UTF-8")
	case deeper(body, MaxDepth):
		return Activity{}, fmt.Errorf("the activity nests deeper than %d", MaxDepth)
	}
	var w wire
	if err := json.Unmarshal(body, &w); err != nil {
		return Activity{}, unquoted(err)
	}
	switch {
	case w.Type == "":
		return Activity{}, errors.New("the activity has no type")
	case len(w.ID) > maxID || len(w.From.ID) > maxID || len(w.Recipient.ID) > maxID || len(w.Conversation.ID) > maxID || len(w.ReplyToID) > maxID:
		return Activity{}, fmt.Errorf("an id of the activity is longer than %d bytes", maxID)
	}
	a := Activity{
		Type: w.Type, ID: w.ID, Name: w.Name, Text: w.Text, TextFormat: w.TextFormat,
		From: w.From.canonical(), Recipient: w.Recipient.canonical(), Conversation: w.Conversation,
		ChannelID: w.ChannelID, ServiceURL: w.ServiceURL, ReplyToID: w.ReplyToID,
		Locale: short(text(w.Locale)), Action: text(w.Action), Timestamp: text(w.Timestamp),
		MembersAdded: w.MembersAdded, MembersRemoved: w.MembersRemoved,
		Entities: w.Entities, Attachments: w.Attachments,
		Value: present(w.Value), ChannelData: present(w.ChannelData),
	}
	for i := range a.MembersAdded {
		a.MembersAdded[i] = a.MembersAdded[i].canonical()
	}
	for i := range a.MembersRemoved {
		a.MembersRemoved[i] = a.MembersRemoved[i].canonical()
	}
	return a, nil
}

// maxID bounds ids, which become keys; Teams' own have some hundred bytes. maxLocale is the longest BCP 47 tag
// (RFC 5646 §4.4.1).
const (
	maxID     = 1 << 10
	maxLocale = 35
)

func short(locale string) string {
	if len(locale) > maxLocale {
		return ""
	}
	return locale
}

// canonical puts the object id in lower case, as Microsoft Graph writes it, so that the two compare.
func (a Account) canonical() Account {
	a.AADObjectID = strings.ToLower(a.AADObjectID)
	return a
}

// lenient is a list whose unreadable entries are left out (rules A2104 and A2105), as is a list
// that is none: in 2026 clients were cut off because a bot stumbled over a new kind of entity.
type lenient[T any] []T

// UnmarshalJSON never fails: what cannot be read is not there.
func (l *lenient[T]) UnmarshalJSON(body []byte) error {
	var entries []json.RawMessage
	if json.Unmarshal(body, &entries) != nil {
		return nil
	}
	for _, entry := range entries {
		var v T
		if entry[0] == '{' && json.Unmarshal(entry, &v) == nil {
			*l = append(*l, v)
		}
	}
	return nil
}

// text is the string in raw, or nothing when it is something else.
func text(raw json.RawMessage) string {
	var s string
	if json.Unmarshal(raw, &s) != nil {
		return ""
	}
	return s
}

// present makes an explicit null the same as an absent part.
func present(raw json.RawMessage) json.RawMessage {
	if string(raw) == "null" {
		return nil
	}
	return raw
}

// deeper reports whether body opens more than limit brackets at once, without recursion. Brackets
// inside strings do not count; for text that is no JSON the answer means nothing, and need not.
func deeper(body []byte, limit int) bool {
	depth, quoted := 0, false
	for i := 0; i < len(body); i++ {
		switch c := body[i]; {
		case quoted && c == '\\':
			i++
		case c == '"':
			quoted = !quoted
		case quoted:
		case c == '{' || c == '[':
			if depth++; depth > limit {
				return true
			}
		case c == '}' || c == ']':
			depth--
		}
	}
	return false
}

// unquoted keeps where the JSON is wrong and drops what stands there: it may be somebody's words.
func unquoted(err error) error {
	if wrong, ok := errors.AsType[*json.UnmarshalTypeError](err); ok {
		return fmt.Errorf("the activity's %q has the wrong type at byte %d", wrong.Field, wrong.Offset)
	}
	if wrong, ok := errors.AsType[*json.SyntaxError](err); ok {
		return fmt.Errorf("the activity is not JSON after byte %d", wrong.Offset)
	}
	return errors.New("the activity is not JSON")
}

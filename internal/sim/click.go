package sim

import (
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"
)

// Click presses a button of a card in the personal chat: that of the newest message whose card has an action with the
// title, or with "Approve #2" that of the second newest. Inputs are by id; a choice may be given by its title, a person
// of a people picker by key. What the client itself refuses (an unknown input, a required one left empty, a choice that
// is none) is an error and sends nothing. The bot's refusal is no error: it is shown.
func (p *Person) Click(title string, inputs map[string]string) error {
	if title == "Accept" || title == "Decline" {
		if offered, err := p.answerOffer(title == "Accept"); offered {
			return err
		}
	}
	title, nth := ordinal(title)
	for _, m := range p.Cards() {
		if a := actionTitled(m.Card, title); a != nil {
			if nth--; nth == 0 {
				return p.press(m, a, inputs)
			}
		}
	}
	return fmt.Errorf("%s sees no card with [%s]", p.a.Key, title)
}

// ClickStale presses a button as it was on a card shown earlier, whatever the card shows now: another device may not have
// caught up, and a client can be made to send anything.
func (p *Person) ClickStale(shown Message, title string, inputs map[string]string) error {
	a := actionTitled(shown.Card, title)
	if a == nil {
		return fmt.Errorf("the card shown to %s had no [%s]", p.a.Key, title)
	}
	return p.press(shown, a, inputs)
}

// Refresh opens the newest card that refreshes itself for this person, as scrolling to it does.
func (p *Person) Refresh() error {
	for _, m := range p.Cards() {
		refresh, _ := m.Card["refresh"].(map[string]any)
		ids, listed := refresh["userIds"].([]any)
		action, _ := refresh["action"].(map[string]any)
		if action == nil || listed && !slices.Contains(ids, any(p.a.mri)) {
			continue
		}
		return p.invoke(m, action, nil, "automatic")
	}
	return fmt.Errorf("%s sees no card that refreshes itself", p.a.Key)
}

func ordinal(title string) (string, int) {
	if before, after, found := strings.Cut(title, " #"); found {
		if n, err := strconv.Atoi(after); err == nil && n > 0 {
			return before, n
		}
	}
	return title, 1
}

func (p *Person) press(m Message, action map[string]any, inputs map[string]string) error {
	if action["isEnabled"] == false {
		return fmt.Errorf("[%v] is disabled", action["title"])
	}
	values, err := p.fill(m.Card, inputs)
	if err != nil {
		return err
	}
	if action["associatedInputs"] == "none" {
		values = nil
	}
	switch action["type"] {
	case "Action.Execute":
		return p.invoke(m, action, values, "manual")
	case "Action.Submit":
		return p.submit(m, action, values)
	}
	return fmt.Errorf("[%v] is a %v, which tells the bot nothing", action["title"], action["type"])
}

// invoke sends adaptiveCard/action ("Universal Actions for Adaptive Cards") and shows its answer.
func (p *Person) invoke(m Message, action map[string]any, values map[string]any, trigger string) error {
	data, _ := action["data"].(map[string]any)
	data = clone(data)
	maps.Copy(data, values)
	sent := map[string]any{"type": "Action.Execute", "verb": action["verb"], "data": data}
	for _, name := range []string{"id", "title"} {
		if action[name] != nil {
			sent[name] = action[name]
		}
	}
	p.t.mu.Lock()
	v := p.t.envelope(p.a, p.t.converse(p.a), "invoke")
	v["id"] = "f:" + guid("invoke", v["id"])
	v["name"], v["replyToId"] = "adaptiveCard/action", m.ID
	v["value"] = map[string]any{"action": sent, "trigger": trigger}
	v["channelData"] = map[string]any{"tenant": map[string]any{"id": p.t.World.TenantID}, "source": map[string]any{"name": "message"}}
	body := encode(v)
	p.a.last = body
	p.t.mu.Unlock()
	answer, err := p.send(body)
	if err != nil {
		return err
	}
	return p.take(body, answer)
}

// submit sends an Action.Submit: a message without text whose value is the data and the inputs.
func (p *Person) submit(m Message, action map[string]any, values map[string]any) error {
	data, _ := action["data"].(map[string]any)
	data = clone(data)
	maps.Copy(data, values)
	p.t.mu.Lock()
	v := p.t.envelope(p.a, p.t.converse(p.a), "message")
	v["replyToId"], v["value"] = m.ID, data
	p.t.mu.Unlock()
	return p.post(v)
}

// take shows the answer of an invoke; one that Teams could not show is an error and a violation.
func (p *Person) take(sent, answer []byte) error {
	var v struct {
		Type, Name, ReplyToID string
		Value                 struct{ Trigger string }
	}
	if err := json.Unmarshal(sent, &v); err != nil || v.Type != "invoke" {
		return err
	}
	p.t.mu.Lock()
	defer p.t.mu.Unlock()
	if v.Name == consentName {
		if len(answer) > 0 {
			p.t.violation("answer to a consent: it has a body, %s", answer)
		}
		return nil
	}
	how, shown, err := reply(answer)
	if err != nil {
		p.t.violation("answer to an invoke: %v", err)
		return fmt.Errorf("the bot's answer: %w", err)
	}
	var m *Message
	if p.a.chat != nil {
		m = p.a.chat.message(v.ReplyToID)
	}
	if m == nil {
		m = &Message{ID: v.ReplyToID, From: "bot"}
	}
	if how == "answer" {
		if v.Value.Trigger == "automatic" {
			how = "updated" // nobody asked; the card just changes
		}
		m.Card = shown.Card
		p.t.show(p.a, *m, how)
		return nil
	}
	p.t.show(p.a, Message{ID: m.ID, Conversation: m.Conversation, From: "bot", Text: shown.Text, At: m.At}, how)
	return nil
}

// reply reads the body of an invoke's answer: "Universal Actions for Adaptive Cards", response format. The forms that
// ask for a sign-in are not modeled.
func reply(body []byte) (how string, m Message, err error) {
	var r struct {
		StatusCode int
		Type       string
		Value      json.RawMessage
	}
	if err := json.Unmarshal(body, &r); err != nil {
		return "", m, err
	}
	if r.StatusCode == 0 {
		r.StatusCode = 200
	}
	switch {
	case r.Type == cardType && r.StatusCode == 200:
		if err := json.Unmarshal(r.Value, &m.Card); err != nil {
			return "", m, err
		}
		return "answer", m, checkCard(m.Card)
	case r.Type == "application/vnd.microsoft.activity.message" && r.StatusCode == 200:
		err := json.Unmarshal(r.Value, &m.Text)
		if err == nil && strings.TrimSpace(m.Text) == "" {
			err = fmt.Errorf("an empty message")
		}
		return "note", m, err
	case r.Type == "application/vnd.microsoft.error" && (r.StatusCode == 400 || r.StatusCode == 500),
		r.Type == "application/vnd.microsoft.error.preconditionFailed" && r.StatusCode == 412:
		var e struct{ Code, Message string }
		if err := json.Unmarshal(r.Value, &e); err != nil || e.Code == "" || e.Message == "" {
			return "", m, fmt.Errorf("an error needs code and message: %s", r.Value)
		}
		m.Text = e.Message
		return "error", m, nil
	}
	return "", m, fmt.Errorf("status %d with type %q", r.StatusCode, r.Type)
}

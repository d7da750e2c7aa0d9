package sim

import (
	"fmt"
	"html"
	"slices"
	"strings"
	"time"
)

// Person is somebody of the company with Teams open. What he does reaches the bot as Teams would send it.
type Person struct {
	t *Tenant
	a *account
}

// Person finds somebody by key, such as "adele". A key nobody has is a mistake of the caller, and panics.
func (t *Tenant) Person(key string) *Person {
	a := t.people[key]
	if a == nil {
		panic("sim: nobody is called " + key)
	}
	return &Person{t, a}
}

// Known tells whether the key is somebody's.
func (t *Tenant) Known(key string) bool { return t.people[key] != nil }

// ID is the person's Entra object id.
func (p *Person) ID() string { return p.a.ID }

// MRI is the person's id in Teams, which begins with "29:".
func (p *Person) MRI() string { return p.a.mri }

// Installed tells whether the bot is installed for the person.
func (p *Person) Installed() bool {
	p.t.mu.Lock()
	defer p.t.mu.Unlock()
	return p.a.installed
}

// Install adds the bot to the person's own apps.
func (p *Person) Install() error {
	p.t.mu.Lock()
	p.a.installed, p.a.removed, p.a.blocked = true, false, false
	p.t.mu.Unlock()
	return p.announce()
}

// announce tells the bot that it was added: the personal chat is there, and the bot hears of it twice, by
// conversationUpdate and installationUpdate ("Conversation events in your Teams bot").
func (p *Person) announce() error {
	p.t.mu.Lock()
	ch := p.t.converse(p.a)
	added := p.t.envelope(p.a, ch, "conversationUpdate")
	added["membersAdded"] = []any{map[string]any{"id": p.a.mri, "aadObjectId": p.a.ID}, map[string]any{"id": "28:" + p.t.World.AppID}}
	install := p.installation(ch, "add")
	p.t.mu.Unlock()
	if err := p.post(added); err != nil {
		return err
	}
	return p.post(install)
}

// Uninstall removes the bot again; messages to the person are refused from then on. The conversation is the same when
// it comes back, and [Person.Removed] remembers who took it away.
func (p *Person) Uninstall() error {
	p.t.mu.Lock()
	p.a.installed, p.a.removed = false, true
	remove := p.installation(p.t.converse(p.a), "remove")
	p.t.mu.Unlock()
	return p.post(remove)
}

// Removed tells whether the person took the bot away and has not added it back himself, whoever else did.
func (p *Person) Removed() bool {
	p.t.mu.Lock()
	defer p.t.mu.Unlock()
	return p.a.removed
}

// ForbidApp makes an app permission policy keep the bot's app from being installed for the person, or not any more. Who
// has it keeps it here.
func (p *Person) ForbidApp(on bool) {
	p.t.mu.Lock()
	defer p.t.mu.Unlock()
	p.a.forbidden = on
}

// SetLocale changes the language of the person's Teams, such as to de-DE; what he sends says so from then on.
func (p *Person) SetLocale(locale string) {
	p.t.mu.Lock()
	defer p.t.mu.Unlock()
	p.a.Locale = locale
}

func (p *Person) installation(ch *chat, action string) map[string]any {
	v := p.t.envelope(p.a, ch, "installationUpdate")
	v["action"] = action
	v["channelData"] = map[string]any{"tenant": map[string]any{"id": p.t.World.TenantID}, "source": map[string]any{"name": "message"},
		"settings": map[string]any{"selectedChannel": map[string]any{"id": ch.id}}}
	return v
}

// Block makes the person block the bot, or not any more. The bot is not told.
func (p *Person) Block(on bool) {
	p.t.mu.Lock()
	defer p.t.mu.Unlock()
	p.a.blocked = on
}

// ClearHistory removes the chat history: the conversation's id is gone, and the next conversation has another.
func (p *Person) ClearHistory() {
	p.t.mu.Lock()
	defer p.t.mu.Unlock()
	if p.a.chat != nil {
		p.a.chat.gone = true
	}
}

// post delivers an activity and remembers it; anything but a 2xx is an error.
func (p *Person) post(v map[string]any) error {
	body := encode(v)
	p.t.mu.Lock()
	p.a.last = body
	p.t.mu.Unlock()
	_, err := p.send(body)
	return err
}

func (p *Person) send(body []byte) ([]byte, error) {
	status, answer, err := p.t.deliver(body)
	if err == nil && (status < 200 || status > 299) {
		err = fmt.Errorf("the bot answered %d: %s", status, strings.TrimSpace(string(answer)))
	}
	return answer, err
}

// said is a message activity, as Teams sends a line typed into the personal chat: the text, and beside it the same as an
// HTML attachment.
func (p *Person) said(text string) map[string]any {
	p.t.mu.Lock()
	defer p.t.mu.Unlock()
	ch := p.t.converse(p.a)
	v := p.t.envelope(p.a, ch, "message")
	v["text"], v["textFormat"] = text, "plain"
	v["attachments"] = []any{map[string]any{"contentType": "text/html", "content": "<p>" + html.EscapeString(text) + "</p>"}}
	ch.messages = append(ch.messages, &Message{ID: v["id"].(string), Conversation: ch.id, From: p.a.Key, Text: text, At: time.Now()})
	return v
}

// Say types a line into the personal chat. Installing comes first, as in Teams.
func (p *Person) Say(text string) error {
	if !p.Installed() {
		if err := p.Install(); err != nil {
			return err
		}
	}
	return p.post(p.said(text))
}

// Forge sends a line in the person's name with a forged token, and answers the HTTP status.
func (p *Person) Forge(text string, f Forgery) (status int, err error) {
	status, _, err = p.t.Send(encode(p.said(text)), "Bearer "+p.t.Sign(f))
	return status, err
}

// Redeliver sends the person's last activity again, byte for byte, as Teams does when it thinks the bot did not hear.
// The answer to an invoke is shown again.
func (p *Person) Redeliver() error {
	p.t.mu.Lock()
	body := p.a.last
	p.t.mu.Unlock()
	if body == nil {
		return fmt.Errorf("%s has sent nothing yet", p.a.Key)
	}
	answer, err := p.send(body)
	if err != nil {
		return err
	}
	return p.take(body, answer)
}

// Messages is the personal chat as the person now sees it, oldest first.
func (p *Person) Messages() []Message {
	p.t.mu.Lock()
	defer p.t.mu.Unlock()
	var all []Message
	if p.a.chat != nil && !p.a.chat.gone {
		for _, m := range p.a.chat.messages {
			all = append(all, m.copy())
		}
	}
	return all
}

// Cards are the bot's messages with a card, newest first.
func (p *Person) Cards() []Message {
	cards := slices.DeleteFunc(p.Messages(), func(m Message) bool { return m.Card == nil })
	slices.Reverse(cards)
	return cards
}

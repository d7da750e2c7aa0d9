package sim

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"path"
	"slices"
	"strings"
	"time"
)

// Files follow "Send and receive files through the bot" (Microsoft Teams developer documentation): what a person drops
// into the chat arrives as an attachment with an address that opens it for a while; what a bot has for a person it offers
// with a consent card, and puts to an address once he has accepted. Those addresses take no token, and whoever shows one
// is refused. Group chats, channels and uploads in several pieces are not modeled.

const (
	fileDownloadType = "application/vnd.microsoft.teams.file.download.info"
	fileConsentType  = "application/vnd.microsoft.teams.card.file.consent"
	fileInfoType     = "application/vnd.microsoft.teams.card.file.info"
	consentName      = "fileConsent/invoke"
)

func init() {
	serves(files,
		route{method: "GET", path: "files/{}", name: "download", query: []string{"tempauth"}, serve: (*Tenant).download},
		route{method: "PUT", path: "uploads/{}", name: "upload", query: []string{"tempauth"}, serve: (*Tenant).putFile},
	)
}

// fileTime is how long an address opens a file; Microsoft says "a few minutes".
const fileTime = 15 * time.Minute

// StoredFile is a file in somebody's OneDrive.
type StoredFile struct {
	Name    string
	Content []byte
	// Fetched counts how often the bot read it.
	Fetched int

	id, key string
	owner   *account
	until   time.Time
	done    bool // a bot's: it is there
}

// FileCard is a message about a file: one that the bot offers, or one that it has put there.
type FileCard struct {
	Name, Description string
	Size              int
	// Offered is set until the person has answered.
	Offered bool
	// AcceptContext and DeclineContext are what the bot gets back with the answer.
	AcceptContext, DeclineContext json.RawMessage

	answered bool
}

// fileURL is an address of ours that opens or takes a file. The bot knows no other host of this simulation.
func (t *Tenant) fileURL(folder string, f *StoredFile) string {
	u, err := url.Parse(t.ServiceURL)
	if err != nil {
		panic(err) // unreachable: it was set by us
	}
	u.Path, u.RawQuery = "/"+folder+"/"+f.id, url.Values{"tempauth": {f.key}}.Encode()
	return u.String()
}

func (t *Tenant) keep(owner *account, name string, content []byte) *StoredFile {
	n := len(t.drive)
	f := &StoredFile{Name: name, Content: slices.Clone(content), id: guid("file", n), key: opaque("tempauth", owner.ID, n), owner: owner, until: time.Now().Add(fileTime)}
	t.drive = append(t.drive, f)
	return f
}

// Drop sends a file to the bot, as dragging it into the chat does.
func (p *Person) Drop(name string, content []byte) error {
	p.t.mu.Lock()
	f := p.t.keep(p.a, name, content)
	f.done = true
	v := p.t.envelope(p.a, p.t.converse(p.a), "message")
	v["attachments"] = []any{
		map[string]any{"contentType": "text/html", "content": "<p>&nbsp;</p>"},
		map[string]any{"contentType": fileDownloadType, "name": name, "contentUrl": p.t.fileURL("personal", f),
			"content": map[string]any{"downloadUrl": p.t.fileURL("files", f), "uniqueId": f.id, "fileType": strings.TrimPrefix(path.Ext(name), "."), "etag": "1"}},
	}
	p.t.mu.Unlock()
	return p.post(v)
}

// Paste sends a picture to the bot, as pasting it into the chat does.
func (p *Person) Paste() error {
	p.t.mu.Lock()
	v := p.t.envelope(p.a, p.t.converse(p.a), "message")
	v["attachments"] = []any{map[string]any{"contentType": "image/*", "contentUrl": p.t.ServiceURL + "v3/attachments/0-x/views/original"}}
	p.t.mu.Unlock()
	return p.post(v)
}

// Files are those in the person's OneDrive, oldest first: what he dropped, and what the bot put there.
func (p *Person) Files() []StoredFile {
	p.t.mu.Lock()
	defer p.t.mu.Unlock()
	var all []StoredFile
	for _, f := range p.t.drive {
		if f.owner == p.a && f.done {
			all = append(all, *f)
		}
	}
	return all
}

// answerOffer accepts or declines the newest file that was offered; ok is false when there is none. Teams lets nobody
// answer twice.
func (p *Person) answerOffer(accept bool) (ok bool, err error) {
	p.t.mu.Lock()
	var m *Message
	if p.a.chat != nil {
		for _, known := range p.a.chat.messages {
			if known.File != nil && known.File.Offered && !known.File.answered {
				m = known
			}
		}
	}
	if m == nil {
		p.t.mu.Unlock()
		return false, nil
	}
	m.File.answered = true
	v := p.t.envelope(p.a, p.a.chat, "invoke")
	v["id"] = "f:" + guid("consent", v["id"])
	v["name"], v["replyToId"] = consentName, m.ID
	value := map[string]any{"type": "fileUpload", "action": "decline", "context": m.File.DeclineContext}
	if accept {
		f := p.t.keep(p.a, m.File.Name, nil)
		value["action"], value["context"] = "accept", m.File.AcceptContext
		value["uploadInfo"] = map[string]any{"contentUrl": p.t.fileURL("personal", f), "name": f.Name, "uploadUrl": p.t.fileURL("uploads", f),
			"uniqueId": f.id, "fileType": strings.TrimPrefix(path.Ext(f.Name), ".")}
	}
	v["value"] = value
	body := encode(v)
	p.a.last = body
	p.t.mu.Unlock()
	answer, err := p.send(body)
	if err == nil {
		err = p.take(body, answer)
	}
	return true, err
}

// file is the file an address is of, if the address is good.
func (t *Tenant) file(c *call) (*StoredFile, answer) {
	at := slices.IndexFunc(t.drive, func(f *StoredFile) bool { return f.id == c.args[0] })
	if at < 0 || c.query.Get("tempauth") != t.drive[at].key {
		return nil, wrong(http.StatusUnauthorized, "unauthenticated", "The address is nobody's.")
	}
	if time.Now().After(t.drive[at].until) {
		return nil, refuse(http.StatusUnauthorized, "unauthenticated", "The tempauth token has expired.")
	}
	return t.drive[at], answer{}
}

func (t *Tenant) download(c *call) answer {
	f, a := t.file(c)
	if a.refused() {
		return a
	}
	f.Fetched++
	return answer{status: http.StatusOK, body: string(f.Content)}
}

// putFile follows "driveItem: createUploadSession, Upload bytes to the upload session", in one piece. A session is over
// once the file is there.
func (t *Tenant) putFile(c *call) answer {
	f, a := t.file(c)
	switch size := len(c.body); {
	case a.refused():
		return a
	case f.done:
		return refuse(http.StatusNotFound, "itemNotFound", "The upload session is over.")
	case size == 0 || c.ContentLength != int64(size):
		return wrong(http.StatusLengthRequired, "invalidRequest", "The length of the content must be known, and more than nothing.")
	case c.Header.Get("Content-Range") != fmt.Sprintf("bytes 0-%d/%d", size-1, size):
		return wrong(http.StatusBadRequest, "invalidRequest", "The Content-Range '%s' is not that of %d bytes.", c.Header.Get("Content-Range"), size)
	}
	f.Content, f.done = slices.Clone(c.body), true
	return answer{status: http.StatusCreated, body: map[string]any{"id": f.id, "name": f.Name, "size": len(f.Content)}}
}

// fileAttachment reads an attachment about a file as Teams does, and more.
func (t *Tenant) fileAttachment(kind, name, contentURL string, content map[string]json.RawMessage) (*FileCard, error) {
	card := &FileCard{Name: name}
	get := func(key string, into any) error {
		raw, found := content[key]
		if !found {
			return fmt.Errorf("the content has no %s", key)
		}
		delete(content, key)
		return json.Unmarshal(raw, into)
	}
	if name == "" || strings.ContainsAny(name, `/\:*?"<>|`) {
		return nil, fmt.Errorf("%q is no name of a file", name)
	}
	if kind == fileConsentType {
		card.Offered = true
		for key, into := range map[string]any{"description": &card.Description, "sizeInBytes": &card.Size, "acceptContext": &card.AcceptContext, "declineContext": &card.DeclineContext} {
			if err := get(key, into); err != nil {
				return nil, err
			}
		}
		if card.Size <= 0 {
			return nil, fmt.Errorf("a file of %d bytes", card.Size)
		}
	} else {
		var id, extension string
		if err := get("uniqueId", &id); err != nil {
			return nil, err
		}
		if err := get("fileType", &extension); err != nil {
			return nil, err
		}
		at := slices.IndexFunc(t.drive, func(f *StoredFile) bool { return f.id == id })
		if at < 0 || !t.drive[at].done || contentURL != t.fileURL("personal", t.drive[at]) || name != t.drive[at].Name || "."+extension != path.Ext(name) {
			return nil, fmt.Errorf("there is no such file %s", name)
		}
		card.Size = len(t.drive[at].Content)
	}
	for key := range content {
		return nil, fmt.Errorf("the content has an unknown %s", key)
	}
	return card, nil
}

// lines are the card as a person reads it.
func (f *FileCard) lines() []string {
	lines := []string{f.Name}
	if f.Description != "" {
		lines = append(lines, f.Description)
	}
	if f.Offered {
		lines = append(lines, "[Accept] [Decline]")
	}
	return lines
}

package activity

import (
	"encoding/json"
	"errors"
	"strings"
)

// Content types of attachments that are about files ("Send and receive files through the bot").
const (
	fileDownload = "application/vnd.microsoft.teams.file.download.info"
	fileConsent  = "application/vnd.microsoft.teams.card.file.consent"
	fileInfo     = "application/vnd.microsoft.teams.card.file.info"
)

// File is a file that somebody sent along. Teams sends where it can be fetched, for a short while and without a token.
type File struct {
	Name string
	// DownloadURL lets whoever has it read the file, so it is in no log. It is a claim until its host is allow-listed.
	DownloadURL string
}

// Files are the files sent along with a message. others is set when something else was, such as a pasted picture; a
// message's own text once more as HTML is nothing of the kind.
func (a Activity) Files() (files []File, others bool) {
	for _, at := range a.Attachments {
		switch {
		case at.ContentType == fileDownload:
			var content struct {
				DownloadURL string `json:"downloadUrl"`
			}
			if json.Unmarshal(at.Content, &content) != nil || content.DownloadURL == "" {
				others = true
				continue
			}
			files = append(files, File{at.Name, content.DownloadURL})
		case at.ContentType != "text/html" && !strings.HasPrefix(at.ContentType, "application/vnd.microsoft.card."):
			others = true
		}
	}
	return files, others
}

// Upload is where a person lets a bot put a file, and how it is called there.
type Upload struct {
	// URL lets whoever has it write the file, so it is in no log.
	URL        string `json:"uploadUrl"`
	ContentURL string `json:"contentUrl"`
	Name       string `json:"name"`
	UniqueID   string `json:"uniqueId"`
	FileType   string `json:"fileType"`
}

// Consent is what somebody answered who was offered a file.
type Consent struct {
	Accepted bool
	// Context is what was given along with the offer. It comes from the client and proves nothing.
	Context string
	Upload  Upload
}

// ParseConsent reads the answer to an offered file; an error is one of another activity.
func ParseConsent(a Activity) (Consent, error) {
	if a.Type != TypeInvoke || a.Name != NameFileConsent {
		return Consent{}, errors.New("no answer to an offered file")
	}
	var v struct {
		Type    string          `json:"type"`
		Action  string          `json:"action"`
		Context json.RawMessage `json:"context"`
		Upload  json.RawMessage `json:"uploadInfo"`
	}
	if err := json.Unmarshal(a.Value, &v); err != nil || v.Type != "fileUpload" || v.Action != "accept" && v.Action != "decline" {
		return Consent{}, errors.New("the answer to an offered file is neither accept nor decline")
	}
	c := Consent{Accepted: v.Action == "accept"}
	var context struct {
		Offer string `json:"offer"`
	}
	_ = json.Unmarshal(v.Context, &context) // what cannot be read names no offer
	c.Context = context.Offer
	if !c.Accepted {
		return c, nil
	}
	if err := json.Unmarshal(v.Upload, &c.Upload); err != nil || c.Upload.URL == "" {
		return Consent{}, errors.New("the answer to an offered file does not say where to put it")
	}
	return c, nil
}

// OfferFile asks a person whether he wants a file in his OneDrive, in a personal chat. The size is in bytes; context comes
// back in [Consent.Context].
func OfferFile(name, description string, size int, context string) (Attachment, error) {
	type offer struct {
		Offer string `json:"offer"`
	}
	content, err := json.Marshal(struct {
		Description    string `json:"description"`
		SizeInBytes    int    `json:"sizeInBytes"`
		AcceptContext  offer  `json:"acceptContext"`
		DeclineContext offer  `json:"declineContext"`
	}{description, size, offer{context}, offer{context}})
	return Attachment{ContentType: fileConsent, Name: name, Content: content}, err
}

// Attachment shows the file that was put there.
func (u Upload) Attachment() (Attachment, error) {
	content, err := json.Marshal(struct {
		UniqueID string `json:"uniqueId"`
		FileType string `json:"fileType"`
	}{u.UniqueID, u.FileType})
	return Attachment{ContentType: fileInfo, ContentURL: u.ContentURL, Name: u.Name, Content: content}, err
}

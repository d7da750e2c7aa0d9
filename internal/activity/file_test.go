package activity_test

import (
	"encoding/json"
	"testing"

	"github.com/numberdesk/numberdesk/internal/activity"
)

const download = `{"contentType": "application/vnd.microsoft.teams.file.download.info", "name": "numbers.csv", "contentUrl": "https://contoso.sharepoint.com/numbers.csv",
	"content": {"downloadUrl": "https://contoso.sharepoint.com/download?tempauth=x", "uniqueId": "1", "fileType": "csv", "etag": "e"}}`

func TestFiles(t *testing.T) {
	for _, c := range []struct {
		name, attachments string
		want              []activity.File
		others            bool
	}{
		{"a message without any", `[]`, nil, false},
		{"a file", `[` + download + `]`, []activity.File{{Name: "numbers.csv", DownloadURL: "https://contoso.sharepoint.com/download?tempauth=x"}}, false},
		{"a file, and the text once more", `[{"contentType": "text/html", "content": "<p>here</p>"}, ` + download + `]`, []activity.File{{Name: "numbers.csv", DownloadURL: "https://contoso.sharepoint.com/download?tempauth=x"}}, false},
		{"a pasted picture", `[{"contentType": "image/*", "contentUrl": "https://smba.trafficmanager.net/x"}]`, nil, true},
		{"a card", `[{"contentType": "application/vnd.microsoft.card.adaptive", "content": {}}]`, nil, false},
		{"a file that cannot be fetched", `[{"contentType": "application/vnd.microsoft.teams.file.download.info", "content": {}}]`, nil, true},
		{"a file whose address is no text", `[{"contentType": "application/vnd.microsoft.teams.file.download.info", "content": {"downloadUrl": 7}}]`, nil, true},
	} {
		t.Run(c.name, func(t *testing.T) {
			a, err := activity.Decode([]byte(`{"type": "message", "attachments": ` + c.attachments + `}`))
			if err != nil {
				t.Fatal(err)
			}
			got, others := a.Files()
			if len(got) != len(c.want) || len(got) > 0 && got[0] != c.want[0] || others != c.others {
				t.Errorf("got %q and others %v, want %q and %v", got, others, c.want, c.others)
			}
		})
	}
}

func TestConsent(t *testing.T) {
	for _, c := range []struct {
		name, value string
		want        activity.Consent
		wrong       bool
	}{
		{"accepted", `{"type": "fileUpload", "action": "accept", "context": {"offer": "O-1"}, "uploadInfo": {"uploadUrl": "https://up", "contentUrl": "https://c", "name": "n.csv", "uniqueId": "u", "fileType": "csv"}}`,
			activity.Consent{Accepted: true, Context: "O-1", Upload: activity.Upload{URL: "https://up", ContentURL: "https://c", Name: "n.csv", UniqueID: "u", FileType: "csv"}}, false},
		{"declined", `{"type": "fileUpload", "action": "decline", "context": {"offer": "O-1"}}`, activity.Consent{Context: "O-1"}, false},
		{"accepted without a place", `{"type": "fileUpload", "action": "accept", "context": {"offer": "O-1"}}`, activity.Consent{}, true},
		{"a context that is none of ours", `{"type": "fileUpload", "action": "decline", "context": "O-1"}`, activity.Consent{}, false},
		{"neither", `{"type": "fileUpload", "action": "perhaps"}`, activity.Consent{}, true},
		{"no object", `7`, activity.Consent{}, true},
	} {
		t.Run(c.name, func(t *testing.T) {
			got, err := activity.ParseConsent(activity.Activity{Type: activity.TypeInvoke, Name: activity.NameFileConsent, Value: json.RawMessage(c.value)})
			if got != c.want || (err != nil) != c.wrong {
				t.Errorf("got %+v (%v), want %+v", got, err, c.want)
			}
		})
	}
	if _, err := activity.ParseConsent(activity.Activity{Type: activity.TypeMessage}); err == nil {
		t.Error("a message is taken for a consent")
	}
}

// What is offered has the form Microsoft's page shows.
func TestOfferedFile(t *testing.T) {
	offer, err := activity.OfferFile("numbers.csv", "2 numbers", 27, "O-1")
	if err != nil {
		t.Fatal(err)
	}
	info, err := activity.Upload{ContentURL: "https://c", Name: "numbers.csv", UniqueID: "u", FileType: "csv"}.Attachment()
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct{ got, want string }{
		{string(offer.Content), `{"description":"2 numbers","sizeInBytes":27,"acceptContext":{"offer":"O-1"},"declineContext":{"offer":"O-1"}}`},
		{offer.ContentType + " " + offer.Name, "application/vnd.microsoft.teams.card.file.consent numbers.csv"},
		{string(info.Content), `{"uniqueId":"u","fileType":"csv"}`},
		{info.ContentType + " " + info.ContentURL, "application/vnd.microsoft.teams.card.file.info https://c"},
	} {
		if c.got != c.want {
			t.Errorf("got %s, want %s", c.got, c.want)
		}
	}
}

package e2e

import (
	"slices"
	"testing"
	"testing/synctest"

	"github.com/numberdesk/numberdesk/internal/server"
)

// TestAMentionNamesTheDelegate: whom the client mentions is found by what Teams says of him, and not by the name in the text.
func TestAMentionNamesTheDelegate(t *testing.T) {
	for _, c := range []struct {
		name, text string
		mentioned  func(h *house) map[string]any
		asked      []string
	}{
		{"by the channel's own id", "delegate to <at>Somebody Else</at>&nbsp;until Friday because leave",
			func(h *house) map[string]any {
				return map[string]any{"id": h.tenant.Person("lidia").MRI(), "name": "Somebody Else"}
			}, []string{"lidia", "megan"}},
		{"by the object id", "delegate to <at>Somebody Else</at> until Friday because leave", func(h *house) map[string]any {
			return map[string]any{"id": "29:unheard-of", "aadObjectId": h.tenant.Person("lidia").ID()}
		}, []string{"lidia", "megan"}},
		{"one who never met the desk", "delegate to <at>Somebody Else</at> until Friday because leave",
			func(*house) map[string]any { return map[string]any{"id": "29:unheard-of", "name": "Lidia Holloway"} }, []string{"megan"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				h := openHouse(t, func(*server.Config) {})
				h.says("megan", "help")
				h.sendsAs("megan", map[string]any{"type": "message", "text": c.text, "entities": []any{
					map[string]any{"type": "mention", "mentioned": c.mentioned(h), "text": "<at>Somebody Else</at>"},
					map[string]any{"type": "clientInfo", "timezone": "Europe/Zurich"},
				}})
				h.asks()
				if got := h.asked(); !slices.Equal(got, c.asked) {
					t.Errorf("asked are %v, want %v", got, c.asked)
				}
				h.checkInvariants()
			})
		})
	}
}

package activity_test

import (
	"testing"

	"github.com/numberdesk/numberdesk/internal/activity"
)

func TestZone(t *testing.T) {
	for _, c := range []struct{ name, says, want string }{
		{"what the client says", "Europe/Zurich", "Europe/Zurich"},
		{"a client that says nothing", "", "UTC"},
		{"a zone nobody knows", "Mars/Olympus", "UTC"},
		{"the server's own is not the person's", "Local", "UTC"},
		{"a path", "../../etc/passwd", "UTC"},
	} {
		t.Run(c.name, func(t *testing.T) {
			a := activity.Activity{Entities: []activity.Entity{{Type: "mention"}, activity.InZone(c.says)}}
			if got := a.Zone().String(); got != c.want {
				t.Errorf("got %s, want %s", got, c.want)
			}
		})
	}
}

func TestSaidNaming(t *testing.T) {
	mention := func(id, object, text string) activity.Entity {
		return activity.Entity{Type: "mention", Mentioned: activity.Account{ID: id, AADObjectID: object}, Text: text}
	}
	for _, c := range []struct {
		name, text string
		entities   []activity.Entity
		want       string
	}{
		{"by the object id", "delegate to <at>Megan Bowen</at> until Friday", []activity.Entity{mention("29:megan", "59ba1b0d", "<at>Megan Bowen</at>")}, "delegate to  59ba1b0d  until Friday"},
		{"by the channel's id when that is all", "delegate to <at>Megan Bowen</at>&nbsp;until Friday", []activity.Entity{mention("29:megan", "", "<at>Megan Bowen</at>")}, "delegate to  29:megan  until Friday"},
		{"a name without a mention is only a name", "delegate to <at>Megan Bowen</at>", nil, "delegate to <at>Megan Bowen</at>"},
		{"two of the same name, each by his own", "<at>Alex</at> <at>Alex</at>", []activity.Entity{mention("29:a", "", "<at>Alex</at>"), mention("29:b", "", "<at>Alex</at>")}, "29:a   29:b"},
		{"our own goes", "<at>Desk</at> why <at>Alex</at>", []activity.Entity{mention("28:desk", "", "<at>Desk</at>"), mention("29:a", "", "<at>Alex</at>")}, "why  29:a"},
	} {
		t.Run(c.name, func(t *testing.T) {
			a := activity.Activity{Text: c.text, Entities: c.entities, Recipient: activity.Account{ID: "28:desk"}}
			if got := a.SaidNaming(); got != c.want {
				t.Errorf("got %q, want %q", got, c.want)
			}
		})
	}
}

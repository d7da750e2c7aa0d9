package activity_test

import (
	"testing"

	"github.com/numberdesk/numberdesk/internal/activity"
)

func TestSaid(t *testing.T) {
	us := activity.Account{ID: "28:desk", Name: "Desk"}
	mention := func(id, text string) activity.Entity {
		return activity.Entity{Type: "mention", Mentioned: activity.Account{ID: id, Name: "Desk"}, Text: text}
	}
	tests := []struct {
		name, text string
		entities   []activity.Entity
		want       string
		mentioned  bool
	}{
		{"plain words", " status ", nil, "status", false},
		{"our mention in front", "<at>Desk</at> status", []activity.Entity{mention("28:desk", "<at>Desk</at>")}, "status", true},
		{"no space behind the mention", "<at>Desk</at>status", []activity.Entity{mention("28:desk", "<at>Desk</at>")}, "status", true},
		{"no-break space and line end", "<at>Desk</at>&nbsp;status\u00a0\n", []activity.Entity{mention("28:desk", "<at>Desk</at>")}, "status", true},
		{"our mention in the middle", "please <at>Desk</at> status", []activity.Entity{mention("28:desk", "<at>Desk</at>")}, "please status", true},
		{"mentioned twice", "<at>Desk</at> <at>Desk</at> status",
			[]activity.Entity{mention("28:desk", "<at>Desk</at>"), mention("28:desk", "<at>Desk</at>")}, "status", true},
		{"another bot of our name stays", "<at>Desk</at> status", []activity.Entity{mention("28:other", "<at>Desk</at>")}, "<at>Desk</at> status", false},
		{"a typed tag without an entity stays", "<at>Desk</at> status", nil, "<at>Desk</at> status", false},
		{"an entity whose text is not there", "status", []activity.Entity{mention("28:desk", "<at>Desk</at>")}, "status", true},
		{"an entity without text", "status", []activity.Entity{mention("28:desk", "")}, "status", true},
		{"a mention and nothing else", "<at>Desk</at>", []activity.Entity{mention("28:desk", "<at>Desk</at>")}, "", true},
		{"pasted lines keep their breaks", "<at>Desk</at> import\n+41446681000\n+41446681001",
			[]activity.Entity{mention("28:desk", "<at>Desk</at>")}, "import\n+41446681000\n+41446681001", true},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			a := activity.Activity{Type: activity.TypeMessage, Text: tt.text, Entities: tt.entities, Recipient: us}
			if got := a.Said(); got != tt.want {
				t.Errorf("got %q, want %q", got, tt.want)
			}
			if got := a.Mentioned(); got != tt.mentioned {
				t.Errorf("mentioned: got %v, want %v", got, tt.mentioned)
			}
		})
	}
}

func TestMentionsOfOthers(t *testing.T) {
	a := activity.Activity{Recipient: activity.Account{ID: "28:desk"}, Entities: []activity.Entity{
		{Type: "mention", Mentioned: activity.Account{ID: "28:desk"}},
		{Type: "mention", Mentioned: activity.Account{ID: "29:bob", Name: "Bob"}},
		{Type: "mention"},
		{Type: "clientInfo"},
	}}
	got := a.Mentions()
	if len(got) != 1 || got[0].Name != "Bob" {
		t.Errorf("got %+v, want Bob alone", got)
	}
}

func TestNoRecipientMentionsNobody(t *testing.T) {
	a := activity.Activity{Text: "<at></at> status", Entities: []activity.Entity{{Type: "mention", Text: "<at></at>"}}}
	if got, want := a.Said(), "<at></at> status"; got != want {
		t.Errorf("an empty recipient matched an empty mention: got %q, want %q", got, want)
	}
}

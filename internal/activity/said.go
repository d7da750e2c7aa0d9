package activity

import (
	"cmp"
	"strings"
)

const mention = "mention"

// Mentioned reports whether the message mentions the bot it was sent to.
func (a Activity) Mentioned() bool {
	for _, e := range a.Entities {
		if a.mentionsUs(e) {
			return true
		}
	}
	return false
}

// Mentions are the accounts mentioned in the message apart from the bot itself, in order.
func (a Activity) Mentions() []Account {
	var others []Account
	for _, e := range a.Entities {
		if e.Type == mention && e.Mentioned.ID != "" && e.Mentioned.ID != a.Recipient.ID {
			others = append(others, e.Mentioned)
		}
	}
	return others
}

// Said is what the person typed to the bot: the text without the bot's own mention and without
// outer space. The mention is found by the entity whose mentioned.id is the recipient, never by
// its name: two bots may share one, and a person may type one. ("Channel and group chat
// conversations with a bot", work with mentions.)
func (a Activity) Said() string {
	// Teams writes the space after a mention as a no-break space, sometimes as its HTML entity.
	said := strings.NewReplacer("&nbsp;", " ", "\u00a0", " ").Replace(a.Text)
	for _, e := range a.Entities {
		if a.mentionsUs(e) && e.Text != "" {
			tag := strings.NewReplacer("&nbsp;", " ", "\u00a0", " ").Replace(e.Text)
			before, after, found := strings.Cut(said, tag)
			if found {
				said = strings.TrimRight(before, " ") + " " + strings.TrimLeft(after, " ")
			}
		}
	}
	return strings.TrimSpace(said)
}

// SaidNaming is Said with everybody else's mention replaced by the id that names him: the Entra object id when the channel
// says it, else the channel's own. What is left of a name in the text never names anybody.
func (a Activity) SaidNaming() string {
	said := a.Said()
	for _, e := range a.Entities {
		tag := strings.NewReplacer("&nbsp;", " ", "\u00a0", " ").Replace(e.Text)
		if e.Type != mention || tag == "" || e.Mentioned.ID == "" || a.mentionsUs(e) {
			continue
		}
		said = strings.Replace(said, tag, " "+cmp.Or(e.Mentioned.AADObjectID, e.Mentioned.ID)+" ", 1)
	}
	return strings.TrimSpace(said)
}

func (a Activity) mentionsUs(e Entity) bool {
	return e.Type == mention && e.Mentioned.ID != "" && e.Mentioned.ID == a.Recipient.ID
}

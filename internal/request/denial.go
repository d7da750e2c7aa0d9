package request

import (
	"slices"

	"github.com/numberdesk/numberdesk/internal/say"
)

// Usual is a reason for a denial that is given so often that it can be picked. What is kept is its name, so that whoever
// reads it later reads it in his own language.
type Usual string

const (
	NotNeeded     Usual = "notNeeded"
	AnotherNumber Usual = "anotherNumber"
	AskLater      Usual = "askLater"
)

// UsualReasons are those an approver can pick from.
var UsualReasons = []Usual{NotNeeded, AnotherNumber, AskLater}

// Words is the reason as it is picked and as it is read.
func (u Usual) Words() say.Sentence { return usualWords[u] }

var usualWords = map[Usual]say.Sentence{
	NotNeeded: say.Text("Not needed for the job"), AnotherNumber: say.Text("Another number is enough"), AskLater: say.Text("Ask again later"),
}

// UsualOf is the usual reason of a name; none for a name that is no reason, as a client can send anything.
func UsualOf(name string) Usual {
	if u := Usual(name); slices.Contains(UsualReasons, u) {
		return u
	}
	return ""
}

// Because is why it was decided so: the usual reason, what the approver wrote, or both.
func (d Decision) Because() say.Sentence {
	words := say.Words(d.Reason)
	if d.Usual == "" || words.IsZero() {
		return d.Usual.Words().Or(words)
	}
	return say.Text("%s. %s", d.Usual.Words(), words)
}

package desk

import (
	"slices"
	"strings"

	"github.com/numberdesk/numberdesk/internal/persona"
	"github.com/numberdesk/numberdesk/internal/request"
	"github.com/numberdesk/numberdesk/internal/say"
)

// Help is where people turn to about their number, in the company's own words. Both may be empty.
type Help struct {
	Text string
	Link string // https
}

// sentence says it on a card; nothing when the company says nothing.
func (h Help) sentence() say.Sentence {
	text := say.Words(h.Text)
	if h.Link != "" {
		text = text.And(say.Text("[%s](%s)", h.Link, h.Link))
	}
	if text.IsZero() {
		return text
	}
	return say.Text("Help: %s", text)
}

// reachable says to somebody that the number is his, and how it is written where he is.
func reachable(r request.Request) say.Sentence {
	local := r.Number.Local()
	switch {
	case local == "" && r.Old == "":
		return say.Text("This is your phone number. People can call you now.")
	case local == "":
		return say.Text("This is your phone number now. People can call you on it, and not on %s any more.", r.Old.Display())
	case r.Old == "":
		return say.Text("This is your phone number. People can call you now, within the country on %s.", local)
	}
	return say.Text("This is your phone number now, within the country %s. People can call you on it, and not on %s any more.", local, r.Old.Display())
}

// afterwards says what happens next to somebody who got a number: what to open, what of his role is still on its way, and
// where to turn to.
func (o *Options) afterwards(r request.Request) say.Sentence {
	next := say.Text("Open Calls in Teams to use it. If the dial pad is missing, sign out of Teams and in again.")
	if r.Setup != nil && len(r.Setup.Policies) > 0 {
		next = next.And(say.Text("What else belongs to your role, such as whom you can call, is set up in the next minutes."))
	}
	if r.Setup != nil {
		fit, _ := o.Personas.Named(r.Setup.Persona)
		names := slices.DeleteFunc(slices.Concat(fit.CallQueues, fit.Teams), persona.ObjectID)
		if len(names) > 0 {
			next = next.And(say.Text("Your telephony admins add you to %s.", strings.Join(names, ", ")))
		}
	}
	return next.And(o.Help.sentence())
}

package request

import (
	"time"

	"github.com/numberdesk/numberdesk/internal/say"
)

// Setup is what somebody gets besides the number: what his persona had when he asked, and how far it is. The number comes
// first; what is open then does not take it away again.
type Setup struct {
	// Persona is its name and Role what it is, in words; both are empty for a caller ID of a department alone.
	Persona string `json:"persona,omitempty"`
	Role    string `json:"role,omitempty"`
	// Location is the id of the emergency location that is sent with a number that has none of its own.
	Location string  `json:"location,omitempty"`
	Policies []Grant `json:"policies,omitempty"`
	// Left are the steps that are left to people, and Seen is when it was looked which.
	Left []say.Sentence `json:"left,omitempty"`
	Seen time.Time      `json:"seen,omitzero"`
	// Voice is whether calling is switched on, as Teams showed it last.
	Voice Voice `json:"voice,omitempty"`
	// Again is when what is open is tried next.
	Again time.Time `json:"again,omitzero"`
	// Over is set when the number left its person before all was done.
	Over bool `json:"over,omitempty"`
}

// Grant is one policy and how far it is.
type Grant struct {
	Type string `json:"type"`
	Name string `json:"name"`
	// Granted is when Teams last took it, Done when a fresh read showed it. Unread says of one that is done that a read is
	// not permitted, so that Teams' word stands for it.
	Granted time.Time `json:"granted,omitzero"`
	Done    time.Time `json:"done,omitzero"`
	Unread  bool      `json:"unread,omitempty"`
	// Why is why it is open, Code its code; both are empty while it is on its way.
	Why  say.Sentence `json:"why,omitzero"`
	Code string       `json:"code,omitempty"`
}

// Voice is Enterprise Voice, which lets somebody call. Teams switches it on with the number.
type Voice string

const (
	VoiceOn  Voice = "on"
	VoiceOff Voice = "off"
)

// Open are the policies that are not done.
func (s *Setup) Open() []Grant {
	if s == nil || s.Over {
		return nil
	}
	var open []Grant
	for _, p := range s.Policies {
		if p.Done.IsZero() {
			open = append(open, p)
		}
	}
	return open
}

// Unfinished reports whether somebody has his number, and not yet all that goes with it, for a reason that is known.
func (r Request) Unfinished() bool {
	if r.State != Delivered || r.Setup == nil || r.Setup.Over {
		return false
	}
	for _, p := range r.Setup.Open() {
		if !p.Why.IsZero() {
			return true
		}
	}
	return r.Setup.Voice == VoiceOff
}

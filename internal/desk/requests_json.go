package desk

import (
	"github.com/numberdesk/numberdesk/internal/request"
	"github.com/numberdesk/numberdesk/internal/say"
)

// listedRequest is a request as --output json prints it: what was said about it in English.
type listedRequest struct {
	request.Request
	Routed   []listedHop     `json:"routed,omitempty"`
	Decision *listedDecision `json:"decision,omitempty"`
	Failure  *listedFailure  `json:"failure,omitempty"`
	Delay    *listedDelay    `json:"delay,omitempty"`
	Lines    []listedLine    `json:"lines,omitempty"`
	Setup    *listedSetup    `json:"setup,omitempty"`
}

func listingOf(r request.Request) listedRequest {
	l := listedRequest{Request: r}
	for _, hop := range r.Routed {
		l.Routed = append(l.Routed, listedHop{hop, hop.Why.String()})
	}
	for _, line := range r.Lines {
		l.Lines = append(l.Lines, listedLine{line, line.Refused.String()})
	}
	if r.Decision != nil {
		l.Decision = &listedDecision{*r.Decision, r.Decision.Rule.String()}
	}
	if r.Failure != nil {
		whole := *r.Failure
		whole.Card, whole.BackCard = say.Sentence{}, say.Sentence{} // which are for cards
		l.Failure = &listedFailure{whole, r.Failure.Say.String(), r.Failure.Admin.String()}
	}
	if r.Delay != nil {
		l.Delay = &listedDelay{*r.Delay, r.Delay.Say.String(), r.Delay.Admin.String()}
	}
	if r.Setup != nil {
		l.Setup = &listedSetup{Setup: *r.Setup, Left: plain(r.Setup.Left)}
		for _, p := range r.Setup.Policies {
			l.Setup.Policies = append(l.Setup.Policies, listedPolicy{p, p.Why.String()})
		}
	}
	return l
}

type listedLine struct {
	request.Line
	Refused string `json:"refused,omitempty"`
}

type listedSetup struct {
	request.Setup
	Policies []listedPolicy `json:"policies,omitempty"`
	Left     []string       `json:"left,omitempty"`
}

type listedPolicy struct {
	request.Grant
	Why string `json:"why,omitempty"`
}

type listedHop struct {
	request.Hop
	Why string `json:"why"`
}

type listedDecision struct {
	request.Decision
	Rule string `json:"rule,omitempty"`
}

type listedFailure struct {
	request.Failure
	Say   string `json:"say"`
	Admin string `json:"admin"`
}

type listedDelay struct {
	request.Delay
	Say   string `json:"say"`
	Admin string `json:"admin"`
}

package inventory

import (
	"strings"

	"github.com/numberdesk/numberdesk/internal/person"
	"github.com/numberdesk/numberdesk/internal/phone"
)

// Codes of why Teams has not given or taken a number, or not yet. Each has its words in [ReasonOf].
const (
	// What Teams refuses, as its text says it, or as a look at the number and the person shows it.
	ReasonNotLicensed       = "NotLicensed"
	ReasonAlreadyAssigned   = "AlreadyAssigned" // the text alone; a look tells which of the next three it is
	ReasonTaken             = "Taken"           // somebody else has the number
	ReasonHasNumber         = "HasNumber"       // the person has another number
	ReasonNumberBlocked     = "NumberBlocked"   // refused though it shows as free and the account is all right
	ReasonNumberNotInTenant = "NumberNotInTenant"
	ReasonUserNotFound      = "UserNotFound"
	ReasonAccountGone       = "AccountGone"
	ReasonOnPremises        = "OnPremises"       // the text alone
	ReasonNumberOnPremises  = "NumberOnPremises" // the number is synchronized
	ReasonPersonOnPremises  = "PersonOnPremises" // a number of the person's is
	ReasonCountryMismatch   = "CountryMismatch"
	ReasonRefused           = "Refused" // every other one

	// The same of a resource account, which needs another licence, and of which Graph does not promise that it takes it.
	ReasonServiceNotLicensed = "ServiceNotLicensed"
	ReasonServiceNotFound    = "ServiceNotFound"
	ReasonServiceRefused     = "ServiceRefused"
	ReasonNotForServices     = "NotForServices" // Teams gives the number to people alone

	// What the desk's app may not do.
	ReasonUnauthorized      = "Unauthorized"
	ReasonMissingPermission = "MissingPermission"
	ReasonBackendRefused    = "BackendRefused"

	// What is not so, or not known, yet.
	ReasonThrottled   = "Throttled"
	ReasonUnavailable = "Unavailable"
	ReasonNonsense    = "UnexpectedAnswer"
	ReasonTryLater    = "TryLater"       // says its text, of whatever kind the trouble is
	ReasonNoAnswer    = "OutcomeUnknown" // the answer to a write was lost
	ReasonInProgress  = "InProgress"     // another operation of this number is under way
	ReasonRunning     = "Running"        // ours is
	ReasonForgotten   = "Forgotten"      // Teams does not know our operation
	ReasonNoVerdict   = "NoVerdict"      // it ended with a word we do not know, such as "skipped"
	ReasonNotVisible  = "NotVisible"     // it succeeded, and reads do not show it
	ReasonUnsaid      = "Unsaid"         // Teams says that somebody has the number, and not who

	// The desk's own.
	ReasonNoLocation = "NoLocation" // no emergency location, where the company demands one
	ReasonMoved      = "Moved"      // somebody else was given the number that was to be taken
	ReasonNotPrimary = "NotPrimary" // the number that was to be given up is a line besides
)

// Rights reports whether a reason is that the desk's app may not: it is nobody's request that is at fault, and it goes on
// when the right is granted.
func Rights(code string) bool {
	return code == ReasonUnauthorized || code == ReasonMissingPermission || code == ReasonBackendRefused
}

// Judge tells why Teams refused to give n to p, from what it said and from what reads show now: its texts are not
// documented, and one says on-premises where the licence is what is missing (MicrosoftDocs/office-docs-powershell#9244),
// so none is believed alone. seen is the number in Teams, has another number Teams shows on the person, nil p a person
// whom the directory does not know any more. A number that is being given to a service says so itself.
func Judge(said string, n Number, seen *Assignment, p *person.Person, has phone.Number) string {
	switch {
	case p == nil:
		return ReasonAccountGone
	case !n.licenses(p):
		return n.reason(ReasonNotLicensed)
	case seen != nil && seen.OnPremises:
		return ReasonNumberOnPremises
	case !seen.Free() && !seen.Unsaid() && seen.Target != p.ID:
		return ReasonTaken
	case has != "":
		return ReasonHasNumber
	case said == ReasonNumberNotInTenant, seen == nil && n.Type != DirectRouting:
		return ReasonNumberNotInTenant
	case n.Service && !seen.May(true):
		return ReasonNotForServices
	case said == ReasonUserNotFound, said == ReasonNotLicensed:
		return n.reason(said)
	case said == ReasonOnPremises:
		return ReasonPersonOnPremises
	case said == ReasonCountryMismatch, n.Type != DirectRouting && differ(n.Country, p.UsageLocation):
		return ReasonCountryMismatch
	case said == ReasonTryLater:
		return said
	case n.Service && said != ReasonAlreadyAssigned:
		return ReasonServiceRefused // of the number nothing is known: it may be that Graph gives none to services
	case seen.Free() && (said == ReasonRefused || said == ReasonAlreadyAssigned):
		// Nothing that can be seen speaks against it. A block of the tenant looks like this, and so does a number whose
		// holder no listing shows (office-docs-powershell#9432).
		return ReasonNumberBlocked
	}
	return ReasonRefused
}

// JudgeRelease is [Judge] of a number that Teams refused to take from p, who has it.
func JudgeRelease(said string, n Number, seen *Assignment, p *person.Person) string {
	switch {
	case seen != nil && seen.OnPremises:
		return ReasonNumberOnPremises
	case p == nil:
		return ReasonAccountGone
	case said != ReasonNotLicensed && said != ReasonOnPremises:
		return n.reason(said)
	case !n.licenses(p):
		return n.reason(ReasonNotLicensed)
	case said == ReasonOnPremises:
		return ReasonPersonOnPremises
	}
	return n.reason(said)
}

// licenses reports whether p has the licence without which Teams gives nobody this number: a resource account needs one of
// its own, and no calling plan ("Plan for Teams Phone licensing").
func (n Number) licenses(p *person.Person) bool {
	if n.Service {
		return p.ServiceLicence() == person.Licensed
	}
	return p.PhoneLicence() == person.Licensed && (n.Type != CallingPlan || p.HasCallingPlan())
}

// reason is a reason as it is of a service, when the number is one's.
func (n Number) reason(code string) string {
	services := map[string]string{ReasonNotLicensed: ReasonServiceNotLicensed, ReasonUserNotFound: ReasonServiceNotFound}
	if its, ok := services[code]; ok && n.Service {
		return its
	}
	return code
}

func differ(a, b string) bool { return a != "" && b != "" && !strings.EqualFold(a, b) }

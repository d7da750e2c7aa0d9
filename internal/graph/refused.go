package graph

import (
	"regexp"
	"strings"

	"github.com/numberdesk/numberdesk/internal/inventory"
	"github.com/numberdesk/numberdesk/internal/problem"
)

// Codes of Teams' own refusals; all come with problem.Invalid. inventory has their words.
const (
	CodeNotLicensed       = inventory.ReasonNotLicensed
	CodeAlreadyAssigned   = inventory.ReasonAlreadyAssigned
	CodeNumberNotInTenant = inventory.ReasonNumberNotInTenant
	CodeUserNotFound      = inventory.ReasonUserNotFound
	CodeOnPremises        = inventory.ReasonOnPremises
	CodeCountryMismatch   = inventory.ReasonCountryMismatch
	// CodeRefused is every other one.
	CodeRefused = inventory.ReasonRefused
	// CodeInProgress is no refusal of the thing itself: another operation of this number is under way. It comes with
	// problem.Busy.
	CodeInProgress = inventory.ReasonInProgress
	// CodeTryLater is an outage by its text. It comes with problem.Busy, too.
	CodeTryLater = inventory.ReasonTryLater
)

// teamsRefusals are told apart by what their text says. Microsoft documents no codes for them, so the texts, which are those of
// Set-CsPhoneNumberAssignment, are matched loosely, and a caller must not rest a decision on one alone. The first match
// counts.
var teamsRefusals = []struct {
	says *regexp.Regexp
	code string
}{
	{regexp.MustCompile(`(?i)operation (is )?(already )?in progress`), CodeInProgress},
	{regexp.MustCompile(`(?i)service\b.*\bunavailable|unavailable\b.*\bservice|temporar|timed? ?-?out|throttl`), CodeTryLater},
	{regexp.MustCompile(`(?i)on-?\s?premises`), CodeOnPremises},
	{regexp.MustCompile(`(?i)licen[sc]e`), CodeNotLicensed},
	{regexp.MustCompile(`(?i)already (been )?(assigned|ha[sd])|already has a`), CodeAlreadyAssigned},
	{regexp.MustCompile(`(?i)number\b.*\bnot (be )?found|not found from tenant`), CodeNumberNotInTenant},
	{regexp.MustCompile(`(?i)(user|object|account)\b.*\bnot (be )?found`), CodeUserNotFound},
	{regexp.MustCompile(`(?i)country|usage location`), CodeCountryMismatch},
	{regexp.MustCompile(`(?i)try again|unavailable`), CodeTryLater}, // which ends other refusals, too: the least it says
}

// explain makes a problem of Microsoft's text about one number in a failed operation
// (telephoneNumberLongRunningOperation: numbers/statusDetail). The text itself becomes its cause.
func explain(detail string) *problem.Error {
	p := toldApart(detail)
	p.Err = &Refusal{Text: detail}
	return p
}

// toldApart is what a text of Teams is taken to mean.
func toldApart(text string) *problem.Error {
	for _, r := range teamsRefusals {
		switch {
		case !r.says.MatchString(text):
		case r.code == CodeInProgress, r.code == CodeTryLater:
			return &problem.Error{Kind: problem.Busy, Code: r.code, Say: inventory.ReasonOf(r.code).Waits(inventory.Facts{})}
		default:
			return &problem.Error{Kind: problem.Invalid, Code: r.code, Say: inventory.ReasonOf(r.code).Failed(inventory.Facts{})}
		}
	}
	return plainly()
}

// plainly is a refusal nobody has told apart yet.
func plainly() *problem.Error {
	return &problem.Error{Kind: problem.Invalid, Code: CodeRefused, Say: inventory.ReasonOf(CodeRefused).Failed(inventory.Facts{})}
}

var permission = regexp.MustCompile(`\b[A-Z][A-Za-z-]+(?:\.[A-Z][A-Za-z]+)+\b`)

// forbidden tells apart the two refusals of Teams' number API that look alike: no consent for the permission, which the
// gateway says, and no role, which the service says in JSON inside the message. The directory's refusal names no
// permission (code Authorization_RequestDenied), so the call's own stands in.
func (k call) forbidden(r *Refusal) *problem.Error {
	if r.Backend || strings.Contains(r.Text, "Access Denied") {
		return coded(problem.Wrap(r, problem.Forbidden,
			"The desk's app has its permissions, but Teams still refuses it. An administrator needs to give the app the role Teams Telephony Administrator in Microsoft Entra."), CodeBackendRefused)
	}
	needs := strings.Join(permission.FindAllString(r.Text, -1), " or ")
	if needs == "" {
		needs = k.needs
	}
	p := missing(needs)
	p.Err = r
	return p
}

func missing(needs string) *problem.Error {
	p := coded(problem.New(problem.Forbidden,
		"The desk's app lacks the permission %s for Microsoft Graph. An administrator needs to grant it in Microsoft Entra.", needs), CodeMissingPermission)
	p.Needs = needs
	return p
}

package graph

import (
	"regexp"
	"strings"

	"github.com/numberdesk/numberdesk/internal/problem"
)

// Codes of Teams' own refusals; all come with problem.Invalid.
const (
	CodeNotLicensed       = "NotLicensed"
	CodeAlreadyAssigned   = "AlreadyAssigned"
	CodeNumberNotInTenant = "NumberNotInTenant"
	CodeUserNotFound      = "UserNotFound"
	CodeOnPremises        = "OnPremises"
	CodeCountryMismatch   = "CountryMismatch"
	// CodeRefused is every other one.
	CodeRefused = "Refused"
)

// teamsRefusals are told apart by what their text says. Microsoft documents no codes for them, so the texts, which are those of
// Set-CsPhoneNumberAssignment, are matched loosely, and a caller must not rest a decision on one alone. The first match
// counts.
var teamsRefusals = []struct {
	says    *regexp.Regexp
	problem *problem.Error
}{
	{regexp.MustCompile(`(?i)on-?\s?premises`), coded(problem.New(problem.Invalid,
		"Teams says this number is kept in the company's own Active Directory and cannot be changed in the cloud. It also says so of people whose Teams Phone licence was taken away: check the licence first."), CodeOnPremises)},
	{regexp.MustCompile(`(?i)licen[sc]e`), coded(problem.New(problem.Invalid,
		"Teams says this person has no licence for a number of this kind. Give a Teams Phone licence (and a calling plan for a Calling Plan number), wait some minutes, and try again."), CodeNotLicensed)},
	{regexp.MustCompile(`(?i)already (been )?(assigned|ha[sd])|already has a`), coded(problem.New(problem.Invalid,
		"Teams says that the number belongs to somebody already, or that this person has one. Look at both in the Teams admin center before you try again."), CodeAlreadyAssigned)},
	{regexp.MustCompile(`(?i)number\b.*\bnot (be )?found|not found from tenant`), coded(problem.New(problem.Invalid,
		"Teams does not know this number with this type. Check in the Teams admin center that it was uploaded or ordered, and its type in the desk's range."), CodeNumberNotInTenant)},
	{regexp.MustCompile(`(?i)(user|object|account)\b.*\bnot (be )?found`), coded(problem.New(problem.Invalid,
		"Teams does not know this person yet. After a licence is given that takes some minutes; please try again later."), CodeUserNotFound)},
	{regexp.MustCompile(`(?i)country|usage location`), coded(problem.New(problem.Invalid,
		"Teams says the number and the person's usage location are of different countries. Pick a number of the person's country, or correct the usage location in Microsoft Entra."), CodeCountryMismatch)},
}

// explain makes a problem of Microsoft's text about one number in a failed operation
// (telephoneNumberLongRunningOperation: numbers/statusDetail). The text itself becomes its cause.
func explain(detail string) *problem.Error {
	p := refusedFor(detail)
	p.Err = &Refusal{Text: detail}
	return p
}

func refusedFor(text string) *problem.Error {
	for _, r := range teamsRefusals {
		if r.says.MatchString(text) {
			return new(*r.problem)
		}
	}
	return plainly()
}

// plainly is a refusal nobody has told apart yet.
func plainly() *problem.Error {
	return coded(problem.New(problem.Invalid,
		"Teams refused this and nothing was changed. An administrator sees Microsoft's reason with the command why."), CodeRefused)
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
	return coded(problem.New(problem.Forbidden,
		"The desk's app lacks the permission %s for Microsoft Graph. An administrator needs to grant it in Microsoft Entra.", needs), CodeMissingPermission)
}

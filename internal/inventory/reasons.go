package inventory

import (
	"cmp"

	"github.com/numberdesk/numberdesk/internal/phone"
	"github.com/numberdesk/numberdesk/internal/say"
)

// Facts are what the words of a reason name. They hold no person: who holds a number is put beside the words when they
// are shown to an admin.
type Facts struct {
	Number phone.Number
	Type   Type
	// Range is the name of the number's range.
	Range string
	// NumberCountry and PersonCountry are ISO 3166-1 alpha-2.
	NumberCountry, PersonCountry string
	// Other is another number the person has, or the old one of a change.
	Other phone.Number
	// Needs is the permission that is missing.
	Needs string
}

// Reason is why Teams has not given or taken a number, in words. While the desk goes on by itself, the requester reads
// Waits and an admin AdminWaits; when it has given up, the requester reads Failed and an admin Admin. Of a number that was
// to be taken an admin reads Release, and who would give it up for another one reads Kept. A reason that ends at once has
// no Waits. Where Admin or Release name what to type in a shell, a card has no room for it: it says AdminCard or ReleaseCard,
// and that the step is elsewhere.
type Reason struct {
	// Label is a few words, for a table.
	Label                        say.Sentence
	Waits, AdminWaits            func(Facts) say.Sentence
	Failed, Admin, Release, Kept func(Facts) say.Sentence
	AdminCard, ReleaseCard       func(Facts) say.Sentence
}

// ReasonOf is the words of a code; those of [ReasonRefused] for what has none.
func ReasonOf(code string) Reason {
	r, ok := reasons[code]
	if !ok {
		r, ok = serviceReasons[code]
	}
	if !ok {
		r = reasons[ReasonRefused]
	}
	if r.Failed == nil {
		r.Failed, r.Admin, r.AdminCard = reasons[ReasonRefused].Failed, lookUp, lookUpCard
	}
	if r.Release == nil {
		r.Release, r.ReleaseCard = lookUpRelease, lookUpCard
	}
	if r.Kept == nil {
		r.Kept = kept
	}
	return r
}

func plain(s say.Sentence) func(Facts) say.Sentence { return func(Facts) say.Sentence { return s } }

// reasons are all there are. What an admin does names the place in the admin center, or the cmdlet of the Teams PowerShell
// module, that does it.
var reasons = map[string]Reason{
	ReasonNotLicensed: {
		Label:  say.Text("no licence"),
		Failed: plain(say.Text("Teams finds no licence for a number of this kind on the account. When the admins have given one, the number is set up.")),
		Admin: func(f Facts) say.Sentence {
			if f.Type == CallingPlan {
				return say.Text("The account lacks Teams Phone or a calling plan. In the Microsoft 365 admin center open Users, Active users, the person, Licenses and apps, switch on both, wait some minutes, and retry.")
			}
			return say.Text("The account lacks Teams Phone, or Teams has not noticed it yet. In the Microsoft 365 admin center open Users, Active users, the person, Licenses and apps, switch on Teams Phone, wait some minutes, and retry.")
		},
		Release: func(f Facts) say.Sentence {
			return say.Text("Teams does not take a number from an account without its licence. Run Remove-CsPhoneNumberAssignment -Identity PERSON -PhoneNumber %s -PhoneNumberType %s in Teams PowerShell, or give the person Teams Phone for some minutes and try again.", f.Number, numberTypeWords[f.Type])
		},
		ReleaseCard: func(f Facts) say.Sentence {
			return say.Text("Teams does not take %s from an account without its licence.", f.Number.Display())
		},
		Kept: func(f Facts) say.Sentence {
			return say.Text("Teams does not take %s from an account without its licence. When the admins have seen to it, you get the other number.", f.Number.Display())
		},
	},
	ReasonAlreadyAssigned: {
		Label:     say.Text("assigned already"),
		Failed:    plain(say.Text("Teams says that the number belongs to somebody already, or that the account has one.")),
		Admin:     lookUp,
		AdminCard: lookUpCard,
	},
	ReasonTaken: {
		Label:  say.Text("number is somebody else's"),
		Failed: plain(say.Text("Somebody else was given this number in Teams in the meantime.")),
		Admin:  plain(say.Text("The number is in conflict here; a retry picks another one.")),
	},
	ReasonHasNumber: {
		Label: say.Text("has another number"),
		Failed: func(f Facts) say.Sentence {
			return say.Text("Teams already shows another number for this account: %s.", f.Other.Display())
		},
		Admin:     lookUp,
		AdminCard: lookUpCard,
	},
	ReasonNumberBlocked: {
		Label:  say.Text("number refused though free"),
		Failed: plain(say.Text("Teams does not give this number out, although it shows it as free. The admins know where to look; then the number, or another one, is set up.")),
		Admin:  blockedInTenant,
		AdminCard: func(f Facts) say.Sentence {
			return say.Text("Teams refuses %s although it shows it as free and the account is all right. It may be blocked in the tenant, which Graph does not show.", f.Number.Display())
		},
	},
	ReasonNumberNotInTenant: {
		Label:  say.Text("number not in Teams"),
		Failed: plain(say.Text("Teams does not know the number. When the admins have added it, it is set up.")),
		Admin: func(f Facts) say.Sentence {
			return say.Text("Teams knows no number %s of the type %s. See what it knows with Get-CsPhoneNumberAssignment -TelephoneNumber %s in Teams PowerShell. If that shows nothing, upload or order the number in the Teams admin center under Voice, Phone numbers; if it shows another type, correct the type of the desk's range. Then retry.", f.Number, numberTypeWords[f.Type], f.Number)
		},
		AdminCard: func(f Facts) say.Sentence {
			return say.Text("Teams knows no number %s of the type %s.", f.Number.Display(), numberTypeWords[f.Type])
		},
	},
	ReasonUserNotFound: {
		Label:      say.Text("account not yet in Teams"),
		Waits:      plain(say.Text("Teams does not know the account yet. After a licence is given that takes from minutes to a day. The desk tries again by itself.")),
		AdminWaits: plain(say.Text("It waits for Microsoft: the licence is there, and Teams does not know the account yet. The desk tries again by itself for a day.")),
		Failed:     plain(say.Text("Teams still does not know the account. The admins see to it, and then the number is set up.")),
		Admin:      plain(say.Text("The directory shows the licence, and Teams has not known the account for a day. Run Get-CsOnlineUser -Identity PERSON in Teams PowerShell: if it finds nobody, take the Teams licence away and give it again; if it finds the person, retry.")),
		Release:    plain(say.Text("Teams does not know the account that has the number. If the account was deleted, restore it for some minutes in the Microsoft Entra admin center under Users, Deleted users, and try again.")),
		AdminCard:  plain(say.Text("The directory shows the licence, and Teams has not known the account for a day.")),
	},
	ReasonAccountGone: {
		Label:   say.Text("account deleted"),
		Failed:  plain(say.Text("The account is not in the directory any more.")),
		Admin:   plain(say.Text("The directory does not know the account any more. Cancel the request, or restore the account in the Microsoft Entra admin center under Users, Deleted users, and retry.")),
		Release: plain(say.Text("The account that has the number was deleted. Restore it for some minutes in the Microsoft Entra admin center under Users, Deleted users, and try again.")),
		Kept:    plain(say.Text("The account is not in the directory any more.")),
	},
	ReasonOnPremises:       {Label: say.Text("kept on-premises"), Failed: onPremises, Admin: personOnPremises, Release: personOnPremises, Kept: keptOnPremises, AdminCard: personCard, ReleaseCard: personCard},
	ReasonNumberOnPremises: {Label: say.Text("number kept on-premises"), Failed: onPremises, Admin: numberOnPremises, Release: numberOnPremises, Kept: keptOnPremises, AdminCard: numberCard, ReleaseCard: numberCard},
	ReasonPersonOnPremises: {Label: say.Text("account kept on-premises"), Failed: onPremises, Admin: personOnPremises, Release: personOnPremises, Kept: keptOnPremises, AdminCard: personCard, ReleaseCard: personCard},
	ReasonCountryMismatch: {
		Label: say.Text("country and usage location differ"),
		Failed: func(f Facts) say.Sentence {
			return say.Text("The number is of %s and the account's usage location is %s; Teams wants them to be the same. The admins correct one of them.", country(f.NumberCountry), country(f.PersonCountry))
		},
		Admin: func(f Facts) say.Sentence {
			return say.Text("The number is of %s and the account's usage location is %s. Correct the usage location in the Microsoft Entra admin center under Users, the account, Properties, and retry; or cancel the request and assign a number of that country.", country(f.NumberCountry), country(f.PersonCountry))
		},
	},
	ReasonRefused: {
		Label:     say.Text("refused by Teams"),
		Failed:    plain(say.Text("Teams refused this for a reason that the desk does not know. The admins see what Microsoft said.")),
		Admin:     lookUp,
		AdminCard: lookUpCard,
	},

	ReasonUnauthorized: {
		Label:      say.Text("the desk may not sign in"),
		Waits:      noRights,
		AdminWaits: plain(say.Text("Microsoft 365 does not accept the desk's sign-in. Check the app's tenant, id and secret or certificate in the Microsoft Entra admin center under App registrations. All that waits goes on by itself.")),
		Failed:     noRightsForLong,
		Admin:      plain(say.Text("Microsoft 365 did not accept the desk's sign-in for a week. Check the app's tenant, id and secret or certificate in the Microsoft Entra admin center under App registrations, and retry.")),
		Release:    rightsToRelease,
		Kept:       noRightsForLong,
	},
	ReasonMissingPermission: {
		Label: say.Text("a permission is missing"),
		Waits: noRights,
		AdminWaits: func(f Facts) say.Sentence {
			return say.Text("The desk's app lacks the permission %s for Microsoft Graph. Grant it in the Microsoft Entra admin center under App registrations, the app, API permissions, as an application permission with admin consent. All that waits goes on by itself, within the hour for which the old token is good.", needs(f))
		},
		Failed: noRightsForLong,
		Admin: func(f Facts) say.Sentence {
			return say.Text("The desk's app lacked the permission %s for Microsoft Graph for a week. Grant it in the Microsoft Entra admin center under App registrations, the app, API permissions, with admin consent, and retry.", needs(f))
		},
		Release: rightsToRelease,
	},
	ReasonBackendRefused: {
		Label:      say.Text("Teams refuses the app"),
		Waits:      noRights,
		AdminWaits: plain(say.Text("The desk's app has its permissions, and Teams refuses it all the same. Give its service principal the role Teams Telephony Administrator in the Microsoft Entra admin center under Roles and administrators. All that waits goes on by itself.")),
		Failed:     noRightsForLong,
		Admin:      plain(say.Text("The desk's app has its permissions, and Teams refused it for a week all the same. Give its service principal the role Teams Telephony Administrator in the Microsoft Entra admin center under Roles and administrators, and retry.")),
		Release:    rightsToRelease,
		Kept:       noRightsForLong,
	},

	ReasonThrottled: {
		Label:      say.Text("Microsoft asks to wait"),
		Waits:      plain(say.Text("Microsoft asks the desk to slow down. It goes on by itself as soon as it may.")),
		AdminWaits: plain(say.Text("It waits for Microsoft, which asked the desk to slow down. There is nothing to do.")),
	},
	ReasonUnavailable: {
		Label:      say.Text("Microsoft cannot be reached"),
		Waits:      plain(say.Text("Microsoft 365 cannot be reached just now. The desk goes on by itself.")),
		AdminWaits: plain(say.Text("It waits for Microsoft 365, which cannot be reached. The desk goes on by itself.")),
	},
	ReasonNonsense: {
		Label:      say.Text("Microsoft is not understood"),
		Waits:      plain(say.Text("Microsoft 365 answers in a way the desk does not understand. The desk tries again by itself.")),
		AdminWaits: plain(say.Text("Microsoft 365, or a proxy before it, answers in a way the desk does not understand: the log says how. The desk tries again by itself.")),
	},
	ReasonTryLater: {
		Label:      say.Text("Teams says to try later"),
		Waits:      plain(say.Text("Teams cannot do this just now. The desk tries again by itself.")),
		AdminWaits: plain(say.Text("Teams refused it and says to try again. The desk does so for some hours.")),
		Failed:     plain(say.Text("Teams has refused this for hours, each time saying to try again. The admins see what Microsoft said.")),
		Admin:      lookUp,
		AdminCard:  lookUpCard,
	},
	ReasonNoAnswer: {
		Label:      say.Text("no answer from Teams"),
		Waits:      plain(say.Text("Teams did not confirm the change. The desk looks whether it was made before it does anything else.")),
		AdminWaits: plain(say.Text("Teams did not confirm the change. The desk reads the number until it is certain, and gives the order again only when a read shows that nothing came of it.")),
		Failed:     plain(say.Text("Teams did not answer, and does not show the change. The admins look what came of it.")),
		Admin:      lookUp,
		AdminCard:  lookUpCard,
	},
	ReasonInProgress: {
		Label:      say.Text("another change under way"),
		Waits:      plain(say.Text("Teams is still busy with another change of this number. The desk goes on by itself.")),
		AdminWaits: plain(say.Text("Teams says that another change of this number is under way. The desk looks again until it is over.")),
		Failed:     plain(say.Text("Teams has been busy with another change of this number for long. The admins look what it is.")),
		Admin:      lookUp,
		AdminCard:  lookUpCard,
	},
	ReasonRunning: {
		Label:      say.Text("Teams is at it"),
		Waits:      plain(say.Text("Teams took the order and is still at it. That can take some minutes.")),
		AdminWaits: plain(say.Text("Teams took the order and is still at it. The desk asks until it ends.")),
		Failed:     plain(say.Text("Teams took the order and did not finish it. The admins look what came of it.")),
		Admin:      lookUp,
		AdminCard:  lookUpCard,
	},
	ReasonForgotten: {
		Label:      say.Text("order not known to Teams"),
		Waits:      plain(say.Text("Teams took the order and does not know it yet. The desk reads the number until it is certain.")),
		AdminWaits: plain(say.Text("Teams took the order and does not know its operation. The desk reads the number until it is certain.")),
		Failed:     plain(say.Text("Teams took the order, and nothing came of it. The admins look what happened.")),
		Admin:      lookUp,
		AdminCard:  lookUpCard,
	},
	ReasonUnsaid: {
		Label:      say.Text("Teams does not say who has it"),
		Waits:      plain(say.Text("Teams does not say who has the number at the moment. The desk looks again by itself.")),
		AdminWaits: plain(say.Text("Teams says that somebody has the number, and not who (assignmentStatus internalError). The desk looks again for some hours.")),
		Failed:     plain(say.Text("Teams has not said for hours who has the number. The admins look what happened.")),
		Admin:      lookUp,
		AdminCard:  lookUpCard,
	},
	ReasonNoVerdict: {
		Label:      say.Text("ended without a result"),
		Waits:      plain(say.Text("Teams ended the order without saying whether it was done. The desk reads the number until it is certain.")),
		AdminWaits: plain(say.Text("Teams ended the order with a word that means neither done nor failed. The desk reads the number until it is certain.")),
		Failed:     plain(say.Text("Teams ended the order without doing it. The admins look what happened.")),
		Admin:      lookUp,
		AdminCard:  lookUpCard,
	},
	ReasonNotVisible: {
		Label:      say.Text("done but not visible"),
		Waits:      plain(say.Text("Teams says that it is done, and does not show it yet. The desk calls it done when it does.")),
		AdminWaits: plain(say.Text("Teams says that it is done, and reads do not show it yet. The desk calls it done when they do.")),
		Failed:     plain(say.Text("Teams said it was done, but does not show it. The admins look what came of it.")),
		Admin:      lookUp,
		AdminCard:  lookUpCard,
	},
	ReasonNoLocation: {
		Label: say.Text("no emergency location"),
		Failed: func(f Facts) say.Sentence {
			return say.Text("%s has no emergency location, and numbers of %s are not assigned without one.", f.Number.Display(), country(f.NumberCountry))
		},
		Admin: func(f Facts) say.Sentence {
			return say.Text("%s has no emergency location, and numbers of %s are not assigned without one. Type ranges set %s --location ID, then retry.", f.Number.Display(), country(f.NumberCountry), f.Range)
		},
	},
	ReasonMoved: {
		Label:   say.Text("moved to somebody else"),
		Failed:  plain(say.Text("Somebody else was given this number in Teams in the meantime.")),
		Admin:   movedAway,
		Release: movedAway,
		Kept:    func(f Facts) say.Sentence { return say.Text("Somebody else has %s in Teams.", f.Number.Display()) },
	},
	ReasonNotPrimary: {
		Label: say.Text("a line besides"),
		Release: func(f Facts) say.Sentence {
			return say.Text("%s is not the primary number of the person in Teams, but a line besides, and stays. Cancel the request, type sync, and assign the other number then.", f.Number.Display())
		},
		Kept: func(f Facts) say.Sentence {
			return say.Text("%s is not the primary number in Teams, but a line besides.", f.Number.Display())
		},
	},
}

var (
	noRights        = plain(say.Text("Microsoft does not let the desk do this just now. The admins have been told; it goes on by itself when that is settled."))
	noRightsForLong = plain(say.Text("Microsoft did not let the desk do this for a week. The admins know and have to settle it first."))
	rightsToRelease = plain(say.Text("Microsoft did not let the desk take it back for a week. Type check to see what the desk may not do; when that is settled, try again."))
	personCard      = plain(say.Text("The account has a number in Active Directory, so it is cleared there."))
	onPremises      = plain(say.Text("Teams says that the number is kept in your company's own directory and cannot be given out from here. The admins see to it there."))
)

func kept(f Facts) say.Sentence {
	return say.Text("Teams does not take %s back. The admins see what Microsoft said; when that is settled, you get the other number.", f.Number.Display())
}

func keptOnPremises(f Facts) say.Sentence {
	return say.Text("Teams says that %s is kept in your company's own directory and cannot be taken back from here. The admins see to it there.", f.Number.Display())
}

func movedAway(f Facts) say.Sentence {
	return say.Text("Somebody else has %s in Teams now. It was left there; look at both in the Teams admin center.", f.Number.Display())
}

func numberCard(f Facts) say.Sentence {
	return say.Text("%s is synchronized from Active Directory, so it is cleared there.", f.Number.Display())
}

func lookUpCard(f Facts) say.Sentence {
	return say.Text("Compare what Microsoft said with what Teams shows of %s.", f.Number.Display())
}

func lookUpRelease(f Facts) say.Sentence {
	return say.Text("Compare Microsoft's words (why %s) with what Get-CsPhoneNumberAssignment -TelephoneNumber %s shows in Teams PowerShell. When that is settled, try again.", f.Number, f.Number)
}

func lookUp(f Facts) say.Sentence {
	return say.Text("Compare Microsoft's words (why %s) with what Get-CsPhoneNumberAssignment -TelephoneNumber %s shows in Teams PowerShell. When that is settled, retry; or cancel the request.", f.Number, f.Number)
}

// blockedInTenant says what an admin checks about a block, which Graph neither shows nor sets (Set- and
// Remove-CsPhoneNumberAssignmentBlock; Get-CsPhoneNumberAssignment, example 14).
func blockedInTenant(f Facts) say.Sentence {
	return say.Text("Teams refuses %s although it shows it as free and the account is all right. Microsoft Graph does not show why. In Teams PowerShell, Get-CsPhoneNumberAssignment -TelephoneNumber %s shows AssignmentBlockedState, AssignmentBlockedUntil and AssignedPstnTargetId. Remove-CsPhoneNumberAssignmentBlock -TelephoneNumber %s ends a block, Set-CsPhoneNumberAssignmentBlock -TelephoneNumber %s -AssignmentBlockedForever makes one last.", f.Number, f.Number, f.Number, f.Number)
}

func numberOnPremises(f Facts) say.Sentence {
	return say.Text("%s is synchronized from Active Directory. Find its account there with Get-ADUser -Filter \"msRTCSIP-Line -like 'tel:%s*'\", clear the attribute with Set-ADUser ACCOUNT -Clear msRTCSIP-Line, wait for the synchronization, and try again.", f.Number, f.Number)
}

func personOnPremises(Facts) say.Sentence {
	return say.Text("The account has a number in Active Directory; its licence was checked and is there. Clear the attribute with Set-ADUser ACCOUNT -Clear msRTCSIP-Line, wait for the synchronization, and try again.")
}

func country(code string) say.Sentence { return say.Words(code).Or(say.Text("no country")) }

func needs(f Facts) string { return cmp.Or(f.Needs, "TeamsTelephoneNumber.ReadWrite.All") }

// Cmdlet is the type as Microsoft's cmdlets write it.
func (t Type) Cmdlet() string { return numberTypeWords[t] }

// numberTypeWords are the types as Microsoft's cmdlets write them.
var numberTypeWords = map[Type]string{DirectRouting: "DirectRouting", CallingPlan: "CallingPlan", OperatorConnect: "OperatorConnect"}

package inventory

import "github.com/numberdesk/numberdesk/internal/say"

// serviceReasons are those of a resource account. Who ordered its number is an admin.
var serviceReasons = map[string]Reason{
	ReasonServiceNotLicensed: {
		Label:  say.Text("no licence for a service"),
		Failed: serviceLicence,
		Admin:  serviceLicence,
		Release: func(f Facts) say.Sentence {
			return say.Text("Teams does not take a number from a resource account without its licence. Run Remove-CsPhoneNumberAssignment -Identity ACCOUNT -PhoneNumber %s -PhoneNumberType %s in Teams PowerShell, or give the account the licence Microsoft Teams Phone Resource Account for some minutes and try again.", f.Number, numberTypeWords[f.Type])
		},
		ReleaseCard: func(f Facts) say.Sentence {
			return say.Text("Teams does not take %s from a resource account without its licence.", f.Number.Display())
		},
	},
	// A resource account made with a bot's own application id is one that Set-CsPhoneNumberAssignment does not find
	// (microsoft-graph-comms-samples#589, microsoft-graph-docs#18206), however long one waits.
	ReasonServiceNotFound: {
		Label:      say.Text("resource account not in Teams"),
		Waits:      plain(say.Text("Teams does not know the resource account yet. After it was made that takes from minutes to a day. The desk tries again by itself.")),
		AdminWaits: plain(say.Text("It waits for Microsoft: Teams does not know the resource account yet. The desk tries again by itself for a day.")),
		Failed:     plain(say.Text("Teams does not find the resource account. Type why and the request for what to do.")),
		Admin:      botLimit,
		Release: func(f Facts) say.Sentence {
			return say.Text("Teams does not find the resource account that has the number. Run Remove-CsPhoneNumberAssignment -Identity ACCOUNT -PhoneNumber %s -PhoneNumberType %s in Teams PowerShell, and type sync; if that does not find it either, run Sync-CsOnlineApplicationInstance -ObjectId ID and release again.", f.Number, numberTypeWords[f.Type])
		},
		AdminCard:   botCard,
		ReleaseCard: botCard,
	},
	ReasonServiceRefused: {
		Label: say.Text("refused for a service"),
		Failed: func(f Facts) say.Sentence {
			return say.Text("Teams refused to give %s to the resource account. Type why and the request for what to do.", f.Number.Display())
		},
		Admin:     byHand,
		AdminCard: byHandCard,
	},
	ReasonNotForServices: {
		Label:  say.Text("number not for services"),
		Failed: notForServices,
		Admin:  notForServices,
	},
}

var (
	serviceLicence = plain(say.Text("The resource account lacks the service plan MCOEV_VIRTUALUSER, or Teams has not noticed it yet. Assign it the licence Microsoft Teams Phone Resource Account in the Microsoft 365 admin center, wait some minutes, and retry."))
	botCard        = plain(say.Text("Teams does not find the resource account."))
	botLimit       = plain(say.Text("Teams has not found the resource account for a day. Run Sync-CsOnlineApplicationInstance -ObjectId ID in Teams PowerShell, and retry. One that was made with a bot's own application id may never be found, which is a known limit of Microsoft's: make another one for an auto attendant or a call queue that hands calls to the bot, and give the number to that one."))
)

func byHandCard(f Facts) say.Sentence {
	return say.Text("Teams refused to give %s to the resource account, which Graph v1.0 does not promise.", f.Number.Display())
}

// byHand is the way round Graph. An account has one number, so that of a change goes first.
func byHand(f Facts) say.Sentence {
	said := say.Text("Teams refused to give %s to the resource account. Microsoft's reference of Graph v1.0 does not promise that it can.", f.Number)
	if f.Other != "" {
		said = said.And(say.Text("An account has one number: run Remove-CsPhoneNumberAssignment -Identity ACCOUNT -RemoveAll first, which takes %s.", f.Other.Display()))
	}
	return said.And(say.Text("In Teams PowerShell run Set-CsPhoneNumberAssignment -Identity ACCOUNT -PhoneNumber %s -PhoneNumberType %s, then type sync: the desk finds it done. If that is refused too, see whether the number is blocked: Get-CsPhoneNumberAssignment -TelephoneNumber %s shows AssignmentBlockedState. If Graph always refuses, set services.assign_through_graph to false.", f.Number, numberTypeWords[f.Type], f.Number))
}

func notForServices(f Facts) say.Sentence {
	return say.Text("Teams does not give %s to services: it lacks the capability for voice applications. Cancel the request and take another number, or have it changed by Microsoft or the carrier.", f.Number)
}

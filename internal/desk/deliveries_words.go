package desk

import (
	"time"

	"github.com/numberdesk/numberdesk/internal/problem"
	"github.com/numberdesk/numberdesk/internal/say"
	"github.com/numberdesk/numberdesk/internal/store"
	"github.com/numberdesk/numberdesk/internal/teams"
)

// became says what became of a message.
func (r reported) became() say.Sentence {
	why := inTheWay(r.Delivery)
	tries := r.Tries()
	switch {
	case r.Outcome == store.Delivered && tries == 1:
		return say.Text("Delivered")
	case r.Outcome == store.Delivered && r.Ended.Sub(r.Asked) < 30*time.Second:
		return say.Text("Delivered at try %d: %s", tries, why)
	case r.Outcome == store.Delivered:
		return say.Text("Delivered at try %d, %s later: %s", tries, say.Span(r.Ended.Sub(r.Asked)), why)
	case r.Outcome == store.Gone:
		return say.Text("Nothing left to show: %s", why)
	case r.Outcome == store.GivenUp && tries == 1:
		return say.Text("Given up: %s", why)
	case r.Outcome == store.GivenUp:
		return say.Text("Given up at try %d: %s", tries, why)
	case r.behind:
		return say.Text("Waits for the message before it")
	case tries == 1:
		return say.Text("On its way")
	}
	return say.Count(tries-1, "Tried %d time, again on %s: %s", "Tried %d times, again on %s: %s", say.Time(r.Next), why)
}

// cardWords are the cards as a report calls them.
var cardWords = map[string]say.Sentence{
	cardApproval: say.Text("Approver's card"), cardRequest: say.Text("Requester's card"), cardStuck: say.Text("Admin's card"),
	cardApprovals: say.Text("Approver's list"),
}

// messageWords say what a message was, and nothing of what it said.
func messageWords(d store.Delivery) say.Sentence {
	switch {
	case d.Card != "":
		return cardWords[d.Card].Or(say.Text("Card %s", d.Card))
	case d.Kind == effectAttach:
		return say.Text("File")
	case d.Subject != "":
		return say.Text("News of the request")
	}
	return say.Text("Answer")
}

// troubles are what can be in the way of a message, by the code of the connector, of Graph or of the desk itself.
var troubles = map[string]say.Sentence{
	codeLeft:                     say.Text("the person removed the app"),
	codeInstalling:               say.Text("Teams did not show the app yet that was just installed"),
	codeNobody:                   say.Text("Teams knows no such person"),
	teams.ConversationNotFound:   say.Text("the chat was gone"),
	teams.ActivityNotFound:       say.Text("the message was deleted"),
	teams.TooManyRequests:        say.Text("Teams asked to wait"),
	teams.MessageSizeTooBig:      say.Text("the message is too long for Teams"),
	teams.ForeignHost:            say.Text("Teams named an address that the config does not allow"),
	teams.InvalidBotAPIHost:      say.Text("Teams named an address that the config does not allow"),
	"ConversationBlockedByUser":  say.Text("the person blocked the app"),
	"MessageWritesBlocked":       say.Text("the chat is closed for writing"),
	"BotDisabledByAdmin":         say.Text("an administrator disabled the app"),
	"BotNotInConversationRoster": say.Text("the app is not installed for this person"),
	"AppNotPublished":            say.Text("the app is not in the company's app catalog"),
	"AppBlocked":                 say.Text("an app policy keeps the app from this person"),
	"NoTeams":                    say.Text("the person has no licence for Teams"),
	"AppMismatch":                say.Text("the app in the company's app catalog is another one"),
	"InstallRefused":             say.Text("Teams refuses to install the app for this person"),
	"Throttled":                  say.Text("Microsoft asked to wait"),
	"Unauthorized":               say.Text("Microsoft did not accept the desk's credentials"),
	string(problem.Busy):         say.Text("Teams did not answer"),
	string(problem.Unclear):      say.Text("Teams' answer was lost"),
	string(problem.Forbidden):    say.Text("Teams does not let the desk write to this person"),
	string(problem.Invalid):      say.Text("Teams did not accept the message"),
	string(problem.Internal):     say.Text("it failed on the way, see the log"),
}

// inTheWay says what was in the way of a message.
func inTheWay(d store.Delivery) say.Sentence {
	if d.Code == string(problem.Internal) && d.Failed[problem.Unclear] > 0 {
		return troubles[string(problem.Unclear)] // given up so that it does not stand there three times
	}
	return troubles[d.Code].Or(say.Words(d.Code))
}

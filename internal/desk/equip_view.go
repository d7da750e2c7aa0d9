package desk

import (
	"slices"
	"strings"

	"github.com/numberdesk/numberdesk/internal/card"
	"github.com/numberdesk/numberdesk/internal/request"
	"github.com/numberdesk/numberdesk/internal/say"
	"github.com/numberdesk/numberdesk/internal/store"
)

// goesWith says to whoever asks, or decides, what goes with the number; nothing for the number alone.
func goesWith(s *request.Setup) say.Sentence {
	if s == nil || s.Persona == "" {
		return say.Sentence{}
	}
	return say.Text("It is set up for the role %s.", roleOf(s.Persona, s.Role))
}

// roleFact is the role on a card about a request.
func roleFact(r request.Request) card.Fact {
	if r.Setup == nil {
		return card.Fact{}
	}
	return card.Fact{Title: say.Text("Role"), Value: roleOf(r.Setup.Persona, r.Setup.Role)}
}

// stillOpen is [openSaid] to who is no admin, and knows neither Teams' names of policies nor needs them.
func stillOpen(r request.Request) say.Sentence {
	if r.Setup == nil || r.Setup.Over {
		return say.Sentence{}
	}
	var policies, voice say.Sentence
	if len(r.Setup.Open()) > 0 {
		policies = say.Text("some settings are still being made")
	}
	if r.Setup.Voice == request.VoiceOff {
		voice = say.Text("calling is switched off")
	}
	return say.List(", ", policies, voice)
}

// openSaid is what is open of a delivered request, in a few words, to admins.
func openSaid(r request.Request) say.Sentence {
	var policies, voice say.Sentence
	if open := r.Setup.Open(); len(open) > 0 {
		policies = say.Count(len(open), "%d policy open (%s)", "%d policies open (%s)", typesOf(open))
	}
	if r.Setup.Voice == request.VoiceOff {
		voice = say.Text("calling is switched off")
	}
	return say.List(", ", policies, voice)
}

// typesOf are the types of policies, as they stand in Teams' admin center without the word policy.
func typesOf(policies []request.Grant) string {
	types := make([]string, len(policies))
	for i, p := range policies {
		types[i] = strings.TrimSuffix(p.Type, "Policy")
	}
	return strings.Join(types, ", ")
}

// reasons are why policies are open, each with those it is the reason of.
func reasons(open []request.Grant) []say.Sentence {
	var lines []say.Sentence
	for i, p := range open {
		same := func(o request.Grant) bool { return o.Why.String() == p.Why.String() }
		if slices.ContainsFunc(open[:i], same) {
			continue
		}
		var names []string
		for _, o := range open[i:] {
			if same(o) {
				names = append(names, o.Type+" "+o.Name)
			}
		}
		lines = append(lines, say.Text("%s: %s", strings.Join(names, ", "), p.Why.Or(say.Text("on its way"))))
	}
	return lines
}

// voiceFix is what an admin can do about calling that is off, although the person has the number.
func voiceFix() say.Sentence {
	return say.Text("Teams shows the number and calling (Enterprise Voice) switched off. Graph sets it only together with a number: release the number and assign it again, or in Teams PowerShell: Set-CsPhoneNumberAssignment -Identity the person -EnterpriseVoiceEnabled $true.")
}

// voiceCard is [voiceFix] as a card has room for it.
func voiceCard() say.Sentence {
	return say.Text("Teams shows the number and calling (Enterprise Voice) switched off. Release the number and assign it again, or switch it on in Teams PowerShell.")
}

// setupSentences say how far it is with what goes with a number.
func setupSentences(r request.Request) []say.Sentence {
	s := r.Setup
	if s == nil {
		return nil
	}
	var lines []say.Sentence
	if s.Persona != "" {
		lines = append(lines, say.Text("Persona: %s.", roleOf(s.Persona, s.Role)))
	}
	for _, p := range s.Policies {
		switch {
		case p.Unread && !p.Done.IsZero():
			lines = append(lines, say.Text("Policy %s %s was granted on %s. The desk may not read it back.", p.Type, p.Name, say.Time(p.Done)))
		case !p.Done.IsZero():
			lines = append(lines, say.Text("Policy %s %s was granted, and a read on %s showed it.", p.Type, p.Name, say.Time(p.Done)))
		case s.Over:
			lines = append(lines, say.Text("Policy %s %s was not granted before the number left the person.", p.Type, p.Name))
		}
	}
	for _, reason := range reasons(s.Open()) {
		lines = append(lines, say.Text("Policy open: %s", reason))
	}
	if r.Unfinished() {
		lines = append(lines, say.Text("What is open is tried again on %s.", say.Time(s.Again)))
	}
	if s.Voice == request.VoiceOff && !s.Over {
		lines = append(lines, voiceFix())
	}
	for _, step := range s.Left {
		lines = append(lines, say.Text("By hand: %s", step))
	}
	return lines
}

// drawUnfinished is an admin's view of a delivered request of which something is open.
func drawUnfinished(tx store.Tx, r request.Request) card.Card {
	data := card.ReportData{Title: say.Text("A number is there, but not all that goes with it"),
		Lines: []say.Sentence{say.Text("Request %s for %s is delivered.", r.ID, nameOf(tx, r.For)).And(say.Text("Still open:"))},
		Next:  say.Text("It is tried again by itself. requests retry %s tries at once, why %s tells more.", r.ID, r.ID)}
	for _, reason := range reasons(r.Setup.Open()) {
		data.Lines = append(data.Lines, say.Text("Policy open: %s", reason))
	}
	if r.Setup.Voice == request.VoiceOff {
		data.Lines = append(data.Lines, voiceCard())
	}
	return data
}

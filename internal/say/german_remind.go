package say

// germanRemind is what people read about reminders, and about requests that nobody decides on in time.
var germanRemind = map[string]string{
	// The rules (request/remind.go).
	"Request %s is %s, so there is no decision to remind anybody of. Type status to see where it is.": "Anfrage %s ist %s, darum gibt es keine Entscheidung, an die erinnert werden könnte. Geben Sie „status“ ein, um zu sehen, wie es steht.",
	"Nobody has request %s at the moment who could be reminded. Ask your telephony admins.":           "Anfrage %s liegt derzeit bei niemandem, der erinnert werden könnte. Wenden Sie sich an die Telefonie-Administration.",
	"You had people reminded of request %s already. You can do it again from %s on.":                  "Sie haben an Anfrage %s bereits erinnern lassen. Das ist wieder möglich ab %s.",
	"did not decide in time": "hat nicht rechtzeitig entschieden",
}

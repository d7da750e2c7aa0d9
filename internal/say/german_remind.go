package say

// germanRemind is what people read about reminders, and about requests that nobody decides on in time.
var germanRemind = map[string]string{
	// The rules (request/remind.go).
	"Request %s is %s, so there is no decision to remind anybody of. Type status to see where it is.": "Anfrage %s ist %s, darum gibt es keine Entscheidung, an die erinnert werden könnte. Geben Sie „status“ ein, um zu sehen, wie es steht.",
	"Nobody has request %s at the moment who could be reminded. Ask your telephony admins.":           "Anfrage %s liegt derzeit bei niemandem, der erinnert werden könnte. Fragen Sie Ihre Teams-Telefonie-Admins.",
	"You had people reminded of request %s already. You can do it again from %s on.":                  "Sie haben an Anfrage %s bereits erinnern lassen. Das ist wieder möglich ab %s.",
	"did not decide in time": "hat nicht rechtzeitig entschieden",

	// The word remind (desk/remind.go).
	"Remind those who decide on your request":                                          "Die Personen erinnern, die über Ihre Anfrage entscheiden",
	"You have no open request to remind anybody of. Type request to ask for a number.": "Sie haben keine offene Anfrage, an die erinnert werden könnte. Geben Sie „request“ ein, um eine Rufnummer anzufragen.",
	"Reminder sent":                   "Erinnerung gesendet",
	"Request %s was put again to %s.": "Anfrage %s wurde erneut vorgelegt: %s.",
	"You can do it again from %s on.": "Das ist wieder möglich ab %s.",
	"Those who decide were reminded":  "Die entscheidenden Personen wurden erinnert",
	"Nobody decided in time":          "Niemand hat rechtzeitig entschieden",

	// Cards.
	"You were asked again: the card of request %s is further down in this chat.":                  "Sie wurden erneut gefragt: Die Karte zu Anfrage %s steht weiter unten in diesem Chat.",
	"The list is further down in this chat.":                                                      "Die Liste steht weiter unten in diesem Chat.",
	"What waits for your decision":                                                                "Was auf Ihre Entscheidung wartet",
	"The request ends on %s.":                                                                     "Die Anfrage endet: %s.",
	"No more than a working day is left: the request ends on %s.":                                 "Es bleibt höchstens ein Arbeitstag. Die Anfrage endet: %s.",
	"This is a reminder: nothing happens without you.":                                            "Dies ist eine Erinnerung: Ohne Sie geschieht nichts.",
	"It is not decided yet, and the request ends on %s.":                                          "Es ist noch nicht entschieden. Die Anfrage endet: %s.",
	"From %s on you can type remind to have them asked again.":                                    "Ab %s können Sie mit „remind“ erneut fragen lassen.",
	"Type remind to have them asked again.":                                                       "Geben Sie „remind“ ein, um erneut fragen zu lassen.",
	"They were reminded. Talk to them, or ask your telephony admins to hand it to somebody else.": "Es wurde bereits erinnert. Sprechen Sie miteinander, oder bitten Sie Ihre Teams-Telefonie-Admins, jemand anderen entscheiden zu lassen.",
	"No answer in time": "Keine Antwort in der Zeit",
	"Reminded":          "Erinnert",
	"Reminder: %s":      "Erinnerung: %s",
	"Passed over: %s.":  "Übergangen: %s.",
}

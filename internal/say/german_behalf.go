package say

// germanBehalf is what people read when somebody asks for somebody else.
var germanBehalf = map[string]string{
	// Who may be asked for (request/behalf.go, request/policy.go).
	"%s is a guest, and guests cannot have a phone number here. Ask for somebody of your company.":                                                   "%s ist als Gast angemeldet, und Gäste können hier keine Rufnummer bekommen. Fragen Sie für jemanden aus Ihrem Unternehmen an.",
	"The account of %s is disabled, so Teams cannot give out a number. Ask again when it is enabled.":                                                "Das Konto von %s ist deaktiviert; darum kann Teams keine Nummer vergeben. Fragen Sie erneut an, wenn es aktiviert ist.",
	"%s already has an open request, %s. Wait until it is decided.":                                                                                  "Für %s gibt es bereits eine offene Anfrage, %s. Warten Sie, bis darüber entschieden ist.",
	"%s already has the number %s. If it has to be another one, ask your telephony admins.":                                                          "%s hat bereits die Nummer %s. Wenn es eine andere sein muss, fragen Sie Ihre Teams-Telefonie-Admins.",
	"The Teams Phone licence of %s is suspended. Ask your IT service desk to have the subscription renewed, then ask again.":                         "Die Teams Telefon-Lizenz von %s ist ausgesetzt. Bitten Sie Ihren IT-Support, das Abonnement verlängern zu lassen, und fragen Sie dann erneut an.",
	"%s has no Teams Phone licence, so Teams cannot give out a number. Ask your IT service desk for one, then ask again.":                            "%s hat keine Teams Telefon-Lizenz; darum kann Teams keine Nummer vergeben. Bitten Sie Ihren IT-Support um eine Lizenz und fragen Sie dann erneut an.",
	"No number range serves %s (%s). Ask your telephony admins; if city, office or usage location is wrong, ask your IT service desk to correct it.": "Kein Nummernbereich passt zu %s (%s). Fragen Sie Ihre Teams-Telefonie-Admins; wenn Ort, Büro oder Nutzungsstandort nicht stimmen, bitten Sie Ihren IT-Support um die Korrektur.",
	"No number can be given to %s at the moment (%s). Ask your telephony admins to set the emergency location.":                                      "Für %s kann im Moment keine Nummer vergeben werden (%s). Bitten Sie Ihre Teams-Telefonie-Admins, den Notfallstandort einzutragen.",
	"Who may ask for somebody else: %s.": "Für andere anfragen darf: %s.",

	"is the one who asks": "fragt selbst an",

	// Asking (desk/behalf.go, cards/whom.json).
	"Ask for colleagues":      "Für andere anfragen",
	"For whom?":               "Für wen?",
	"Who needs a number?":     "Wer braucht eine Nummer?",
	"Type a name, or several": "Einen oder mehrere Namen eingeben",
	"Choose somebody.":        "Wählen Sie jemanden aus.",
	"Continue":                "Weiter",
	"For %s":                  "Für %s",
	"One moment":              "Einen Moment",
	"The form comes in a message of its own.": "Das Formular kommt in einer eigenen Nachricht.",
	"Choose the one who needs a number.":      "Wählen Sie aus, wer eine Nummer braucht.",
	"%.40q is no address. Write request for diego@contoso.com, or request for alone and choose somebody.":   "%.40q ist keine Adresse. Schreiben Sie „request for diego@contoso.com“, oder nur „request for“, und wählen Sie jemanden aus.",
	"You cannot ask for others here. They ask for themselves, or your telephony admins give them a number.": "Sie können hier nicht für andere anfragen. Jeder fragt selbst an, oder Ihre Teams-Telefonie-Admins weisen eine Nummer zu.",
	"You cannot ask for %s. Only the person concerned can, or: %s.":                                         "Sie können nicht für %s anfragen. Das kann nur die Person selbst, oder: %s.",
	"%s for %s": "%s für %s",
	"You have several open requests: %s. Type %s and the one you mean, such as %s %s.": "Sie haben mehrere offene Anfragen: %s. Geben Sie „%s“ und die gemeinte ein, zum Beispiel „%s %s“.",
	"Open, too: %s. Type status and the one you mean, such as status %s.":              "Ebenfalls offen: %s. Geben Sie „status“ und die gemeinte ein, zum Beispiel „status %s“.",
	"Request %s is not yours. Type status to see yours; telephony admins type why %s.": "Anfrage %s ist nicht Ihre. Geben Sie „status“ ein, um Ihre zu sehen; Teams-Telefonie-Admins geben „why %s“ ein.",
	"Only who asked, or whom it is for, can have people reminded of request %s.":       "An Anfrage %s erinnern lassen kann nur, wer angefragt hat, oder die Person, für die sie ist.",

	// What both see (desk/behalf_view.go).
	"%s asks for a phone number for %s": "%s möchte eine Rufnummer für %s",
	"%s, asked for by %s":               "%s, angefragt von %s",
	"Asked by":                          "Angefragt von",
	"A phone number for %s":             "Eine Rufnummer für %s",
	"Approved, setting up the number":   "Genehmigt, die Nummer wird eingerichtet",
	"%s gets the next number that comes free. The telephony admins know.":    "%s bekommt die nächste Nummer, die frei wird. Die Teams-Telefonie-Admins wissen Bescheid.",
	"The number is ready, and %s knows.":                                     "Die Nummer ist bereit, und %s weiß Bescheid.",
	"Talk to the person who decided, or type request for to ask again.":      "Sprechen Sie mit der Person, die entschieden hat, oder geben Sie „request for“ ein, um erneut anzufragen.",
	"Type request for to ask again.":                                         "Geben Sie „request for“ ein, um erneut anzufragen.",
	"There is nothing for you to do.":                                        "Sie müssen nichts tun.",
	"A request for you was denied":                                           "Eine Anfrage für Sie wurde abgelehnt",
	"A request for you expired":                                              "Eine Anfrage für Sie ist abgelaufen",
	"%s asked for you. Talk to each other, or type request to ask yourself.": "%s hat für Sie angefragt. Sprechen Sie miteinander, oder geben Sie „request“ ein, um selbst anzufragen.",
	"%s held":                                    "%s vorgemerkt",
	"%s has %s":                                  "%s hat %s",
	"%s has this phone number now.":              "%s hat jetzt diese Rufnummer.",
	"Your request for %s was denied":             "Ihre Anfrage für %s wurde abgelehnt",
	"Your request for %s expired":                "Ihre Anfrage für %s ist abgelaufen",
	"%s asked for it for %s on %s (request %s).": "%s hat sie für %s am %s angefragt (Anfrage %s).",
	"%s asked for a number for %s (%s)":          "%s hat eine Nummer für %s angefragt (%s)",
}

package say

// germanChange is what people read when a number is taken from somebody, or changed for another.
var germanChange = map[string]string{
	// The question before a release (desk/release.go, cards/release.json).
	"Release %s?":              "%s zurücknehmen?",
	"Release":                  "Zurücknehmen",
	"Keep":                     "Behalten",
	"With":                     "Bei",
	"Since":                    "Seit",
	"Then":                     "Danach",
	"Kept":                     "Bleibt",
	"%s stays with %s.":        "%s bleibt bei %s.",
	"It is with %s, since %s.": "Die Nummer ist seit %[2]s bei %[1]s.",
	"It cannot be called any more. It rests until %s and is then free again.":      "Sie ist nicht mehr erreichbar. Sie ruht bis %s und ist dann wieder frei.",
	"%s is with %s now, so nothing was taken.":                                     "%s ist jetzt bei %s; es wurde nichts zurückgenommen.",
	"Nothing is changed yet.":                                                      "Es ist noch nichts geändert.",
	"Nothing was taken: it has changed since you were asked.":                      "Es wurde nichts zurückgenommen: Seit der Frage hat sich etwas geändert.",
	"Nothing more to do":                                                           "Nichts weiter zu tun",
	"${title} Update Teams, or open this chat in Teams on the web, to release it.": "${title} Aktualisieren Sie Teams, oder öffnen Sie diesen Chat in Teams im Web, um die Nummer zurückzunehmen.",

	// What came of it (desk/unassign.go).
	"given to somebody else in Teams before the desk could take it back": "in Teams jemand anderem zugewiesen, bevor sie zurückgenommen werden konnte",

	// Emergency locations (desk/location.go).
	"%s has no emergency location, and numbers of %s are not assigned without one.":                                          "%s hat keinen Notfallstandort, und Nummern aus %s werden nicht ohne einen zugewiesen.",
	"it has no emergency location, and numbers of %s are not assigned without one":                                           "er hat keinen Notfallstandort, und Nummern aus %s werden nicht ohne einen zugewiesen",
	"It has no emergency location, and numbers of %s are not assigned without one. Set it with ranges set %s --location ID.": "Der Bereich hat keinen Notfallstandort, und Nummern aus %s werden nicht ohne einen zugewiesen. Legen Sie ihn mit „ranges set %s --location ID“ fest.",
	"It has no emergency location: its numbers are assigned without one.":                                                    "Der Bereich hat keinen Notfallstandort: Seine Nummern werden ohne einen zugewiesen.",
	"Choose another one.": "Wählen Sie eine andere.",

	// Another number instead of one's own (request/ask.go, desk/another.go, order.go, applicant.go).
	"You already have the number %s. Type number to see it, or request change to ask for another one.": "Sie haben bereits die Nummer %s. Geben Sie „number“ ein, um sie zu sehen, oder „request change“, um eine andere anzufragen.",
	"You have no number that could be changed. Type request to ask for one.":                           "Sie haben keine Nummer, die gewechselt werden könnte. Geben Sie „request“ ein, um eine anzufragen.",
	"%s is not one of the desk's numbers, so it cannot be changed here. Ask your telephony admins.":    "%s gehört nicht zum Bestand und kann darum hier nicht gewechselt werden. Fragen Sie Ihre Teams-Telefonie-Admins.",
	"%s is %s here, so it cannot be changed now. Ask your telephony admins.":                           "%s ist hier %s und kann jetzt nicht gewechselt werden. Fragen Sie Ihre Teams-Telefonie-Admins.",
	"Open Calls in Teams to use it. To ask for another one, type request change.":                      "Öffnen Sie in Teams „Anrufe“, um sie zu nutzen. Um eine andere anzufragen, geben Sie „request change“ ein.",
	"Ask for another phone number instead of yours":                                                    "Eine andere Rufnummer anfragen statt der eigenen",
	"Change your phone number":               "Rufnummer wechseln",
	"Instead of %s":                          "Statt %s",
	"%s instead of %s":                       "%s statt %s",
	"Instead of":                             "Statt",
	"%s asks for another phone number":       "%s möchte eine andere Rufnummer",
	"It came in place of %s.":                "Damit wurde %s ersetzt.",
	"It is to change %s for another number.": "Damit wird %s gegen eine andere Nummer gewechselt.",
	"Changing":                               "Wechsel läuft",
	"%s goes to %s instead of %s as request %s. Teams needs a moment.":                  "%s geht an %s statt %s, als Anfrage %s. Teams braucht einen Moment.",
	"%s already has %s. Release it first, or change it: the same command with --swap.":  "%s hat bereits die Nummer %s. Nehmen Sie diese zuerst zurück, oder wechseln Sie sie: derselbe Befehl mit „--swap“.",
	"%s is being changed for another number by request %s. Wait until that is done.":    "%s wird gerade mit Anfrage %s gegen eine andere Nummer gewechselt. Warten Sie, bis das abgeschlossen ist.",
	"This is your phone number now. People can call you on it, and not on %s any more.": "Das ist jetzt Ihre Rufnummer. Sie sind darunter erreichbar, unter %s nicht mehr.",

	// How a change goes (desk/swap.go, swap_may.go, putback.go, requests.go).
	"Teams does not give %s to people: it is for services.":                 "Teams weist %s keinen Personen zu: Die Nummer ist für Dienste.",
	"%s is being ported in. Teams gives it to nobody until it has arrived.": "%s wird gerade portiert. Teams weist die Nummer niemandem zu, bis sie angekommen ist.",
	"Somebody else has %s in Teams.":                                        "In Teams hat jemand anderes %s.",
	"%s is not the primary number in Teams, but a line besides.":            "%s ist in Teams nicht die primäre Nummer, sondern eine weitere.",
	"Teams still shows the number that was given up.":                       "Teams zeigt noch die Nummer, die abgegeben wurde.",
	"You keep %s.": "Sie behalten %s.",
	"It is not certain whether you still have %s.":                                              "Es ist nicht sicher, ob Sie %s noch haben.",
	"Nobody else gets %s meanwhile. Retry, or assign either of them in the Teams admin center.": "%s bekommt bis dahin niemand anderes. Starten Sie die Anfrage neu, oder weisen Sie eine der beiden im Teams Admin Center zu.",
	"The new number failed; the old one is put back":                                            "Die neue Nummer ging nicht; die alte wird wieder zugewiesen",
	"A service is left without a phone number":                                                  "Ein Dienst ist ohne Rufnummer",
	"A number was not released":                                                                 "Eine Nummer wurde nicht zurückgenommen",
	"%s was to be released, and Teams shows it with %s by now. It was left there.":              "%s sollte zurückgenommen werden und ist in Teams inzwischen %s zugewiesen. Sie wurde dort belassen.",
	"Type why %s for the history, or release %s to take it from there.":                         "Geben Sie „why %s“ für den Verlauf ein, oder „release %s“, um sie dort zurückzunehmen.",
	"Somebody is left without a phone number":                                                   "Jemand ist ohne Rufnummer",
	"%s gave up %s for another number, and may have neither in Teams.":                          "%s hat %s für eine andere Nummer abgegeben und hat vielleicht keine von beiden in Teams.",
	"You gave up %s for another number, and have neither in Teams at the moment.":               "Sie haben %s für eine andere Nummer abgegeben und haben im Moment keine von beiden in Teams.",
	"%s keeps %s.": "%s behält %s.",
	"Your number":  "Ihre Nummer",
	"%s given up; nobody else gets it until the new one works": "%s abgegeben; bis die neue funktioniert, bekommt sie niemand anderes",
	"%s is being put back": "%s wird wieder zugewiesen",
}

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
	"Give its range one with ranges set and --location, then retry.":                                                         "Geben Sie dem Nummernbereich mit „ranges set“ und „--location“ einen, und starten Sie die Anfrage dann neu.",
	"Choose another one.": "Wählen Sie eine andere.",
}

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
}

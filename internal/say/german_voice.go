package say

var germanVoice = map[string]string{
	"calling (Enterprise Voice) is switched off for its holder in Teams": "Anrufe (Enterprise Voice) sind in Teams für die Inhaberin oder den Inhaber ausgeschaltet",
	"calling is switched on for its holder again":                        "Anrufe sind für die Inhaberin oder den Inhaber wieder eingeschaltet",
	"Calling is switched off for somebody with a number":                 "Jemand mit Nummer kann nicht anrufen",
	"persona %s takes numbers of ranges tagged %s":                       "die Persona %s nimmt Nummern aus Bereichen mit dem Stichwort %s",
	"Persona %s takes numbers of ranges tagged %s, and there is none. Tag one with ranges set, or correct the tag in the configuration.": "Die Persona %s nimmt Nummern aus Bereichen mit dem Stichwort %s, und es gibt keinen. Geben Sie es einem Bereich mit „ranges set“, oder berichtigen Sie es in der Konfiguration.",
	"%s is of no range tagged %s": "%s ist aus keinem Bereich mit dem Stichwort %s",
	"No free number serves %s (%s). Set a location with ranges set and --location.": "Keine freie Nummer passt für %s (%s). Legen Sie mit „ranges set“ und „--location“ einen Standort fest.",
	"Microsoft is not understood": "Microsoft wird nicht verstanden",
	"Microsoft 365 answers in a way the desk does not understand. The desk tries again by itself.":                                          "Microsoft 365 antwortet auf eine Art, die nicht verstanden wird. Es wird von selbst wieder versucht.",
	"Microsoft 365, or a proxy before it, answers in a way the desk does not understand: the log says how. The desk tries again by itself.": "Microsoft 365 oder ein Proxy davor antwortet auf eine Art, die nicht verstanden wird; das Protokoll sagt, wie. Es wird von selbst wieder versucht.",
	"%s is with %s.": "%s gehört %s.",
	"In agreement with Teams, as far as it could be read":                        "Stimmt mit Teams überein, soweit gelesen werden konnte",
	"What could not be read is read again in the next run.":                      "Was nicht gelesen werden konnte, wird beim nächsten Lauf wieder gelesen.",
	"Type why %s for what to type there. This card says so when it is on again.": "Geben Sie „why %s“ ein für das, was dort einzugeben ist. Diese Karte sagt es, wenn es wieder geht.",
	"For whom calling is switched on could not be read: %s":                      "Für wen Anrufe eingeschaltet sind, konnte nicht gelesen werden: %s",
	"Calling found switched off":                                                 "Anrufe sind ausgeschaltet",
	"Calling found switched on again":                                            "Anrufe sind wieder eingeschaltet",
}

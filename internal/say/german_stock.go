package say

// germanStock is what telephony admins read about numbers that are kept or never given out, about how many there are, and
// why one was picked.
var germanStock = map[string]string{
	// Keeping numbers (desk/keep.go).
	"Keep a number for a person or a purpose":  "Nummer für eine Person oder einen Zweck reservieren",
	"Keep a number from being given out":       "Nummer sperren, damit sie nicht vergeben wird",
	"End a block, a reservation or a rest now": "Sperre, Reservierung oder Ruhezeit sofort beenden",
	"Reserved":                   "Reserviert",
	"Blocked":                    "Gesperrt",
	"Free again":                 "Wieder frei",
	"Given to who waited":        "An eine wartende Anfrage vergeben",
	"Type unblock %s to end it.": "Geben Sie „unblock %s“ ein, um das wieder aufzuheben.",
	"%s is over already.":        "%s ist schon vorbei.",
	"Say whom it is for, such as --for adele@contoso.com or --for \"new reception\".": "Geben Sie an, für wen oder wofür die Nummer ist, zum Beispiel --for adele@contoso.com oder --for \"neuer Empfang\".",
	"Please keep whom it is for under 100 characters.":                                "Bitte kürzen Sie die Angabe, für wen oder wofür die Nummer ist, auf höchstens 100 Zeichen.",
	"At rest again": "Ruht wieder",
	"Type unblock %s again to end its rest, too.":                                     "Geben Sie noch einmal „unblock %s“ ein, um auch die Ruhezeit zu beenden.",
	"%s cannot have %s: %s.":                                                          "%s kann %s nicht bekommen: %s.",
	"%s is blocked already, and never given out (%s).":                                "%s ist schon gesperrt und wird nie vergeben (%s).",
	"Say why, such as --reason \"malicious calls\", so that the next admin knows.":    "Geben Sie einen Grund an, zum Beispiel --reason \"böswillige Anrufe\", damit auch andere Admins Bescheid wissen.",
	"%s is never given out (%s). Take the pattern away first, with forbidden remove.": "%s wird nie vergeben (%s). Entfernen Sie zuerst das Muster mit „forbidden remove“.",
	"%s is %s: there is no block, reservation or rest to end.":                        "%s ist %s; es gibt keine Sperre, Reservierung oder Ruhezeit zu beenden.",

	// Numbers that are never given out (desk/forbid.go, inventory/pattern.go). German excludes them: "verboten" is what people
	// may not do.
	"See the numbers that are never given out":     "Nummern ansehen, die nie vergeben werden",
	"Never give out the numbers of a pattern":      "Nummern eines Musters nie vergeben",
	"Give out the numbers of a pattern again":      "Nummern eines Musters wieder vergeben",
	"Never given out":                              "Nie vergebene Nummern",
	"Pattern":                                      "Muster",
	"Country":                                      "Land",
	"There are none.":                              "Es gibt keine.",
	"Type forbidden add and a pattern to add one.": "Geben Sie „forbidden add“ und ein Muster ein, um eines hinzuzufügen.",
	"Forbidden":                                    "Von der Vergabe ausgeschlossen",
	"No longer forbidden":                          "Nicht mehr ausgeschlossen",
	"%d free number is blocked.":                   "%d freie Nummer ist gesperrt.",
	"%d free numbers are blocked.":                 "%d freie Nummern sind gesperrt.",
	"%d number is in use and stays so. It is blocked when it comes free.":                                        "%d Nummer ist in Gebrauch und bleibt es. Sie wird gesperrt, sobald sie frei wird.",
	"%d numbers are in use and stay so. They are blocked when they come free.":                                   "%d Nummern sind in Gebrauch und bleiben es. Sie werden gesperrt, sobald sie frei werden.",
	"%d number is kept for now, as the list says. It is blocked when it comes free.":                             "%d Nummer bleibt vorerst so, wie die Liste zeigt. Sie wird gesperrt, sobald sie frei wird.",
	"%d numbers are kept for now, as the list says. They are blocked when they come free.":                       "%d Nummern bleiben vorerst so, wie die Liste zeigt. Sie werden gesperrt, sobald sie frei werden.",
	"%d request holds one of them and may still get it: %s. Type requests cancel and its name to prevent that.":  "%d Anfrage hält eine davon und kann sie noch bekommen: %s. Geben Sie „requests cancel“ und ihren Namen ein, um das zu verhindern.",
	"%d requests hold some of them and may still get them: %s. Type requests cancel and a name to prevent that.": "%d Anfragen halten einige davon und können sie noch bekommen: %s. Geben Sie „requests cancel“ und einen Namen ein, um das zu verhindern.",
	"%d number is free again.":   "%d Nummer ist wieder frei.",
	"%d numbers are free again.": "%d Nummern sind wieder frei.",
	"The pattern %s is not forbidden. Type forbidden to see those that are.": "Das Muster %s ist nicht ausgeschlossen. Geben Sie „forbidden“ ein, um die ausgeschlossenen zu sehen.",
	"%.10q is no country such as CH.":                                        "%.10q ist kein Land wie CH.",
	"%.40q is no run of numbers, such as +41446681000-+41446681099.":         "%.40q ist keine Folge von Nummern wie +41446681000-+41446681099.",
	"%.40q names no numbers. Write one number, a run such as +41446681000-+41446681099, or a shape such as *911, with ? for one digit and * for any.": "%.40q bezeichnet keine Nummern. Schreiben Sie eine einzelne Nummer, eine Folge wie +41446681000-+41446681099 oder ein Muster wie *911, mit ? für eine Ziffer und * für beliebig viele.",

	// How many there are, and how long they last (desk/stock.go).
	"See the sites and what is free at each":                 "Standorte und ihre freien Nummern ansehen",
	"See how many numbers there are, and how long they last": "Sehen, wie viele Nummern es gibt und wie lange sie reichen",
	"Stock":  "Nummernbestand",
	"Of":     "Gruppe",
	"In use": "In Gebrauch",
	"Lasts":  "Reicht noch",
	"empty":  "aufgebraucht",
	"Type numbers --state available --site and a site to see what is free there.": "Geben Sie „numbers --state available --site“ und einen Standort ein, um zu sehen, was dort frei ist.",
	"%.20q is nothing to count by; use range, site, country, type or provider.":   "Nach %.20q kann nicht gezählt werden; möglich sind range, site, country, type und provider.",
	"Range %s is running low":                                               "Im Nummernbereich %s werden die Nummern knapp",
	"%d of %d numbers at %s are free.":                                      "Frei am Standort %[3]s: %[1]d von %[2]d Nummern.",
	"At the present rate they last %d day.":                                 "Beim jetzigen Verbrauch reichen sie noch %d Tag.",
	"At the present rate they last %d days.":                                "Beim jetzigen Verbrauch reichen sie noch %d Tage.",
	"Add numbers with ranges add or import. Type report to see all ranges.": "Fügen Sie mit „ranges add“ oder „import“ Nummern hinzu. Geben Sie „report“ ein, um alle Nummernbereiche zu sehen.",

	// What who waits is told (desk/supply.go).
	"Usually that takes about %s.":                    "Das dauert meist etwa %s.",
	"The next number comes back from its rest on %s.": "Die nächste Nummer wird am %s nach ihrer Ruhezeit wieder frei.",

	// Why a number was picked (desk/why.go); the reasons stand behind "weil" and look back (desk/pick.go, desk/supply.go).
	"%s was picked because %s.":                                             "%s wurde ausgewählt, weil %s.",
	"it is reserved for this person":                                        "sie für diese Person reserviert war",
	"this person had it before, and it still rests":                         "sie zuletzt dieser Person zugewiesen und noch in Ruhezeit war",
	"it is the number of range %s that was released longest ago":            "ihre Rücknahme von allen freien Nummern im Nummernbereich %s am längsten zurücklag",
	"it is the lowest free number of range %s":                              "sie die niedrigste freie Nummer im Nummernbereich %s war",
	"it was asked for, and is meant for this person":                        "sie gewünscht wurde und für diese Person bestimmt war",
	"it was asked for, and was free":                                        "sie gewünscht wurde und frei war",
	"an admin named it":                                                     "sie von einem Admin genannt wurde",
	"it is near the number that was asked for":                              "sie nahe bei der gewünschten Nummer liegt",
	"it was the first that came free while this request had waited longest": "sie als erste passende Nummer frei wurde und diese Anfrage am längsten gewartet hatte",
}

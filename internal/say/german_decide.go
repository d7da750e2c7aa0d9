package say

// germanDecide is what approvers read on the cards with which they decide, and what others read of why they decided so.
var germanDecide = map[string]string{
	// Usual reasons (request/denial.go).
	"Not needed for the job":   "Für die Aufgabe nicht nötig",
	"Another number is enough": "Eine andere Nummer reicht aus",
	"Ask again later":          "Bitte später noch einmal anfragen",

	// The approver's card (cards/approval.json, desk/denial.go).
	"If you deny":                                   "Falls Sie ablehnen",
	"Choose why, or say it below":                   "Grund auswählen oder unten angeben",
	"In your own words":                             "In eigenen Worten",
	"See what waits for your decision":              "Sehen, was auf Ihre Entscheidung wartet",
	"Approver's list":                               "Liste der genehmigenden Person",
	"Nothing waits for your decision":               "Nichts wartet auf Ihre Entscheidung",
	"%d request waits for your decision":            "%d Anfrage wartet auf Ihre Entscheidung",
	"%d requests wait for your decision":            "%d Anfragen warten auf Ihre Entscheidung",
	"%s, waiting since %s":                          "%s, wartet seit %s",
	"and %d more, which move up here as you decide": "und %d weitere, die hier nachrücken, sobald Sie entscheiden",
	"Approve ${request}":                            "${request} genehmigen",
	"Deny ${request}":                               "${request} ablehnen",
	"${title}. Update Teams, or open this chat in Teams on the web, to decide.": "${title}. Aktualisieren Sie Teams oder öffnen Sie diesen Chat in Teams im Web, um zu entscheiden.",
	"Cost":                        "Kosten",
	"%d of %d numbers left at %s": "noch %d von %d Nummern am Standort %s",
	"Range %s: please keep what a number costs under 100 characters, such as CHF 5 a month.": "Nummernbereich %s: Bitte geben Sie die Kosten einer Nummer in weniger als 100 Zeichen an, zum Beispiel CHF 5 im Monat.",
	"Other: see my reason":                                "Anderer Grund: siehe unten",
	"Others are asked by now, too. You can still decide.": "Inzwischen sind auch andere gefragt. Sie können weiterhin entscheiden.",
	"To approve, write a reason below, too.":              "Auch zum Genehmigen ist unten eine Begründung nötig.",
}

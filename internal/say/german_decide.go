package say

// germanDecide is what approvers read on the cards with which they decide, and what others read of why they decided so.
var germanDecide = map[string]string{
	// Usual reasons (request/denial.go).
	"Not needed for the job":   "Für die Aufgabe nicht nötig",
	"Another number is enough": "Eine andere Nummer reicht aus",
	"Ask again later":          "Bitte später noch einmal anfragen",

	// The approver's card (cards/approval.json, desk/denial.go).
	"If you deny":                 "Falls Sie ablehnen",
	"Choose why, or say it below": "Grund auswählen oder unten angeben",
	"In your own words":           "In eigenen Worten",
	"Other: see my reason":        "Anderer Grund: siehe unten",
}

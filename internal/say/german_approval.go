package say

// germanApproval is what people read about who approves a request, who was passed over and why.
var germanApproval = map[string]string{
	// Sources (request/policy.go).
	"the manager":            "die Führungskraft",
	"the manager's manager":  "die nächsthöhere Führungskraft",
	"the admins of the site": "die Verantwortlichen des Standorts",
	"the approvers":          "die genehmigenden Personen",
	"the owner":              "die verantwortliche Person",
	"the group %s":           "die Gruppe %s",
	"the named person":       "die benannte Person",

	// The policy as a sentence.
	"Nobody is asked where %s.":   "Niemand wird gefragt, wenn gilt: %s.",
	"Stage %d: %s.":               "Stufe %d: %s.",
	"Stage %d, where %s: %s.":     "Stufe %d, wenn gilt %s: %s.",
	"An approval needs a reason.": "Eine Genehmigung braucht einen Grund.",
	"%d of %s approve":            "%d Zustimmungen nötig von: %s",
	"any of %s approves":          "eine Zustimmung genügt von: %s",
	"%s approves":                 "es entscheidet %s",
	"Whoever cannot be asked is passed over at once. Then come %s.": "Wer nicht gefragt werden kann, wird sofort übergangen; dann folgen: %s.",
	"One denial ends a request, and nobody decides on his own.":     "Eine Ablehnung beendet die Anfrage, und niemand entscheidet über die eigene.",

	"See how requests are approved":                   "Anzeigen, wie Anfragen genehmigt werden",
	"How requests are approved":                       "So werden Anfragen genehmigt",
	"A request that nobody decides on ends after %s.": "Eine Anfrage, über die niemand entscheidet, endet nach %s.",
	"It is set in the configuration, under approval.": "Festgelegt ist das in der Konfiguration unter approval.",

	// The search (request/route.go, desk/approvers.go).
	"is a guest":                                 "ist als Gast angemeldet",
	"has a disabled account":                     "hat ein deaktiviertes Konto",
	"does not have Teams any more":               "hat Teams nicht mehr",
	"cannot be asked":                            "kann nicht gefragt werden",
	"%s: nobody who can be asked":                "%s: niemand kann gefragt werden",
	"%s: the directory does not say who that is": "%s: Das Verzeichnis sagt nicht, wer das ist",
	"Nobody can be asked yet":                    "Noch kann niemand gefragt werden",
	"The directory has not said for an hour who decides on your request %s. It is asked again and again.": "Das Verzeichnis sagt seit einer Stunde nicht, wer über Ihre Anfrage %s entscheidet. Es wird immer wieder gefragt.",
	"There is nothing for you to do. Type status to see where it is.":                                     "Sie brauchen nichts zu tun. Mit status sehen Sie, wie es steht.",
	"%s is no longer in the directory":                                                                    "%s ist nicht mehr im Verzeichnis",
	"nobody is named":                                                                                     "es ist niemand benannt",
	"%s: asked":                                                                                           "%s: gefragt",
	"%d people are asked.":                                                                                "%d Personen werden gefragt.",
	"%d has a disabled account":                                                                           "%d Konto ist deaktiviert",
	"%d have disabled accounts":                                                                           "%d Konten sind deaktiviert",
	"%d is a guest":                                                                                       "%d ist Gast",
	"%d are guests":                                                                                       "%d sind Gäste",
	"%d person is asked.":                                                                                 "%d Person wird gefragt.",

	// Cards (desk/view.go).
	"somebody who can decide":                                    "jemanden, der entscheiden kann",
	"%d approvers":                                               "%d genehmigende Personen",
	"Passed over":                                                "Übergangen",
	"Approved so far":                                            "Bisher genehmigt",
	"It is with %s now.":                                         "Jetzt liegt sie bei: %s.",
	"You approved, %s.":                                          "Sie haben genehmigt, %s.",
	"You are the manager's manager":                              "Sie sind die nächsthöhere Führungskraft",
	"You look after this site":                                   "Sie sind für diesen Standort zuständig",
	"You own what the number is for":                             "Sie verantworten, wofür die Nummer ist",
	"You are a telephony admin":                                  "Sie verwalten die Telefonie",
	"You are one of the approvers":                               "Sie gehören zu den genehmigenden Personen",
	"Say why you approve: this one needs a reason.":              "Bitte begründen Sie die Genehmigung: Hier ist ein Grund nötig.",
	"A request has nobody to decide":                             "Für eine Anfrage gibt es niemanden zum Entscheiden",
	"Nobody who could approve request %s for %s can be asked.":   "Niemand, der Anfrage %s für %s genehmigen könnte, kann gefragt werden.",
	"Type requests hand %s and a person, or requests cancel %s.": "Geben Sie „requests hand %s“ und eine Person ein, oder „requests cancel %s“.",
	"No approval is needed.":                                     "Eine Genehmigung ist nicht nötig.",
	"approved by the rule %s":                                    "genehmigt durch die Regel %s",
	"a rule of your company":                                     "eine Regel Ihrer Firma",

	"Passed over: %s": "Übergangen: %s",

	"Too few can be asked": "Zu wenige können gefragt werden",
	"Your request %s needs more approvals than there are people who can give them.":   "Ihre Anfrage %s braucht mehr Zustimmungen, als es Personen gibt, die sie geben können.",
	"A request has too few to decide":                                                 "Für eine Anfrage gibt es zu wenige zum Entscheiden",
	"Request %s for %s needs more approvals than there are people who can give them.": "Anfrage %s für %s braucht mehr Zustimmungen, als es Personen gibt, die sie geben können.",

	// The audit (desk/history.go).
	"until %s":                         "bis %s",
	"Request put to those who decide":  "Anfrage denen vorgelegt, die entscheiden",
	"An approver could not be reached": "Eine genehmigende Person war nicht erreichbar",
}

package say

// germanRole is about numbers and policies that come with somebody's role or with what the directory says.
var germanRole = map[string]string{
	// A number that the directory shows already (desk/adopt.go).
	"the directory shows it as this person's business phone":  "im Verzeichnis steht sie als geschäftliche Telefonnummer dieser Person",
	"It was picked because %s.":                               "Sie wurde ausgewählt: %s.",
	"%s is shown for others, too.":                            "%s steht auch bei anderen.",
	"The business phone in the directory cannot be taken: %s": "Die geschäftliche Telefonnummer im Verzeichnis kann nicht vergeben werden: %s",

	// Numbers by group (desk/onboard.go).
	"member of the group of persona %s":                                                           "Mitglied der Gruppe der Persona %s",
	"member of the group %s of persona %s":                                                        "Mitglied der Gruppe %s der Persona %s",
	"gets a number: member of the group of persona %s":                                            "erhält eine Nummer: Mitglied der Gruppe der Persona %s",
	"a number is asked for: member of the group of persona %s":                                    "eine Nummer wird angefragt: Mitglied der Gruppe der Persona %s",
	"The group %s of persona %s could not be read: %s":                                            "Die Gruppe %s der Persona %s war nicht zu lesen: %s",
	"There are more people in the groups of personas than one run asks for; the next ones go on.": "In den Gruppen der Personas sind mehr Personen, als ein Abgleich bedient; die nächsten machen weiter.",
	"The desk only observes, so no number was asked for. With mode: manage it would be.":          "Der Dienst beobachtet nur, darum wurde keine Nummer angefragt. Mit „mode: manage“ geschähe das.",
	"Who else is in the groups of personas could not be read: %s":                                 "Wer sonst in den Gruppen der Personas ist, war nicht zu lesen: %s",
}

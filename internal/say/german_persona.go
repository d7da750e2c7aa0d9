package say

// germanPersona is what people read about personas: what belongs to somebody's role besides a number. A person reads of
// his role, an admin of the persona.
var germanPersona = map[string]string{
	// The rules (persona).
	"Persona %s: %s": "Persona %s: %s",

	// The thirteen items (persona/item.go).
	"Persona":                             "Persona",
	"For whom":                            "Für wen",
	"Licences":                            "Lizenzen",
	"Security groups":                     "Sicherheitsgruppen",
	"Dial plan":                           "Wählplan",
	"Voice routing":                       "Routing der Anrufe",
	"Caller ID":                           "Anrufer-ID",
	"Emergency calls":                     "Notrufe",
	"Other policies":                      "Weitere Richtlinien",
	"Call queues":                         "Anrufwarteschleifen",
	"Teams":                               "Teams",
	"nothing":                             "nichts",
	"none, and none is needed":            "keine, und es wird keine gebraucht",
	"%s, though none is needed":           "%s, obwohl keine gebraucht wird",
	"%s is missing":                       "%s fehlt",
	"not a member of %s":                  "kein Mitglied von %s",
	"%s is of the type %s, not %s":        "%s ist vom Typ %s, nicht %s",
	"%s is of none of the ranges %s":      "%s gehört zu keinem der Nummernbereiche %s",
	"%s is not granted":                   "%s ist nicht zugewiesen",
	"%s is granted, not %s":               "%s ist zugewiesen, nicht %s",
	"%s, through a group":                 "%s, über eine Gruppe",
	"In Teams PowerShell: %s":             "In der Teams-PowerShell: %s",
	"location %s, sent with the number":   "Standort %s, wird mit der Nummer mitgegeben",
	"Policy: %s.":                         "Richtlinie: %s.",
	"agent of %s; Graph does not show it": "Agent von %s; Graph zeigt es nicht",
	"%s; whether the person has it cannot be read: %s":                                                                                                                                "%s; ob die Person sie hat, kann nicht gelesen werden: %s",
	"member of %s; only teams given by object id can be looked up":                                                                                                                    "Mitglied von %s; nachgesehen werden kann nur bei Teams, die mit ihrer Objekt-ID angegeben sind",
	"Set the usage location to %s: Microsoft 365 admin center, Users, Active users, the person, Licenses and apps, Location.":                                                         "Setzen Sie den Nutzungsstandort auf %s: Microsoft 365 Admin Center, Benutzer, Aktive Benutzer, die Person, Lizenzen und Apps, Standort.",
	"Assign a licence with the service plan %s, to the person or through a group: Microsoft 365 admin center, Billing, Licenses.":                                                     "Weisen Sie der Person selbst oder über eine Gruppe eine Lizenz mit dem Dienstplan %s zu: Microsoft 365 Admin Center, Abrechnung, Lizenzen.",
	"Add the person to the group %s: Microsoft Entra admin center, Groups, the group, Members, Add members.":                                                                          "Nehmen Sie die Person in die Gruppe %s auf: Microsoft Entra Admin Center, Gruppen, die Gruppe, Mitglieder, Mitglieder hinzufügen.",
	"Let the person type request, or type assign next %s.":                                                                                                                            "Die Person gibt „request“ ein, oder Sie geben „assign next %s“ ein.",
	"Give the person another number: release %s, then assign next %s.":                                                                                                                "Geben Sie der Person eine andere Nummer: „release %s“, dann „assign next %s“.",
	"The location %s is told to Teams with the number.":                                                                                                                               "Der Standort %s wird Teams mit der Nummer mitgegeben.",
	"Add the person as an agent of %s once calling works: Teams admin center, Voice, Call queues, the queue, Call agents, or the group or team that the queue takes its agents from.": "Nehmen Sie die Person als Agent von %s auf, sobald sie telefonieren kann: Teams Admin Center, Sprache, Anrufwarteschleifen, die Warteschleife, Agenten, oder die Gruppe oder das Team, woher die Warteschleife ihre Agenten hat.",
	"Add the person to the team %s: Teams admin center, Teams, Manage teams, the team, Members, Add.":                                                                                 "Nehmen Sie die Person in das Team %s auf: Teams Admin Center, Teams, Teams verwalten, das Team, Mitglieder, Hinzufügen.",
}

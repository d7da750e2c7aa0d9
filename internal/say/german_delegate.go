package say

// germanDelegate is what people read about who decides for somebody who is away, and about requests that were handed over.
var germanDelegate = map[string]string{
	// Naming a delegate (desk/delegate.go, desk/delegate_words.go, request/delegate.go).
	"Let somebody decide for you while you are away": "Sich beim Entscheiden vertreten lassen",
	"Decide for yourself again":                      "Wieder selbst entscheiden",
	"Say to whom, until when and why: delegate to megan@contoso.com until Friday because I am on leave":                "Nennen Sie Vertretung, letzten Tag und Grund: „delegate to megan@contoso.com until Freitag because Urlaub“",
	"When you are away: delegate to megan@contoso.com until Friday because I am on leave":                              "Wenn Sie abwesend sind: „delegate to megan@contoso.com until Freitag because Urlaub“",
	"Please keep the reason under 200 characters.":                                                                     "Bitte fassen Sie den Grund in weniger als 200 Zeichen.",
	"%.40q is no day. Name a weekday such as Friday, or a day such as 2026-12-31.":                                     "%.40q ist kein Tag. Nennen Sie einen Wochentag wie Freitag oder einen Tag wie 31.12.2026.",
	"%.40q names nobody for certain. Mention the person, or write the address, such as megan@contoso.com.":             "%.40q bezeichnet niemanden eindeutig. Erwähnen Sie die Person mit @, oder schreiben Sie die Adresse, etwa megan@contoso.com.",
	"Whom you mentioned has not met the desk yet. Write the address instead, such as megan@contoso.com.":               "Wen Sie erwähnt haben, war noch nicht hier. Schreiben Sie stattdessen die Adresse, etwa megan@contoso.com.",
	"You cannot stand in for yourself. Name somebody else.":                                                            "Sie können sich nicht selbst vertreten. Nennen Sie jemand anderen.",
	"That day is over. Name one that is still to come, such as Friday or 2026-12-31.":                                  "Dieser Tag ist vorbei. Nennen Sie einen, der noch kommt, etwa Freitag oder 31.12.2026.",
	"You can be stood in for at most 90 days. Name an earlier day, or ask your telephony admins for another approver.": "Eine Vertretung gilt höchstens 90 Tage. Nennen Sie einen früheren Tag, oder bitten Sie Ihre Teams-Telefonie-Admins um eine andere genehmigende Person.",
	"%s is a guest, and guests decide nothing here. Name somebody of the company.":                                     "%s ist als Gast angemeldet, und Gäste entscheiden hier nichts. Nennen Sie jemanden aus dem Unternehmen.",
	"%s has a disabled account. Name somebody else.":                                                                   "%s hat ein deaktiviertes Konto. Nennen Sie jemand anderen.",
	"%s does not have Teams any more. Name somebody else.":                                                             "%s hat Teams nicht mehr. Nennen Sie jemand anderen.",
	"%s cannot be asked. Name somebody else.":                                                                          "%s kann nicht gefragt werden. Nennen Sie jemand anderen.",
	"%s decides for you":               "Für Sie entscheidet %s",
	"Until %s: %s":                     "Bis %s: %s",
	"%d open request goes there, too.": "%d offene Anfrage geht ebenfalls dorthin.",
	"%d open requests go there, too.":  "%d offene Anfragen gehen ebenfalls dorthin.",
	"But %s is away, too, until %s, and what comes from you is not passed on.": "Aber %s ist auch abwesend, bis %s, und was von Ihnen kommt, wird nicht weitergegeben.",
	"You can decide all the same. Type delegate end to end it earlier.":        "Sie können weiterhin selbst entscheiden. Mit „delegate end“ endet die Vertretung früher.",
	"You decide for yourself":                               "Sie entscheiden selbst",
	"Nobody stands in for you.":                             "Niemand vertritt Sie.",
	"Nobody stands in for you, so there is nothing to end.": "Niemand vertritt Sie, also gibt es nichts zu beenden.",
	"%s does not stand in for you any more.":                "%s vertritt Sie nicht mehr.",
	"What is open is with you.":                             "Was offen ist, liegt bei Ihnen.",

	// To the delegate, and on cards (desk/standin.go, desk/view.go).
	"%s is away": "%s ist abwesend",
	"You are asked in place of %s until %s: %s":                               "Sie werden an Stelle von %s gefragt, bis %s: %s",
	"Requests come to you here, and what you decide stands under both names.": "Anfragen kommen hier zu Ihnen, und Ihre Entscheidung steht unter beiden Namen.",
	"For %s, who is away until %s":                                            "Für %s, abwesend bis %s",
	"You stood in for %s":                                                     "Sie haben %s vertreten",
	"A telephony admin handed it to you":                                      "Von den Teams-Telefonie-Admins an Sie übergeben",

	// A delegate who cannot decide any more (desk/unfit.go, request/route.go).
	"the delegate":                         "die Vertretung",
	"cannot stand in: %s":                  "kann nicht vertreten: %s",
	"is no longer in the directory":        "steht nicht mehr im Verzeichnis",
	"Nobody stands in for you any more":    "Niemand vertritt Sie mehr",
	"%s %s, and so cannot decide for you.": "%s %s und kann darum nicht für Sie entscheiden.",
	"Name somebody else: delegate to megan@contoso.com until Friday because I am on leave": "Nennen Sie jemand anderen: „delegate to megan@contoso.com until Freitag because Urlaub“",

	// Who is away (desk/absence.go, desk/absence_view.go, request/remind.go).
	"%s (away)":                 "%s (abwesend)",
	"%s (away until %s)":        "%s (abwesend bis %s)",
	"is away":                   "ist abwesend",
	"Those who decide are away": "Die entscheidenden Personen sind abwesend",
	"Your mailbox says that you are away. If somebody is to decide for you, type: delegate to megan@contoso.com until Friday because I am away":      "Laut Ihrem Postfach sind Sie abwesend. Soll jemand für Sie entscheiden, geben Sie ein: „delegate to megan@contoso.com until Freitag because Urlaub“",
	"Your mailbox says that you are away until %s. If somebody is to decide for you, type: delegate to megan@contoso.com until %s because I am away": "Laut Ihrem Postfach sind Sie abwesend bis %s. Soll jemand für Sie entscheiden, geben Sie ein: „delegate to megan@contoso.com until %s because Urlaub“",

	// Handing over (desk/hand.go, request/hand.go).
	"Let somebody else decide on a request":                                      "Jemand anderen über eine Anfrage entscheiden lassen",
	"handed over by a telephony admin":                                           "von den Teams-Telefonie-Admins übergeben",
	"to %s, by a telephony admin":                                                "an %s, durch die Teams-Telefonie-Admins",
	"Handed to %s by a telephony admin":                                          "Durch die Teams-Telefonie-Admins übergeben an %s",
	"Handed over":                                                                "Übergeben",
	"Request %s is put to %s now.":                                               "Anfrage %s liegt jetzt bei: %s.",
	"Request %s is %s, so there is nothing to decide.":                           "Anfrage %s ist %s, also gibt es nichts zu entscheiden.",
	"Request %s is put to %s already. Name somebody else.":                       "Anfrage %s liegt schon bei %s. Nennen Sie jemand anderen.",
	"%s asked for it, and nobody decides on an own request. Name somebody else.": "Sie stammt von %s, und niemand entscheidet über die eigene Anfrage. Nennen Sie jemand anderen.",
	"%s has decided on request %s already, and it needs somebody else, too. Name another person.":     "%s hat über Anfrage %s schon entschieden, und sie braucht noch jemand anderen. Nennen Sie eine andere Person.",
	"You cannot choose who decides on your own request. Ask another telephony admin.":                 "Wer über Ihre eigene Anfrage entscheidet, können Sie nicht bestimmen. Fragen Sie andere Telefonie-Admins.",
	"You cannot give yourself a number. Type request to ask for one, or ask another telephony admin.": "Sich selbst können Sie keine Nummer geben. Geben Sie „request“ ein, um eine anzufragen, oder fragen Sie andere Telefonie-Admins.",

	// The audit (desk/history.go).
	"Request put to a delegate":                             "Anfrage der Vertretung vorgelegt",
	"Request handed to somebody else":                       "Anfrage an jemand anderen übergeben",
	"Somebody stands in":                                    "Vertretung begonnen",
	"Nobody stands in any more":                             "Vertretung beendet",
	"You do not stand in for %s any more":                   "Sie vertreten %s nicht mehr",
	"What you have decided stays. What is open is with %s.": "Was Sie entschieden haben, bleibt. Was offen ist, liegt bei %s.",
	"You decide for %s until %s: %s":                        "Sie entscheiden für %s bis %s: %s",
}

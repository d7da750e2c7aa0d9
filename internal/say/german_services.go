package say

// germanServices are about resource accounts: auto attendants, call queues, bots.
var germanServices = map[string]string{
	// Which there are (desk/services.go, inventory/service.go).
	"See resource accounts and their numbers": "Ressourcenkonten und ihre Nummern anzeigen",
	"Services":                        "Dienste",
	"%s (service)":                    "%s (Dienst)",
	"Account":                         "Konto",
	"Licence":                         "Lizenz",
	"What is missing":                 "Was fehlt",
	"there":                           "vorhanden",
	"There are no resource accounts.": "Es gibt keine Ressourcenkonten.",
	"The first %d of %d are shown; services on the command line shows all.":                       "Die ersten %d von %d sind zu sehen; „services“ auf der Befehlszeile zeigt alle.",
	"Type assign NUMBER ACCOUNT to give one a number, or services create to see how one is made.": "Geben Sie „assign NUMMER KONTO“ ein, um einem eine Nummer zu geben, oder „services create“, um zu sehen, wie eines angelegt wird.",
	"the account is not in the directory":                                                         "das Konto ist nicht im Verzeichnis",
	"usage location, without which it gets no licence":                                            "Nutzungsstandort, ohne den es keine Lizenz bekommt",
	"licence Microsoft Teams Phone Resource Account":                                              "Lizenz „Microsoft Teams Phone-Ressourcenkonto“",
	"number, if it is to be called from outside":                                                  "Nummer, falls es von außen erreichbar sein soll",
	"%s in the inventory": "%s im Bestand",
	"capability service of %s, which counts as one for people": "die Verwendung „service“ von %s; die Nummer gilt als eine für Personen",
	"%s here: type sync":         "%s in numberdesk: Geben Sie „sync“ ein",
	"its numbers are for people": "seine Nummern sind für Personen",
	"%s is a resource account, not a person. Telephony admins give it a number with assign.": "%s ist ein Ressourcenkonto, keine Person. Teams-Telefonie-Admins geben ihm mit „assign“ eine Nummer.",
	"%s is a resource account without a number here. Licence: %s. Ranges: %s.":               "%s ist ein Ressourcenkonto ohne Nummer in numberdesk. Lizenz: %s. Nummernbereiche: %s.",

	// Giving one a number (desk/service_assign.go, order.go).
	"%s has no Teams Phone licence, so Teams would refuse. Assign one first. If this is a resource account, such as a call queue's, the licence is Microsoft Teams Phone Resource Account (service plan MCOEV_VIRTUALUSER).": "%s hat keine Teams-Phone-Lizenz; Teams würde ablehnen. Weisen Sie zuerst eine zu. Ist das ein Ressourcenkonto, etwa einer Anrufwarteschleife, heißt die Lizenz „Microsoft Teams Phone-Ressourcenkonto“ (Dienstplan MCOEV_VIRTUALUSER).",
	"The licence of the resource account %s (service plan MCOEV_VIRTUALUSER) is suspended, so Teams would refuse. Have the subscription renewed first.":                                                                      "Die Lizenz des Ressourcenkontos %s (Dienstplan MCOEV_VIRTUALUSER) ist ausgesetzt; Teams würde ablehnen. Lassen Sie zuerst das Abonnement verlängern.",
	"The resource account %s has lost its licence (service plan MCOEV_VIRTUALUSER), so Teams would refuse. Assign Microsoft Teams Phone Resource Account first.":                                                             "Das Ressourcenkonto %s hat seine Lizenz verloren (Dienstplan MCOEV_VIRTUALUSER); Teams würde ablehnen. Weisen Sie zuerst „Microsoft Teams Phone-Ressourcenkonto“ zu.",
	"No free number for services serves %s (%s). Make a range for services with ranges set RANGE --capability service, or name a number.":                                                                                    "Für %s gibt es keine freie Nummer für Dienste (%s). Machen Sie einen Nummernbereich mit „ranges set BEREICH --capability service“ zu einem für Dienste, oder nennen Sie eine Nummer.",
	"all are in use": "alle sind belegt",
	"%s is for people. A service gets numbers that are for services: set that for the range with ranges set %s --capability service, or import the number with the capability service.":                                                    "%s ist für Personen. Ein Dienst bekommt Nummern für Dienste: Legen Sie das mit „ranges set %s --capability service“ für den Nummernbereich fest, oder importieren Sie die Nummer mit der Verwendung „service“.",
	"All that can be checked is as it should be. Microsoft's reference of Graph v1.0 does not promise that a resource account can be given a number, so the desk does not do it (services.assign_through_graph). In Teams PowerShell run:": "Alles, was sich prüfen lässt, ist in Ordnung. Microsofts Referenz zu Graph v1.0 sagt nicht zu, dass ein Ressourcenkonto eine Nummer bekommen kann; darum tut numberdesk es nicht (services.assign_through_graph). Führen Sie in Teams PowerShell aus:",
	"Then type sync: the desk finds the number in use and keeps it as the service's.": "Geben Sie dann „sync“ ein: numberdesk findet die Nummer vergeben vor und führt sie als die des Dienstes.",

	// Making one (desk/service_create.go).
	"See how to make a resource account": "Zeigen, wie ein Ressourcenkonto angelegt wird",
	"How to make %s":                     "So wird %s angelegt",
	"Microsoft Graph cannot make a resource account, so nothing was changed. In PowerShell, with the modules MicrosoftTeams and Microsoft.Graph, run:": "Microsoft Graph kann kein Ressourcenkonto anlegen; es wurde nichts geändert. Führen Sie in PowerShell mit den Modulen MicrosoftTeams und Microsoft.Graph aus:",
	"Then connect it in the Teams admin center, under Voice, to its auto attendant or call queue.":                                                     "Verbinden Sie es dann im Teams Admin Center unter „VoIP“ mit seiner automatischen Telefonzentrale oder Anrufwarteschleife.",
	"When services shows its licence, type assign next %s.":                                                                                            "Sobald „services“ seine Lizenz zeigt, geben Sie „assign next %s“ ein.",
	"Known limit of Microsoft's: a resource account with a bot's own application id may never be found when a number is assigned to it (\"The user is not found\"). Then make it for an auto attendant or a call queue that hands calls to the bot, and give the number to that one.": "Bekannte Grenze bei Microsoft: Ein Ressourcenkonto mit der eigenen Anwendungs-ID eines Bots wird beim Zuweisen einer Nummer womöglich nie gefunden („The user is not found“). Legen Sie es dann für eine automatische Telefonzentrale oder Anrufwarteschleife an, die Anrufe an den Bot weitergibt, und geben Sie dieser die Nummer.",
	"%.60q is no name for an account; write one such as reception@contoso.com.":        "%.60q ist kein Name für ein Konto; schreiben Sie einen wie reception@contoso.com.",
	"%.20q is no kind of service; use attendant, queue or bot.":                        "%.20q ist keine Art von Dienst; möglich sind attendant, queue und bot.",
	"A bot needs its application id: --app 11111111-2222-3333-4444-555555555555.":      "Ein Bot braucht seine Anwendungs-ID: --app 11111111-2222-3333-4444-555555555555.",
	"Only a bot has an application id of its own; leave out --app, or say --kind bot.": "Nur ein Bot hat eine eigene Anwendungs-ID; lassen Sie „--app“ weg, oder geben Sie „--kind bot“ an.",
	"Please keep the name under 64 characters, on one line.":                           "Bitte halten Sie den Namen unter 64 Zeichen, in einer Zeile.",
	"Say the usage location as two capital letters: --country CH.":                     "Geben Sie den Nutzungsstandort mit zwei Großbuchstaben an: --country CH.",

	// Why Teams has not given it (inventory/reasons_service.go).
	"no licence for a service":      "keine Lizenz für einen Dienst",
	"resource account not in Teams": "Ressourcenkonto in Teams unbekannt",
	"refused for a service":         "für einen Dienst abgelehnt",
	"number not for services":       "Nummer nicht für Dienste",
	"The resource account lacks the service plan MCOEV_VIRTUALUSER, or Teams has not noticed it yet. Assign it the licence Microsoft Teams Phone Resource Account in the Microsoft 365 admin center, wait some minutes, and retry.":                                                                                                                                                                "Dem Ressourcenkonto fehlt der Dienstplan MCOEV_VIRTUALUSER, oder Teams hat ihn noch nicht bemerkt. Weisen Sie ihm im Microsoft 365 Admin Center die Lizenz „Microsoft Teams Phone-Ressourcenkonto“ zu, warten Sie einige Minuten und starten Sie die Anfrage neu.",
	"Teams does not take a number from a resource account without its licence. Run Remove-CsPhoneNumberAssignment -Identity ACCOUNT -PhoneNumber %s -PhoneNumberType %s in Teams PowerShell, or give the account the licence Microsoft Teams Phone Resource Account for some minutes and try again.":                                                                                               "Teams hebt die Zuweisung bei einem Ressourcenkonto ohne Lizenz nicht auf. Führen Sie in Teams PowerShell Remove-CsPhoneNumberAssignment -Identity ACCOUNT -PhoneNumber %s -PhoneNumberType %s aus, oder geben Sie dem Konto für einige Minuten die Lizenz „Microsoft Teams Phone-Ressourcenkonto“ und versuchen Sie es noch einmal.",
	"Teams does not know the resource account yet. After it was made that takes from minutes to a day. The desk tries again by itself.":                                                                                                                                                                                                                                                            "Teams kennt das Ressourcenkonto noch nicht. Nach dem Anlegen dauert das Minuten bis zu einem Tag. numberdesk versucht es von selbst wieder.",
	"Teams does not find the resource account. One that was made just now may take up to a day; Sync-CsOnlineApplicationInstance -ObjectId ID in Teams PowerShell helps. One that was made with a bot's own application id may never be found, which is a known limit of Microsoft's: make it for an auto attendant or a call queue that hands calls to the bot, and give the number to that one.": "Teams findet das Ressourcenkonto nicht. Eines, das gerade angelegt wurde, braucht bis zu einem Tag; in Teams PowerShell hilft Sync-CsOnlineApplicationInstance -ObjectId ID. Eines mit der eigenen Anwendungs-ID eines Bots wird womöglich nie gefunden, eine bekannte Grenze bei Microsoft: Legen Sie es für eine automatische Telefonzentrale oder Anrufwarteschleife an, die Anrufe an den Bot weitergibt, und geben Sie dieser die Nummer.",
	"Teams refused to give %s to the resource account. Microsoft's reference of Graph v1.0 does not promise that it can. In Teams PowerShell run Set-CsPhoneNumberAssignment -Identity ACCOUNT -PhoneNumber %s -PhoneNumberType %s, then type sync: the desk finds it done. If it is always so, set services.assign_through_graph to false.":                                                       "Teams hat abgelehnt, %s dem Ressourcenkonto zuzuweisen. Microsofts Referenz zu Graph v1.0 sagt nicht zu, dass es das kann. Führen Sie in Teams PowerShell Set-CsPhoneNumberAssignment -Identity ACCOUNT -PhoneNumber %s -PhoneNumberType %s aus und geben Sie dann „sync“ ein: numberdesk findet es erledigt vor. Ist das immer so, setzen Sie services.assign_through_graph auf false.",
	"Teams does not give %s to services: it lacks the capability for voice applications. Cancel the request and take another number, or have it changed by Microsoft or the carrier.":                                                                                                                                                                                                              "Teams weist %s keinen Diensten zu: Der Nummer fehlt die Eignung für Sprachanwendungen. Brechen Sie die Anfrage ab und nehmen Sie eine andere Nummer, oder lassen Sie das von Microsoft oder dem Anbieter ändern.",

	// The card with which a number comes (desk/welcome.go).
	"Help: %s": "Hilfe: %s",
	"This is your phone number. People can call you now, within the country on %s.":                            "Das ist Ihre Rufnummer. Sie sind jetzt erreichbar, im Inland unter %s.",
	"This is your phone number now, within the country %s. People can call you on it, and not on %s any more.": "Das ist jetzt Ihre Rufnummer, im Inland %s. Sie sind darunter erreichbar, unter %s nicht mehr.",
	"What else belongs to your role, such as whom you can call, is set up in the next minutes.":                "Was sonst zu Ihrer Rolle gehört, etwa wen Sie anrufen können, wird in den nächsten Minuten eingerichtet.",
	"Your telephony admins add you to %s.":                                                                     "Ihre Teams-Telefonie-Admins fügen Sie zu %s hinzu.",
}

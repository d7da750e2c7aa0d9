package say

// germanMicrosoft is what Microsoft 365 and Teams refuse or leave open, and what is wrong with the desk's own store.
var germanMicrosoft = map[string]string{
	// Teams and a number (graph/refused.go, graph/assign.go, desk/errand.go, desk/unassign.go).
	"Somebody else was given this number in Teams in the meantime.":            "In Teams wurde diese Nummer inzwischen jemand anderem zugewiesen.",
	"There is no person to give the number to.":                                "Es ist keine Person angegeben, die die Nummer bekommen soll.",
	"This is no telephone number in international form, such as +41446681000.": "Das ist keine Rufnummer in internationaler Schreibweise wie +41446681000.",
	"%q is no number type; use directRouting, callingPlan or operatorConnect.": "%q ist kein Nummerntyp; möglich sind directRouting, callingPlan und operatorConnect.",
	"There is no number and no person to look for.":                            "Es ist weder eine Nummer noch eine Person angegeben, nach der gesucht werden soll.",
	"There is no group to look for.":                                           "Es ist keine Gruppe angegeben, nach der gesucht werden soll.",
	"There is no person to look for.":                                          "Es ist keine Person angegeben, nach der gesucht werden soll.",

	// Policies and the directory's telephone (graph/policy.go, graph/business.go).
	"A policy has a type, such as TenantDialPlan, and a name.": "Eine Richtlinie hat einen Typ, zum Beispiel TenantDialPlan, und einen Namen.",
	"Teams does not grant policies of this type through Microsoft Graph. Check how the type is written, or grant the policy in the Teams admin center.": "Teams weist Richtlinien dieses Typs nicht über Microsoft Graph zu. Prüfen Sie die Schreibweise des Typs oder weisen Sie die Richtlinie im Teams Admin Center zu.",
	"Teams does not know this policy. Check its name in the Teams admin center; one that was made just now takes some minutes.":                         "Teams kennt diese Richtlinie nicht. Prüfen Sie ihren Namen im Teams Admin Center; eine eben erst angelegte braucht einige Minuten.",
	"The directory has room for one business phone of a person.":                                                                                        "Das Verzeichnis fasst je Person nur eine geschäftliche Telefonnummer.",
	"This person's business phone is kept in the company's own Active Directory and cannot be changed in the cloud. Change it there.":                   "Die geschäftliche Telefonnummer dieser Person wird im Active Directory der Firma gepflegt und lässt sich in der Cloud nicht ändern. Ändern Sie sie dort.",

	// Rights and sign-in (graph/refused.go, graph/token.go).
	"The desk's app lacks the permission %s for Microsoft Graph. An administrator needs to grant it in Microsoft Entra.":                                                                       "Der App von numberdesk fehlt die Berechtigung %s für Microsoft Graph. Die Administration muss sie in Microsoft Entra erteilen.",
	"Microsoft 365 does not let the desk's app write this person's business phone. It needs the permission %s; if the person is an administrator, the app needs an administrator's role, too.": "Microsoft 365 lässt die App von numberdesk die geschäftliche Telefonnummer dieser Person nicht schreiben. Sie braucht die Berechtigung %s; hat die Person eine Administratorrolle, braucht auch die App eine.",
	"The desk's app has its permissions, but Teams still refuses it. An administrator needs to give the app the role Teams Telephony Administrator in Microsoft Entra.":                        "Die App von numberdesk hat ihre Berechtigungen, aber Teams weist sie trotzdem ab. Die Administration muss ihr in Microsoft Entra die Rolle „Teams-Telefonieadministrator“ (Teams Telephony Administrator) geben.",
	"Microsoft 365 does not accept the desk's sign-in. An administrator needs to check the app's tenant, id and secret or certificate.":                                                        "Microsoft 365 akzeptiert die Anmeldung von numberdesk nicht. Die Administration muss Mandant, ID und Geheimnis oder Zertifikat der App prüfen.",

	// When Microsoft 365 does not answer as it should (graph/trouble.go, graph/call.go, graph/operation.go).
	"Microsoft 365 cannot be reached just now. Nothing was changed; please try again in a minute.":                                              "Microsoft 365 ist gerade nicht erreichbar. Nichts wurde geändert; bitte versuchen Sie es in einer Minute noch einmal.",
	"Microsoft 365 asks the desk to slow down. Nothing was changed; please try again in a minute.":                                              "Microsoft 365 bittet numberdesk um eine Pause. Nichts wurde geändert; bitte versuchen Sie es in einer Minute noch einmal.",
	"Microsoft 365 did not confirm this. It may be done again without harm; please try again in a minute.":                                      "Microsoft 365 hat das nicht bestätigt. Es kann ohne Schaden wiederholt werden; bitte versuchen Sie es in einer Minute noch einmal.",
	"Microsoft 365 did not confirm the change, so it may or may not have been made. The desk looks at the number before it does anything else.": "Microsoft 365 hat die Änderung nicht bestätigt; vielleicht ist sie erfolgt, vielleicht nicht. numberdesk sieht sich die Nummer an, bevor es etwas anderes unternimmt.",
	"Microsoft 365 does not allow this now, because something else is changing. Please try again later.":                                        "Microsoft 365 lässt das gerade nicht zu, weil sich etwas anderes ändert. Bitte versuchen Sie es später noch einmal.",
	"Microsoft 365 does not know %s.":             "Microsoft 365 kennt das nicht: %s.",
	"Microsoft 365 does not know this operation.": "Microsoft 365 kennt diesen Vorgang nicht.",
	"Microsoft 365 answered something the desk cannot read. Nothing was changed; the desk's operators find the cause in its log.":                             "Microsoft 365 hat etwas geantwortet, das numberdesk nicht lesen kann. Nichts wurde geändert; wer numberdesk betreibt, findet die Ursache im Protokoll.",
	"Microsoft 365, or a proxy before it, refused the desk's request without a reason. Nothing was changed; the desk's operators find the answer in its log.": "Microsoft 365 oder ein vorgelagerter Proxy hat numberdesk ohne Angabe eines Grundes abgewiesen. Nichts wurde geändert; wer numberdesk betreibt, findet die Antwort im Protokoll.",
	"The connection to Microsoft 365 is not trusted, so nothing was sent. The desk's operators need to check its certificates and proxy.":                     "Die Verbindung zu Microsoft 365 ist nicht vertrauenswürdig; darum wurde nichts gesendet. Wer numberdesk betreibt, muss Zertifikate und Proxy prüfen.",
	"The desk could not put its question to Microsoft 365 into words. Nothing was changed; this is a fault of the desk.":                                      "numberdesk konnte seine Abfrage an Microsoft 365 nicht formulieren. Nichts wurde geändert; das ist ein Fehler in numberdesk.",

	// The desk's app in Teams (graph/app.go).
	"The desk does not know which Teams app is its own.": "numberdesk weiß nicht, welche Teams-App die eigene ist.",
	"The desk's app is not in the company's Teams app catalog. An administrator writes the package with numberdesk manifest and uploads it in the Teams admin center under Manage apps.":                              "Die App von numberdesk fehlt im Teams-App-Katalog des Unternehmens. Die Administration erstellt das Paket mit „numberdesk manifest“ und lädt es im Teams Admin Center unter „Apps verwalten“ hoch.",
	"The app in the company's Teams app catalog belongs to another app of Microsoft Entra than the desk's. An administrator writes the package again with numberdesk manifest and uploads it.":                        "Die App im Teams-App-Katalog des Unternehmens gehört zu einer anderen App in Microsoft Entra als der von numberdesk. Die Administration erstellt das Paket mit „numberdesk manifest“ neu und lädt es hoch.",
	"An app permission policy of Teams keeps the desk's app from this person. An administrator can allow it in the Teams admin center under Permission policies, and check the app's permissions in Microsoft Entra.": "Eine App-Berechtigungsrichtlinie von Teams verwehrt dieser Person die App von numberdesk. Die Administration kann sie im Teams Admin Center unter „Berechtigungsrichtlinien“ zulassen und in Microsoft Entra die Berechtigungen der App prüfen.",
	"Teams refuses to install the desk's app for this person. An administrator can do it in the Teams admin center; the desk's operators find Microsoft's reason in its log.":                                         "Teams lehnt es ab, die App von numberdesk für diese Person zu installieren. Die Administration kann das im Teams Admin Center tun; wer numberdesk betreibt, findet den Grund von Microsoft im Protokoll.",
	"Teams says this person has no licence for Teams, so the desk cannot write there.":                                                                                                                                "Laut Teams hat diese Person keine Lizenz für Teams; darum kann numberdesk ihr dort nicht schreiben.",

	// Messages (internal/teams, desk/chat.go).
	"Teams could not be reached or did not answer. The desk will try again.":                                             "Teams war nicht erreichbar oder hat nicht geantwortet. numberdesk versucht es noch einmal.",
	"Teams is not answering at the moment. The desk will try again.":                                                     "Teams antwortet zurzeit nicht. numberdesk versucht es noch einmal.",
	"Teams was busy with this chat. The desk will try again.":                                                            "Teams war mit diesem Chat beschäftigt. numberdesk versucht es noch einmal.",
	"Teams takes only so many messages at once. This one goes out a little later.":                                       "Teams nimmt nur eine begrenzte Zahl von Nachrichten auf einmal an. Diese geht etwas später hinaus.",
	"The desk could not sign in to send to Teams. It will try again.":                                                    "numberdesk konnte sich nicht anmelden, um an Teams zu senden, und versucht es noch einmal.",
	"Teams did not accept the desk's credentials. An admin can look at them with check.":                                 "Teams hat die Anmeldedaten von numberdesk nicht akzeptiert. Admins können sie mit „check“ prüfen.",
	"Teams does not let the desk write here: the app may be blocked or not installed for this person.":                   "Teams lässt numberdesk hier nicht schreiben: Die App ist für diese Person vielleicht blockiert oder nicht installiert.",
	"Teams keeps this organization in the government community cloud. An admin can add %s to endpoints.connector_hosts.": "Teams führt diese Organisation in der Government Community Cloud. Admins können %s zu endpoints.connector_hosts hinzufügen.",
	"This conversation lies where the desk may not send; an admin can add the host to connector_hosts.":                  "Diese Unterhaltung liegt an einem Ort, an den numberdesk nicht senden darf; Admins können den Host zu connector_hosts hinzufügen.",
	"This person has removed the desk's app from Teams.":                                                                 "Diese Person hat die App von numberdesk aus Teams entfernt.",
	"Teams has installed the desk's app for this person but does not show it yet.":                                       "Teams hat die App von numberdesk für diese Person installiert, zeigt sie aber noch nicht.",
	"Teams knows no such person to write to.":                                                                            "Teams kennt keine solche Person, der man schreiben könnte.",
	"This chat or message no longer exists in Teams.":                                                                    "Diesen Chat oder diese Nachricht gibt es in Teams nicht mehr.",
	"The conversation or message has no usable id.":                                                                      "Die Unterhaltung oder Nachricht hat keine brauchbare ID.",
	"The conversation could not be described to Teams.":                                                                  "Die Unterhaltung konnte Teams nicht beschrieben werden.",
	"Teams opened a conversation but did not say which.":                                                                 "Teams hat eine Unterhaltung begonnen, aber nicht mitgeteilt, welche.",
	"The message could not be written.":                                                                                  "Die Nachricht konnte nicht geschrieben werden.",
	"The message could not be addressed.":                                                                                "Die Nachricht konnte nicht adressiert werden.",
	"The message is too long for Teams.":                                                                                 "Die Nachricht ist zu lang für Teams.",
	"Teams did not say whether it took the message.":                                                                     "Teams hat nicht mitgeteilt, ob es die Nachricht angenommen hat.",
	"Teams opens a chat with this person and does not know it afterwards.":                                               "Teams beginnt einen Chat mit dieser Person und kennt ihn danach nicht mehr.",
	"Something between the desk and Teams answered instead of Teams. The desk will try again.":                           "Etwas zwischen numberdesk und Teams, vielleicht ein Proxy, hat anstelle von Teams geantwortet. numberdesk versucht es noch einmal.",
	"Teams did not accept the message.":                                                                                  "Teams hat die Nachricht nicht angenommen.",
	"Teams failed on the message.":                                                                                       "Teams konnte die Nachricht nicht verarbeiten.",

	// The store and the audit (internal/store).
	"The store %s is in use by another numberdesk. Stop that one first, or talk to it.":                    "Der Datenspeicher %s wird von einem anderen laufenden numberdesk benutzt. Beenden Sie dieses zuerst oder arbeiten Sie mit ihm.",
	"The store %s cannot be opened. Check that its folder exists and may be written.":                      "Der Datenspeicher %s kann nicht geöffnet werden. Prüfen Sie, ob sein Ordner vorhanden und beschreibbar ist.",
	"The store %s cannot be read. If it is damaged, restore a backup.":                                     "Der Datenspeicher %s kann nicht gelesen werden. Wenn er beschädigt ist, stellen Sie eine Sicherung wieder her.",
	"The store %s was written by a newer numberdesk (format %d, this one knows %d). Use that version.":     "Der Datenspeicher %s stammt von einer neueren Version von numberdesk (Format %d, diese hier kennt %d). Verwenden Sie die neuere Version.",
	"The audit was changed at line %d, or before it.":                                                      "Das Überwachungsprotokoll wurde in Zeile %d oder davor verändert.",
	"The audit ends at line %d, but %d lines were sealed.":                                                 "Das Überwachungsprotokoll endet mit Zeile %d, versiegelt wurden aber %d Zeilen.",
	"The audit's %s of %s was changed.":                                                                    "Im Überwachungsprotokoll wurde „%s“ vom %s verändert.",
	"Microsoft 365 does not know this person. Check the address, which is the one somebody signs in with.": "Microsoft 365 kennt diese Person nicht. Prüfen Sie die Adresse; es ist die, mit der sie sich anmeldet.",
}

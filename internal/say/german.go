package say

import "maps"

// german is what the desk says, in German. The key is the English format as it stands in the source; both have the
// same verbs for the same arguments, and one that takes them in another order says which: %[2]s.
//
// It speaks as Microsoft's own German products do. One thing has one word:
//
//	request   Anfrage (anfragen, ausführen, neu starten, abbrechen)
//	release   zurücknehmen; unassign in Teams: die Zuweisung aufheben
//	held      vorgemerkt
//	parked    pausiert; "geparkt" is a call's
//	resting   Ruhezeit
//	range     Nummernbereich
//	site      Standort; usage location: Nutzungsstandort
//	manager   Führungskraft
//	reconcile Abgleich
//	give out  vergeben; forbidden: von der Vergabe ausgeschlossen, by a pattern: Muster
//	stock     Nummernbestand; the inventory: Bestand
//
// What a person types, words of commands and of the config, stays as it is, in quotation marks.
var german = merge(germanParts)

// germanParts have no sentence twice.
var germanParts = []map[string]string{germanCards, germanChat, germanWords, germanNumbers, germanStock, germanRequests, germanApproval, germanSheet, germanBackup, germanImport, germanMicrosoft, germanWorkday, germanDelivery, germanBehalf, germanDelegate, germanDecide, germanRemind, germanList, germanChange, germanReasons, germanPersona, germanServices, germanRole, germanVoice}

// merge is all parts of a catalogue in one.
func merge(parts []map[string]string) map[string]string {
	all := map[string]string{}
	for _, part := range parts {
		maps.Copy(all, part)
	}
	return all
}

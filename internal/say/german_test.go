package say

import (
	"testing"
	"time"
)

func TestNoSentenceIsInTwoPartsOfTheCatalogue(t *testing.T) {
	in := map[string]int{}
	for i, part := range germanParts {
		for english := range part {
			if other, ok := in[english]; ok {
				t.Errorf("%q is in parts %d and %d", english, other, i)
			}
			in[english] = i
		}
	}
	if got, want := len(german), len(in); got != want {
		t.Errorf("the catalogue has %d sentences, want the %d of its parts", got, want)
	}
}

// TestGermanReadsAsOneSentence puts words where the desk puts them.
func TestGermanReadsAsOneSentence(t *testing.T) {
	const number = "+41 44 668 10 07"
	since := Text("%s", "3. Mai")
	service := Text("a service, not a person")
	for _, c := range []struct {
		name     string
		sentence Sentence
		want     string
	}{
		{"a state and an event", Text("%s is %s now, so it cannot be %s.", number, Text("resting"), Text("put in conflict")),
			"+41 44 668 10 07 ist jetzt in Ruhezeit und kann darum nicht als Konflikt vermerkt werden."},
		{"a state that is a clause", Text("Request %s is %s, so it cannot be %s any more.", "R-1", Text("approved and waiting for a free number"), Text("denied")),
			"Anfrage R-1 ist genehmigt und wartet auf eine freie Nummer; sie kann darum nicht mehr abgelehnt werden."},
		{"an event in the history", Text("Number %s", Text("put to rest")), "Nummer in Ruhezeit versetzt"},
		{"another order", Text("%s has been held for %s by request %s since %s.", number, "Adele Vance", "R-1", since),
			"+41 44 668 10 07 ist seit 3. Mai für Adele Vance vorgemerkt (Anfrage R-1)."},
		{"a service has it", Text("%s has been with %s since %s.", number, service, since), "+41 44 668 10 07 ist seit 3. Mai einem Dienst (keiner Person) zugewiesen."},
		{"a service loses it", Text("%s has been on its way back from %s in Teams since %s. Then it rests.", number, service, since),
			"+41 44 668 10 07 wird seit 3. Mai in Teams von einem Dienst (keiner Person) zurückgenommen. Danach ruht die Nummer."},
		{"the admins are waited for", Text("It waits for %s; without a decision it ends on %s.", Text("the telephony admins"), since),
			"Die Anfrage wartet auf die Teams-Telefonie-Admins; ohne Entscheidung endet sie am 3. Mai."},
		{"the admins were too late", Text("%s did not decide in time.", Text("the telephony admins")).And(Text("The number is free again.")),
			"Die Frist ist ohne Entscheidung durch die Teams-Telefonie-Admins verstrichen. Die Nummer ist wieder frei."},
		{"why nobody serves", Text("%s: %s", "zurich", Text("usage location is %s, not %s", Text("not set"), "CH")), "zurich: Nutzungsstandort ist leer statt CH"},
		{"why a number was picked", Text("%s was picked because %s.", number, Text("it is the lowest free number of range %s", "zurich")),
			number + " wurde ausgewählt, weil sie die niedrigste freie Nummer im Nummernbereich zurich war."},
		{"a wish refused", Text("%s is of range %s, which is not for you: %s.", number, "zurich", Text("its numbers are for services")).And(Text("These are the nearest that are free.")),
			number + " gehört zum Nummernbereich zurich, der nicht für Sie vorgesehen ist: die Nummern sind für Dienste vorgesehen. Diese freien Nummern liegen am nächsten."},
		{"how long one waits", Text("Usually that takes about %s.", Span(50*time.Hour)).And(Text("The next number comes back from its rest on %s.", since)),
			"Das dauert meist etwa 2 Tage. Die nächste Nummer wird am 3. Mai nach ihrer Ruhezeit wieder frei."},
		{"kept for a purpose", Text("%s has been reserved for %s since %s.", number, "neuer Empfang", since).And(Text("It is free again on %s.", Text("%s", "4. Mai"))),
			number + " ist seit 3. Mai reserviert für: neuer Empfang. Ab 4. Mai ist die Nummer wieder frei."},
		{"never given out", Text("%s is never given out: %s forbids it.", number, "*911").And(Text("Reason: %s.", Text("forbidden by %s", "*911"))),
			number + " wird nie vergeben; das Muster *911 schließt sie aus. Grund: durch *911 von der Vergabe ausgeschlossen."},
		{"a stock that runs low", Text("%d of %d numbers at %s are free.", 3, 100, "Zürich").And(Count(1, "At the present rate they last %d day.", "At the present rate they last %d days.")),
			"Frei am Standort Zürich: 3 von 100 Nummern. Beim jetzigen Verbrauch reichen sie noch 1 Tag."},
		{"a range with numbers in use", Text("Range %s cannot go: %s neither free nor blocked.", "zurich", Count(2, "%d of its numbers is", "%d of its numbers are")),
			"Der Nummernbereich zurich kann nicht entfernt werden: 2 seiner Nummern sind weder frei noch gesperrt."},
		{"a range with a wrong rule", Text("Range %s: %s", "zurich", Text("The rule is wrong at %d:%d: %s", 1, 14, Text("%s is no text. Put a text in quotes, or name an attribute such as user.city; of a list ask \"text\" in user.groups.", "5"))),
			"Nummernbereich zurich: Die Regel stimmt nicht (Zeile 1, Zeichen 14): 5 ist kein Text. Setzen Sie einen Text in Anführungszeichen oder nennen Sie ein Attribut wie user.city; eine Liste fragen Sie mit \"text\" in user.groups ab."},
		{"a range removed", Text("Range %s and its %s are no longer in the inventory.", "zurich", Count(1, "%d number", "%d numbers")),
			"Der Nummernbereich zurich mit 1 Nummer ist nicht mehr im Bestand."},
		{"a difference", Text("%s: %s", Text("adopted"), Text("given in Teams outside the desk while %s here", Text("being ported in"))),
			"übernommen: in Teams außerhalb von numberdesk zugewiesen, hier aber in Portierung"},
	} {
		t.Run(c.name, func(t *testing.T) {
			if got := c.sentence.In(German); got != c.want {
				t.Errorf("got  %q\nwant %q", got, c.want)
			}
		})
	}
}

package say

import "testing"

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
		{"another order", Text("%s is held for %s by request %s since %s.", number, "Adele Vance", "R-1", since),
			"+41 44 668 10 07 ist seit 3. Mai für Adele Vance vorgemerkt (Anfrage R-1)."},
		{"a service has it", Text("%s is with %s since %s.", number, service, since), "+41 44 668 10 07 ist seit 3. Mai einem Dienst (keiner Person) zugewiesen."},
		{"a service loses it", Text("%s is being taken from %s in Teams since %s. Then it rests.", number, service, since),
			"+41 44 668 10 07 wird seit 3. Mai in Teams von einem Dienst (keiner Person) zurückgenommen. Danach ruht die Nummer."},
		{"the admins are waited for", Text("It waits for %s; without a decision it ends on %s.", Text("the telephony admins"), since),
			"Die Anfrage wartet auf die Teams-Telefonie-Admins; ohne Entscheidung endet sie am 3. Mai."},
		{"the admins were too late", Text("%s did not decide in time. The number is free again.", Text("the telephony admins")),
			"Die Frist ist ohne Entscheidung durch die Teams-Telefonie-Admins verstrichen. Die Nummer ist wieder frei."},
		{"why an admin is asked", Text("You are a telephony admin; who was asked before %s", Text("cannot be reached in Teams")),
			"Sie sind Teams-Telefonie-Admin; wer zuerst gefragt wurde, ist in Teams nicht erreichbar"},
		{"why nobody serves", Text("%s: %s", "zurich", Text("usage location is %s, not %s", Text("not set"), "CH")), "zurich: Nutzungsstandort ist leer statt CH"},
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

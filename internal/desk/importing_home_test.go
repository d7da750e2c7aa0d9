package desk

import (
	"strings"
	"testing"

	"github.com/numberdesk/numberdesk/internal/inventory"
)

// taken is an inventory in which a range of numbers has the name that the single numbers of a site would have, and one has
// the name of another site's.
func taken() present {
	p := company()
	p.ranges = append(p.ranges,
		inventory.Range{Name: "ch-zurich", Country: "CH", Site: "Zurich", First: "+41446683000", Last: "+41446683009", Type: inventory.DirectRouting, Order: 20, Rule: `user.department == "HR"`},
		inventory.Range{Name: "ch-chur", Country: "CH", Site: "Bern", First: "+41446684000", Last: "+41446684009", Type: inventory.DirectRouting, Order: 30},
		inventory.Range{Name: "ch-st-gallen", Country: "CH", Site: "St-Gallen", Type: inventory.DirectRouting, Order: 40},
		inventory.Range{Name: "lobby", Country: "CH", Site: "Bern", Type: inventory.CallingPlan, Order: 50},
	)
	return p
}

func TestHomes(t *testing.T) {
	for _, c := range []struct{ name, file, want string }{
		{"a single number is none of a range, whatever its name", "number,country,site\n+41446689000,CH,Zurich\n", "2: range ch-zurich-single  at 60 adds +41446689000 available ch-zurich-single"},
		{"nor of one of another site", "number,country,site\n+41446689000,CH,Chur\n", "2: range ch-chur-single  at 60 adds +41446689000 available ch-chur-single"},
		{"two of them share the group", "number,country,site\n+41446689000,CH,Zurich\n+41446689001,CH,zurich\n", "2: range ch-zurich-single  at 60 adds +41446689000 available ch-zurich-single|3: adds +41446689001 available ch-zurich-single"},
		{"a site that is written alike has a group of its own", "number,country,site\n+41446689000,CH,St Gallen\n+41446689001,CH,St-Gallen\n", "2: range ch-st-gallen-single  at 60 adds +41446689000 available ch-st-gallen-single|3: adds +41446689001 available ch-st-gallen"},
		{"a number outside the range it names", "number,range\n+41446682000,zurich\n", "Line 2, column range: range zurich is +41446681000–+41446681009, and +41 44 668 20 00 is outside it. Empty the cell, or name a range of single numbers."},
		{"an extension of a number outside the range it names", "number,range\n+41446682000;ext=7,zurich\n", "Line 2, column range: range zurich is +41446681000–+41446681009, and +41 44 668 20 00 ext. 7 is outside it. Empty the cell, or name a range of single numbers."},
		{"an extension of a number within it", "number,range\n+41446681000;ext=7,zurich\n", "2: adds +41446681000;ext=7 available zurich"},
		{"a range of single numbers takes any", "number,range\n+41446682000,lobby\n", "2: adds +41446682000 available lobby"},
		{"a name no range can have", "number,range,site\n+41446682000,the lobby,Bern\n", "Line 2, column range: A range needs a short name without spaces, such as zurich."},
		{"a site too long for a name", "number,site\n+41446682000," + strings.Repeat("ü", 40) + "\n", "2: range ch-" + strings.Repeat("ü", 28) + "  at 60 adds +41446682000 available ch-" + strings.Repeat("ü", 28)},
	} {
		t.Run(c.name, func(t *testing.T) {
			if lines, _, err := planOf(taken(), c.file); err != nil || strings.Join(lines, "|") != c.want {
				t.Errorf("got  %s %v\nwant %s", strings.Join(lines, "|"), err, c.want)
			}
		})
	}
}

func TestTypesAsMicrosoftWritesThem(t *testing.T) {
	for text, want := range map[string]inventory.Type{
		"Direct Routing": inventory.DirectRouting, "DIRECTROUTING": inventory.DirectRouting, "direct-routing": inventory.DirectRouting,
		"Calling Plan": inventory.CallingPlan, "calling plans": inventory.CallingPlan, "Operator\u00a0Connect": inventory.OperatorConnect, "fax": "fax",
	} {
		if got := typeOf(text); got != want {
			t.Errorf("%q: got %q, want %q", text, got, want)
		}
	}
	for _, c := range []struct{ name, file, want string }{
		{"of a number", "number,country,site,type\n+442079460005,GB,London,Direct Routing\n", "2: range gb-london  at 20 adds +442079460005 available gb-london"},
		{"of a range", "first,last,country,site,type\n+442079460000,+442079460009,GB,London,Calling Plan\n", "2: range london442079460000 +442079460000 at 20"},
		{"of a number that is there", "number,type\n+41446681000,Direct Routing\n", "2:"},
		{"another than the range's", "number,type\n+41446681000,Calling Plan\n", `Line 2, column type: the number belongs to range zurich, where this is "directRouting", not "callingPlan". Correct the cell or empty it.`},
		{"none", "number,site,type\n+41446682000,Bern,SIP\n", `Line 2, column type: "SIP" is no number type; use directRouting, callingPlan or operatorConnect.`},
		{"none of a number that is there", "number,type\n+41446681000,SIP\n", `Line 2, column type: "SIP" is no number type; use directRouting, callingPlan or operatorConnect.`},
		{"none of a range", "first,last,site,type\n+41446682000,+41446682009,Bern,SIP\n", `Line 2, column type: "SIP" is no number type; use directRouting, callingPlan or operatorConnect.`},
	} {
		t.Run(c.name, func(t *testing.T) {
			if lines, _, err := planOf(company(), c.file); err != nil || strings.Join(lines, "|") != c.want {
				t.Errorf("got  %s %v\nwant %s", strings.Join(lines, "|"), err, c.want)
			}
		})
	}
}

func TestGermanHeaders(t *testing.T) {
	for _, c := range []struct{ name, file, want string }{
		{"of numbers", "Rufnummer;Land;Standort;Typ;Anbieter;Zustand;Für;Bis;Grund;Kommentar\n044 668 20 00;CH;Bern;Direct Routing;Sunrise;reserved;Empfang;2026-12-31;;neu\n", "2: range ch-bern  at 20 adds +41446682000 reserved ch-bern Empfang 2026-12-31 {Provider:Sunrise Capability: Location: Tags:[] Comment:neu}"},
		{"of ranges", "ERSTE;LETZTE;STANDORT;BEREICH\n+41446682000;+41446682009;Bern;bern\n", "2: range bern +41446682000 at 20"},
		{"are the names a refusal uses", "Nummer;Status\n+41446681000;kaputt\n", `Line 2, column Status: "kaputt" is no state to import; use available, reserved or blocked.`},
		{"a person by his address", "Nummer;Status;Für\n+41446681000;reserved;adele@contoso.com\n", "2: changes +41446681000 reserved zurich adele"},
	} {
		t.Run(c.name, func(t *testing.T) {
			if lines, _, err := planOf(company(), c.file); err != nil || strings.Join(lines, "|") != c.want {
				t.Errorf("got  %s %v\nwant %s", strings.Join(lines, "|"), err, c.want)
			}
		})
	}
}

func TestCellsThatSayWhatIsWrong(t *testing.T) {
	for _, c := range []struct{ name, file, want string }{
		{"a country by its name", "number,country,site\n+41446682000,Switzerland,Zurich\n", `Line 2, column country: "Switzerland" is no country; write two letters, such as CH.`},
		{"a country in three letters, of a range", "first,last,country,site\n+41446682000,+41446682009,CHE,Zurich\n", `Line 2, column country: "CHE" is no country; write two letters, such as CH.`},
		{"a range without its last number", "first,last,site\n+41446682000,,Bern\n", "Line 2, column last: it is empty. A range needs its first number and its last."},
		{"a range without its first number", "first,last,site\n,+41446682000,Bern\n", "Line 2, column first: it is empty. A range needs its first number and its last."},
	} {
		t.Run(c.name, func(t *testing.T) {
			if lines, _, err := planOf(company(), c.file); err != nil || strings.Join(lines, "|") != c.want {
				t.Errorf("got  %s %v\nwant %s", strings.Join(lines, "|"), err, c.want)
			}
		})
	}
}

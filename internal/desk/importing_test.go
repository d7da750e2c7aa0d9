package desk

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/numberdesk/numberdesk/internal/inventory"
	"github.com/numberdesk/numberdesk/internal/person"
	"github.com/numberdesk/numberdesk/internal/phone"
	"github.com/numberdesk/numberdesk/internal/problem"
	"github.com/numberdesk/numberdesk/internal/say"
	"github.com/numberdesk/numberdesk/internal/sheet"
)

var noon = time.Date(2026, 11, 21, 12, 0, 0, 0, time.UTC)

// company is an inventory of one range and a few numbers that are not just free.
func company() present {
	zurich := inventory.Range{Name: "zurich", Country: "CH", Site: "Zurich", First: "+41446681000", Last: "+41446681009", Type: inventory.DirectRouting, RestDays: 30, Order: 10, Provider: "Swisscom", Tags: []string{"fibre"}}
	numbers := map[phone.Number]inventory.Number{}
	for n := range zurich.Numbers().Numbers() {
		numbers[n] = zurich.Own(inventory.Number{Phone: n, State: inventory.Available, Since: noon})
	}
	set := func(n phone.Number, change func(*inventory.Number)) {
		number := numbers[n]
		change(&number)
		numbers[n] = number
	}
	set("+41446681001", func(n *inventory.Number) { n.State, n.Holder = inventory.Assigned, "adele" })
	set("+41446681002", func(n *inventory.Number) { n.State, n.Why = inventory.Blocked, say.Words("fax") })
	set("+41446681003", func(n *inventory.Number) { n.State, n.For = inventory.Reserved, "reception" })
	set("+41446681004", func(n *inventory.Number) { n.Own = &inventory.Own{Comment: "lift"} })
	return present{
		ranges: []inventory.Range{zurich}, country: "CH", restDays: 30, now: noon,
		forbidden: []inventory.Forbidden{{Pattern: "*911"}},
		people:    map[string]person.ID{"adele@contoso.com": "adele", "nobody@contoso.com": ""},
		number: func(n phone.Number) (inventory.Number, bool, error) {
			number, ok := numbers[n]
			return number, ok, nil
		},
		within: func(r phone.Range) (there []inventory.Number, err error) {
			for _, n := range numbers {
				if r.Contains(n.Phone) {
					there = append(there, n)
				}
			}
			return there, nil
		},
	}
}

// planOf is what a file would do, line by line.
func planOf(p present, file string) (lines []string, result plan, err error) {
	table, err := sheet.Read(context.Background(), "file", []byte(file))
	if err != nil {
		return nil, plan{}, err
	}
	pl, err := newPlanner(table, p)
	if err != nil {
		return nil, plan{}, err
	}
	result, err = pl.run(true, func() {}, func(s step) error {
		lines = append(lines, s.String())
		return nil
	})
	for _, wrong := range result.Wrong {
		lines = append(lines, wrong.String())
	}
	slices.Sort(lines)
	return lines, result, err
}

// String tells the step in a few words.
func (s step) String() string {
	words := []string{fmt.Sprint(s.line, ":")}
	if s.newRange != nil {
		words = append(words, "range", s.newRange.Name, string(s.newRange.First), "at", fmt.Sprint(s.newRange.Order))
	}
	if s.setRange != nil {
		words = append(words, "sets", s.setRange.Name)
	}
	if n := s.number; n.Phone != "" {
		words = append(words, map[bool]string{true: "adds", false: "changes"}[s.added], string(n.Phone), string(n.State), n.Range)
		words = append(words, strings.Fields(strings.Join([]string{n.For, string(n.ForPerson), n.Why.String(), untilCell(n.Until)}, " "))...)
		if n.Own != nil {
			words = append(words, fmt.Sprintf("%+v", *n.Own))
		}
	}
	if s.inUse {
		words = append(words, "in use")
	}
	return strings.Join(words, " ")
}

func TestPlans(t *testing.T) {
	for _, c := range []struct{ name, file, want string }{
		{"a number of a site becomes one of its single numbers", "number,site\n044 668 20 00,Bern\n", "2: range ch-bern  at 20 adds +41446682000 available ch-bern"},
		{"two of them share the group, whatever the order", "number,site\n044 668 20 00,Bern\n044 668 20 01,Bern\n", "2: range ch-bern  at 20 adds +41446682000 available ch-bern|3: adds +41446682001 available ch-bern"},
		{"another type is another group", "number,site,type\n044 668 20 00,Bern,callingplan\n", "2: range ch-bern-callingplan  at 20 adds +41446682000 available ch-bern-callingplan"},
		{"a range comes before the numbers that lie in it, wherever it stands", "number,first,last,site,state,reason\n+41446682001,,,,blocked,fax\n,+41446682000,+41446682009,Bern,,\n", "2: changes +41446682001 blocked bern41446682000 fax|3: range bern41446682000 +41446682000 at 20"},
		{"a number that is there and the same changes nothing", "number,country,site,range,state\n+41446681000,CH,Zurich,zurich,available\n", "2:"},
		{"what the range says too is not the number's own", "number,provider,tags,capability\n+41446681000,Swisscom,fibre,user\n", "2:"},
		{"what it does not say is", "number,provider,tags,comment,capability\n+41446681000,Sunrise,\"a, b\",lobby,service\n", "2: changes +41446681000 available zurich {Provider:Sunrise Capability:service Location: Tags:[a b] Comment:lobby}"},
		{"an empty cell leaves what is there", "number,comment,provider\n+41446681004,,Sunrise\n", "2: changes +41446681004 available zurich {Provider:Sunrise Capability: Location: Tags:[] Comment:lift}"},
		{"blocked as it is already", "number,state,reason\n+41446681002,Blocked,fax\n", "2:"},
		{"reserved as it is already", "number,state,for\n+41446681003,reserved,reception\n", "2:"},
		{"reserved for another purpose", "number,state,for,until\n+41446681003,reserved,lift,2026-12-31\n", "2: changes +41446681003 reserved zurich lift 2026-12-31"},
		{"reserved for a person by his address", "number,state,for\n+41446681000,reserved,Adele@Contoso.com\n", "2: changes +41446681000 reserved zurich adele"},
		{"reserved for a person by his object id", "number,state,for\n+41446681000,reserved,C0290103-855d-4f55-99ec-8712e8e3574f\n", "2: changes +41446681000 reserved zurich c0290103-855d-4f55-99ec-8712e8e3574f"},
		{"reserved for somebody the directory does not know", "number,state,for\n+41446681000,reserved,nobody@contoso.com\n", `Line 2, column for: the directory has nobody with the address "nobody@contoso.com". Correct it, or write a purpose.`},
		{"reserved for a service that is not there yet", "number,capability,state,for\n+41446681000,service,reserved,Hotline@contoso.com\n", "2: changes +41446681000 reserved zurich hotline@contoso.com {Provider: Capability:service Location: Tags:[] Comment:}"},
		{"what Teams says is read and left", "number,state,holder\n+41446681001,assigned,Adele\n+41446681000,resting,\n", "2: in use|3: in use"},
		{"a number in use cannot be blocked by a file", "number,state,reason\n+41446681001,blocked,x\n", "Line 2, column state: +41 44 668 10 01 is assigned now, so it cannot be blocked. Leave the cell empty, or change the number first."},
		{"a new number that is never given out is blocked", "number,site\n044 668 29 11,Bern\n", "2: range ch-bern  at 20 adds +41446682911 blocked ch-bern forbidden by *911"},
		{"and cannot be reserved", "number,site,state,for\n044 668 29 11,Bern,reserved,lift\n", "Line 2, column state: +41 44 668 29 11 is never given out (*911). Take the pattern away first, with forbidden remove."},
		{"a range is described anew", "first,last,low_stock,gold,strategy\n+41446681000,+41446681009,3,+4144668100?,rested\n", "2: sets zurich"},
		{"a range with what it costs", "range,first,last,cost\nzurich,,,CHF 5 a month\n", "2: sets zurich"},
		{"what a number costs is the range's", "number,cost\n+41446681000,CHF 5\n", "Line 2, column cost: that is for a range, but this line is about a single number. Empty the cell, or the number's."},
		{"a range that is there and the same changes nothing", "range,first,last,provider,rest_days,tags\nzurich,+41446681000,+41446681009,Swisscom,30,fibre\n", "2:"},
		{"a range for single numbers", "number,range,site,order\n,lobby,Bern,5\n+41446682000,lobby,,\n", "2: range lobby  at 5|3: adds +41446682000 available lobby"},
		{"a range across another one", "first,last,site\n+41446681005,+41446681014,Bern\n", "Line 2: Range bern41446681005 overlaps range zurich (+41446681000–+41446681009)."},
		{"the range of a name with other numbers", "range,first,last\nzurich,+41446681000,+41446681019\n", "Line 2: There is a range zurich already (+41446681000–+41446681009)."},
		{"a range twice", "first,last,site,range\n+41446682000,+41446682009,Bern,bern\n+41446682000,+41446682009,Bern,bern\n", "2: range bern +41446682000 at 20|Line 3, column range: range bern is in an earlier line of this file. Keep one of the two lines."},
		{"a number twice, written in two ways", "number,site\n044 668 20 00,Bern\n+41 (0)44 668 20 00,Bern\n", "2: range ch-bern  at 20 adds +41446682000 available ch-bern|Line 3, column number: +41 44 668 20 00 is in line 2 already. Keep one of the two lines."},
		{"an extension is a number of its own, where its base is", "number\n+41446681000;ext=7\n+41446681000\n", "2: adds +41446681000;ext=7 available zurich|3:"},
		{"an extension twice", "number\n+41446681000;ext=7\n+41446681000 ext. 7\n", "2: adds +41446681000;ext=7 available zurich|Line 3, column number: +41 44 668 10 00 ext. 7 is in line 2 already. Keep one of the two lines."},
		{"Excel's figure", "number,site\n4.1E+10,Bern\n", `Line 2, column number: "4.1E+10" was turned into a rounded figure by a spreadsheet: format the column as text and enter the number again.`},
		{"a site that is not the range's", "number,site\n+41446681000,Bern\n", `Line 2, column site: the number belongs to range zurich, where this is "Zurich", not "Bern". Correct the cell or empty it.`},
		{"a number of another country", "number,country,site\n+493055501000,CH,Bern\n", "Line 2, column country: +49 30 55501000 is no number of CH."},
		{"a number of another country than the default, which needs its own", "number,site\n+493055501000,Berlin\n", "Line 2, column country: +49 30 55501000 lies in no range, so it needs a country and a site."},
		{"a rest of a word", "first,last,rest_days\n+41446681000,+41446681009,a week\n", `Line 2, column rest_days: "a week" is no whole number.`},
		{"a day that is over", "number,state,for,until\n+41446681000,reserved,lift,2026-11-20\n", "Line 2, column until: 2026-11-20 is over already."},
		{"a rule that is none", "first,last,rule\n+41446681000,+41446681009,user.\n", "Line 2: Range zurich: "},
		{"a line with everything but a number", "number,site\n,Bern\n", "Line 2, column number: it is empty. Name a number, or the first and the last of a range."},
	} {
		t.Run(c.name, func(t *testing.T) {
			lines, _, err := planOf(company(), c.file)
			if got := strings.Join(lines, "|"); err != nil || got != c.want && !(strings.HasSuffix(c.want, ": ") && strings.HasPrefix(got, c.want)) {
				t.Errorf("got  %s %v\nwant %s", got, err, c.want)
			}
		})
	}
}

func TestWhatIsNoImport(t *testing.T) {
	for _, c := range []struct{ name, file, want string }{
		{"no number", "site\nZurich\n", "A column number is needed, or the columns first and last for ranges."},
		{"half a range", "first\n+41446681000\n", "A column number is needed, or the columns first and last for ranges."},
		{"columns nobody knows, all at once", "number,Fax,site,desk\n+41446681000,1,,2\n", `2 columns are not known: "Fax" (B), "desk" (D). Columns are number, first, last,`},
		{"a title above the header", "Our numbers\nnumber\n+41446681000\n", `1 column is not known: "Our numbers" (A). Columns are number, `},
		{"one column by two names", "number,Rufnummer\n+41446681000,\n", `Columns "number" and "Rufnummer" are both number. Delete one of them.`},
		{"a German end that may be the last number", "Von;Bis;Standort\n+41446681000;+41446681009;Zurich\n", `1 column is not known: "Bis" (B). Columns are number, first, last,`},
	} {
		t.Run(c.name, func(t *testing.T) {
			if _, _, err := planOf(company(), c.file); problem.KindOf(err) != problem.Invalid || !strings.HasPrefix(problem.Say(err).String(), c.want) {
				t.Errorf("got %v, want %s", err, c.want)
			}
		})
	}
}

// A plan's digest tells whether it would still do the same to the same.
func TestDigest(t *testing.T) {
	digest := func(p present, file string) string {
		_, result, err := planOf(p, file)
		if err != nil || result.Digest == "" {
			t.Fatal(err)
		}
		return result.Digest
	}
	const file = "number,state,for\n+41446681000,reserved,lift\n+41446681003,reserved,reception\n"
	before := digest(company(), file)
	later := company()
	later.now = noon.Add(time.Hour)
	if digest(later, file) != before {
		t.Error("an hour later it is another plan")
	}
	if digest(company(), strings.Replace(file, "lift", "fax", 1)) == before {
		t.Error("another purpose is the same plan")
	}
	for _, n := range []phone.Number{"+41446681000", "+41446681003"} {
		changed := company()
		was := changed.number
		changed.number = func(number phone.Number) (inventory.Number, bool, error) {
			row, ok, err := was(number)
			if number == n {
				row.For = "somebody meanwhile"
			}
			return row, ok, err
		}
		if digest(changed, file) == before {
			t.Errorf("with another %s it is the same plan", n)
		}
	}
}

func TestLineSets(t *testing.T) {
	for want, lines := range map[string][]int{"": nil, "2": {2}, "2–4": {2, 3, 4}, "2–4, 7, 9–10": {9, 10, 2, 3, 7, 4}} {
		var set lineSet
		for _, line := range lines {
			set.add(line)
		}
		if got := strings.Join(set.words(), ", "); got != want {
			t.Errorf("%v: got %q, want %q", lines, got, want)
		}
	}
}

// Whatever a table holds, every line of it has one outcome, what is planned is a move the inventory allows, and the plan
// of the same table is the same.
func FuzzPlan(f *testing.F) {
	f.Add("number,country,site,state,for,until,reason\n+41446681000,CH,Zurich,reserved,lift,2099-12-31,\n044 668 20 00,,Bern,,,,\n")
	f.Add("first,last,site,range,order,rule,gold,low_stock\n+41446682000,+41446682009,Bern,bern,5,user.city == \"Bern\",+4144668200?,2\n")
	f.Add("number;range;tags;comment\n+41446681000;zurich;\"a, \"\"b\"\"\";x\n;lobby;;\n4.1E+10;;;\n")
	f.Fuzz(func(t *testing.T, file string) {
		table, err := sheet.Read(t.Context(), "file", []byte(file))
		if err != nil || len(table.Rows) > 50 {
			return
		}
		lines, result, err := planOf(company(), file)
		if err != nil {
			if kind := problem.KindOf(err); kind != problem.Invalid {
				t.Fatalf("%v is %s", err, kind)
			}
			return
		}
		if n := result.Added.count + result.Changed.count + result.Unchanged.count + result.Refused.count; n != len(table.Rows) {
			t.Errorf("%d lines have %d outcomes: %q", len(table.Rows), n, lines)
		}
		again, second, err := planOf(company(), file)
		if err != nil || second.Digest != result.Digest || !slices.Equal(again, lines) {
			t.Errorf("planned twice: %q and %q (%v)", lines, again, err)
		}
	})
}

// A file that cannot be read in time is refused with what to do; that the desk is being stopped is nobody's fault.
func TestReadingEndsWithItsTime(t *testing.T) {
	late, cancel := context.WithTimeout(t.Context(), -1)
	defer cancel()
	if _, err := readTable(late, theFile, []byte("number\n+41446681000\n")); problem.KindOf(err) != problem.Invalid || !strings.Contains(err.Error(), "takes too long to read. Split it") {
		t.Errorf("too late: got %v", err)
	}
	stopped, stop := context.WithCancel(t.Context())
	stop()
	if _, err := readTable(stopped, theFile, []byte("number\n+41446681000\n")); !errors.Is(err, context.Canceled) {
		t.Errorf("stopped: got %v", err)
	}
}

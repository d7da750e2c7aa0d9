package inventory_test

import (
	"cmp"
	"strings"
	"testing"
	"time"

	"github.com/numberdesk/numberdesk/internal/inventory"
	"github.com/numberdesk/numberdesk/internal/phone"
	"github.com/numberdesk/numberdesk/internal/problem"
)

func TestPatterns(t *testing.T) {
	for _, c := range []struct {
		name, pattern string
		yes, no       []phone.Number
	}{
		{"one number", "+41 44 668 10 00", []phone.Number{"+41446681000", "+41446681000;ext=7"}, []phone.Number{"+41446681001", "+414466810001"}},
		{"a run, written as people do", "+41446681000 – +41446681002", []phone.Number{"+41446681000", "+41446681002"}, []phone.Number{"+41446681003", "+4144668100"}},
		{"a digit that may be any", "+4144668?000", []phone.Number{"+41446681000", "+41446689000"}, []phone.Number{"+41446681001"}},
		{"any end", "+41446*", []phone.Number{"+41446681000"}, []phone.Number{"+41447681000"}},
		{"what follows the calling code, whole", "446681000", []phone.Number{"+41446681000"}, []phone.Number{"+414466810001", "+494466810001"}},
		{"an emergency number at the end", "*911", []phone.Number{"+12065550911"}, []phone.Number{"+12065559110"}},
		{"a whole number as it is dialled within the country", "044 668 10 05", []phone.Number{"+41446681005"}, []phone.Number{"+494466810005"}},
		{"with the double zero of calls abroad", "0049 40 12340060", []phone.Number{"+494012340060"}, []phone.Number{"+414012340060"}},
		{"stars cost nothing", "*1*1*1", []phone.Number{"+41111111111"}, []phone.Number{"+41222222222"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			p, err := inventory.ParsePattern(c.pattern, "CH")
			if err != nil {
				t.Fatal(err)
			}
			for _, n := range c.yes {
				if !p.Matches(n) {
					t.Errorf("%s does not match %s", p, n)
				}
				if !strings.HasPrefix(string(n), p.Prefix()) {
					t.Errorf("%s begins numbers with %q, but not %s", p, p.Prefix(), n)
				}
			}
			for _, n := range c.no {
				if p.Matches(n) {
					t.Errorf("%s matches %s", p, n)
				}
			}
		})
	}
}

func TestWhatIsNoPattern(t *testing.T) {
	for _, text := range []string{"", "+", "*", "***", "abc", "+41-44", "+41446681002-+41446681000", "+41446681000-+4144668100", "1*1*1*1*1", "0446*", "044668100?", "0", strings.Repeat("1", 30)} {
		if p, err := inventory.ParsePattern(text, "CH"); problem.KindOf(err) != problem.Invalid {
			t.Errorf("%q is taken as %q (%v)", text, p, err)
		}
	}
}

func TestAZeroBeforeANumber(t *testing.T) {
	for _, c := range []struct{ name, text, country, want string }{
		{"a German number", "040 1234 0060", "DE", "+494012340060"},
		{"a number without a country", "040 1234 0060", "", ""},
		{"a shape in a country that dials a zero", "040*", "de", ""},
		{"an Italian zero belongs to the number", "06 6982*", "it", "066982*"},
		{"and to a whole one", "06 6982 1234", "IT", "0669821234"},
		{"a zero further on", "*0", "DE", "*0"},
	} {
		t.Run(c.name, func(t *testing.T) {
			got, err := inventory.ParsePattern(c.text, c.country)
			if string(got) != c.want || (c.want == "") != (problem.KindOf(err) == problem.Invalid) {
				t.Errorf("got %q, %v, want %q", got, err, c.want)
			}
		})
	}
}

func TestPatternsOutsideARun(t *testing.T) {
	run := phone.Range{First: "+41446681000", Last: "+41446681999"}
	for _, c := range []struct {
		name    string
		pattern inventory.Pattern
		want    bool
	}{
		{"a number of the run", "+41446681500", false},
		{"a number of another country", "+494012349999", true},
		{"the number below", "+41446680999", true},
		{"a shorter number", "+4144668100", true},
		{"a run that reaches into it", "+41446680000-+41446681000", false},
		{"a run beside it", "+41446682000-+41446682009", true},
		{"a shape within", "+4144668??00", false},
		{"a shape of another hundred thousand", "+4144669??00", true},
		{"any end", "+4144*", false},
		{"any end of another", "+4143*00", true},
		{"any end of something longer", "+414466810000*", true},
		{"without a plus it is not told", "999", false},
	} {
		t.Run(c.name, func(t *testing.T) {
			if got := c.pattern.Outside(run); got != c.want {
				t.Errorf("%s: got %v", c.pattern, got)
			}
		})
	}
}

func FuzzPattern(f *testing.F) {
	for _, text := range []string{"+41446681000", "*911", "+41446681000-+41446681002", "+4144668?000", "112"} {
		f.Add(text, "+41446681000")
	}
	f.Fuzz(func(t *testing.T, text, number string) {
		p, err := inventory.ParsePattern(text, "CH")
		if err != nil {
			return
		}
		again, err := inventory.ParsePattern(string(p), "CH")
		if err != nil || again != p {
			t.Errorf("%q reads as %q, and that as %q (%v)", text, p, again, err)
		}
		if n, err := phone.E164(number); err == nil && p.Matches(n) && p.Outside(phone.Range{First: n.Base(), Last: n.Base()}) {
			t.Errorf("%s matches %s, and is said not to", p, n)
		}
		if n, err := phone.E164(number); err == nil && p.Matches(n) && !strings.HasPrefix(string(n), p.Prefix()) {
			t.Errorf("%s matches %s, which does not begin with %q", p, n, p.Prefix())
		}
	})
}

func TestDaysLeft(t *testing.T) {
	stock := func(free, taken30, taken90 int, returning map[int]int) inventory.Stock {
		return inventory.Stock{Total: 100, States: map[inventory.State]int{inventory.Available: free, inventory.Assigned: 40}, Taken30: taken30, Taken90: taken90, Returning: returning}
	}
	for _, c := range []struct {
		name         string
		stock        inventory.Stock
		by30, by90   int
		have30, have bool
	}{
		{"one a day", stock(10, 30, 90, nil), 10, 10, true, true},
		{"faster lately", stock(10, 60, 90, nil), 5, 10, true, true},
		{"nobody took any", stock(10, 0, 0, nil), 0, 0, false, false},
		{"empty already", stock(0, 0, 9, nil), 0, 0, true, true},
		{"those that come back count from their day", stock(10, 30, 90, map[int]int{9: 5}), 15, 15, true, true},
		{"those that come back too late do not", stock(10, 30, 90, map[int]int{11: 50}), 10, 10, true, true},
		{"further than ten years is not known", stock(1000, 1, 1, nil), 0, 0, false, false},
	} {
		t.Run(c.name, func(t *testing.T) {
			by30, by90, known30, known90 := c.stock.DaysLeft()
			if by30 != c.by30 || by90 != c.by90 || known30 != c.have30 || known90 != c.have {
				t.Errorf("got %d %v and %d %v, want %d %v and %d %v", by30, known30, by90, known90, c.by30, c.have30, c.by90, c.have)
			}
		})
	}
	if got := stock(10, 0, 0, nil).UsedPercent(); got != 40 {
		t.Errorf("%d %% are used, want 40", got)
	}
}

func TestPropose(t *testing.T) {
	has := func(city string, kind inventory.Type, used bool, numbers ...phone.Number) (all []inventory.Assignment) {
		for _, n := range numbers {
			a := inventory.Assignment{Phone: n, Type: kind, City: city, Status: "unassigned"}
			if used {
				a.Status, a.Target = "userAssigned", "adele"
			}
			all = append(all, a)
		}
		return all
	}
	var theirs []inventory.Assignment
	theirs = append(theirs, has("Zürich", inventory.CallingPlan, false, "+41446681009", "+41446681000", "+41446681001")...)
	theirs = append(theirs, has("Zürich", inventory.CallingPlan, true, "+41446681002")...)
	theirs = append(theirs, has("Zürich", inventory.CallingPlan, false, "+41446685000")...)
	theirs = append(theirs, has("Zürich", inventory.OperatorConnect, false, "+41446681003")...)
	theirs = append(theirs, has("", inventory.DirectRouting, false, "+12065550100", "+12065550101", "+12065550101;ext=5", "+14165550102")...)
	theirs = append(theirs, has("Basel", inventory.DirectRouting, false, "+41615550100")...)
	ours := []inventory.Range{{Name: "basel", First: "+41615550100", Last: "+41615550199"}, {Name: "us", First: "+12065559000", Last: "+12065559001"}}
	var got []string
	for _, p := range inventory.Propose(theirs, ours) {
		r := p.Range
		got = append(got, strings.Join([]string{r.Name, r.Country, string(r.Type), string(r.First), string(r.Last)}, " "))
		if err := (inventory.Range{Name: r.Name, Country: r.Country, Site: cmp.Or(r.Site, "a site of ours"), First: r.First, Last: r.Last, Type: r.Type}).Check(ours); err != nil {
			t.Errorf("the proposal %s would be refused: %v", r.Name, err)
		}
	}
	want := []string{
		"zürich CH callingPlan +41446681000 +41446681009", "zürich-2 CH callingPlan +41446685000 +41446685000",
		"us-2 US directRouting +12065550100 +12065550101", "ca CA directRouting +14165550102 +14165550102",
		"zürich-3 CH operatorConnect +41446681003 +41446681003",
	}
	if strings.Join(got, "\n") != strings.Join(want, "\n") {
		t.Errorf("got\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
}

// A number held out of its rest or its reservation goes back there, as if nothing had been.
func TestHeldAndGivenBack(t *testing.T) {
	now := time.Date(2026, 11, 21, 9, 0, 0, 0, time.UTC)
	rest := inventory.Number{Phone: "+41446681000", State: inventory.Resting, Last: "adele", Until: now.AddDate(0, 0, 30), Released: now}
	reserved := inventory.Number{Phone: "+41446681000", State: inventory.Reserved, ForPerson: "adele", Until: now.AddDate(0, 0, 9)}
	for _, before := range []inventory.Number{rest, reserved} {
		if !before.MeantFor("adele") || before.MeantFor("lee") || before.MeantFor("") {
			t.Errorf("%s is not meant for adele alone", before.State)
		}
		held, err := before.Apply(inventory.Hold, now)
		if err != nil {
			t.Fatal(err)
		}
		held.Holder, held.Request = "adele", "R-1"
		after, err := held.Apply(held.LetGo(), now.Add(time.Hour))
		if err != nil {
			t.Fatal(err)
		}
		if after.State != before.State || !after.Until.Equal(before.Until) || after.Last != before.Last || after.ForPerson != before.ForPerson || after.Holder != "" || after.Back != nil || !after.Released.Equal(before.Released) {
			t.Errorf("%s came back as %+v", before.State, after)
		}
	}
}

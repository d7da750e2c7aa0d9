package phone_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/numberdesk/numberdesk/internal/phone"
)

func TestParse(t *testing.T) {
	for _, c := range []struct{ name, text, country, want, refusal string }{
		{name: "E.164 as Graph writes it", text: "+41446681000", want: "+41446681000"},
		{name: "spaces between the groups", text: "+41 44 668 10 00", want: "+41446681000"},
		{name: "double zero for the plus", text: "0041 44 668 10 00", want: "+41446681000"},
		{name: "national with its trunk zero in brackets", text: "(044) 668 10 00", country: "ch", want: "+41446681000"},
		{name: "an extension is part of the number", text: "+41446681000;ext=12", want: "+41446681000;ext=12"},
		{name: "a tel URI", text: "tel:+41446681000", want: "+41446681000"},
		{name: "national without a country", text: "044 668 10 00", refusal: "country code"},
		{name: "a spreadsheet's rounded figure", text: "4.1446681E+10", country: "CH", refusal: "spreadsheet"},
		{name: "words", text: "call me", country: "CH", refusal: "not a possible"},
		{name: "nothing", text: "", country: "CH", refusal: "not a possible"},
		{name: "too long", text: "+4144668100000000000", refusal: "not a possible"},
	} {
		t.Run(c.name, func(t *testing.T) {
			got, err := phone.Parse(c.text, c.country)
			if c.refusal != "" {
				if err == nil || !strings.Contains(err.Error(), c.refusal) {
					t.Fatalf("got %q, %v; want a refusal with %q", got, err, c.refusal)
				}
				return
			}
			if err != nil || string(got) != c.want {
				t.Fatalf("got %q, %v; want %q", got, err, c.want)
			}
		})
	}
}

func TestIn(t *testing.T) {
	for _, c := range []struct {
		name, number, country string
		want                  bool
	}{
		{"a Swiss number is one of Switzerland", "+41446681000", "CH", true},
		{"a Swiss number is none of Germany", "+41446681000", "DE", false},
		{"a calling code that begins another's is not it", "+4232345678", "CH", false},
		{"countries share a calling code", "+12065550100", "CA", true},
		{"a freephone number of no country is welcome everywhere", "+80012345678", "CH", true},
		{"no country is no country", "+41446681000", "XX", false},
		{"an extension changes nothing", "+41446681000;ext=12", "CH", true},
	} {
		t.Run(c.name, func(t *testing.T) {
			if got := phone.Number(c.number).In(c.country); got != c.want {
				t.Errorf("got %v, want %v", got, c.want)
			}
		})
	}
}

func TestDisplay(t *testing.T) {
	if got := phone.Number("+41446681000;ext=12").Display(); got != "+41 44 668 10 00 ext. 12" {
		t.Errorf("got %q", got)
	}
}

func TestRange(t *testing.T) {
	r, err := phone.NewRange("+41446681998", "+41446682001")
	if err != nil {
		t.Fatal(err)
	}
	got := slices.Collect(r.Numbers())
	want := []phone.Number{"+41446681998", "+41446681999", "+41446682000", "+41446682001"}
	if !slices.Equal(got, want) || r.Size() != 4 {
		t.Errorf("numbers: got %v (%d), want %v", got, r.Size(), want)
	}
	for n, want := range map[phone.Number]bool{"+41446681997": false, "+41446681998": true, "+41446682001;ext=7": true, "+414466819980": false} {
		if r.Contains(n) != want {
			t.Errorf("contains %s: got %v", n, !want)
		}
	}
	for name, pair := range map[string][2]phone.Number{
		"backwards":         {"+41446682001", "+41446681998"},
		"different lengths": {"+4144668199", "+41446682001"},
		"with extension":    {"+41446681998;ext=1", "+41446682001"},
	} {
		if _, err := phone.NewRange(pair[0], pair[1]); err == nil {
			t.Errorf("%s: not refused", name)
		}
	}
}

func FuzzParse(f *testing.F) {
	for _, s := range []string{"+41446681000", "0041 44 668 10 00", "(044) 668 10 00", "+1;ext=", "4.1E+10", "+41446681000;ext=12", "tel:+49 30 555"} {
		f.Add(s, "CH")
	}
	f.Fuzz(func(t *testing.T, text, country string) {
		n, err := phone.Parse(text, country)
		if err != nil {
			return
		}
		again, err := phone.E164(string(n))
		if err != nil || again != n {
			t.Fatalf("%q parsed to %q, which is not E.164: %v", text, n, err)
		}
		n.Display()
	})
}

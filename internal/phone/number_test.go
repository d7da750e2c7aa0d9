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
		{name: "a tel link", text: "tel:+41446681000", want: "+41446681000"},
		{name: "the link a contact card makes, with its extension", text: "tel:+41446681000;ext=123", want: "+41446681000;ext=123"},
		{name: "a link in capitals with dashes", text: "TEL:+41-44-668-10-00;ext=12", want: "+41446681000;ext=12"},
		{name: "an extension in words", text: "+1 206 555 0100 ext. 42", want: "+12065550100;ext=42"},
		{name: "an extension after an x", text: "+12065550100x42", want: "+12065550100;ext=42"},
		{name: "an extension keeps its zeros", text: "+41446681000;ext=007", want: "+41446681000;ext=007"},
		{name: "non-breaking and narrow spaces", text: "+41\u00a044\u202f668\u00a010\u00a000", want: "+41446681000"},
		{name: "non-breaking hyphens", text: "+41\u201144\u2011668\u201110\u201100", want: "+41446681000"},
		{name: "marks of direction from a contact card", text: "\u202a+41446681000\u202c", want: "+41446681000"},
		{name: "full-width digits", text: "＋４１　４４　６６８　１０　００", want: "+41446681000"},
		{name: "Arabic digits", text: "+٤١٤٤٦٦٨١٠٠٠", want: "+41446681000"},
		{name: "a spreadsheet's apostrophe", text: "'+41446681000", want: "+41446681000"},
		{name: "an apostrophe before the double zero", text: "’0041 44 668 10 00", want: "+41446681000"},
		{name: "the trunk zero between plus and area", text: "+41 (0)44 668 10 00", want: "+41446681000"},
		{name: "the plus in brackets", text: "(+41) 44 668 10 00", want: "+41446681000"},
		{name: "slashes and dots", text: "044/668.10.00", country: "CH", want: "+41446681000"},
		{name: "an Italian zero is part of the number", text: "06 6982 1234", country: "IT", want: "+390669821234"},
		{name: "an Italian zero stays after the plus", text: "+39 06 6982 1234", want: "+390669821234"},
		{name: "the American way to dial abroad", text: "011 41 44 668 10 00", country: "US", want: "+41446681000"},
		{name: "a number of another country than the one it is read in", text: "+49 30 5550", country: "CH", want: "+49305550"},
		{name: "a spreadsheet's rounded figure", text: "4.1447E+10", country: "CH", refusal: "format the column as text"},
		{name: "a rounded figure of a German spreadsheet", text: "4,1447E+10", country: "CH", refusal: "format the column as text"},
		{name: "a figure rounded to one digit", text: "4E+10", country: "CH", refusal: "format the column as text"},
		{name: "a rounded figure kept as text", text: "'4.1447e10", country: "CH", refusal: "format the column as text"},
		{name: "national without a country", text: "044 668 10 00", refusal: "country code"},
		{name: "national in a country that is none", text: "044 668 10 00", country: "XX", refusal: "is no country"},
		{name: "a calling code nobody has", text: "+999 123 456 789", refusal: "no country has its first digits"},
		{name: "words", text: "call me", country: "CH", refusal: "not a possible"},
		{name: "a number in a sentence", text: "call +41446681000", country: "CH", refusal: "letters"},
		{name: "letters for digits", text: "1-800-FLOWERS", country: "US", refusal: "letters"},
		{name: "letters behind the digits", text: "+41446681000abc", refusal: "letters"},
		{name: "two numbers", text: "+41446681000, +41446681001", refusal: `has a "," in it`},
		{name: "two extensions", text: "+41446681000;ext=1;ext=2", refusal: "not a possible"},
		{name: "nothing", text: "", country: "CH", refusal: "no digits"},
		{name: "an emergency call", text: "112", country: "CH", refusal: "too short"},
		{name: "a number without its area", text: "668 10 00", country: "CH", refusal: "too short"},
		{name: "one digit too many for its country, though E.164 in form", text: "+414466810000", refusal: "count of digits"},
		{name: "too long", text: "+4144668100000000000", refusal: "too long"},
		{name: "a page", text: strings.Repeat("1 ", 1000), country: "CH", refusal: "too long for a telephone number"},
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
		{"Seattle is in the United States", "+12065550100", "US", true},
		{"Seattle is not in Canada, which shares its calling code", "+12065550100", "CA", false},
		{"Toronto is in Canada", "+14165550100", "CA", true},
		{"Toronto is not in the United States", "+14165550100", "US", false},
		{"a freephone number that North America shares is in both", "+18005550100", "CA", true},
		{"a number whose area nobody knows may be either's", "+19995550100", "CA", true},
		{"Moscow is in Russia", "+74951234567", "RU", true},
		{"Moscow is not in Kazakhstan", "+74951234567", "KZ", false},
		{"Almaty is in Kazakhstan", "+77272501234", "KZ", true},
		{"Almaty is not in Russia", "+77272501234", "RU", false},
		{"Guernsey shares the British calling code and is not Britain", "+441481960194", "GB", false},
		{"Milan is in Italy", "+390236618300", "IT", true},
		{"a country in small letters", "+41446681000", "ch", true},
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

func TestExtensionIsANumberOfItsOwn(t *testing.T) {
	n, err := phone.Parse("tel:+41 44 668 10 00;ext=12", "")
	if err != nil {
		t.Fatal(err)
	}
	if n == n.Base() || n.Base() != "+41446681000" || n.Ext() != "12" {
		t.Errorf("got %q with base %q and extension %q", n, n.Base(), n.Ext())
	}
	if ext := n.Base().Ext(); ext != "" {
		t.Errorf("the base number has extension %q", ext)
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
		for _, written := range []string{string(n), n.Display(), "tel:" + string(n), "'" + string(n)} {
			if again, err := phone.Parse(written, ""); err != nil || again != n {
				t.Fatalf("%q parsed to %q; %q of it parses to %q, %v", text, n, written, again, err)
			}
		}
	})
}

func TestLocal(t *testing.T) {
	for number, want := range map[phone.Number]string{
		"+41446681000":        "044 668 10 00",
		"+41446681000;ext=12": "044 668 10 00 ext. 12",
		"+498955502000":       "089 55502000",
		"+12065550100":        "(206) 555-0100",
		"+390236618300":       "02 3661 8300",
		"+442079460000":       "020 7946 0000",
		"+80012345678":        "",
		"nonsense":            "",
	} {
		if got := number.Local(); got != want {
			t.Errorf("%s: got %q, want %q", number, got, want)
		}
	}
}

package rule_test

import (
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/numberdesk/numberdesk/internal/problem"
	"github.com/numberdesk/numberdesk/internal/rule"
)

var adele = rule.Attributes{
	City: " Zürich", Office: "HB 12", UsageLocation: "CH", Department: "Sales EMEA", Company: "Contoso",
	Groups: []string{"Sales", "all-ch", "VPN", "Lunch"}, Plans: []string{"MCOEV"},
}

func TestEval(t *testing.T) {
	for _, c := range []struct {
		name, text string
		want       bool
		because    string
	}{
		{"a text is the same", `user.city == "Zürich"`, true, `user.city == "Zürich" (city is "Zürich")`},
		{"a text is another", `user.city == "Bern"`, false, `user.city == "Bern" (city is "Zürich")`},
		{"case does not count", `user.city == "ZÜRICH"`, true, ""},
		{"case does not count on the person's side", `user.usageLocation == "ch"`, true, ""},
		{"spaces around do not count", `user.city == "  zürich "`, true, ""},
		{"an accent typed apart is the same", `user.city == "zu` + "\u0308" + `rich"`, true, ""},
		{"the text may stand first", `"zürich" == user.city`, true, ""},
		{"a text is not another", `user.city != "Bern"`, true, `user.city != "Bern" (city is "Zürich")`},
		{"case does not count in what is not", `user.city != "zürich"`, false, ""},
		{"single quotes", `user.city == 'zürich'`, true, `user.city == "zürich" (city is "Zürich")`},
		{"one of several", `user.city in ["Bern", "ZÜRICH "]`, true, `user.city in ["Bern", "ZÜRICH "] (city is "Zürich")`},
		{"none of several", `user.city in ["Bern", "Zug"]`, false, ""},
		{"a group", `"sales" in user.groups`, true, `"sales" in user.groups (groups are "Lunch", "Sales", "VPN", 1 more)`},
		{"no such group", `"admins" in user.groups`, false, ""},
		{"not in a group", `!("admins" in user.groups)`, true, `!("admins" in user.groups) (groups are "Lunch", "Sales", "VPN", 1 more)`},
		{"a plan", `"mcoev" in user.plans`, true, ""},
		{"an attribute that is a group's name", `user.department in user.groups`, false, `user.department in user.groups (department is "Sales EMEA", groups are "Lunch", "Sales", "VPN", 1 more)`},
		{"begins with", `user.department.startsWith("sales")`, true, ""},
		{"ends with", `user.department.endsWith("EMEA ")`, true, ""},
		{"contains", `user.department.contains("es em")`, true, ""},
		{"matches in any case", `user.office.matches("^hb [0-9]+$")`, true, ""},
		{"matches a part", `user.office.matches("b 1")`, true, ""},
		{"matches what is quoted", `user.office.matches("\\Qb 1\\E")`, true, ""},
		{"matches not", `user.office.matches("^[0-9]")`, false, ""},
		{"an accent typed apart in a pattern", `user.city.matches("^zu` + "\u0308" + `rich$")`, true, ""},
		{"small letters of a pattern are capitals, too", `user.city.matches("^[a-z]ürich$") && user.city.matches("^\\p{Ll}")`, true, ""},
		{"a bar in a pattern stays in it", `user.city.matches("bern|rich")`, true, ""},
		{"two attributes", `user.city == user.office`, false, `user.city == user.office (city is "Zürich", office is "HB 12")`},
		{"everybody", `true`, true, "true"},
		{"nobody", `false`, false, "false"},

		{"of conditions that must all hold the first that does not", `user.city == "Zürich" && user.usageLocation == "DE" && user.office == "x"`, false, `user.usageLocation == "DE" (usageLocation is "CH")`},
		{"all conditions, when they hold", `user.city == "Zürich" && user.usageLocation == "CH"`, true, `user.city == "Zürich" (city is "Zürich") and user.usageLocation == "CH" (usageLocation is "CH")`},
		{"of conditions of which one must hold all, when none does", `user.city == "Bern" || user.city == "Zug"`, false, `user.city == "Bern" (city is "Zürich") and user.city == "Zug" (city is "Zürich")`},
		{"the first that holds", `user.city == "Bern" || user.office == "HB 12" || true`, true, `user.office == "HB 12" (office is "HB 12")`},
		{"and binds tighter than or", `true || false && false`, true, "true"},
		{"and binds tighter than or, on the right", `false && false || true`, true, "true"},
		{"brackets bind tighter still", `(true || false) && false`, false, "false"},
		{"not binds tighter than and", `!false && false`, false, "false"},
		{"not, of several", `!(user.city == "Zürich" || user.office == "x")`, false, `!(user.city == "Zürich" || user.office == "x") (city is "Zürich")`},

		{"what is not set is nothing", `user.country == "CH"`, false, "country is not set"},
		{"what is not set is not something else", `user.country != "CH"`, false, "country is not set"},
		{"not, of what is not set", `!(user.country == "CH")`, false, "country is not set"},
		{"not not, of what is not set", `!!(user.country == "CH")`, false, "country is not set"},
		{"what is not set is not empty", `user.country == ""`, false, "country is not set"},
		{"what is set is not empty", `user.city != ""`, true, ""},
		{"what is not set is in no list", `!(user.country in ["DE"])`, false, "country is not set"},
		{"what is not set matches nothing", `user.country.matches(".*") || user.country.contains("")`, false, "country is not set"},
		{"two that are not set are not the same", `user.country == user.country`, false, "country is not set"},
		{"what is not set does not matter where another condition holds", `user.country == "CH" || user.city == "Zürich"`, true, `user.city == "Zürich" (city is "Zürich")`},
		{"nor where it stands behind", `user.city == "Zürich" || user.country != "CH"`, true, `user.city == "Zürich" (city is "Zürich")`},
		{"nor where it could not help", `!(user.country == "CH" && user.city == "Bern")`, true, `!(user.country == "CH" && user.city == "Bern") (city is "Zürich")`},
		{"what is not set counts with and", `user.country != "DE" && user.city == "Zürich"`, false, "country is not set"},
		{"neither of two is set or right", `user.country == "CH" || user.city == "Bern"`, false, `country is not set and user.city == "Bern" (city is "Zürich")`},
	} {
		t.Run(c.name, func(t *testing.T) {
			r, err := rule.Compile(c.text)
			if err != nil {
				t.Fatal(err)
			}
			got := r.Eval(adele)
			if got.Match != c.want || c.because != "" && got.Because != c.because {
				t.Errorf("%s\ngot  %v because %s\nwant %v because %s", c.text, got.Match, got.Because, c.want, c.because)
			}
			if again := r.Eval(adele); again != got || r.String() != c.text {
				t.Errorf("the second time %+v, of %s", again, r)
			}
		})
	}
}

func TestRefused(t *testing.T) {
	for _, c := range []struct{ name, text, want string }{
		{"nothing", " \n", `The rule is empty. Write a condition, such as user.city == "Zurich".`},
		{"half a condition", `user.city == `, "The rule is wrong at 1:14: it ends too soon."},
		{"the second line", "user.city == \"Bern\" ||\n  user.town == \"Bern\"", "The rule is wrong at 2:3: there is no attribute user.town. There are user.city, user.office, user.usageLocation, user.department, user.country, user.company, user.groups, user.plans."},
		{"an attribute in another case", `user.City == "Bern"`, "1:1: there is no attribute user.City."},
		{"an attribute without user", `city == "Bern"`, "1:1: there is no attribute city."},
		{"an attribute of something else", `person.city == "Bern"`, "1:1: there is no attribute person.city."},
		{"user alone", `user == "Bern"`, "1:1: there is no attribute user."},
		{"an attribute of an attribute", `user.city.name == "Bern"`, "user.city.name is nothing a rule can ask"},
		{"a text without quotes", `user.city == Bern`, "1:14: there is no attribute Bern."},
		{"a text alone", `"Bern"`, `1:1: "Bern" is no condition. Compare it with something`},
		{"an attribute alone", `user.city`, "user.city is no condition"},
		{"a list alone", `["Bern"]`, `["Bern"] is no condition`},
		{"a number", `user.city == 8000`, "1:14: 8000 is no text. Put a text in quotes"},
		{"a list for a text", `user.groups == "sales"`, `1:1: user.groups is no text. Put a text in quotes, or name an attribute such as user.city; of a list ask "text" in user.groups.`},
		{"two lists", `["Bern"] == ["Bern"]`, `1:1: ["Bern"] is no text.`},
		{"a list in a list", `"Bern" in [["Bern"]]`, `1:12: ["Bern"] is no text.`},
		{"a text for a list", `"sales" in user.city`, `1:12: user.city is no list. Behind in stands user.groups`},
		{"a text where a list is written", `user.city in "Bern"`, `"Bern" is no list`},
		{"a number in a list", `user.city in ["Bern", 1]`, "1:23: 1 is no text"},
		{"and, of a text", `user.city && true`, "1:1: user.city is no condition"},
		{"a comparison of conditions", `(user.city == "a") == true`, "is nothing a rule can ask"},
		{"an order", `user.city < "Bern"`, `user.city < "Bern" is nothing a rule can ask. It compares with ==, !=, in`},
		{"a sum", `user.city + "x" == "Bernx"`, `user.city + "x" is nothing a rule can ask`},
		{"a choice", `user.city == "a" ? true : false`, "is nothing a rule can ask"},
		{"a function", `size(user.groups) > 1`, "is nothing a rule can ask"},
		{"a member function", `user.city.size() == 1`, "user.city.size() is nothing a rule can ask"},
		{"a function of the wrong number", `user.city.contains("a", "b")`, "is nothing a rule can ask"},
		{"a loop", `user.groups.exists(g, g == "x")`, "is nothing a rule can ask"},
		{"a loop over a long list", `[1,2,3].all(x, [1,2,3].all(y, x > y))`, "is nothing a rule can ask"},
		{"an index", `user["city"] == "Bern"`, "is nothing a rule can ask"},
		{"whether it is there", `has(user.city)`, "is nothing a rule can ask"},
		{"a map", `{"a": "b"} == user.city`, "is nothing a rule can ask"},
		{"a message", `google.protobuf.Timestamp{} == user.city`, "is nothing a rule can ask"},
		{"bytes", `b"Bern" == user.city`, "is no text"},
		{"nothing at all", `null`, "null is no condition"},
		{"a word processor's quotes", `user.city == “Bern”`, "1:14: put texts in straight quotes"},
		{"one equals sign", `user.city = "Bern"`, "The rule is wrong at 1:11: = is not understood here. A condition looks like"},
		{"words for signs", `user.city == "Bern" and user.office == "x"`, "The rule is wrong at 1:21: and is not understood here."},
		{"a bracket that does not close", `(user.city == "Bern"`, "The rule is wrong at 1:21: it ends too soon."},
		{"a pattern that is none", `user.city.matches("(")`, "1:19: the pattern ( cannot be read: missing closing )"},
		{"a pattern that would break out of its own brackets", `user.city.matches("a)|(b")`, "cannot be read"},
		{"a pattern that quotes and does not end it", `user.city.matches("\\Qabc")`, `1:19: the pattern \Qabc begins with \Q what it does not end. Write \E behind it.`},
		{"a pattern in which case counts", `user.city.matches("(?-i:zurich)")`, "1:19: case counts in no pattern, so leave (?-i) out."},
		{"a pattern from the directory", `"x".matches(user.city)`, "1:13: matches needs a pattern of up to 200 characters in quotes."},
		{"a pattern that repeats a thousand times", `user.city.matches("(abcdefghij){1000}")`, "repeats too much"},
		{"patterns that are too large together", strings.TrimSuffix(strings.Repeat(`user.city.matches("((a?){20}){15}b") || `, 2), " || "), "1:59: the pattern ((a?){20}){15}b repeats too much"},
		{"a pattern of patterns", `user.city.matches("((a{30}){30}){30}")`, "invalid repeat count"},
		{"a rule of a book", `user.city == "` + strings.Repeat("x", 2000) + `"`, "A rule may have 2000 characters, and this one has 2015. Shorten it."},
		{"a text that does not close", `user.city == "Bern`, `1:14: "Bern is not understood here.`},
		{"a sign of no language", "user.city ==\n\t@", "2:2: @ is not understood here."},
		{"brackets without end", strings.Repeat("(", 900) + "true" + strings.Repeat(")", 900), "The rule is wrong at"},
		{"not without end", strings.Repeat("!(", 400) + "true" + strings.Repeat(")", 400), "The rule is wrong at"},
	} {
		t.Run(c.name, func(t *testing.T) {
			r, err := rule.Compile(c.text)
			if err == nil || problem.KindOf(err) != problem.Invalid || !strings.Contains(problem.Say(err).String(), c.want) {
				t.Errorf("%s\ngot  %v\nwant %s", c.text, err, c.want)
			}
			if r.String() != "" || r.Eval(adele).Match {
				t.Errorf("a rule that is refused is used: %s", r)
			}
		})
	}
}

func TestLists(t *testing.T) {
	for _, c := range []struct {
		name, text string
		groups     []string
		want       bool
		because    string
	}{
		{"who is in no group is not in this one", `!("sales" in user.groups)`, nil, true, `!("sales" in user.groups) (no groups)`},
		{"nor in one without a name", `"" in user.groups`, []string{" ", ""}, false, `"" in user.groups (no groups)`},
		{"the directory's order does not count", `"sales" in user.groups`, []string{"b", "c", "sales", "a"}, true, `"sales" in user.groups (groups are "a", "b", "c", 1 more)`},
	} {
		t.Run(c.name, func(t *testing.T) {
			r, err := rule.Compile(c.text)
			if err != nil {
				t.Fatal(err)
			}
			if got := r.Eval(rule.Attributes{Groups: c.groups}); got.Match != c.want || got.Because != c.because {
				t.Errorf("got %+v, want %v because %s", got, c.want, c.because)
			}
			slices.Reverse(c.groups)
			if got := r.Eval(rule.Attributes{Groups: c.groups}); got.Because != c.because {
				t.Errorf("in another order %+v", got)
			}
		})
	}
}

func TestReads(t *testing.T) {
	r, err := rule.Compile(`"sales" in user.groups || user.city == "Bern" || user.city == user.office`)
	if err != nil {
		t.Fatal(err)
	}
	if got, want := r.Reads(), []rule.Attribute{rule.City, rule.Office, rule.Groups}; !slices.Equal(got, want) {
		t.Errorf("got %v, want %v", got, want)
	}
}

func TestNobodyWithoutARule(t *testing.T) {
	var none rule.Rule
	if got := none.Eval(adele); got.Match || got.Because != "there is no rule" || none.String() != "" || none.Reads() != nil {
		t.Errorf("got %+v", got)
	}
}

func TestCase(t *testing.T) {
	for _, c := range []struct {
		name, a, b string
		want       bool
	}{
		{"small and capital", "straße", "STRAẞE", true},
		{"two letters are not one", "straße", "STRASSE", false},
		{"Greek, whose sigma has three forms", "ΣΊΣΥΦΟΣ", "σίσυφος", true},
		{"the Kelvin sign is a K", "\u212apolis", "KPOLIS", true},
		{"a dotted I is a letter of its own", "İzmir", "izmir", false},
		{"spaces within count", "New  York", "New York", false},
		{"a non-breaking space around does not", "\u00a0Bern", "bern", true},
	} {
		t.Run(c.name, func(t *testing.T) {
			for _, text := range []string{`user.city == "` + c.b + `"`, `user.city in ["` + c.b + `"]`, `"` + c.b + `" in user.groups`, `user.city.contains("` + c.b + `")`} {
				r, err := rule.Compile(text)
				if err != nil {
					t.Fatal(err)
				}
				if got := r.Eval(rule.Attributes{City: c.a, Groups: []string{c.a}}); got.Match != c.want {
					t.Errorf("%s: got %v for %s", text, got, c.a)
				}
			}
		})
	}
}

func TestOneRuleForManyAtOnce(t *testing.T) {
	r, err := rule.Compile(`user.city == "Bern" && "sales" in user.groups && user.office.matches("^hb")`)
	if err != nil {
		t.Fatal(err)
	}
	var all sync.WaitGroup
	for i := range 8 {
		all.Go(func() {
			p := rule.Attributes{City: "Bern", Office: "HB", Groups: []string{"sales"}}
			if i%2 == 1 {
				p.City = "Zug"
			}
			for range 200 {
				if got := r.Eval(p); got.Match != (i%2 == 0) {
					t.Errorf("got %+v for %s", got, p.City)
				}
			}
		})
	}
	all.Wait()
}

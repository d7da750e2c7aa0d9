package rule_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/numberdesk/numberdesk/internal/problem"
	"github.com/numberdesk/numberdesk/internal/rule"
)

// FuzzCompile holds every text to what a rule promises: refused with words or worked out at once, always the same.
func FuzzCompile(f *testing.F) {
	for _, seed := range []string{
		usual, longest, `user.city == "Bern"`, `!(user.city in ["a", 'b'] && "x" in user.groups)`, `user.office.matches("(a|b)*c{3}$")`, `true || false`,
		`user.groups.exists(g, g == "x")`, `user.city ==`, "((((", `"\u00fc" == user.city`, `user.town == "x"`, `user.city.matches("(?-i)a")`, "a ? b : c", `[[[]]]`, `{}{}`,
	} {
		f.Add(seed, "Bern", "ZH 12", "sales")
	}
	f.Fuzz(func(t *testing.T, text, city, office, group string) {
		start := time.Now()
		r, err := rule.Compile(text)
		if err != nil {
			if problem.KindOf(err) != problem.Invalid || problem.Say(err).IsZero() {
				t.Fatalf("refused without a word: %v", err)
			}
			if took := time.Since(start); took > 5*time.Second {
				t.Fatalf("it took %v to refuse", took)
			}
			return
		}
		of := rule.Attributes{City: city, Office: office, Groups: []string{group, city}}
		got := r.Eval(of)
		if took := time.Since(start); took > 5*time.Second {
			t.Fatalf("it took %v", took)
		}
		if got.Because == "" || r.String() != text {
			t.Fatalf("got %+v of %s", got, r)
		}
		again, err := rule.Compile(text)
		if err != nil || again.Eval(of) != got {
			t.Fatalf("the second time %v, %+v, not %+v", err, again.Eval(of), got)
		}
		if got.Match && len(r.Reads()) > 0 {
			if nobody := r.Eval(rule.Attributes{}); nobody.Because == "" {
				t.Fatal("nobody is told nothing")
			}
		}
	})
}

// The longest rules, and people in very many groups, cost no more than a moment.
func TestNoRuleHangs(t *testing.T) {
	crowd := adele
	for i := range 50_000 {
		crowd.Groups = append(crowd.Groups, fmt.Sprintf("group %d", i))
	}
	for name, text := range map[string]string{
		"the longest": longest, "a pattern that others take ages for": `user.city.matches("^(a+)+$")`,
		"a pattern as large as can be": `user.city.matches("((a?){20}){20}b")`,
	} {
		r, err := rule.Compile(text)
		if err != nil {
			t.Fatal(err)
		}
		start := time.Now()
		crowd.City = strings.Repeat("a", 1000) + "!" + strings.Repeat("c", 1_000_000)
		got := r.Eval(crowd)
		if took := time.Since(start); took > 5*time.Second || got.Match {
			t.Errorf("%s took %v: %v", name, took, got.Match)
		}
	}
}

// Nobody is in so many groups; should somebody be, the rule does not hold rather than hold up all others.
func TestARuleThatCostsTooMuch(t *testing.T) {
	r, err := rule.Compile(strings.TrimSuffix(strings.Repeat(`"x" in user.groups || `, 90), " || "))
	if err != nil {
		t.Fatal(err)
	}
	groups := make([]string, 100_000)
	for i := range groups {
		groups[i] = fmt.Sprint(i)
	}
	got := r.Eval(rule.Attributes{Groups: groups})
	if got.Match || got.Because != "the rule asks too much to be worked out for this person" {
		t.Errorf("got %+v", got)
	}
}

package rule_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/google/cel-go/cel"
	"github.com/google/cel-go/common/types"
	"pgregory.net/rapid"

	"github.com/numberdesk/numberdesk/internal/rule"
)

// maybe is a truth value of Kleene's three: yes, no, and not known.
type maybe int

const (
	no maybe = iota - 1
	unknown
	yes
)

// written is a condition and its value by another reading than CEL's: Kleene's and is the least, or the greatest, not
// the opposite.
type written struct {
	text  string
	value maybe
}

func is(b bool) maybe {
	if b {
		return yes
	}
	return no
}

func comparison(of rule.Attributes) *rapid.Generator[written] {
	values := map[string]string{"city": of.City, "office": of.Office, "country": of.Country}
	return rapid.Custom(func(t *rapid.T) written {
		name := rapid.SampledFrom([]string{"city", "office", "country"}).Draw(t, "attribute")
		text := rapid.SampledFrom([]string{"Bern", "bern ", "ZUG", "zu", ""}).Draw(t, "text")
		operator := rapid.SampledFrom([]string{"==", "!=", "in", "contains", "startsWith", "endsWith", "groups"}).Draw(t, "operator")
		value, want := strings.ToLower(strings.TrimSpace(values[name])), strings.ToLower(strings.TrimSpace(text))
		w := written{fmt.Sprintf("user.%s.%s(%q)", name, operator, text), unknown}
		switch operator {
		case "==":
			w = written{fmt.Sprintf("%q == user.%s", text, name), is(value == want)}
		case "!=":
			w = written{fmt.Sprintf("user.%s != %q", name, text), is(value != want)}
		case "in":
			w = written{fmt.Sprintf("user.%s in [%q, \"x\"]", name, text), is(value == want)}
		case "contains":
			w.value = is(strings.Contains(value, want))
		case "startsWith":
			w.value = is(strings.HasPrefix(value, want))
		case "endsWith":
			w.value = is(strings.HasSuffix(value, want))
		case "groups":
			return written{fmt.Sprintf("%q in user.groups", text), is(slices.ContainsFunc(of.Groups, func(g string) bool { return strings.EqualFold(g, want) }))}
		}
		if value == "" {
			w.value = unknown
		}
		return w
	})
}

func condition(of rule.Attributes, depth int) *rapid.Generator[written] {
	if depth == 0 {
		return comparison(of)
	}
	smaller := condition(of, depth-1)
	return rapid.OneOf(comparison(of), rapid.Custom(func(t *rapid.T) written {
		a, b := smaller.Draw(t, "a"), smaller.Draw(t, "b")
		switch rapid.IntRange(0, 2).Draw(t, "join") {
		case 0:
			return written{"(" + a.text + ") && (" + b.text + ")", min(a.value, b.value)}
		case 1:
			return written{"(" + a.text + ") || (" + b.text + ")", max(a.value, b.value)}
		}
		return written{"!(" + a.text + ")", -a.value}
	}))
}

// What is not set makes for Kleene's logic, and what is told names what the person has.
func TestLogic(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		some := rapid.SampledFrom([]string{"", " ", "Bern", "zug ", "ZÜRICH"})
		of := rule.Attributes{
			City: some.Draw(t, "city"), Office: some.Draw(t, "office"), Country: some.Draw(t, "country"),
			Groups: rapid.SliceOfN(rapid.SampledFrom([]string{"BERN", "zug", "x"}), 0, 2).Draw(t, "groups"),
		}
		c := condition(of, 4).Draw(t, "condition")
		r, err := rule.Compile(c.text)
		if err != nil {
			if strings.Contains(err.Error(), "2000 characters") {
				t.Skip("too long")
			}
			t.Fatal(err)
		}
		got := r.Eval(of)
		if got.Match != (c.value == yes) {
			t.Fatalf("%s\nof %+v: got %+v, want %v", c.text, of, got, c.value)
		}
		if got.Because == "" || strings.Contains(got.Because, "worked out") {
			t.Fatalf("%s of %+v: told %q", c.text, of, got.Because)
		}
		if got.Match && strings.HasSuffix(got.Because, "is not set") {
			t.Fatalf("%s of %+v holds because %s", c.text, of, got.Because)
		}
	})
}

// CEL itself, given the whole rule, says the same of every pair of conditions that hold, fail, or are open.
func TestLogicIsCELs(t *testing.T) {
	env, err := cel.NewEnv(cel.Variable("user.country", cel.StringType))
	if err != nil {
		t.Fatal(err)
	}
	parts := []string{"true", "false", `user.country == "x"`}
	for _, a := range parts {
		for _, b := range parts {
			for _, form := range []string{"(%s) && (%s)", "(%s) || (%s)", "!((%s) && (%s))", "!((%s) || (%s))", "!!((%s) && (%s))", "!(%s) || !(%s)"} {
				text := fmt.Sprintf(form, a, b)
				checked, issues := env.Compile(text)
				if issues.Err() != nil {
					t.Fatal(issues.Err())
				}
				whole, err := env.Program(checked)
				if err != nil {
					t.Fatal(err)
				}
				want, _, _ := whole.Eval(map[string]any{}) // an error is of the country, which is not there
				r, err := rule.Compile(text)
				if err != nil {
					t.Fatal(err)
				}
				if got := r.Eval(rule.Attributes{}); got.Match != (want == types.True) {
					t.Errorf("%s: got %+v, and of CEL %v", text, got, want)
				}
			}
		}
	}
}

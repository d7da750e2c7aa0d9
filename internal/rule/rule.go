// Package rule says in one condition which people a range of numbers is for, such as
//
//	user.city == "Zurich" && user.usageLocation == "CH" || "sales-ch" in user.groups
//
// A rule is written in the Common Expression Language (CEL, github.com/google/cel-spec), of which it has what compares
// texts: ==, !=, in, startsWith, endsWith, contains and matches, joined with &&, || and !. Everything else is refused when
// the rule is compiled, and so are attributes nobody has; a rule that compiles can neither fail nor hang.
//
// Text compares without case and surrounding space, on both sides. An attribute that is not set matches nothing: a
// comparison with it is neither true nor false, and the rule holds only where it holds without it.
package rule

import (
	"slices"
	"sync"
	"unicode/utf8"

	"github.com/google/cel-go/cel"

	"github.com/numberdesk/numberdesk/internal/problem"
)

const (
	maxText = 2000 // characters of a rule
	// maxDepth is how many conditions may stand within one another.
	maxDepth = 100
	// maxPattern is how large the automata of all patterns may be, in instructions: RE2 takes their number times the
	// length of the text, of which CEL's cost knows nothing. maxPatternText keeps small what is tried to find out.
	maxPattern     = 2000
	maxPatternText = 200
	// maxValue is how much of a person's attribute is looked at, in bytes. Microsoft Entra allows 128 characters.
	maxValue = 1024
	// maxCost is what CEL may spend on one person, in its own units, all conditions together: a rule as long as can be has
	// some hundred, and a person may be in some thousand groups. It takes less than a second.
	maxCost = 5_000_000
)

// Rule is a compiled condition. It may be used by several goroutines at once. The zero Rule matches nobody.
type Rule struct {
	text  string
	tree  *node
	count int // of its single conditions
	reads []Attribute
}

// Outcome is what a rule says of a person.
type Outcome struct {
	Match bool
	// Because names the conditions that decided and what the person has there, such as: user.city == "Zurich" (city is
	// "Bern"). Of conditions joined with && that do not all hold it is the first that does not, of those joined with ||
	// the first that holds, or all when none does.
	Because string
}

// environment is made when the first rule is compiled, not at every start of the program.
var environment = sync.OnceValues(func() (*cel.Env, error) {
	options := []cel.EnvOption{
		cel.ClearMacros(), cel.ParserRecursionLimit(maxDepth), cel.ParserExpressionSizeLimit(maxText),
	}
	for _, a := range ofRequest {
		kind := cel.StringType
		if a.list() {
			kind = cel.ListType(cel.StringType)
		}
		options = append(options, cel.Variable(string(a), kind))
	}
	return cel.NewEnv(options...)
})

// Compile reads a rule about a person. What is no rule is refused with a problem.Invalid that says where (line and column, from 1) and
// what to write instead.
func Compile(text string) (Rule, error) { return compile(text, ofPerson) }

// CompileRequest is Compile for a rule about a person and the number he wants.
func CompileRequest(text string) (Rule, error) { return compile(text, ofRequest) }

func compile(text string, about []Attribute) (Rule, error) {
	if n := utf8.RuneCountInString(text); n > maxText {
		return Rule{}, problem.New(problem.Invalid, "A rule may have %d characters, and this one has %d. Shorten it.", maxText, n)
	}
	env, err := environment()
	if err != nil {
		return Rule{}, err
	}
	parsed, issues := env.Parse(text)
	if issues.Err() != nil {
		return Rule{}, unreadable(text, issues)
	}
	g := grammar{source: parsed.NativeRep().SourceInfo(), about: about}
	tree := g.condition(parsed.NativeRep().Expr())
	if g.wrong != nil {
		return Rule{}, g.wrong
	}
	checked, issues := env.Check(parsed)
	if issues.Err() != nil {
		return Rule{}, unreadable(text, issues)
	}
	for _, leaf := range g.leaves {
		if err := leaf.plan(env, checked.NativeRep(), maxCost/len(g.leaves)); err != nil {
			return Rule{}, problem.Wrap(err, problem.Invalid, "The rule cannot be used. Write it with fewer or shorter patterns.")
		}
	}
	return Rule{text, tree, len(g.leaves), g.reads()}, nil
}

// String is the rule as it was written.
func (r Rule) String() string { return r.text }

// Reads are the attributes the rule asks for, each once, in the order of Attributes. Those it does not need not be known.
func (r Rule) Reads() []Attribute { return slices.Clone(r.reads) }

// Eval says whether the rule holds for a person with these attributes, and why. The same attributes always get the same
// words.
func (r Rule) Eval(of Attributes) Outcome {
	if r.tree == nil {
		return Outcome{Because: "there is no rule"}
	}
	t := trial{vars: vars{of: &of}, known: make([]truth, r.count)}
	match := t.value(r.tree) == holds
	because := t.because(r.tree)
	if t.dear {
		return Outcome{Because: "the rule asks too much to be worked out for this person"}
	}
	return Outcome{match, because}
}

// Excludes reports whether the rule certainly does not hold for a person with these attributes. One that asks for what is not
// known, or too much to be worked out, excludes nobody.
func (r Rule) Excludes(of Attributes) bool {
	if r.tree == nil {
		return true
	}
	t := trial{vars: vars{of: &of}, known: make([]truth, r.count)}
	return t.value(r.tree) == fails
}

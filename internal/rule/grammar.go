package rule

import (
	"regexp"
	"regexp/syntax"
	"slices"
	"strings"

	"github.com/google/cel-go/cel"
	"github.com/google/cel-go/common/ast"
	"github.com/google/cel-go/common/operators"
	"github.com/google/cel-go/common/types"
	"github.com/google/cel-go/parser"
	"golang.org/x/text/unicode/norm"

	"github.com/numberdesk/numberdesk/internal/problem"
	"github.com/numberdesk/numberdesk/internal/say"
)

// grammar walks what CEL has parsed, refuses what is no rule, and folds its texts. What it leaves has no loops, no
// arithmetic and no pattern that is not written out, so that its cost is bounded by its length.
type grammar struct {
	source *ast.SourceInfo
	about  []Attribute // what may be asked
	asked  []Attribute
	leaves []*node
	wrong  error // the first thing that is

	instructions int // of the patterns so far
}

// condition is something that holds or not.
func (g *grammar) condition(e ast.Expr) *node {
	if g.wrong != nil {
		return nil
	}
	n := &node{}
	if e.Kind() == ast.CallKind {
		call := e.AsCall()
		switch name := call.FunctionName(); name {
		case operators.LogicalAnd, operators.LogicalOr, operators.LogicalNot:
			n.op = name
			if name == operators.LogicalNot {
				n.text = g.text(e)
			}
			for _, arg := range call.Args() {
				n.join(g.condition(arg))
			}
			return n
		}
	}
	n.text, n.expr, n.index = g.text(e), e, len(g.leaves)
	g.leaves = append(g.leaves, n)
	before := len(g.asked)
	g.leaf(e)
	for _, a := range g.asked[before:] {
		if !slices.Contains(n.asks, a) {
			n.asks = append(n.asks, a)
		}
	}
	return n
}

// leaf is a condition that is not made of others.
func (g *grammar) leaf(e ast.Expr) {
	if e.Kind() == ast.LiteralKind {
		if e.AsLiteral().Type() != types.BoolType {
			g.noCondition(e)
		}
		return
	}
	if e.Kind() != ast.CallKind {
		g.noCondition(e)
		return
	}
	call := e.AsCall()
	args := call.Args()
	switch name := call.FunctionName(); {
	case name == operators.Equals || name == operators.NotEquals:
		g.one(args[0])
		g.one(args[1])
	case name == operators.In:
		g.one(args[0])
		g.many(args[1])
	case !call.IsMemberFunction() || len(args) != 1:
		g.unknown(e)
	case name == "startsWith" || name == "endsWith" || name == "contains":
		g.one(call.Target())
		g.one(args[0])
	case name == "matches":
		g.one(call.Target())
		g.pattern(args[0])
	default:
		g.unknown(e)
	}
}

// one is a text: written out, or an attribute.
func (g *grammar) one(e ast.Expr) {
	if !writtenOut(e) {
		if a, ok := g.attribute(e); !ok || !a.list() {
			return
		}
	} else if text, ok := e.AsLiteral().(types.String); ok {
		e.SetKindCase(ast.NewExprFactory().NewLiteral(e.ID(), types.String(fold(string(text)))))
		return
	}
	g.refuse(e, say.Text("%s is no text. Put a text in quotes, or name an attribute such as user.city; of a list ask \"text\" in user.groups.", g.text(e)))
}

// many is a list of texts: written out, or an attribute.
func (g *grammar) many(e ast.Expr) {
	if e.Kind() == ast.ListKind {
		for _, element := range e.AsList().Elements() {
			g.one(element)
		}
		return
	}
	if !writtenOut(e) {
		if a, ok := g.attribute(e); !ok || a.list() {
			return
		}
	}
	g.refuse(e, say.Text("%s is no list. Behind in stands user.groups, user.plans, or a list such as [\"Zurich\", \"Bern\"].", g.text(e)))
}

func writtenOut(e ast.Expr) bool { return e.Kind() == ast.LiteralKind || e.Kind() == ast.ListKind }

// attribute is the one that e names; anything else is refused.
func (g *grammar) attribute(e ast.Expr) (Attribute, bool) {
	switch {
	case e.Kind() == ast.IdentKind:
		g.noAttribute(e)
	case e.Kind() == ast.SelectKind && e.AsSelect().Operand().Kind() == ast.IdentKind && !e.AsSelect().IsTestOnly():
		a := Attribute(e.AsSelect().Operand().AsIdent() + "." + e.AsSelect().FieldName())
		if slices.Contains(g.about, a) {
			g.asked = append(g.asked, a)
			return a, true
		}
		g.noAttribute(e)
	default:
		g.unknown(e)
	}
	return "", false
}

// sensitive is a flag that would have case count.
var sensitive = regexp.MustCompile(`\(\?[a-zA-Z]*-[a-zA-Z]*i`)

// pattern is a regular expression, written out, that RE2 takes and that stays small (github.com/google/re2/wiki/Syntax).
func (g *grammar) pattern(e ast.Expr) {
	var text types.String
	if e.Kind() == ast.LiteralKind {
		text, _ = e.AsLiteral().(types.String)
	}
	if text == "" || len(text) > maxPatternText {
		g.refuse(e, say.Text("matches needs a pattern of up to %d characters in quotes.", maxPatternText))
		return
	}
	if sensitive.MatchString(string(text)) {
		g.refuse(e, say.Text("case counts in no pattern, so leave %s out.", "(?-i)"))
		return
	}
	text = types.String(norm.NFC.String(string(text)))
	if _, err := syntax.Parse(string(text), syntax.Perl); err != nil {
		g.refuse(e, say.Text("the pattern %s cannot be read: %s.", string(text), strings.TrimPrefix(err.Error(), "error parsing regexp: ")))
		return
	}
	used := "(?i:" + string(text) + ")"
	tree, err := syntax.Parse(used, syntax.Perl)
	if err != nil { // what is quoted quotes the bracket, too
		g.refuse(e, say.Text("the pattern %s begins with %s what it does not end. Write %s behind it.", string(text), `\Q`, `\E`))
		return
	}
	program, err := syntax.Compile(tree.Simplify())
	if err == nil {
		g.instructions += len(program.Inst)
	}
	if err != nil || g.instructions > maxPattern {
		g.refuse(e, say.Text("the pattern %s repeats too much. Write it with smaller counts.", string(text)))
		return
	}
	e.SetKindCase(ast.NewExprFactory().NewLiteral(e.ID(), types.String(used)))
}

// reads are the attributes asked for, in their own order.
func (g *grammar) reads() []Attribute {
	var reads []Attribute
	for _, a := range g.about {
		if slices.Contains(g.asked, a) {
			reads = append(reads, a)
		}
	}
	return reads
}

// text is a part of the rule as it is written.
func (g *grammar) text(e ast.Expr) string {
	text, err := parser.Unparse(e, g.source)
	if err != nil {
		return "…"
	}
	return text
}

func (g *grammar) noCondition(e ast.Expr) {
	if !writtenOut(e) {
		if _, ok := g.attribute(e); !ok {
			return
		}
	}
	g.refuse(e, say.Text("%s is no condition. Compare it with something, such as user.city == \"Zurich\".", g.text(e)))
}

func (g *grammar) noAttribute(e ast.Expr) {
	var known []string
	for _, a := range g.about {
		known = append(known, string(a))
	}
	g.refuse(e, say.Text("there is no attribute %s. There are %s.", g.text(e), strings.Join(known, ", ")))
}

func (g *grammar) unknown(e ast.Expr) {
	g.refuse(e, say.Text("%s is nothing a rule can ask. It compares with ==, !=, in, startsWith, endsWith, contains and matches, and joins with &&, || and !.", g.text(e)))
}

func (g *grammar) refuse(e ast.Expr, why say.Sentence) {
	if g.wrong != nil {
		return
	}
	for e.Kind() == ast.SelectKind { // its own place is its dot's
		e = e.AsSelect().Operand()
	}
	at := g.source.GetStartLocation(e.ID())
	g.wrong = wrong(at.Line(), at.Column(), why)
}

// wrong takes the column from 0, as CEL counts it.
func wrong(line, column int, why say.Sentence) error {
	return problem.New(problem.Invalid, "The rule is wrong at %d:%d: %s", line, column+1, why)
}

// unreadable is what CEL's parser makes of a text, at the first place it does not understand.
func unreadable(text string, issues *cel.Issues) error {
	if strings.TrimSpace(text) == "" {
		return problem.New(problem.Invalid, "The rule is empty. Write a condition, such as user.city == \"Zurich\".")
	}
	first := issues.Errors()[0]
	line, column := first.Location.Line(), first.Location.Column()
	here := from(text, line, column)
	switch {
	case here == "":
		return wrong(line, column, say.Text("it ends too soon. A bracket, a quote or the second half of a condition is missing."))
	case strings.ContainsAny(here, "“”„‘’«»"):
		return wrong(line, column, say.Text("put texts in straight quotes, such as \"Zurich\"."))
	}
	return wrong(line, column, say.Text("%s is not understood here. A condition looks like user.city == \"Zurich\".", here))
}

// from is the word at a line, from 1, and column, from 0.
func from(text string, line, column int) string {
	lines := strings.Split(text, "\n")
	if line < 1 || line > len(lines) {
		return ""
	}
	rest := []rune(lines[line-1])
	words := strings.Fields(string(rest[min(max(column, 0), len(rest)):]))
	if len(words) == 0 {
		return ""
	}
	return short(words[0])
}

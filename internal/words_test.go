package internal

import (
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/numberdesk/numberdesk/internal/card"
	"github.com/numberdesk/numberdesk/internal/say"
)

// silent packages speak on the command line and in logs alone, which are English.
var silent = []string{"server", "demo", "sim", "transcript", "e2e"}

// formats are the arguments in which a function takes sentences.
var formats = map[string][]int{
	"say.Text": {0}, "say.Count": {1, 2}, "problem.New": {1}, "problem.Wrap": {2},
}

// TestEverySentenceIsInTheCatalogue finds every sentence the desk can say in chat, where it stands in the source or in a
// card's template, and wants it in every language; and nothing else in the catalogue.
func TestEverySentenceIsInTheCatalogue(t *testing.T) {
	said := sentences(t)
	labels, err := card.Labels()
	if err != nil {
		t.Fatal(err)
	}
	for _, label := range labels {
		said[label] = "a card's template"
	}
	for language, catalogue := range say.Catalogue() {
		for english, where := range said {
			if _, ok := catalogue[english]; !ok {
				t.Errorf("%s has no %q (%s)", language, english, where)
			}
		}
		for english, other := range catalogue {
			if _, ok := said[english]; !ok {
				t.Errorf("%s has %q, which nobody says", language, english)
			}
			if got, want := verbs(other), verbs(english); !slices.Equal(got, want) {
				t.Errorf("%s: %q has the verbs %q, not %q of %q", language, other, got, want, english)
			}
		}
	}
}

// sentences are the formats with words in them, and where each stands.
func sentences(t *testing.T) map[string]string {
	said := map[string]string{}
	files, err := filepath.Glob("*/*.go")
	if err != nil {
		t.Fatal(err)
	}
	for _, file := range files {
		if strings.HasSuffix(file, "_test.go") || slices.Contains(silent, filepath.Dir(file)) {
			continue
		}
		source, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		set := token.NewFileSet()
		parsed, err := parser.ParseFile(set, file, source, 0)
		if err != nil {
			t.Fatal(err)
		}
		ast.Inspect(parsed, func(n ast.Node) bool {
			call, ok := n.(*ast.CallExpr)
			if !ok {
				return true
			}
			for _, at := range formats[called(call, filepath.Dir(file))] {
				format, ok := literal(call.Args[at])
				switch {
				case !ok && filepath.Dir(file) != "say" && filepath.Dir(file) != "problem":
					t.Errorf("%s: a sentence is written out where it is said, so that it can be translated", set.Position(call.Pos()))
				case ok && letters.MatchString(verb.ReplaceAllString(format, "")):
					said[format] = set.Position(call.Pos()).String()
				}
			}
			return true
		})
	}
	return said
}

// called is the name of the function, with its package also inside of it.
func called(call *ast.CallExpr, dir string) string {
	switch f := call.Fun.(type) {
	case *ast.SelectorExpr:
		if x, ok := f.X.(*ast.Ident); ok {
			return x.Name + "." + f.Sel.Name
		}
	case *ast.Ident:
		return dir + "." + f.Name
	}
	return ""
}

// literal is a string constant written out, in one piece or several.
func literal(e ast.Expr) (string, bool) {
	switch e := e.(type) {
	case *ast.BasicLit:
		text, err := strconv.Unquote(e.Value)
		return text, err == nil
	case *ast.BinaryExpr:
		left, ok := literal(e.X)
		right, also := literal(e.Y)
		return left + right, ok && also && e.Op == token.ADD
	}
	return "", false
}

var (
	letters = regexp.MustCompile(`\pL`)
	verb    = regexp.MustCompile(`%(\[(\d+)\])?[-+# 0]*[\d.]*([a-zA-Z])|\$\{[^}]*\}`)
)

// verbs are what a format's arguments are printed with, in the order of the arguments.
func verbs(format string) []string {
	var all []string
	next := 1
	for _, m := range verb.FindAllStringSubmatch(strings.ReplaceAll(format, "%%", ""), -1) {
		if m[3] == "" { // an expression of a template
			all = append(all, m[0])
			continue
		}
		if m[2] != "" {
			next, _ = strconv.Atoi(m[2])
		}
		all = append(all, strconv.Itoa(next)+m[3])
		next++
	}
	slices.Sort(all)
	return slices.Compact(all)
}

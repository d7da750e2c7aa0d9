package rule

import (
	"errors"

	"github.com/google/cel-go/cel"
	"github.com/google/cel-go/common/ast"
	"github.com/google/cel-go/common/operators"
	"github.com/google/cel-go/common/types"
	"github.com/google/cel-go/interpreter"
)

// node is a condition of a rule: a single one, which is CEL's to work out, or several that are joined. Conditions joined
// with the same operator are one.
//
// CEL could work out the whole. But it either counts the cost or tells the value of every part, not both: of two observers
// it heeds the first (interpreter/decorators.go).
type node struct {
	op    string // && || ! of CEL, or empty for a single condition
	text  string
	parts []*node

	asks    []Attribute
	expr    ast.Expr
	index   int // among the single conditions
	program cel.Program
}

// join adds a part; a && (b && c) has three.
func (n *node) join(part *node) {
	if part == nil {
		return
	}
	if part.op == n.op && n.op != operators.LogicalNot {
		n.parts = append(n.parts, part.parts...)
		return
	}
	n.parts = append(n.parts, part)
}

// plan makes a single condition's program out of the checked rule.
func (n *node) plan(env *cel.Env, rule *ast.AST, cost int) (err error) {
	own := ast.NewCheckedAST(ast.NewAST(n.expr, rule.SourceInfo()), rule.TypeMap(), rule.ReferenceMap())
	n.program, err = env.PlanProgram(own, cel.CostLimit(uint64(cost)), cel.OptimizeRegex(interpreter.MatchesRegexOptimization))
	return err
}

// truth is a condition's value. With an attribute that is not set it is open.
type truth byte

const (
	untried truth = iota
	fails
	open
	holds
)

// trial is one rule tried on one person.
type trial struct {
	vars
	known []truth // of the single conditions
	dear  bool    // one of them costs too much
}

// value is CEL's logic ("Logical Operators", CEL language definition): what is open stays so, unless the other side
// decides alone.
func (t *trial) value(n *node) truth {
	switch n.op {
	case operators.LogicalAnd:
		value := holds
		for _, part := range n.parts {
			if value = min(value, t.value(part)); value == fails {
				break
			}
		}
		return value
	case operators.LogicalOr:
		value := fails
		for _, part := range n.parts {
			if value = max(value, t.value(part)); value == holds {
				break
			}
		}
		return value
	case operators.LogicalNot:
		return holds + fails - t.value(n.parts[0])
	}
	if t.known[n.index] == untried {
		t.known[n.index] = t.single(n)
	}
	return t.known[n.index]
}

func (t *trial) single(n *node) truth {
	value, _, err := n.program.Eval(&t.vars)
	if _, dear := errors.AsType[interpreter.EvalCancelledError](err); dear {
		t.dear = true
	}
	switch value {
	case types.True:
		return holds
	case types.False:
		return fails
	}
	return open
}

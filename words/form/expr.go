package form

import (
	"fmt"
	"slices"
	"strings"
	"sync"

	"github.com/expr-lang/expr"
	"github.com/expr-lang/expr/ast"
	"github.com/expr-lang/expr/types"
	"github.com/expr-lang/expr/vm"

	"motcua/ground/text"
)

// A Scope names what an expression may speak of, each name with its type, so that a misspelt name or a comparison of a
// number with a word is found when the form or the process is read and not when a citizen files.
type Scope struct{ names types.Map }

// NewScope gives a scope that knows no names.
func NewScope() Scope { return Scope{names: types.Map{}} }

// Text adds a name for a text.
func (s Scope) Text(name string) Scope { s.names[name] = types.String; return s }

// Number adds a name for a whole number.
func (s Scope) Number(name string) Scope { s.names[name] = types.Int; return s }

// Record adds a name for values that have names of their own: name.inner.
func (s Scope) Record(name string, inner Scope) Scope { s.names[name] = inner.names; return s }

// Open adds a name for values whose own names are not known beforehand.
func (s Scope) Open(name string) Scope {
	s.names[name] = types.Map{types.Extra: types.Any}
	return s
}

// An Expr is a compiled condition (điều kiện): it can only be true or false, it has no side effect, does not know the
// time and always ends. Many goroutines may ask it at once.
type Expr struct {
	src  string
	prog *vm.Program
	uses []string // the names that it speaks of, "this.x" for members of this; sorted
}

// longestExpr is in bytes. choice: a condition that a clerk can still read.
const longestExpr = 1000

// builtins are the functions of the language that an expression may call; those that ask the time or make much out of
// little are left out.
var builtins = []string{"len", "all", "any", "none", "one", "count", "filter", "map", "sum", "min", "max", "abs", "lower", "upper", "trim"}

// CompileExpr reads the condition src. It is refused when it names something outside the scope, compares unlike things,
// or is not a condition. Money and counts are whole numbers: fractions, / and ** are refused. Its error is an *ExprError.
func CompileExpr(src string, s Scope) (*Expr, error) {
	if len(src) > longestExpr {
		return nil, &ExprError{src[:40] + "…", text.Say("flaw.expr-long", "n", len(src), "most", longestExpr)}
	}
	w := &watch{}
	opts := []expr.Option{
		expr.Env(s.names), expr.AsBool(), expr.WarnOnAny(), expr.MaxNodes(300), expr.Patch(w), expr.DisableAllBuiltins(),
		expr.Function("years", years, new(func(string, string) int)),
		expr.Function("more", more, new(func(any, any) bool)),
		expr.Function("less", less, new(func(any, any) bool)),
	}
	for _, b := range builtins {
		opts = append(opts, expr.EnableBuiltin(b))
	}
	prog, err := expr.Compile(src, opts...)
	if err != nil {
		return nil, exprFlaw(src, err)
	}
	if w.bad != "" {
		return nil, &ExprError{src, w.bad}
	}
	slices.Sort(w.uses)
	return &Expr{src: src, prog: prog, uses: slices.Compact(w.uses)}, nil
}

// String gives the source.
func (e *Expr) String() string { return e.src }

// Uses gives the outermost names that the expression speaks of, sorted.
func (e *Expr) Uses() []string {
	var out []string
	for _, u := range e.uses {
		if head, _, ok := strings.Cut(u, "."); !ok || head != "this" {
			out = append(out, u)
		}
	}
	return out
}

// machines are reused: a fresh one costs more than a usual condition.
var machines = sync.Pool{New: func() any { return new(vm.VM) }}

// True answers the condition over env, which must have a value for every name of the scope that the expression uses.
func (e *Expr) True(env map[string]any) (bool, error) {
	m := machines.Get().(*vm.VM)
	defer machines.Put(m)
	out, err := m.Run(e.prog, env)
	if err != nil {
		return false, fmt.Errorf("evaluate %q: %s", e.src, firstLine(err))
	}
	b, ok := out.(bool)
	if !ok {
		return false, fmt.Errorf("evaluate %q: it gives %T, not true or false", e.src, out)
	}
	return b, nil
}

func firstLine(err error) string {
	line, _, _ := strings.Cut(err.Error(), "\n")
	return line
}

// watch walks an expression: it notes the names and finds what money must not meet.
type watch struct {
	uses []string
	bad  text.Said
}

// Visit is called for every part of the expression.
func (w *watch) Visit(n *ast.Node) {
	switch n := (*n).(type) {
	case *ast.IdentifierNode:
		w.uses = append(w.uses, n.Value)
	case *ast.MemberNode:
		root, ok := n.Node.(*ast.IdentifierNode)
		name, named := n.Property.(*ast.StringNode)
		if ok && named && root.Value == "this" {
			w.uses = append(w.uses, "this."+name.Value)
		}
	case *ast.FloatNode:
		w.bad = text.Say("flaw.expr-float")
	case *ast.BinaryNode:
		if slices.Contains([]string{"/", "**", "^"}, n.Operator) {
			w.bad = text.Say("flaw.expr-op", "op", n.Operator)
		}
	}
}

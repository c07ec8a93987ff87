package form

import (
	"github.com/expr-lang/expr/ast"
	"github.com/expr-lang/expr/parser"
)

// A Plain condition compares answers with fixed values and nothing else, so that it can be said in words and asked in a
// browser: father_known == true, home_kind in ["rent", "borrow"].
type Plain struct {
	Any   bool // one term is enough; else all must hold
	Terms []Term
}

// A Term is one comparison. A yes-no question has the values "true" and "false"; a question without an answer has the
// value "", or "false" if it is a yes-no question.
type Term struct {
	Name   string // the question's ID, with this. before it when it is one of the same group
	Not    bool   // the answer is none of Values
	Values []string
}

// ReadPlain reads a condition; ok is false when it does more than compare, and for "".
func ReadPlain(src string) (p Plain, ok bool) {
	if src == "" || len(src) > longestExpr {
		return Plain{}, false
	}
	tree, err := parser.Parse(src)
	if err != nil {
		return Plain{}, false
	}
	joint := ""
	ok = p.read(tree.Node, &joint)
	p.Any = joint == "or"
	return p, ok
}

// joints are the operators that join terms; a condition with both is not plain.
var joints = map[string]string{"&&": "and", "and": "and", "||": "or", "or": "or"}

func (p *Plain) read(n ast.Node, joint *string) bool {
	b, ok := n.(*ast.BinaryNode)
	if !ok {
		return p.bare(n)
	}
	if j := joints[b.Operator]; j != "" {
		if *joint != "" && *joint != j {
			return false
		}
		*joint = j
		return p.read(b.Left, joint) && p.read(b.Right, joint)
	}
	name, named := answerName(b.Left)
	values, fixed := fixedValues(b.Right)
	switch {
	case !named || !fixed:
		return false
	case b.Operator == "==" || b.Operator == "in":
		p.Terms = append(p.Terms, Term{Name: name, Values: values})
	case b.Operator == "!=":
		p.Terms = append(p.Terms, Term{Name: name, Not: true, Values: values})
	default:
		return false
	}
	return true
}

// bare reads a yes-no question that stands alone, or its opposite.
func (p *Plain) bare(n ast.Node) bool {
	not := false
	if u, ok := n.(*ast.UnaryNode); ok && (u.Operator == "!" || u.Operator == "not") {
		not, n = true, u.Node
	}
	name, ok := answerName(n)
	p.Terms = append(p.Terms, Term{Name: name, Not: not, Values: []string{"true"}})
	return ok
}

func answerName(n ast.Node) (string, bool) {
	switch n := n.(type) {
	case *ast.IdentifierNode:
		return n.Value, true
	case *ast.MemberNode:
		root, isName := n.Node.(*ast.IdentifierNode)
		id, isText := n.Property.(*ast.StringNode)
		if isName && isText {
			return root.Value + "." + id.Value, true
		}
	}
	return "", false
}

func fixedValues(n ast.Node) ([]string, bool) {
	switch n := n.(type) {
	case *ast.StringNode:
		return []string{n.Value}, true
	case *ast.BoolNode:
		if n.Value {
			return []string{"true"}, true
		}
		return []string{"false"}, true
	case *ast.ArrayNode:
		var out []string
		for _, e := range n.Nodes {
			one, ok := fixedValues(e)
			if !ok {
				return nil, false
			}
			out = append(out, one...)
		}
		return out, len(out) > 0
	}
	return nil, false
}

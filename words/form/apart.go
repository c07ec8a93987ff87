package form

import (
	"fmt"
	"slices"
	"strings"

	"github.com/expr-lang/expr/ast"
	"github.com/expr-lang/expr/parser"
)

// An Apart is a condition taken apart into its ands, ors and nots, so that a proof can go through every way in which it may
// come out. What stands between them is answered as the whole expression would be, where its answer can be known from a
// few values of one field; where it cannot, it is a doubt, which may be true or false.
type Apart struct {
	Reads  []Compared // fields of the record that are compared with constants
	Doubts []string   // parts that cannot be decided by enumeration, as they are written; sorted
	root   piece
}

// A Compared is a field with the constants that it is compared with.
type Compared struct {
	Path    string // "protected", "house.kind"
	Texts   []string
	Numbers []int64
}

// piece is one part: an and, an or, a not, an expression of its own, or a doubt.
type piece struct {
	op    string // "and", "or", "not", "" for a leaf
	parts []piece
	expr  *Expr
	doubt string
}

// TakeApart reads the condition src, which CompileExpr takes with the same scope. record is the name of the scope's record
// whose fields are enumerated; known says of a path in it whether its values can be. Parts that do not speak of the record
// are kept whole.
func TakeApart(src string, s Scope, record string, known func(path string) bool) (*Apart, error) {
	tree, err := parser.Parse(src)
	if err != nil {
		return nil, fmt.Errorf("take apart %q: %s", src, firstLine(err))
	}
	t := &taker{scope: s, record: record, known: known, out: &Apart{}}
	if t.out.root, err = t.piece(tree.Node); err != nil {
		return nil, err
	}
	slices.Sort(t.out.Doubts)
	t.out.Doubts = slices.Compact(t.out.Doubts)
	return t.out, nil
}

// True answers the condition over env; doubt answers the parts that cannot be decided.
func (a *Apart) True(env map[string]any, doubt func(part string) bool) (bool, error) {
	return a.root.true(env, doubt)
}

func (p *piece) true(env map[string]any, doubt func(string) bool) (bool, error) {
	switch p.op {
	case "not":
		ok, err := p.parts[0].true(env, doubt)
		return !ok, err
	case "and", "or":
		for i := range p.parts {
			ok, err := p.parts[i].true(env, doubt)
			if err != nil || ok == (p.op == "or") {
				return ok, err
			}
		}
		return p.op == "and", nil
	}
	if p.expr == nil {
		return doubt(p.doubt), nil
	}
	return p.expr.True(env)
}

// taker takes one expression apart.
type taker struct {
	scope  Scope
	record string
	known  func(string) bool
	out    *Apart
}

func (t *taker) piece(n ast.Node) (piece, error) {
	switch n := n.(type) {
	case *ast.UnaryNode:
		if n.Operator == "!" || n.Operator == "not" {
			return t.inner("not", n.Node)
		}
	case *ast.BinaryNode:
		switch n.Operator {
		case "&&", "and":
			return t.inner("and", n.Left, n.Right)
		case "||", "or":
			return t.inner("or", n.Left, n.Right)
		}
	}
	r, open := t.read(n)
	if open && r == nil {
		t.out.Doubts = append(t.out.Doubts, n.String())
		return piece{doubt: n.String()}, nil
	}
	if r != nil {
		t.out.Reads = append(t.out.Reads, *r)
	}
	e, err := CompileExpr(n.String(), t.scope)
	return piece{expr: e}, err
}

func (t *taker) inner(op string, nodes ...ast.Node) (piece, error) {
	p := piece{op: op}
	for _, n := range nodes {
		part, err := t.piece(n)
		if err != nil {
			return piece{}, err
		}
		p.parts = append(p.parts, part)
	}
	return p, nil
}

// read finds the comparison of one field with constants. open says whether the part speaks of the record at all.
func (t *taker) read(n ast.Node) (r *Compared, open bool) {
	m := &mentions{name: t.record}
	ast.Walk(&n, m)
	if !m.found {
		return nil, false
	}
	if path, ok := t.path(n); ok { // a yes or no by itself
		return t.one(Compared{Path: path}), true
	}
	b, ok := n.(*ast.BinaryNode)
	if !ok {
		return nil, true
	}
	left, right, op := b.Left, b.Right, b.Operator
	if _, ok := t.path(left); !ok {
		if op == "in" {
			return nil, true
		}
		left, right = right, left
	}
	path, ok := t.path(left)
	if !ok {
		return nil, true
	}
	list := []ast.Node{right}
	if a, ok := right.(*ast.ArrayNode); ok && op == "in" {
		list = a.Nodes
	} else if op == "in" {
		return nil, true
	}
	read := Compared{Path: path}
	for _, c := range list {
		if !read.constant(c, op) {
			return nil, true
		}
	}
	return t.one(read), true
}

// one gives a read whose field can be enumerated, nil for others.
func (t *taker) one(r Compared) *Compared {
	if !t.known(r.Path) {
		return nil
	}
	return &r
}

// constant notes a constant; false when it is none, or when the order of texts would matter.
func (r *Compared) constant(n ast.Node, op string) bool {
	same := op == "==" || op == "!=" || op == "in"
	switch n := n.(type) {
	case *ast.StringNode:
		r.Texts = append(r.Texts, n.Value)
		return same
	case *ast.BoolNode:
		return same
	case *ast.IntegerNode:
		r.Numbers = append(r.Numbers, int64(n.Value))
		return same || slices.Contains([]string{"<", "<=", ">", ">="}, op)
	case *ast.UnaryNode:
		i, ok := n.Node.(*ast.IntegerNode)
		if !ok || n.Operator != "-" {
			return false
		}
		return r.constant(&ast.IntegerNode{Value: -i.Value}, op)
	}
	return false
}

// path gives the names behind the record's, "house.kind".
func (t *taker) path(n ast.Node) (string, bool) {
	var names []string
	for {
		switch x := n.(type) {
		case *ast.ChainNode:
			n = x.Node
		case *ast.MemberNode:
			s, ok := x.Property.(*ast.StringNode)
			if !ok || x.Optional {
				return "", false
			}
			names = append(names, s.Value)
			n = x.Node
		case *ast.IdentifierNode:
			slices.Reverse(names)
			return strings.Join(names, "."), x.Value == t.record && len(names) > 0
		default:
			return "", false
		}
	}
}

// mentions looks for a name.
type mentions struct {
	name  string
	found bool
}

// Visit is called for every part of the expression.
func (m *mentions) Visit(n *ast.Node) {
	if id, ok := (*n).(*ast.IdentifierNode); ok && id.Value == m.name {
		m.found = true
	}
}

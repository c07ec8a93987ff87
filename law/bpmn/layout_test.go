package bpmn

import (
	"fmt"
	"testing"

	"pgregory.net/rapid"

	"motcua/city"
	"motcua/law/procedure"
	"motcua/words/form"
)

var plainWords = Words{Lang: "vi", Pool: "p", Holder: func(role, where string) string { return role + where }, Otherwise: "Khác"}

// overlap says whether two boxes have more than an edge in common.
func overlap(a, b box) bool { return a.x < b.x+b.w && b.x < a.x+a.w && a.y < b.y+b.h && b.y < a.y+a.h }

// within says whether a stands inside b.
func within(a, b box) bool {
	return a.x >= b.x && a.y >= b.y && a.x+a.w <= b.x+b.w && a.y+a.h <= b.y+b.h
}

// tidy gives what is wrong with a drawing: nodes that overlap or leave their lane, a flow through a node, slanting flows.
func tidy(p *procedure.Process) error {
	l := arrange(p, &plainWords)
	pool := l.poolBox()
	for i, n := range l.lanes {
		if !within(n.box, pool) {
			return fmt.Errorf("lane %d leaves the pool", i)
		}
		for _, v := range n.members {
			if !within(v.box(), n.box) {
				return fmt.Errorf("%s leaves its lane: %v in %v", v.id, v.box(), n.box)
			}
			if h := v.hang(len(v.caption("vi"))); !v.inside() && !within(h, n.box) {
				return fmt.Errorf("the name of %s leaves its lane: %v in %v", v.id, h, n.box)
			}
		}
	}
	for i, a := range l.nodes {
		for _, b := range l.nodes[i+1:] {
			if a.host == b || b.host == a {
				continue // it stands on its edge
			}
			if overlap(a.box(), b.box()) {
				return fmt.Errorf("%s and %s overlap", a.id, b.id)
			}
			if !b.inside() && overlap(a.box(), b.hang(len(b.caption("vi")))) || !a.inside() && overlap(b.box(), a.hang(len(a.caption("vi")))) {
				return fmt.Errorf("a name stands over %s or %s", a.id, b.id)
			}
		}
	}
	for _, a := range l.edges {
		for i := 1; i < len(a.points); i++ {
			p, q := a.points[i-1], a.points[i]
			if p.x != q.x && p.y != q.y {
				return fmt.Errorf("%s slants", a.id)
			}
			line := box{min(p.x, q.x), min(p.y, q.y), max(p.x, q.x) - min(p.x, q.x), max(p.y, q.y) - min(p.y, q.y)}
			if !within(line, pool) {
				return fmt.Errorf("%s leaves the pool", a.id)
			}
			for _, v := range l.nodes {
				b := v.box()
				if inner := (box{b.x + 1, b.y + 1, b.w - 2, b.h - 2}); line.x <= inner.x+inner.w && inner.x <= line.x+line.w && line.y <= inner.y+inner.h && inner.y <= line.y+line.h {
					return fmt.Errorf("%s passes through %s", a.id, v.id)
				}
			}
		}
	}
	return nil
}

func TestNoNodesOverlapAndNoFlowPassesThroughOne(t *testing.T) {
	t.Parallel()
	recs, err := procedure.ParsePack(city.Hanoi(), ".")
	if err != nil {
		t.Fatal(err)
	}
	for _, r := range recs {
		for _, c := range r.Cases {
			if c.Process == nil {
				continue
			}
			if err := tidy(c.Process); err != nil {
				t.Errorf("%s %s: %v", r.Code, c.ID, err)
			}
		}
	}
}

func TestAnyProcessIsDrawnTidily(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		p := &procedure.Process{ID: "p"}
		n := rapid.IntRange(1, 20).Draw(t, "nodes")
		for i := range n {
			kind := rapid.SampledFrom([]procedure.NodeKind{"task", "task", "timer", "exclusive", "parallel", "start", "end"}).Draw(t, "kind")
			role := ""
			if kind == procedure.Task {
				role = rapid.SampledFrom([]string{"a", "b", "c"}).Draw(t, "role")
			}
			on := ""
			if kind == procedure.Timer {
				on = fmt.Sprint("n", rapid.IntRange(0, n).Draw(t, "on"))
			}
			p.Nodes = append(p.Nodes, procedure.Node{ID: fmt.Sprint("n", i), Kind: kind, Role: role, On: on, Name: form.Text{VI: rapid.StringMatching(`([a-zạ]{1,9} ){0,12}`).Draw(t, "name")}})
		}
		for range rapid.IntRange(0, 40).Draw(t, "flows") {
			f := procedure.Flow{From: p.Nodes[rapid.IntRange(0, n-1).Draw(t, "from")].ID, To: p.Nodes[rapid.IntRange(0, n-1).Draw(t, "to")].ID}
			f.When = rapid.SampledFrom([]string{"", "form.a == 1 && form.b == 2 || form.cccccccccccccccccc"}).Draw(t, "when")
			p.Flows = append(p.Flows, f)
		}
		if err := tidy(p); err != nil {
			t.Fatal(err)
		}
	})
}

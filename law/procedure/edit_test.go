package procedure_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"motcua/law/procedure"
	"motcua/words/form"
)

// line is a process of steps one after the other.
func line(steps ...string) *procedure.Process {
	p := &procedure.Process{ID: "p", Nodes: []procedure.Node{{ID: "start", Kind: procedure.Start}}}
	for _, s := range steps {
		p.Nodes = append(p.Nodes, work(s))
	}
	p.Nodes = append(p.Nodes, procedure.Node{ID: "end", Kind: procedure.End, Result: true})
	for i := range p.Nodes[1:] {
		p.Flows = append(p.Flows, procedure.Flow{From: p.Nodes[i].ID, To: p.Nodes[i+1].ID})
	}
	return p
}

func work(id string) procedure.Node {
	return procedure.Node{ID: id, Kind: procedure.Task, Name: form.Text{VI: id}, Work: procedure.Examine, Role: "specialist"}
}

// shape writes the flows in a fixed order.
func shape(p *procedure.Process) string {
	var out []string
	for _, f := range p.Flows {
		out = append(out, f.From+">"+f.To)
	}
	slices.Sort(out)
	return strings.Join(out, " ")
}

// runs wants a process that can be run.
func runs(t *testing.T, p *procedure.Process, want string) {
	t.Helper()
	if got := shape(p); got != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
	if _, err := procedure.Compile(p); err != nil {
		t.Errorf("it does not run: %v", err)
	}
}

func TestAStepIsPutBehindAnother(t *testing.T) {
	t.Parallel()
	p := line("a", "b")
	if at := p.Follow(1, work("x")); at != 2 || p.Nodes[2].ID != "x" {
		t.Errorf("it stands at %d", at)
	}
	runs(t, p, "a>x b>end start>a x>b")
	p.Follow(0, work("y"))
	runs(t, p, "a>x b>end start>y x>b y>a")
	p.Follow(p.At("end"), work("z"))
	if got := shape(p); strings.Contains(got, "z") {
		t.Errorf("a step behind an end has ways: %s", got)
	}
}

func TestAStepIsDoneAtTheSameTimeAsAnother(t *testing.T) {
	t.Parallel()
	p := line("a", "b")
	if !p.Beside(1, work("x")) {
		t.Fatal("refused")
	}
	runs(t, p, "a>branch-2 b>end branch-1>a branch-1>x branch-2>b start>branch-1 x>branch-2")
	if !p.Beside(p.At("x"), work("y")) {
		t.Fatal("refused")
	}
	runs(t, p, "a>branch-2 b>end branch-1>a branch-1>x branch-1>y branch-2>b start>branch-1 x>branch-2 y>branch-2")
	if p.Beside(0, work("z")) || p.Beside(p.At("end"), work("z")) {
		t.Error("beside the start or an end")
	}
}

func TestAStepThatGoesLeavesNoHole(t *testing.T) {
	t.Parallel()
	p := line("a", "b", "c")
	p.Drop(p.At("b"))
	runs(t, p, "a>c c>end start>a")
	p.Drop(p.At("a"))
	runs(t, p, "c>end start>c")

	q := line("a", "b")
	q.Nodes = append(q.Nodes, procedure.Node{ID: "ask", Kind: procedure.Exclusive}, procedure.Node{ID: "no", Kind: procedure.End})
	q.Flows[1].To = "ask"
	q.Flows = append(q.Flows, procedure.Flow{From: "ask", To: "b", When: `outcome == "done"`}, procedure.Flow{From: "ask", To: "no", Default: true})
	q.Drop(q.At("b"))
	runs(t, q, "a>ask ask>end ask>no start>a")
	q.Drop(q.At("ask")) // two ways led on: the writer says which one stays
	if got := shape(q); got != "start>a" {
		t.Errorf("got %s", got)
	}
}

func TestANodeIsRenamedWithItsWays(t *testing.T) {
	t.Parallel()
	p := line("a", "b")
	p.Rename(1, "thẩm-định")
	runs(t, p, "b>end start>thẩm-định thẩm-định>b")
	if got := fmt.Sprint(p.FreshID(procedure.Task), p.FreshID(procedure.Parallel)); got != "step-1branch-1" {
		t.Errorf("fresh are %s", got)
	}
}

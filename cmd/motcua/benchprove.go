package main

import (
	"context"
	"fmt"
	"strings"

	"motcua/law/procedure"
	"motcua/words/form"
)

// Size of the process that is proved: what a step may send back to the one before it keeps its steps from being fused.
const (
	benchBranches = 4
	benchStretch  = 14 // steps of a branch; with those around them sixty
)

// prove proves a process of sixty steps, of which four branches run beside each other and any step may be sent back.
func (b *bench) prove(_ context.Context, n int64) error {
	p := benchProcess()
	proof := procedure.Prove(procedure.Record{Cases: []procedure.Case{{ID: "bench", Process: p}}}, &procedure.Context{})
	for i := range proof.Defects {
		if d := &proof.Defects[i]; strings.HasPrefix(d.Place, "cases.0.process") {
			return fmt.Errorf("prove %d: %s at %s", n, d.Code, d.Place)
		}
	}
	return nil
}

// benchProcess is an examination, the branches with a join, an approval and two steps to the end.
func benchProcess() *procedure.Process {
	p := &procedure.Process{ID: "bench"}
	node := func(id string, k procedure.NodeKind, w procedure.Work, outcomes ...string) string {
		n := procedure.Node{ID: id, Kind: k, Name: form.Text{VI: id}, Work: w, Result: id == "end"}
		if k == procedure.Task {
			n.Role, n.Hours = "specialist", 1
		}
		for _, o := range outcomes {
			n.Outcomes = append(n.Outcomes, procedure.Outcome{Value: o, Name: form.Text{VI: o}})
		}
		p.Nodes = append(p.Nodes, n)
		return id
	}
	flow := func(from, to, when string, standard bool) {
		p.Flows = append(p.Flows, procedure.Flow{From: from, To: to, When: when, Default: standard})
	}
	flow(node("start", procedure.Start, ""), node("take", procedure.Task, procedure.Carry), "", false)
	flow("take", node("split", procedure.Parallel, ""), "", false)
	node("join", procedure.Parallel, "")
	for i := range benchBranches {
		last := "split"
		for k := range benchStretch {
			task := node(fmt.Sprintf("t%d.%d", i, k), procedure.Task, procedure.Examine, "done", "back")
			way := node(fmt.Sprintf("x%d.%d", i, k), procedure.Exclusive, "")
			flow(last, task, "", k > 0)
			flow(task, way, "", false)
			if k > 0 {
				flow(way, fmt.Sprintf("t%d.%d", i, k-1), `outcome == "back"`, false)
			}
			last = way
		}
		flow(last, "join", "", true)
	}
	for i := range p.Flows { // the first step of a branch cannot be sent back
		if strings.HasSuffix(p.Flows[i].From, ".0") && p.Flows[i].Default {
			p.Flows[i].Default = false
		}
	}
	flow("join", node("approve", procedure.Task, procedure.Approve, "approve", "refuse"), "", false)
	flow("approve", node("decided", procedure.Exclusive, ""), "", false)
	flow("decided", node("issue", procedure.Task, procedure.Issue), `outcome == "approve"`, false)
	flow("decided", node("refused", procedure.End, ""), "", true)
	flow("issue", node("carry", procedure.Task, procedure.Carry), "", false)
	flow("carry", node("end", procedure.End, ""), "", false)
	return p
}

package procedure

import (
	"fmt"
	"slices"
)

// Edits of a process that is being written. Each changes the process in place and leaves the rest as it is; a process with
// flaws can be edited too.

// FreshID gives an ID that no node has: "step-3".
func (p *Process) FreshID(kind NodeKind) string {
	name := map[NodeKind]string{Task: "step", Exclusive: "choice", Parallel: "branch", End: "end", Start: "start", Timer: "timer"}[kind]
	for i := 1; ; i++ {
		id := fmt.Sprintf("%s-%d", name, i)
		if p.At(id) < 0 {
			return id
		}
	}
}

// At gives the place of a node, -1 when there is none.
func (p *Process) At(id string) int {
	return slices.IndexFunc(p.Nodes, func(n Node) bool { return n.ID == id })
}

// put writes a node behind another one's place.
func (p *Process) put(after int, n Node) {
	p.Nodes = slices.Insert(p.Nodes, min(after+1, len(p.Nodes)), n)
}

// ways gives the places of the flows into (or out of) a node.
func (p *Process) ways(id string, into bool) []int {
	var out []int
	for i, f := range p.Flows {
		if into && f.To == id || !into && f.From == id {
			out = append(out, i)
		}
	}
	return out
}

// Follow puts a step behind the node at a place: what led out of the node leads out of the step, whose place is given. Behind
// a choice or a split, and behind an end, it only stands in the table: which way leads to it is for the writer to say.
func (p *Process) Follow(at int, n Node) int {
	id := p.Nodes[at].ID
	p.put(at, n)
	switch p.Nodes[at].Kind {
	case Start, Task:
		for _, i := range p.ways(id, false) {
			p.Flows[i].From = n.ID
		}
		p.Flows = append(p.Flows, Flow{From: id, To: n.ID})
	}
	return at + 1
}

// Beside lets a step be done at the same time as the step at a place: both stand between a split and a join, which are made
// where there are none yet. It is false where the place is no step with one way out.
func (p *Process) Beside(at int, n Node) bool {
	id := p.Nodes[at].ID
	in, out := p.ways(id, true), p.ways(id, false)
	if p.Nodes[at].Kind != Task || len(out) != 1 || len(in) == 0 {
		return false
	}
	split, join := p.parallel(p.Flows[in[0]].From, false), p.parallel(p.Flows[out[0]].To, true)
	if len(in) == 1 && split && join {
		p.put(at, n)
		p.Flows = append(p.Flows, Flow{From: p.Flows[in[0]].From, To: n.ID}, Flow{From: n.ID, To: p.Flows[out[0]].To})
		return true
	}
	p.put(at, n)
	s := Node{ID: p.FreshID(Parallel), Kind: Parallel}
	p.put(at-1, s)
	j := Node{ID: p.FreshID(Parallel), Kind: Parallel}
	p.put(at+2, j)
	for _, i := range in {
		p.Flows[i].To = s.ID
	}
	p.Flows[out[0]].From = j.ID
	p.Flows = append(p.Flows, Flow{From: s.ID, To: id}, Flow{From: s.ID, To: n.ID}, Flow{From: id, To: j.ID}, Flow{From: n.ID, To: j.ID})
	return true
}

// parallel says whether a node splits, or joins.
func (p *Process) parallel(id string, joins bool) bool {
	i := p.At(id)
	return i >= 0 && p.Nodes[i].Kind == Parallel && len(p.ways(id, joins)) > 1
}

// Drop takes the node at a place out. Where one way led on from it, what led to it goes on along that; else the ways from and
// to it go with it.
func (p *Process) Drop(at int) {
	id := p.Nodes[at].ID
	in, out := p.ways(id, true), p.ways(id, false)
	if len(out) == 1 && p.Flows[out[0]].To != id {
		to := p.Flows[out[0]].To
		for _, i := range in {
			from := p.Flows[i].From
			twice := slices.ContainsFunc(p.Flows, func(f Flow) bool { return f.From == from && f.To == to })
			if from != to && !twice {
				p.Flows[i].To = to
			}
		}
	}
	p.Flows = slices.DeleteFunc(p.Flows, func(f Flow) bool { return f.From == id || f.To == id })
	p.Nodes = slices.Delete(p.Nodes, at, at+1)
}

// Rename gives a node another ID and lets its flows and the timers that hang on it follow.
func (p *Process) Rename(at int, id string) {
	was := p.Nodes[at].ID
	p.Nodes[at].ID = id
	for i := range p.Nodes {
		if p.Nodes[i].On == was {
			p.Nodes[i].On = id
		}
	}
	for i := range p.Flows {
		if p.Flows[i].From == was {
			p.Flows[i].From = id
		}
		if p.Flows[i].To == was {
			p.Flows[i].To = id
		}
	}
}

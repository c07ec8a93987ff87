package procedure

import (
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
	"unicode/utf16"

	"motcua/ground/fault"
	"motcua/words/form"
)

// showProcess writes a process whole, so that its branches come along to another city; the sheet of steps says what of it people
// change.
func showProcess(w *cellWords, c *Case) string {
	if c.Process == nil {
		return ""
	}
	b, err := json.Marshal(c.Process)
	if err != nil || len(utf16.Encode([]rune(string(b)))) >= mostCell {
		return w.say("sheet.process-large")
	}
	return string(b)
}

// takeProcess reads a process that showProcess wrote. An empty cell leaves the process to the sheet of steps.
func takeProcess(w *cellWords, c *Case, s string) error {
	switch {
	case s == "":
		return nil
	case w.is(s, "sheet.process-large"):
		if c.Process == nil {
			return fault.New(fault.Invalid, "sheet.process-lost", "case", c.ID)
		}
		return nil
	}
	var p Process
	err := form.Read("", []byte(s), &p)
	var wrong form.Mistakes
	if errors.As(err, &wrong) && len(wrong) > 0 {
		return fault.New(fault.Invalid, "sheet.process", "field", wrong[0].Field, "says", string(wrong[0].Reason))
	}
	if err == nil {
		c.Process = &p
	}
	return err
}

// steps reads the steps of processes that go straight on: they may be changed, added, moved and left out. The steps of a
// process with branches may be changed only; the rest is done on its drawing.
func (r *sheetReader) steps(g *sheetGrid) {
	named := map[*Case][]int{}
	var order []*Case
	g.each(func(row int) {
		if _, c := r.caseOf(g, row); c != nil {
			if named[c] == nil {
				order = append(order, c)
			}
			named[c] = append(named[c], row)
		}
	})
	for _, c := range order {
		p := c.Process
		if p == nil {
			p = &Process{ID: c.ID}
		}
		if changed, ok := r.stepsOf(g, named[c], p); !ok {
			r.mistake(r.at(g.name, named[c][0], -1), "sheet.branches", "case", c.ID)
		} else {
			c.Process = changed
		}
	}
}

// stepsOf reads the steps of one process; ok is false when it has branches and would lose or get a step.
func (r *sheetReader) stepsOf(g *sheetGrid, rows []int, p *Process) (changed *Process, ok bool) {
	tasks := map[string]*Node{}
	for i := range p.Nodes {
		if n := &p.Nodes[i]; n.Kind == Task {
			tasks[n.ID] = n
		}
	}
	var line []Node
	seen := map[string]bool{}
	for _, row := range rows {
		id := g.text(row, "step")
		n := Node{ID: id, Kind: Task, Work: Examine, Where: "competent"}
		old := tasks[id]
		switch {
		case old != nil:
			n = *old
		case id == "":
			n.ID = freshStep(tasks, seen)
		case slices.ContainsFunc(p.Nodes, func(x Node) bool { return x.ID == id }) || strings.Trim(id, "-abcdefghijklmnopqrstuvwxyz0123456789") != "":
			r.mistake(r.at(g.name, row, g.cols["step"]), "sheet.step-id", "value", cut(id))
			continue
		}
		if seen[n.ID] {
			r.mistake(r.at(g.name, row, g.cols["step"]), "sheet.step-twice", "step", n.ID)
			continue
		}
		seen[n.ID] = true
		take(r, g, row, stepColumns, &n, old == nil)
		r.called(g, row, &n)
		if old == nil && n.Work == Approve { // who approves may do so; what else he may is written on the page of the process
			n.Outcomes = []Outcome{{Value: "approve", Name: form.Text{VI: r.words.say("dossier.act.approve")}}}
		}
		line = append(line, n)
	}
	if !p.straight() && !slices.Equal(slices.Sorted(maps.Keys(seen)), slices.Sorted(maps.Keys(tasks))) {
		return nil, false
	}
	return p.withSteps(line), true
}

func freshStep(tasks map[string]*Node, seen map[string]bool) string {
	for n := 1; ; n++ {
		id := fmt.Sprintf("b%d", n)
		if tasks[id] == nil && !seen[id] {
			return id
		}
	}
}

// straight says whether a process goes from its start over its steps to its one end, without a choice.
func (p *Process) straight() bool {
	if len(p.Nodes) == 0 {
		return true
	}
	ends := 0
	for i := range p.Nodes {
		switch p.Nodes[i].Kind {
		case End:
			ends++
		case Start, Task:
		default:
			return false
		}
	}
	return ends == 1 && len(p.Flows) == len(p.Nodes)-1
}

// withSteps gives the process with its steps as they are now: of one with branches the steps are changed in their places.
func (p *Process) withSteps(steps []Node) *Process {
	if !p.straight() || slices.EqualFunc(p.order(), steps, func(id string, n Node) bool { return id == n.ID }) {
		return p.withNodes(steps)
	}
	start, end := Node{ID: "start", Kind: Start}, Node{ID: "end", Kind: End, Name: form.Text{}, Result: true}
	for _, n := range p.Nodes {
		switch n.Kind {
		case Start:
			start = n
		case End:
			end = n
		}
	}
	q := new(Process)
	*q = *p
	q.Nodes = slices.Concat([]Node{start}, steps, []Node{end})
	q.Flows = nil
	for i := 1; i < len(q.Nodes); i++ {
		q.Flows = append(q.Flows, Flow{From: q.Nodes[i-1].ID, To: q.Nodes[i].ID})
	}
	return q
}

// order gives the steps of a straight process as they follow one another.
func (p *Process) order() []string {
	next := map[string]string{}
	for _, f := range p.Flows {
		next[f.From] = f.To
	}
	kind := map[string]NodeKind{}
	at := ""
	for _, n := range p.Nodes {
		if kind[n.ID] = n.Kind; n.Kind == Start {
			at = n.ID
		}
	}
	var out []string
	for range p.Nodes {
		if kind[at] == Task {
			out = append(out, at)
		}
		at = next[at]
	}
	return out
}

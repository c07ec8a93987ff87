package procedure

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"motcua/ground/text"
	"motcua/words/calendar"
	"motcua/words/form"
)

// A Machine is a process made ready to run. It never changes; many goroutines may use it.
type Machine struct {
	Process *Process
	nodes   map[string]*place
	start   *place
	form    *form.Compiled // lays the form's values out for conditions, nil when they are used as they are
	usesFm  bool           // a condition speaks of the form
	parts   map[string]Part
}

// place is a node with its flows.
type place struct {
	*Node
	in, out []*way
	timers  []*place // that hang on the task
	host    *place   // of a timer that hangs on a task
	aside   bool     // it leads to nothing but ends of a branch alone
}

// way is a flow with its ends looked up and its condition compiled.
type way struct {
	index    int
	from, to *place
	when     *form.Expr
	standard bool // the default flow
}

// Flaws are all mistakes of a process, each with the node or flow that it is about.
type Flaws []form.Flaw

// Error gives one line per flaw.
func (f Flaws) Error() string { return form.Flaws(f).Error() }

// MostNodes and MostFlows are the limits of a process. choice: the longest published internal process has some twenty steps.
const (
	MostNodes = 300
	MostFlows = 1000
)

// Compile checks the structure of a process and makes it ready: one start, the flows that each kind of node needs, every
// name known, every node on a way from the start to an end, no circle of gateways alone, and a way out of every choice
// for every outcome. Conditions may use the form's values freely. Its error is Flaws.
//
// Compile does not prove that the process can always finish.
func Compile(p *Process) (*Machine, error) { return CompileFor(p, nil) }

// CompileFor is Compile with the form that the process' conditions speak of, so that a misspelt field is found. f may
// be nil.
func CompileFor(p *Process, f *form.Compiled) (*Machine, error) {
	b := &builder{m: &Machine{Process: p, nodes: make(map[string]*place, len(p.Nodes)), form: f}}
	if len(p.Nodes) > MostNodes || len(p.Flows) > MostFlows {
		return nil, Flaws{{Path: "process", Reason: text.Say("flaw.node-count", "nodes", MostNodes, "flows", MostFlows)}}
	}
	b.places()
	b.ways()
	b.hang()
	if len(b.flaws) == 0 {
		b.degrees()
	}
	if len(b.flaws) == 0 {
		b.reach()
		b.m.beside()
		b.circles()
	}
	if len(b.flaws) == 0 {
		b.choices()
	}
	if len(b.flaws) > 0 {
		return nil, b.flaws
	}
	b.m.lead()
	return b.m, nil
}

// Node gives a node of the process, nil when there is none of that name.
func (m *Machine) Node(id string) *Node {
	if p := m.nodes[id]; p != nil {
		return p.Node
	}
	return nil
}

type builder struct {
	m     *Machine
	flaws Flaws
}

func (b *builder) flaw(at, key string, args ...any) {
	place := at
	if id, ok := strings.CutPrefix(at, "nodes."); ok {
		if i := slices.IndexFunc(b.m.Process.Nodes, func(n Node) bool { return n.ID == id }); i >= 0 {
			place = fmt.Sprintf("nodes.%d", i)
		}
	}
	b.flaws = append(b.flaws, form.Flaw{Path: at, Place: place, Reason: text.Say(key, args...)})
}

func nodeAt(id string) string { return "nodes." + id }

func flowAt(w *way) string { return fmt.Sprintf("flows.%d", w.index) }

// places reads the nodes.
func (b *builder) places() {
	p := b.m.Process
	for i := range p.Nodes {
		n := &p.Nodes[i]
		if n.ID == "" || len(n.ID) > 60 || strings.ContainsAny(n.ID, " \t\n\"") {
			b.flaw(fmt.Sprintf("nodes.%d", i), "flaw.node-id")
			continue
		}
		if b.m.nodes[n.ID] != nil {
			b.flaw(nodeAt(n.ID), "flaw.twice-id", "id", n.ID)
			continue
		}
		pl := &place{Node: n}
		b.m.nodes[n.ID] = pl
		b.node(pl)
	}
	if b.m.start == nil {
		b.flaw("nodes", "flaw.no-start")
	}
}

// works are the kinds of work that a task may ask for.
var works = []Work{Examine, Consult, Approve, Issue, Pay, Carry, Sub}

// node checks what a node says of itself.
func (b *builder) node(p *place) {
	at := nodeAt(p.ID)
	switch p.Kind {
	case Start:
		if b.m.start != nil {
			b.flaw(at, "flaw.start-twice", "start", b.m.start.ID)
		}
		b.m.start = p
	case Task:
		if !slices.Contains(works, p.Work) {
			b.flaw(at, "flaw.work", "value", p.Work, "known", works)
		}
		if p.Name.VI == "" {
			b.flaw(at, "flaw.task-name")
		}
		seen := map[string]bool{}
		for _, o := range p.Outcomes {
			if o.Value == "" || seen[o.Value] {
				b.flaw(at, "flaw.outcome-value")
			}
			seen[o.Value] = true
		}
		if s := p.Silence; s != nil && (strings.TrimSpace(s.Basis) == "" || s.Outcome == "refuse" || s.Outcome == "return" || !slices.Contains(p.can(), s.Outcome)) {
			b.flaw(at, "flaw.silence")
		}
		if s := p.Silence; s != nil && s.Limit != (calendar.Limit{}) && s.Limit.Check() != nil {
			b.flaw(at, "flaw.silence-limit", "value", s.Limit)
		}
	case Exclusive, Parallel, Timer, End:
	default:
		b.flaw(at, "flaw.node-kind", "value", p.Kind)
	}
	if p.Waits != "" && p.Waits != WaitTax && p.Waits != WaitPayment {
		b.flaw(at, "flaw.waits", "value", p.Waits, "tax", WaitTax, "payment", WaitPayment)
	}
	if p.Kind != Task && (p.Papers || p.Lead || p.Silence != nil || p.Waits != "" || p.Work != "" || p.Role != "" || p.Hours != 0 || len(p.Outcomes) > 0) {
		b.flaw(at, "flaw.task-only", "kind", p.Kind)
	}
	b.timer(p)
	if p.Hours < 0 || p.Hours > 24*366 {
		b.flaw(at, "flaw.hours", "n", p.Hours)
	}
	if p.Aside && (p.Kind != End || p.Result) {
		b.flaw(at, "flaw.aside")
	}
	if p.Result && p.Kind != End {
		b.flaw(at, "flaw.result-kind", "kind", p.Kind)
	}
}

// ways reads the flows and compiles their conditions.
func (b *builder) ways() {
	scope := b.m.scope()
	seen := map[[2]string]bool{}
	for i, f := range b.m.Process.Flows {
		w := &way{index: i, from: b.m.nodes[f.From], to: b.m.nodes[f.To], standard: f.Default}
		at := flowAt(w)
		if w.from == nil || w.to == nil {
			b.flaw(at, "flaw.way-nowhere", "from", f.From, "to", f.To)
			continue
		}
		if seen[[2]string{f.From, f.To}] {
			b.flaw(at, "flaw.way-twice", "from", f.From, "to", f.To)
		}
		seen[[2]string{f.From, f.To}] = true
		w.from.out = append(w.from.out, w)
		w.to.in = append(w.to.in, w)
		if f.When == "" {
			continue
		}
		if w.from.Kind != Exclusive || f.Default {
			b.flaw(at, "flaw.way-condition")
			continue
		}
		var err error
		if w.when, err = form.CompileExpr(f.When, scope); err != nil {
			var no *form.ExprError
			if errors.As(err, &no) {
				b.flaws = append(b.flaws, form.Flaw{Path: at, Place: at, Part: "when", Reason: no.Says})
			}
			continue
		}
		if slices.Contains(w.when.Uses(), "form") {
			b.m.usesFm = true
		}
	}
}

// Asked gives the papers of the process's case that answers ask for.
func (m *Machine) Asked(c *Case, v form.Values) Asked { return c.AskedBy(m.form, v) }

// scope is what the conditions of the process may speak of.
func (m *Machine) scope() form.Scope {
	scope := form.NewScope().Text("outcome").Text("case").Number("channel").Number("desk").Number("online").Number("post")
	if m.form == nil {
		return scope.Open("form")
	}
	return scope.Record("form", m.form.Scope())
}

// degrees checks how many flows go into and out of each node.
func (b *builder) degrees() {
	for _, p := range b.m.order() {
		in, out := len(p.in), len(p.out)
		at := nodeAt(p.ID)
		switch p.Kind {
		case Start:
			if in != 0 || out != 1 {
				b.flaw(at, "flaw.start-ways", "in", in, "out", out)
			}
		case Timer:
			if p.On != "" && in != 0 || p.On == "" && in < 1 || out != 1 {
				b.flaw(at, "flaw.timer-ways", "in", in, "out", out)
			}
		case Task:
			if in < 1 || out != 1 {
				b.flaw(at, "flaw.task-ways", "in", in, "out", out)
			}
		case End:
			if in < 1 || out != 0 {
				b.flaw(at, "flaw.end-ways", "in", in, "out", out)
			}
		default:
			if in < 1 || out < 1 {
				b.flaw(at, "flaw.gateway-ways", "in", in, "out", out)
			}
		}
		standards := 0
		for _, w := range p.out {
			if w.standard {
				standards++
			}
			if w.standard && p.Kind != Exclusive {
				b.flaw(flowAt(w), "flaw.default-choice")
			}
			if p.Kind == Exclusive && out > 1 && w.when == nil && !w.standard {
				b.flaw(flowAt(w), "flaw.way-needs", "node", p.ID)
			}
		}
		if p.Kind == Exclusive && out == 1 && p.out[0].when != nil {
			b.flaw(flowAt(p.out[0]), "flaw.way-only", "node", p.ID)
		}
		if p.Kind == Exclusive && standards > 1 {
			b.flaw(at, "flaw.default-twice")
		}
	}
}

// order gives the nodes as they are written.
func (m *Machine) order() []*place {
	out := make([]*place, 0, len(m.nodes))
	for i := range m.Process.Nodes {
		out = append(out, m.nodes[m.Process.Nodes[i].ID])
	}
	return out
}

// reach checks that every node lies on a way from the start to an end.
func (b *builder) reach() {
	from := walk([]*place{b.m.start}, (*place).next)
	var ends []*place
	for _, p := range b.m.order() {
		if p.Kind == End {
			ends = append(ends, p)
		}
	}
	to := walk(ends, func(p *place) []*place { return others(p.in, func(w *way) *place { return w.from }) })
	for _, p := range b.m.order() {
		switch {
		case !from[p]:
			b.flaw(nodeAt(p.ID), "flaw.unreached")
		case !to[p]:
			b.flaw(nodeAt(p.ID), "flaw.endless")
		}
	}
}

func others(ws []*way, end func(*way) *place) []*place {
	out := make([]*place, len(ws))
	for i, w := range ws {
		out[i] = end(w)
	}
	return out
}

// walk gives all that can be reached.
func walk(from []*place, next func(*place) []*place) map[*place]bool {
	seen := map[*place]bool{}
	for len(from) > 0 {
		p := from[len(from)-1]
		from = from[:len(from)-1]
		if p == nil || seen[p] {
			continue
		}
		seen[p] = true
		from = append(from, next(p)...)
	}
	return seen
}

func (p *place) gateway() bool { return p.Kind == Exclusive || p.Kind == Parallel }

// circles finds circles without a task: a token in one would run for ever in one act.
func (b *builder) circles() {
	state := map[*place]int{} // 1 being walked, 2 done
	var visit func(*place)
	visit = func(p *place) {
		state[p] = 1
		for _, w := range p.out {
			switch {
			case !w.to.gateway():
			case state[w.to] == 1:
				b.flaw(flowAt(w), "flaw.gateway-circle")
			case state[w.to] == 0:
				visit(w.to)
			}
		}
		state[p] = 2
	}
	for _, p := range b.m.order() {
		if p.gateway() && state[p] == 0 {
			visit(p)
		}
	}
}

// choices checks that a choice without a default knows a way for every outcome that can come to it.
func (b *builder) choices() {
	for _, p := range b.m.order() {
		if p.Kind != Exclusive || len(p.out) == 1 || slices.ContainsFunc(p.out, func(w *way) bool { return w.standard }) {
			continue
		}
		at := nodeAt(p.ID)
		for _, w := range p.out {
			if uses := w.when.Uses(); len(uses) != 1 || uses[0] != "outcome" {
				b.flaw(at, "flaw.needs-default")
				break
			}
		}
		for _, o := range arriving(p) {
			w, err := b.m.choose(p, map[string]any{"outcome": o})
			if err != nil || w == nil {
				b.flaw(at, "flaw.outcome-way", "value", o)
			}
		}
	}
}

// arriving gives the outcomes of the tasks whose token can come to p through gateways alone, and "" for the start.
func arriving(p *place) []string {
	var out []string
	walk([]*place{p}, func(q *place) []*place {
		if q != p && !q.gateway() {
			out = append(out, q.can()...)
			return nil
		}
		return others(q.in, func(w *way) *place { return w.from })
	})
	slices.Sort(out)
	return slices.Compact(out)
}

// Done is the outcome of a task that names none.
const Done = "done"

// can gives the outcomes that may be given to a node.
func (p *place) can() []string {
	switch {
	case p.Kind == Start:
		return []string{""}
	case p.Kind == Timer:
		return []string{Elapsed}
	case len(p.Outcomes) == 0 && p.Work == Sub:
		return []string{SubDone, SubFailed}
	case len(p.Outcomes) == 0:
		return []string{Done}
	}
	out := make([]string, len(p.Outcomes))
	for i, o := range p.Outcomes {
		out[i] = o.Value
	}
	return out
}

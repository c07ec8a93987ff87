package bpmn

import (
	"fmt"
	"slices"
	"strings"

	"motcua/law/procedure"
	"motcua/words/form"
)

// Words are what a drawing says in the words of the screen.
type Words struct {
	Lang      string                          // "vi" or "en"
	Pool      string                          // whose process it is: the procedure's name
	Holder    func(role, where string) string // how a lane is called
	Otherwise string                          // on the default way out of a choice
}

// graph is a process as it is drawn: beside its nodes there are gateways that lead several flows into a node, because BPMN's
// good habits let no task and no end have two flows in, and no gateway split and join at once.
type graph struct {
	nodes []*vertex
	edges []*arc
	of    map[string]*vertex // by the ID in the process
}

// vertex is a node of the drawing.
type vertex struct {
	node    *procedure.Node // of a merge the node behind it
	merge   bool
	id      string // in the file
	in, out []*arc

	host   *vertex   // of a timer that hangs on a step
	timers []*vertex // that hang on it

	col, row, lane int
	line           int // of a timer that hangs: the middle of its row, from which its flow leaves
	x, y           int // the middle
}

// arc is a flow of the drawing.
type arc struct {
	id       string
	flow     *procedure.Flow // nil from a merge
	from, to *vertex
	back     bool
	turns    []*track // the tracks in which it turns: none, one, or down, along and up
	late     bool     // its one turn stands before its end
	label    string   // "" is none
	points   []point
	says     box // where the label stands
	lines    []string
}

type point struct{ x, y int }

// kind is the BPMN element of a vertex.
func (v *vertex) kind() procedure.NodeKind {
	if v.merge && v.node.Kind != procedure.Parallel {
		return procedure.Exclusive
	}
	return v.node.Kind
}

// newGraph lays out what is drawn. Flows that lead nowhere, and a second node of one ID, are left out: they are flaws that
// stand beside the table.
func newGraph(p *procedure.Process, w *Words) *graph {
	g := &graph{of: map[string]*vertex{}}
	taken := map[string]bool{}
	for i := range p.Nodes {
		n := &p.Nodes[i]
		taken[n.ID] = true
		if g.of[n.ID] == nil {
			v := &vertex{node: n}
			g.of[n.ID], g.nodes = v, append(g.nodes, v)
		}
	}
	in, out := map[string]int{}, map[string]int{}
	for _, f := range p.Flows {
		in[f.To]++
		out[f.From]++
	}
	next := 0
	fresh := func(want, prefix string) string {
		for want == "" || taken[want] {
			next++
			want = fmt.Sprintf("%s%d", prefix, next)
		}
		taken[want] = true
		return want
	}
	for _, v := range g.nodes {
		if v.id = v.node.ID; !ncName(v.id) || strings.HasPrefix(v.id, reserved) {
			v.id = fresh("", reserved+"node_")
		}
	}
	g.hang(in)
	merges := map[*vertex]*vertex{}
	for _, v := range g.nodes {
		gateway := v.node.Kind == procedure.Exclusive || v.node.Kind == procedure.Parallel
		if n := v.node; in[n.ID] > 1 && (!gateway || out[n.ID] > 1) {
			merges[v] = &vertex{node: n, merge: true, id: fresh("", reserved+"merge_")}
		}
	}
	for i := range p.Flows {
		f := &p.Flows[i]
		from, to := g.of[f.From], g.of[f.To]
		if from == nil || to == nil {
			continue
		}
		if m := merges[to]; m != nil {
			to = m
		}
		g.connect(&arc{id: fresh("", reserved+"flow_"), flow: f, from: from, to: to})
	}
	for _, v := range append([]*vertex(nil), g.nodes...) {
		if m := merges[v]; m != nil {
			g.nodes = append(g.nodes, m)
			g.connect(&arc{id: fresh("", reserved+"flow_"), from: m, to: v})
		}
	}
	for _, a := range g.edges {
		a.label = g.label(a, w)
	}
	return g
}

// hang gives timers to the steps that they hang on; one that flows lead to is drawn by itself.
func (g *graph) hang(in map[string]int) {
	for _, v := range g.nodes {
		if host := g.of[v.node.On]; v.node.Kind == procedure.Timer && host != nil && host.node.Kind == procedure.Task && in[v.node.ID] == 0 {
			v.host = host
			host.timers = append(host.timers, v)
		}
	}
}

// reserved begins the identities that are made for the file.
const reserved = "motcua_"

func (g *graph) connect(a *arc) {
	g.edges = append(g.edges, a)
	a.from.out, a.to.in = append(a.from.out, a), append(a.to.in, a)
}

// label says a flow out of a choice: the outcome by its name, where the condition asks for nothing else.
func (g *graph) label(a *arc, w *Words) string {
	switch {
	case a.flow == nil:
	case a.flow.When != "":
		if value, ok := soleOutcome(a.flow.When); ok {
			if t := outcome(a.from, value); t.VI != "" {
				return t.In(w.Lang)
			}
		}
		return a.flow.When
	case a.flow.Default && len(a.from.out) > 1:
		if rest := remaining(a.from); len(rest) == 1 && rest[0].Name.VI != "" {
			return rest[0].Name.In(w.Lang)
		}
		return w.Otherwise
	}
	return ""
}

// remaining gives the outcomes that take a choice's default way, nil when its conditions ask for more than the outcome.
func remaining(gateway *vertex) []procedure.Outcome {
	rest := slices.Clone(outcomes(gateway))
	for _, a := range gateway.out {
		if a.flow == nil || a.flow.Default {
			continue
		}
		value, ok := soleOutcome(a.flow.When)
		if !ok {
			return nil
		}
		rest = slices.DeleteFunc(rest, func(o procedure.Outcome) bool { return o.Value == value })
	}
	return rest
}

// soleOutcome reads `outcome == "done"`.
func soleOutcome(when string) (string, bool) {
	rest, ok := strings.CutPrefix(strings.ReplaceAll(when, " ", ""), `outcome=="`)
	value, end := strings.CutSuffix(rest, `"`)
	return value, ok && end && !strings.ContainsAny(value, `"\`)
}

// outcome gives the name of an outcome that comes to a gateway.
func outcome(gateway *vertex, value string) form.Text {
	for _, o := range outcomes(gateway) {
		if o.Value == value && o.Name.VI != "" {
			return o.Name
		}
	}
	return form.Text{}
}

// outcomes gives those of all steps from which a way leads to a gateway without another step.
func outcomes(gateway *vertex) []procedure.Outcome {
	var out []procedure.Outcome
	seen := map[*vertex]bool{}
	for queue := []*vertex{gateway}; len(queue) > 0; queue = queue[1:] {
		v := queue[0]
		if seen[v] {
			continue
		}
		seen[v] = true
		if v.node.Kind == procedure.Task && !v.merge {
			out = append(out, v.node.Outcomes...)
			continue
		}
		for _, a := range v.in {
			queue = append(queue, a.from)
		}
	}
	return out
}

// Labels says each flow of a process as its drawing does: the outcome, the condition, or what is left; "" where a flow has
// no words.
func Labels(p *procedure.Process, w Words) []string {
	out := make([]string, len(p.Flows))
	for _, a := range newGraph(p, &w).edges {
		for i := range p.Flows {
			if a.flow == &p.Flows[i] {
				out[i] = a.label
			}
		}
	}
	return out
}

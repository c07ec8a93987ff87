package procedure_test

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"motcua/ground/fault"
	"motcua/law/procedure"
	"motcua/words/calendar"
	"motcua/words/form"
)

// A brute explores a process by itself: its own token game over the record, one marking after the other, nothing fused.
// Conditions are `outcome == "…"` or `form.kind == "…"`.
type brute struct {
	p     *procedure.Process
	kind  string // what was answered in the form
	nodes map[string]*procedure.Node
	out   map[string][]int
	in    map[string][]int
	hang  map[string][]string // timers by their step

	dist   map[string]int
	next   map[string][]string
	over   map[string]bool // markings from which the process can be over by one step
	opened map[string]bool
	finite bool
	sees   map[string]int // defect → fewest steps
}

// mostBrute is from where a process of this size most likely is endless; where the proof says that it is not, the brute goes on
// to manyBrute, since steps that are open twice with timers beside them have thousands of markings and yet an end.
const mostBrute, manyBrute = 800, 60_000

func newBrute(p *procedure.Process, kind string) *brute {
	b := &brute{
		p: p, kind: kind, nodes: map[string]*procedure.Node{}, out: map[string][]int{}, in: map[string][]int{}, dist: map[string]int{}, hang: map[string][]string{},
		next: map[string][]string{}, over: map[string]bool{}, opened: map[string]bool{}, sees: map[string]int{},
	}
	for i := range p.Nodes {
		b.nodes[p.Nodes[i].ID] = &p.Nodes[i]
		if on := p.Nodes[i].On; on != "" {
			b.hang[on] = append(b.hang[on], p.Nodes[i].ID)
		}
	}
	for i, f := range p.Flows {
		b.out[f.From] = append(b.out[f.From], i)
		b.in[f.To] = append(b.in[f.To], i)
	}
	return b
}

// A mark is how many tokens stand at each task and on each flow into a join.
type bmark map[string]int

func (m bmark) String() string {
	var s []string
	for _, k := range slices.Sorted(maps.Keys(m)) {
		if m[k] > 0 {
			s = append(s, fmt.Sprint(k, "*", m[k]))
		}
	}
	return strings.Join(s, " ")
}

// along moves one token over a flow, the deepest first; it gives the ends that were reached.
func (b *brute) along(m bmark, flow int, outcome string) (ends []string) {
	to := b.nodes[b.p.Flows[flow].To]
	switch to.Kind {
	case procedure.Task, procedure.Timer:
		m["task "+to.ID]++
		b.opened[to.ID] = true
		for _, id := range b.hang[to.ID] {
			m["task "+id]++
			b.opened[id] = true
		}
	case procedure.End:
		if to.Aside {
			return nil
		}
		return []string{to.ID}
	case procedure.Exclusive:
		def := -1
		for _, f := range b.out[to.ID] {
			switch when := b.p.Flows[f].When; {
			case when == fmt.Sprintf("outcome == %q", outcome), when == fmt.Sprintf("form.kind == %q", b.kind):
				return b.along(m, f, outcome)
			case when == "":
				def = f
			}
		}
		return b.along(m, def, outcome)
	default:
		if len(b.in[to.ID]) > 1 {
			m[fmt.Sprintf("wait %s %d", to.ID, flow)]++
			for _, f := range b.in[to.ID] {
				if m[fmt.Sprintf("wait %s %d", to.ID, f)] == 0 {
					return nil
				}
			}
			for _, f := range b.in[to.ID] {
				m[fmt.Sprintf("wait %s %d", to.ID, f)]--
			}
		}
		for _, f := range slices.Backward(b.out[to.ID]) {
			ends = append(ends, b.along(m, f, outcome)...)
		}
	}
	return ends
}

// main says whether an end of the whole process can be come to from a node.
func (b *brute) main(id string, seen map[string]bool) bool {
	if seen[id] {
		return false
	}
	seen[id] = true
	if n := b.nodes[id]; n.Kind == procedure.End {
		return !n.Aside
	}
	for _, f := range b.out[id] {
		if b.main(b.p.Flows[f].To, seen) {
			return true
		}
	}
	return slices.ContainsFunc(b.hang[id], func(t string) bool { return b.main(t, seen) })
}

// clear takes what was done beside away when an end was come to and nothing else is left.
func (b *brute) clear(m bmark, ends []string) {
	if len(ends) == 0 {
		return
	}
	for k, n := range m {
		if n > 0 && b.main(strings.Fields(k)[1], map[string]bool{}) {
			return
		}
	}
	clear(m)
}

// leave takes away what goes when a step is finished or a timer is over.
func (b *brute) leave(m bmark, id string) {
	if n := b.nodes[id]; n.On != "" && !n.Beside {
		id = n.On
	}
	m["task "+id]--
	for _, t := range b.hang[id] {
		m["task "+t] = max(0, m["task "+t]-1)
	}
}

func (b *brute) outcomes(id string) (out []string) {
	n := b.nodes[id]
	for _, o := range n.Outcomes {
		out = append(out, o.Value)
	}
	switch {
	case n.Kind == procedure.Timer:
		return []string{"elapsed"}
	case out == nil:
		return []string{"done"}
	}
	return out
}

func (b *brute) tasks(m bmark) (out []string) {
	for _, k := range slices.Sorted(maps.Keys(m)) {
		if id, ok := strings.CutPrefix(k, "task "); ok && m[k] > 0 {
			out = append(out, id)
		}
	}
	return out
}

func (b *brute) see(code string, dist int) {
	if old, ok := b.sees[code]; !ok || dist < old {
		b.sees[code] = dist
	}
}

// run goes breadth first through all markings, at most so many.
func (b *brute) run(most int) {
	first := bmark{}
	var queue []bmark
	ends := b.along(first, b.out[b.p.Nodes[0].ID][0], "")
	b.clear(first, ends)
	b.finite = true
	if len(ends) > 0 && len(b.tasks(first)) > 0 || len(ends) > 1 && first.String() == "" {
		b.see("improper-end", 0)
	}
	if first.String() == "" {
		b.judge()
		return
	}
	b.dist[first.String()] = 0
	queue = append(queue, first)
	for len(queue) > 0 {
		if len(b.dist) > most {
			b.finite = false
			return
		}
		m := queue[0]
		queue = queue[1:]
		at := m.String()
		for k, n := range m {
			if n > 1 && b.nodes[strings.Fields(k)[1]].On == "" {
				b.see("unsynchronised", b.dist[at])
			}
		}
		open := b.tasks(m)
		if len(open) == 0 {
			b.see("deadlock", b.dist[at])
		}
		for _, id := range open {
			for _, o := range b.outcomes(id) {
				to := maps.Clone(m)
				b.leave(to, id)
				ends := b.along(to, b.out[id][0], o)
				b.clear(to, ends)
				left := b.tasks(to)
				if len(ends) > 0 && len(left) > 0 || len(ends) > 1 && len(to.String()) == 0 {
					b.see("improper-end", b.dist[at]+1)
				}
				key := to.String()
				if key == "" && len(ends) == 0 {
					b.see("aside-end", b.dist[at]+1)
				}
				if key == "" {
					b.over[at] = true
					continue
				}
				b.next[at] = append(b.next[at], key)
				if _, seen := b.dist[key]; !seen {
					b.dist[key] = b.dist[at] + 1
					queue = append(queue, to)
				}
			}
		}
	}
	b.judge()
}

// judge finds markings without hope, over and over until nothing changes.
func (b *brute) judge() {
	good := maps.Clone(b.over)
	for m := range b.dist {
		if !strings.Contains(m, "task ") {
			good[m] = true
		}
	}
	for grown := true; grown; {
		grown = false
		for m, to := range b.next {
			if !good[m] && slices.ContainsFunc(to, func(n string) bool { return good[n] }) {
				good[m], grown = true, true
			}
		}
	}
	for m, d := range b.dist {
		if !good[m] {
			b.see("trapped", d)
		}
	}
}

// A grower makes processes: blocks within blocks, and then something is bent.
type grower struct {
	t     *rapid.T
	nodes []procedure.Node
	flows []procedure.Flow
	n     int
}

func (g *grower) node(k procedure.NodeKind, outcomes ...string) string {
	g.n++
	id := fmt.Sprintf("%s%d", k, g.n)
	n := procedure.Node{ID: id, Kind: k, Result: k == procedure.End}
	if k == procedure.Task {
		n.Name, n.Work, n.Role = form.Text{VI: id}, procedure.Issue, "clerk"
		for _, o := range outcomes {
			n.Outcomes = append(n.Outcomes, procedure.Outcome{Value: o, Name: form.Text{VI: o}})
		}
	}
	if k == procedure.Timer {
		n.Name, n.Timer = form.Text{VI: id}, &procedure.Delay{Limit: calendar.Limit{N: 1, Unit: calendar.WorkingDay}}
	}
	g.nodes = append(g.nodes, n)
	return id
}

func (g *grower) link(from, to, when string, standard bool) {
	g.flows = append(g.flows, procedure.Flow{From: from, To: to, When: when, Default: standard})
}

// on draws what a choice asks about.
func (g *grower) on() string {
	return rapid.SampledFrom([]string{`outcome == "yes"`, `outcome == "yes"`, `form.kind == "a"`}).Draw(g.t, "on")
}

// block adds a block behind from and gives its last node.
func (g *grower) block(from string, depth int) string {
	kind := rapid.IntRange(0, 8).Draw(g.t, "block")
	if depth == 0 {
		kind = 0
	}
	switch kind {
	case 1: // one behind the other
		return g.block(g.block(from, depth-1), depth-1)
	case 2, 3: // a choice, or branches beside each other
		open, shut := procedure.Exclusive, procedure.Exclusive
		if kind == 3 {
			open, shut = procedure.Parallel, procedure.Parallel
		}
		if rapid.IntRange(0, 3).Draw(g.t, "bend") == 0 {
			shut = rapid.SampledFrom([]procedure.NodeKind{procedure.Exclusive, procedure.Parallel}).Draw(g.t, "shut")
		}
		ask := g.node(procedure.Task, "yes", "no")
		g.link(from, ask, "", false)
		a, b := g.node(open), g.node(shut)
		g.link(ask, a, "", false)
		for i := range 2 {
			first := g.node(procedure.Task, rapid.SampledFrom([][]string{nil, {"yes", "no"}}).Draw(g.t, "outcomes")...)
			switch {
			case open == procedure.Parallel:
				g.link(a, first, "", false)
			case i == 0:
				g.link(a, first, g.on(), false)
			default:
				g.link(a, first, "", true)
			}
			last := first
			if depth > 1 && rapid.Bool().Draw(g.t, "more") {
				last = g.block(first, depth-1)
			}
			g.link(last, b, "", false)
		}
		return b
	case 6, 7, 8:
		return g.timed(from, kind)
	case 4: // a loop
		m := g.node(procedure.Exclusive)
		g.link(from, m, "", false)
		inner := g.block(m, depth-1)
		check := g.node(procedure.Task, rapid.SampledFrom([][]string{{"yes", "no"}, {"yes", "no"}, {"no"}, {"yes"}}).Draw(g.t, "outcomes")...)
		g.link(inner, check, "", false)
		x := g.node(rapid.SampledFrom([]procedure.NodeKind{procedure.Exclusive, procedure.Exclusive, procedure.Exclusive, procedure.Parallel}).Draw(g.t, "again"))
		g.link(check, x, "", false)
		back, on := g.on(), ""
		if g.nodes[len(g.nodes)-1].Kind == procedure.Parallel {
			back = ""
		}
		g.link(x, m, back, false)
		after := g.node(procedure.Exclusive)
		g.link(x, after, on, back != "")
		return after
	case 5: // two ends
		x := g.node(rapid.SampledFrom([]procedure.NodeKind{procedure.Exclusive, procedure.Parallel}).Draw(g.t, "part"))
		ask := g.node(procedure.Task, "yes", "no")
		g.link(from, ask, "", false)
		g.link(ask, x, "", false)
		aside, on := g.node(procedure.Task), g.node(procedure.Task)
		if g.nodes[slices.IndexFunc(g.nodes, func(n procedure.Node) bool { return n.ID == x })].Kind == procedure.Parallel {
			g.link(x, aside, "", false)
			g.link(x, on, "", false)
		} else {
			g.link(x, aside, g.on(), false)
			g.link(x, on, "", true)
		}
		g.link(aside, g.node(procedure.End), "", false)
		return on
	}
	task := g.node(procedure.Task, rapid.SampledFrom([][]string{nil, nil, {"yes", "no"}}).Draw(g.t, "outcomes")...)
	g.link(from, task, "", false)
	return task
}

// timed adds a wait, a step that a timer takes away, or one beside which a timer opens a branch of its own.
func (g *grower) timed(from string, kind int) string {
	if kind == 6 {
		wait := g.node(procedure.Timer)
		g.link(from, wait, "", false)
		return wait
	}
	ask := g.node(procedure.Task, rapid.SampledFrom([][]string{nil, {"yes", "no"}}).Draw(g.t, "outcomes")...)
	g.link(from, ask, "", false)
	after := g.node(rapid.SampledFrom([]procedure.NodeKind{procedure.Exclusive, procedure.Exclusive, procedure.Exclusive, procedure.Parallel}).Draw(g.t, "after"))
	g.link(ask, after, "", false)
	for range rapid.IntRange(1, 2).Draw(g.t, "timers") {
		late := g.node(procedure.Timer)
		n := &g.nodes[len(g.nodes)-1]
		n.On, n.Beside = ask, kind == 8
		if kind == 8 && rapid.IntRange(0, 4).Draw(g.t, "bend") > 0 {
			help, end := g.node(procedure.Task), g.node(procedure.End)
			g.link(late, help, "", false)
			g.link(help, end, "", false)
			last := &g.nodes[len(g.nodes)-1]
			last.Aside = rapid.IntRange(0, 4).Draw(g.t, "aside") > 0
			last.Result = !last.Aside
			continue
		}
		help := g.node(procedure.Task)
		g.link(late, help, "", false)
		g.link(help, after, "", false)
	}
	return after
}

func grown(t *rapid.T) *procedure.Process {
	g := &grower{t: t}
	last := g.block(g.node(procedure.Start), rapid.IntRange(1, 3).Draw(t, "depth"))
	g.link(last, g.node(procedure.End), "", false)
	p := &procedure.Process{ID: "p", Nodes: g.nodes, Flows: g.flows}
	if rapid.IntRange(0, 3).Draw(t, "rewire") == 0 {
		i, j := rapid.IntRange(0, len(p.Flows)-1).Draw(t, "a"), rapid.IntRange(0, len(p.Flows)-1).Draw(t, "b")
		p.Flows[i].To, p.Flows[j].To = p.Flows[j].To, p.Flows[i].To
	}
	return p
}

// bare is a record with one case that has the process, a form with the kind, and nothing else worth proving.
func bare(p *procedure.Process) procedure.Record {
	return procedure.Record{Cases: []procedure.Case{{ID: "c", Process: p, Form: kinds}}}
}

var kinds = &form.Form{ID: "f", Version: 1, Sections: []form.Section{{ID: "s", Fields: []form.Field{{
	ID: "kind", Kind: form.Choice, Label: form.Text{VI: "kind"}, Required: true,
	Options: []form.Option{{Value: "a", Label: form.Text{VI: "a"}}, {Value: "b", Label: form.Text{VI: "b"}}},
}}}}}

var soundness = []string{"deadlock", "unsynchronised", "improper-end", "unbounded", "trapped", "dead-step", "aside-end"}

// A run has thousands of processes: rapid's hundred checks take many each.
func TestSoundnessIsWhatABruteForceExplorerFinds(t *testing.T) {
	t.Parallel()
	counts := map[string]int{}
	rapid.Check(t, func(t *rapid.T) {
		for range 25 {
			p := grown(t)
			m, err := procedure.Compile(p)
			if err != nil {
				counts["refused"]++
				continue
			}
			compare(t, p, m, counts)
		}
	})
	for _, code := range []string{"sound", "endless", "deadlock", "unsynchronised", "improper-end", "trapped", "dead-step", "aside-end", "timed", "sound-timed"} {
		if counts[code] == 0 {
			t.Errorf("no process was %s: the test proves nothing about it", code)
		}
	}
	t.Log(counts)
}

// Two steps behind one another, each with timers of which one opens work that comes back without a join: the second step is
// open twice at once, on thousands of markings, and yet no loop opens more each time.
func TestManyMarkingsAreNotAnEndlessProcess(t *testing.T) {
	t.Parallel()
	nodes := []procedure.Node{
		at("s", procedure.Start), at("split", procedure.Parallel), at("join", procedure.Parallel), at("m", procedure.Exclusive), at("k", procedure.Exclusive),
		{ID: "e", Kind: procedure.End, Result: true},
		{ID: "told", Kind: procedure.End, Aside: true},
		timer("t1", "1wd", "b", true), timer("t2", "1wd", "b", true), timer("t3", "1wd", "c", true), timer("t4", "1wd", "c", true),
	}
	for _, id := range []string{"a1", "a2", "b", "c", "h1", "h2", "h3", "h4"} {
		nodes = append(nodes, task(id, "yes", "no"))
	}
	p := process(nodes, "s > split", "split > a1", "a1 > a2", "a2 > join", "split > b", "b > m", "t1 > h1", "h1 > m", "t2 > h2", "h2 > told",
		"m > c", "c > k", "t3 > h3", "h3 > k", "t4 > h4", "h4 > told", "k > join", "join > e")
	if finite, _ := bruteForce(p, mostBrute); finite {
		t.Fatal("the process has few markings: the test proves nothing")
	}
	counts := map[string]int{}
	compare(t, p, machine(t, p), counts)
	if counts["large"] != 1 || counts["unsynchronised"] != 1 {
		t.Errorf("compared %v, wanted a large process whose branches meet without a join", counts)
	}
}

// bruteForce explores a process for every answer of the form: a step is dead when no answer leads to it, and every other
// defect is one for whichever answer has it.
func bruteForce(p *procedure.Process, most int) (finite bool, sees map[string]int) {
	finite, sees = true, map[string]int{}
	opened := map[string]bool{}
	for _, kind := range []string{"a", "b"} {
		b := newBrute(p, kind)
		b.run(most)
		finite = finite && b.finite
		maps.Copy(opened, b.opened)
		for code, dist := range b.sees {
			if old, ok := sees[code]; !ok || dist < old {
				sees[code] = dist
			}
		}
	}
	for i := range p.Nodes {
		if p.Nodes[i].Stands() && !opened[p.Nodes[i].ID] {
			sees["dead-step"] = 0
		}
	}
	return finite, sees
}

// compare holds what the proof finds against what the brute force sees.
func compare(t rapid.TB, p *procedure.Process, m *procedure.Machine, counts map[string]int) {
	finite, want := bruteForce(p, mostBrute)
	got := map[string]procedure.Defect{}
	for _, d := range procedure.Prove(bare(p), &procedure.Context{}).Defects {
		if slices.Contains(soundness, d.Code) || d.Code == "unproved" {
			got[d.Code] = d
		}
	}
	found := slices.Sorted(maps.Keys(got))
	if !finite && slices.Contains(found, "unbounded") {
		counts["endless"]++
		return
	}
	if !finite {
		if finite, want = bruteForce(p, manyBrute); !finite {
			t.Fatalf("endless, found %v in %+v: %+v", found, p.Nodes, p.Flows)
		}
		counts["large"]++
	}
	if _, ok := want["unsynchronised"]; ok {
		delete(want, "improper-end") // a consequence, told once
	}
	timed := slices.ContainsFunc(p.Nodes, func(n procedure.Node) bool { return n.Kind == procedure.Timer })
	if timed {
		counts["timed"]++
	}
	if _, ok := want["unsynchronised"]; ok && timed {
		// Which of two tokens at a step lost its timer is more than a marking says: beyond this defect both may differ.
		if d, ok := got["unsynchronised"]; !ok || len(d.Shows.Path) != want["unsynchronised"] {
			t.Fatalf("found %v, brute force %v in %+v: %+v", found, want, p.Flows, got)
		}
		counts["unsynchronised"]++
		return
	}
	if len(want) == 0 && timed {
		counts["sound-timed"]++
	}
	if len(want) == 0 {
		counts["sound"]++
	}
	for code := range want {
		counts[code]++
	}
	if !slices.Equal(found, slices.Sorted(maps.Keys(want))) {
		t.Fatalf("found %v, brute force %v in %+v: %+v", found, want, p.Flows, got)
	}
	for code, d := range got {
		if len(d.Shows.Path) != want[code] {
			t.Fatalf("%s: %d steps, the nearest has %d", code, len(d.Shows.Path), want[code])
		}
		if code != "dead-step" {
			replay(t, m, d)
		}
	}
}

// replay goes the way of a counterexample on the machine that dossiers are run by.
func replay(t rapid.TB, m *procedure.Machine, d procedure.Defect) {
	env := procedure.Env{Form: form.Values{"kind": d.Shows.Given["form.kind"]}}
	mark, _, err := m.Start(env)
	for i, pace := range d.Shows.Path {
		if err != nil {
			t.Fatalf("%s: before step %d: %v", d.Code, i, err)
		}
		k := slices.IndexFunc(mark.Tokens, func(tok procedure.Token) bool { return tok.Node == pace.Step })
		if k < 0 {
			t.Fatalf("%s: step %d, %s, is not open in %v", d.Code, i, pace.Step, mark.Tokens)
		}
		if pace.Outcome == procedure.Elapsed {
			mark, _, _, err = m.Fire(mark, mark.Tokens[k].ID, env)
			continue
		}
		mark, _, err = m.Finish(mark, mark.Tokens[k].ID, pace.Outcome, env)
	}
	// Two tokens that wait at one join may be all that is left, so that the machine refuses the last step there too.
	f := fault.As(err)
	stuck := f != nil && f.Key == "procedure.stuck"
	if d.Code == "deadlock" != stuck && d.Code != "unsynchronised" || err != nil && !stuck {
		t.Fatalf("%s: the machine says %v", d.Code, err)
	}
}

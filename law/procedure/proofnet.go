package procedure

import "slices"

// A net is a process in one world as numbers, for exploring it. Its places are the nodes of tasks, by their order, and
// behind them the flows into joins; a marking is the sorted list of the places of its tokens. Gateways are run through at
// once, as Machine does.
//
// Tasks that can only follow one another are fused into one place (fusion of series places, T. Murata, Petri Nets:
// Properties, Analysis and Applications, 1989, V-C): whatever comes of the first is that the second is open, and nothing
// else opens it. Fusing keeps bounds and liveness, and spares the markings that differ only in how far a branch has come.
type net struct {
	m      *Machine
	world  *world
	nodes  []*place
	number map[*place]uint16
	does   [][]move                      // by task: what each outcome of the last task of its chain does
	chains [][]uint16                    // by task: itself and those fused behind it; nil for tasks that are behind another
	inside [][]int                       // by task: the flows that are taken between the tasks of its chain
	inputs map[uint16][]uint16           // by join: the places of its flows in
	joins  map[uint16]uint16             // by place of a flow into a join: the join
	fires  map[uint16]map[string]*result // by join and outcome
	start  result
}

// A move is an outcome of a task.
type move struct {
	outcome string
	result
}

// A result is where tokens come to when gateways have been run through, up to the joins that they come to.
type result struct {
	puts  []uint16
	ends  []*place
	over  []*place // ends of a branch alone
	ways  []int    // flows that are taken
	stops bool     // an end without a result was reached
}

// newNet lays a process out in one world.
func newNet(m *Machine, w *world) *net {
	n := &net{
		m: m, world: w, nodes: m.order(), number: map[*place]uint16{}, inputs: map[uint16][]uint16{}, joins: map[uint16]uint16{},
		fires: map[uint16]map[string]*result{},
	}
	for i, p := range n.nodes {
		n.number[p] = uint16(i)
	}
	size := len(n.nodes)
	n.does, n.chains, n.inside = make([][]move, size), make([][]uint16, size), make([][]int, size)
	for i, p := range n.nodes {
		switch {
		case p.Kind == Start:
			n.start = n.lay(p, "")
		case p.Stands():
			n.chains[i] = []uint16{uint16(i)}
			for _, o := range p.gives() {
				n.does[i] = append(n.does[i], move{o, n.lay(p, o)})
			}
		case p.Kind == Parallel && len(p.in) > 1:
			j := uint16(i)
			n.fires[j] = map[string]*result{}
			for _, w := range p.in {
				n.inputs[j] = append(n.inputs[j], n.spot(w))
				n.joins[n.spot(w)] = j
			}
			for _, o := range arriving(p) {
				r := n.lay(p, o)
				n.fires[j][o] = &r
			}
		}
	}
	n.fuse()
	return n
}

// spot is the place of a flow into a join.
func (n *net) spot(w *way) uint16 { return uint16(len(n.nodes) + w.index) }

// task says whether a place is one for open tasks.
func (n *net) task(at uint16) bool { return int(at) < len(n.nodes) }

// gives are the outcomes that an act of an officer can give to a task: of an approval only those of the leader's acts.
func (p *place) gives() []string {
	if p.Work != Approve {
		return p.can()
	}
	return slices.DeleteFunc(slices.Clone(p.can()), func(o string) bool { return !slices.Contains(leaders, o) })
}

// outcomeRefuse is the outcome of a refusal, leaders those that the acts approve, return and refuse have.
const outcomeRefuse = "refuse"

var leaders = []string{"approve", "return", outcomeRefuse}

// lay runs tokens out of a node up to tasks, joins and ends.
func (n *net) lay(p *place, outcome string) result {
	r := result{}
	for _, w := range p.out {
		n.follow(w, outcome, &r)
	}
	return r
}

func (n *net) follow(w *way, outcome string, r *result) {
	r.ways = append(r.ways, w.index)
	p := w.to
	switch {
	case p.Stands():
		r.puts = append(r.puts, n.number[p])
		for _, t := range p.timers {
			r.puts = append(r.puts, n.number[t])
		}
	case p.Aside:
		r.over = append(r.over, p)
	case p.Kind == End:
		r.ends = append(r.ends, p)
		r.stops = r.stops || !p.Result
	case p.Kind == Exclusive:
		if out := n.world.takes[takenBy(p, outcome)]; out != nil {
			n.follow(out, outcome, r)
		}
	case len(p.in) == 1:
		for _, out := range p.out {
			n.follow(out, outcome, r)
		}
	default:
		r.puts = append(r.puts, n.spot(w))
	}
}

// fuse finds the chains. A task is put behind another when every outcome of that one opens it and it alone, and when
// nothing else does. an approval that can refuse stays by itself: what a refusal does is looked at.
func (n *net) fuse() {
	from := map[uint16]map[int]bool{} // who opens a task: a task, a join, the start (-1)
	opens := func(who int, r *result) {
		for _, at := range r.puts {
			if from[at] == nil {
				from[at] = map[int]bool{}
			}
			from[at][who] = true
		}
	}
	opens(-1, &n.start)
	for i := range n.nodes {
		for k := range n.does[i] {
			opens(i, &n.does[i][k].result)
		}
		for _, r := range n.fires[uint16(i)] {
			opens(i, r)
		}
	}
	behind := map[uint16]uint16{}
	second := map[uint16]bool{}
	for i, p := range n.nodes {
		if !p.Stands() || p.timed() || len(n.does[i]) == 0 || slices.Contains(p.gives(), outcomeRefuse) && p.Work == Approve {
			continue
		}
		only, ok := n.only(i)
		if ok && int(only) != i && len(from[only]) == 1 {
			behind[uint16(i)], second[only] = only, true
		}
	}
	for i, p := range n.nodes {
		at := uint16(i)
		if !p.Stands() || second[at] {
			continue
		}
		chain, last := []uint16{at}, at
		for next, ok := behind[last]; ok; next, ok = behind[last] {
			for _, m := range n.does[last] {
				n.inside[i] = append(n.inside[i], m.ways...)
			}
			chain, last = append(chain, next), next
		}
		n.chains[i], n.does[i] = chain, n.does[last]
	}
	for at := range second { // a circle of such tasks alone has no head and stays as it is
		if n.headed(at) {
			n.chains[at] = nil
		}
	}
}

// timed says whether time is taken beside a node, or it is such a timer: then more than its own token comes and goes with it.
func (p *place) timed() bool { return p.host != nil || len(p.timers) > 0 }

// leave takes the tokens away that go when a task is finished or a timer is over: a step's timers go with it, and a timer
// that interrupts takes its step with all of them. at may be written over.
func (n *net) leave(at []uint16, t uint16) []uint16 {
	p := n.nodes[t]
	drop := func(q *place) {
		if i := slices.Index(at, n.number[q]); i >= 0 {
			at = slices.Delete(at, i, i+1)
		}
	}
	if p.host != nil && !p.Beside {
		p = p.host
	}
	drop(p)
	for _, q := range p.timers {
		drop(q)
	}
	return at
}

// headed says whether a task stands behind the head of a chain.
func (n *net) headed(at uint16) bool {
	return slices.ContainsFunc(n.chains, func(c []uint16) bool { return len(c) > 1 && slices.Contains(c[1:], at) })
}

// only gives the task that is open, and it alone, after every outcome of a task.
func (n *net) only(i int) (at uint16, ok bool) {
	for k := range n.does[i] {
		m := &n.does[i][k]
		if len(m.puts) != 1 || len(m.ends)+len(m.over) > 0 || !n.task(m.puts[0]) || k > 0 && m.puts[0] != at {
			return 0, false
		}
		at = m.puts[0]
	}
	return at, true
}

// spread gives the marking after r happened to marking at, sorted, and everything that was done on the way: joins whose
// flows in all have a token are run on. at may be written over.
func (n *net) spread(at []uint16, r *result, outcome string) (next []uint16, all result) {
	all = result{ends: r.ends, over: r.over, ways: r.ways, stops: r.stops}
	next = at
	puts := r.puts
	for len(puts) > 0 {
		p := puts[0]
		puts = puts[1:]
		next = append(next, p)
		j, ok := n.joins[p]
		if !ok || slices.ContainsFunc(n.inputs[j], func(in uint16) bool { return !slices.Contains(next, in) }) {
			continue
		}
		for _, in := range n.inputs[j] {
			i := slices.Index(next, in)
			next = slices.Delete(next, i, i+1)
		}
		if f := n.fires[j][outcome]; f != nil {
			puts = append(slices.Clone(puts), f.puts...)
			all.ends, all.over, all.ways = slices.Concat(all.ends, f.ends), slices.Concat(all.over, f.over), slices.Concat(all.ways, f.ways)
			all.stops = all.stops || f.stops
		}
	}
	if all.stops || len(all.ends) > 0 && !slices.ContainsFunc(next, func(at uint16) bool { return !n.nodeAt(at).aside }) {
		next = next[:0]
	}
	slices.Sort(next)
	return next, all
}

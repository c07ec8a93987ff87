package procedure

import (
	"encoding/binary"
	"slices"
)

// mostMarkings is how many markings are looked at for one world before a process counts as too large to be proved; about
// 100 bytes each.
const mostMarkings = 400_000

// An explorer goes through all markings that a net can come to, nearest first, and keeps the nearest that shows each
// defect. Soundness is that of W. van der Aalst, The Application of Petri Nets to Workflow Management, 1998: from every
// marking the end can be reached (option to complete), when it is reached nothing else is open (proper completion), and
// every step and flow can be taken (no dead transitions).
type explorer struct {
	net     *net
	skip    func(*place) bool // tasks that are never finished
	states  []state
	numbers map[string]int32
	edges   []int32
	queue   [][]int32 // by distance

	found    map[string]sight // nearest of each code
	live     map[uint16]bool  // tasks that are opened
	taken    map[int]bool     // flows
	complete bool             // every marking was looked at
}

// state is a marking and how it is come to.
type state struct {
	mark        string // places, two bytes each
	parent      int32  // -1 at the start
	via         uint16 // the task that is finished
	move        int16  // its outcome; -1 at the start
	dist        int32  // tasks finished
	done        bool   // looked at
	good        bool   // the end can be reached
	first, last int32  // its edges
}

// A sight is a defect that was seen: at a state, or when a task was finished there.
type sight struct {
	state int32
	via   uint16
	move  int // -1: at the state itself
	dist  int32
	end   *place
	other *place // a step that is open beside, the join that waits, the step that is open twice
}

func explore(n *net, skip func(*place) bool) *explorer {
	x := &explorer{net: n, skip: skip, numbers: map[string]int32{}, found: map[string]sight{}, live: map[uint16]bool{}, taken: map[int]bool{}}
	mark, all := n.spread(nil, &n.start, "")
	x.notice(all)
	x.beginning(mark, all)
	if len(mark) == 0 {
		x.complete = true
		return x
	}
	x.reach(mark, -1, 0, -1, 0)
	for d := 0; d < len(x.queue); d++ {
		for i := 0; i < len(x.queue[d]); i++ {
			s := x.queue[d][i]
			if x.states[s].done || int(x.states[s].dist) != d {
				continue
			}
			if !x.look(s) {
				return x
			}
		}
		x.queue[d] = nil
	}
	x.complete = true
	if skip == nil {
		x.options()
	}
	for t := range x.live {
		for _, w := range n.inside[t] {
			x.taken[w] = true
		}
	}
	return x
}

// reach notes that a marking can be come to.
func (x *explorer) reach(mark []uint16, parent int32, via uint16, mv int16, dist int32) int32 {
	b := make([]byte, 0, 64)
	for _, p := range mark {
		b = binary.BigEndian.AppendUint16(b, p)
	}
	i, seen := x.numbers[string(b)]
	switch {
	case !seen:
		i = int32(len(x.states))
		x.states = append(x.states, state{mark: string(b), dist: -1})
		x.numbers[x.states[i].mark] = i
	case x.states[i].dist <= dist:
		return i
	}
	s := &x.states[i]
	s.parent, s.via, s.move, s.dist = parent, via, mv, dist
	for len(x.queue) <= int(dist) {
		x.queue = append(x.queue, nil)
	}
	x.queue[dist] = append(x.queue[dist], i)
	return i
}

// places reads a marking.
func places(mark string, into []uint16) []uint16 {
	into = into[:0]
	for i := 0; i < len(mark); i += 2 {
		into = append(into, uint16(mark[i])<<8|uint16(mark[i+1]))
	}
	return into
}

// look finishes every open task of a state in every way. It gives false when there is no end to be seen.
func (x *explorer) look(i int32) bool {
	at := places(x.states[i].mark, make([]uint16, 0, 16))
	x.states[i].done = true
	x.standing(i, at)
	if x.grows(i, at) || len(at) > mostTokens || len(x.states) > mostMarkings {
		return false
	}
	x.states[i].first = int32(len(x.edges))
	dist := x.states[i].dist
	scratch := make([]uint16, 0, len(at)+8)
	for k, t := range at {
		if !x.net.task(t) {
			break // tasks come first
		}
		if k > 0 && at[k-1] == t || x.skipped(t) {
			continue
		}
		x.live[t] = true
		chain := x.net.chains[t]
		for m := range x.net.does[t] {
			mv := &x.net.does[t][m]
			scratch = x.net.leave(append(scratch[:0], at...), t)
			next, all := x.net.spread(scratch, &mv.result, mv.outcome)
			scratch = next
			x.notice(all)
			x.finishing(i, t, m, next, all, dist+int32(len(chain)))
			if len(next) == 0 {
				x.states[i].good = true
				continue
			}
			x.edges = append(x.edges, x.reach(next, i, t, int16(m), dist+int32(len(chain))))
		}
	}
	x.states[i].last = int32(len(x.edges))
	return true
}

func (x *explorer) skipped(t uint16) bool {
	return x.skip != nil && slices.ContainsFunc(x.net.chains[t], func(p uint16) bool { return x.skip(x.net.nodes[p]) })
}

func (x *explorer) notice(all result) {
	for _, w := range all.ways {
		x.taken[w] = true
	}
}

// see keeps the nearest sight of a code.
func (x *explorer) see(code string, s sight) {
	if old, ok := x.found[code]; !ok || s.dist < old.dist {
		x.found[code] = s
	}
}

// standing looks at a marking by itself.
func (x *explorer) standing(i int32, at []uint16) {
	for k := 1; k < len(at); k++ {
		if at[k] == at[k-1] && !x.net.hung(at[k]) {
			x.see(codeUnsynchronised, sight{state: i, move: -1, dist: x.states[i].dist, other: x.net.nodeAt(at[k])})
		}
	}
	if !x.net.task(at[0]) {
		x.states[i].good = true // told by itself
		x.see(codeDeadlock, sight{state: i, move: -1, dist: x.states[i].dist, other: x.net.nodeAt(at[0])})
	}
}

// hung says whether a place is a timer that hangs on a step.
func (n *net) hung(at uint16) bool { return n.task(at) && n.nodes[at].host != nil }

// nodeAt is the task or the join of a place.
func (n *net) nodeAt(at uint16) *place {
	if n.task(at) {
		return n.nodes[at]
	}
	return n.nodes[n.joins[at]]
}

// finishing looks at what the outcome m of task t led to.
func (x *explorer) finishing(i int32, t uint16, m int, next []uint16, all result, dist int32) {
	s := sight{state: i, via: t, move: m, dist: dist}
	chain := x.net.chains[t]
	task := x.net.nodes[chain[len(chain)-1]]
	byLeader := task.Work == Approve && x.net.does[t][m].outcome == outcomeRefuse
	switch {
	case byLeader && !all.stops:
		s.other = task
		x.see(codeRefusalRunsOn, s)
	case all.stops && !byLeader:
		s.other = task
		s.end = all.ends[slices.IndexFunc(all.ends, func(p *place) bool { return !p.Result })]
		x.see(codeRefusalByOther, s)
	}
	if !all.stops {
		x.ending(s, next, all)
	}
}

// beginning looks at what the start led to, before any step.
func (x *explorer) beginning(mark []uint16, all result) {
	s := sight{state: -1, move: -1}
	if all.stops {
		s.other = x.net.m.start
		s.end = all.ends[slices.IndexFunc(all.ends, func(p *place) bool { return !p.Result })]
		x.see(codeRefusalByOther, s)
		return
	}
	x.ending(s, mark, all)
}

// ending looks at the ends with a result that were reached.
func (x *explorer) ending(s sight, next []uint16, all result) {
	if len(all.ends) == 0 {
		if len(next) == 0 {
			s.end = all.over[0]
			x.see(codeAsideEnd, s)
		}
		return
	}
	s.end = all.ends[0]
	switch {
	case len(next) > 0 && x.net.task(next[0]):
		s.other = x.net.nodeAt(next[0])
		x.see(codeImproperEnd, s)
	case len(all.ends) > 1:
		s.other = all.ends[1]
		x.see(codeImproperEnd, s)
	case len(next) == 0:
		x.see(seenResult, s)
	}
}

// grows says whether a marking is one that was passed on the way to it, and something more: the process can then go the
// same way again and again and has more tokens each time (R. Karp, R. Miller, Parallel Program Schemata, 1969). Among the
// markings of an endless process there is always such a one, so that exploring ends.
func (x *explorer) grows(i int32, at []uint16) bool {
	var was []uint16
	for a := x.states[i].parent; a >= 0; a = x.states[a].parent {
		if len(x.states[a].mark) >= len(x.states[i].mark) {
			continue
		}
		was = places(x.states[a].mark, was)
		if within(was, at) {
			x.see(codeUnbounded, sight{state: i, move: -1, dist: x.states[i].dist, other: x.net.nodeAt(more(was, at))})
			return true
		}
	}
	return false
}

// within says whether at has all that was has; both are sorted.
func within(was, at []uint16) bool {
	k := 0
	for _, p := range was {
		for k < len(at) && at[k] < p {
			k++
		}
		if k == len(at) || at[k] != p {
			return false
		}
		k++
	}
	return true
}

// more gives a place that at has more often than was.
func more(was, at []uint16) uint16 {
	for k, p := range at {
		if k >= len(was) || was[k] != p {
			return p
		}
	}
	return at[len(at)-1]
}

// options finds the nearest marking from which neither the end nor a deadlock can be reached.
func (x *explorer) options() {
	starts := make([]int32, len(x.states)+1) // of the edges into each state
	for _, to := range x.edges {
		starts[to+1]++
	}
	for i := range x.states {
		starts[i+1] += starts[i]
	}
	back, filled := make([]int32, len(x.edges)), slices.Clone(starts)
	var todo []int32
	for i := range x.states {
		s := &x.states[i]
		for _, to := range x.edges[s.first:s.last] {
			back[filled[to]] = int32(i)
			filled[to]++
		}
		if s.good {
			todo = append(todo, int32(i))
		}
	}
	for len(todo) > 0 {
		i := todo[len(todo)-1]
		todo = todo[:len(todo)-1]
		for _, from := range back[starts[i]:starts[i+1]] {
			if !x.states[from].good {
				x.states[from].good = true
				todo = append(todo, from)
			}
		}
	}
	for i := range x.states {
		if s := &x.states[i]; !s.good {
			x.see(codeTrapped, sight{state: int32(i), move: -1, dist: s.dist, other: x.net.nodeAt(places(s.mark, nil)[0])})
		}
	}
}

// path gives the steps that lead to a sight.
func (x *explorer) path(s sight) []Pace {
	var out []Pace
	take := func(via uint16, m int) {
		chain := x.net.chains[via]
		for k := len(chain) - 1; k >= 0; k-- {
			task := x.net.nodes[chain[k]]
			outcome := x.net.does[via][m].outcome
			if k < len(chain)-1 {
				outcome = task.gives()[0]
			}
			out = append(out, pace(task, outcome))
		}
	}
	if s.move >= 0 {
		take(s.via, s.move)
	}
	for i := s.state; i >= 0 && x.states[i].parent >= 0; i = x.states[i].parent {
		take(x.states[i].via, int(x.states[i].move))
	}
	slices.Reverse(out)
	return out
}

func pace(p *place, outcome string) Pace {
	out := Pace{Step: p.ID, Name: nameOf(p.Node), Outcome: outcome}
	for _, o := range p.Outcomes {
		if o.Value == outcome {
			out.Says = o.Name
		}
	}
	return out
}

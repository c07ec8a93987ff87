package bpmn

import (
	"cmp"
	"slices"

	"motcua/law/procedure"
)

// The measures of a drawing, in units of BPMN's diagram interchange: a unit is a pixel at its size.
const (
	taskWidth, taskHeight = 140, 86
	eventSize             = 36
	gatewaySize           = 50
	columnWidth           = taskWidth
	rowHalf               = 48 // from the middle of a row to its upper edge, and to its lower one where nothing hangs below
	poolHead, laneHead    = 30, 46
	laneLeast             = 150 // lowest lane: its name stands upright in its head
	margin                = 20
	trackGap              = 12
	labelWidth            = 96
	charWidth             = 7 // choice: generous for a sans-serif of 12, Vietnamese marks add height and no width
	lineHeight            = 15
	mostLabelLines        = 4
)

type box struct{ x, y, w, h int }

// layout is where everything of a drawing stands.
type layout struct {
	*graph
	lanes []*lane
	w, h  int
	rows  []*row
	cols  int
	colX  []int // left edge of each column

	taken map[[2]int]*vertex // cells (column, row) with a node
	runs  map[[2]int]*vertex // cells that a flow runs through, with where it leads
	fall  []*channel         // upright channels: fall[c] stands before column c, the last one behind all
	level []*channel         // level channels: level[r] lies above row r, the last one below all
}

// lane is who holds the tasks in it.
type lane struct {
	role, where string
	name        string
	members     []*vertex
	depth       int // rows
	first       int // its first row among all
	box         box
}

// row is one line of nodes.
type row struct {
	lane  *lane
	y     int // its middle
	below int // from the middle to its lower edge
}

// channel is the room between two columns or two rows, in which flows turn.
type channel struct {
	tracks []*track
	labels bool // flows that leave the column before have words
	from   int  // where its tracks end and its words begin
	size   int
}

// track is one line in a channel; from and to are rows or level tracks that it joins.
type track struct {
	a        *arc
	from, to int // sorting keys: what it comes from and leads to, rows times two, level channels in between
	at       int
}

// arrange puts a process on paper: columns by distance from the start, lanes by holder, flows in the channels between, so
// that no two nodes overlap and no flow passes through a node. The same process gives the same drawing.
func arrange(p *procedure.Process, w *Words) *layout {
	l := &layout{graph: newGraph(p, w), taken: map[[2]int]*vertex{}, runs: map[[2]int]*vertex{}}
	l.columns()
	l.intoLanes(w)
	l.intoRows()
	l.route()
	l.measure(w)
	l.draw()
	return l
}

// columns gives each node the length of the longest way to it, flows back to an earlier step left out.
func (l *layout) columns() {
	state := map[*vertex]int{} // 1 on the way, 2 done
	var order []*vertex
	var visit func(*vertex)
	visit = func(v *vertex) {
		state[v] = 1
		for _, a := range v.out {
			switch state[a.to] {
			case 0:
				visit(a.to)
			case 1:
				a.back = true
			}
		}
		for _, t := range v.timers {
			if state[t] == 0 {
				visit(t)
			}
		}
		state[v] = 2
		order = append(order, v)
	}
	for _, first := range []bool{true, false} {
		for _, v := range l.nodes {
			if state[v] == 0 && v.host == nil && (!first || v.node.Kind == procedure.Start) {
				visit(v)
			}
		}
	}
	for _, v := range slices.Backward(order) {
		for _, a := range v.out {
			if !a.back {
				a.to.col = max(a.to.col, v.col+1)
			}
		}
		for _, t := range v.timers {
			t.col = max(t.col, v.col)
		}
		l.cols = max(l.cols, v.col+1)
	}
}

// byColumn gives the nodes from left to right, in a column as they are written.
func (l *layout) byColumn() []*vertex {
	out := slices.Clone(l.nodes)
	slices.SortStableFunc(out, func(a, b *vertex) int { return cmp.Compare(a.col, b.col) })
	return out
}

// intoLanes puts each task into its holder's lane, and what nobody holds beside what leads to it.
func (l *layout) intoLanes(w *Words) {
	number := map[[2]string]int{}
	laneOf := func(n *procedure.Node) int {
		key := [2]string{n.Role, n.Where}
		i, ok := number[key]
		if !ok {
			i = len(l.lanes)
			number[key] = i
			l.lanes = append(l.lanes, &lane{role: n.Role, where: n.Where, name: w.Holder(n.Role, n.Where)})
		}
		return i
	}
	nodes := l.byColumn()
	for _, v := range nodes {
		v.lane = -1
		if v.node.Kind == procedure.Task { // a merge before a task stands with it
			v.lane = laneOf(v.node)
		}
	}
	if len(l.lanes) == 0 {
		laneOf(&procedure.Node{})
	}
	for _, v := range nodes {
		if v.host != nil {
			v.lane = v.host.lane
		}
		if v.lane < 0 {
			v.lane = beside(v)
		}
		l.lanes[v.lane].members = append(l.lanes[v.lane].members, v)
	}
}

// beside gives the lane of the nearest node before v, else of the nearest behind it.
func beside(v *vertex) int {
	best := -1
	for _, a := range v.in {
		if !a.back && a.from.lane >= 0 && best < 0 {
			best = a.from.lane
		}
	}
	seen := map[*vertex]bool{}
	for queue := []*vertex{v}; best < 0 && len(queue) > 0; {
		at := queue[0]
		queue = queue[1:]
		if seen[at] {
			continue
		}
		seen[at] = true
		best = at.lane
		for _, a := range at.out {
			queue = append(queue, a.to)
		}
	}
	return max(best, 0)
}

// intoRows gives each node a row of its lane: that of the node before it where it is free.
func (l *layout) intoRows() {
	used := make([]map[[2]int]bool, len(l.lanes))
	for i := range used {
		used[i] = map[[2]int]bool{}
		l.lanes[i].depth = 1
	}
	for _, v := range l.byColumn() {
		if v.host != nil {
			continue // it has a row below its step
		}
		want := 0
		for _, a := range v.in {
			if !a.back && a.from.lane == v.lane {
				want = a.from.row
				break
			}
		}
		free := func(r int) bool {
			for k := range len(v.timers) + 1 {
				if r < 0 || used[v.lane][[2]int{v.col, r + k}] {
					return false
				}
			}
			return true
		}
		for d := 0; ; d++ {
			if free(want + d) {
				v.row = want + d
				break
			}
			if free(want - d) {
				v.row = want - d
				break
			}
		}
		for k := range len(v.timers) + 1 {
			used[v.lane][[2]int{v.col, v.row + k}] = true
			if k > 0 {
				v.timers[k-1].row = v.row + k
			}
		}
		l.lanes[v.lane].depth = max(l.lanes[v.lane].depth, v.row+1+len(v.timers))
	}
	for _, n := range l.lanes {
		n.first = len(l.rows)
		for range n.depth {
			l.rows = append(l.rows, &row{lane: n, below: rowHalf})
		}
	}
	for _, v := range l.nodes {
		v.row += l.lanes[v.lane].first
		l.taken[[2]int{v.col, v.row}] = v
	}
}
